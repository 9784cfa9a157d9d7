//! String literals of JavaScript.

use tree_sitter::Node;

use super::super::syntax::escape::Escapes;
use super::super::syntax::{File, children};

/// The text of a string literal, escape sequences resolved.
pub(super) fn literal(file: &File, node: Node) -> String {
    let mut text = String::new();
    for part in children(node) {
        match part.kind() {
            "escape_sequence" => text.push_str(&ESCAPES.resolve(file.text(part))),
            _ => text.push_str(file.text(part)),
        }
    }
    text
}

/// The escape sequences; a line that ends in a backslash goes on.
pub(super) const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('0', "\0"), ('\n', "")],
    hexadecimal: &['x', 'u'],
    octal: false,
};

/// A name as a key writes it: bare, quoted or a number.
pub(super) fn key(file: &File, node: Node) -> Option<String> {
    match node.kind() {
        "property_identifier"
        | "identifier"
        | "number"
        | "private_property_identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern" => Some(file.text(node).to_owned()),
        "string" => Some(literal(file, node)),
        "computed_property_name" => {
            let inner = node.named_child(0).filter(|inner| inner.kind() == "string")?;
            Some(literal(file, inner))
        }
        _ => None,
    }
}
