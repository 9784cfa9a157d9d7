//! `quote`, `squote`, and Go's `%q`.

use std::fmt::Write as _;

use super::Family;
use super::arguments::Outcome;
use super::number::to_string;
use super::print;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[("quote", quote), ("squote", squote)];

/// `%q`: the text in double quotes, escaped as Go source is.
pub(super) fn quoted(text: &Text) -> Text {
    let mut result = Text::computed("\"");
    for (part, source) in text.parts() {
        result.push(&escaped(part), source);
    }
    result.push("\"", Source::default());
    result
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        let code = character as u32;
        match character {
            '"' | '\\' => result.extend(['\\', character]),
            '\u{7}' => result.push_str("\\a"),
            '\u{8}' => result.push_str("\\b"),
            '\u{c}' => result.push_str("\\f"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{b}' => result.push_str("\\v"),
            ' '..='~' => result.push(character),
            _ if code < 0x80 => {
                let _ = write!(result, "\\x{code:02x}");
            }
            _ if is_printable(character) => result.push(character),
            _ if code < 0x1_0000 => {
                let _ = write!(result, "\\u{code:04x}");
            }
            _ => {
                let _ = write!(result, "\\U{code:08x}");
            }
        }
    }
    result
}

/// Go's `strconv.IsPrint`, as far as text in templates goes.
fn is_printable(character: char) -> bool {
    let invisible = character.is_control()
        || character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{f0000}'..);
    !invisible
}

fn quote(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(each(&arguments, |value| quoted(&to_string(value))))
}

fn squote(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(each(&arguments, |value| {
        let mut result = Text::computed("'");
        result.append(&print::formatted(value));
        result.push("'", Source::default());
        result
    }))
}

/// Everything but nil, with spaces between.
fn each(arguments: &[Value], quote: impl Fn(&Value) -> Text) -> Value {
    let mut result = Text::default();
    for value in arguments.iter().filter(|value| !matches!(value, Value::Nil)) {
        if !result.is_empty() {
            result.push(" ", Source::default());
        }
        result.append(&quote(value));
    }
    Value::Text(result)
}
