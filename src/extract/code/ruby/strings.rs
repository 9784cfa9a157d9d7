//! Strings, symbols and constants.

use tree_sitter::Node;

use super::super::syntax::grammar::{Expression, Part};
use super::super::syntax::{File, children};
use super::super::unit::{Data, Value};
use super::grammar::Ruby;
use crate::source::Span;

/// A string literal of known and computed parts.
pub(super) fn string<'t>(file: &File<'t>, node: Node<'t>) -> Expression<'t> {
    if node.kind() == "character" {
        return Expression::Text(file.text(node).trim_start_matches('?').to_owned());
    }
    parts(file, node)
}

fn parts<'t>(file: &File<'t>, node: Node<'t>) -> Expression<'t> {
    let mut parts: Vec<Part> = Vec::new();
    for child in children(node) {
        let text = match child.kind() {
            "string_content" | "heredoc_content" => file.text(child).to_owned(),
            "escape_sequence" => unescaped(file.text(child)),
            "interpolation" => {
                parts.push(Part::Value(child));
                continue;
            }
            _ => continue,
        };
        match parts.last_mut() {
            Some(Part::Text(known)) => known.push_str(&text),
            _ => parts.push(Part::Text(text)),
        }
    }
    match parts.as_mut_slice() {
        [] => Expression::Text(String::new()),
        [Part::Text(only)] => Expression::Text(std::mem::take(only)),
        _ => Expression::Parts(parts),
    }
}

/// Strings that stand side by side.
pub(super) fn in_a_row(node: Node<'_>) -> Vec<Part<'_>> {
    children(node).into_iter().map(Part::Value).collect()
}

/// How far around the opening of a heredoc its text is looked for.
const FURTHEST: usize = 12;

/// The text that a heredoc opens, where only one does on its line.
pub(super) fn heredoc<'t>(ruby: &Ruby<'t>, opening: Node<'t>) -> Option<Expression<'t>> {
    let mut at = opening;
    for _ in 0..FURTHEST {
        let around = ruby.parent(at)?;
        let mut cursor = around.walk();
        let mut behind =
            around.named_children(&mut cursor).filter(|child| child.start_byte() >= opening.end_byte());
        match behind.next() {
            Some(next) if next.kind() == "heredoc_body" => return Some(parts(&ruby.file, next)),
            Some(_) => return None,
            None => at = around,
        }
    }
    None
}

/// An escape sequence.
fn unescaped(text: &str) -> String {
    match text.strip_prefix('\\') {
        Some("n") => "\n".to_owned(),
        Some("t") => "\t".to_owned(),
        Some("r") => "\r".to_owned(),
        Some("\n") => String::new(),
        Some(other) if other.chars().count() == 1 => other.to_owned(),
        _ => text.to_owned(),
    }
}

/// The canonical name of a constant that a configuration names, as code of the module around it sees it.
pub(super) fn beside(file: &File, name: &str) -> Option<String> {
    let declares = |module: &str| {
        ["module ", "class "].iter().any(|keyword| file.reader.text.contains(&format!("{keyword}{module}")))
    };
    file.table.own_names().find_map(|own| {
        let path = own.split(['.', '(']).next()?;
        let (around, inner) = path.split_once(&format!("::{name}"))?;
        let is_whole = inner.is_empty() || inner.starts_with("::");
        let module = around.rsplit("::").next().unwrap_or(around);
        (is_whole && declares(module)).then(|| format!("{around}::{name}"))
    })
}

/// A constant by its path. What no entry of the table is about is the project's own for all that is known.
pub(super) fn constant(file: &File, path: &str, span: Span) -> Value {
    let package = super::super::table::package(path);
    let name = if file.table.knows_package(package) || file.table.is_taught(path) {
        file.table.preferred(path).to_owned()
    } else {
        format!("?{path}")
    };
    Value { data: Data::Name(name), span }
}
