//! JavaScript's and TypeScript's syntax in the common vocabulary.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Conditional, Expression, Form, FunctionForm, Gate, Grammar, Imported, Item, Parameter,
    Part, Pattern, PatternPart, operands,
};
use super::super::syntax::scopes::{Definition, FILE, ScopeId};
use super::super::syntax::{File, children};
use super::super::unit::{Call, Class, Context, Data, Read, Test, Unit, Value};
use super::{functions, modules, routes, settings, strings};
use crate::source::Span;

/// Methods of arrays that call a function with each element.
const EACH: &[&str] = &["forEach", "map", "filter", "some", "every", "find", "flatMap"];

/// A JavaScript file.
#[derive(Debug)]
pub(super) struct JavaScript<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Grammar<'t> for JavaScript<'t> {
    const ASSIGNMENT_DECLARES: bool = false;
    const BLOCKS_SCOPE: bool = true;
    const MUTATORS: &'static [&'static str] =
        &["set", "add", "push", "delete", "clear", "unshift", "splice", "pop", "shift"];

    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn file_mut(&mut self) -> &mut File<'t> {
        &mut self.file
    }

    fn form(&self, node: Node<'t>) -> Form<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let operator = || field("operator").map_or("", |operator| operator.kind());
        let form = match node.kind() {
            kind if is_function(kind) => Some(Form::Function),
            "class_declaration" | "class" | "abstract_class_declaration" => Some(Form::Class),
            "statement_block" | "for_statement" | "switch_body" => Some(Form::Block),
            "class_body" => Some(Form::Annotates(decorated_members(node))),
            "export_statement" => export(node),
            "import_statement" => Some(Form::Import),
            "variable_declarator" => field("name").map(|target| Form::Declare {
                target,
                declared: field("type"),
                value: field("value"),
            }),
            "enum_declaration" => field("name").map(|target| Form::Name { target, value: node }),
            "public_field_definition" | "field_definition" => field("name")
                .or_else(|| field("property"))
                .map(|name| Form::Field { name, declared: field("type"), value: field("value") }),
            "assignment_expression" => {
                field("left").map(|target| Form::Assign { target, value: field("right") })
            }
            "augmented_assignment_expression" => {
                field("left").map(|target| Form::Update { target, grows: false })
            }
            "update_expression" => field("argument").map(|target| Form::Update { target, grows: true }),
            "for_in_statement" => match (field("left"), field("right")) {
                (Some(target), Some(over)) => {
                    let values = field("operator").is_none_or(|operator| self.file.text(operator) == "of");
                    Some(Form::Each { target, over, values })
                }
                _ => Some(Form::Block),
            },
            "if_statement" | "ternary_expression" => Form::conditional(node, "consequence"),
            "switch_statement" => switch(node),
            "try_statement" => field("body").map(|body| Form::Try {
                body,
                handlers: field("handler").into_iter().collect(),
                optional: true,
                tolerant: false,
            }),
            "throw_statement" => Some(Form::Raise),
            "return_statement" => Some(Form::Return(children(node).first().copied())),
            "call_expression" | "new_expression" => Some(Form::Call),
            "object" => Some(Form::Map),
            "binary_expression" => match operator() {
                "||" | "??" => Some(Form::Or),
                "===" | "==" | "!==" | "!=" => Some(Form::Compare),
                _ => None,
            },
            "unary_expression" if operator() == "delete" => Some(Form::Skip),
            "subscript_expression" => Some(Form::Element),
            "member_expression" | "non_null_expression" => Some(Form::Member),
            "type_annotation"
            | "interface_declaration"
            | "type_alias_declaration"
            | "type_arguments"
            | "empty_statement" => Some(Form::Skip),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" | "shorthand_property_identifier" => Some(Expression::Name(self.file.text(node))),
            "this" => Some(Expression::This(None)),
            "string" => Some(Expression::Text(strings::literal(&self.file, node))),
            "template_string" => Some(self.template(node)),
            "number" => Some(Expression::Number(self.file.text(node).trim_end_matches('n').replace('_', ""))),
            "true" => Some(Expression::Bool(true)),
            "false" => Some(Expression::Bool(false)),
            "null" | "undefined" => Some(Expression::Null),
            "meta_property" | "import" => Some(Expression::Canonical(self.file.text(node))),
            "member_expression" => {
                both("object", "property").map(|(object, name)| Expression::Member { object, name })
            }
            "subscript_expression" => {
                both("object", "index").map(|(object, key)| Expression::Element { object, key })
            }
            "call_expression" | "new_expression" => Some(Expression::Call),
            "array" => Some(Expression::List(children(node).into_iter().map(item).collect())),
            "object" | "enum_body" => Some(Expression::Map(
                children(node).into_iter().filter_map(|child| self.entry(child)).collect(),
            )),
            "enum_declaration" => field("body").map(Expression::Same),
            "parenthesized_expression"
            | "await_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression" => node.named_child(0).map(Expression::Same),
            "type_assertion" => children(node).pop().map(Expression::Same),
            "binary_expression" => both("left", "right").map(|(left, right)| {
                match field("operator").map_or("", |operator| operator.kind()) {
                    "+" => Expression::Sum(operands(node, "+")),
                    "||" | "??" => Expression::Or(left, right),
                    "&&" => Expression::And(left, right),
                    operator @ ("===" | "==" | "!==" | "!=") => {
                        Expression::Compare { left, right, among: false, negated: operator.starts_with('!') }
                    }
                    _ => Expression::Unknown,
                }
            }),
            "ternary_expression" => {
                both("consequence", "alternative").map(|(yes, no)| Expression::Choice(yes, no))
            }
            "unary_expression" => {
                both("operator", "argument").map(|(operator, argument)| match operator.kind() {
                    "+" => Expression::Same(argument),
                    "void" => Expression::Null,
                    "!" => Expression::Not(argument),
                    _ => Expression::Unknown,
                })
            }
            "assignment_expression" => field("right").map(Expression::Same),
            "class" | "class_declaration" => {
                field("name").map(|name| Expression::Class(self.file.text(name)))
            }
            kind if is_function(kind) => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        let callee = call.child_by_field_name("function").or_else(|| call.child_by_field_name("constructor"));
        Callee::Value(callee.unwrap_or(call))
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        let list = call.child_by_field_name("arguments").filter(|list| list.kind() == "arguments");
        list.map(children).unwrap_or_default().into_iter().map(item).collect()
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let list = node
            .child_by_field_name("parameters")
            .map(children)
            .or_else(|| node.child_by_field_name("parameter").map(|only| vec![only]))
            .unwrap_or_default();
        let body = node.child_by_field_name("body");
        FunctionForm {
            name: node.child_by_field_name("name").filter(|_| node.kind() != "function_expression"),
            parameters: list.into_iter().filter_map(|parameter| self.parameter(parameter)).collect(),
            body,
            is_expression: body.is_some_and(|body| body.kind() != "statement_block"),
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" | "shorthand_property_identifier_pattern" => Pattern::Name(self.file.text(node)),
            "object_pattern" => {
                Pattern::Map(children(node).into_iter().filter_map(|part| self.part(part)).collect())
            }
            "array_pattern" | "rest_pattern" | "lexical_declaration" | "variable_declarator" => {
                Pattern::List(children(node))
            }
            "assignment_pattern" => Pattern::List(node.child_by_field_name("left").into_iter().collect()),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        let inner = if node.kind() == "type_annotation" { node.named_child(0)? } else { node };
        match inner.kind() {
            "type_identifier" => {
                let name = self.file.text(inner);
                let (_, definitions) = self.file.scopes.find(at.scope, name)?;
                match definitions {
                    [(Definition::Import(canonical), _)] if !canonical.starts_with('?') => {
                        Some(self.file.table.preferred(canonical).to_owned())
                    }
                    [(Definition::Class(_), _)] => Some(format!("?{name}")),
                    _ => None,
                }
            }
            "nested_type_identifier" => {
                let module = self.file.text(inner.child_by_field_name("module")?);
                let (_, definitions) = self.file.scopes.find(at.scope, module)?;
                let [(Definition::Import(canonical), _)] = definitions else { return None };
                let name = format!("{canonical}.{}", self.file.text(inner.child_by_field_name("name")?));
                (!name.starts_with('?')).then(|| self.file.table.preferred(&name).to_owned())
            }
            "generic_type" => self.type_name(inner.child_by_field_name("name")?, at),
            "union_type" => self.type_name(inner.named_child(0)?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let Some(heritage) = children(class).into_iter().find(|child| child.kind() == "class_heritage")
        else {
            return Vec::new();
        };
        let parts = children(heritage);
        let extended = parts.iter().flat_map(|part| match part.kind() {
            "extends_clause" => part.child_by_field_name("value").into_iter().collect(),
            "implements_clause" => Vec::new(),
            _ => vec![*part],
        });
        extended.filter_map(|base| self.value(base, at).canonical()).collect()
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        modules::bindings(&self.file, import)
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        let source = modules::source(import);
        let optional = modules::is_type_only(import);
        source.and_then(|place| modules::imported(&self.file, place, optional)).into_iter().collect()
    }

    fn name_text(&self, name: Node<'t>) -> &'t str {
        self.file.text(name).trim_start_matches('#')
    }

    fn returns(&self, node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        if let Some(source) = modules::required(&self.file, node) {
            let specifier = strings::literal(&self.file, source);
            let name = match modules::canonical(&self.file, &specifier) {
                Some(module) => module,
                None => format!("?{}", modules::file_name(&specifier)),
            };
            return Some(Value { data: Data::Name(name), span: call.span });
        }
        // `["production", "staging"].includes(process.env.NODE_ENV)`
        match (&call.receiver, call.positional(0)) {
            (Some(Value { data: Data::List(items), .. }), Some(left)) if call.method() == "includes" => {
                let test = Test { left: left.clone(), right: items.to_vec(), negated: false };
                Some(Value { data: Data::Test(Arc::new(test)), span: call.span })
            }
            _ => None,
        }
    }

    /// `require("x").default` is what `import x from "x"` binds.
    fn is_itself(&self, object: &Value, member: &str) -> bool {
        let is_module = |name: &str| !name.starts_with('?') && !name.contains("()");
        member == "default" && matches!(&object.data, Data::Name(name) if is_module(name))
    }

    fn loads(&self, call: Node<'t>) -> Option<Option<Imported<'t>>> {
        modules::required(&self.file, call).map(|source| modules::imported(&self.file, source, false))
    }

    /// `items.forEach(item => …)`
    fn iterates(&self, node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        let callee =
            node.child_by_field_name("function").filter(|callee| callee.kind() == "member_expression")?;
        let method = self.file.text(callee.child_by_field_name("property")?);
        let callback = children(node.child_by_field_name("arguments")?).into_iter().next()?;
        let fits = EACH.contains(&method) && is_function(callback.kind());
        Some((callee.child_by_field_name("object")?, callback)).filter(|_| fits)
    }

    /// `if (…) globalThis.client = client`: development servers load modules anew, and clients are to outlive that.
    fn gate(&self, conditional: &Conditional<'t>) -> Option<Gate> {
        let then = conditional.then;
        let statements = if then.kind() == "statement_block" { children(then) } else { vec![then] };
        let keeps = |statement: &Node<'t>| {
            let assignment = statement.named_child(0).filter(|inner| inner.kind() == "assignment_expression");
            let target = assignment.and_then(|assignment| assignment.child_by_field_name("left"));
            target.is_some_and(|target| self.file.text(target).trim_start_matches('(').starts_with("global"))
        };
        let only_keeps = !statements.is_empty() && statements.iter().all(keeps);
        (conditional.otherwise.is_empty() && only_keeps).then_some(Gate::Reload)
    }

    fn annotations(&self, declaration: Node<'t>) -> Vec<Node<'t>> {
        if declaration.kind().contains("class") {
            children(declaration).into_iter().filter(|child| child.kind() == "decorator").collect()
        } else {
            Vec::new()
        }
    }

    /// `(req, res)`, `(ctx, next)`; the functions of files that are routes by their place.
    fn is_handler(&self, node: Node<'t>, _context: &Context) -> bool {
        let Some(function) = self.file.scopes.function(node) else { return false };
        let names: Vec<&str> = function.parameters.iter().map(|(name, _)| *name).collect();
        match names.as_slice() {
            ["err" | "error", "req" | "request", "res" | "response", ..] => true,
            ["req" | "request" | "_req", "res" | "response" | "reply" | "_res" | "h", ..] => true,
            ["ctx" | "context", "next", ..] => true,
            _ => {
                let name = node.child_by_field_name("name").map_or("", |name| self.file.text(name));
                matches!(name, "GET" | "POST" | "PUT" | "PATCH" | "DELETE")
                    && routes::by_path(&self.file).is_some()
            }
        }
    }

    fn is_main(&self, function: Node<'t>, scope: ScopeId) -> bool {
        let name = || function.child_by_field_name("name").map_or("", |name| self.file.text(name));
        scope == FILE && matches!(name(), "main" | "bootstrap")
    }

    fn function_name(&self, function: Node<'t>) -> &'t str {
        functions::name(&self.file, function)
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "object" | "array" => true,
            "new_expression" => {
                let class =
                    value.child_by_field_name("constructor").map_or("", |class| self.file.text(class));
                matches!(class, "Map" | "Set" | "Array" | "WeakMap" | "WeakSet" | "Object")
            }
            _ => false,
        }
    }

    fn is_file(&self, object: Node<'t>) -> bool {
        matches!(self.file.text(object), "module.exports" | "exports")
    }

    fn reads_of_class(&self, node: Node<'t>, class: &Arc<Class>, scope: ScopeId) -> Vec<Arc<Read>> {
        settings::reads(self, node, class, scope)
    }

    fn catches(&self, call: Node<'t>) -> Option<Span> {
        functions::caught(&self.file, call)
    }

    fn fails(&self, call: Node<'t>) -> bool {
        functions::is_failure(&self.file, call)
    }

    fn finish(&self, unit: &mut Unit) {
        unit.calls.extend(routes::by_path(&self.file).map(Arc::new));
    }
}

impl<'t> JavaScript<'t> {
    fn template(&self, node: Node<'t>) -> Expression<'t> {
        let part = |child: Node<'t>| match child.kind() {
            "template_substitution" => Part::Value(child.named_child(0).unwrap_or(child)),
            "escape_sequence" => Part::Text(strings::ESCAPES.resolve(self.file.text(child))),
            _ => Part::Text(self.file.text(child).to_owned()),
        };
        Expression::Parts(children(node).into_iter().map(part).collect())
    }

    /// An entry of an object.
    fn entry(&self, node: Node<'t>) -> Option<Item<'t>> {
        let field = |name: &str| node.child_by_field_name(name);
        let named = |key: Node<'t>, value: Node<'t>| match strings::key(&self.file, key) {
            Some(name) => Item::Named(name, key, value),
            None => Item::Keyed(key, value),
        };
        match node.kind() {
            "pair" | "enum_assignment" => {
                Some(named(field("key").or_else(|| field("name"))?, field("value")?))
            }
            "shorthand_property_identifier" => Some(Item::Named(self.file.text(node).to_owned(), node, node)),
            "method_definition" => {
                let key = field("name")?;
                Some(Item::Named(strings::key(&self.file, key)?, key, node))
            }
            "spread_element" => Some(Item::Spread(node.named_child(0).unwrap_or(node))),
            _ => None,
        }
    }

    fn parameter(&self, node: Node<'t>) -> Option<Parameter<'t>> {
        let field = |name: &str| node.child_by_field_name(name);
        Some(match node.kind() {
            "required_parameter" | "optional_parameter" => Parameter {
                target: field("pattern")?,
                declared: field("type"),
                default: field("value"),
                // `constructor(private readonly config: ConfigService)`
                is_attribute: children(node).iter().any(|child| child.kind() == "accessibility_modifier")
                    || self.file.text(node).starts_with("readonly "),
            },
            "assignment_pattern" => Parameter {
                target: field("left")?,
                declared: None,
                default: field("right"),
                is_attribute: false,
            },
            _ => Parameter { target: node, declared: None, default: None, is_attribute: false },
        })
    }

    /// A part of an object pattern.
    fn part(&self, node: Node<'t>) -> Option<PatternPart<'t>> {
        let field = |name: &str| node.child_by_field_name(name);
        let (key, target, default) = match node.kind() {
            "shorthand_property_identifier_pattern" => (node, node, None),
            "object_assignment_pattern" => (field("left")?, field("left")?, field("right")),
            "pair_pattern" => {
                let (key, target) = (field("key")?, field("value")?);
                match target.kind() {
                    "assignment_pattern" => {
                        (key, target.child_by_field_name("left")?, target.child_by_field_name("right"))
                    }
                    _ => (key, target, None),
                }
            }
            "rest_pattern" => (node, node, None),
            _ => return None,
        };
        Some(PatternPart { name: strings::key(&self.file, key), key, target, default })
    }
}

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

/// Decorators stand before the member they decorate.
fn decorated_members(body: Node) -> Vec<(Node, Vec<Node>)> {
    let mut members = Vec::new();
    let mut waiting = Vec::new();
    for child in children(body) {
        if child.kind() == "decorator" {
            waiting.push(child);
        } else if !waiting.is_empty() {
            members.push((child, std::mem::take(&mut waiting)));
        }
    }
    members
}

/// `@Controller() export class X`: the decorators are the statement's. `export … from "x"` imports.
fn export(node: Node) -> Option<Form> {
    if node.child_by_field_name("source").is_some() {
        return Some(Form::Import);
    }
    let declaration = node.child_by_field_name("declaration")?;
    let decorators: Vec<Node> =
        children(node).into_iter().filter(|child| child.kind() == "decorator").collect();
    (!decorators.is_empty()).then(|| Form::Annotates(vec![(declaration, decorators)]))
}

fn switch(node: Node) -> Option<Form> {
    let body = node.child_by_field_name("body")?;
    Some(Form::Switch {
        subject: node.child_by_field_name("value")?,
        body,
        cases: children(body)
            .into_iter()
            .map(|node| (node, node.child_by_field_name("value").into_iter().collect()))
            .collect(),
    })
}

/// An argument, or an element of an array.
fn item(node: Node) -> Item {
    match node.kind() {
        "spread_element" => Item::Spread(node.named_child(0).unwrap_or(node)),
        _ => Item::Value(node),
    }
}
