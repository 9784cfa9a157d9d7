//! Files that Go writes, and where its logs go.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Key, Of};

const FIRST: Slot = Arg(0, "");
const SECOND: Slot = Arg(1, "");

const WRITERS: &[&str] = &[
    "os.WriteFile",
    "os.Create",
    "github.com/google/renameio.WriteFile",
    "github.com/natefinch/atomic.WriteFile",
];

const OPENERS: &[&str] = &["os.OpenFile"];

/// Flags with which a file is not only read.
const WRITES_TO: When = When::Has(SECOND, &["O_CREATE", "O_WRONLY", "O_RDWR", "O_APPEND"]);

pub(super) const WRITES: &[Entry] = &[
    fact(WRITERS, Kind::PidFile).value(FIRST).when(&[When::Has(FIRST, &[".pid"])]),
    fact(OPENERS, Kind::PidFile).value(FIRST).when(&[When::Has(FIRST, &[".pid"])]),
    fact(WRITERS, Kind::FileWrite).value(FIRST),
    fact(OPENERS, Kind::FileWrite).value(FIRST).when(&[WRITES_TO]),
    fact(&["os.Rename", "os.Symlink", "os.Link"], Kind::FileWrite).value(SECOND),
    // Uploads.
    fact(
        &[
            "github.com/gin-gonic/gin.Context().SaveUploadedFile",
            "github.com/gofiber/fiber.Ctx().SaveFile",
            "github.com/valyala/fasthttp.SaveMultipartFile",
        ],
        Kind::FileWrite,
    )
    .of(Const("durable"))
    .value(SECOND),
    fact(&["github.com/kataras/iris.Context().UploadFormFiles"], Kind::FileWrite)
        .of(Const("durable"))
        .value(FIRST),
];

/// A file that was opened for a log.
const OPENED: &[&str] = &["os.OpenFile", "os.Create"];

/// What takes a writer as its first argument.
const OUTPUTS: &[&str] = &[
    "log.SetOutput",
    "log.New",
    "log.Default().SetOutput",
    "log.Logger().SetOutput",
    "github.com/sirupsen/logrus.SetOutput",
    "github.com/sirupsen/logrus.New().SetOutput",
    "github.com/sirupsen/logrus.Logger().SetOutput",
    "github.com/rs/zerolog.New",
    "github.com/charmbracelet/log.New",
    "go.uber.org/zap/zapcore.AddSync",
    "log/slog.NewTextHandler",
    "log/slog.NewJSONHandler",
];

pub(super) const LOGS: &[Entry] = &[
    fact(&["gopkg.in/natefinch/lumberjack.Logger"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Key("Filename")),
    fact(
        &["github.com/lestrrat-go/file-rotatelogs.New", "github.com/lestrrat/go-file-rotatelogs.New"],
        Kind::LogSink,
    )
    .of(Const("rotating-file"))
    .value(FIRST),
    fact(OUTPUTS, Kind::LogSink)
        .of(Const("file"))
        .value(Of(&FIRST, &FIRST))
        .when(&[When::Has(FIRST, OPENED), When::Imports(LOGGERS)]),
    // Beside another stream, by `io.MultiWriter`.
    fact(OUTPUTS, Kind::LogSink)
        .of(Const("file"))
        .value(Of(&Of(&FIRST, &SECOND), &FIRST))
        .when(&[When::Has(Of(&FIRST, &SECOND), OPENED)]),
    fact(&["go.uber.org/zap.Config"], Kind::LogSink)
        .of(Const("file"))
        .value(Key("OutputPaths"))
        .when(&[When::Present(Key("OutputPaths"))]),
    fact(&["go.uber.org/zap.Open"], Kind::LogSink)
        .of(Const("file"))
        .value(FIRST)
        .when(&[When::IsText(FIRST)]),
    fact(&["github.com/rifflock/lfshook.NewHook", "github.com/rifflock/lfshook.PathMap"], Kind::LogSink)
        .of(Const("file")),
    fact(
        &[
            "log/syslog.New",
            "log/syslog.NewLogger",
            "log/syslog.Dial",
            "github.com/sirupsen/logrus/hooks/syslog.NewSyslogHook",
        ],
        Kind::LogSink,
    )
    .of(Const("syslog")),
    fact(
        &[
            "github.com/fluent/fluent-logger-golang/fluent.New",
            "github.com/Graylog2/go-gelf/gelf.NewUDPWriter",
            "github.com/Graylog2/go-gelf/gelf.NewTCPWriter",
            "gopkg.in/Graylog2/go-gelf/gelf.NewUDPWriter",
            "github.com/bshuster-repo/logrus-logstash-hook.New",
            "github.com/grafana/loki-client-go/loki.New",
        ],
        Kind::LogSink,
    )
    .of(Const("collector")),
];

/// Packages that log.
const LOGGERS: &[&str] = &[
    "log",
    "log/slog",
    "github.com/sirupsen/logrus",
    "github.com/rs/zerolog",
    "github.com/charmbracelet/log",
    "github.com/gin-gonic/gin",
    "go.uber.org/zap",
];
