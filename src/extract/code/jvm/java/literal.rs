//! Java's literals.

use tree_sitter::Node;

use super::super::super::syntax::grammar::{Expression, Part};
use super::super::super::syntax::{File, children};
use super::super::returns::ESCAPES;

/// A string or text block.
pub(super) fn string<'t>(file: &File<'t>, node: Node<'t>) -> Expression<'t> {
    let mut text = String::new();
    let mut parts = Vec::new();
    for child in children(node) {
        match child.kind() {
            "escape_sequence" => text.push_str(&ESCAPES.resolve(file.text(child))),
            "string_interpolation" => {
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.extend(child.named_child(0).map(Part::Value));
            }
            _ => text.push_str(file.text(child)),
        }
    }
    if parts.is_empty() {
        return Expression::Text(text);
    }
    parts.push(Part::Text(text));
    Expression::Parts(parts)
}

/// The digits of a number without separators and the letter of its type.
pub(super) fn number(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect()
}
