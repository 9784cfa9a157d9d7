//! Go's string literals, and functions that put strings together.

use tree_sitter::Node;

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
            "escape_sequence" => result.push_str(&unescaped(text)),
            _ => result.push_str(text),
        }
    }
    result
}

/// What one escape sequence stands for; numbers above ASCII in hexadecimal or octal are bytes, of which no text is made.
fn unescaped(sequence: &str) -> String {
    let rest = sequence.strip_prefix('\\').unwrap_or(sequence);
    let number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    let c = match rest.chars().next() {
        Some('n') => Some('\n'),
        Some('t') => Some('\t'),
        Some('r') => Some('\r'),
        Some('a') => Some('\u{7}'),
        Some('b') => Some('\u{8}'),
        Some('f') => Some('\u{c}'),
        Some('v') => Some('\u{b}'),
        Some('x' | 'u' | 'U') => number(&rest[1..], 16),
        Some(digit) if digit.is_digit(8) => number(rest, 8),
        other => other,
    };
    c.map(String::from).unwrap_or_default()
}

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
