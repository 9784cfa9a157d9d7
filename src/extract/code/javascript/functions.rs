//! JavaScript's functions by name, what calls catch, and which report failures.

use tree_sitter::Node;

use super::super::syntax::{File, children};
use super::grammar::is_function;
use crate::source::Span;

/// The name of a function, or of what it is assigned to.
pub(super) fn name<'t>(file: &File<'t>, node: Node<'t>) -> &'t str {
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

/// What a call takes note of the failure of: `query().catch(…)`, `Promise.allSettled([…])`, `query((err, rows) => …)`.
pub(super) fn caught(file: &File, node: Node) -> Option<Span> {
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
pub(super) fn is_failure(file: &File, node: Node) -> bool {
    let callee = node.child_by_field_name("function").map_or("", |callee| file.text(callee));
    let given =
        node.child_by_field_name("arguments").is_some_and(|arguments| arguments.named_child_count() > 0);
    given && matches!(callee, "next" | "reject" | "done")
}
