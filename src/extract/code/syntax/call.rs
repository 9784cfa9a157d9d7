//! Calls: what is called with what, and what it returns.

use tree_sitter::Node;

use super::children;
use super::evaluate::{At, Evaluate};
use super::grammar::{Callee, Expression, Form, Grammar, Item};
use super::scopes::{Definition, ScopeKind};
use crate::extract::code::unit::{Argument, Call, Data, Value};
use crate::source::{Arg, Span};

/// The value of a call.
pub(super) fn value<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, at: At) -> Value {
    result(grammar, node, call(grammar, node, at), at)
}

/// What a call returns.
pub fn result<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, call: Call, at: At) -> Value {
    if let Some(value) = grammar.returns(node, &call, at) {
        return value;
    }
    if call.callee.starts_with('?')
        && let Some(function) = callee_function(grammar, node, at)
        && let Some(value) = grammar.inlined(function, &call.args, call.span, at)
    {
        return value;
    }
    grammar.returned(call)
}

/// A call or construction, before it is known what it returns.
pub fn call<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, at: At) -> Call {
    let file = grammar.file();
    let span = file.span(node);
    let (receiver, named) = match grammar.callee(node) {
        Callee::Method(object, name) => {
            let receiver = grammar.value(object, at);
            let place = file.span(object).to(file.span(name));
            (Some(receiver.clone()), member(grammar, receiver, name, place, at))
        }
        Callee::Value(callee) => match grammar.expression(callee) {
            Expression::Member { object, name } => {
                let receiver = grammar.value(object, at);
                (Some(receiver.clone()), member(grammar, receiver, name, file.span(callee), at))
            }
            _ => (None, grammar.value(callee, at)),
        },
    };
    let callee = named.canonical().unwrap_or_else(|| "?".to_owned());
    let (args, open) = arguments(grammar, grammar.arguments(node), at);
    Call { callee, receiver, args, open, result: None, span, context: at.context.clone() }
}

fn arguments<'t, G: Grammar<'t>>(grammar: &G, items: Vec<Item<'t>>, at: At) -> (Vec<Argument>, bool) {
    let mut args = Vec::new();
    let mut open = false;
    for item in items {
        match item {
            Item::Value(value) => args.push(Argument { name: None, value: argument(grammar, value, at) }),
            Item::Named(name, place, value) => {
                let name = Arg::literal(name, grammar.file().span(place));
                args.push(Argument { name: Some(name), value: argument(grammar, value, at) });
            }
            Item::Keyed(..) => open = true,
            Item::Spread(value) => match grammar.value(value, at).data {
                Data::Map(known) => {
                    open |= known.open;
                    let entries = known.entries.iter().cloned();
                    args.extend(entries.map(|(name, value)| Argument { name: Some(name), value }));
                }
                _ => open = true,
            },
        }
    }
    (args, open)
}

/// An argument; a name of a function of this file stands for the function.
pub(super) fn argument<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, at: At) -> Value {
    let form = grammar.expression(node);
    match function_of(grammar, &form, at) {
        Some(function) => Value {
            data: Data::Function { inert: is_inert(grammar, function) },
            span: grammar.file().span(node),
        },
        None => grammar.value_of(node, form, at),
    }
}

/// The member of a value. `span` is the whole expression.
pub(super) fn member<'t, G: Grammar<'t>>(
    grammar: &G,
    object: Value,
    name: Node<'t>,
    span: Span,
    at: At,
) -> Value {
    let name = Arg::literal(grammar.name_text(name), grammar.file().span(name));
    if grammar.is_itself(&object, &name.text) {
        return object;
    }
    if let Some(canonical) = grammar.extends(&name.text) {
        let canonical = grammar.file().table.preferred(&canonical).to_owned();
        return Value { data: Data::Name(canonical), span };
    }
    grammar.member(&object, &name, span, at)
}

/// The function of this file that a call calls.
fn callee_function<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, at: At) -> Option<Node<'t>> {
    match grammar.callee(node) {
        Callee::Value(callee) => referenced_function(grammar, callee, at),
        Callee::Method(object, name) => own_method(grammar, object, name, at),
    }
}

/// The function of this file that a name, or a member of `this`, refers to.
pub fn referenced_function<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, at: At) -> Option<Node<'t>> {
    function_of(grammar, &grammar.expression(node), at)
}

fn function_of<'t, G: Grammar<'t>>(grammar: &G, form: &Expression<'t>, at: At) -> Option<Node<'t>> {
    match form {
        Expression::Name(name) => {
            let (_, definitions) = grammar.file().scopes.find(at.scope, name)?;
            only_function(grammar, definitions)
        }
        Expression::Member { object, name } => own_method(grammar, *object, *name, at),
        _ => None,
    }
}

fn own_method<'t, G: Grammar<'t>>(grammar: &G, object: Node<'t>, name: Node<'t>, at: At) -> Option<Node<'t>> {
    if !matches!(grammar.expression(object), Expression::This(_)) {
        return None;
    }
    let scopes = &grammar.file().scopes;
    let class = scopes.nearest(at.scope, &[ScopeKind::Class]);
    only_function(grammar, scopes.member(class, grammar.name_text(name))?)
}

fn only_function<'t, G: Grammar<'t>, S>(
    grammar: &G,
    definitions: &[(Definition<'t>, S)],
) -> Option<Node<'t>> {
    match definitions {
        [(Definition::Function(function), _)] => Some(*function),
        [(Definition::Value(value) | Definition::Typed(value, _), _)] => {
            matches!(grammar.form(*value), Form::Function).then_some(*value)
        }
        _ => None,
    }
}

/// Whether a function does nothing but log: `pass`, a docstring, log lines, a bare `return`.
pub(super) fn is_inert<'t, G: Grammar<'t>>(grammar: &G, function: Node<'t>) -> bool {
    let form = grammar.function(function);
    let Some(body) = form.body else { return false };
    if form.is_expression {
        return is_inert_expression(grammar, body);
    }
    children(body).into_iter().all(|statement| match grammar.form(statement) {
        Form::Skip | Form::Return(None) => true,
        Form::Other => {
            children(statement).into_iter().all(|expression| is_inert_expression(grammar, expression))
        }
        _ => false,
    })
}

fn is_inert_expression<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>) -> bool {
    match grammar.expression(node) {
        Expression::Text(_)
        | Expression::Parts(_)
        | Expression::Number(_)
        | Expression::Bool(_)
        | Expression::Null => true,
        Expression::Call => {
            let file = grammar.file();
            match grammar.callee(node) {
                Callee::Value(callee) => {
                    let text = file.text(callee);
                    let (object, method) = text.rsplit_once('.').unwrap_or((text, text));
                    is_log(object, method)
                }
                Callee::Method(object, name) => is_log(file.text(object), file.text(name)),
            }
        }
        _ => matches!(grammar.form(node), Form::Skip),
    }
}

/// Whether a method of that object writes a log line.
fn is_log(object: &str, method: &str) -> bool {
    let names = [
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "critical",
        "exception",
        "log",
        "print",
        "println",
        "trace",
        "verbose",
    ];
    let object = object.to_ascii_lowercase();
    names.iter().any(|name| method.eq_ignore_ascii_case(name))
        && (object == "print" || object == "console" || object.contains("log"))
}
