//! Python's syntax in the common vocabulary.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Conditional, Expression, Form, FunctionForm, Gate, Grammar, Imported, Item, Parameter,
    Part, Pattern, operands,
};
use super::super::syntax::scopes::{Definition, FILE, ScopeId};
use super::super::syntax::{File, children, fields};
use super::super::unit::{Call, Class, Context, Data, Read, Unit, Value};
use super::{commands, imports, settings, strings};
use crate::fact::Role;

/// A Python file.
#[derive(Debug)]
pub(super) struct Python<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Grammar<'t> for Python<'t> {
    const ASSIGNMENT_DECLARES: bool = true;
    const BLOCKS_SCOPE: bool = false;
    const MUTATORS: &'static [&'static str] = &[
        "append",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "insert",
        "extend",
        "clear",
        "discard",
        "appendleft",
    ];

    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn file_mut(&mut self) -> &mut File<'t> {
        &mut self.file
    }

    fn form(&self, node: Node<'t>) -> Form<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let form = match node.kind() {
            "function_definition" | "lambda" => Some(Form::Function),
            "class_definition" => Some(Form::Class),
            "decorated_definition" => field("definition").map(|definition| {
                let decorators = children(node).into_iter().filter(|child| child.kind() == "decorator");
                Form::Annotates(vec![(definition, decorators.collect())])
            }),
            "import_statement" | "import_from_statement" | "future_import_statement" => Some(Form::Import),
            "if_statement" | "elif_clause" => Form::conditional(node, "consequence"),
            "conditional_expression" => match children(node).as_slice() {
                [then, condition, otherwise] => Some(Form::If(Conditional {
                    condition: *condition,
                    then: *then,
                    otherwise: vec![*otherwise],
                    negated: false,
                })),
                _ => None,
            },
            "try_statement" => self.attempt(node),
            "with_statement" if self.suppresses(node) => Some(Form::Suppress),
            "assignment" => field("left").map(|target| Form::Assign { target, value: field("right") }),
            "augmented_assignment" => {
                let container = |kind| {
                    matches!(
                        kind,
                        "list" | "tuple" | "dictionary" | "set" | "identifier" | "call" | "attribute"
                    )
                };
                let grows = field("right").is_some_and(|right| container(right.kind()));
                field("left").map(|target| Form::Update { target, grows })
            }
            "named_expression" => match (field("name"), field("value")) {
                (Some(target), Some(value)) => Some(Form::Name { target, value }),
                _ => None,
            },
            // Context managers mostly return themselves.
            "as_pattern" => field("alias").and_then(|alias| alias.named_child(0)).map(|target| {
                match node.named_child(0).filter(|value| value.kind() == "call") {
                    Some(value) => Form::Name { target, value },
                    None => Form::Update { target, grows: false },
                }
            }),
            "for_statement" | "for_in_clause" => match (field("left"), field("right")) {
                (Some(target), Some(over)) => Some(Form::Each { target, over, values: true }),
                _ => None,
            },
            "return_statement" => Some(Form::Return(children(node).first().copied())),
            "raise_statement" => Some(Form::Raise),
            "assert_statement" => node.named_child(0).map(Form::Demand),
            "pass_statement" | "ellipsis" => Some(Form::Skip),
            "call" => Some(Form::Call),
            "dictionary" => Some(Form::Map),
            "comparison_operator" => Some(Form::Compare),
            "subscript" => Some(Form::Element),
            "attribute" => Some(Form::Member),
            "boolean_operator" => Some(Form::Or),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" => Some(match self.file.text(node) {
                name @ ("self" | "cls") => Expression::This(Some(name)),
                name => Expression::Name(name),
            }),
            "string" => Some(self.string(node)),
            "concatenated_string" => {
                Some(Expression::Parts(children(node).into_iter().map(Part::Value).collect()))
            }
            "integer" | "float" => Some(Expression::Number(self.file.text(node).replace('_', ""))),
            "true" => Some(Expression::Bool(true)),
            "false" => Some(Expression::Bool(false)),
            "none" => Some(Expression::Null),
            "attribute" => {
                both("object", "attribute").map(|(object, name)| Expression::Member { object, name })
            }
            "subscript" => {
                both("value", "subscript").map(|(object, key)| Expression::Element { object, key })
            }
            "call" => Some(Expression::Call),
            "list" | "tuple" | "set" | "expression_list" => {
                Some(Expression::List(children(node).into_iter().map(Item::Value).collect()))
            }
            "dictionary" => Some(Expression::Map(children(node).into_iter().filter_map(item).collect())),
            "parenthesized_expression" | "await" | "named_expression" | "type" => {
                field("value").or_else(|| node.named_child(0)).map(Expression::Same)
            }
            "as_pattern" => node.named_child(0).map(Expression::Same),
            "binary_operator" => match field("operator").map(|operator| operator.kind()) {
                Some("+") => Some(Expression::Sum(operands(node, "+"))),
                Some("/" | "%") => Some(Expression::Own),
                _ => None,
            },
            "boolean_operator" => both("left", "right").map(|(left, right)| {
                match field("operator").map(|operator| operator.kind()) {
                    Some("or") => Expression::Or(left, right),
                    _ => Expression::And(left, right),
                }
            }),
            "not_operator" => field("argument").map(Expression::Not),
            "comparison_operator" => {
                let operators = fields(node, "operators");
                match (children(node).as_slice(), operators.first()) {
                    ([left, right], Some(operator)) => {
                        let operator = self.file.text(*operator);
                        Some(Expression::Compare {
                            left: *left,
                            right: *right,
                            among: matches!(operator, "in" | "not in"),
                            negated: matches!(operator, "!=" | "not in" | "is not"),
                        })
                    }
                    _ => None,
                }
            }
            "conditional_expression" => match children(node).as_slice() {
                [yes, _, no] => Some(Expression::Choice(*yes, *no)),
                _ => None,
            },
            "lambda" | "function_definition" => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        Callee::Value(call.child_by_field_name("function").unwrap_or(call))
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        let arguments = call.child_by_field_name("arguments").map(children).unwrap_or_default();
        let argument = |node: Node<'t>| match node.kind() {
            "keyword_argument" => {
                let (name, value) = (node.child_by_field_name("name")?, node.child_by_field_name("value")?);
                Some(Item::Named(self.file.text(name).to_owned(), name, value))
            }
            "dictionary_splat" | "list_splat" => Some(Item::Spread(node.named_child(0).unwrap_or(node))),
            _ => Some(Item::Value(node)),
        };
        arguments.into_iter().filter_map(argument).collect()
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let parameters = node.child_by_field_name("parameters").map(children).unwrap_or_default();
        let parameter = |node: Node<'t>| {
            let target = match node.kind() {
                "identifier" => Some(node),
                "default_parameter" | "typed_default_parameter" => node.child_by_field_name("name"),
                _ => node.named_child(0),
            };
            Some(Parameter {
                target: target.filter(|target| target.kind() == "identifier")?,
                declared: node.child_by_field_name("type"),
                default: node.child_by_field_name("value"),
                is_attribute: false,
            })
        };
        FunctionForm {
            name: node.child_by_field_name("name"),
            parameters: parameters.into_iter().filter_map(parameter).collect(),
            body: node.child_by_field_name("body"),
            is_expression: node.kind() == "lambda",
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" => Pattern::Name(self.file.text(node)),
            "pattern_list" | "tuple_pattern" | "list_pattern" => Pattern::List(children(node)),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        let inner = match node.kind() {
            "type" => node.named_child(0)?,
            _ => node,
        };
        match inner.kind() {
            "identifier" | "attribute" => match self.value(inner, at).data {
                Data::Name(name) if !name.starts_with('?') && name.contains('.') => Some(name),
                Data::Name(name) => {
                    self.file.scopes.class(name.trim_start_matches('?')).is_some().then_some(name)
                }
                _ => None,
            },
            // `Optional[X]`, `Annotated[X, …]`
            "generic_type" | "subscript" => {
                let name = self.file.text(inner.named_child(0)?);
                if !matches!(name, "Optional" | "Annotated" | "typing.Optional" | "typing.Annotated") {
                    return None;
                }
                let argument = inner.named_child(1)?;
                let first =
                    if argument.kind() == "type_parameter" { argument.named_child(0)? } else { argument };
                self.type_name(first, at)
            }
            // `X | None`
            "union_type" | "binary_operator" => self.type_name(inner.named_child(0)?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let list = class.child_by_field_name("superclasses").map(children).unwrap_or_default();
        let positional = list.into_iter().filter(|base| base.kind() != "keyword_argument");
        positional
            .filter_map(|base| match base.kind() {
                // `Generic[T]`
                "subscript" => {
                    base.child_by_field_name("value").and_then(|base| self.value(base, at).canonical())
                }
                _ => self.value(base, at).canonical(),
            })
            .collect()
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        imports::bindings(&self.file, import)
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        let module = |place| Imported { module: self.file.text(place).to_owned(), place, optional: false };
        imports::modules(&self.file, import).into_iter().map(module).collect()
    }

    fn own(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        let field = |name: &str| node.child_by_field_name(name);
        match (field("operator").map(|operator| operator.kind()), field("left"), field("right")) {
            (Some("/"), ..) => {
                let parts = operands(node, "/").into_iter().map(|part| self.value(part, at)).collect();
                strings::path(parts, span, at)
            }
            (Some("%"), Some(left), Some(right)) => match self.value(left, at).data {
                Data::Text(format) => strings::percent(&format, &self.value(right, at), span),
                _ => Value::unknown(span),
            },
            _ => Value::unknown(span),
        }
    }

    fn returns(&self, _node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        if call.callee == "?dict" && call.args.iter().all(|arg| arg.name.is_some()) {
            return Some(strings::dict(call));
        }
        match &call.receiver {
            Some(Value { data: Data::Text(format), .. }) if call.callee.ends_with(".format") => {
                Some(strings::formatted(format, call))
            }
            _ => None,
        }
    }

    fn globals(&self, node: Node<'t>) -> Vec<&'t str> {
        match node.kind() {
            "global_statement" | "nonlocal_statement" => {
                children(node).into_iter().map(|name| self.file.text(name)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn gate(&self, conditional: &Conditional<'t>) -> Option<Gate> {
        let text = self.file.text(conditional.condition);
        if text.starts_with("__name__") && text.contains("__main__") {
            Some(Gate::Main)
        } else if text == "TYPE_CHECKING" || text.ends_with(".TYPE_CHECKING") {
            Some(Gate::Types)
        } else {
            None
        }
    }

    /// Django's `def view(request, …)`, the methods of view classes.
    fn is_handler(&self, node: Node<'t>, context: &Context) -> bool {
        let Some(function) = self.file.scopes.function(node) else { return false };
        let first = function.parameters.first().map(|(name, _)| *name);
        let name = self.function_name(node);
        if first == Some("request") && !name.starts_with('_') {
            return true;
        }
        let Some(class) = &context.class else { return false };
        if class.bases.iter().any(|base| base.ends_with("Servicer")) {
            return true;
        }
        let verb =
            matches!(name, "get" | "post" | "put" | "patch" | "delete" | "dispatch" | "head" | "options")
                || name.starts_with("do_");
        verb && class.bases.iter().any(|base| {
            let last = base.rsplit(['.', '?']).next().unwrap_or("");
            ["View", "Handler", "Resource", "ViewSet", "Endpoint"].iter().any(|end| last.ends_with(end))
        })
    }

    fn is_main(&self, function: Node<'t>, scope: ScopeId) -> bool {
        scope == FILE && self.function_name(function) == "main"
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "dictionary" | "list" | "set" => true,
            "call" => {
                let callee =
                    value.child_by_field_name("function").map_or("", |callee| self.file.text(callee));
                let last = callee.rsplit('.').next().unwrap_or(callee);
                matches!(last, "dict" | "list" | "set" | "defaultdict" | "OrderedDict" | "deque" | "Counter")
            }
            _ => false,
        }
    }

    /// What the body of a class assigns belongs to the class, and so to all its objects.
    fn outlives_requests(&self, definition: &Definition<'t>, _context: &Context) -> bool {
        let Definition::Value(value) = definition else { return false };
        let mut around = std::iter::successors(value.parent(), Node::parent).map(|node| node.kind());
        let kinds: [Option<&str>; 4] = std::array::from_fn(|_| around.next());
        kinds == ["assignment", "expression_statement", "block", "class_definition"].map(Some)
    }

    fn role_by(&self, annotation: &Call, declaration: Node<'t>) -> Option<Role> {
        commands::role(self, annotation, declaration)
    }

    fn reads_of_class(&self, node: Node<'t>, class: &Arc<Class>, scope: ScopeId) -> Vec<Arc<Read>> {
        settings::reads(self, node, class, scope)
    }

    fn finish(&self, unit: &mut Unit) {
        settings::settle(unit);
    }
}

impl<'t> Python<'t> {
    /// A string literal: its prefix tells raw and formatted ones.
    fn string(&self, node: Node<'t>) -> Expression<'t> {
        let mut parts: Vec<Part> = Vec::new();
        let mut raw = false;
        for child in children(node) {
            match child.kind() {
                "string_start" => raw = self.file.text(child).contains(['r', 'R']),
                "string_content" => {
                    let text = self.file.text(child);
                    parts.push(Part::Text(if raw { text.to_owned() } else { strings::unescaped(text) }));
                }
                "interpolation" => {
                    parts.push(Part::Value(child.child_by_field_name("expression").unwrap_or(child)));
                }
                _ => {}
            }
        }
        match parts.as_mut_slice() {
            [] => Expression::Text(String::new()),
            [Part::Text(only)] => Expression::Text(std::mem::take(only)),
            _ => Expression::Parts(parts),
        }
    }

    fn attempt(&self, node: Node<'t>) -> Option<Form<'t>> {
        let body = node.child_by_field_name("body")?;
        let handlers: Vec<Node> =
            children(node).into_iter().filter(|child| child.kind() == "except_clause").collect();
        let optional = imports::is_optional_import(&self.file, node);
        Some(Form::Try { body, handlers, optional, tolerant: true })
    }

    /// `with suppress(Exception):`
    fn suppresses(&self, node: Node<'t>) -> bool {
        let head = self.file.text(node).lines().next().unwrap_or("");
        head.trim_start_matches("with ").trim_start_matches("contextlib.").starts_with("suppress(")
    }
}

/// An entry of a dictionary.
fn item(node: Node) -> Option<Item> {
    if node.kind() == "dictionary_splat" {
        return node.named_child(0).map(Item::Spread);
    }
    Some(Item::Keyed(node.child_by_field_name("key")?, node.child_by_field_name("value")?))
}
