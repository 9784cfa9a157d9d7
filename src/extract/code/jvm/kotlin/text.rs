//! Kotlin's literals.

use tree_sitter::Node;

use super::super::super::syntax::evaluate::{At, Evaluate, concatenated};
use super::super::super::syntax::grammar::Expression;
use super::super::super::syntax::{File, children};
use super::super::super::unit::Value;
use super::super::returns::ESCAPES;
use super::Kotlin;

/// The grammar's time grows with the square of the annotations in a row, which may each be in front of an expression.
const MOST_ANNOTATIONS: u32 = 250;

/// Where a text has so many annotations in a row that its parser would find no end.
pub(in super::super) fn endless(text: &str) -> Option<usize> {
    let mut annotations = 0;
    text.bytes().position(|byte| {
        match byte {
            b'@' => annotations += 1,
            b'{' | b'}' => annotations = 0,
            _ => {}
        }
        annotations > MOST_ANNOTATIONS
    })
}

/// The text with what the grammar cannot take in blanked out at equal length.
pub(in super::super) fn masked(text: &str) -> Option<String> {
    let plain = plain_dollars(text);
    let plain = without_trailing_commas(plain.as_deref().unwrap_or(text)).or(plain);
    without_last_annotations(plain.as_deref().unwrap_or(text)).or(plain)
}

/// The text without commas behind the last of several types that stand on lines of their own (`<\n A,\n B,\n>`).
fn without_trailing_commas(text: &str) -> Option<String> {
    let is_trailing = |(at, _): &(usize, &str)| {
        let rest = &text[at + 1..];
        let next = rest.trim_start();
        next.starts_with('>') && rest[..rest.len() - next.len()].contains('\n')
    };
    let commas: Vec<usize> = text
        .match_indices(",\n")
        .chain(text.match_indices(",\r"))
        .filter(is_trailing)
        .map(|(at, _)| at)
        .collect();
    if commas.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for at in commas {
        bytes[at] = b' ';
    }
    String::from_utf8(bytes).ok()
}

/// The text without annotations that nothing ends: the grammar's scanner looks for a blank behind one, or for the end of the line
/// where a parenthesis is open, also beyond the end of the file.
fn without_last_annotations(text: &str) -> Option<String> {
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let ends = |rest: &str| {
        let mut open = false;
        rest.chars().any(|c| {
            open = c == '(' || open && c != ')';
            !open && c.is_whitespace()
        })
    };
    let at = text[start..].match_indices('@').map(|(at, _)| start + at).find(|at| !ends(&text[*at..]))?;
    Some(format!("{}{}", &text[..at], text[at..].replace('@', " ")))
}

/// The text with strings of several dollar signs (`$$"${x}"`), which the grammar does not know, as plain ones of equal length.
fn plain_dollars(text: &str) -> Option<String> {
    let mut rest = text.find("$$\"")?;
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let open = rest + 2;
        let quote = if text[open..].starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
        let inside = open + quote.len();
        let end = text[inside..].find(quote).map_or(text.len(), |end| inside + end);
        let first = text[..rest].trim_end_matches('$').len();
        bytes[first..open].fill(b' ');
        for byte in &mut bytes[inside..end] {
            if *byte == b'$' {
                *byte = b'_';
            }
        }
        match text[end..].find("$$\"") {
            Some(next) => rest = end + next,
            None => return String::from_utf8(bytes).ok(),
        }
    }
}

/// A string; one with variables is an expression of the language's own.
pub(super) fn string<'t>(file: &File<'t>, node: Node<'t>) -> Expression<'t> {
    let mut text = String::new();
    for child in children(node) {
        match child.kind() {
            "escape_sequence" => text.push_str(&ESCAPES.resolve(file.text(child))),
            "string_content" if file.text(child) != "$" => text.push_str(file.text(child)),
            _ => return Expression::Own,
        }
    }
    Expression::Text(text)
}

/// A string with variables: `${expression}`, and `$name`, whose sign the grammar takes for a text of its own.
pub(super) fn template<'t>(kotlin: &Kotlin<'t>, node: Node<'t>, at: At) -> Value {
    let span = kotlin.file.span(node);
    let mut parts = Vec::new();
    let mut named = false;
    for child in children(node) {
        let text = kotlin.file.text(child);
        match child.kind() {
            "interpolation" => {
                parts.push(
                    child
                        .named_child(0)
                        .map_or_else(|| Value::unknown(span), |inner| kotlin.value(inner, at)),
                );
            }
            "escape_sequence" => parts.push(Value::text(ESCAPES.resolve(text), span)),
            _ if text == "$" => {
                named = true;
                continue;
            }
            _ => {
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
                let (name, rest) = if named { text.split_at(end) } else { ("", text) };
                match (named, name.is_empty()) {
                    (true, true) => parts.push(Value::text("$", span)),
                    (true, false) => parts.push(kotlin.name(name, kotlin.file.span(child), at)),
                    (false, _) => {}
                }
                if !rest.is_empty() {
                    parts.push(Value::text(rest, span));
                }
            }
        }
        named = false;
    }
    concatenated(parts, "", span)
}

/// The digits of a number without separators and the letter of its type.
pub(super) fn number(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect()
}
