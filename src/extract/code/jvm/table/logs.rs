//! Where the logs of JVM programs go, as their code says it.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Along, Arg, Const, First, Value};

const fn sink(names: &'static [&'static str], subject: &'static str, value: Slot) -> Entry {
    fact(names, Kind::LogSink).of(Const(subject)).value(value)
}

pub(super) const ENTRIES: &[Entry] = &[
    sink(&["java.util.logging.FileHandler"], "rotating-file", Arg(0, "pattern"))
        .when(&[When::Present(Arg(2, "count"))]),
    sink(&["java.util.logging.FileHandler"], "file", Arg(0, "pattern")),
    sink(&["java.util.logging.SocketHandler"], "collector", Arg(0, "host")),
    sink(
        &["ch.qos.logback.core.FileAppender().setFile", "org.apache.log4j.FileAppender().setFile"],
        "file",
        Arg(0, "file"),
    ),
    sink(
        &[
            "ch.qos.logback.core.rolling.RollingFileAppender().setFile",
            "org.apache.log4j.RollingFileAppender().setFile",
            "org.apache.log4j.DailyRollingFileAppender().setFile",
        ],
        "rotating-file",
        Arg(0, "file"),
    ),
    sink(&["org.apache.log4j.FileAppender"], "file", Arg(1, "filename"))
        .when(&[When::Present(Arg(1, "filename"))]),
    sink(
        &["org.apache.log4j.RollingFileAppender", "org.apache.log4j.DailyRollingFileAppender"],
        "rotating-file",
        Arg(1, "filename"),
    )
    .when(&[When::Present(Arg(1, "filename"))]),
    sink(
        &["org.apache.logging.log4j.core.appender.FileAppender.newBuilder()~.build"],
        "file",
        First(&[Along("withFileName", &Arg(0, "name")), Along("setFileName", &Arg(0, "name"))]),
    ),
    sink(
        &["org.apache.logging.log4j.core.appender.RollingFileAppender.newBuilder()~.build"],
        "rotating-file",
        First(&[Along("withFileName", &Arg(0, "name")), Along("setFileName", &Arg(0, "name"))]),
    ),
    // Fields of an appender in Kotlin.
    field(&["ch.qos.logback.core.FileAppender().file"], Kind::LogSink).of(Const("file")).value(Value),
    field(&["ch.qos.logback.core.rolling.RollingFileAppender().file"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Value),
    sink(
        &[
            "net.logstash.logback.appender.LogstashTcpSocketAppender().addDestination",
            "com.github.loki4j.logback.Loki4jAppender",
            "biz.paluch.logging.gelf.logback.GelfLogbackAppender().setHost",
            "de.siegmar.logbackgelf.GelfUdpAppender().setGraylogHost",
            "de.siegmar.logbackgelf.GelfTcpAppender().setGraylogHost",
            "ch.qos.logback.classic.net.SocketAppender().setRemoteHost",
        ],
        "collector",
        Arg(0, "destination"),
    ),
    sink(&["ch.qos.logback.classic.net.SyslogAppender().setSyslogHost"], "syslog", Arg(0, "host")),
];
