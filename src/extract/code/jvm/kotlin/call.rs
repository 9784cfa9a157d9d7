//! Calls of Kotlin, however the grammar takes them.

use std::collections::HashSet;

use tree_sitter::Node;

use super::super::super::syntax::grammar::{Form, Item};
use super::super::super::syntax::{children, walk};
use super::named;

/// `get<T>(x)`, which the grammar takes for two comparisons: what is called, and its argument.
pub(super) fn generic<'t>(node: Node<'t>, text: &str) -> Option<(Node<'t>, Node<'t>)> {
    let operator = |node: Node<'t>| node.child_by_field_name("operator").map(|operator| operator.kind());
    let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
    let is_pair = operator(node) == Some(">")
        && operator(left) == Some("<")
        && left.kind() == "binary_expression"
        && right.kind() == "parenthesized_expression"
        && left.end_byte() + 1 == right.start_byte();
    let (callee, class) = (left.child_by_field_name("left")?, left.child_by_field_name("right")?);
    let is_class = text.get(class.byte_range())?.starts_with(|c: char| c.is_ascii_uppercase());
    let is_callee = matches!(callee.kind(), "identifier" | "navigation_expression");
    (is_pair && is_class && is_callee).then_some((callee, right))
}

/// An annotation with one argument that the grammar takes for an expression with an annotation: its type and its argument.
pub(super) fn annotated(node: Node) -> Option<(Node, Node)> {
    match children(node).as_slice() {
        [annotation, argument] if argument.kind() == "parenthesized_expression" => {
            Some((named(*annotation, "user_type")?, *argument))
        }
        _ => None,
    }
}

/// The declarations of a file whose annotations the grammar takes for expressions in front of them.
pub(super) fn annotated_by_expressions(file: Node) -> Option<Form> {
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    for child in children(file) {
        match child.kind() {
            "annotated_expression" => {
                let mut at = Some(child);
                while let Some(node) = at.filter(|node| node.kind() == "annotated_expression") {
                    let inner = children(node);
                    let whole = annotated(node).map(|_| node);
                    waiting.extend(whole.or_else(|| inner.first().copied()));
                    at = inner.last().copied();
                }
            }
            "class_declaration" | "object_declaration" | "function_declaration" if !waiting.is_empty() => {
                found.push((child, std::mem::take(&mut waiting)));
            }
            _ => waiting.clear(),
        }
    }
    (!found.is_empty()).then_some(Form::Annotates(found))
}

/// The calls of a file that others with a lambda behind them call: both are one call, the outer.
pub(super) fn inner(root: Node) -> HashSet<usize> {
    let mut found = HashSet::new();
    walk(root, (), |node, (), next| {
        if node.kind() == "call_expression" && is_with_lambda(node) {
            found.extend(node.named_child(0).map(|inner| inner.id()));
        }
        next.extend(children(node).into_iter().map(|child| (child, ())));
    });
    found
}

/// Whether a call consists of another call and a lambda.
fn is_with_lambda(node: Node) -> bool {
    let first = node.named_child(0).filter(|first| first.kind() == "call_expression");
    first.is_some_and(|first| named(first, "value_arguments").is_some())
        && named(node, "annotated_lambda").is_some()
        && named(node, "value_arguments").is_none()
}

/// What is called.
pub(super) fn callee<'t>(node: Node<'t>, text: &str) -> Option<Node<'t>> {
    match node.kind() {
        "binary_expression" => generic(node, text).map(|(callee, _)| callee),
        "annotated_expression" => annotated(node).map(|(class, _)| class),
        "annotation" => named(node, "user_type"),
        "call_expression" if is_with_lambda(node) => node.named_child(0)?.named_child(0),
        _ => node.named_child(0),
    }
}

/// With what it is called; a lambda behind the parentheses is the last argument.
pub(super) fn arguments<'t>(node: Node<'t>, text: &str) -> Vec<Item<'t>> {
    if let Some((_, argument)) = generic(node, text).or_else(|| annotated(node)) {
        return argument.named_child(0).map(|value| given(value)).into_iter().collect();
    }
    let mut items = Vec::new();
    let inner = node.named_child(0).filter(|_| is_with_lambda(node));
    for part in inner.into_iter().flat_map(children).chain(children(node)) {
        match part.kind() {
            "value_arguments" => {
                items.extend(children(part).into_iter().filter_map(|part| argument(part, text)));
            }
            "annotated_lambda" => items.extend(named(part, "lambda_literal").map(Item::Value)),
            _ => {}
        }
    }
    items
}

fn argument<'t>(node: Node<'t>, text: &str) -> Option<Item<'t>> {
    match children(node).as_slice() {
        [name, value] if name.kind() == "identifier" => {
            Some(Item::Named(text.get(name.byte_range())?.to_owned(), *name, *value))
        }
        [value] => {
            let spreads = text.get(node.byte_range())?.starts_with('*');
            Some(if spreads { Item::Spread(*value) } else { given(*value) })
        }
        _ => None,
    }
}

fn given(value: Node) -> Item {
    if value.kind() == "spread_expression" {
        return Item::Spread(value.named_child(0).unwrap_or(value));
    }
    Item::Value(value)
}

/// The value that a property gets when it is first asked for: `by lazy { … }`.
pub(super) fn lazily<'t>(delegate: Node<'t>, text: &str) -> Option<Node<'t>> {
    let call = delegate.named_child(0).filter(|call| call.kind() == "call_expression")?;
    let is_lazy = text.get(call.named_child(0)?.byte_range())? == "lazy";
    let lambda = named(named(call, "annotated_lambda")?, "lambda_literal").filter(|_| is_lazy)?;
    children(lambda).last().copied()
}
