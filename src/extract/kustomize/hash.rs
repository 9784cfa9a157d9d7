//! The hash of a ConfigMap or Secret that kustomize puts behind its name, so that pods restart when the content changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::draft::{Draft, Value};

/// The ten characters behind the name: of the SHA-256 of the object's content as JSON, vowels and digits that look
/// like them replaced (`hasher.Hasher` of kustomize's API).
pub(super) fn suffix(object: &Draft) -> String {
    let kind = object.text_at(&["kind"]);
    let mut fields = BTreeMap::new();
    fields.insert("kind", string(kind));
    // The name does not count, though the field is there.
    fields.insert("name", string(""));
    fields.insert("data", field(object.get("data")));
    let (other, is_secret) = if kind == "Secret" { ("stringData", true) } else { ("binaryData", false) };
    if is_secret {
        fields.insert("type", string(object.text_at(&["type"])));
    }
    if object.get(other).is_some_and(|data| matches!(data.value, Value::Map(_))) {
        fields.insert(other, field(object.get(other)));
    }
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    let digest = Sha256::digest(format!("{{{}}}", fields.join(",")));
    let mut suffix = String::new();
    for byte in digest.iter().take(5) {
        _ = write!(suffix, "{byte:02x}");
    }
    let safe = |c| match c {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        other => other,
    };
    suffix.chars().map(safe).collect()
}

/// The pairs of a mapping as JSON, sorted; an empty string where there is none.
fn field(data: Option<&Draft>) -> String {
    let Some(data) = data else { return "\"\"".to_owned() };
    let sorted: BTreeMap<&str, String> =
        data.pairs().iter().map(|(key, value)| (key.text.as_str(), json(value))).collect();
    let pairs: Vec<String> = sorted.iter().map(|(key, value)| format!("{}:{value}", string(key))).collect();
    format!("{{{}}}", pairs.join(","))
}

fn json(value: &Draft) -> String {
    match &value.value {
        Value::Scalar(scalar) if scalar.plain && is_typed(&scalar.text) => scalar.text.clone(),
        Value::Scalar(scalar) => string(&scalar.text),
        _ => "null".to_owned(),
    }
}

fn is_typed(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<i64>().is_ok()
}

/// A string as Go's `encoding/json` writes it: the signs of HTML escaped.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => _ = write!(quoted, "\\u{:04x}", u32::from(c)),
            c if u32::from(c) < 0x20 => _ = write!(quoted, "\\u{:04x}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
