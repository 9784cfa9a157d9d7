//! Keys with which Ruby apps sign their sessions, cookies and tokens.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Key, Last, Name, Value};

pub(super) const SIGNING: &[Entry] = &[
    field(
        &[
            "**.secret_key_base",
            "**.secret_token",
            "**.config.secret_key",
            "config.secret_key",
            "config.pepper",
        ],
        Kind::SigningKey,
    )
    .of(Name)
    .when(&[When::IsText(Value)]),
    fact(&["JWT.encode", "JWT.decode", "JWE.encrypt"], Kind::SigningKey)
        .value(Arg(1, ""))
        .when(&[When::IsText(Arg(1, ""))]),
    fact(
        &[
            "ActiveSupport::MessageVerifier.new",
            "ActiveSupport::MessageEncryptor.new",
            "ActiveSupport::KeyGenerator.new",
        ],
        Kind::SigningKey,
    )
    .value(Arg(0, ""))
    .when(&[When::IsText(Arg(0, ""))]),
    fact(&["set", "?app.set"], Kind::SigningKey)
        .of(Last(&Arg(0, "")))
        .value(Arg(1, ""))
        .when(&[When::Is(Arg(0, ""), &[":session_secret"]), When::IsText(Arg(1, ""))]),
    fact(&["use", "*.use"], Kind::SigningKey)
        .value(Key("secret"))
        .when(&[When::Has(Arg(0, ""), &["Rack::Session::"]), When::IsText(Key("secret"))]),
];
