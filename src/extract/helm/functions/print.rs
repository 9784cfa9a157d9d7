//! How values print: Go's `fmt` with `%v`, and the builtins `print`, `println`, `html`, `js`, `urlquery`.

use std::fmt::Write as _;

use super::Family;
use super::arguments::Outcome;
use super::budget::Budget;
use super::number;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::{Object, Value};

pub(super) const FAMILY: Family =
    &[("print", print_all), ("println", print_line), ("html", html), ("js", js), ("urlquery", url_query)];

/// How an action prints a value: as `%v`, except that nothing is nothing.
pub fn print(value: &Value) -> Text {
    match value {
        Value::Nil => Text::default(),
        other => formatted(other),
    }
}

/// `%v` of a value. What is too large to be printed is cut.
pub(super) fn formatted(value: &Value) -> Text {
    let mut result = Text::default();
    let written = write(&mut result, value, &mut Budget::alone());
    if written.is_err() {
        result.push("…", Source::default());
    }
    result
}

fn write(into: &mut Text, value: &Value, budget: &mut Budget) -> Result<(), String> {
    let plain = Source::default();
    budget.descend(|budget| {
        match value {
            Value::List(items) => {
                into.push("[", plain);
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        into.push(" ", plain);
                    }
                    write(into, item, budget)?;
                }
                into.push("]", plain);
            }
            Value::Map(map) => {
                into.push("map[", plain);
                for (at, (key, value)) in map.borrow().iter().enumerate() {
                    into.push(if at > 0 { " " } else { "" }, plain);
                    into.push(key, plain);
                    into.push(":", plain);
                    write(into, value, budget)?;
                }
                into.push("]", plain);
            }
            Value::Text(text) => into.append(text),
            scalar => into.push(&scalar_text(scalar), Source { written: None, value: value.place() }),
        }
        Ok(())
    })
}

/// The text of what is no collection.
pub(super) fn scalar_text(value: &Value) -> String {
    match value {
        Value::Bool(value, _) => value.to_string(),
        Value::Int(number, _) => number.to_string(),
        Value::Float(number, _) => number::float(*number),
        Value::Text(text) => text.as_str().to_owned(),
        Value::Object(Object::KubeVersion(version)) => version.to_string(),
        Value::Object(Object::ApiVersions(versions)) => format!("[{}]", versions.join(" ")),
        Value::Object(Object::Files(files)) => {
            let mut text = "map[".to_owned();
            for (at, (path, content)) in files.iter().enumerate() {
                let bytes: Vec<String> = content.as_str().bytes().map(|byte| byte.to_string()).collect();
                let space = if at > 0 { " " } else { "" };
                let _ = write!(text, "{space}{path}:[{}]", bytes.join(" "));
            }
            text.push(']');
            text
        }
        Value::Nil | Value::List(_) | Value::Map(_) => "<nil>".to_owned(),
    }
}

/// Go's `Sprint`: a space between neighbours of which neither is a string.
fn print_all(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = Text::default();
    let mut after_other = false;
    for value in &arguments {
        let other = !matches!(value, Value::Text(_));
        if after_other && other {
            result.push(" ", Source::default());
        }
        after_other = other;
        result.append(&formatted(value));
    }
    Ok(Value::Text(result))
}

fn print_line(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = Text::default();
    for (at, value) in arguments.iter().enumerate() {
        result.push(if at > 0 { " " } else { "" }, Source::default());
        result.append(&formatted(value));
    }
    result.push("\n", Source::default());
    Ok(Value::Text(result))
}

/// The arguments as one string, as the escapers of Go take them.
fn joined(engine: &mut dyn Engine, arguments: Vec<Value>) -> Result<Text, String> {
    match print_all(engine, arguments)? {
        Value::Text(text) => Ok(text),
        _ => Ok(Text::default()),
    }
}

fn html(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let text = joined(engine, arguments)?;
    let escaped = text
        .as_str()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
        .replace('\0', "\u{fffd}");
    Ok(Value::Text(text.derive(escaped)))
}

fn js(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let text = joined(engine, arguments)?;
    let mut escaped = String::with_capacity(text.len());
    for character in text.as_str().chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '"' => escaped.push_str("\\\""),
            '<' | '>' | '&' | '=' | '\0'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(escaped, "\\u{:04X}", character as u32);
            }
            other => escaped.push(other),
        }
    }
    Ok(Value::Text(text.derive(escaped)))
}

fn url_query(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let text = joined(engine, arguments)?;
    let escaped = query_escaped(text.as_str());
    Ok(Value::Text(text.derive(escaped)))
}

/// Go's `url.QueryEscape`.
pub(super) fn query_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(char::from(byte));
            }
            b' ' => escaped.push('+'),
            _ => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}
