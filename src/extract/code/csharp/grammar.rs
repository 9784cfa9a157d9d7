//! C#'s syntax in the common vocabulary.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate, element_of, instance, local};
use super::super::syntax::grammar::{
    Binding, Callee, Expression, Form, FunctionForm, Grammar, Imported, Item, Parameter, Pattern, operands,
};
use super::super::syntax::scopes::{Definition, ScopeId};
use super::super::syntax::{File, children};
use super::super::unit::{Call, Context, Data, Read, Test, Unit, Value, last_part};
use super::outline::{Outline, assigned};
use super::{caches, configuration, handlers, migrations, names, strings};
use crate::source::Arg;

/// A C# file.
#[derive(Debug)]
pub(super) struct CSharp<'t> {
    pub(super) file: File<'t>,
    pub(super) outline: Outline<'t>,
}

impl<'t> Grammar<'t> for CSharp<'t> {
    const ASSIGNMENT_DECLARES: bool = false;
    const BLOCKS_SCOPE: bool = true;
    const BARE_MEMBERS: bool = true;
    const MUTATORS: &'static [&'static str] = &[
        "Add",
        "AddOrUpdate",
        "AddRange",
        "TryAdd",
        "TryUpdate",
        "TryRemove",
        "GetOrAdd",
        "Remove",
        "RemoveAll",
        "Clear",
        "Insert",
        "Enqueue",
        "Dequeue",
        "TryDequeue",
        "Push",
        "Pop",
        "TryPop",
        "TryTake",
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
            _ if self.outline.debug.contains(&node.id()) => Some(Form::Skip),
            kind if is_function(kind) => Some(Form::Function),
            "class_declaration" | "struct_declaration" | "record_declaration" | "interface_declaration" => {
                Some(Form::Class)
            }
            "namespace_declaration" | "block" | "for_statement" => Some(Form::Block),
            "using_directive" => Some(Form::Import),
            "variable_declarator" => {
                field("name").or_else(|| node.named_child(0)).map(|target| Form::Declare {
                    target,
                    declared: self.outline.types.get(&node.id()).copied(),
                    value: assigned(node),
                })
            }
            // `out var x`, `is Shop shop`, `catch (Exception e)`
            "declaration_expression"
            | "declaration_pattern"
            | "var_pattern"
            | "recursive_pattern"
            | "catch_declaration" => field("name").map(|target| Form::Declare {
                target,
                declared: field("type").filter(|declared| declared.kind() != "implicit_type"),
                value: None,
            }),
            "parameter" if self.outline.of_class.contains(&node.id()) => {
                field("name").map(|target| Form::Declare { target, declared: field("type"), value: None })
            }
            "property_declaration" => field("name").map(|name| Form::Field {
                name,
                declared: field("type"),
                value: field("value").map(unarrowed),
            }),
            "assignment_expression" => self.assignment(node),
            "postfix_unary_expression" | "prefix_unary_expression" => match self.operator(node) {
                "++" | "--" => node.named_child(0).map(|target| Form::Update { target, grows: true }),
                _ => None,
            },
            "foreach_statement" => match (field("left"), field("right")) {
                (Some(target), Some(over)) => Some(Form::Each { target, over, values: true }),
                _ => Some(Form::Block),
            },
            "if_statement" | "conditional_expression" => Form::conditional(node, "consequence"),
            "switch_statement" => switch(node),
            "try_statement" => field("body").map(|body| Form::Try {
                body,
                handlers: children(node).into_iter().filter(|child| child.kind() == "catch_clause").collect(),
                optional: false,
                tolerant: true,
            }),
            "throw_statement" | "throw_expression" => Some(Form::Raise),
            "return_statement" => Some(Form::Return(children(node).first().copied())),
            // A task that is waited for is no work for later.
            "invocation_expression" if self.is_awaited_task(node) => None,
            "invocation_expression"
            | "object_creation_expression"
            | "implicit_object_creation_expression"
            | "attribute" => Some(Form::Call),
            "anonymous_object_creation_expression" => Some(Form::Map),
            "element_access_expression" => Some(Form::Element),
            "binary_expression" => match self.operator(node) {
                "??" => Some(Form::Or),
                "==" | "!=" => Some(Form::Compare),
                _ => None,
            },
            "is_pattern_expression" => Some(Form::Compare),
            "enum_declaration"
            | "delegate_declaration"
            | "base_list"
            | "type_argument_list"
            | "type_parameter_constraints_clause"
            | "empty_statement" => Some(Form::Skip),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" | "generic_name" | "implicit_parameter" => {
                Some(Expression::Name(self.name_text(node)))
            }
            "this" => Some(Expression::This(None)),
            "predefined_type" => Some(Expression::Canonical(self.file.text(node))),
            "qualified_name" => {
                both("qualifier", "name").map(|(object, name)| Expression::Member { object, name })
            }
            "alias_qualified_name" => field("name").map(Expression::Same),
            "member_access_expression" => {
                both("expression", "name").map(|(object, name)| Expression::Member { object, name })
            }
            "conditional_access_expression" => conditional_access(node),
            // What is assigned to is no setting that is read.
            "element_access_expression" if self.outline.targets.contains(&node.id()) => {
                let key = field("subscript").and_then(|list| children(list).first().copied());
                field("expression").zip(key).map(|(object, key)| Expression::Element { object, key })
            }
            "element_access_expression" => Some(Expression::Own),
            "string_literal" => Some(Expression::Text(self.text_of(node))),
            "verbatim_string_literal" => Some(Expression::Text(strings::verbatim(&self.file, node))),
            "raw_string_literal" => Some(Expression::Text(strings::raw(&self.file, node))),
            "interpolated_string_expression" => Some(strings::interpolated(&self.file, node)),
            "character_literal" => {
                let text = self.file.text(node).trim_matches('\'');
                Some(Expression::Text(text.to_owned()))
            }
            "integer_literal" => {
                let digits = self.file.text(node).trim_end_matches(['u', 'U', 'l', 'L']);
                Some(Expression::Number(digits.replace('_', "")))
            }
            "real_literal" => Some(Expression::Number(self.file.text(node).replace('_', ""))),
            "boolean_literal" => Some(Expression::Bool(self.file.text(node) == "true")),
            "null_literal" | "default_expression" => Some(Expression::Null),
            "invocation_expression"
            | "object_creation_expression"
            | "implicit_object_creation_expression"
            | "attribute" => Some(Expression::Call),
            "array_creation_expression" | "implicit_array_creation_expression" => {
                let list = children(node).into_iter().find(|child| child.kind() == "initializer_expression");
                list.map(|list| Expression::List(children(list).into_iter().map(Item::Value).collect()))
            }
            "collection_expression" => {
                Some(Expression::List(children(node).into_iter().map(element).collect()))
            }
            "initializer_expression" => Some(self.initializer(node)),
            "anonymous_object_creation_expression" => Some(Expression::Map(self.anonymous(node))),
            "cast_expression" => field("value").map(Expression::Same),
            "as_expression" => field("left").map(Expression::Same),
            "typeof_expression" | "nullable_type" => field("type").map(Expression::Same),
            "argument" => children(node).pop().map(Expression::Same),
            "parenthesized_expression"
            | "await_expression"
            | "checked_expression"
            | "ref_expression"
            | "arrow_expression_clause"
            | "constant_pattern"
            | "expression_element" => node.named_child(0).map(Expression::Same),
            "binary_expression" => both("left", "right").map(|(left, right)| match self.operator(node) {
                "+" => Expression::Sum(operands(node, "+")),
                "??" if right.kind() == "throw_expression" => Expression::Own,
                "??" | "||" => Expression::Or(left, right),
                "&&" => Expression::And(left, right),
                operator @ ("==" | "!=") => {
                    Expression::Compare { left, right, among: false, negated: operator == "!=" }
                }
                _ => Expression::Unknown,
            }),
            "is_pattern_expression" => both("expression", "pattern").and_then(|(left, pattern)| {
                let (right, negated) = match pattern.kind() {
                    "negated_pattern" => (pattern.named_child(0)?, true),
                    _ => (pattern, false),
                };
                let is_constant = right.kind() == "constant_pattern";
                is_constant.then_some(Expression::Compare { left, right, among: false, negated })
            }),
            "prefix_unary_expression" if self.operator(node) == "!" => {
                node.named_child(0).map(Expression::Not)
            }
            "postfix_unary_expression" if self.operator(node) == "!" => {
                node.named_child(0).map(Expression::Same)
            }
            "conditional_expression" => {
                both("consequence", "alternative").map(|(yes, no)| Expression::Choice(yes, no))
            }
            "assignment_expression" => field("right").map(Expression::Same),
            kind if is_function(kind) => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        let field = |name: &str| call.child_by_field_name(name);
        let callee = match call.kind() {
            "invocation_expression" => field("function"),
            "attribute" => field("name"),
            "assignment_expression" => field("left"),
            "implicit_object_creation_expression" => self.outline.types.get(&call.id()).copied(),
            _ => field("type"),
        };
        // What has no callee is called by something that is no expression.
        Callee::Value(callee.or_else(|| call.child(0)).unwrap_or(call))
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        let mut items = Vec::new();
        if call.kind() == "assignment_expression" {
            return call.child_by_field_name("right").map(Item::Value).into_iter().collect();
        }
        for part in children(call) {
            match part.kind() {
                "argument_list" | "attribute_argument_list" => {
                    items.extend(children(part).into_iter().filter_map(|argument| self.argument(argument)));
                }
                "initializer_expression" => items.extend(self.entries(part)),
                _ => {}
            }
        }
        items
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let body = node
            .child_by_field_name("body")
            .or_else(|| children(node).into_iter().find(|child| child.kind() == "block"));
        let list = node.child_by_field_name("parameters");
        let parameters = match list {
            Some(single) if single.kind() == "implicit_parameter" || single.kind() == "identifier" => {
                vec![Parameter { target: single, declared: None, default: None, is_attribute: false }]
            }
            Some(list) => children(list).into_iter().filter_map(parameter).collect(),
            None => Vec::new(),
        };
        FunctionForm {
            name: node
                .child_by_field_name("name")
                .filter(|_| matches!(node.kind(), "method_declaration" | "local_function_statement")),
            parameters,
            body: body.map(unarrowed),
            is_expression: body.is_some_and(|body| body.kind() != "block"),
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" | "implicit_parameter" => Pattern::Name(self.name_text(node)),
            "tuple_pattern" | "tuple_expression" => Pattern::List(children(node)),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        match node.kind() {
            "identifier" | "generic_name" => match self.file.scopes.find(at.scope, self.name_text(node)) {
                Some((_, [(Definition::Import(canonical), _)])) => {
                    Some(self.file.table.preferred(canonical).to_owned())
                }
                Some((_, [(Definition::Class(_), _)])) => Some(format!("?{}", self.name_text(node))),
                // A property may be named as its type is.
                _ => names::implied(&self.file, &self.outline, self.name_text(node)),
            },
            "qualified_name" => match self.value(node, at).data {
                Data::Name(name) if !name.starts_with('?') => Some(name),
                _ => None,
            },
            "alias_qualified_name" => self.type_name(node.child_by_field_name("name")?, at),
            "nullable_type" => self.type_name(node.child_by_field_name("type")?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let list = children(class).into_iter().find(|child| child.kind() == "base_list");
        let types = list.map(children).unwrap_or_default().into_iter().filter_map(|base| match base.kind() {
            "argument_list" => None,
            "primary_constructor_base_type" => base.child_by_field_name("type"),
            _ => Some(base),
        });
        types.filter_map(|base| self.value(base, at).canonical()).collect()
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        names::bindings(&self.file, &self.outline, import)
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        names::imported(&self.file, import).into_iter().collect()
    }

    fn name_text(&self, name: Node<'t>) -> &'t str {
        let name = if name.kind() == "generic_name" { name.named_child(0).unwrap_or(name) } else { name };
        self.file.text(name).trim_start_matches('@')
    }

    fn implied(&self, name: &str) -> Option<String> {
        names::implied(&self.file, &self.outline, name)
    }

    fn extends(&self, method: &str) -> Option<String> {
        let name = format!("?.{method}");
        self.file.table.knows(&name).then_some(name)
    }

    /// Elements, and `value ?? throw new …`.
    fn own(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        let field = |name: &str| node.child_by_field_name(name);
        if let Some(left) = field("left") {
            return match self.value(left, at) {
                Value { data: Data::Env(read), span } => {
                    let read = Arc::new(Read { required: read.default.is_none(), ..(*read).clone() });
                    Value { data: Data::Env(read), span }
                }
                value => value,
            };
        }
        let key = field("subscript").and_then(|list| children(list).first().copied());
        let (Some(object), Some(key)) = (field("expression").or_else(|| field("condition")), key) else {
            return Value::unknown(span);
        };
        let (object, key) = (self.value(object, at), self.value(key, at));
        if let Some(read) = configuration::element(&object, &key, span, at.context) {
            return read;
        }
        match (&object.data, &key.data) {
            (Data::List(items), Data::Number(index)) => {
                let item = index.parse::<usize>().ok().and_then(|index| items.get(index));
                item.cloned().unwrap_or_else(|| Value::unknown(span))
            }
            (_, Data::Text(text)) => self.element(&object, &Arg::literal(text.as_str(), key.span), span, at),
            _ => element_of(&object, span),
        }
    }

    fn returns(&self, node: Node<'t>, call: &Call, at: At) -> Option<Value> {
        let span = call.span;
        let test = |left: Value, right: Value| {
            let test = Test { left, right: vec![right], negated: false };
            Some(Value { data: Data::Test(Arc::new(test)), span })
        };
        let null = || Value { data: Data::Null, span };
        match call.method() {
            "nameof" => {
                let named = call.positional(0)?.canonical()?;
                Some(Value::text(last_part(&named).trim_start_matches('?'), span))
            }
            "IsNullOrEmpty" | "IsNullOrWhiteSpace" => test(call.positional(0)?.clone(), null()),
            // Guards of tools for developers; they decide nothing else.
            "IsDevelopment" if call.args.len() < 2 => Some(local("isDevelopment", span)),
            "IsProduction" if call.args.is_empty() => {
                test(local("environment", span), Value::text("Production", span))
            }
            "IsStaging" if call.args.is_empty() => {
                test(local("environment", span), Value::text("Staging", span))
            }
            "IsEnvironment" => test(local("environment", span), call.positional(0)?.clone()),
            "GetRequiredService" | "GetService" => {
                let declared = asked_for(node)?;
                Some(match self.type_name(declared, at) {
                    Some(name) => instance(name, span, at.context),
                    None => local(self.name_text(declared), span),
                })
            }
            "GetValue" | "GetConnectionString" => configuration::call(call),
            _ => None,
        }
    }

    fn annotations(&self, declaration: Node<'t>) -> Vec<Node<'t>> {
        let lists = children(declaration).into_iter().filter(|child| child.kind() == "attribute_list");
        lists.flat_map(children).filter(|child| child.kind() == "attribute").collect()
    }

    fn is_handler(&self, function: Node<'t>, context: &Context) -> bool {
        handlers::is_handler(&self.file, function, self.function_name(function), context)
    }

    /// `Main`, what the host calls to set an app up, and what fills a database when the program starts.
    fn is_main(&self, function: Node<'t>, _scope: ScopeId) -> bool {
        let name = self.function_name(function);
        matches!(name, "Main" | "ConfigureServices" | "Configure")
            || name.starts_with("Seed")
            || handlers::is_of_start(&self.file, function, name)
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        let made = match value.kind() {
            "object_creation_expression" => value.child_by_field_name("type"),
            "implicit_object_creation_expression" => self.outline.types.get(&value.id()).copied(),
            kind => return kind == "collection_expression",
        };
        let name = made.map_or("", |made| self.file.text(made));
        let name = name.split('<').next().unwrap_or(name);
        let containers = ["Dictionary", "List", "Set", "Queue", "Stack", "Bag", "Collection"];
        containers.iter().any(|end| name.ends_with(end))
    }

    fn finish(&self, unit: &mut Unit) {
        configuration::settle_reads(unit);
        caches::settle(unit);
        migrations::settle(unit);
    }

    fn outlives_requests(&self, definition: &Definition<'t>, _context: &Context) -> bool {
        match definition {
            Definition::Value(value) | Definition::Typed(value, _) => {
                self.outline.statics.contains(&value.id())
            }
            Definition::Parameter(Some(declared), _) => self.outline.statics.contains(&declared.id()),
            _ => false,
        }
    }
}

impl<'t> CSharp<'t> {
    /// The operator of an expression.
    fn operator(&self, node: Node<'t>) -> &'t str {
        let operator = node.child_by_field_name("operator").or_else(|| {
            let ends = [node.child(0), node.child(node.child_count().saturating_sub(1))];
            ends.into_iter().flatten().find(|end| !end.is_named())
        });
        operator.map_or("", |operator| self.file.text(operator))
    }

    /// Assignments; `event += handler` is a call of the event with the handler.
    fn assignment(&self, node: Node<'t>) -> Option<Form<'t>> {
        if self.outline.members.contains(&node.id()) {
            return None;
        }
        let target = node.child_by_field_name("left")?;
        let value = node.child_by_field_name("right");
        Some(match self.operator(node) {
            "=" | "??=" => Form::Assign { target, value },
            "+=" if target.kind() == "member_access_expression"
                && value.is_some_and(|value| {
                    is_function(value.kind())
                        || matches!(
                            value.kind(),
                            "identifier" | "member_access_expression" | "object_creation_expression"
                        )
                }) =>
            {
                Form::Call
            }
            _ => Form::Update { target, grows: false },
        })
    }

    /// A string; in attributes, `[controller]` stands for the name of the class.
    fn text_of(&self, node: Node<'t>) -> String {
        let text = strings::plain(&self.file, node);
        match self.outline.classes.get(&node.id()) {
            Some(class) if text.contains("[controller]") => {
                let name = class.strip_suffix("Controller").unwrap_or(class).to_ascii_lowercase();
                text.replace("[controller]", &name)
            }
            _ => text,
        }
    }

    fn argument(&self, node: Node<'t>) -> Option<Item<'t>> {
        let value = children(node).pop()?;
        Some(match node.child_by_field_name("name").filter(|name| *name != value) {
            Some(name) => Item::Named(self.name_text(name).to_owned(), name, value),
            None => Item::Value(value),
        })
    }

    /// The parts of an initializer that have names: `{ Host = "x" }`, `{ ["a"] = b }`, `{ { "a", b } }`.
    fn entries(&self, initializer: Node<'t>) -> Vec<Item<'t>> {
        let entry = |node: Node<'t>| match node.kind() {
            "assignment_expression" => {
                let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
                let key = self.key(left)?;
                Some(Item::Named(key, left, right))
            }
            "initializer_expression" => match children(node).as_slice() {
                [key, value] if key.kind() == "string_literal" => {
                    Some(Item::Named(strings::plain(&self.file, *key), *key, *value))
                }
                _ => None,
            },
            _ => None,
        };
        children(initializer).into_iter().filter_map(entry).collect()
    }

    /// The name of what an initializer's assignment sets.
    fn key(&self, left: Node<'t>) -> Option<String> {
        match left.kind() {
            "identifier" => Some(self.name_text(left).to_owned()),
            "element_binding_expression" => {
                let argument = children(left).first().copied()?;
                let inner = argument.named_child(0).filter(|inner| inner.kind() == "string_literal")?;
                Some(strings::plain(&self.file, inner))
            }
            _ => None,
        }
    }

    fn initializer(&self, node: Node<'t>) -> Expression<'t> {
        let entries = self.entries(node);
        if entries.is_empty() {
            return Expression::List(children(node).into_iter().map(Item::Value).collect());
        }
        Expression::Map(entries)
    }

    /// The members of `new { Name = value, other.Member }`.
    fn anonymous(&self, node: Node<'t>) -> Vec<Item<'t>> {
        let mut items = Vec::new();
        let mut name = None;
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            match child.kind() {
                "=" => name = items.pop(),
                _ if !child.is_named() => {}
                _ => match name.take() {
                    Some(Item::Value(name)) => {
                        items.push(Item::Named(self.name_text(name).to_owned(), name, child));
                    }
                    _ => items.push(Item::Value(child)),
                },
            }
        }
        items
    }

    /// Whether a call starts a task whose end somebody waits for.
    fn is_awaited_task(&self, node: Node<'t>) -> bool {
        let starts = node
            .child_by_field_name("function")
            .is_some_and(|function| matches!(self.file.text(function), "Task.Run" | "Task.Factory.StartNew"));
        starts && !self.outline.discarded.contains(&node.id())
    }
}

/// Whether a kind of node is a function.
fn is_function(kind: &str) -> bool {
    matches!(
        kind,
        "method_declaration"
            | "constructor_declaration"
            | "destructor_declaration"
            | "local_function_statement"
            | "operator_declaration"
            | "conversion_operator_declaration"
            | "accessor_declaration"
            | "lambda_expression"
            | "anonymous_method_expression"
    )
}

/// The expression behind `=>`.
fn unarrowed(node: Node) -> Node {
    if node.kind() == "arrow_expression_clause" { node.named_child(0).unwrap_or(node) } else { node }
}

fn parameter(node: Node) -> Option<Parameter> {
    let target = if node.kind() == "identifier" { node } else { node.child_by_field_name("name")? };
    let default = children(node).pop().filter(|last| last.start_byte() > target.start_byte());
    Some(Parameter { target, declared: node.child_by_field_name("type"), default, is_attribute: false })
}

/// An element of `[a, ..b]`.
fn element(node: Node) -> Item {
    let inner = if node.kind() == "collection_element" { node.named_child(0).unwrap_or(node) } else { node };
    match inner.kind() {
        "spread_element" => Item::Spread(inner.named_child(0).unwrap_or(inner)),
        _ => Item::Value(inner),
    }
}

fn switch(node: Node) -> Option<Form> {
    let body = node.child_by_field_name("body")?;
    Some(Form::Switch {
        subject: node.child_by_field_name("value")?,
        body,
        cases: children(body).into_iter().map(|section| (section, values(section))).collect(),
    })
}

/// The values that a section of a `switch` is for.
fn values(section: Node) -> Vec<Node> {
    let is_case = section.child(0).is_some_and(|first| first.kind() == "case");
    section.named_child(0).filter(|_| is_case).into_iter().collect()
}

/// `a?.b`, `a?["b"]`
fn conditional_access(node: Node) -> Option<Expression> {
    let object = node.child_by_field_name("condition")?;
    let binding = children(node).pop()?;
    match binding.child_by_field_name("name") {
        Some(name) => Some(Expression::Member { object, name }),
        None => {
            let key = children(binding).first().copied()?;
            Some(Expression::Element { object, key })
        }
    }
}

/// The type that a call asks a container of services for.
fn asked_for(node: Node) -> Option<Node> {
    let function = node.child_by_field_name("function")?;
    let name = function.child_by_field_name("name").unwrap_or(function);
    let list = children(name).into_iter().find(|child| child.kind() == "type_argument_list")?;
    list.named_child(0)
}
