//! Ruby's syntax in the common vocabulary.

use std::collections::HashMap;

use tree_sitter::{Node, Tree};

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::grammar::{
    Binding, Callee, Conditional, Expression, Form, FunctionForm, Gate, Grammar, Imported, Item, Parameter,
    Pattern, operands,
};
use super::super::syntax::scopes::ScopeId;
use super::super::syntax::{File, children, walk};
use super::super::unit::{Call, Context, Unit, Value};
use super::{blocks, rails, routes, strings};

/// A Ruby file.
#[derive(Debug)]
pub(super) struct Ruby<'t> {
    pub(super) file: File<'t>,
    parents: HashMap<usize, Node<'t>>,
}

impl<'t> Grammar<'t> for Ruby<'t> {
    const ASSIGNMENT_DECLARES: bool = true;
    const BLOCKS_SCOPE: bool = true;
    const BARE_MEMBERS: bool = true;
    const MUTATORS: &'static [&'static str] = &[
        "append",
        "clear",
        "concat",
        "delete",
        "delete_if",
        "insert",
        "merge!",
        "pop",
        "prepend",
        "push",
        "shift",
        "store",
        "unshift",
        "update",
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
            "method" | "singleton_method" | "lambda" => Some(Form::Function),
            "block" | "do_block" if blocks::is_function(self, node) => Some(Form::Function),
            "block" | "do_block" => blocks::attempt(node).or(Some(Form::Block)),
            "class" | "module" => Some(Form::Class),
            "if" | "elsif" | "unless" | "conditional" => conditional(node, "consequence"),
            "if_modifier" | "unless_modifier" => conditional(node, "body"),
            "case" => choice(node),
            "begin" | "body_statement" | "rescue_modifier" => blocks::attempt(node),
            "assignment" => field("left").map(|target| Form::Assign { target, value: field("right") }),
            "operator_assignment" => Self::update(node),
            "binary" => match field("operator").map(|operator| operator.kind()) {
                Some("||" | "or") => Some(Form::Or),
                Some("==" | "!=" | "===") => Some(Form::Compare),
                Some("<<") => field("left").map(|target| Form::Update { target, grows: true }),
                _ => None,
            },
            "block_parameters" => blocks::yielded(self, node),
            "for" => match (field("pattern"), field("value").and_then(|value| value.named_child(0))) {
                (Some(target), Some(over)) => Some(Form::Each { target, over, values: true }),
                _ => None,
            },
            "return" => Some(Form::Return(first(node).and_then(first))),
            "call" if blocks::raises(&self.file, node) => Some(Form::Raise),
            "call" | "subshell" => Some(Form::Call),
            "identifier" if self.is_statement(node) => Some(Form::Call),
            "hash" => Some(Form::Map),
            "element_reference" => Some(Form::Element),
            "empty_statement" | "uninterpreted" => Some(Form::Skip),
            _ => None,
        };
        form.unwrap_or(Form::Other)
    }

    fn expression(&self, node: Node<'t>) -> Expression<'t> {
        let field = |name: &str| node.child_by_field_name(name);
        let both = |left, right| Some((field(left)?, field(right)?));
        let expression = match node.kind() {
            "identifier" | "instance_variable" | "class_variable" | "global_variable" | "constant" => {
                Some(Expression::Name(self.file.text(node)))
            }
            "self" => Some(Expression::This(Some("self"))),
            "scope_resolution" => Some(Expression::Own),
            "string" | "bare_string" | "bare_symbol" | "delimited_symbol" | "character" => {
                Some(strings::string(&self.file, node))
            }
            "string_content" => Some(Expression::Text(self.file.text(node).to_owned())),
            "chained_string" => Some(Expression::Parts(strings::in_a_row(node))),
            "interpolation" => first(node).map(Expression::Same),
            "heredoc_beginning" => strings::heredoc(self, node),
            "hash_key_symbol" => Some(Expression::Text(self.file.text(node).to_owned())),
            // A symbol is a name, unless it stands for a key.
            "simple_symbol" if self.is_key(node) => {
                Some(Expression::Text(self.file.text(node).trim_start_matches(':').to_owned()))
            }
            "simple_symbol" => Some(Expression::Canonical(self.file.text(node))),
            "integer" | "float" => Some(Expression::Number(self.file.text(node).replace('_', ""))),
            "true" => Some(Expression::Bool(true)),
            "false" => Some(Expression::Bool(false)),
            "nil" => Some(Expression::Null),
            "element_reference" => {
                field("object").and_then(|object| key(node).map(|key| Expression::Element { object, key }))
            }
            "call" => match both("receiver", "method") {
                Some((object, name)) if self.is_assigned(node) => Some(Expression::Member { object, name }),
                _ => Some(Expression::Call),
            },
            "subshell" => Some(Expression::Call),
            "array" | "string_array" | "symbol_array" | "right_assignment_list" => {
                Some(Expression::List(children(node).into_iter().map(|item| self.item(item)).collect()))
            }
            "hash" => Some(Expression::Map(children(node).into_iter().map(|item| self.item(item)).collect())),
            "parenthesized_statements"
            | "begin"
            | "body_statement"
            | "block_body"
            | "then"
            | "else"
            | "argument_list"
            | "pattern" => children(node).last().copied().map(Expression::Same),
            "rescue_modifier" => field("body").map(Expression::Same),
            "assignment" => field("right").map(Expression::Same),
            "operator_assignment" => both("left", "right")
                .filter(|_| self.file.text(node).contains("||="))
                .map(|(left, right)| Expression::Or(left, right)),
            "binary" => Self::binary(node),
            "unary" => match (field("operator").map(|operator| operator.kind()), field("operand")) {
                (Some("!" | "not"), Some(operand)) => Some(Expression::Not(operand)),
                _ => None,
            },
            "conditional" => both("consequence", "alternative").map(|(yes, no)| Expression::Choice(yes, no)),
            "if" | "elsif" | "unless" => match both("consequence", "alternative") {
                Some((yes, no)) if matches!(no.kind(), "else" | "elsif") => Some(Expression::Choice(yes, no)),
                _ => None,
            },
            "lambda" | "block" | "do_block" | "method" => Some(Expression::Function),
            "`" => Some(Expression::Canonical("`")),
            _ => None,
        };
        expression.unwrap_or(Expression::Unknown)
    }

    fn callee(&self, call: Node<'t>) -> Callee<'t> {
        match (call.child_by_field_name("receiver"), call.child_by_field_name("method")) {
            (Some(object), Some(name)) => Callee::Method(object, name),
            (None, Some(name)) => Callee::Value(name),
            (Some(object), None) => Callee::Value(object),
            (None, None) => Callee::Value(call.child(0).unwrap_or(call)),
        }
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>> {
        if call.kind() == "subshell" {
            return first(call).map(Item::Value).into_iter().collect();
        }
        let arguments = call.child_by_field_name("arguments").map(children).unwrap_or_default();
        let mut items: Vec<Item> = arguments.into_iter().map(|argument| self.item(argument)).collect();
        if let Some(block) = call.child_by_field_name("block") {
            // The block of `fetch` is for what it returns.
            let is_default =
                call.child_by_field_name("method").is_some_and(|name| self.file.text(name) == "fetch");
            let value = block.child_by_field_name("body").filter(|_| is_default);
            items.push(Item::Value(value.unwrap_or(block)));
        }
        items
    }

    fn function(&self, node: Node<'t>) -> FunctionForm<'t> {
        let of = match node.kind() {
            "lambda" => node.child_by_field_name("body").unwrap_or(node),
            _ => node,
        };
        let parameters = node.child_by_field_name("parameters").map(children).unwrap_or_default();
        let parameter = |node: Node<'t>| {
            let target = match node.kind() {
                "identifier" | "destructured_parameter" => Some(node),
                _ => node.child_by_field_name("name"),
            };
            let default = node.child_by_field_name("value");
            Some(Parameter { target: target?, declared: None, default, is_attribute: false })
        };
        // A function returns its last statement.
        let body = of.child_by_field_name("body");
        let statements = body.map(|body| if is_body(body) { children(body) } else { vec![body] });
        let (body, is_expression) = match statements.as_deref() {
            None | Some([]) => (Some(of), false),
            Some([only]) => (Some(*only), true),
            Some(_) => (body, true),
        };
        FunctionForm {
            name: node.child_by_field_name("name"),
            parameters: parameters.into_iter().filter_map(parameter).collect(),
            body,
            is_expression,
        }
    }

    fn pattern(&self, node: Node<'t>) -> Pattern<'t> {
        match node.kind() {
            "identifier" | "instance_variable" | "class_variable" | "global_variable" | "constant" => {
                Pattern::Name(self.file.text(node))
            }
            "left_assignment_list" | "destructured_left_assignment" | "destructured_parameter" => {
                Pattern::List(children(node))
            }
            _ => Pattern::Other,
        }
    }

    fn type_name(&self, _node: Node<'t>, _at: At) -> Option<String> {
        None
    }

    fn bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let superclass = class.child_by_field_name("superclass").and_then(first);
        let superclass = superclass.and_then(|base| self.value(base, at).canonical());
        let included = blocks::included(&self.file, class).into_iter();
        superclass
            .into_iter()
            .chain(included.filter_map(|module| self.value(module, at).canonical()))
            .collect()
    }

    fn bindings(&self, _import: Node<'t>) -> Vec<Binding<'t>> {
        Vec::new()
    }

    fn imports(&self, _import: Node<'t>) -> Vec<Imported<'t>> {
        Vec::new()
    }

    fn implied(&self, name: &str) -> Option<String> {
        strings::beside(&self.file, name)
    }

    fn own(&self, node: Node<'t>, _at: At) -> Value {
        let span = self.file.span(node);
        let path = self.file.text(node).trim_start_matches("::");
        strings::constant(&self.file, path, span)
    }

    fn returns(&self, _node: Node<'t>, call: &Call, _at: At) -> Option<Value> {
        rails::returns(call)
    }

    fn loads(&self, call: Node<'t>) -> Option<Option<Imported<'t>>> {
        if call.kind() != "call" || call.child_by_field_name("receiver").is_some() {
            return None;
        }
        match self.file.text(call.child_by_field_name("method")?) {
            "require" => {
                let place = call.child_by_field_name("arguments").and_then(first)?;
                match strings::string(&self.file, place) {
                    Expression::Text(module) if place.kind() == "string" && !module.starts_with('.') => {
                        Some(Some(Imported { module, place, optional: false }))
                    }
                    _ => Some(None),
                }
            }
            "require_relative" | "load" | "autoload" => Some(None),
            _ => None,
        }
    }

    fn iterates(&self, call: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        let block = call.child_by_field_name("block")?;
        blocks::is_over_literal(&self.file, call).then_some((call.child_by_field_name("receiver")?, block))
    }

    fn raises(&self, statement: Node<'t>) -> bool {
        blocks::raises(&self.file, statement)
    }

    fn gate(&self, conditional: &Conditional<'t>) -> Option<Gate> {
        let text = self.file.text(conditional.condition);
        let is_program = text.contains("__FILE__") && (text.contains("$0") || text.contains("$PROGRAM_NAME"));
        is_program.then_some(Gate::Main)
    }

    fn is_handler(&self, function: Node<'t>, context: &Context) -> bool {
        blocks::is_handler(self.function_name(function), context)
    }

    fn is_main(&self, _function: Node<'t>, _scope: ScopeId) -> bool {
        false
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "hash" | "array" => true,
            "call" => {
                let text = self.file.text(value);
                ["Hash.new", "Array.new", "Set.new", "Concurrent::Map.new", "Concurrent::Hash.new"]
                    .iter()
                    .any(|container| text.starts_with(container))
            }
            _ => false,
        }
    }

    fn outlives(&self, name: &str) -> Option<bool> {
        if name.starts_with("@@") || name.starts_with('$') {
            Some(true)
        } else if name.starts_with('@') {
            Some(false)
        } else {
            name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(true)
        }
    }

    fn finish(&self, unit: &mut Unit) {
        routes::settle(self.file.reader.path, unit);
    }
}

impl<'t> Ruby<'t> {
    /// A file and its tree.
    pub(super) fn new(file: File<'t>, tree: &'t Tree) -> Self {
        let mut parents = HashMap::new();
        walk(tree.root_node(), (), |node, (), next| {
            for child in children(node) {
                parents.insert(child.id(), node);
                next.push((child, ()));
            }
        });
        Self { file, parents }
    }

    /// The node around a node: the tree itself would look for it from its root on.
    pub(super) fn parent(&self, node: Node<'t>) -> Option<Node<'t>> {
        self.parents.get(&node.id()).copied()
    }

    /// An argument, an element of a list, an entry of a map.
    fn item(&self, node: Node<'t>) -> Item<'t> {
        match node.kind() {
            "pair" => {
                let key = node.child_by_field_name("key");
                let value = node.child_by_field_name("value");
                match (key, value) {
                    (Some(key), Some(value)) => match key.kind() {
                        "hash_key_symbol" | "simple_symbol" => {
                            let name = self.file.text(key).trim_matches(':');
                            Item::Named(name.to_owned(), key, value)
                        }
                        // `mount Web => "/admin"`
                        "constant" | "scope_resolution" => {
                            Item::Named(self.file.text(key).to_owned(), key, value)
                        }
                        "string" => match strings::string(&self.file, key) {
                            Expression::Text(name) => Item::Named(name, key, value),
                            _ => Item::Keyed(key, value),
                        },
                        _ => Item::Keyed(key, value),
                    },
                    // `{ x: }` is short for `{ x: x }`.
                    (Some(key), None) => {
                        Item::Named(self.file.text(key).trim_matches(':').to_owned(), key, key)
                    }
                    _ => Item::Value(node),
                }
            }
            "splat_argument" | "hash_splat_argument" => Item::Spread(first(node).unwrap_or(node)),
            "block_argument" => Item::Value(first(node).unwrap_or(node)),
            _ => Item::Value(node),
        }
    }

    fn binary(node: Node<'t>) -> Option<Expression<'t>> {
        let left = node.child_by_field_name("left")?;
        let right = node.child_by_field_name("right")?;
        Some(match node.child_by_field_name("operator")?.kind() {
            "||" | "or" => Expression::Or(left, right),
            "&&" | "and" => Expression::And(left, right),
            "+" => Expression::Sum(operands(node, "+")),
            operator @ ("==" | "!=" | "===") => {
                Expression::Compare { left, right, among: false, negated: operator == "!=" }
            }
            _ => return None,
        })
    }

    /// `x ||= y` gives what has no value its own, `x += y` changes what it holds.
    fn update(node: Node<'t>) -> Option<Form<'t>> {
        let (target, value) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
        let operator = node.child_by_field_name("operator").map_or("", |operator| operator.kind());
        Some(match (operator, target.kind()) {
            ("||=", "element_reference") => Form::Or,
            ("||=", "call") => Form::Assign { target, value: Some(value) },
            ("||=", _) => Form::Name { target, value },
            _ => Form::Update { target, grows: matches!(value.kind(), "array" | "hash") },
        })
    }

    /// Whether a symbol stands where a string could as well: as a key.
    fn is_key(&self, symbol: Node<'t>) -> bool {
        self.parent(symbol).is_some_and(|parent| match parent.kind() {
            "element_reference" => true,
            "pair" => parent.child_by_field_name("key") == Some(symbol),
            _ => false,
        })
    }

    /// Whether a call without arguments is part of what an assignment gives its value: `config.cache_store = …`.
    fn is_assigned(&self, call: Node<'t>) -> bool {
        let is_plain = |call: Node| {
            call.child_by_field_name("arguments").is_none() && call.child_by_field_name("block").is_none()
        };
        let mut at = call;
        for _ in 0..LONGEST_CHAIN {
            if at.kind() == "call" && !is_plain(at) {
                return false;
            }
            let Some(parent) = self.parent(at) else { return false };
            match parent.kind() {
                "assignment" | "operator_assignment" => {
                    return parent.child_by_field_name("left") == Some(at);
                }
                "call" if parent.child_by_field_name("receiver") == Some(at) => at = parent,
                "element_reference" if parent.child_by_field_name("object") == Some(at) => at = parent,
                _ => return false,
            }
        }
        false
    }

    /// Whether a name stands for itself, so that it can only be a call without arguments.
    fn is_statement(&self, identifier: Node<'t>) -> bool {
        self.parent(identifier).is_some_and(|parent| {
            matches!(
                parent.kind(),
                "program"
                    | "body_statement"
                    | "block_body"
                    | "then"
                    | "else"
                    | "if_modifier"
                    | "unless_modifier"
            ) && parent.child_by_field_name("condition") != Some(identifier)
        })
    }
}

/// `if`, `elsif`, `unless` and their modifiers.
fn conditional<'t>(node: Node<'t>, then: &str) -> Option<Form<'t>> {
    Some(Form::If(Conditional {
        condition: node.child_by_field_name("condition")?,
        then: node.child_by_field_name(then)?,
        otherwise: node.child_by_field_name("alternative").into_iter().collect(),
        negated: node.kind().starts_with("unless"),
    }))
}

/// `case x` with its `when`s.
fn choice(node: Node) -> Option<Form> {
    let subject = node.child_by_field_name("value")?;
    let cases = children(node).into_iter().filter(|child| *child != subject).map(|case| {
        let values = children(case).into_iter().filter(|child| child.kind() == "pattern");
        (case, values.filter_map(first).collect())
    });
    Some(Form::Switch { subject, body: node, cases: cases.collect() })
}

/// Whether a node is the body of a function, class or block.
fn is_body(node: Node) -> bool {
    matches!(node.kind(), "body_statement" | "block_body")
}

/// The first named child.
fn first(node: Node) -> Option<Node> {
    children(node).first().copied()
}

/// The key of an element.
fn key(node: Node) -> Option<Node> {
    let object = node.child_by_field_name("object");
    children(node).into_iter().find(|child| Some(*child) != object)
}

/// How many members of members an assignment is looked for at.
const LONGEST_CHAIN: usize = 8;
