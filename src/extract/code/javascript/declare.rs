//! JavaScript's scopes: what every name of a file is defined as.

use std::collections::HashMap;

use tree_sitter::Node;

use super::super::syntax::scopes::{Definition, FILE, Function, LocalClass, ScopeId, ScopeKind};
use super::super::syntax::{File, children, walk};
use super::{modules, strings};

/// Where a node stands while names are collected.
#[derive(Clone, Copy)]
struct State {
    scope: ScopeId,
    /// Node id of the function around, for its `return`s.
    function: Option<usize>,
}

/// Methods of arrays that call a function with each element.
pub(super) const EACH: &[&str] = &["forEach", "map", "filter", "some", "every", "find", "flatMap"];

/// Kinds of nodes that are functions.
pub(super) fn is_function(kind: &str) -> bool {
    matches!(
        kind,
        "function_declaration"
            | "function_expression"
            | "arrow_function"
            | "method_definition"
            | "generator_function_declaration"
            | "generator_function"
            | "function"
    )
}

/// Fills the scopes of a file.
pub(super) fn declare<'t>(file: &mut File<'t>, root: Node<'t>) {
    let mut assignments: Vec<(ScopeId, Node<'t>, Option<Node<'t>>)> = Vec::new();
    // Functions that are called with each element of an array, by node id.
    let mut over: HashMap<usize, Node<'t>> = HashMap::new();
    walk(root, State { scope: FILE, function: None }, |node, state, next| {
        let mut inner = state;
        match node.kind() {
            kind if is_function(kind) => {
                inner = function(file, node, state.scope, over.get(&node.id()).copied());
            }
            "class_declaration" | "class" | "abstract_class_declaration" => {
                inner.scope = class(file, node, state.scope);
            }
            "enum_declaration" => {
                if let Some(name) = node.child_by_field_name("name") {
                    file.scopes.define(state.scope, file.text(name), Definition::Value(node), state.scope);
                }
            }
            "statement_block" | "for_statement" | "for_in_statement" | "switch_body" => {
                inner.scope = file.scopes.open(state.scope, ScopeKind::Block, node);
                if node.kind() == "for_in_statement" {
                    for_in(file, node, inner.scope);
                }
            }
            "import_statement" => {
                import(file, node, state.scope);
                return;
            }
            "variable_declarator" => {
                if let Some(name) = node.child_by_field_name("name") {
                    let value = node.child_by_field_name("value");
                    let declared = node.child_by_field_name("type");
                    bind(file, name, value, declared, state.scope);
                }
            }
            "assignment_expression" => {
                if let Some(left) = node.child_by_field_name("left") {
                    assignments.push((state.scope, left, node.child_by_field_name("right")));
                }
            }
            "augmented_assignment_expression" => {
                if let Some(left) = node.child_by_field_name("left") {
                    assignments.push((state.scope, left, None));
                }
            }
            "public_field_definition" | "field_definition" => field(file, node, state.scope),
            "call_expression" => {
                if let Some((array, callback)) = each(file, node) {
                    over.insert(callback.id(), array);
                }
            }
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
    for (scope, left, right) in assignments {
        assign(file, left, right, scope);
    }
}

/// `items.forEach(item => …)`: the array and the function.
fn each<'t>(file: &File<'t>, node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
    let callee =
        node.child_by_field_name("function").filter(|callee| callee.kind() == "member_expression")?;
    let method = file.text(callee.child_by_field_name("property")?);
    let callback = children(node.child_by_field_name("arguments")?).into_iter().next()?;
    let fits = EACH.contains(&method) && is_function(callback.kind());
    Some((callee.child_by_field_name("object")?, callback)).filter(|_| fits)
}

fn import<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId) {
    for binding in modules::bindings(file, node) {
        file.scopes.define(scope, binding.name, Definition::Import(binding.canonical), scope);
    }
    // `import fs = require("fs")`
    let clause = children(node).into_iter().find(|child| child.kind() == "import_require_clause");
    if let (Some(clause), Some(source)) = (clause, modules::source(file, node))
        && let Some(name) = clause.named_child(0)
    {
        let name = file.text(name);
        let canonical = modules::canonical(file, &source).unwrap_or_else(|| format!("?{name}"));
        file.scopes.define(scope, name, Definition::Import(canonical), scope);
    }
}

fn function<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId, over: Option<Node<'t>>) -> State {
    if let Some(name) = node.child_by_field_name("name")
        && node.kind() != "function_expression"
    {
        let name = file.text(name).trim_start_matches('#');
        file.scopes.define(scope, name, Definition::Function(node), scope);
    }
    let own = file.scopes.open(scope, ScopeKind::Function, node);
    let mut parameters = Vec::new();
    let list = node
        .child_by_field_name("parameters")
        .map(children)
        .or_else(|| node.child_by_field_name("parameter").map(|only| vec![only]))
        .unwrap_or_default();
    for (at, parameter) in list.into_iter().enumerate() {
        let (pattern, declared, default) = match parameter.kind() {
            "required_parameter" | "optional_parameter" => (
                parameter.child_by_field_name("pattern"),
                parameter.child_by_field_name("type"),
                parameter.child_by_field_name("value"),
            ),
            "assignment_pattern" => {
                (parameter.child_by_field_name("left"), None, parameter.child_by_field_name("right"))
            }
            _ => (Some(parameter), None, None),
        };
        let Some(pattern) = pattern else { continue };
        if pattern.kind() == "identifier" {
            let name = file.text(pattern);
            parameters.push((name, default));
            let definition = match over {
                Some(array) if at == 0 => Definition::Element(array),
                _ => Definition::Parameter(declared, default),
            };
            file.scopes.define(own, name, definition, scope);
            // `constructor(private readonly config: ConfigService)`
            let is_property =
                children(parameter).iter().any(|child| child.kind() == "accessibility_modifier")
                    || file.text(parameter).starts_with("readonly ");
            if is_property && file.scopes.kind(scope) == ScopeKind::Class {
                file.scopes.define(scope, name, Definition::Parameter(declared, default), scope);
            }
        } else {
            for name in names_in(pattern) {
                file.scopes.define(own, file.text(name), Definition::Parameter(None, None), own);
            }
        }
    }
    let mut returns = Vec::new();
    if let Some(body) = node.child_by_field_name("body").filter(|body| body.kind() != "statement_block") {
        returns.push(body);
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

fn field<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId) {
    let name = node.child_by_field_name("name").or_else(|| node.child_by_field_name("property"));
    let Some(name) = name.filter(|name| name.kind().ends_with("property_identifier")) else { return };
    let name = file.text(name).trim_start_matches('#');
    let definition = match (node.child_by_field_name("value"), node.child_by_field_name("type")) {
        (Some(value), _) => Definition::Value(value),
        (None, Some(declared)) => Definition::Parameter(Some(declared), None),
        (None, None) => return,
    };
    file.scopes.define(scope, name, definition, scope);
}

fn for_in<'t>(file: &mut File<'t>, node: Node<'t>, scope: ScopeId) {
    let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right"))
    else {
        return;
    };
    let values = node.child_by_field_name("operator").is_none_or(|operator| file.text(operator) == "of");
    for name in names_in(left) {
        let definition = if left.kind() == "identifier" && values {
            Definition::Element(right)
        } else {
            Definition::Opaque
        };
        file.scopes.define(scope, file.text(name), definition, scope);
    }
}

/// Binds the names of a pattern to (the parts of) a value.
fn bind<'t>(
    file: &mut File<'t>,
    pattern: Node<'t>,
    value: Option<Node<'t>>,
    declared: Option<Node<'t>>,
    scope: ScopeId,
) {
    match pattern.kind() {
        "identifier" => {
            let definition = match (value, declared) {
                (Some(value), _) => Definition::Value(value),
                (None, Some(declared)) => Definition::Parameter(Some(declared), None),
                // `let app;` is defined where it is assigned.
                (None, None) => {
                    file.scopes.declare(scope, file.text(pattern));
                    return;
                }
            };
            file.scopes.define(scope, file.text(pattern), definition, scope);
        }
        "object_pattern" => {
            if let Some(value) = value {
                parts(file, pattern, value, "", scope);
            }
        }
        "array_pattern" => {
            let values = value.filter(|value| value.kind() == "array").map(children);
            for (at, name) in children(pattern).into_iter().enumerate() {
                if name.kind() == "identifier" {
                    let definition = values
                        .as_ref()
                        .and_then(|values| values.get(at))
                        .map_or(Definition::Opaque, |value| Definition::Value(*value));
                    file.scopes.define(scope, file.text(name), definition, scope);
                }
            }
        }
        _ => {}
    }
}

/// How deep destructuring is followed.
const DEEPEST_PATTERN: usize = 4;

fn parts<'t>(file: &mut File<'t>, pattern: Node<'t>, of: Node<'t>, prefix: &str, scope: ScopeId) {
    let mut stack = vec![(pattern, prefix.to_owned(), 0)];
    while let Some((pattern, prefix, depth)) = stack.pop() {
        for part in children(pattern) {
            let (key, target, default) = match part.kind() {
                "shorthand_property_identifier_pattern" => (part, part, None),
                "object_assignment_pattern" => {
                    let Some(left) = part.child_by_field_name("left") else { continue };
                    (left, left, part.child_by_field_name("right"))
                }
                "pair_pattern" => {
                    let (Some(key), Some(target)) =
                        (part.child_by_field_name("key"), part.child_by_field_name("value"))
                    else {
                        continue;
                    };
                    match target.kind() {
                        "assignment_pattern" => {
                            let Some(left) = target.child_by_field_name("left") else { continue };
                            (key, left, target.child_by_field_name("right"))
                        }
                        _ => (key, target, None),
                    }
                }
                _ => continue,
            };
            let Some(name) = strings::key(file, key) else { continue };
            let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match target.kind() {
                "object_pattern" if depth < DEEPEST_PATTERN => stack.push((target, path, depth + 1)),
                "identifier" | "shorthand_property_identifier_pattern" => {
                    let definition = Definition::Part { of, path, key, default };
                    file.scopes.define(scope, file.text(target), definition, scope);
                }
                _ => {}
            }
        }
    }
}

/// Says what the left side of an assignment is defined as, in the scope that declares it.
fn assign<'t>(file: &mut File<'t>, left: Node<'t>, right: Option<Node<'t>>, scope: ScopeId) {
    let definition = right.map_or(Definition::Opaque, Definition::Value);
    match left.kind() {
        "identifier" => {
            let name = file.text(left);
            let owner = file.scopes.find(scope, name).map_or(FILE, |(owner, _)| owner);
            file.scopes.define(owner, name, definition, scope);
        }
        "member_expression" => {
            let this = left.child_by_field_name("object").is_some_and(|object| object.kind() == "this");
            let class = file.scopes.nearest(scope, &[ScopeKind::Class]);
            if let Some(name) = left.child_by_field_name("property").filter(|_| this)
                && file.scopes.kind(class) == ScopeKind::Class
            {
                file.scopes.define(class, file.text(name).trim_start_matches('#'), definition, scope);
            }
        }
        _ => {}
    }
}

/// `if (!value) throw …`, `if (value === undefined) throw …`
fn demands(file: &File, node: Node) -> bool {
    let condition = node.child_by_field_name("condition").map_or("", |condition| file.text(condition));
    let about_absence =
        condition.starts_with("(!") || condition.contains("undefined") || condition.contains("== null");
    let throws = |block: Node| {
        block.kind() == "throw_statement"
            || children(block).iter().any(|child| child.kind() == "throw_statement")
    };
    about_absence && node.child_by_field_name("consequence").is_some_and(throws)
}

/// The identifiers that a pattern binds, found without recursion.
fn names_in(pattern: Node) -> Vec<Node> {
    let mut names = Vec::new();
    let mut stack = vec![pattern];
    while let Some(node) = stack.pop() {
        match node.kind() {
            "identifier" | "shorthand_property_identifier_pattern" => names.push(node),
            "pair_pattern" => stack.extend(node.child_by_field_name("value")),
            "object_assignment_pattern" | "assignment_pattern" => {
                stack.extend(node.child_by_field_name("left"));
            }
            "object_pattern"
            | "array_pattern"
            | "rest_pattern"
            | "lexical_declaration"
            | "variable_declarator" => {
                stack.extend(children(node));
            }
            _ => {}
        }
    }
    names
}
