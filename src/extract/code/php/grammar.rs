//! PHP's syntax in the common vocabulary.

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Expression, Form, FunctionForm, Grammar, Imported, Item, Parameter, Part, Pattern,
    PatternPart, operands,
};
use super::super::syntax::scopes::{Definition, FILE, ScopeId};
use super::super::syntax::{File, children};
use super::super::unit::{Call, Context, Data, Unit, Value};
use super::{arrays, environment, names, strings};

/// A choice has no more alternatives than this.
const MOST_ARMS: usize = 8;

/// A PHP file.
#[derive(Debug)]
pub(super) struct Php<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Grammar<'t> for Php<'t> {
    const ASSIGNMENT_DECLARES: bool = true;
    const BLOCKS_SCOPE: bool = false;
    const MUTATORS: &'static [&'static str] = &[];

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
            kind if is_class(kind) => Some(Form::Class),
            "namespace_use_declaration" => Some(Form::Import),
            "assignment_expression" | "reference_assignment_expression" => {
                field("left").map(|target| Form::Assign { target, value: field("right") })
            }
            "augmented_assignment_expression" => {
                field("left").map(|target| Form::Update { target, grows: operator() == "??=" })
            }
            "update_expression" => field("argument").map(|target| Form::Update { target, grows: true }),
            "static_variable_declaration" => {
                field("name").map(|target| Form::Declare { target, declared: None, value: field("value") })
            }
            "property_element" => field("name").map(|name| Form::Field {
                name,
                declared: node.parent().and_then(|parent| parent.child_by_field_name("type")),
                value: field("default_value"),
            }),
            "const_element" => constant(node),
            "enum_case" => {
                field("name").map(|name| Form::Field { name, declared: None, value: field("value") })
            }
            "foreach_statement" => each(node),
            "if_statement" | "else_if_clause" => Form::conditional(node, "body"),
            // `a ?: b`
            "conditional_expression" if field("body").is_none() => Some(Form::Or),
            "conditional_expression" => Form::conditional(node, "body"),
            "switch_statement" => switch(node, "value"),
            "match_expression" => switch(node, "conditional_expressions"),
            "try_statement" => field("body").map(|body| Form::Try {
                body,
                handlers: children(node).into_iter().filter(|part| part.kind() == "catch_clause").collect(),
                optional: false,
                tolerant: false,
            }),
            // Either way nothing behind it runs.
            "throw_expression" | "exit_statement" => Some(Form::Raise),
            "return_statement" => Some(Form::Return(children(node).first().copied())),
            "function_call_expression" => Some(self.definition(node).unwrap_or(Form::Call)),
            "scoped_call_expression"
            | "member_call_expression"
            | "nullsafe_member_call_expression"
            | "object_creation_expression"
            | "shell_command_expression"
            | "attribute" => Some(Form::Call),
            "array_creation_expression" if is_map(node) => Some(Form::Map),
            "binary_expression" => match operator() {
                "??" => Some(Form::Or),
                "===" | "==" | "!==" | "!=" | "<>" => Some(Form::Compare),
                _ => None,
            },
            "subscript_expression" => Some(Form::Element),
            "unset_statement" | "empty_statement" => Some(Form::Skip),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let text = || self.file.text(node);
        let expression = match node.kind() {
            "variable_name" => Some(match text() {
                "$this" => Expression::This(None),
                superglobal @ ("$_ENV" | "$_SERVER") => Expression::Canonical(superglobal),
                name => Expression::Name(name.trim_start_matches('$')),
            }),
            "relative_scope" if text().eq_ignore_ascii_case("parent") => None,
            "relative_scope" => Some(Expression::This(None)),
            "name" => Some(self.bare(node)),
            "qualified_name" if is_called(node) => Some(Expression::Canonical(names::last(text()))),
            "qualified_name" | "relative_name" | "match_expression" => Some(Expression::Own),
            "string" | "nowdoc" => Some(Expression::Text(self.plain(node))),
            "encapsed_string" | "heredoc" => Some(self.string(node)),
            "string_content" => Some(Expression::Text(text().to_owned())),
            "integer" | "float" => Some(Expression::Number(text().replace('_', ""))),
            "boolean" => Some(Expression::Bool(text().eq_ignore_ascii_case("true"))),
            "null" => Some(Expression::Null),
            "member_access_expression" | "nullsafe_member_access_expression" => {
                both("object", "name").filter(|(_, name)| name.kind() == "name").map(member)
            }
            "scoped_property_access_expression" => both("scope", "name").map(member),
            "class_constant_access_expression" => match children(node).as_slice() {
                [class, name] if self.file.text(*name) == "class" => Some(Expression::Same(*class)),
                [object, name] => Some(member((*object, *name))),
                _ => None,
            },
            "subscript_expression" => match children(node).as_slice() {
                [object, key] => self.element(*object, *key),
                _ => None,
            },
            "function_call_expression"
            | "scoped_call_expression"
            | "member_call_expression"
            | "nullsafe_member_call_expression"
            | "object_creation_expression" => Some(Expression::Call),
            "shell_command_expression" => Some(Expression::Canonical("shell_exec")),
            "array_creation_expression" => {
                let items: Vec<Item> = children(node).into_iter().filter_map(item).collect();
                Some(if is_map(node) { Expression::Map(items) } else { Expression::List(items) })
            }
            "parenthesized_expression"
            | "error_suppression_expression"
            | "clone_expression"
            | "by_ref"
            | "named_type" => node.named_child(0).map(Expression::Same),
            "cast_expression" => field("value").map(Expression::Same),
            "assignment_expression" => field("right").map(Expression::Same),
            "conditional_expression" => match (field("body"), field("alternative")) {
                (Some(yes), Some(no)) => Some(Expression::Choice(yes, no)),
                (None, Some(no)) => field("condition").map(|condition| Expression::Or(condition, no)),
                _ => None,
            },
            "binary_expression" => both("left", "right").and_then(|(left, right)| {
                Some(match field("operator").map_or("", |operator| operator.kind()) {
                    "." => Expression::Sum(operands(node, ".")),
                    "??" if right.kind() == "null" => Expression::Same(left),
                    "??" | "||" | "or" => Expression::Or(left, right),
                    "&&" | "and" => Expression::And(left, right),
                    operator @ ("===" | "==" | "!==" | "!=" | "<>") => Expression::Compare {
                        left,
                        right,
                        among: false,
                        negated: matches!(operator, "!==" | "!=" | "<>"),
                    },
                    _ => return None,
                })
            }),
            "unary_op_expression" => match field("operator").map(|operator| operator.kind()) {
                Some("!") => field("argument").map(Expression::Not),
                _ => None,
            },
            kind if is_function(kind) => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        let field = |name: &str| call.child_by_field_name(name);
        match (field("object").or_else(|| field("scope")), field("name")) {
            (Some(object), Some(name)) if name.kind() == "name" => Callee::Method(object, name),
            (Some(_), Some(name)) => Callee::Value(name),
            _ if call.kind() == "shell_command_expression" => Callee::Value(call),
            _ => Callee::Value(field("function").or_else(|| call.named_child(0)).unwrap_or(call)),
        }
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        if call.kind() == "shell_command_expression" {
            return call.named_child(0).map(Item::Value).into_iter().collect();
        }
        let given = |node: &Node<'t>| matches!(node.kind(), "arguments" | "anonymous_class");
        let list = children(call).into_iter().find(given).filter(|list| list.kind() == "arguments");
        let argument = |node: Node<'t>| {
            let value = children(node).pop()?;
            Some(match (node.kind(), node.child_by_field_name("name"), value.kind()) {
                ("argument", _, "variadic_unpacking") => Item::Spread(value.named_child(0)?),
                ("argument", Some(name), _) => Item::Named(self.file.text(name).to_owned(), name, value),
                ("argument", None, _) => Item::Value(value),
                _ => return None,
            })
        };
        list.map(children).unwrap_or_default().into_iter().filter_map(argument).collect()
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let list = node.child_by_field_name("parameters").map(children).unwrap_or_default();
        let parameter = |node: Node<'t>| {
            let name = node.child_by_field_name("name")?;
            Some(Parameter {
                target: if name.kind() == "by_ref" { name.named_child(0)? } else { name },
                declared: node.child_by_field_name("type"),
                default: node.child_by_field_name("default_value"),
                is_attribute: node.kind() == "property_promotion_parameter",
            })
        };
        FunctionForm {
            name: node.child_by_field_name("name"),
            parameters: list.into_iter().filter_map(parameter).collect(),
            body: node.child_by_field_name("body"),
            is_expression: node.kind() == "arrow_function",
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "variable_name" | "name" | "string_content" => Pattern::Name(self.name_text(node)),
            "by_ref" => node
                .named_child(0)
                .filter(|inner| inner.kind() == "variable_name")
                .map_or(Pattern::Other, |inner| Pattern::Name(self.name_text(inner))),
            "list_literal" => self.list(node),
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        match node.kind() {
            "named_type" => match names::value(&self.file, node.named_child(0)?, at).data {
                Data::Name(name) if !name.starts_with('?') => Some(name),
                Data::Name(name) => {
                    self.file.scopes.class(name.trim_start_matches('?')).is_some().then_some(name)
                }
                _ => None,
            },
            "optional_type" | "union_type" => self.type_name(node.named_child(0)?, at),
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let clauses = children(class)
            .into_iter()
            .filter(|part| matches!(part.kind(), "base_clause" | "class_interface_clause"));
        let bases = clauses.flat_map(children);
        bases.filter_map(|base| names::value(&self.file, base, at).canonical()).collect()
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        names::bindings(&self.file, import)
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        names::imports(&self.file, import)
    }

    fn name_text(&self, name: Node<'t>) -> &'t str {
        self.file.text(name).trim_start_matches('$')
    }

    fn own(&self, node: Node<'t>, at: At) -> Value {
        if node.kind() != "match_expression" {
            return names::value(&self.file, node, at);
        }
        let arms = node.child_by_field_name("body").map(children).unwrap_or_default();
        let values = arms.into_iter().filter_map(|arm| arm.child_by_field_name("return_expression"));
        let values = values.take(MOST_ARMS).map(|value| self.value(value, at)).collect();
        Value { data: Data::Choice(values), span: self.file.span(node) }
    }

    fn returns(&self, _node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        environment::asked(call)
    }

    fn raises(&self, statement: Node<'t>) -> bool {
        let inner = if statement.kind() == "expression_statement" { statement.named_child(0) } else { None };
        matches!(self.form(inner.unwrap_or(statement)), Form::Raise)
    }

    fn annotations(&self, declaration: Node<'t>) -> Vec<Node<'t>> {
        let groups = declaration.child_by_field_name("attributes").map(children).unwrap_or_default();
        groups.into_iter().flat_map(children).filter(|attribute| attribute.kind() == "attribute").collect()
    }

    /// Public methods of controllers, `handle` and the like of whatever the framework calls, and functions that are given a
    /// request.
    fn is_handler(&self, node: Node<'t>, context: &Context) -> bool {
        let takes_request = || {
            let parameters = node.child_by_field_name("parameters").map_or("", |list| self.file.text(list));
            parameters.contains("Request $")
        };
        let Some(class) = &context.class else { return takes_request() };
        if node.kind() != "method_declaration" {
            return false;
        }
        let is_hidden = || {
            children(node)
                .into_iter()
                .any(|part| part.kind() == "visibility_modifier" && self.file.text(part) != "public")
        };
        let is_controller = || {
            let names = class.bases.iter().map(String::as_str).chain([class.name.as_str()]);
            names.into_iter().any(|name| name.ends_with("Controller")) || names::is_of_controllers(&self.file)
        };
        let name = self.function_name(node);
        !name.starts_with("__construct") && !is_hidden() && (is_controller() || takes_request())
            || matches!(name, "handle" | "__invoke") && class.bases.iter().any(|base| is_handled(base))
    }

    fn is_main(&self, _function: Node<'t>, _scope: ScopeId) -> bool {
        false
    }

    fn is_container(&self, _value: Node<'t>) -> bool {
        false
    }

    /// A PHP process forgets all variables between two requests.
    fn finish(&self, unit: &mut Unit) {
        unit.mutations.clear();
        environment::settle_pages(self.file.reader.text, unit);
        arrays::settle(unit);
    }
}

impl<'t> Php<'t> {
    /// A name without a namespace: of a function, a class or a constant.
    fn bare(&self, node: Node<'t>) -> Expression<'t> {
        let text = self.file.text(node);
        if matches!(text, "self" | "static") {
            return Expression::This(None);
        }
        if !is_called(node) {
            let is_defined =
                matches!(self.file.scopes.find(FILE, text), Some((_, [(Definition::Value(_), _), ..])));
            return if is_defined { Expression::Name(text) } else { Expression::Own };
        }
        match self.file.scopes.find(FILE, text) {
            Some((_, [(Definition::Function(_), _), ..])) => Expression::Name(text),
            _ => Expression::Canonical(text),
        }
    }

    /// `define('NAME', value)`
    fn definition(&self, call: Node<'t>) -> Option<Form<'t>> {
        let function = call.child_by_field_name("function")?;
        if !self.file.text(function).eq_ignore_ascii_case("define") {
            return None;
        }
        let arguments = children(call.child_by_field_name("arguments")?);
        let [name, value, ..] = arguments.as_slice() else { return None };
        let target = name.named_child(0)?.named_child(0).filter(|name| name.kind() == "string_content")?;
        Some(Form::Declare { target, declared: None, value: value.named_child(0) })
    }

    /// An element of an array; those of `$_SERVER` that a web server sets are no variables of the environment.
    fn element(&self, object: Node<'t>, key: Node<'t>) -> Option<Expression<'t>> {
        let of_request = self.file.text(object) == "$_SERVER"
            && environment::is_of_request(self.file.text(key).trim_matches(['\'', '"']));
        (!of_request).then_some(Expression::Element { object, key })
    }

    /// A string without computed parts.
    fn plain(&self, node: Node<'t>) -> String {
        if node.kind() == "nowdoc" {
            let body = node.child_by_field_name("value").map_or("", |body| self.file.text(body));
            return body.trim_start_matches(['\r', '\n']).to_owned();
        }
        strings::single(&children(node).into_iter().map(|part| self.file.text(part)).collect::<String>())
    }

    /// A string with escape sequences and computed parts.
    fn string(&self, node: Node<'t>) -> Expression<'t> {
        let body = if node.kind() == "heredoc" { node.child_by_field_name("value") } else { Some(node) };
        let part = |node: Node<'t>| match node.kind() {
            "string_content" => Part::Text(self.file.text(node).to_owned()),
            "escape_sequence" => Part::Text(strings::ESCAPES.resolve(self.file.text(node))),
            _ => Part::Value(node),
        };
        let mut parts: Vec<Part> = body.map(children).unwrap_or_default().into_iter().map(part).collect();
        match parts.as_mut_slice() {
            [] => Expression::Text(String::new()),
            [Part::Text(only)] => Expression::Text(std::mem::take(only)),
            _ => Expression::Parts(parts),
        }
    }

    /// `[$a, $b]`, `['key' => $a]`
    fn list(&self, node: Node<'t>) -> Pattern<'t> {
        let mut cursor = node.walk();
        let is_keyed = node.children(&mut cursor).any(|child| child.kind() == "=>");
        let parts = children(node);
        if !is_keyed {
            return Pattern::List(parts);
        }
        let part = |pair: &[Node<'t>]| match pair {
            [key, target] => Some(PatternPart {
                name: (key.kind() == "string").then(|| self.plain(*key)),
                key: *key,
                target: *target,
                default: None,
            }),
            _ => None,
        };
        Pattern::Map(parts.chunks(2).filter_map(part).collect())
    }
}

/// Whether a node is a name that is called as a function.
fn is_called(node: Node) -> bool {
    node.parent().is_some_and(|parent| {
        parent.kind() == "function_call_expression" && parent.child_by_field_name("function") == Some(node)
    })
}

/// Bases of classes whose one method is called for each message or request.
fn is_handled(base: &str) -> bool {
    ["ShouldQueue", "MessageHandlerInterface", "RequestHandlerInterface", "MiddlewareInterface"]
        .iter()
        .any(|end| base.ends_with(end))
}

/// Kinds of nodes that are functions.
fn is_function(kind: &str) -> bool {
    matches!(kind, "function_definition" | "method_declaration" | "anonymous_function" | "arrow_function")
}

/// Kinds of nodes that have members.
fn is_class(kind: &str) -> bool {
    matches!(
        kind,
        "class_declaration"
            | "interface_declaration"
            | "trait_declaration"
            | "enum_declaration"
            | "anonymous_class"
    )
}

fn member<'t>((object, name): (Node<'t>, Node<'t>)) -> Expression<'t> {
    Expression::Member { object, name }
}

/// Whether an array has keys.
fn is_map(node: Node) -> bool {
    children(node).into_iter().any(|element| element.named_child_count() > 1)
}

/// An element of an array.
fn item(node: Node) -> Option<Item> {
    match children(node).as_slice() {
        [only] if only.kind() == "variadic_unpacking" => only.named_child(0).map(Item::Spread),
        [only] => Some(Item::Value(*only)),
        [key, value] => Some(Item::Keyed(*key, *value)),
        _ => None,
    }
}

/// `const X = 'y';` in a class and outside of classes.
fn constant(node: Node) -> Option<Form> {
    let parts = children(node);
    let [name, value] = parts.as_slice() else { return None };
    let in_class = node
        .parent()
        .and_then(|declaration| declaration.parent())
        .is_some_and(|list| matches!(list.kind(), "declaration_list" | "enum_declaration_list"));
    Some(if in_class {
        Form::Field { name: *name, declared: None, value: Some(*value) }
    } else {
        Form::Declare { target: *name, declared: None, value: Some(*value) }
    })
}

fn each(node: Node) -> Option<Form> {
    let body = node.child_by_field_name("body");
    let parts: Vec<Node> = children(node).into_iter().filter(|part| Some(*part) != body).collect();
    let [over, target, ..] = parts.as_slice() else { return None };
    let target = if target.kind() == "pair" { children(*target).pop()? } else { *target };
    Some(Form::Each { target, over: *over, values: true })
}

/// `switch` and `match`.
fn switch<'t>(node: Node<'t>, values: &str) -> Option<Form<'t>> {
    let body = node.child_by_field_name("body")?;
    let values_of = |case: Node<'t>| match case.child_by_field_name(values) {
        Some(list) if list.kind() == "match_condition_list" => children(list),
        value => value.into_iter().collect(),
    };
    Some(Form::Switch {
        subject: node.child_by_field_name("condition")?,
        body,
        cases: children(body).into_iter().map(|case| (case, values_of(case))).collect(),
    })
}
