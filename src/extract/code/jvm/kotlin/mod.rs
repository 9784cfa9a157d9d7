//! Kotlin's syntax in the common vocabulary.
//!
//! The grammar takes some of it for something else, which is set right here: a call with one type and one argument for two
//! comparisons (`get<T>(x)`), the last annotation in front of a class for an expression, `$name` in a string for text.

mod call;
mod text;

use std::collections::HashSet;

use tree_sitter::Node;

pub(super) use text::{endless, masked};

use super::super::reads::with_default;
use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Conditional, Expression, Form, FunctionForm, Grammar, Imported, Item, Parameter,
    Pattern, operands,
};
use super::super::syntax::scopes::{Definition, FILE, ScopeId};
use super::super::syntax::{File, children, fields};
use super::super::unit::{Call, Context, Data, Read, Unit, Value};
use super::{mounts, names, property, returns};
use crate::fact::Role;
use crate::source::Arg;

/// A Kotlin file.
#[derive(Debug)]
pub(super) struct Kotlin<'t> {
    file: File<'t>,
    /// Node ids of calls that are part of others: see [`call::inner`].
    inner: HashSet<usize>,
}

impl<'t> Kotlin<'t> {
    /// A file with its tree.
    pub(super) fn new(file: File<'t>, root: Node<'t>) -> Self {
        Self { file, inner: call::inner(root) }
    }
}

impl<'t> Grammar<'t> for Kotlin<'t> {
    const ASSIGNMENT_DECLARES: bool = false;
    const BLOCKS_SCOPE: bool = true;
    const BARE_MEMBERS: bool = true;
    const MUTATORS: &'static [&'static str] = returns::MUTATORS;

    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn file_mut(&mut self) -> &mut File<'t> {
        &mut self.file
    }

    fn form(&self, node: Node<'t>) -> Form<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let form = match node.kind() {
            "source_file" => call::annotated_by_expressions(node),
            "function_declaration" | "secondary_constructor" | "anonymous_function" | "lambda_literal" => {
                Some(Form::Function)
            }
            "class_declaration" | "object_declaration" => Some(Form::Class),
            "import" => Some(Form::Import),
            "package_header" | "type_parameters" | "type_alias" => Some(Form::Skip),
            "block" | "object_literal" => Some(Form::Block),
            "property_declaration" => self.declaration(node),
            "class_parameter" => named(node, "identifier").map(|name| Form::Field {
                name,
                declared: declared_type(node),
                value: self.injection(node),
            }),
            "assignment" => match (field("left"), field("right"), field("operator")) {
                (Some(target), value, Some(operator)) if operator.kind() == "=" => {
                    Some(Form::Assign { target, value })
                }
                (Some(target), ..) => Some(Form::Update { target, grows: true }),
                _ => None,
            },
            "unary_expression" => {
                match (field("operator").map(|operator| operator.kind()), field("argument")) {
                    (Some("++" | "--"), Some(target)) => Some(Form::Update { target, grows: true }),
                    (Some("!!"), _) => Some(Form::Or),
                    _ => None,
                }
            }
            "for_statement" => match children(node).as_slice() {
                [target, over, ..] => Some(Form::Each { target: *target, over: *over, values: true }),
                _ => None,
            },
            "if_expression" => conditional(node),
            "when_expression" => choice(node),
            "try_expression" => node.named_child(0).map(|body| Form::Try {
                body,
                handlers: children(node).into_iter().filter(|child| child.kind() == "catch_block").collect(),
                optional: false,
                tolerant: true,
            }),
            "throw_expression" => Some(Form::Raise),
            "return_expression" => {
                let value = children(node).into_iter().rfind(|child| field("label") != Some(*child));
                Some(Form::Return(value))
            }
            "call_expression" | "constructor_invocation" if self.inner.contains(&node.id()) => None,
            "call_expression" | "constructor_invocation" => Some(Form::Call),
            "annotation" if named(node, "constructor_invocation").is_none() => Some(Form::Call),
            "annotated_expression" if call::annotated(node).is_some() => Some(Form::Call),
            "index_expression" => Some(Form::Element),
            "binary_expression" if call::generic(node, self.file.reader.text).is_some() => Some(Form::Call),
            "binary_expression" => match field("operator").map(|operator| operator.kind()) {
                Some("?:") => Some(Form::Or),
                Some("==" | "===" | "!=" | "!==") => Some(Form::Compare),
                _ => None,
            },
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let expression = match node.kind() {
            "identifier" => Some(self.named(node)),
            "this_expression" | "super_expression" => Some(Expression::This(None)),
            "string_literal" | "multiline_string_literal" => Some(text::string(&self.file, node)),
            "number_literal" | "float_literal" => {
                Some(Expression::Number(text::number(self.file.text(node))))
            }
            "navigation_expression" => match children(node).as_slice() {
                [object, name] => Some(Expression::Member { object: *object, name: *name }),
                _ => None,
            },
            "user_type" => {
                let names: Vec<Node> =
                    children(node).into_iter().filter(|child| child.kind() == "identifier").collect();
                match names.as_slice() {
                    [only] => Some(Expression::Same(*only)),
                    _ => Some(Expression::Own),
                }
            }
            "index_expression" => match children(node).as_slice() {
                [object, key] => Some(Expression::Element { object: *object, key: *key }),
                _ => None,
            },
            "call_expression" | "constructor_invocation" | "annotation" => Some(Expression::Call),
            "annotated_expression" if call::annotated(node).is_some() => Some(Expression::Call),
            "annotated_expression"
            | "labeled_expression"
            | "property_delegate"
            | "function_body"
            | "annotated_lambda" => match node.kind() {
                "property_delegate" => call::lazily(node, self.file.reader.text).map(Expression::Same),
                _ => children(node).last().copied().map(Expression::Same),
            },
            "parenthesized_expression"
            | "nullable_type"
            | "as_expression"
            | "callable_reference"
            | "spread_expression"
            | "value_argument" => node.named_child(0).map(Expression::Same),
            "block" => children(node).last().copied().map(Expression::Same),
            "collection_literal" => {
                Some(Expression::List(children(node).into_iter().map(Item::Value).collect()))
            }
            "infix_expression" => match children(node).as_slice() {
                [left, name, right] if self.file.text(*name) == "to" => {
                    Some(Expression::List(vec![Item::Value(*left), Item::Value(*right)]))
                }
                _ => None,
            },
            "binary_expression" => self.binary(node),
            "in_expression" => match (field("left"), field("right")) {
                (Some(left), Some(right)) => {
                    let negated = self.file.text(node).contains("!in");
                    Some(Expression::Compare { left, right, among: true, negated })
                }
                _ => None,
            },
            "unary_expression" => match field("operator").map(|operator| operator.kind()) {
                Some("!") => field("argument").map(Expression::Not),
                Some("!!") => Some(Expression::Own),
                _ => None,
            },
            "if_expression" => match children(node).as_slice() {
                [_, yes, no] => Some(Expression::Choice(*yes, *no)),
                _ => None,
            },
            "lambda_literal" | "anonymous_function" => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, node: Node<'t>) -> Callee<'t> {
        Callee::Value(call::callee(node, self.file.reader.text).unwrap_or(node))
    }

    fn arguments(&self, node: Node<'t>) -> Vec<Item<'t>> {
        call::arguments(node, self.file.reader.text)
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        if node.kind() == "lambda_literal" {
            let parameters = named(node, "lambda_parameters").map(children).unwrap_or_default();
            let parameter = |target| Parameter { target, declared: None, default: None, is_attribute: false };
            return FunctionForm {
                name: None,
                parameters: parameters.into_iter().map(parameter).collect(),
                body: Some(node),
                is_expression: false,
            };
        }
        let body = named(node, "function_body").and_then(|body| body.named_child(0)).or(named(node, "block"));
        FunctionForm {
            name: node.child_by_field_name("name"),
            parameters: self.parameters(node),
            body,
            is_expression: body.is_some_and(|body| body.kind() != "block"),
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" => Pattern::Name(self.file.text(node)),
            "variable_declaration" => match named(node, "identifier") {
                Some(name) => Pattern::Name(self.file.text(name)),
                None => Pattern::Other,
            },
            "multi_variable_declaration" => Pattern::List(children(node)),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        match node.kind() {
            "user_type" => {
                let held = named(node, "type_arguments").and_then(|held| held.named_child(0));
                let name = self.file.text(node.named_child(0)?);
                match held.and_then(|held| held.named_child(0)).filter(|_| returns::is_holder(name)) {
                    Some(held) => self.type_name(held, at),
                    None => returns::type_of(self.value(node, at).canonical()?),
                }
            }
            "nullable_type" => self.type_name(node.named_child(0)?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let specifiers = named(class, "delegation_specifiers").map(children).unwrap_or_default();
        let types = specifiers.into_iter().filter_map(|specifier| specifier.named_child(0));
        let types = types.map(|base| match base.kind() {
            "user_type" => base,
            _ => base.named_child(0).unwrap_or(base),
        });
        types.filter_map(|base| self.value(base, at).canonical()).collect()
    }

    fn implied(&self, name: &str) -> Option<String> {
        names::beside(&self.file, name)
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        let parts = children(import);
        let Some(path) = parts.first() else { return Vec::new() };
        let text = self.file.text(*path);
        if self.file.text(import).trim_end_matches([';', ' ']).ends_with(".*") {
            return names::all_of(&self.file, text);
        }
        let last = text.rsplit('.').next().unwrap_or(text);
        let name = parts.get(1).map_or(last, |alias| self.file.text(*alias));
        vec![Binding { name, canonical: names::canonical(&self.file, text) }]
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        let path = import.named_child(0).filter(|path| !names::is_own(&self.file, self.file.text(*path)));
        let module = |place| Imported { module: self.file.text(place).to_owned(), place, optional: false };
        path.map(module).into_iter().collect()
    }

    /// A string with variables, a type with its outer ones, a value that has to be there.
    fn own(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        match node.kind() {
            "string_literal" | "multiline_string_literal" => text::template(self, node, at),
            "user_type" => {
                let mut names = children(node).into_iter().filter(|child| child.kind() == "identifier");
                let Some(first) = names.next() else { return Value::unknown(span) };
                names.fold(self.value(first, at), |object, name| {
                    let name = Arg::literal(self.file.text(name), self.file.span(name));
                    self.member(&object, &name, span, at)
                })
            }
            _ => {
                let inner = node.child_by_field_name("argument").or_else(|| node.child_by_field_name("left"));
                let Some(value) = inner.map(|inner| self.value(inner, at)) else {
                    return Value::unknown(span);
                };
                match &value.data {
                    Data::Env(read) if read.default.is_none() => {
                        let read = Read { required: true, ..(**read).clone() };
                        Value { data: Data::Env(read.into()), span }
                    }
                    _ => value,
                }
            }
        }
    }

    fn returns(&self, _node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        match (call.callee.as_str(), &call.receiver) {
            // `System.getenv("X").orEmpty()`
            (callee, Some(Value { data: Data::Env(read), .. }))
                if callee.ends_with(".orEmpty") && read.default.is_none() =>
            {
                let read = with_default(read, Value::text("", call.span), call.span);
                Some(Value { data: Data::Env(read), span: call.span })
            }
            _ => returns::value(call),
        }
    }

    fn annotations(&self, declaration: Node<'t>) -> Vec<Node<'t>> {
        annotations(declaration)
    }

    fn role_by(&self, annotation: &Call, _: Node<'t>) -> Option<Role> {
        returns::role_by(annotation)
    }

    fn is_handler(&self, function: Node<'t>, context: &Context) -> bool {
        returns::is_handler(self.function_name(function), context)
    }

    fn is_main(&self, function: Node<'t>, scope: ScopeId) -> bool {
        scope == FILE && self.function_name(function) == "main"
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        if value.kind() != "call_expression" {
            return false;
        }
        let text = self.file.text(value);
        returns::makes_container(text) || returns::is_container(text.split(['(', '<']).next().unwrap_or(text))
    }

    fn outlives_requests(&self, definition: &Definition<'t>, context: &Context) -> bool {
        let (Definition::Typed(value, _) | Definition::Value(value)) = definition else { return false };
        let body = value.parent().and_then(|property| property.parent());
        let holder = body.and_then(|body| body.parent()).map(|holder| holder.kind());
        matches!(holder, Some("companion_object" | "object_declaration")) || returns::is_singleton(context)
    }

    fn finish(&self, unit: &mut Unit) {
        property::settle(unit);
        mounts::settle(unit);
    }
}

impl<'t> Kotlin<'t> {
    /// A name; the grammar has truth values and nothing among them.
    fn named(&self, node: Node<'t>) -> Expression<'t> {
        let name = self.file.text(node);
        match (name, names::implicit(name).filter(|_| self.file.scopes.class(name).is_none())) {
            ("true", _) => Expression::Bool(true),
            ("false", _) => Expression::Bool(false),
            ("null", _) => Expression::Null,
            (_, Some(canonical)) => Expression::Canonical(canonical),
            _ => Expression::Name(name),
        }
    }

    fn declaration(&self, node: Node<'t>) -> Option<Form<'t>> {
        let target = named(node, "variable_declaration").or(named(node, "multi_variable_declaration"))?;
        let after = |child: &Node<'t>| {
            child.start_byte() >= target.end_byte()
                && !matches!(child.kind(), "type_constraints" | "getter" | "setter")
        };
        let value = children(node).into_iter().find(after);
        let declared = declared_type(target);
        let is_attribute =
            node.parent().is_some_and(|body| matches!(body.kind(), "class_body" | "enum_class_body"));
        Some(match named(target, "identifier") {
            Some(name) if is_attribute => {
                Form::Field { name, declared, value: self.injection(node).or(value) }
            }
            _ => Form::Declare { target, declared, value },
        })
    }

    /// The annotation that gives a declaration its value.
    fn injection(&self, declaration: Node<'t>) -> Option<Node<'t>> {
        annotations(declaration).into_iter().find(|annotation| {
            let name = annotation.named_child(0).map_or("", |name| self.file.text(name));
            property::injects(name)
        })
    }

    fn parameters(&self, node: Node<'t>) -> Vec<Parameter<'t>> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut annotated = None;
        for child in named(node, "function_value_parameters").map(children).unwrap_or_default() {
            match child.kind() {
                "parameter_modifiers" => annotated = Some(child),
                "parameter" => parameters.extend(named(child, "identifier").map(|target| Parameter {
                    target,
                    declared: declared_type(child),
                    default: annotated.take().and_then(|modifiers| self.injection_in(modifiers)),
                    is_attribute: false,
                })),
                _ => {
                    if let Some(last) = parameters.last_mut() {
                        last.default = last.default.or(Some(child));
                    }
                }
            }
        }
        parameters
    }

    fn injection_in(&self, modifiers: Node<'t>) -> Option<Node<'t>> {
        calls_of(modifiers).into_iter().find(|annotation| {
            let name = annotation.named_child(0).map_or("", |name| self.file.text(name));
            property::injects(name)
        })
    }

    fn binary(&self, node: Node<'t>) -> Option<Expression<'t>> {
        if call::generic(node, self.file.reader.text).is_some() {
            return Some(Expression::Call);
        }
        let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
        let compare = |negated| Expression::Compare { left, right, among: false, negated };
        Some(match node.child_by_field_name("operator")?.kind() {
            "+" => Expression::Sum(operands(node, "+")),
            "&&" => Expression::And(left, right),
            "||" => Expression::Or(left, right),
            "?:" if self.gives_up(right) => Expression::Own,
            "?:" => Expression::Or(left, right),
            "==" | "===" => compare(false),
            "!=" | "!==" => compare(true),
            _ => return None,
        })
    }

    /// Whether an expression yields no value but fails: `throw`, `error(…)`.
    fn gives_up(&self, node: Node<'t>) -> bool {
        node.kind() == "throw_expression"
            || node.kind() == "call_expression" && self.file.text(node).starts_with("error(")
    }
}

/// The first child of that kind.
fn named<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    children(node).into_iter().find(|child| child.kind() == kind)
}

fn declared_type(node: Node) -> Option<Node> {
    children(node).into_iter().find(|child| matches!(child.kind(), "user_type" | "nullable_type"))
}

/// The annotations among the modifiers of a declaration, each as the node that is a call.
fn annotations(declaration: Node) -> Vec<Node> {
    let modifiers = children(declaration).into_iter().find(|child| child.kind() == "modifiers");
    modifiers.map(calls_of).unwrap_or_default()
}

fn calls_of(modifiers: Node) -> Vec<Node> {
    let annotations = children(modifiers).into_iter().filter(|child| child.kind() == "annotation");
    annotations.map(|annotation| named(annotation, "constructor_invocation").unwrap_or(annotation)).collect()
}

fn conditional(node: Node) -> Option<Form> {
    match children(node).as_slice() {
        [condition, then, otherwise @ ..] => Some(Form::If(Conditional {
            condition: *condition,
            then: *then,
            otherwise: otherwise.to_vec(),
            negated: false,
        })),
        _ => None,
    }
}

fn choice(node: Node) -> Option<Form> {
    let subject = *children(named(node, "when_subject")?).last()?;
    let entries = children(node).into_iter().filter(|child| child.kind() == "when_entry");
    let cases = entries.map(|entry| (entry, fields(entry, "condition"))).collect();
    Some(Form::Switch { subject, body: node, cases })
}
