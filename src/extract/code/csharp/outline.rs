//! What a node of C# needs to know of those around it, found in one walk.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::super::syntax::{children, walk};

/// The outline of a file, by node id.
#[derive(Debug, Default)]
pub(super) struct Outline<'t> {
    /// Declared types: of variables, and of objects that are made by a `new` without a type.
    pub(super) types: HashMap<usize, Node<'t>>,
    /// Types and values of static members.
    pub(super) statics: HashSet<usize>,
    /// Parameters of a class itself.
    pub(super) of_class: HashSet<usize>,
    /// Assignments that say what a new object's members are.
    pub(super) members: HashSet<usize>,
    /// Strings in attributes of a class and its members, with the name of the class.
    pub(super) classes: HashMap<usize, &'t str>,
    /// What is assigned to.
    pub(super) targets: HashSet<usize>,
    /// Calls whose results nobody looks at.
    pub(super) discarded: HashSet<usize>,
    /// What only builds for debugging hold.
    pub(super) debug: HashSet<usize>,
    /// Names of the types that the file declares.
    pub(super) own: HashSet<&'t str>,
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct State<'t> {
    class: Option<&'t str>,
    in_attribute: bool,
    /// The type of what a `return` gives.
    returned: Option<Node<'t>>,
}

impl<'t> Outline<'t> {
    /// The outline of the file with that root.
    pub(super) fn new(root: Node<'t>, text: &'t str) -> Self {
        let mut outline = Self::default();
        let state = State { class: None, in_attribute: false, returned: None };
        walk(root, state, |node, state, next| {
            let inner = outline.visit(node, state, text);
            next.extend(children(node).into_iter().map(|child| (child, inner)));
        });
        outline
    }

    fn visit(&mut self, node: Node<'t>, state: State<'t>, text: &'t str) -> State<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let mut inner = state;
        match node.kind() {
            "class_declaration" | "struct_declaration" | "record_declaration" | "interface_declaration" => {
                let name = field("name").and_then(|name| text.get(name.byte_range()));
                self.own.extend(name);
                inner.class = name;
                let lists = children(node).into_iter().filter(|child| child.kind() == "parameter_list");
                self.of_class.extend(lists.flat_map(children).map(|parameter| parameter.id()));
            }
            "enum_declaration" => {
                self.own.extend(field("name").and_then(|name| text.get(name.byte_range())));
            }
            "attribute_list" => inner.in_attribute = true,
            "string_literal" if state.in_attribute => {
                self.classes.extend(state.class.map(|class| (node.id(), class)));
            }
            "field_declaration" if is_static(node, text) => {
                let declarations = children(node).into_iter();
                for declaration in declarations.filter(|child| child.kind() == "variable_declaration") {
                    let parts = declaration.child_by_field_name("type").into_iter();
                    let values = children(declaration).into_iter().filter_map(assigned);
                    self.statics.extend(parts.chain(values).map(|part| part.id()));
                }
            }
            "variable_declaration" => {
                if let Some(declared) = field("type").filter(|declared| declared.kind() != "implicit_type") {
                    for declarator in children(node).into_iter().filter(|child| *child != declared) {
                        self.types.insert(declarator.id(), declared);
                        self.made_of(assigned(declarator), declared);
                    }
                }
            }
            "property_declaration" => {
                let value = field("value").map(|value| match value.kind() {
                    "arrow_expression_clause" => value.named_child(0).unwrap_or(value),
                    _ => value,
                });
                if let Some(declared) = field("type") {
                    self.made_of(value, declared);
                    inner.returned = Some(declared);
                }
                if is_static(node, text) {
                    self.statics.extend(field("type").into_iter().chain(value).map(|part| part.id()));
                }
            }
            "method_declaration" | "local_function_statement" => {
                inner.returned =
                    field("returns").or_else(|| field("type")).map(|declared| awaited(declared, text));
            }
            "preproc_if" => {
                let (condition, alternative) = (field("condition"), field("alternative"));
                let is_debug =
                    |condition: Node| text.get(condition.byte_range()).map(str::trim) == Some("DEBUG");
                if condition.is_some_and(is_debug) {
                    let held = children(node).into_iter().filter(|child| Some(*child) != alternative);
                    self.debug.extend(held.map(|child| child.id()));
                }
            }
            "expression_statement" => self.discarded.extend(node.named_child(0).map(|call| call.id())),
            "assignment_expression" => {
                self.targets.extend(field("left").map(|left| left.id()));
                let is_discard = |left: Node| text.get(left.byte_range()) == Some("_");
                let value = field("right").filter(|_| field("left").is_some_and(is_discard));
                self.discarded.extend(value.map(|value| value.id()));
            }
            "lambda_expression" | "anonymous_method_expression" => inner.returned = None,
            "return_statement" | "arrow_expression_clause" => {
                if let Some(declared) = state.returned {
                    self.made_of(node.named_child(0), declared);
                }
            }
            "object_creation_expression" | "implicit_object_creation_expression" => {
                let initializers =
                    children(node).into_iter().filter(|child| child.kind() == "initializer_expression");
                self.members_of(initializers.collect());
            }
            _ => {}
        }
        inner
    }

    /// Remembers the type of a `new` that names none.
    fn made_of(&mut self, value: Option<Node<'t>>, declared: Node<'t>) {
        if let Some(value) = value.filter(|value| value.kind() == "implicit_object_creation_expression") {
            self.types.insert(value.id(), declared);
        }
    }

    /// Remembers the assignments of an initializer, those of the initializers in it included.
    fn members_of(&mut self, mut open: Vec<Node<'t>>) {
        while let Some(initializer) = open.pop() {
            for child in children(initializer) {
                if child.kind() == "assignment_expression" && self.members.insert(child.id()) {
                    let right = child.child_by_field_name("right");
                    open.extend(right.filter(|right| right.kind() == "initializer_expression"));
                }
            }
        }
    }
}

/// The value of a declarator.
pub(super) fn assigned(declarator: Node) -> Option<Node> {
    let parts = children(declarator);
    let value = parts.last().filter(|_| parts.len() > 1);
    value.copied().filter(|value| value.kind() != "bracketed_argument_list")
}

/// Whether a declaration has the modifier `static`.
fn is_static(declaration: Node, text: &str) -> bool {
    has_modifier(declaration, text, "static")
}

/// Whether a declaration has a modifier.
pub(super) fn has_modifier(declaration: Node, text: &str, modifier: &str) -> bool {
    children(declaration)
        .into_iter()
        .any(|child| child.kind() == "modifier" && text.get(child.byte_range()) == Some(modifier))
}

/// The type of what an asynchronous method returns in the end.
fn awaited<'t>(declared: Node<'t>, text: &str) -> Node<'t> {
    let name = declared.named_child(0).and_then(|name| text.get(name.byte_range()));
    if declared.kind() != "generic_name" || !matches!(name, Some("Task" | "ValueTask")) {
        return declared;
    }
    declared.named_child(1).and_then(|list| list.named_child(0)).unwrap_or(declared)
}
