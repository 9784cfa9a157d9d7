//! log4net: appenders that loggers refer to (logging.apache.org/log4net/manual/configuration.html).

use super::appenders::{Destination, reached};
use crate::fact::{Fact, Place};
use crate::parse::xml::Element;
use crate::source::Arg;

/// The sinks of a `log4net` element.
pub(super) fn sinks(root: Element, place: &Place) -> Vec<Fact> {
    let destinations: Vec<Destination> = root.all("appender").filter_map(destination).collect();
    let loggers = root.children().filter(|element| matches!(element.name(), "root" | "logger" | "category"));
    let names = loggers.flat_map(references).collect();
    reached(&destinations, names, place)
}

fn references(element: Element) -> Vec<String> {
    element.all("appender-ref").filter_map(|item| Some(item.attribute("ref")?.text)).collect()
}

fn destination(appender: Element) -> Option<Destination> {
    let kind = appender.attribute("type")?.text;
    let class = kind.split(',').next().unwrap_or("").trim().to_owned();
    Some(Destination {
        name: appender.attribute("name")?.text,
        subject: subject(class.rsplit('.').next().unwrap_or("")),
        api: class,
        target: parameter(appender, "file").or_else(|| parameter(appender, "remoteAddress")),
        span: appender.name_span(),
        hands_on_to: references(appender),
    })
}

fn subject(class: &str) -> Option<&'static str> {
    Some(match class {
        "FileAppender" => "file",
        "RollingFileAppender" => "rotating-file",
        "ConsoleAppender"
        | "ColoredConsoleAppender"
        | "ManagedColoredConsoleAppender"
        | "AnsiColorTerminalAppender" => "stdout",
        "RemoteSyslogAppender" | "LocalSyslogAppender" => "syslog",
        "UdpAppender" | "RemotingAppender" | "TelnetAppender" => "collector",
        _ => return None,
    })
}

/// `<file value="…" />` or `<param name="File" value="…" />`.
fn parameter(appender: Element, name: &str) -> Option<Arg> {
    let is_named = |item: &Element| {
        item.name().eq_ignore_ascii_case(name)
            || item.name() == "param"
                && item.attribute("name").is_some_and(|own| own.text.eq_ignore_ascii_case(name))
    };
    appender.children().find(is_named)?.attribute("value")
}
