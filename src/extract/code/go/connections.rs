//! Open connections that a package keeps by name, to send messages to all of them: those of other processes are not among them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::unit::{Call, Context, Unit};
use super::grammar::Go;

/// The canonical name of such a map.
pub(super) const REGISTRY: &str = "map[…]websocket.Conn";

const CONNECTION: &str = "websocket.Conn";

/// What is written where messages come from a broker that all processes share.
const BROKERS: &[&str] = &[".Subscribe(", ".PSubscribe(", ".QueueSubscribe(", ".SSubscribe("];

/// Whether a file may hold such a map.
pub(super) fn may_stand_in(text: &str) -> bool {
    text.contains("map[") && text.contains("websocket")
}

/// Adds the first map of connections of a file as a call.
pub(super) fn settle(go: &Go, unit: &mut Unit) {
    let text = go.file.reader.text;
    if !may_stand_in(text) {
        return;
    }
    let package = || go.package.iter().map(|other| other.file.reader.text);
    let is_shared = |text: &str| BROKERS.iter().any(|broker| text.contains(broker));
    if package().any(is_shared) || is_shared(text) {
        return;
    }
    let mut holders: BTreeSet<&str> = package().chain([text]).flat_map(holders).collect();
    holders.insert(CONNECTION);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split("//").next().unwrap_or_default();
        if let Some(at) = code.find("map[").filter(|at| holds(&code[*at..], &holders)) {
            let span = go.file.reader.span(start + at..start + code.trim_end().len());
            let callee = REGISTRY.to_owned();
            let call = Call {
                callee,
                receiver: None,
                args: Vec::new(),
                open: false,
                result: None,
                span,
                context: Context::default(),
            };
            let place = unit.calls.partition_point(|other| other.span.start < span.start);
            unit.calls.insert(place, Arc::new(call));
            return;
        }
        start += line.len();
    }
}

/// The types of a file that hold a connection.
fn holders(text: &str) -> Vec<&str> {
    let declared = text.match_indices("\ntype ").filter_map(|(at, _)| {
        let (name, rest) = text[at + "\ntype ".len()..].split_once(" struct {")?;
        let body = rest.split("\n}").next()?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_name && body.contains(CONNECTION)).then_some(name)
    });
    declared.collect()
}

/// Whether a map type has one of those types as its key or its value: `map[string]*client`, `map[*client]bool`.
fn holds(text: &str, holders: &BTreeSet<&str>) -> bool {
    let named = |text: &str| {
        let text = text.trim_start_matches(['*', '[', ']']);
        let end =
            text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(text.len());
        holders.contains(&text[..end])
    };
    let Some((key, value)) = text.strip_prefix("map[").and_then(|rest| rest.split_once(']')) else {
        return false;
    };
    named(key)
        || named(value)
        || (value.starts_with("map[") && value.split_once(']').is_some_and(|(_, inner)| named(inner)))
}
