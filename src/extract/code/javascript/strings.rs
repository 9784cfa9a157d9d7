//! String literals of JavaScript.

use tree_sitter::Node;

use super::super::syntax::{File, children};

/// The text of a string literal, escape sequences resolved.
pub(super) fn literal(file: &File, node: Node) -> String {
    let mut text = String::new();
    for part in children(node) {
        match part.kind() {
            "escape_sequence" => text.push_str(&escaped(file.text(part))),
            _ => text.push_str(file.text(part)),
        }
    }
    text
}

/// What an escape sequence stands for.
pub(super) fn escaped(sequence: &str) -> String {
    let rest = sequence.strip_prefix('\\').unwrap_or(sequence);
    let code = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    let c = match rest.chars().next() {
        Some('n') => Some('\n'),
        Some('t') => Some('\t'),
        Some('r') => Some('\r'),
        Some('0') => Some('\0'),
        Some('x' | 'u') => code(rest[1..].trim_matches(['{', '}'])),
        Some('\n') => None,
        other => other,
    };
    c.map(String::from).unwrap_or_default()
}

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
