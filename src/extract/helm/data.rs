//! Values files to values, as Helm reads them: YAML 1.1 to JSON, so that every number is a floating-point number.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::Text;
use super::value::{Map, Value};
use crate::parse::tree::{self, Kind, Node};
use crate::source::Span;

/// The value of a node; every scalar keeps its place.
pub(super) fn value(node: Node) -> Value {
    match node.kind() {
        Kind::Null => Value::Nil,
        Kind::Sequence => Value::list(node.items().map(value)),
        Kind::Mapping => Value::Map(map(node)),
        Kind::Scalar => scalar(node),
    }
}

/// The entries of a mapping; empty for anything else.
pub(super) fn map(node: Node) -> Map {
    let mut entries = BTreeMap::new();
    // Merged entries come last, and never replace own ones.
    for (key, item) in node.entries() {
        entries.insert(key_text(key), value(item));
    }
    Rc::new(RefCell::new(entries))
}

fn key_text(key: Node) -> String {
    if key.is_plain() { plain_key(key.raw()) } else { key.raw().to_owned() }
}

/// A key without quotes as JSON has it: a string.
pub(in crate::extract) fn plain_key(text: &str) -> String {
    match (boolean(text), tree::integer(text)) {
        (Some(value), _) => value.to_string(),
        (None, Some(number)) => number.to_string(),
        (None, None) => text.to_owned(),
    }
}

fn scalar(node: Node) -> Value {
    let place = Some(node.content_span());
    let text = node.text().unwrap_or("");
    if node.is_plain() && !matches!(node.tag(), Some("!!str" | "!")) {
        plain(text, place)
    } else {
        Value::Text(Text::of_value(text, place))
    }
}

/// The value of a scalar without quotes.
pub(in crate::extract) fn plain(text: &str, place: Option<Span>) -> Value {
    if let Some(value) = boolean(text) {
        return Value::Bool(value, place);
    }
    #[expect(clippy::cast_precision_loss, reason = "Helm reads numbers as float64")]
    if let Some(number) = tree::integer(text) {
        return Value::Float(number as f64, place);
    }
    float(text).map_or_else(|| Value::Text(Text::of_value(text, place)), |number| Value::Float(number, place))
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" => Some(true),
        "n" | "N" => Some(false),
        _ => tree::boolean(text),
    }
}

/// A number with a fraction or exponent, or one that fits no integer: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn float(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches(['-', '+']);
    if text.len() - digits.len() > 1 || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let written = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    if !written || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
