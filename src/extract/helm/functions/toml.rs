//! Values as TOML, laid out as Go's `BurntSushi/toml` does.

use std::fmt::Write as _;

use super::budget::Budget;
use super::print::scalar_text;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

/// A map as TOML.
pub(super) fn to_toml(value: &Value, budget: &mut Budget) -> Result<Text, String> {
    let mut result = Text::default();
    match value {
        Value::Map(_) => table(&mut result, value, &[], budget)?,
        _ => return Err("toml: top-level values must be Go maps or structs".to_owned()),
    }
    Ok(result)
}

/// Whether a value is written as tables of its own.
fn is_table(value: &Value) -> bool {
    match value {
        Value::Map(_) => true,
        Value::List(items) => !items.is_empty() && items.iter().all(|item| matches!(item, Value::Map(_))),
        _ => false,
    }
}

fn table(into: &mut Text, value: &Value, path: &[String], budget: &mut Budget) -> Result<(), String> {
    let Value::Map(map) = value else { return Ok(()) };
    let plain = Source::default();
    let indent = "  ".repeat(path.len());
    budget.descend(|budget| {
        let map = map.borrow();
        for (name, value) in map.iter().filter(|(_, value)| !is_table(value) && !matches!(value, Value::Nil))
        {
            into.push(&format!("{indent}{} = ", key(name)), plain);
            inline(into, value, budget)?;
            into.push("\n", plain);
        }
        for (name, value) in map.iter().filter(|(_, value)| is_table(value)) {
            let mut path = path.to_vec();
            path.push(key(name));
            let (tables, open, close) = match value {
                Value::List(items) => (items.as_slice(), "[[", "]]"),
                one => (std::slice::from_ref(one), "[", "]"),
            };
            for item in tables {
                // A table at the root stands apart.
                let apart = if path.len() == 1 && !into.is_empty() { "\n" } else { "" };
                into.push(&format!("{apart}{indent}{open}{}{close}\n", path.join(".")), plain);
                table(into, item, &path, budget)?;
            }
        }
        Ok(())
    })
}

fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        format!("\"{}\"", escaped(name))
    }
}

fn inline(into: &mut Text, value: &Value, budget: &mut Budget) -> Result<(), String> {
    let plain = Source::default();
    let source = Source { written: None, value: value.place() };
    budget.descend(|budget| {
        match value {
            Value::Text(text) => {
                into.push("\"", plain);
                for (part, source) in text.parts() {
                    into.push(&escaped(part), source);
                }
                into.push("\"", plain);
            }
            Value::List(items) => {
                into.push("[", plain);
                for (at, item) in items.iter().enumerate() {
                    into.push(if at > 0 { ", " } else { "" }, plain);
                    inline(into, item, budget)?;
                }
                into.push("]", plain);
            }
            Value::Map(map) => {
                into.push("{", plain);
                for (at, (name, value)) in map.borrow().iter().enumerate() {
                    into.push(&format!("{}{} = ", if at > 0 { ", " } else { "" }, key(name)), plain);
                    inline(into, value, budget)?;
                }
                into.push("}", plain);
            }
            Value::Float(number, _) => {
                let text = scalar_text(value);
                let whole = number.fract() == 0.0 && !text.contains('e');
                into.push(&if whole { format!("{text}.0") } else { text }, source);
            }
            other => into.push(&scalar_text(other), source),
        }
        Ok(())
    })
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => result.extend(['\\', character]),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(result, "\\u{:04x}", character as u32);
            }
            other => result.push(other),
        }
    }
    result
}
