//! Values as JSON, as Go's encoder writes it.

use std::fmt::Write as _;

use super::budget::Budget;
use super::number;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::{Object, Value};

/// How JSON is written.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// Whether it is broken into lines.
    pub(super) pretty: bool,
    /// Whether `<`, `>` and `&` are escaped.
    pub(super) escaped: bool,
}

/// A value as JSON.
pub(super) fn to_json(value: &Value, layout: Layout, budget: &mut Budget) -> Result<Text, String> {
    let mut result = Text::default();
    write(&mut result, value, layout, 0, budget)?;
    Ok(result)
}

fn write(
    into: &mut Text,
    value: &Value,
    layout: Layout,
    depth: usize,
    budget: &mut Budget,
) -> Result<(), String> {
    let plain = Source::default();
    let line = |into: &mut Text, depth: usize| {
        if layout.pretty {
            into.push(&format!("\n{}", "  ".repeat(depth)), plain);
        }
    };
    budget.descend(|budget| {
        match value {
            Value::List(items) if items.is_empty() => into.push("[]", plain),
            Value::List(items) => {
                into.push("[", plain);
                for (at, item) in items.iter().enumerate() {
                    into.push(if at > 0 { "," } else { "" }, plain);
                    line(into, depth + 1);
                    write(into, item, layout, depth + 1, budget)?;
                }
                line(into, depth);
                into.push("]", plain);
            }
            Value::Map(map) if map.borrow().is_empty() => into.push("{}", plain),
            Value::Map(map) => {
                into.push("{", plain);
                for (at, (key, value)) in map.borrow().iter().enumerate() {
                    into.push(if at > 0 { "," } else { "" }, plain);
                    line(into, depth + 1);
                    into.push(&format!("\"{}\"", escaped(key, layout)), plain);
                    into.push(if layout.pretty { ": " } else { ":" }, plain);
                    write(into, value, layout, depth + 1, budget)?;
                }
                line(into, depth);
                into.push("}", plain);
            }
            Value::Text(text) => {
                into.push("\"", plain);
                for (part, source) in text.parts() {
                    into.push(&escaped(part, layout), source);
                }
                into.push("\"", plain);
            }
            scalar => {
                let source = Source { written: None, value: value.place() };
                into.push(&scalar_json(scalar)?, source);
            }
        }
        Ok(())
    })
}

fn scalar_json(value: &Value) -> Result<String, String> {
    Ok(match value {
        Value::Bool(value, _) => value.to_string(),
        Value::Int(number, _) => number.to_string(),
        Value::Float(number, _) => match number::special(*number) {
            Some(word) => return Err(format!("json: unsupported value: {word}")),
            None => number::json(*number),
        },
        Value::Object(Object::KubeVersion(version)) => {
            let mut parts = version.trim_start_matches('v').split('.');
            let (major, minor) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            format!("{{\"Version\":\"{version}\",\"Major\":\"{major}\",\"Minor\":\"{minor}\"}}")
        }
        Value::Object(Object::ApiVersions(versions)) => {
            let plain = Layout { pretty: false, escaped: true };
            let versions: Vec<String> =
                versions.iter().map(|version| format!("\"{}\"", escaped(version, plain))).collect();
            format!("[{}]", versions.join(","))
        }
        _ => "null".to_owned(),
    })
}

fn escaped(text: &str, layout: Layout) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => result.extend(['\\', character]),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{8}' => result.push_str("\\b"),
            '\u{c}' => result.push_str("\\f"),
            '<' | '>' | '&' if !layout.escaped => result.push(character),
            '<' | '>' | '&' | '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(result, "\\u{:04x}", character as u32);
            }
            other => result.push(other),
        }
    }
    result
}
