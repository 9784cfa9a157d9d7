//! Go's syntax in the common vocabulary.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Expression, Form, FunctionForm, Grammar, Imported, Item, Parameter, Pattern, operands,
};
use super::super::syntax::scopes::{FILE, ScopeId};
use super::super::syntax::{File, children, fields};
use super::super::table::{Meaning, Table};
use super::super::unit::{Call, Class, Context, Data, Read, Unit, Value};
use super::package::{self, Wrappers};
use super::{connections, environment, imports, strings, tags};
use crate::extract::Reader;
use crate::source::{Span, folder_of};

/// A Go file.
#[derive(Debug)]
pub(super) struct Go<'t> {
    pub(super) file: File<'t>,
    /// Functions of the project that read variables for their callers.
    wrappers: &'t Wrappers,
    /// The files of the package.
    pub(super) package: &'t [Self],
}

impl<'t> Grammar<'t> for Go<'t> {
    const ASSIGNMENT_DECLARES: bool = false;
    const BLOCKS_SCOPE: bool = true;
    const RAISES: bool = false;
    const MUTATORS: &'static [&'static str] = &["Store", "LoadOrStore", "Swap", "CompareAndSwap"];

    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn file_mut(&mut self) -> &mut File<'t> {
        &mut self.file
    }

    fn form(&self, node: Node<'t>) -> Form<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let form = match node.kind() {
            "function_declaration" | "method_declaration" | "func_literal" => Some(Form::Function),
            "type_spec" => Some(Form::Class),
            "package_clause" | "type_alias" | "empty_statement" => Some(Form::Skip),
            "import_declaration" => Some(Form::Import),
            "block" => Some(Form::Block),
            "field_declaration" => field("type").map(|declared| Form::Field {
                name: field("name").unwrap_or_else(|| type_leaf(declared)),
                declared: Some(declared),
                value: None,
            }),
            "const_spec" if self.is_enumerator(node) => Some(Form::Name {
                target: field("name").unwrap_or(node),
                value: field("value").map_or(node, only),
            }),
            "var_spec" | "const_spec" => {
                let one = fields(node, "name").len() == 1;
                let target = if one { field("name") } else { Some(node) };
                target.map(|target| Form::Declare {
                    target,
                    declared: field("type"),
                    value: field("value").map(|values| if one { only(values) } else { values }),
                })
            }
            "short_var_declaration" => field("left").map(|left| Form::Declare {
                target: only(left),
                declared: None,
                value: field("right").map(|right| beside(left, right)),
            }),
            "assignment_statement" => field("left").map(|left| {
                let target = only(left);
                match field("operator").map(|operator| operator.kind()) {
                    Some("=") => {
                        Form::Assign { target, value: field("right").map(|right| beside(left, right)) }
                    }
                    _ => Form::Update { target, grows: true },
                }
            }),
            "inc_statement" | "dec_statement" => {
                node.named_child(0).map(|target| Form::Update { target, grows: true })
            }
            "for_statement" => Some(each(node).unwrap_or(Form::Block)),
            "if_statement" => Form::conditional(node, "consequence"),
            "expression_switch_statement" => {
                field("value").map(|subject| Form::Switch { subject, body: node, cases: cases(node) })
            }
            "return_statement" => {
                let value = node.named_child(0).map(|list| if_list(list).unwrap_or(list));
                Some(Form::Return(value))
            }
            "call_expression" => Some(Form::Call),
            "go_statement" if self.is_left_alone(node) => Some(Form::Call),
            "composite_literal" => Some(match literal(node) {
                Literal::Object => Form::Call,
                Literal::Map => Form::Map,
                Literal::List => Form::Other,
            }),
            "selector_expression" => Some(Form::Member),
            "index_expression" => Some(Form::Element),
            "binary_expression" if is_comparison(node) => Some(Form::Compare),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" | "package_identifier" | "type_identifier" | "field_identifier" => {
                Some(self.file.text(node)).filter(|name| *name != "_").map(Expression::Name)
            }
            "interpreted_string_literal" | "raw_string_literal" => {
                Some(Expression::Text(strings::literal(&self.file, node)))
            }
            "int_literal" | "float_literal" => {
                Some(Expression::Number(self.file.text(node).replace('_', "")))
            }
            "true" => Some(Expression::Bool(true)),
            "false" => Some(Expression::Bool(false)),
            "nil" => Some(Expression::Null),
            "selector_expression" => {
                both("operand", "field").map(|(object, name)| Expression::Member { object, name })
            }
            "qualified_type" => {
                both("package", "name").map(|(object, name)| Expression::Member { object, name })
            }
            "index_expression" => {
                both("operand", "index").map(|(object, key)| Expression::Element { object, key })
            }
            "call_expression" => Some(Expression::Call),
            // What starts a goroutine: `?go(…)`.
            "go_statement" => Some(Expression::Class("go")),
            "composite_literal" => Some(match literal(node) {
                Literal::Object => Expression::Call,
                Literal::Map => Expression::Map(self.elements(field("body"))),
                Literal::List => Expression::List(self.elements(field("body"))),
            }),
            // An element of a list or map of objects, whose type is that of all elements.
            "literal_value" => Some(Expression::Map(self.elements(Some(node)))),
            "literal_element" | "parenthesized_expression" | "variadic_argument" => {
                node.named_child(0).map(Expression::Same)
            }
            "generic_type" => field("type").map(Expression::Same),
            "type_conversion_expression" | "type_assertion_expression" | "slice_expression" => {
                field("operand").map(Expression::Same)
            }
            "unary_expression" => {
                let operator = field("operator").map(|operator| operator.kind());
                field("operand").and_then(|operand| match operator {
                    Some("&" | "*") => Some(Expression::Same(operand)),
                    Some("!") => Some(Expression::Not(operand)),
                    _ => None,
                })
            }
            "expression_list" => {
                Some(Expression::List(children(node).into_iter().map(Item::Value).collect()))
            }
            "binary_expression" => {
                let operator = field("operator").map(|operator| operator.kind());
                both("left", "right").and_then(|(left, right)| match operator {
                    Some("+") => Some(Expression::Sum(operands(node, "+"))),
                    Some("|" | "*") => Some(Expression::Own),
                    Some("||") => Some(Expression::Or(left, right)),
                    Some("&&") => Some(Expression::And(left, right)),
                    Some(operator @ ("==" | "!=")) => {
                        let negated = operator == "!=";
                        Some(Expression::Compare { left, right, among: false, negated })
                    }
                    _ => None,
                })
            }
            "func_literal" => Some(Expression::Function),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        let called = match call.kind() {
            "composite_literal" => call.child_by_field_name("type"),
            "go_statement" => None,
            _ => call.child_by_field_name("function"),
        };
        Callee::Value(called.unwrap_or(call))
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        match call.kind() {
            "composite_literal" => self.elements(call.child_by_field_name("body")),
            "go_statement" => {
                let called = call.named_child(0).and_then(|called| called.child_by_field_name("function"));
                called.map(Item::Value).into_iter().collect()
            }
            _ => {
                let arguments = call.child_by_field_name("arguments").map(children).unwrap_or_default();
                let argument = |node: Node<'t>| match node.kind() {
                    "variadic_argument" => Item::Spread(node.named_child(0).unwrap_or(node)),
                    _ => Item::Value(node),
                };
                arguments.into_iter().map(argument).collect()
            }
        }
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let declared = |list: &str| node.child_by_field_name(list).map(children).unwrap_or_default();
        // Results with names are variables as well.
        let results = node.child_by_field_name("result").filter(|results| results.kind() == "parameter_list");
        let results = results.map(children).unwrap_or_default();
        let declarations = declared("parameters").into_iter().chain(declared("receiver")).chain(results);
        let parameters = declarations.flat_map(|declaration| {
            let several = declaration.kind() == "variadic_parameter_declaration";
            let declared = declaration.child_by_field_name("type").filter(|_| !several);
            fields(declaration, "name").into_iter().map(move |target| Parameter {
                target,
                declared,
                default: None,
                is_attribute: false,
            })
        });
        let is_method = node.kind() == "method_declaration";
        FunctionForm {
            name: node.child_by_field_name("name").filter(|_| !is_method),
            parameters: parameters.collect(),
            body: node.child_by_field_name("body"),
            is_expression: false,
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" => match self.file.text(node) {
                "_" => Pattern::Other,
                name => Pattern::Name(name),
            },
            "expression_list" => Pattern::List(children(node)),
            "var_spec" | "const_spec" => {
                let names = fields(node, "name").into_iter().filter(Node::is_named);
                Pattern::List(names.collect())
            }
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, node: Node<'t>, at: At) -> Option<String> {
        let mut inner = node;
        loop {
            inner = match inner.kind() {
                "pointer_type" | "parenthesized_type" => inner.named_child(0)?,
                "generic_type" => inner.child_by_field_name("type")?,
                _ => break,
            };
        }
        match inner.kind() {
            "qualified_type" => self.value(inner, at).canonical(),
            "type_identifier" => {
                let name = self.file.text(inner);
                (!PREDECLARED.contains(&name)).then(|| format!("?{name}"))
            }
            _ => None,
        }
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let Some(body) = class.child_by_field_name("type").filter(|body| body.kind() == "struct_type") else {
            return Vec::new();
        };
        let members = children(body).into_iter().flat_map(children);
        let embedded = members.filter(|member| member.child_by_field_name("name").is_none());
        let types = embedded.filter_map(|member| member.child_by_field_name("type"));
        types.filter_map(|declared| self.type_name(declared, at)).collect()
    }

    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>> {
        imports::bindings(&self.file, import)
    }

    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>> {
        imports::imports(&self.file, import)
    }

    /// Flags joined by `|`, and so many of a unit (`5 * time.Minute`): known by their text.
    fn own(&self, node: Node<'t>, _at: At) -> Value {
        Value { data: Data::Name(format!("?{}", self.file.text(node))), span: self.file.span(node) }
    }

    fn implied(&self, name: &str) -> Option<String> {
        imports::beside(&self.file, name)
    }

    fn elsewhere(&self, name: &str, span: Span, at: At) -> Option<Value> {
        package::elsewhere(self.package, &self.file, name, span, at)
    }

    fn member_elsewhere(&self, class: &str, name: &str, span: Span, at: At) -> Option<Value> {
        let other = self.package.iter().find(|go| go.file.scopes.class(class).is_some())?;
        other.member_of_class(class, name, span, other.file.at(FILE, at.context))
    }

    fn returns(&self, _node: Node<'t>, call: &Call, at: At) -> Option<Value> {
        match call.callee.as_str() {
            "fmt.Sprintf" => strings::formatted(call, 0),
            "net.JoinHostPort" => Some(strings::joined(call, ":")),
            _ => self.wrapped(call, at),
        }
    }

    /// A call that ends the program, or the return of an error that says what is missing.
    fn raises(&self, statement: Node<'t>) -> bool {
        let first = statement.named_child(0);
        match statement.kind() {
            "expression_statement" => first.is_some_and(|call| self.ends(call)),
            "return_statement" => {
                let last = first.and_then(|list| children(list).into_iter().next_back());
                last.is_some_and(|error| {
                    let callee =
                        error.child_by_field_name("function").map_or("", |name| self.file.text(name));
                    matches!(callee, "fmt.Errorf" | "errors.New" | "errors.Errorf")
                })
            }
            "statement_list" => children(statement).into_iter().any(|inner| self.raises(inner)),
            _ => false,
        }
    }

    /// A function of which a parameter is a request, or what answers one.
    fn is_handler(&self, node: Node<'t>, context: &Context) -> bool {
        let Some(scope) = self.file.scopes.of(node) else { return false };
        let at = self.file.at(scope, context);
        let declared = self.function(node).parameters.into_iter().filter_map(|parameter| parameter.declared);
        declared
            .filter_map(|declared| self.type_name(declared, at))
            .any(|name| self.file.table.means(&name, Meaning::Handles))
    }

    fn is_main(&self, function: Node<'t>, scope: ScopeId) -> bool {
        scope == FILE && self.function_name(function) == "main"
    }

    fn owner(&self, function: Node<'t>) -> Option<&'t str> {
        let receiver = function.child_by_field_name("receiver")?.named_child(0)?;
        Some(self.file.text(type_leaf(receiver.child_by_field_name("type")?)))
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "composite_literal" => !matches!(literal(value), Literal::Object),
            "call_expression" => {
                let callee = value.child_by_field_name("function").map_or("", |name| self.file.text(name));
                let made = value.child_by_field_name("arguments").and_then(|list| list.named_child(0));
                callee == "make" && made.is_some_and(|made| matches!(made.kind(), "map_type" | "slice_type"))
            }
            _ => false,
        }
    }

    fn is_container_type(&self, declared: Node<'t>) -> bool {
        declared.kind() == "map_type" || self.file.text(declared) == "sync.Map"
    }

    fn reads_of_class(&self, node: Node<'t>, class: &Arc<Class>, _scope: ScopeId) -> Vec<Arc<Read>> {
        tags::reads(&self.file, node, &class.context)
    }

    fn finish(&self, unit: &mut Unit) {
        environment::settle_migrations(unit);
        connections::settle(self, unit);
    }
}

impl<'t> Go<'t> {
    /// A file before its scopes are filled.
    pub(super) fn new(
        reader: Reader<'t>,
        table: &'t Table,
        wrappers: &'t Wrappers,
        package: &'t [Self],
    ) -> Self {
        Self { file: File::new(reader, table), wrappers, package }
    }

    /// The read that a call of a function of the project makes: of this package, or of one that is imported.
    fn wrapped(&self, call: &Call, at: At) -> Option<Value> {
        let name = call.callee.strip_prefix('?')?;
        let wrapper = match name.split_once('.') {
            None => self.wrappers.get(folder_of(self.file.reader.path), name),
            Some((local, name)) => self.wrappers.get(imports::path_of(&self.file, local)?, name),
        }?;
        let read = wrapper.read(&call.args, &call.callee, call.span, at.context)?;
        Some(Value { data: Data::Env(Arc::new(read)), span: call.span })
    }

    /// The elements of a literal: `{Name: value}`, `{"key": value}`, `{value, …}`.
    fn elements(&self, body: Option<Node<'t>>) -> Vec<Item<'t>> {
        let element = |node: Node<'t>| match node.kind() {
            "keyed_element" => {
                let key = node.child_by_field_name("key")?;
                let value = node.child_by_field_name("value")?;
                let value =
                    value.named_child(0).filter(|_| value.kind() == "literal_element").unwrap_or(value);
                let key = key.named_child(0).filter(|_| key.kind() == "literal_element").unwrap_or(key);
                match key.kind() {
                    "identifier" => Some(Item::Named(self.file.text(key).to_owned(), key, value)),
                    _ => Some(Item::Keyed(key, value)),
                }
            }
            _ => Some(Item::Value(node)),
        };
        body.map(children).unwrap_or_default().into_iter().filter_map(element).collect()
    }

    /// Whether a constant is one of a set of words that are known by their names: of a type of its own, or beside others that
    /// are named after what they stand for (`columnName = "name"`).
    fn is_enumerator(&self, node: Node<'t>) -> bool {
        if node.child_by_field_name("type").is_some_and(|declared| self.file.text(declared) != "string") {
            return true;
        }
        let Some(group) = node.parent() else { return false };
        let is_word =
            |text: &str| text.len() < 40 && !text.contains(|c: char| c.is_ascii_digit() || c == ' ');
        let value = node.child_by_field_name("value").map_or("", |value| self.file.text(value));
        is_word(value) && {
            let mut cursor = group.walk();
            let specs = group.named_children(&mut cursor).take(MOST_CONSTANTS);
            specs.filter(|spec| self.is_named_after_value(*spec)).nth(1).is_some()
        }
    }

    /// `columnSecret = "secret"`, but not `password = "password"`.
    fn is_named_after_value(&self, spec: Node<'t>) -> bool {
        let plain = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        let text = |name: &str| spec.child_by_field_name(name).map(|node| plain(self.file.text(only(node))));
        match (text("name"), text("value")) {
            (Some(name), Some(value)) => {
                name.len() > value.len() && value.len() > 1 && name.ends_with(&value)
            }
            _ => false,
        }
    }

    /// Whether the function that starts a goroutine goes on without it: it waits for nothing, and serves no open connection.
    fn is_left_alone(&self, node: Node<'t>) -> bool {
        let mut function = node;
        while let Some(parent) = function.parent() {
            function = parent;
            if matches!(parent.kind(), "function_declaration" | "method_declaration") {
                break;
            }
        }
        let whole = self.file.text(function);
        let (start, end) =
            (node.start_byte() - function.start_byte(), node.end_byte() - function.start_byte());
        let around = [whole.get(..start), whole.get(end..)];
        !around.into_iter().flatten().any(|text| WAITS.iter().any(|wait| text.contains(wait)))
    }

    /// `panic(…)`, `log.Fatal(…)`, `os.Exit(1)`
    fn ends(&self, call: Node<'t>) -> bool {
        let callee = call.child_by_field_name("function").map_or("", |name| self.file.text(name));
        let method = callee.rsplit('.').next().unwrap_or(callee);
        matches!(callee, "panic" | "os.Exit")
            || ["Fatal", "Panic"].iter().any(|start| callee.contains('.') && method.starts_with(start))
    }
}

/// What is written where a function waits for its goroutines, or keeps a connection open.
const WAITS: &[&str] = &["<-", ".Wait()", "Upgrade(", "Hijack(", ".Flush()", "ebsocket"];

/// So many constants of a group tell what it is for.
const MOST_CONSTANTS: usize = 32;

/// Types that are there in every package.
const PREDECLARED: &[&str] = &[
    "any",
    "bool",
    "byte",
    "complex64",
    "complex128",
    "error",
    "float32",
    "float64",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// What a composite literal makes.
#[derive(Clone, Copy)]
enum Literal {
    Object,
    Map,
    List,
}

fn literal(node: Node) -> Literal {
    match node.child_by_field_name("type").map(|declared| declared.kind()) {
        Some("map_type") => Literal::Map,
        Some("slice_type" | "array_type" | "implicit_length_array_type") => Literal::List,
        _ => Literal::Object,
    }
}

/// The one expression of a list, or the list.
fn only(list: Node<'_>) -> Node<'_> {
    match list.named_child(0) {
        Some(one) if list.kind() == "expression_list" && list.named_child_count() == 1 => one,
        _ => list,
    }
}

/// What stands beside the targets of an assignment: one value, or a list of as many or of a call that returns them.
fn beside<'t>(left: Node<'t>, right: Node<'t>) -> Node<'t> {
    if left.named_child_count() == 1 { only(right) } else { right }
}

/// The first expression of a list: a function's value, before its error.
fn if_list(list: Node<'_>) -> Option<Node<'_>> {
    (list.kind() == "expression_list").then(|| list.named_child(0)).flatten()
}

/// The name of a type, without its package.
fn type_leaf(declared: Node<'_>) -> Node<'_> {
    let mut at = declared;
    loop {
        let next = match at.kind() {
            "pointer_type" | "parenthesized_type" => at.named_child(0),
            "generic_type" => at.child_by_field_name("type"),
            "qualified_type" => at.child_by_field_name("name"),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return at,
        }
    }
}

fn is_comparison(node: Node) -> bool {
    node.child_by_field_name("operator").is_some_and(|operator| matches!(operator.kind(), "==" | "!="))
}

/// `for _, value := range values`
fn each(node: Node) -> Option<Form> {
    let range = children(node).into_iter().find(|child| child.kind() == "range_clause")?;
    let names = children(range.child_by_field_name("left")?);
    let target = *names.last()?;
    Some(Form::Each { target, over: range.child_by_field_name("right")?, values: names.len() == 2 })
}

fn cases(node: Node) -> Vec<(Node, Vec<Node>)> {
    let cases = children(node).into_iter();
    let cases = cases.filter(|child| matches!(child.kind(), "expression_case" | "default_case"));
    cases.map(|case| (case, case.child_by_field_name("value").map(children).unwrap_or_default())).collect()
}
