//! Files that Ruby code writes, where uploads are kept, and where logs go.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Last, Object, Value};

/// Modes of `File.open` that write.
const WRITES_MODE: &[&str] = &["w", "a", "+"];

const OPENERS: &[&str] =
    &["File.open", "File.new", "open", "Kernel.open", "CSV.open", "Zlib::GzipWriter.open"];
const WRITERS: &[&str] =
    &["File.write", "File.binwrite", "IO.write", "IO.binwrite", "AtomicFile.write", "File.atomic_write"];
const OBJECTS: &[&str] = &[
    "Rails.root().join().write",
    "Rails.root().join().binwrite",
    "Rails.public_path().join().write",
    "Pathname.new().write",
    "Pathname.new().binwrite",
    "Pathname.new().join().write",
];

/// Parts of a path that make it a log's.
const LOG_NAMES: &[&str] = &[".log"];

pub(super) const WRITES: &[Entry] = &[
    fact(OPENERS, Kind::PidFile)
        .value(Arg(0, ""))
        .when(&[When::Has(Arg(1, ""), WRITES_MODE), When::Has(Arg(0, ""), &[".pid"])]),
    fact(WRITERS, Kind::PidFile).value(Arg(0, "")).when(&[When::Has(Arg(0, ""), &[".pid"])]),
    fact(OBJECTS, Kind::PidFile).value(Object).when(&[When::Has(Object, &[".pid"])]),
    // `pidfile ENV["PIDFILE"]` writes one where the deploy asks for it.
    fact(&["pidfile"], Kind::PidFile)
        .value(Arg(0, ""))
        .when(&[When::File(&["puma"]), When::Has(Arg(0, ""), &[".pid"])]),
    fact(&["pid"], Kind::PidFile)
        .value(Arg(0, ""))
        .when(&[When::File(&["unicorn"]), When::Has(Arg(0, ""), &[".pid"])]),
    fact(OPENERS, Kind::FileWrite)
        .value(Arg(0, ""))
        .when(&[When::Has(Arg(1, ""), WRITES_MODE), When::Lacks(Arg(0, ""), LOG_NAMES)]),
    fact(OPENERS, Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, ""))
        .when(&[When::Has(Arg(1, ""), &["a"]), When::Has(Arg(0, ""), LOG_NAMES)]),
    fact(WRITERS, Kind::FileWrite).value(Arg(0, "")),
    fact(OBJECTS, Kind::FileWrite).value(Object),
    fact(
        &[
            "FileUtils.cp",
            "FileUtils.copy",
            "FileUtils.mv",
            "FileUtils.move",
            "FileUtils.cp_r",
            "FileUtils.copy_file",
            "FileUtils.install",
            "File.rename",
        ],
        Kind::FileWrite,
    )
    .value(Arg(1, "")),
    fact(&["IO.copy_stream"], Kind::FileWrite).value(Arg(1, "")).when(&[When::IsText(Arg(1, ""))]),
    fact(&["Zip::OutputStream.open", "Zip::File.open"], Kind::FileWrite)
        .value(Arg(0, ""))
        .when(&[When::IsText(Arg(0, "")), When::Present(First(&[Key("create"), Arg(1, "")]))]),
    fact(&["MiniMagick::Image.open()~.write", "MiniMagick::Image.read()~.write"], Kind::FileWrite)
        .value(Arg(0, ""))
        .when(&[When::IsText(Arg(0, ""))]),
];

const fn upload(names: &'static [&'static str], path: Slot) -> Entry {
    fact(names, Kind::FileWrite).of(Const("upload")).value(path)
}

pub(super) const UPLOADS: &[Entry] = &[
    // Active Storage: `config/storage.yml` says what service has that name.
    field(&["**.active_storage.service"], Kind::FileWrite).of(Const("named")).value(Last(&Value)),
    // CarrierWave.
    upload(&["storage"], Slot::None)
        .when(&[When::Is(Arg(0, ""), &[":file"]), When::File(&["uploader", "uploaders"])]),
    field(&["config.storage"], Kind::FileWrite)
        .of(Const("upload"))
        .value(Slot::None)
        .when(&[When::Is(Value, &[":file"])]),
    upload(&["Shrine::Storage::FileSystem.new", "Refile::Backend::FileSystem.new"], Arg(0, "")),
    // Paperclip.
    upload(&["has_attached_file"], Key("path")).when(&[When::Is(Key("storage"), &[":filesystem"])]),
    field(
        &["**.paperclip_defaults.storage", "Paperclip::Attachment.default_options.storage"],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Slot::None)
    .when(&[When::Is(Value, &[":filesystem", ":file"])]),
    upload(&["datastore"], Key("root_path")).when(&[When::Is(Arg(0, ""), &[":file"])]),
];

/// A logger whose file is kept in bounds by the app itself.
const ROTATES: Slot = First(&[Key("shift_age"), Arg(1, "")]);

/// The file that Rails opens where it is given no logger (`Rails::Application::Bootstrap`, `initialize_logger`).
const OWN_LOG: Entry = fact(&["Rails.application.configure"], Kind::LogSink)
    .of(Const("implied"))
    .value(Const("log/production.log"))
    .when(&[When::File(&["environments"]), When::File(&["production"])]);

pub(super) const LOGS: &[Entry] = &[
    OWN_LOG,
    field(&["**.config.logger", "**.lograge.logger", "Rails.logger"], Kind::LogSink).of(Const("given")),
    fact(&["Logger.new"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Arg(0, ""))
        .when(&[When::IsText(Arg(0, "")), When::Present(ROTATES)]),
    fact(&["Logger.new"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, ""))
        .when(&[When::IsText(Arg(0, ""))]),
    fact(&["Logger.new"], Kind::LogSink)
        .of(Const("stdout"))
        .when(&[When::Is(Arg(0, ""), &["?STDOUT", "?$stdout", "?STDERR", "?$stderr"])]),
    fact(&["Log4r::FileOutputter.new"], Kind::LogSink).of(Const("file")).value(Key("filename")),
    fact(&["Log4r::RollingFileOutputter.new", "Log4r::DateFileOutputter.new"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Key("filename")),
    fact(&["Logging.appenders().file"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Key("filename"), Arg(0, "")])),
    fact(&["Logging.appenders().rolling_file"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("filename"), Arg(0, "")])),
    fact(&["SemanticLogger.add_appender"], Kind::LogSink)
        .of(Const("file"))
        .value(Key("file_name"))
        .when(&[When::Present(Key("file_name"))]),
    fact(
        &["Syslog.open", "Syslog::Logger.new", "Syslogger.new", "ActiveSupport::SyslogLogger.new"],
        Kind::LogSink,
    )
    .of(Const("syslog")),
    fact(&["RemoteSyslogLogger.new"], Kind::LogSink).of(Const("collector")).value(Arg(0, "")),
    fact(&["LogStashLogger.new"], Kind::LogSink)
        .of(Const("collector"))
        .value(First(&[Key("host"), Key("uri")]))
        .when(&[When::Not(Key("type"), &[":stdout", ":file", ":stderr"])]),
    fact(
        &[
            "GELF::Logger.new",
            "GELF::Notifier.new",
            "Fluent::Logger::FluentLogger.new",
            "Fluent::Logger::FluentLogger.open",
        ],
        Kind::LogSink,
    )
    .of(Const("collector"))
    .value(First(&[Key("host"), Arg(0, "")])),
    fact(&["Logdna::Ruby.new", "Le.new", "Logtail::Logger.create_default_logger"], Kind::LogSink)
        .of(Const("collector")),
    field(&["**.paths.log"], Kind::LogSink).of(Const("file")).when(&[When::IsText(Value)]),
    fact(&["stdout_redirect"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, ""))
        .when(&[When::File(&["puma"]), When::Present(Arg(0, ""))]),
    fact(&["stderr_path", "stdout_path"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, ""))
        .when(&[When::File(&["unicorn"]), When::Present(Arg(0, ""))]),
];
