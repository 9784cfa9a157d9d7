//! Python's scopes: what every name of a file is defined as.

use tree_sitter::Node;

use super::super::syntax::scopes::{Definition, FILE, Function, LocalClass, ScopeId, ScopeKind};
use super::super::syntax::{File, children, walk};
use super::imports;

/// Where a node stands while names are collected.
#[derive(Clone, Copy)]
struct State {
    scope: ScopeId,
    /// Node id of the function around, for its `return`s.
    function: Option<usize>,
}

/// Fills the scopes of a file.
pub(super) fn declare<'t>(file: &mut File<'t>, root: Node<'t>) {
    // Names that a function declares `global`: (its scope, name).
    let mut globals: Vec<(ScopeId, &'t str)> = Vec::new();
    walk(root, State { scope: FILE, function: None }, |node, state, next| {
        let mut inner = state;
        match node.kind() {
            "function_definition" => inner = function(file, node, state.scope, true),
            "lambda" => inner = function(file, node, state.scope, false),
            "class_definition" => inner.scope = class(file, node, state.scope),
            "import_statement" | "import_from_statement" => {
                for binding in imports::bindings(file, node) {
                    let definition = Definition::Import(binding.canonical);
                    file.scopes.define(state.scope, binding.name, definition, state.scope);
                }
                return;
            }
            "global_statement" | "nonlocal_statement" => {
                globals.extend(children(node).iter().map(|name| (state.scope, file.text(*name))));
            }
            "assignment" => {
                let (left, right) = (node.child_by_field_name("left"), node.child_by_field_name("right"));
                if let (Some(left), Some(right)) = (left, right) {
                    // `a = b = 1` nests to the right.
                    let value = innermost(right);
                    assign(file, left, Some(value), state.scope, &globals);
                }
            }
            "augmented_assignment" => {
                let grows = node.child_by_field_name("right").is_some_and(|right| {
                    matches!(
                        right.kind(),
                        "list" | "tuple" | "dictionary" | "set" | "identifier" | "call" | "attribute"
                    )
                });
                if let Some(left) = node.child_by_field_name("left").filter(|_| !grows) {
                    assign(file, left, None, state.scope, &globals);
                }
            }
            "named_expression" => {
                if let (Some(left), Some(right)) =
                    (node.child_by_field_name("name"), node.child_by_field_name("value"))
                {
                    assign(file, left, Some(right), state.scope, &globals);
                }
            }
            "for_statement" | "for_in_clause" => {
                if let (Some(left), Some(right)) =
                    (node.child_by_field_name("left"), node.child_by_field_name("right"))
                {
                    let definition = if left.kind() == "identifier" {
                        Definition::Element(right)
                    } else {
                        Definition::Opaque
                    };
                    for name in names_in(left) {
                        file.scopes.define(state.scope, file.text(name), definition.clone(), state.scope);
                    }
                }
            }
            "as_pattern" => as_pattern(file, node, state.scope),
            "if_statement" => {
                if let Some(function) = state.function.filter(|_| demands(file, node)) {
                    file.scopes.add_demand(function);
                }
            }
            "return_statement" => {
                if let (Some(function), Some(value)) = (state.function, children(node).first()) {
                    file.scopes.add_return(function, *value);
                }
            }
            _ => {}
        }
        next.extend(children(node).into_iter().map(|child| (child, inner)));
    });
}

/// `if not value: raise …`, `if value is None: raise …`
fn demands(file: &File, node: Node) -> bool {
    let condition = node.child_by_field_name("condition").map_or("", |condition| file.text(condition));
    let about_absence =
        condition.starts_with("not ") || condition.contains("is None") || condition.contains("== \"\"");
    let raises = |block: Node| children(block).iter().any(|statement| statement.kind() == "raise_statement");
    about_absence && node.child_by_field_name("consequence").is_some_and(raises)
}

fn innermost(mut node: Node) -> Node {
    while node.kind() == "assignment" {
        match node.child_by_field_name("right") {
            Some(right) => node = right,
            None => break,
        }
    }
    node
}

fn function<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId, named: bool) -> State {
    if named && let Some(name) = node.child_by_field_name("name") {
        file.scopes.define(scope, file.text(name), Definition::Function(node), scope);
    }
    let own = file.scopes.open(scope, ScopeKind::Function, node);
    let mut parameters = Vec::new();
    for parameter in node.child_by_field_name("parameters").map(children).unwrap_or_default() {
        let (name, annotation) = match parameter.kind() {
            "identifier" => (Some(parameter), None),
            "typed_parameter" => (parameter.named_child(0), parameter.child_by_field_name("type")),
            "default_parameter" | "typed_default_parameter" => {
                (parameter.child_by_field_name("name"), parameter.child_by_field_name("type"))
            }
            _ => (parameter.named_child(0), None),
        };
        let Some(name) = name.filter(|name| name.kind() == "identifier").map(|name| file.text(name)) else {
            continue;
        };
        parameters.push((name, parameter.child_by_field_name("value")));
        file.scopes.define(own, name, Definition::Parameter(annotation), own);
    }
    // A method's receiver is no argument.
    if file.scopes.kind(scope) == ScopeKind::Class && matches!(parameters.first(), Some(("self" | "cls", _)))
    {
        parameters.remove(0);
    }
    let mut returns = Vec::new();
    if node.kind() == "lambda" {
        returns.extend(node.child_by_field_name("body"));
    }
    file.scopes.add_function(node, Function { scope: own, parameters, returns, demands: false });
    State { scope: own, function: Some(node.id()) }
}

fn class<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId) -> ScopeId {
    let own = file.scopes.open(scope, ScopeKind::Class, node);
    if let Some(name) = node.child_by_field_name("name").map(|name| file.text(name)) {
        file.scopes.define(scope, name, Definition::Class(node), scope);
        file.scopes.add_class(name, LocalClass { scope: own, node, outside: scope });
    }
    own
}

/// Says what the left side of an assignment is defined as.
fn assign<'t>(
    file: &mut File<'t>,
    left: Node<'t>,
    right: Option<Node<'t>>,
    scope: ScopeId,
    globals: &[(ScopeId, &'t str)],
) {
    let definition = || right.map_or(Definition::Opaque, Definition::Value);
    match left.kind() {
        "identifier" => {
            let name = file.text(left);
            let owner = if globals.contains(&(scope, name)) { FILE } else { scope };
            file.scopes.define(owner, name, definition(), scope);
        }
        "attribute" => {
            let object = left.child_by_field_name("object").map(|object| file.text(object));
            let name = left.child_by_field_name("attribute").map(|name| file.text(name));
            if let (Some("self" | "cls"), Some(name)) = (object, name) {
                let class = file.scopes.nearest(scope, &[ScopeKind::Class]);
                if file.scopes.kind(class) == ScopeKind::Class {
                    file.scopes.define(class, name, definition(), scope);
                }
            }
        }
        "pattern_list" | "tuple_pattern" | "list_pattern" => {
            let names = children(left);
            let values = right
                .filter(|right| matches!(right.kind(), "expression_list" | "tuple" | "list"))
                .map(children)
                .filter(|values| values.len() == names.len());
            for (at, name) in names.iter().enumerate() {
                let value = values.as_ref().map(|values| values[at]);
                if name.kind() == "identifier" {
                    assign(file, *name, value, scope, globals);
                }
            }
        }
        _ => {}
    }
}

/// `with open(x) as f`, `except E as e`, `case C() as c`: context managers mostly return themselves.
fn as_pattern<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId) {
    let Some(target) = node.child_by_field_name("alias") else { return };
    let value = node.named_child(0).filter(|value| value.kind() == "call");
    for name in names_in(target) {
        let definition = value.map_or(Definition::Opaque, Definition::Value);
        file.scopes.define(scope, file.text(name), definition, scope);
    }
}

/// The identifiers that a pattern binds.
fn names_in(pattern: Node) -> Vec<Node> {
    if pattern.kind() == "identifier" {
        return vec![pattern];
    }
    children(pattern).into_iter().filter(|child| child.kind() == "identifier").collect()
}
