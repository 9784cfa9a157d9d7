//! The arrays of Laravel's `config/*.php`.

use super::super::super::table::{Entry, Slot, When, field};
use crate::fact::Kind;
use Slot::{Const, First, Service, Sibling, Value};

// What stands before a menu says how an entry is chosen: see `php::arrays`.
const DATABASE: &[When] = &[When::File(&["database"]), When::Present(Service(&Value))];

pub(super) const ENTRIES: &[Entry] = &[
    field(&["connections.*.driver"], Kind::Connect)
        .of(Service(&Value))
        .value(First(&[Sibling("url"), Sibling("host"), Sibling("database")]))
        .when(DATABASE),
    field(&["driver"], Kind::SessionStore)
        .of(Value)
        .when(&[When::File(&["session"]), When::Present(Sibling("lifetime"))]),
    field(&["debug"], Kind::Debug).of(Const("debug")).when(&[When::File(&["app"])]),
    field(&["*.channels.driver"], Kind::LogSink)
        .of(Const("file"))
        .value(Sibling("path"))
        .when(&[When::Is(Value, &["single"])]),
    field(&["*.channels.driver"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("path"))
        .when(&[When::Is(Value, &["daily"])]),
    field(&["*.channels.driver"], Kind::LogSink).of(Const("syslog")).when(&[When::Is(Value, &["syslog"])]),
    field(&["*.disks.driver"], Kind::FileWrite)
        .of(Const("upload"))
        .value(Sibling("root"))
        .when(&[When::Is(Value, &["local"])]),
    field(&["*.stores.driver"], Kind::CacheStore).of(Const("file")).when(&[When::Is(Value, &["file"])]),
    field(&["*.stores.driver"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Is(Value, &["array", "apc", "apcu"])]),
    field(&["chosen.mailers.transport"], Kind::Connect)
        .of(Const("sendmail"))
        .value(Slot::None)
        .when(&[When::Is(Value, &["sendmail", "mail"])]),
    field(&["mailers.*.transport"], Kind::Connect)
        .of(Const("smtp"))
        .value(Sibling("host"))
        .when(&[When::Is(Value, &["smtp"]), When::Present(Sibling("host"))]),
];
