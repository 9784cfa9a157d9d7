//! Files that Rust writes, and where its logs go.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Along, Arg, Const, First, Of, Path};

const WRITERS: &[&str] = &[
    "std::fs::write",
    "tokio::fs::write",
    "std::fs::File::create",
    "std::fs::File::create_new",
    "tokio::fs::File::create",
    "tokio::fs::File::create_new",
];

const OPENERS: &[&str] =
    &["std::fs::OpenOptions~.open", "tokio::fs::OpenOptions~.open", "std::fs::File::options~.open"];

const PATH: Slot = Arg(0, "path");

/// An option of the chain says that the file is not only read.
const WRITES_TO: Slot = First(&[
    Along("write", &Arg(0, "on")),
    Along("append", &Arg(0, "on")),
    Along("create_new", &Arg(0, "on")),
]);

pub(super) const WRITES: &[Entry] = &[
    // Storages that keep objects as files.
    fact(
        &["object_store::local::LocalFileSystem::new_with_prefix", "opendal::services::Fs~.root"],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(PATH),
    fact(&["object_store::local::LocalFileSystem::new"], Kind::FileWrite).of(Const("upload")),
    fact(WRITERS, Kind::PidFile).value(PATH).when(&[When::Has(PATH, &[".pid"])]),
    fact(WRITERS, Kind::FileWrite).value(PATH),
    fact(OPENERS, Kind::FileWrite).value(PATH).when(&[When::Present(WRITES_TO)]),
    fact(
        &[
            "std::fs::rename",
            "std::fs::copy",
            "tokio::fs::rename",
            "tokio::fs::copy",
            "std::os::unix::fs::symlink",
        ],
        Kind::FileWrite,
    )
    .value(Arg(1, "to")),
    // Uploads.
    fact(
        &[
            "tempfile::NamedTempFile~.persist",
            "tempfile::NamedTempFile~.persist_noclobber",
            "rocket::fs::TempFile~.persist_to",
            "rocket::fs::TempFile~.copy_to",
            "rocket::fs::TempFile~.move_copy_to",
            "actix_multipart::form::tempfile::TempFile.file.persist",
        ],
        Kind::FileWrite,
    )
    .of(Const("durable"))
    .value(PATH),
];

/// A file that was opened for a log, by itself or behind a lock.
const OPENED: &[&str] = &["fs::File::create", "fs::OpenOptions", "fs::File::options"];

const fn to_opened(names: &'static [&'static str], when: &'static [When], path: Slot) -> Entry {
    fact(names, Kind::LogSink).of(Const("file")).value(path).when(when)
}

pub(super) const LOGS: &[Entry] = &[
    fact(
        &[
            "tracing_appender::rolling::daily",
            "tracing_appender::rolling::hourly",
            "tracing_appender::rolling::minutely",
            "tracing_appender::rolling::weekly",
        ],
        Kind::LogSink,
    )
    .of(Const("rotating-file"))
    .value(Path(&[Arg(0, "directory"), Arg(1, "file_name_prefix")])),
    fact(&["tracing_appender::rolling::never"], Kind::LogSink)
        .of(Const("file"))
        .value(Path(&[Arg(0, "directory"), Arg(1, "file_name")])),
    fact(&["tracing_appender::rolling::RollingFileAppender::new"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Path(&[Arg(1, "directory"), Arg(2, "file_name_prefix")])),
    fact(&["tracing_appender::rolling::RollingFileAppender::builder~.build"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Arg(0, "directory")),
    to_opened(
        &[
            "tracing_appender::non_blocking",
            "tracing_appender::non_blocking::NonBlocking::new",
            "tracing_subscriber::fmt~.with_writer",
            "fern::Dispatch~.chain",
        ],
        &[When::Has(Arg(0, "writer"), OPENED)],
        Of(&Arg(0, "writer"), &PATH),
    ),
    to_opened(
        &["tracing_subscriber::fmt~.with_writer"],
        &[
            When::Has(Arg(0, "writer"), &["sync::Mutex::new"]),
            When::Has(Of(&Arg(0, "writer"), &PATH), OPENED),
        ],
        Of(&Of(&Arg(0, "writer"), &PATH), &PATH),
    ),
    to_opened(
        &["simplelog::WriteLogger::new", "simplelog::WriteLogger::init"],
        &[When::Has(Arg(2, "writable"), OPENED)],
        Of(&Arg(2, "writable"), &PATH),
    ),
    fact(&["log4rs::append::rolling_file::RollingFileAppender::builder~.build"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(PATH),
    fact(&["log4rs::append::file::FileAppender::builder~.build"], Kind::LogSink)
        .of(Const("file"))
        .value(PATH),
    fact(
        &[
            "tracing_appender::rolling::RollingFileAppender::builder~.build",
            "tracing_appender::rolling::Builder~.build",
        ],
        Kind::LogSink,
    )
    .of(Const("rotating-file"))
    .value(PATH),
    fact(&["flexi_logger::Logger~.rotate"], Kind::LogSink).of(Const("rotating-file")),
    fact(&["flexi_logger::Logger~.log_to_file"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Of(&Arg(0, "spec"), &PATH), Const("*.log")])),
    fact(&["fern::log_file", "fern::log_reopen"], Kind::LogSink).of(Const("file")).value(PATH),
    fact(&["fern::DateBased::new", "file_rotate::FileRotate::new"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(PATH),
    fact(&["syslog::init", "syslog::init_unix", "syslog::unix", "syslog::tcp", "syslog::udp"], Kind::LogSink)
        .of(Const("syslog")),
    fact(&["tracing_loki::layer", "tracing_loki::builder"], Kind::LogSink).of(Const("collector")),
    fact(&["env_logger::init", "tracing_subscriber::fmt::init"], Kind::LogSink).of(Const("stdout")),
];
