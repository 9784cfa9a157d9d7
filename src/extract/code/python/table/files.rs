//! Files that Python code writes, and where its logs go.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Object, Sibling, Value};

/// Modes of `open` that write.
const WRITES_MODE: &[&str] = &["w", "a", "x", "+"];

/// Parts of a path that make it a log's.
const LOG_NAMES: &[&str] = &[".log"];

pub(super) const WRITES: &[Entry] = &[
    fact(
        &[
            "open",
            "io.open",
            "codecs.open",
            "gzip.open",
            "bz2.open",
            "lzma.open",
            "aiofiles.open",
            "anyio.open_file",
        ],
        Kind::PidFile,
    )
    .value(Arg(0, "file"))
    .when(&[When::Has(Arg(1, "mode"), WRITES_MODE), When::Has(Arg(0, "file"), &[".pid"])]),
    fact(&["pathlib.Path()~.write_text", "pathlib.Path()~.write_bytes"], Kind::PidFile)
        .value(Object)
        .when(&[When::Has(Object, &[".pid"])]),
    fact(
        &[
            "daemon.pidfile.PIDLockFile",
            "daemon.pidfile.TimeoutPIDLockFile",
            "lockfile.pidlockfile.PIDLockFile",
            "pid.PidFile",
            "daemon.pidlockfile.PIDLockFile",
        ],
        Kind::PidFile,
    )
    .value(First(&[Arg(0, "path"), Key("pidname")])),
    fact(
        &[
            "open",
            "io.open",
            "codecs.open",
            "gzip.open",
            "bz2.open",
            "lzma.open",
            "aiofiles.open",
            "anyio.open_file",
        ],
        Kind::FileWrite,
    )
    .value(Arg(0, "file"))
    .when(&[When::Has(Arg(1, "mode"), WRITES_MODE), When::Lacks(Arg(0, "file"), LOG_NAMES)]),
    fact(&["open", "io.open", "codecs.open"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "file"))
        .when(&[When::Has(Arg(1, "mode"), &["a"]), When::Has(Arg(0, "file"), LOG_NAMES)]),
    fact(
        &[
            "pathlib.Path()~.write_text",
            "pathlib.Path()~.write_bytes",
            "anyio.Path()~.write_text",
            "anyio.Path()~.write_bytes",
        ],
        Kind::FileWrite,
    )
    .value(Object),
    fact(&["pathlib.Path()~.open"], Kind::FileWrite)
        .value(Object)
        .when(&[When::Has(Arg(0, "mode"), WRITES_MODE)]),
    fact(
        &["shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.move", "shutil.copytree"],
        Kind::FileWrite,
    )
    .value(Arg(1, "dst")),
    fact(&["urllib.request.urlretrieve"], Kind::FileWrite).value(Arg(1, "filename")),
    fact(&["zipfile.ZipFile", "tarfile.open"], Kind::FileWrite)
        .value(Arg(0, "file"))
        .when(&[When::Has(Arg(1, "mode"), &["w", "a", "x"]), When::IsText(Arg(0, "file"))]),
    // Uploads: what a request brought is saved under a path.
    fact(
        &[
            "flask.request.files[].save",
            "flask.request.files.get().save",
            "flask.request.files.getlist()[].save",
            "werkzeug.datastructures.FileStorage().save",
            "flask_uploads.UploadSet().save",
        ],
        Kind::FileWrite,
    )
    .value(Arg(0, "dst")),
    fact(&["PIL.Image.open()~.save", "PIL.Image.new()~.save"], Kind::FileWrite)
        .value(Arg(0, "fp"))
        .when(&[When::IsText(Arg(0, "fp"))]),
    fact(&["django.core.files.storage.FileSystemStorage().save"], Kind::FileWrite).value(Arg(0, "name")),
];

/// Handlers of `logging` that keep files, as configuration by dict names them.
const FILE_HANDLERS: &[&str] = &["logging.FileHandler", "logging.handlers.WatchedFileHandler"];
const ROTATING_HANDLERS: &[&str] = &[
    "logging.handlers.RotatingFileHandler",
    "logging.handlers.TimedRotatingFileHandler",
    "concurrent_log_handler.ConcurrentRotatingFileHandler",
    "cloghandler.ConcurrentRotatingFileHandler",
];

pub(super) const LOGS: &[Entry] = &[
    fact(&["logging.FileHandler", "logging.handlers.WatchedFileHandler"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "filename")),
    fact(
        &[
            "logging.handlers.RotatingFileHandler",
            "logging.handlers.TimedRotatingFileHandler",
            "concurrent_log_handler.ConcurrentRotatingFileHandler",
            "cloghandler.ConcurrentRotatingFileHandler",
        ],
        Kind::LogSink,
    )
    .of(Const("rotating-file"))
    .value(Arg(0, "filename")),
    fact(&["logging.basicConfig"], Kind::LogSink)
        .of(Const("file"))
        .value(Key("filename"))
        .when(&[When::Present(Key("filename"))]),
    fact(&["logging.StreamHandler", "logging.basicConfig"], Kind::LogSink).of(Const("stdout")),
    fact(&["print"], Kind::LogSink)
        .of(Const("print"))
        .when(&[When::Absent(Key("flush")), When::Absent(Key("file"))]),
    fact(&["sys.stdout.reconfigure"], Kind::LogSink).of(Const("line-buffered")),
    fact(&["logging.handlers.SysLogHandler"], Kind::LogSink)
        .of(Const("syslog"))
        .value(Item(&Arg(0, "address"), 0)),
    fact(&["syslog.openlog"], Kind::LogSink).of(Const("syslog")),
    fact(
        &[
            "logging.handlers.SocketHandler",
            "logging.handlers.DatagramHandler",
            "logging.handlers.HTTPHandler",
            "graypy.GELFUDPHandler",
            "graypy.GELFTCPHandler",
            "graypy.GELFHandler",
            "logstash.TCPLogstashHandler",
            "logstash.LogstashHandler",
            "logstash_async.handler.AsynchronousLogstashHandler",
            "fluent.handler.FluentHandler",
            "logging_loki.LokiHandler",
            "watchtower.CloudWatchLogHandler",
            "cmreslogging.handlers.CMRESHandler",
            "pygelf.GelfUdpHandler",
            "pygelf.GelfTcpHandler",
        ],
        Kind::LogSink,
    )
    .of(Const("collector"))
    .value(Arg(0, "host")),
    fact(&["loguru.logger.add"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Arg(0, "sink"))
        .when(&[When::IsText(Arg(0, "sink")), When::Present(First(&[Key("rotation"), Key("retention")]))]),
    fact(&["loguru.logger.add"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "sink"))
        .when(&[When::IsText(Arg(0, "sink"))]),
    fact(&["logzero.logfile"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Arg(0, "filename"))
        .when(&[When::Present(Key("maxBytes"))]),
    fact(&["logzero.logfile"], Kind::LogSink).of(Const("file")).value(Arg(0, "filename")),
    // `logging.config.dictConfig({...})`, Django's `LOGGING`: a handler without a file name is configured elsewhere.
    field(&["**.handlers.*.class"], Kind::LogSink)
        .of(Const("file"))
        .value(Sibling("filename"))
        .when(&[When::Is(Value, FILE_HANDLERS), When::Present(Sibling("filename"))]),
    field(&["**.handlers.*.class"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("filename"))
        .when(&[When::Is(Value, ROTATING_HANDLERS), When::Present(Sibling("filename"))]),
    field(&["**.handlers.*.class"], Kind::LogSink)
        .of(Const("syslog"))
        .value(Sibling("address"))
        .when(&[When::Is(Value, &["logging.handlers.SysLogHandler"])]),
    // Settings of gunicorn, written as Python.
    field(&["accesslog", "errorlog"], Kind::LogSink)
        .of(Const("file"))
        .when(&[When::File(&["gunicorn"]), When::IsText(Value)]),
];
