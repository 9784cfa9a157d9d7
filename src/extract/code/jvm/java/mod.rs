//! Java's syntax in the common vocabulary.

mod literal;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Expression, Form, FunctionForm, Grammar, Imported, Item, Parameter, Pattern, operands,
};
use super::super::syntax::scopes::{Definition, ScopeId, ScopeKind};
use super::super::syntax::{File, children};
use super::super::unit::{Call, Context, Unit, Value};
use super::{mounts, names, property, returns};
use crate::fact::Role;

/// A Java file.
#[derive(Debug)]
pub(super) struct Java<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Grammar<'t> for Java<'t> {
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
            "method_declaration"
            | "constructor_declaration"
            | "compact_constructor_declaration"
            | "lambda_expression" => Some(Form::Function),
            "class_declaration"
            | "interface_declaration"
            | "enum_declaration"
            | "record_declaration"
            | "annotation_type_declaration" => Some(Form::Class),
            "import_declaration" => Some(Form::Import),
            "package_declaration" | "type_parameters" | "throws" => Some(Form::Skip),
            "block" | "for_statement" => Some(Form::Block),
            "variable_declarator" => self.declarator(node),
            "resource" => match (field("name"), field("value")) {
                (Some(target), Some(value)) => {
                    Some(Form::Declare { target, declared: field("type"), value: Some(value) })
                }
                _ => None,
            },
            "assignment_expression" => match (field("left"), field("right"), field("operator")) {
                (Some(target), value, Some(operator)) if operator.kind() == "=" => {
                    Some(Form::Assign { target, value })
                }
                (Some(target), ..) => Some(Form::Update { target, grows: true }),
                _ => None,
            },
            "update_expression" => node.named_child(0).map(|target| Form::Update { target, grows: true }),
            "enhanced_for_statement" => match (field("name"), field("value")) {
                (Some(target), Some(over)) => Some(Form::Each { target, over, values: true }),
                _ => None,
            },
            "if_statement" | "ternary_expression" => Form::conditional(node, "consequence"),
            "switch_expression" => switch(node),
            "try_statement" | "try_with_resources_statement" => field("body").map(|body| Form::Try {
                body,
                handlers: children(node).into_iter().filter(|child| child.kind() == "catch_clause").collect(),
                optional: false,
                tolerant: true,
            }),
            "throw_statement" => Some(Form::Raise),
            "return_statement" => Some(Form::Return(children(node).first().copied())),
            "method_invocation" | "object_creation_expression" | "annotation" | "marker_annotation" => {
                Some(Form::Call)
            }
            "binary_expression" if compares(node).is_some() => Some(Form::Compare),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" | "type_identifier" => Some(self.named(node)),
            "this" | "super" => Some(Expression::This(None)),
            "string_literal" => Some(literal::string(&self.file, node)),
            "character_literal" => Some(Expression::Text(self.file.text(node).trim_matches('\'').to_owned())),
            "decimal_integer_literal" | "decimal_floating_point_literal" => {
                Some(Expression::Number(literal::number(self.file.text(node))))
            }
            "true" => Some(Expression::Bool(true)),
            "false" => Some(Expression::Bool(false)),
            "null_literal" => Some(Expression::Null),
            "field_access" => {
                both("object", "field").map(|(object, name)| Expression::Member { object, name })
            }
            "scoped_identifier" => {
                both("scope", "name").map(|(object, name)| Expression::Member { object, name })
            }
            "scoped_type_identifier" | "method_reference" => match children(node).as_slice() {
                [object, .., name] => Some(Expression::Member { object: *object, name: *name }),
                _ => None,
            },
            "array_access" => both("array", "index").map(|(object, key)| Expression::Element { object, key }),
            "method_invocation" | "object_creation_expression" | "annotation" | "marker_annotation" => {
                Some(Expression::Call)
            }
            "array_initializer" | "element_value_array_initializer" => {
                Some(Expression::List(children(node).into_iter().map(Item::Value).collect()))
            }
            "parenthesized_expression" | "class_literal" | "generic_type" | "expression_statement" => {
                node.named_child(0).map(Expression::Same)
            }
            "annotated_type" => children(node).last().copied().map(Expression::Same),
            "array_creation_expression" | "cast_expression" => field("value").map(Expression::Same),
            "binary_expression" => Self::binary(node),
            "unary_expression" => match field("operator").map(|operator| operator.kind()) {
                Some("!") => field("operand").map(Expression::Not),
                _ => None,
            },
            "ternary_expression" => {
                both("consequence", "alternative").map(|(yes, no)| Expression::Choice(yes, no))
            }
            "lambda_expression" => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        let field = |name: &str| call.child_by_field_name(name);
        match (field("object"), field("name"), field("type")) {
            (Some(object), Some(name), _) => Callee::Method(object, name),
            (None, Some(name), _) => Callee::Value(name),
            (_, _, Some(class)) => Callee::Value(class),
            _ => Callee::Value(call),
        }
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        let arguments = call.child_by_field_name("arguments").map(children).unwrap_or_default();
        let argument = |node: Node<'t>| match node.kind() {
            "element_value_pair" => {
                let (name, value) = (node.child_by_field_name("key")?, node.child_by_field_name("value")?);
                Some(Item::Named(self.file.text(name).to_owned(), name, value))
            }
            _ => Some(Item::Value(node)),
        };
        arguments.into_iter().filter_map(argument).collect()
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let body = node.child_by_field_name("body");
        let is_expression =
            node.kind() == "lambda_expression" && body.is_some_and(|body| body.kind() != "block");
        let parameters = node.child_by_field_name("parameters");
        let parameters = match parameters.map(|parameters| parameters.kind()) {
            Some("identifier") => parameters.into_iter().collect(),
            _ => parameters.map(children).unwrap_or_default(),
        };
        let name = (node.kind() == "method_declaration").then(|| node.child_by_field_name("name")).flatten();
        FunctionForm {
            name,
            parameters: parameters.into_iter().filter_map(|node| self.parameter(node)).collect(),
            body,
            is_expression,
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" => Pattern::Name(self.file.text(node)),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        match node.kind() {
            "type_identifier" | "scoped_type_identifier" => {
                returns::type_of(self.value(node, at).canonical()?)
            }
            "generic_type" if returns::is_holder(self.file.text(node.named_child(0)?)) => {
                self.type_name(node.named_child(1)?.named_child(0)?, at)
            }
            "generic_type" => self.type_name(node.named_child(0)?, at),
            "annotated_type" => self.type_name(*children(node).last()?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let lists = children(class)
            .into_iter()
            .filter(|child| matches!(child.kind(), "superclass" | "super_interfaces" | "extends_interfaces"));
        let types = lists.flat_map(children).flat_map(|child| match child.kind() {
            "type_list" => children(child),
            _ => vec![child],
        });
        types.filter_map(|base| self.value(base, at).canonical()).collect()
    }

    fn implied(&self, name: &str) -> Option<String> {
        names::beside(&self.file, name)
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        let Some(path) = import.named_child(0) else { return Vec::new() };
        let text = self.file.text(path);
        if children(import).iter().any(|child| child.kind() == "asterisk") {
            return names::all_of(&self.file, text);
        }
        let name = text.rsplit('.').next().unwrap_or(text);
        vec![Binding { name, canonical: names::canonical(&self.file, text) }]
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        let path = import.named_child(0).filter(|path| !names::is_own(&self.file, self.file.text(*path)));
        let module = |place| Imported { module: self.file.text(place).to_owned(), place, optional: false };
        path.map(module).into_iter().collect()
    }

    fn returns(&self, _node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        returns::value(call)
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
        self.function_name(function) == "main" && self.file.scopes.kind(scope) == ScopeKind::Class
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        value.kind() == "object_creation_expression"
            && value
                .child_by_field_name("type")
                .is_some_and(|class| returns::is_container(self.file.text(class)))
            || value.kind() == "method_invocation" && returns::makes_container(self.file.text(value))
    }

    fn outlives_requests(&self, definition: &Definition<'t>, context: &Context) -> bool {
        let declared = match definition {
            Definition::Typed(value, _) | Definition::Value(value) => value.parent(),
            _ => None,
        };
        let field = declared.and_then(|declarator| declarator.parent());
        let is_static = field.filter(|field| field.kind() == "field_declaration").is_some_and(|field| {
            let modifiers = field.named_child(0).filter(|child| child.kind() == "modifiers");
            modifiers.is_some_and(|modifiers| {
                self.file.text(modifiers).split_whitespace().any(|word| word == "static")
            })
        });
        is_static || returns::is_singleton(context)
    }

    fn finish(&self, unit: &mut Unit) {
        property::settle(unit);
        mounts::settle(unit);
    }
}

impl<'t> Java<'t> {
    /// A name; of a class of `java.lang` unless the file has a class of that name.
    fn named(&self, node: Node<'t>) -> Expression<'t> {
        let name = self.file.text(node);
        match names::implicit(name).filter(|_| self.file.scopes.class(name).is_none()) {
            Some(canonical) => Expression::Canonical(canonical),
            None => Expression::Name(name),
        }
    }

    /// A variable or field; one with an annotation that says where its value comes from has that as its value.
    fn declarator(&self, node: Node<'t>) -> Option<Form<'t>> {
        let name = node.child_by_field_name("name")?;
        let declaration = node.parent()?;
        let declared = declaration.child_by_field_name("type");
        let value = node.child_by_field_name("value");
        Some(match declaration.kind() {
            "field_declaration" | "constant_declaration" => {
                let injected =
                    annotations(declaration).into_iter().find(|annotation| self.injects(*annotation));
                Form::Field { name, declared, value: injected.or(value) }
            }
            _ => Form::Declare { target: name, declared, value },
        })
    }

    fn injects(&self, annotation: Node<'t>) -> bool {
        let name = annotation.child_by_field_name("name").map_or("", |name| self.file.text(name));
        property::injects(name)
    }

    fn parameter(&self, node: Node<'t>) -> Option<Parameter<'t>> {
        let target = match node.kind() {
            "identifier" => node,
            "formal_parameter" => node.child_by_field_name("name")?,
            _ => return None,
        };
        let default = annotations(node).into_iter().find(|annotation| self.injects(*annotation));
        Some(Parameter { target, declared: node.child_by_field_name("type"), default, is_attribute: false })
    }

    fn binary(node: Node<'t>) -> Option<Expression<'t>> {
        let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
        Some(match node.child_by_field_name("operator")?.kind() {
            "+" => Expression::Sum(operands(node, "+")),
            "&&" => Expression::And(left, right),
            "||" => Expression::Or(left, right),
            _ => Expression::Compare { left, right, among: false, negated: compares(node)? },
        })
    }
}

/// Whether a comparison holds where its sides differ; `None` where it is none.
fn compares(node: Node) -> Option<bool> {
    match node.child_by_field_name("operator")?.kind() {
        "==" => Some(false),
        "!=" => Some(true),
        _ => None,
    }
}

/// The annotations among the modifiers of a declaration.
fn annotations(declaration: Node) -> Vec<Node> {
    let modifiers = declaration.named_child(0).filter(|child| child.kind() == "modifiers");
    modifiers.map(children).unwrap_or_default()
}

fn switch(node: Node) -> Option<Form> {
    let body = node.child_by_field_name("body")?;
    let cases = children(body).into_iter().map(|case| (case, labels(case))).collect();
    Some(Form::Switch { subject: node.child_by_field_name("condition")?, body, cases })
}

/// The values that a case of a switch is for.
fn labels(case: Node) -> Vec<Node> {
    let labels = children(case).into_iter().filter(|child| child.kind() == "switch_label");
    labels.flat_map(children).filter(|value| !matches!(value.kind(), "pattern" | "guard")).collect()
}
