//! Files that .NET apps write, and where their logs go.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key};

const PATH: Slot = Arg(0, "path");

const WRITERS: &[&str] = &[
    "System.IO.File.WriteAllText",
    "System.IO.File.WriteAllTextAsync",
    "System.IO.File.WriteAllBytes",
    "System.IO.File.WriteAllBytesAsync",
    "System.IO.File.WriteAllLines",
    "System.IO.File.WriteAllLinesAsync",
    "System.IO.File.AppendAllText",
    "System.IO.File.AppendAllTextAsync",
    "System.IO.File.AppendAllLines",
    "System.IO.File.AppendText",
    "System.IO.File.Create",
    "System.IO.File.CreateText",
    "System.IO.File.OpenWrite",
];

/// Modes of a stream that write.
const MODES: &[&str] = &["FileMode.Create", "FileMode.Append", "FileMode.OpenOrCreate", "FileAccess.Write"];

pub(super) const WRITES: &[Entry] = &[
    fact(WRITERS, Kind::PidFile).value(PATH).when(&[When::Has(PATH, &[".pid"])]),
    fact(WRITERS, Kind::LogSink).of(Const("file")).value(PATH).when(&[When::Has(PATH, &[".log"])]),
    fact(WRITERS, Kind::FileWrite).value(PATH).when(&[When::Lacks(PATH, &[".log", ".pid"])]),
    fact(&["System.IO.FileStream", "System.IO.File.Open"], Kind::FileWrite)
        .value(PATH)
        .when(&[When::Has(Arg(1, "mode"), MODES)]),
    fact(&["System.IO.StreamWriter"], Kind::FileWrite).value(PATH).when(&[When::IsText(PATH)]),
    fact(&["System.IO.File.Copy", "System.IO.File.Move"], Kind::FileWrite).value(Arg(1, "destFileName")),
    fact(&["?.SaveAs"], Kind::FileWrite).value(Arg(0, "filename")).when(&[When::IsText(Arg(0, "filename"))]),
];

const SERILOG_FILE: &[&str] =
    &["Serilog.LoggerConfiguration()~.WriteTo.File", "*.WriteTo.File", "*.WriteTo.RollingFile"];

/// `WriteTo.Async(sinks => sinks.File(…))`
const SINKS: &[&str] = &["*.File"];
const LOG_PATH: Slot = First(&[Key("path"), Arg(0, "path")]);

pub(super) const LOGS: &[Entry] = &[
    fact(SERILOG_FILE, Kind::LogSink)
        .of(Const("rotating-file"))
        .value(LOG_PATH)
        .when(&[When::Present(First(&[Key("rollingInterval"), Key("rollOnFileSizeLimit")]))]),
    fact(SERILOG_FILE, Kind::LogSink).of(Const("file")).value(LOG_PATH).when(&[When::Present(LOG_PATH)]),
    fact(SINKS, Kind::LogSink)
        .of(Const("rotating-file"))
        .value(LOG_PATH)
        .when(&[When::Imports(&["Serilog"]), When::Present(Key("rollingInterval"))]),
    fact(&["?.AddFile"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "pathFormat"))
        .when(&[When::Has(Arg(0, "pathFormat"), &["log", "Log"]), When::IsText(Arg(0, "pathFormat"))]),
    fact(
        &[
            "Serilog.LoggerConfiguration()~.WriteTo.Console",
            "*.WriteTo.Console",
            "?.AddConsole",
            "?.AddJsonConsole",
        ],
        Kind::LogSink,
    )
    .of(Const("stdout")),
    fact(
        &[
            "*.WriteTo.Seq",
            "*.WriteTo.Elasticsearch",
            "*.WriteTo.Http",
            "*.WriteTo.GrafanaLoki",
            "*.WriteTo.Graylog",
            "*.WriteTo.Splunk",
            "*.WriteTo.DatadogLogs",
            "*.WriteTo.ApplicationInsights",
            "*.WriteTo.MSSqlServer",
            "*.WriteTo.TCPSink",
            "*.WriteTo.Fluentd",
            "Serilog.LoggerConfiguration()~.WriteTo.Seq",
            "Serilog.LoggerConfiguration()~.WriteTo.Elasticsearch",
            "Serilog.LoggerConfiguration()~.WriteTo.Http",
            "Serilog.LoggerConfiguration()~.WriteTo.GrafanaLoki",
            "Serilog.LoggerConfiguration()~.WriteTo.Graylog",
            "Serilog.LoggerConfiguration()~.WriteTo.Splunk",
            "Serilog.LoggerConfiguration()~.WriteTo.DatadogLogs",
            "Serilog.LoggerConfiguration()~.WriteTo.ApplicationInsights",
            "Serilog.LoggerConfiguration()~.WriteTo.MSSqlServer",
        ],
        Kind::LogSink,
    )
    .of(Const("collector"))
    .value(First(&[Key("serverUrl"), Arg(0, "uri")])),
    fact(&["*.WriteTo.Syslog", "*.WriteTo.UdpSyslog", "*.WriteTo.LocalSyslog"], Kind::LogSink)
        .of(Const("syslog")),
    fact(&["NLog.Targets.FileTarget"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("FileName"), Key("fileName")]))
        .when(&[When::Present(First(&[
            Key("ArchiveFileName"),
            Key("MaxArchiveFiles"),
            Key("ArchiveEvery"),
        ]))]),
    fact(&["NLog.Targets.FileTarget"], Kind::LogSink).of(Const("file")).value(Key("FileName")),
    fact(&["log4net.Appender.FileAppender"], Kind::LogSink).of(Const("file")).value(Key("File")),
    fact(&["log4net.Appender.RollingFileAppender"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Key("File")),
];
