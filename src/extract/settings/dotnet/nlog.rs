//! NLog: targets that rules write to (github.com/NLog/NLog/wiki/Configuration-file). Names of attributes have any case.

use super::appenders::{Destination, reached};
use crate::fact::{Fact, Place};
use crate::parse::xml::Element;

/// Attributes of a file target that make it keep older files.
pub(super) const ARCHIVE: [&str; 5] =
    ["archiveFileName", "archiveEvery", "archiveAboveSize", "maxArchiveFiles", "maxArchiveDays"];

/// The sinks of an `nlog` element.
pub(super) fn sinks(root: Element, place: &Place) -> Vec<Fact> {
    let mut destinations = Vec::new();
    for target in root.all("targets").flat_map(Element::children) {
        add(target, &mut destinations);
    }
    let loggers = root.all("rules").flat_map(|rules| rules.all("logger"));
    let enabled = loggers.filter(|logger| {
        !logger.attribute_in_any_case("enabled").is_some_and(|value| value.text.eq_ignore_ascii_case("false"))
    });
    let names: Vec<String> = enabled
        .filter_map(|logger| {
            logger.attribute_in_any_case("writeTo").or_else(|| logger.attribute_in_any_case("appendTo"))
        })
        .flat_map(|names| names.text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>())
        .collect();
    reached(&destinations, names, place)
}

/// Adds a target with those that it wraps.
fn add(outer: Element, destinations: &mut Vec<Destination>) {
    for target in outer.descendants().filter(|element| matches!(element.name(), "target" | "wrapper-target"))
    {
        let attribute = |name: &str| target.attribute_in_any_case(name);
        let inner = target.children().filter(|element| matches!(element.name(), "target" | "wrapper-target"));
        let kind = attribute("type").map(|kind| kind.text).unwrap_or_default();
        let subject = subject(&kind).map(|subject| {
            let keeps = subject == "file" && ARCHIVE.iter().any(|name| attribute(name).is_some());
            if keeps { "rotating-file" } else { subject }
        });
        destinations.push(Destination {
            name: name_of(target),
            subject,
            api: format!("NLog {kind} target"),
            target: attribute("fileName").or_else(|| attribute("address")).or_else(|| attribute("serverUrl")),
            span: target.name_span(),
            hands_on_to: inner.map(name_of).collect(),
        });
    }
}

/// The name of a target; one that is wrapped needs none.
fn name_of(target: Element) -> String {
    let name = target.attribute_in_any_case("name").map(|name| name.text);
    name.unwrap_or_else(|| format!("\u{0}{}", target.span().start))
}

/// Where lines for a type of target go.
pub(super) fn subject(kind: &str) -> Option<&'static str> {
    Some(match kind.rsplit([':', '.']).next()?.to_ascii_lowercase().as_str() {
        "file" | "atomicfile" => "file",
        "console" | "coloredconsole" => "stdout",
        "syslog" | "sysloglite" => "syslog",
        "network"
        | "nlogviewer"
        | "log4jxml"
        | "chainsaw"
        | "gelf"
        | "gelfudp"
        | "elasticsearch"
        | "seq"
        | "loki"
        | "splunk"
        | "webservice"
        | "sentry"
        | "applicationinsightstarget" => "collector",
        _ => return None,
    })
}
