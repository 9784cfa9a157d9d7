//! Go's string literals, and functions that put strings together.

use tree_sitter::Node;

use super::super::syntax::escape::Escapes;
use super::super::syntax::evaluate::concatenated;
use super::super::syntax::{File, children};
use super::super::unit::{Call, Value};

/// The text of a string literal, escape sequences resolved.
pub(super) fn literal(file: &File, node: Node) -> String {
    let text = file.text(node);
    if node.kind() == "raw_string_literal" {
        return text.trim_matches('`').replace('\r', "");
    }
    let parts = children(node);
    let mut result = String::with_capacity(text.len());
    for part in parts {
        let text = file.text(part);
        match part.kind() {
            "escape_sequence" => result.push_str(&ESCAPES.resolve(text)),
            _ => result.push_str(text),
        }
    }
    result
}

/// The escape sequences; numbers above ASCII in hexadecimal or octal are bytes, of which no text is made.
const ESCAPES: Escapes = Escapes {
    named: &[
        ('n', "\n"),
        ('t', "\t"),
        ('r', "\r"),
        ('a', "\u{7}"),
        ('b', "\u{8}"),
        ('f', "\u{c}"),
        ('v', "\u{b}"),
    ],
    hexadecimal: &['x', 'u', 'U'],
    octal: true,
};

/// The text that a format and its arguments make; `at` is where the format stands among the arguments.
pub(super) fn formatted(call: &Call, at: usize) -> Option<Value> {
    let format = call.positional(at)?;
    let text = format.as_text()?;
    let mut arguments = call.args.iter().skip(at + 1).map(|argument| &argument.value);
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('%') {
        parts.push(Value::text(&rest[..start], format.span));
        let verb = &rest[start + 1..];
        let length = verb.find(|c: char| c.is_ascii_alphabetic() || c == '%').map(|end| end + 1)?;
        if verb.starts_with('%') {
            parts.push(Value::text("%", format.span));
        } else {
            parts.push(arguments.next().cloned().unwrap_or_else(|| Value::unknown(call.span)));
        }
        rest = &verb[length..];
    }
    parts.push(Value::text(rest, format.span));
    Some(concatenated(parts, "", call.span))
}

/// All arguments with a separator in between.
pub(super) fn joined(call: &Call, separator: &str) -> Value {
    let mut parts = Vec::new();
    for (at, argument) in call.args.iter().enumerate() {
        if at > 0 {
            parts.push(Value::text(separator, call.span));
        }
        parts.push(argument.value.clone());
    }
    concatenated(parts, "", call.span)
}
