//! Where configuration files of logging libraries send logs: Python's `dictConfig`, Log4j 1 and 2, log4rs, log4js.

use crate::fact::{Fact, Kind, Place};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The sinks of one document.
pub(super) fn sinks(root: Node, place: &Place) -> Vec<Fact> {
    let mut found = Vec::new();
    for section in [Some(root), root.get("logging"), root.get("LOGGING")].into_iter().flatten() {
        if let Some(handlers) = section.get("handlers").filter(|node| node.is_mapping()) {
            found.extend(handlers.entries().filter_map(|(_, handler)| python(handler, place)));
        }
        if let Some(appenders) = section.get("appenders").filter(|node| node.is_mapping()) {
            found.extend(
                appenders
                    .entries()
                    .filter_map(|(_, appender)| log4rs(appender, place).or_else(|| log4js(appender, place))),
            );
        }
    }
    if let Some(appenders) = root.get("Configuration").and_then(|node| entry(node, "appenders")) {
        log4j(appenders, place, 0, &mut found);
    }
    found
}

/// The value of a key in any case.
pub(super) fn entry<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.entries()
        .find(|(key, _)| key.text().is_some_and(|key| key.eq_ignore_ascii_case(name)))
        .map(|(_, value)| value)
}

/// A place that logs go to.
pub(super) fn sink(subject: &str, api: &str, at: Span, value: Option<Arg>, place: &Place) -> Fact {
    let mut fact = Fact::new(Kind::LogSink, at, api, place.clone()).about(Arg::literal(subject, at));
    fact.value = value;
    fact
}

fn python(handler: Node, place: &Place) -> Option<Fact> {
    let class = handler.get("class")?;
    let name = class.text()?;
    let (subject, key) = match name.rsplit('.').next()? {
        "FileHandler" | "WatchedFileHandler" => ("file", "filename"),
        "RotatingFileHandler" | "TimedRotatingFileHandler" | "ConcurrentRotatingFileHandler" => {
            ("rotating-file", "filename")
        }
        "SysLogHandler" => ("syslog", "address"),
        "SocketHandler" | "HTTPHandler" => ("collector", "host"),
        "StreamHandler" => ("stdout", "stream"),
        _ => return None,
    };
    let value = handler.get(key).and_then(Node::arg).map(settle);
    let at = value.as_ref().map_or(class.span(), |value| value.span);
    Some(sink(subject, name, at, value, place))
}

fn log4rs(appender: Node, place: &Place) -> Option<Fact> {
    let kind = appender.get("kind")?;
    let subject = match kind.text()? {
        "file" => "file",
        "rolling_file" => "rotating-file",
        "console" => "stdout",
        _ => return None,
    };
    let value = appender.get("path").and_then(Node::arg).map(settle);
    let at = value.as_ref().map_or(kind.span(), |value| value.span);
    Some(sink(subject, "log4rs", at, value, place))
}

/// <https://log4js-node.github.io/log4js-node/appenders.html>
fn log4js(appender: Node, place: &Place) -> Option<Fact> {
    let kind = appender.get("type")?;
    let rolls = || appender.get("maxLogSize").or_else(|| appender.get("backups")).is_some();
    let subject = match kind.text()? {
        "file" | "fileSync" if rolls() => "rotating-file",
        "file" | "fileSync" => "file",
        "dateFile" | "multiFile" => "rotating-file",
        "stdout" | "console" => "stdout",
        _ => return None,
    };
    let value = appender.get("filename").and_then(Node::arg).map(settle);
    let at = value.as_ref().map_or(kind.span(), |value| value.span);
    (subject == "stdout" || value.is_some()).then(|| sink(subject, "log4js", at, value, place))
}

/// Log4j 2 in YAML or JSON: appenders by type, each one or a list.
fn log4j(node: Node, place: &Place, depth: usize, found: &mut Vec<Fact>) {
    if depth > 3 {
        return;
    }
    for (key, value) in node.entries() {
        let appenders: Vec<Node> = if value.is_sequence() { value.items().collect() } else { vec![value] };
        for appender in appenders {
            let class = entry(appender, "type").and_then(Node::text).or(key.text()).unwrap_or("");
            if let Some(subject) = subject_of_appender(class) {
                let file = entry(appender, "fileName").and_then(Node::arg).map(settle);
                let at = file.as_ref().map_or(key.span(), |file| file.span);
                found.push(sink(subject, class, at, file, place));
            }
        }
    }
}

/// What lines that an appender of a class or type takes go to.
pub(super) fn subject_of_appender(class: &str) -> Option<&'static str> {
    let class = class.rsplit('.').next().unwrap_or(class);
    Some(match class.to_ascii_lowercase().trim_end_matches("appender") {
        "file" | "randomaccessfile" | "memorymappedfile" => "file",
        "rollingfile" | "rollingrandomaccessfile" | "dailyrollingfile" => "rotating-file",
        "console" => "stdout",
        "syslog" => "syslog",
        "socket"
        | "kafka"
        | "http"
        | "gelf"
        | "gelfudp"
        | "gelftcp"
        | "gelflogback"
        | "logstashtcpsocket"
        | "logstashudpsocket"
        | "logstashaccesstcpsocket"
        | "loki4j" => "collector",
        _ => return None,
    })
}

/// The sink of one line of Log4j's properties; `all` gives the value of another property.
pub(super) fn of_property<'a>(
    key: &str,
    value: &Arg,
    place: &Place,
    all: impl Fn(&str) -> Option<&'a Arg>,
) -> Option<Fact> {
    let parts: Vec<&str> = key.split('.').collect();
    let (class, file) = match parts.as_slice() {
        ["log4j", "appender", name] => (
            value.text.as_str(),
            all(&format!("log4j.appender.{name}.File"))
                .or_else(|| all(&format!("log4j.appender.{name}.file"))),
        ),
        ["appender", name, "type"] => (value.text.as_str(), all(&format!("appender.{name}.fileName"))),
        _ => return None,
    };
    let subject = subject_of_appender(class)?;
    let at = file.map_or(value.span, |file| file.span);
    Some(sink(subject, class, at, file.cloned(), place))
}

/// A value that refers to another one is not known.
fn settle(arg: Arg) -> Arg {
    let computed = crate::judge::is_filled_in(&arg.text);
    Arg { literal: arg.literal && !computed, ..arg }
}
