//! What libraries read of `appsettings.json` by its keys: the keys of JSON Web Tokens, and logging with Serilog (github.com/serilog/serilog-settings-configuration), NLog, and the file providers of
//! `Microsoft.Extensions.Logging`. Keys have any case.

use super::super::API;
use super::super::logging::{self, entry};
use super::nlog;
use crate::fact::{Fact, Kind, Place};
use crate::judge::{is_filled_in, words};
use crate::parse::tree::Node;
use crate::source::{Arg, Span, name_of};

/// How many sinks may wrap each other.
const DEEPEST: usize = 4;

/// Whether a path is that of a file of settings that .NET's hosts read.
pub(in super::super) fn is_path(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    name.starts_with("appsettings.") || name.starts_with("serilog.") || name.starts_with("nlog.")
}

/// What one document says to libraries.
pub(in super::super) fn facts(root: Node, place: &Place) -> Vec<Fact> {
    let mut found = sinks(root, place);
    signing_keys(root, place, "", &mut found);
    found
}

/// Keys that tokens are signed with, by the names of their section and of themselves: `"Jwt": {"Key": "…"}`.
fn signing_keys(section: Node, place: &Place, name: &str, found: &mut Vec<Fact>) {
    for (key, value) in section.entries() {
        let own = key.text().unwrap_or("");
        if value.is_mapping() {
            // The name of one level is enough: deeper down are other parties.
            if name.is_empty() {
                signing_keys(value, place, own, found);
            }
            continue;
        }
        let is_key = matches!(
            own.to_ascii_lowercase().as_str(),
            "key" | "secret" | "secretkey" | "signingkey" | "securitykey" | "issuersigningkey"
        );
        let of_tokens = words(name).iter().any(|word| matches!(word.as_str(), "jwt" | "token" | "tokens"));
        if let Some(value) = value.arg().filter(|_| is_key && of_tokens) {
            let fact = Fact::new(Kind::SigningKey, value.span, API, place.clone());
            found.push(fact.about(Arg::literal(format!("{name}.{own}"), key.span())).valued(value));
        }
    }
}

/// The sinks of one document.
fn sinks(root: Node, place: &Place) -> Vec<Fact> {
    let mut found = Vec::new();
    if let Some(serilog) = entry(root, "Serilog") {
        serilog_sinks(serilog, place, 0, &mut found);
    }
    if let Some(nlog) = entry(root, "NLog") {
        nlog_sinks(nlog, place, &mut found);
    }
    if let Some(logging) = entry(root, "Logging") {
        let file = entry(logging, "File");
        let path = file
            .and_then(|file| entry(file, "Path").or_else(|| entry(file, "PathFormat")))
            .or_else(|| entry(logging, "PathFormat"));
        if let Some(path) = path.and_then(Node::arg) {
            found.push(sink("file", "Logging.File", path.span, Some(path), place));
        }
    }
    found
}

fn sink(subject: &str, api: &str, at: Span, value: Option<Arg>, place: &Place) -> Fact {
    let value = value.map(|value| Arg { literal: value.literal && !is_filled_in(&value.text), ..value });
    logging::sink(subject, api, at, value, place)
}

/// The values of a list, which a mapping with any keys may stand for.
fn each(list: Node<'_>) -> Vec<Node<'_>> {
    if list.is_sequence() { list.items().collect() } else { list.entries().map(|(_, value)| value).collect() }
}

/// `"WriteTo": [{"Name": "File", "Args": {"path": "…"}}]`, also below sinks that wrap others.
fn serilog_sinks(node: Node, place: &Place, depth: usize, found: &mut Vec<Fact>) {
    let lists = node.entries().filter(|(key, _)| {
        key.text().is_some_and(|key| {
            let key = key.to_ascii_lowercase();
            matches!(key.as_str(), "writeto" | "auditto") || key.starts_with("writeto:")
        })
    });
    for (key, list) in lists {
        let is_one = key.text().is_some_and(|key| key.contains(':')) || entry(list, "Name").is_some();
        for item in if is_one { vec![list] } else { each(list) } {
            serilog_sink(item, place, depth, found);
        }
    }
}

fn serilog_sink(item: Node, place: &Place, depth: usize, found: &mut Vec<Fact>) {
    let name = if item.is_scalar() { Some(item) } else { entry(item, "Name") };
    let Some((at, name)) = name.and_then(|name| Some((name.span(), name.text()?))) else { return };
    let argument = |name: &str| entry(entry(item, "Args")?, name);
    let keeps = || {
        argument("rollingInterval")
            .and_then(Node::text)
            .is_some_and(|every| !every.rsplit('.').next().unwrap_or(every).eq_ignore_ascii_case("Infinite"))
            || argument("rollOnFileSizeLimit").and_then(Node::as_bool) == Some(true)
    };
    let subject = match name {
        "RollingFile" => "rotating-file",
        "File" if keeps() => "rotating-file",
        "File" => "file",
        "Console" | "ColoredConsole" => "stdout",
        "UdpSyslog" | "TcpSyslog" | "LocalSyslog" | "Syslog" => "syslog",
        "Seq"
        | "Elasticsearch"
        | "OpenSearch"
        | "Http"
        | "DurableHttpUsingFileSizeRolledBuffers"
        | "GrafanaLoki"
        | "Loki"
        | "Graylog"
        | "EventCollector"
        | "DatadogLogs"
        | "ApplicationInsights"
        | "MSSqlServer"
        | "TCPSink"
        | "UDPSink"
        | "Fluentd" => "collector",
        _ if depth < DEEPEST => {
            // `Async`, `Logger`, `Conditional`
            if let Some(list) = argument("configure") {
                for inner in each(list) {
                    serilog_sink(inner, place, depth + 1, found);
                }
            }
            if let Some(inner) = argument("configureLogger") {
                serilog_sinks(inner, place, depth + 1, found);
            }
            return;
        }
        _ => return,
    };
    let target = ["path", "pathFormat", "serverUrl", "nodeUris", "requestUri", "uri"]
        .into_iter()
        .find_map(|name| argument(name)?.arg());
    let at = target.as_ref().map_or(at, |target| target.span);
    found.push(sink(subject, &format!("Serilog.WriteTo.{name}"), at, target, place));
}

/// `"targets": {"all": {"type": "File", "fileName": "…"}}, "rules": [{"logger": "*", "writeTo": "all"}]`
fn nlog_sinks(node: Node, place: &Place, found: &mut Vec<Fact>) {
    let rules = entry(node, "rules").map(each).unwrap_or_default();
    let names: Vec<&str> = rules
        .into_iter()
        .filter_map(|rule| entry(rule, "writeTo")?.text())
        .flat_map(|names| names.split(',').map(str::trim))
        .collect();
    let targets = entry(node, "targets").into_iter().flat_map(Node::entries);
    for (name, target) in targets.filter(|(name, _)| name.text().is_some_and(|name| names.contains(&name))) {
        let kind = entry(target, "type").and_then(Node::text).unwrap_or("");
        let Some(subject) = nlog::subject(kind) else { continue };
        let keeps = nlog::ARCHIVE.iter().any(|attribute| entry(target, attribute).is_some());
        let subject = if subject == "file" && keeps { "rotating-file" } else { subject };
        let file = entry(target, "fileName").and_then(Node::arg);
        let at = file.as_ref().map_or(name.span(), |file| file.span);
        found.push(sink(subject, &format!("NLog {kind} target"), at, file, place));
    }
}
