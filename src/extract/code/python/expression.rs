//! Python's expressions as values.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, Evaluate, concatenated, element_of, local, map};
use super::super::syntax::scopes::{Definition, ScopeKind};
use super::super::syntax::{File, children};
use super::super::unit::{Argument, Call, Context, Data, Test, Value};
use crate::source::{Arg, Span};

/// A Python file whose names are known.
#[derive(Debug)]
pub(super) struct Python<'t> {
    pub(super) file: File<'t>,
}

impl<'t> Evaluate<'t> for Python<'t> {
    fn file(&self) -> &File<'t> {
        &self.file
    }

    fn expression(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        let field = |name: &str| node.child_by_field_name(name);
        let of = |data: Data| Value { data, span };
        match node.kind() {
            "identifier" => self.identifier(node, span, at),
            "string" => self.string(node, at),
            "concatenated_string" => {
                concatenated(children(node).into_iter().map(|part| self.value(part, at)).collect(), "", span)
            }
            "integer" | "float" => of(Data::Number(self.file.text(node).replace('_', ""))),
            "true" => of(Data::Bool(true)),
            "false" => of(Data::Bool(false)),
            "none" => of(Data::Null),
            "attribute" => self.attribute(node, span, at),
            "subscript" => self.subscript(node, span, at),
            "call" => self.call_value(node, at),
            "list" | "tuple" | "set" | "expression_list" => {
                of(Data::List(children(node).into_iter().map(|item| self.value(item, at)).collect()))
            }
            "dictionary" => self.dictionary(node, span, at),
            "parenthesized_expression" | "await" | "named_expression" | "type" => {
                let inner = field("value").or_else(|| node.named_child(0));
                inner.map_or_else(|| Value::unknown(span), |inner| self.value(inner, at))
            }
            "as_pattern" => {
                node.named_child(0).map_or_else(|| Value::unknown(span), |inner| self.value(inner, at))
            }
            "binary_operator" => self.binary(node, span, at),
            "boolean_operator" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else {
                    return Value::unknown(span);
                };
                if field("operator").is_some_and(|operator| operator.kind() == "or") {
                    let left = self.value(left, at);
                    return self.or_default(left, self.value(right, at), span);
                }
                // `X and …` holds only if its tests do; as a value it is the right side.
                match self.value(left, at) {
                    test @ Value { data: Data::Test(_), .. } => test,
                    _ => self.value(right, at),
                }
            }
            "not_operator" => match field("argument").map(|inner| self.value(inner, at).data) {
                Some(Data::Test(test)) => {
                    of(Data::Test(Arc::new(Test { negated: !test.negated, ..(*test).clone() })))
                }
                _ => Value::unknown(span),
            },
            "comparison_operator" => self.comparison(node, span, at),
            "conditional_expression" => {
                let parts = children(node);
                let [yes, _, no] = parts.as_slice() else { return Value::unknown(span) };
                self.choice(self.value(*yes, at), self.value(*no, at), span)
            }
            "lambda" | "function_definition" => of(Data::Function { inert: self.is_inert(node) }),
            _ => Value::unknown(span),
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
}

impl<'t> Python<'t> {
    fn identifier(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let name = self.file.text(node);
        if matches!(name, "self" | "cls")
            && let Some(class) = self.file.scopes.class_around(at.scope)
        {
            return local(&format!("{class}()"), span);
        }
        self.name(name, span, at)
    }

    fn attribute(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let (Some(object), Some(name)) =
            (node.child_by_field_name("object"), node.child_by_field_name("attribute"))
        else {
            return Value::unknown(span);
        };
        let name = Arg::literal(self.file.text(name), self.file.span(name));
        self.member(&self.value(object, at), &name, span, at)
    }

    fn subscript(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let (Some(object), Some(key)) =
            (node.child_by_field_name("value"), node.child_by_field_name("subscript"))
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
            _ => element_of(&object, span),
        }
    }

    fn dictionary(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let mut entries = Vec::new();
        let mut open = false;
        for child in children(node) {
            let (key, value) = (child.child_by_field_name("key"), child.child_by_field_name("value"));
            if child.kind() == "dictionary_splat" {
                match child.named_child(0).map(|inner| self.value(inner, at).data) {
                    Some(Data::Map(inner)) => {
                        entries.extend(inner.entries.iter().cloned());
                        open |= inner.open;
                    }
                    _ => open = true,
                }
            } else if let (Some(key), Some(value)) = (key, value) {
                match self.value(key, at).data {
                    Data::Text(name) | Data::Number(name) => {
                        entries.push((Arg::literal(name, self.file.span(key)), self.value(value, at)));
                    }
                    _ => open = true,
                }
            }
        }
        map(entries, open, span)
    }

    /// A string literal: its prefix tells raw and formatted ones.
    fn string(&self, node: Node<'t>, at: At) -> Value {
        let span = self.file.span(node);
        let mut parts: Vec<Value> = Vec::new();
        let mut raw = false;
        for child in children(node) {
            match child.kind() {
                "string_start" => raw = self.file.text(child).contains(['r', 'R']),
                "string_content" => {
                    let text = self.file.text(child);
                    let text = if raw { text.to_owned() } else { unescaped(text) };
                    parts.push(Value::text(text, span));
                }
                "interpolation" => {
                    let inner = child.child_by_field_name("expression");
                    let value = inner.map_or_else(|| Value::unknown(span), |inner| self.value(inner, at));
                    parts.push(value);
                }
                _ => {}
            }
        }
        match parts.len() {
            0 => Value::text("", span),
            1 if matches!(parts[0].data, Data::Text(_)) => parts.swap_remove(0),
            _ => concatenated(parts, "", span),
        }
    }

    fn binary(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let operator = node.child_by_field_name("operator").map_or("", |operator| operator.kind());
        match operator {
            "+" => {
                let parts: Vec<Value> =
                    spine(node, "+").into_iter().map(|part| self.value(part, at)).collect();
                if let Some(items) = joined_lists(&parts) {
                    return Value { data: Data::List(items.into()), span };
                }
                let is_string = |part: &Value| {
                    matches!(part.data, Data::Text(_) | Data::Template(..)) || part.result().is_some()
                };
                if parts.iter().any(is_string) {
                    return concatenated(parts, "", span);
                }
                Value::unknown(span)
            }
            "/" => {
                let parts: Vec<Value> =
                    spine(node, "/").into_iter().map(|part| self.value(part, at)).collect();
                let is_path = parts.iter().skip(1).any(|part| part.as_text().is_some())
                    || parts.first().is_some_and(|part| {
                        part.canonical().is_some_and(|name| name.starts_with("pathlib."))
                    });
                if !is_path {
                    return Value::unknown(span);
                }
                let receiver = parts.first().cloned();
                let call = Call {
                    callee: "pathlib.Path".to_owned(),
                    result: Some(concatenated(parts, "/", span)),
                    receiver,
                    args: Vec::new(),
                    open: false,
                    span,
                    context: at.context.clone(),
                };
                Value { data: Data::Call(Arc::new(call)), span }
            }
            "%" => {
                let (Some(left), Some(right)) =
                    (node.child_by_field_name("left"), node.child_by_field_name("right"))
                else {
                    return Value::unknown(span);
                };
                match (self.value(left, at).data, self.value(right, at)) {
                    (Data::Text(format), Value { data: Data::List(items), .. }) => {
                        percent(&format, &items, span)
                    }
                    (Data::Text(format), item) => percent(&format, &[item], span),
                    _ => Value::unknown(span),
                }
            }
            _ => Value::unknown(span),
        }
    }

    fn comparison(&self, node: Node<'t>, span: Span, at: At) -> Value {
        let operators = super::super::syntax::fields(node, "operators");
        let sides = children(node);
        let ([left, right], [operator, ..]) = (sides.as_slice(), operators.as_slice()) else {
            return Value::unknown(span);
        };
        let operator = self.file.text(*operator);
        let left = self.value(*left, at);
        let right = self.value(*right, at);
        let negated = matches!(operator, "!=" | "not in" | "is not");
        let (left, right) = match (operator, right.data) {
            ("in" | "not in", Data::List(items)) => (left, items.to_vec()),
            ("in" | "not in", _) => return Value::unknown(span),
            (_, data) => {
                let right = Value { data, span: right.span };
                match left.data {
                    Data::Text(_) => (right, vec![left]),
                    _ => (left, vec![right]),
                }
            }
        };
        Value { data: Data::Test(Arc::new(Test { left, right, negated })), span }
    }

    /// One of two values: of an environment variable and a literal, the variable with a default.
    pub(super) fn choice(&self, yes: Value, no: Value, span: Span) -> Value {
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
        if call.callee == "?dict" && call.args.iter().all(|arg| arg.name.is_some()) {
            let entries = call.args.into_iter().filter_map(|arg| Some((arg.name?, arg.value)));
            return map(entries.collect(), call.open, call.span);
        }
        if call.callee.ends_with(".format")
            && let Some(Value { data: Data::Text(format), .. }) = &call.receiver
        {
            return formatted(format, &call);
        }
        if call.callee.starts_with('?')
            && let Some(function) = self.callee_function(node, at)
            && let Some(value) = self.inlined(function, &call.args, call.span, at)
        {
            return value;
        }
        self.returned(call)
    }

    /// The function of this file that a call calls.
    fn callee_function(&self, node: Node<'t>, at: At) -> Option<Node<'t>> {
        let callee = node.child_by_field_name("function")?;
        let definitions = match callee.kind() {
            "identifier" => self.file.scopes.find(at.scope, self.file.text(callee))?.1,
            "attribute" => {
                let object = self.file.text(callee.child_by_field_name("object")?);
                if !matches!(object, "self" | "cls") {
                    return None;
                }
                let class = self.file.scopes.nearest(at.scope, &[ScopeKind::Class]);
                self.file.scopes.member(class, self.file.text(callee.child_by_field_name("attribute")?))?
            }
            _ => return None,
        };
        match definitions {
            [(Definition::Function(function), _)] => Some(*function),
            _ => None,
        }
    }

    /// A call, before it is known what it returns.
    pub(super) fn call(&self, node: Node<'t>, at: At) -> Call {
        let span = self.file.span(node);
        let callee = node.child_by_field_name("function").unwrap_or(node);
        let receiver = (callee.kind() == "attribute")
            .then(|| callee.child_by_field_name("object"))
            .flatten()
            .map(|object| self.value(object, at));
        let named = match (&receiver, callee.child_by_field_name("attribute")) {
            (Some(receiver), Some(name)) => {
                let name = Arg::literal(self.file.text(name), self.file.span(name));
                self.member(receiver, &name, self.file.span(callee), at)
            }
            _ => self.value(callee, at),
        };
        let callee = named.canonical().unwrap_or_else(|| "?".to_owned());
        let mut args = Vec::new();
        let mut open = false;
        for argument in node.child_by_field_name("arguments").map(children).unwrap_or_default() {
            match argument.kind() {
                "keyword_argument" => {
                    let (name, value) =
                        (argument.child_by_field_name("name"), argument.child_by_field_name("value"));
                    if let (Some(name), Some(value)) = (name, value) {
                        let name = Arg::literal(self.file.text(name), self.file.span(name));
                        args.push(Argument { name: Some(name), value: self.argument(value, at) });
                    }
                }
                "dictionary_splat" => match argument.named_child(0).map(|inner| self.value(inner, at).data) {
                    Some(Data::Map(known)) => {
                        open |= known.open;
                        let entries = known.entries.iter().cloned();
                        args.extend(entries.map(|(name, value)| Argument { name: Some(name), value }));
                    }
                    _ => open = true,
                },
                "list_splat" => open = true,
                _ => args.push(Argument { name: None, value: self.argument(argument, at) }),
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

    /// The function of this file that a name or `self.name` refers to.
    pub(super) fn referenced_function(&self, node: Node<'t>, at: At) -> Option<Node<'t>> {
        let definitions = match node.kind() {
            "identifier" => self.file.scopes.find(at.scope, self.file.text(node))?.1,
            "attribute" if matches!(self.file.text(node.child_by_field_name("object")?), "self" | "cls") => {
                let class = self.file.scopes.nearest(at.scope, &[ScopeKind::Class]);
                self.file.scopes.member(class, self.file.text(node.child_by_field_name("attribute")?))?
            }
            _ => return None,
        };
        match definitions {
            [(Definition::Function(function), _)] => Some(*function),
            _ => None,
        }
    }

    /// Whether a function does nothing but log: `pass`, a docstring, log lines, a bare `return`.
    fn is_inert(&self, function: Node<'t>) -> bool {
        let Some(body) = function.child_by_field_name("body") else { return false };
        if function.kind() == "lambda" {
            return self.is_inert_expression(body);
        }
        children(body).into_iter().all(|statement| match statement.kind() {
            "pass_statement" => true,
            "return_statement" => statement.named_child_count() == 0,
            "expression_statement" => {
                children(statement).into_iter().all(|expression| self.is_inert_expression(expression))
            }
            _ => false,
        })
    }

    fn is_inert_expression(&self, node: Node<'t>) -> bool {
        match node.kind() {
            "string" | "none" | "ellipsis" | "true" | "false" | "integer" => true,
            "call" => {
                let Some(callee) = node.child_by_field_name("function") else { return false };
                let text = self.file.text(callee);
                let method = text.rsplit('.').next().unwrap_or(text);
                let logs = matches!(
                    method,
                    "debug"
                        | "info"
                        | "warning"
                        | "warn"
                        | "error"
                        | "critical"
                        | "exception"
                        | "log"
                        | "print"
                );
                let logger = text.to_ascii_lowercase();
                logs && (text == "print" || logger.contains("log"))
            }
            _ => false,
        }
    }

    /// The view from a place without more ado.
    pub(super) fn at<'f>(
        &self,
        scope: super::super::syntax::scopes::ScopeId,
        context: &'f Context,
    ) -> At<'f> {
        self.file.begin_statement(context);
        At::new(scope, context)
    }
}

/// The operands of a chain of one left-associative operator, read without recursion.
fn spine<'t>(node: Node<'t>, operator: &str) -> Vec<Node<'t>> {
    let mut operands = Vec::new();
    let mut at = node;
    loop {
        let same = at.kind() == "binary_operator"
            && at.child_by_field_name("operator").is_some_and(|found| found.kind() == operator);
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

fn joined_lists(parts: &[Value]) -> Option<Vec<Value>> {
    let mut items = Vec::new();
    for part in parts {
        match &part.data {
            Data::List(list) => items.extend(list.iter().cloned()),
            _ => return None,
        }
    }
    Some(items)
}

/// `"…%s…" % items`
fn percent(format: &str, items: &[Value], span: Span) -> Value {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut items = items.iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            text.push('%');
            continue;
        }
        let mut named = false;
        if chars.peek() == Some(&'(') {
            named = true;
            for inner in chars.by_ref() {
                if inner == ')' {
                    break;
                }
            }
        }
        for inner in chars.by_ref() {
            if inner.is_ascii_alphabetic() {
                break;
            }
        }
        parts.push(Value::text(std::mem::take(&mut text), span));
        let item = if named { None } else { items.next() };
        parts.push(item.cloned().unwrap_or_else(|| Value::unknown(span)));
    }
    parts.push(Value::text(text, span));
    concatenated(parts, "", span)
}

/// `"…{}…{name}…".format(…)`
fn formatted(format: &str, call: &Call) -> Value {
    let span = call.span;
    let mut parts = Vec::new();
    let mut next = 0;
    let mut rest = format;
    while let Some(open) = rest.find(['{', '}']) {
        parts.push(Value::text(&rest[..open], span));
        let after = &rest[open + 1..];
        if after.starts_with(&rest[open..=open]) {
            parts.push(Value::text(&rest[open..=open], span));
            rest = &after[1..];
            continue;
        }
        let Some(close) = after.find('}').filter(|_| rest[open..].starts_with('{')) else {
            return Value::unknown(span);
        };
        let name = after[..close].split([':', '!']).next().unwrap_or("");
        let value = if name.is_empty() {
            next += 1;
            call.positional(next - 1)
        } else if let Ok(index) = name.parse() {
            call.positional(index)
        } else {
            call.key(name)
        };
        parts.push(value.cloned().unwrap_or_else(|| Value::unknown(span)));
        rest = &after[close + 1..];
    }
    parts.push(Value::text(rest, span));
    concatenated(parts, "", span)
}

/// Text with the usual escape sequences resolved.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('r') => result.push('\r'),
            Some('\n') => {}
            Some(other @ ('\\' | '\'' | '"')) => result.push(other),
            Some(other) => {
                result.push('\\');
                result.push(other);
            }
            None => result.push('\\'),
        }
    }
    result
}
