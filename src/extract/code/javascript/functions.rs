//! JavaScript's functions, what they catch, and where they fail on purpose.

use tree_sitter::Node;

use super::super::functions::is_server_error;
use super::super::syntax::{File, children, descend};
use super::super::unit::Unit;
use super::declare::is_function;
use crate::artefact::function::Declaration;
use crate::source::Span;

/// Adds the functions of a file to its unit.
pub(super) fn record(file: &File, root: Node, unit: &mut Unit) {
    descend(root, None, |node, class: Option<Node>| {
        let mut inner = class;
        match node.kind() {
            "class_declaration" | "class" | "abstract_class_declaration" => {
                inner = node.child_by_field_name("name");
            }
            kind if is_function(kind) => {
                unit.functions.push(Declaration {
                    name: name(file, node).to_owned(),
                    class: class.map(|name| file.text(name).to_owned()),
                    span: whole(file, node),
                    start: node.start_byte() as u32,
                    raises: true,
                });
                inner = None;
            }
            "try_statement" if node.child_by_field_name("handler").is_some() => {
                unit.caught.extend(node.child_by_field_name("body").map(|body| file.span(body)));
            }
            "call_expression" => {
                unit.caught.extend(caught(file, node));
                if is_failure(file, node) {
                    unit.failures.push(file.span(node));
                }
            }
            "throw_statement" => unit.raised.push(file.span(node)),
            "number" | "identifier" | "property_identifier" if is_server_error(file.text(node)) => {
                unit.failures.push(file.span(node));
            }
            _ => {}
        }
        inner
    });
}

/// The name of a function, or of what it is assigned to.
fn name<'t>(file: &File<'t>, node: Node<'t>) -> &'t str {
    let own = node.child_by_field_name("name");
    let name = own.or_else(|| {
        let parent = node.parent()?;
        match parent.kind() {
            "variable_declarator" | "public_field_definition" => parent.child_by_field_name("name"),
            "field_definition" => parent.child_by_field_name("property"),
            "pair" => parent.child_by_field_name("key"),
            "assignment_expression" => {
                let left = parent.child_by_field_name("left")?;
                Some(left.child_by_field_name("property").unwrap_or(left))
            }
            _ => None,
        }
    });
    name.map_or("", |name| file.text(name))
}

/// A function with the decorators in front of it.
fn whole(file: &File, node: Node) -> Span {
    let mut first = node;
    while let Some(before) = first.prev_named_sibling().filter(|before| before.kind() == "decorator") {
        first = before;
    }
    file.span(first).to(file.span(node))
}

/// What a call takes note of the failure of: `query().catch(…)`, `Promise.allSettled([…])`, `query((err, rows) => …)`.
fn caught(file: &File, node: Node) -> Option<Span> {
    let callee = node.child_by_field_name("function")?;
    let arguments = node.child_by_field_name("arguments")?;
    if file.text(callee) == "Promise.allSettled" {
        return Some(file.span(arguments));
    }
    if callee.child_by_field_name("property").is_some_and(|property| file.text(property) == "catch") {
        return callee.child_by_field_name("object").map(|object| file.span(object));
    }
    let last = children(arguments).into_iter().next_back().filter(|last| is_function(last.kind()))?;
    let (first, _) = *file.scopes.function(last)?.parameters.first()?;
    matches!(first, "err" | "error" | "e").then(|| file.span(node))
}

/// `next(error)`, `reject(error)`
fn is_failure(file: &File, node: Node) -> bool {
    let callee = node.child_by_field_name("function").map_or("", |callee| file.text(callee));
    let given =
        node.child_by_field_name("arguments").is_some_and(|arguments| arguments.named_child_count() > 0);
    given && matches!(callee, "next" | "reject" | "done")
}
