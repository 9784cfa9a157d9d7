//! JavaScript's expressions as values.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate, concatenated, element_of, local, map};
use super::super::syntax::scopes::{Definition, ScopeId, ScopeKind};
use super::super::syntax::{File, children};
use super::super::unit::{Argument, Call, Context, Data, Test, Value};
use super::declare::is_function;
use super::{modules, strings};
use crate::source::{Arg, Span};

/// A JavaScript file whose names are known.
#[derive(Debug)]
pub(super) struct JavaScript<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Evaluate<'t> for JavaScript<'t> {
    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn expression(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        let field = |name: &str| node.child_by_field_name(name);
        let of = |data: Data| Value { data, span };
        match node.kind() {
            "identifier" | "shorthand_property_identifier" => self.name(self.file.text(node), span, at),
            "this" => match self.file.scopes.class_around(at.scope) {
                Some(class) => local(&format!("{class}()"), span),
                None => Value::unknown(span),
            },
            "string" => of(Data::Text(strings::literal(&self.file, node))),
            "template_string" => self.template(node, span, at),
            "number" => of(Data::Number(self.file.text(node).trim_end_matches('n').replace('_', ""))),
            "true" => of(Data::Bool(true)),
            "false" => of(Data::Bool(false)),
            "null" | "undefined" => of(Data::Null),
            "meta_property" => of(Data::Name(self.file.text(node).to_owned())),
            "member_expression" => self.member_expression(node, span, at),
            "subscript_expression" => self.subscript(node, span, at),
            "call_expression" => self.call_value(node, at),
            "new_expression" => {
                let call = self.call(node, at);
                self.returned(call)
            }
            "array" => of(Data::List(self.items(node, at).into())),
            "object" | "enum_body" => self.object(node, span, at),
            "enum_declaration" => {
                field("body").map_or_else(|| Value::unknown(span), |body| self.value(body, at))
            }
            "parenthesized_expression"
            | "await_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression"
            | "type_assertion" => {
                let inner =
                    if node.kind() == "type_assertion" { children(node).pop() } else { node.named_child(0) };
                inner.map_or_else(|| Value::unknown(span), |inner| self.value(inner, at))
            }
            "binary_expression" => self.binary(node, span, at),
            "ternary_expression" => {
                let (Some(yes), Some(no)) = (field("consequence"), field("alternative")) else {
                    return Value::unknown(span);
                };
                self.choice(self.value(yes, at), self.value(no, at), span)
            }
            "unary_expression" => self.unary(node, span, at),
            "assignment_expression" => {
                field("right").map_or_else(|| Value::unknown(span), |right| self.value(right, at))
            }
            "class" | "class_declaration" => match field("name") {
                Some(name) => local(self.file.text(name), span),
                None => Value::unknown(span),
            },
            kind if is_function(kind) => of(Data::Function { inert: self.is_inert(node) }),
            _ => Value::unknown(span),
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
}

impl<'t> JavaScript<'t> {
    fn template(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let mut parts = Vec::new();
        for child in children(node) {
            parts.push(match child.kind() {
                "template_substitution" => match child.named_child(0) {
                    Some(inner) => self.value(inner, at),
                    None => Value::unknown(span),
                },
                "escape_sequence" => Value::text(strings::escaped(self.file.text(child)), span),
                _ => Value::text(self.file.text(child), span),
            });
        }
        concatenated(parts, "", span)
    }

    fn member_expression(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let (Some(object), Some(name)) =
            (node.child_by_field_name("object"), node.child_by_field_name("property"))
        else {
            return Value::unknown(span);
        };
        let name = Arg::literal(self.file.text(name).trim_start_matches('#'), self.file.span(name));
        let object = self.value(object, at);
        // `require("x").default` is what `import x from "x"` binds.
        if name.text == "default" && is_module(&object) {
            return object;
        }
        self.member(&object, &name, span, at)
    }

    fn subscript(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let (Some(object), Some(key)) =
            (node.child_by_field_name("object"), node.child_by_field_name("index"))
        else {
            return Value::unknown(span);
        };
        let object = self.value(object, at);
        let key = self.value(key, at);
        match (&object.data, &key.data) {
            (Data::List(items), Data::Number(index)) => {
                let item = index.parse::<usize>().ok().and_then(|index| items.get(index));
                item.cloned().unwrap_or_else(|| Value::unknown(span))
            }
            (_, Data::Text(text)) => self.element(&object, &Arg::literal(text.as_str(), key.span), span, at),
            (Data::Name(_), Data::Choice(keys)) => {
                let known = keys.iter().filter_map(|key| Some((key.as_text()?, key.span)));
                let elements: Vec<Value> = known
                    .map(|(text, place)| self.element(&object, &Arg::literal(text, place), span, at))
                    .collect();
                Value { data: Data::Choice(elements.into()), span }
            }
            _ => element_of(&object, span),
        }
    }

    /// The elements of an array; a spread of a known array adds its elements.
    fn items(&self, node: Node<'t>, at: At) -> Vec<Value> {
        let mut items = Vec::new();
        for item in children(node) {
            if item.kind() == "spread_element" {
                if let Some(Data::List(inner)) = item.named_child(0).map(|inner| self.value(inner, at).data) {
                    items.extend(inner.iter().cloned());
                }
            } else {
                items.push(self.value(item, at));
            }
        }
        items
    }

    fn object(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let mut entries = Vec::new();
        let mut open = false;
        for child in children(node) {
            match child.kind() {
                "pair" | "enum_assignment" => {
                    let key = child.child_by_field_name("key").or_else(|| child.child_by_field_name("name"));
                    let (Some(key), Some(value)) = (key, child.child_by_field_name("value")) else {
                        continue;
                    };
                    match strings::key(&self.file, key) {
                        Some(name) => {
                            entries.push((Arg::literal(name, self.file.span(key)), self.argument(value, at)));
                        }
                        None => open = true,
                    }
                }
                "shorthand_property_identifier" => {
                    let name = Arg::literal(self.file.text(child), self.file.span(child));
                    entries.push((name, self.argument(child, at)));
                }
                "method_definition" => {
                    let name = child.child_by_field_name("name");
                    if let Some(name) = name.and_then(|name| Some((strings::key(&self.file, name)?, name))) {
                        let value = Data::Function { inert: self.is_inert(child) };
                        let place = self.file.span(name.1);
                        entries.push((
                            Arg::literal(name.0, place),
                            Value { data: value, span: self.file.span(child) },
                        ));
                    }
                }
                "spread_element" => match child.named_child(0).map(|inner| self.value(inner, at).data) {
                    Some(Data::Map(inner)) => {
                        entries.extend(inner.entries.iter().cloned());
                        open |= inner.open;
                    }
                    _ => open = true,
                },
                _ => {}
            }
        }
        map(entries, open, span)
    }

    fn binary(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let operator = node.child_by_field_name("operator").map_or("", |operator| operator.kind());
        let sides = || {
            let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
            Some((self.value(left, at), self.value(right, at)))
        };
        match operator {
            "+" => {
                let parts: Vec<Value> = spine(node).into_iter().map(|part| self.value(part, at)).collect();
                let is_string = |part: &Value| matches!(part.data, Data::Text(_) | Data::Template(..));
                if parts.iter().any(is_string) {
                    return concatenated(parts, "", span);
                }
                Value::unknown(span)
            }
            "||" | "??" => sides()
                .map_or_else(|| Value::unknown(span), |(left, right)| self.or_default(left, right, span)),
            "&&" => match sides() {
                Some((test @ Value { data: Data::Test(_), .. }, _)) => test,
                Some((_, right)) => right,
                None => Value::unknown(span),
            },
            "===" | "==" | "!==" | "!=" => {
                let Some((left, right)) = sides() else { return Value::unknown(span) };
                let negated = operator.starts_with('!');
                let (left, right) = match left.data {
                    Data::Text(_) => (right, left),
                    _ => (left, right),
                };
                Value { data: Data::Test(Arc::new(Test { left, right: vec![right], negated })), span }
            }
            _ => Value::unknown(span),
        }
    }

    fn unary(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let Some(argument) = node.child_by_field_name("argument") else { return Value::unknown(span) };
        match node.child_by_field_name("operator").map_or("", |operator| operator.kind()) {
            "+" => self.value(argument, at),
            "void" => Value { data: Data::Null, span },
            "!" => match self.value(argument, at).data {
                Data::Test(test) => {
                    let data = Data::Test(Arc::new(Test { negated: !test.negated, ..(*test).clone() }));
                    Value { data, span }
                }
                _ => Value::unknown(span),
            },
            _ => Value::unknown(span),
        }
    }

    /// One of two values: of an environment variable and a literal, the variable with a default.
    fn choice(&self, yes: Value, no: Value, span: Span) -> Value {
        match (&yes.data, &no.data) {
            (Data::Null, _) => no,
            (_, Data::Null) => yes,
            (Data::Env(_), Data::Text(_) | Data::Number(_)) => self.or_default(yes, no, span),
            (Data::Text(_) | Data::Number(_), Data::Env(_)) => self.or_default(no, yes, span),
            _ => Value { data: Data::Choice([yes, no].into()), span },
        }
    }

    fn call_value(&self, node: Node<'t>, at: At) -> Value {
        self.result_of(node, self.call(node, at), at)
    }

    /// What a call returns.
    pub(super) fn result_of(&self, node: Node<'t>, call: Call, at: At) -> Value {
        if let Some(source) = modules::required(&self.file, node) {
            let specifier = strings::literal(&self.file, source);
            let name = match modules::canonical(&self.file, &specifier) {
                Some(module) => module,
                None => format!("?{}", module_name(&specifier)),
            };
            return Value { data: Data::Name(name), span: call.span };
        }
        // `["production", "staging"].includes(process.env.NODE_ENV)`
        if call.method() == "includes"
            && let (Some(Value { data: Data::List(items), .. }), Some(left)) =
                (&call.receiver, call.positional(0))
        {
            let test = Test { left: left.clone(), right: items.to_vec(), negated: false };
            return Value { data: Data::Test(Arc::new(test)), span: call.span };
        }
        if call.callee.starts_with('?')
            && let Some(function) = self.callee_function(node, at)
            && let Some(value) = self.inlined(function, &call.args, call.span, at)
        {
            return value;
        }
        self.returned(call)
    }

    fn callee_function(&self, node: Node<'t>, at: At) -> Option<Node<'t>> {
        self.referenced_function(node.child_by_field_name("function")?, at)
    }

    /// A call or construction, before it is known what it returns.
    pub(super) fn call(&self, node: Node<'t>, at: At) -> Call {
        let span = self.file.span(node);
        let callee = node.child_by_field_name("function").or_else(|| node.child_by_field_name("constructor"));
        let callee = callee.unwrap_or(node);
        let receiver = (callee.kind() == "member_expression")
            .then(|| callee.child_by_field_name("object"))
            .flatten()
            .map(|object| self.value(object, at));
        let named = match (&receiver, callee.child_by_field_name("property")) {
            (Some(receiver), Some(name)) => {
                let name = Arg::literal(self.file.text(name).trim_start_matches('#'), self.file.span(name));
                if name.text == "default" && is_module(receiver) {
                    receiver.clone()
                } else {
                    self.member(receiver, &name, self.file.span(callee), at)
                }
            }
            _ if callee.kind() == "import" => Value { data: Data::Name("import".to_owned()), span },
            _ => self.value(callee, at),
        };
        let callee = named.canonical().unwrap_or_else(|| "?".to_owned());
        let mut args = Vec::new();
        let mut open = false;
        let list = node.child_by_field_name("arguments").filter(|list| list.kind() == "arguments");
        for argument in list.map(children).unwrap_or_default() {
            if argument.kind() == "spread_element" {
                open = true;
            } else {
                args.push(Argument { name: None, value: self.argument(argument, at) });
            }
        }
        Call { callee, receiver, args, open, result: None, span, context: at.context.clone() }
    }

    /// An argument; a name of a function of this file stands for the function.
    fn argument(&self, node: Node<'t>, at: At) -> Value {
        match self.referenced_function(node, at) {
            Some(function) => {
                Value { data: Data::Function { inert: self.is_inert(function) }, span: self.file.span(node) }
            }
            None => self.value(node, at),
        }
    }

    /// The function of this file that a name or `this.name` refers to.
    pub(super) fn referenced_function(&self, node: Node<'t>, at: At) -> Option<Node<'t>> {
        let definitions = match node.kind() {
            "identifier" | "shorthand_property_identifier" => {
                self.file.scopes.find(at.scope, self.file.text(node))?.1
            }
            "member_expression" if node.child_by_field_name("object")?.kind() == "this" => {
                let class = self.file.scopes.nearest(at.scope, &[ScopeKind::Class]);
                self.file.scopes.member(class, self.file.text(node.child_by_field_name("property")?))?
            }
            _ => return None,
        };
        match definitions {
            [(Definition::Function(function), _)] => Some(*function),
            [(Definition::Value(value), _)] if is_function(value.kind()) => Some(*value),
            _ => None,
        }
    }

    /// Whether a function does nothing but log.
    fn is_inert(&self, function: Node<'t>) -> bool {
        let Some(body) = function.child_by_field_name("body") else { return false };
        if body.kind() != "statement_block" {
            return self.is_inert_expression(body);
        }
        children(body).into_iter().all(|statement| match statement.kind() {
            "empty_statement" => true,
            "return_statement" => statement.named_child_count() == 0,
            "expression_statement" => {
                children(statement).into_iter().all(|expression| self.is_inert_expression(expression))
            }
            _ => false,
        })
    }

    fn is_inert_expression(&self, node: Node<'t>) -> bool {
        match node.kind() {
            "string" | "null" | "true" | "false" | "undefined" => true,
            "call_expression" => {
                let Some(callee) = node.child_by_field_name("function") else { return false };
                let text = self.file.text(callee);
                let (object, method) = text.rsplit_once('.').unwrap_or(("", text));
                let logs =
                    matches!(method, "log" | "info" | "debug" | "warn" | "error" | "trace" | "verbose");
                logs && (object == "console" || object.to_ascii_lowercase().contains("log"))
            }
            _ => false,
        }
    }

    /// The view from a place.
    pub(super) fn at<'f>(&self, scope: ScopeId, context: &'f Context) -> At<'f> {
        self.file.begin_statement(context);
        At::new(scope, context)
    }
}

/// Whether a value is a module, or something that a module exports.
fn is_module(value: &Value) -> bool {
    matches!(&value.data, Data::Name(name) if !name.starts_with('?') && !name.contains("()"))
}

/// The name by which a file of the project is known: the last part of its path.
fn module_name(specifier: &str) -> &str {
    let name = specifier.trim_end_matches('/').rsplit('/').next().unwrap_or(specifier);
    name.split('.').find(|part| !part.is_empty()).unwrap_or("")
}

/// The operands of a chain of `+`, read without recursion.
fn spine(node: Node<'_>) -> Vec<Node<'_>> {
    let mut operands = Vec::new();
    let mut at = node;
    loop {
        let same = at.kind() == "binary_expression"
            && at.child_by_field_name("operator").is_some_and(|found| found.kind() == "+");
        match (same, at.child_by_field_name("left"), at.child_by_field_name("right")) {
            (true, Some(left), Some(right)) => {
                operands.push(right);
                at = left;
            }
            _ => {
                operands.push(at);
                break;
            }
        }
    }
    operands.reverse();
    operands
}
