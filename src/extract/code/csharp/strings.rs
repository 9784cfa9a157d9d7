//! String literals of C#.

use tree_sitter::Node;

use super::super::syntax::escape::Escapes;
use super::super::syntax::grammar::{Expression, Part};
use super::super::syntax::{File, children};

/// The text of a literal in plain quotes, escape sequences resolved.
pub(super) fn plain(file: &File, node: Node) -> String {
    let mut text = String::new();
    for part in children(node) {
        match part.kind() {
            "escape_sequence" => text.push_str(&ESCAPES.resolve(file.text(part))),
            "string_literal_encoding" => {}
            _ => text.push_str(file.text(part)),
        }
    }
    text
}

/// The text of a literal as it is written: `@"C:\x"`.
pub(super) fn verbatim(file: &File, node: Node) -> String {
    let text = file.text(node).trim_start_matches('@').trim_end_matches("u8");
    let inner = text.strip_prefix('"').unwrap_or(text);
    inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"")
}

/// The text between three and more quotes.
pub(super) fn raw(file: &File, node: Node) -> String {
    let content = children(node).into_iter().find(|child| child.kind() == "raw_string_content");
    content.map_or("", |content| file.text(content)).trim().to_owned()
}

/// A string with computed parts.
pub(super) fn interpolated<'t>(file: &File<'t>, node: Node<'t>) -> Expression<'t> {
    let is_verbatim = file.text(node).get(..2).is_some_and(|start| start.contains('@'));
    let mut parts: Vec<Part> = Vec::new();
    for child in children(node) {
        match child.kind() {
            "string_content" => {
                let text = file.text(child).replace("{{", "{").replace("}}", "}");
                parts.push(Part::Text(if is_verbatim { text.replace("\"\"", "\"") } else { text }));
            }
            "escape_sequence" => parts.push(Part::Text(ESCAPES.resolve(file.text(child)))),
            "interpolation" => {
                let value = children(child).into_iter().find(|part| part.kind() != "interpolation_brace");
                parts.extend(value.map(Part::Value));
            }
            _ => {}
        }
    }
    match parts.as_slice() {
        [] => Expression::Text(String::new()),
        [Part::Text(only)] => Expression::Text(only.clone()),
        _ => Expression::Parts(parts),
    }
}

const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('0', "\0")],
    hexadecimal: &['x', 'u', 'U'],
    octal: false,
};
