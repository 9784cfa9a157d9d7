//! Python's functions, what they catch, and where they fail on purpose.

use tree_sitter::Node;

use super::super::functions::is_server_error;
use super::super::syntax::{File, children, descend};
use super::super::unit::Unit;
use crate::artefact::function::Declaration;

/// Adds the functions of a file to its unit.
pub(super) fn record(file: &File, root: Node, unit: &mut Unit) {
    descend(root, None, |node, class: Option<Node>| {
        let mut inner = class;
        match node.kind() {
            "class_definition" => inner = node.child_by_field_name("name"),
            "function_definition" => {
                let whole = node.parent().filter(|parent| parent.kind() == "decorated_definition");
                unit.functions.push(Declaration {
                    name: node.child_by_field_name("name").map_or("", |name| file.text(name)).to_owned(),
                    class: class.map(|name| file.text(name).to_owned()),
                    span: file.span(whole.unwrap_or(node)),
                    start: node.start_byte() as u32,
                    raises: true,
                });
                inner = None;
            }
            "try_statement" if children(node).iter().any(|part| part.kind() == "except_clause") => {
                unit.caught.extend(node.child_by_field_name("body").map(|body| file.span(body)));
            }
            "with_statement" if suppresses(file, node) => unit.caught.push(file.span(node)),
            "raise_statement" => unit.raised.push(file.span(node)),
            "integer" | "identifier" if is_server_error(file.text(node)) => {
                unit.failures.push(file.span(node));
            }
            _ => {}
        }
        inner
    });
}

/// `with suppress(Exception):`
fn suppresses(file: &File, node: Node) -> bool {
    let head = file.text(node).lines().next().unwrap_or("");
    head.trim_start_matches("with ").trim_start_matches("contextlib.").starts_with("suppress(")
}
