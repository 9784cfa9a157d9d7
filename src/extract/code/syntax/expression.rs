//! From the form of an expression to its value.

use std::sync::Arc;

use tree_sitter::Node;

use super::call;
use super::evaluate::{At, Evaluate, concatenated, element_of, local, map, or_default};
use super::grammar::{Expression, Grammar, Item, Part};
use crate::extract::code::unit::{Data, Test, Value};
use crate::source::{Arg, Span};

/// The value of an expression of that form; asked through [`Evaluate::value_of`], which sees to an end.
pub(super) fn value<'t, G: Grammar<'t>>(grammar: &G, node: Node<'t>, form: Expression<'t>, at: At) -> Value {
    let file = grammar.file();
    let span = file.span(node);
    let of = |data: Data| Value { data, span };
    let value = |node: Node<'t>| grammar.value(node, at);
    match form {
        Expression::Unknown => Value::unknown(span),
        Expression::Name(name) => grammar.name(name, span, at),
        Expression::This(name) => match (file.scopes.class_around(at.scope), name) {
            (Some(class), _) => local(&format!("{class}()"), span),
            (None, Some(name)) => grammar.name(name, span, at),
            (None, None) => Value::unknown(span),
        },
        Expression::Canonical(name) => of(Data::Name(grammar.file().table.preferred(name).to_owned())),
        Expression::Class(name) => local(name, span),
        Expression::Text(text) => of(Data::Text(text)),
        Expression::Parts(parts) => {
            let parts = parts.into_iter().map(|part| match part {
                Part::Text(text) => Value::text(text, span),
                Part::Value(node) => value(node),
            });
            concatenated(parts.collect(), "", span)
        }
        Expression::Number(digits) => of(Data::Number(digits)),
        Expression::Bool(flag) => of(Data::Bool(flag)),
        Expression::Null => of(Data::Null),
        Expression::Member { object, name } => call::member(grammar, value(object), name, span, at),
        Expression::Element { object, key } => element(grammar, &value(object), &value(key), span, at),
        Expression::Call => call::value(grammar, node, at),
        Expression::List(items) => list(grammar, items, span, at),
        Expression::Map(items) => entries(grammar, items, span, at),
        Expression::Same(inner) => value(inner),
        Expression::Sum(operands) => sum(operands.into_iter().map(value).collect(), span),
        Expression::Or(left, right) => {
            let left = value(left);
            or_default(left, value(right), span)
        }
        // `X and …` holds only if its tests do; as a value it is the right side.
        Expression::And(left, right) => match value(left) {
            test @ Value { data: Data::Test(_), .. } => test,
            _ => value(right),
        },
        Expression::Not(inner) => match value(inner).data {
            Data::Test(test) => of(Data::Test(Arc::new(Test { negated: !test.negated, ..(*test).clone() }))),
            _ => Value::unknown(span),
        },
        Expression::Compare { left, right, among, negated } => {
            let (left, right) = match (value(left), value(right)) {
                (left, Value { data: Data::List(items), .. }) if among => (left, items.to_vec()),
                _ if among => return Value::unknown(span),
                (left @ Value { data: Data::Text(_) | Data::Bool(_), .. }, right) => (right, vec![left]),
                (left, right) => (left, vec![right]),
            };
            of(Data::Test(Arc::new(Test { left, right, negated })))
        }
        Expression::Choice(yes, no) => choice(value(yes), value(no), span),
        Expression::Function => of(Data::Function { inert: call::is_inert(grammar, node) }),
        Expression::Own => grammar.own(node, at),
    }
}

/// The element of a value at a key.
fn element<'t, G: Grammar<'t>>(grammar: &G, object: &Value, key: &Value, span: Span, at: At) -> Value {
    match (&object.data, &key.data) {
        (Data::List(items), Data::Number(index)) => {
            let item = index.parse::<usize>().ok().and_then(|index| items.get(index));
            item.cloned().unwrap_or_else(|| Value::unknown(span))
        }
        (_, Data::Text(text)) => grammar.element(object, &Arg::literal(text.as_str(), key.span), span, at),
        (Data::Name(_), Data::Choice(keys)) => {
            let known = keys.iter().filter_map(|key| Some((key.as_text()?, key.span)));
            let elements =
                known.map(|(text, place)| grammar.element(object, &Arg::literal(text, place), span, at));
            Value { data: Data::Choice(elements.collect()), span }
        }
        _ => element_of(object, span),
    }
}

/// A list; a spread of a known list adds its elements.
fn list<'t, G: Grammar<'t>>(grammar: &G, items: Vec<Item<'t>>, span: Span, at: At) -> Value {
    let mut values = Vec::new();
    for item in items {
        match item {
            Item::Value(node) | Item::Named(_, _, node) | Item::Keyed(_, node) => {
                values.push(grammar.value(node, at));
            }
            Item::Spread(node) => {
                if let Data::List(inner) = grammar.value(node, at).data {
                    values.extend(inner.iter().cloned());
                }
            }
        }
    }
    Value { data: Data::List(values.into()), span }
}

/// A map; a spread of a known map adds its entries.
fn entries<'t, G: Grammar<'t>>(grammar: &G, items: Vec<Item<'t>>, span: Span, at: At) -> Value {
    let mut entries = Vec::new();
    let mut open = false;
    for item in items {
        match item {
            Item::Named(name, place, value) => {
                let name = Arg::literal(name, grammar.file().span(place));
                entries.push((name, call::argument(grammar, value, at)));
            }
            Item::Keyed(key, value) => match grammar.value(key, at).data {
                Data::Text(name) | Data::Number(name) => {
                    let name = Arg::literal(name, grammar.file().span(key));
                    entries.push((name, call::argument(grammar, value, at)));
                }
                _ => open = true,
            },
            Item::Spread(node) => match grammar.value(node, at).data {
                Data::Map(inner) => {
                    entries.extend(inner.entries.iter().cloned());
                    open |= inner.open;
                }
                _ => open = true,
            },
            Item::Value(_) => {}
        }
    }
    map(entries, open, span)
}

/// Lists in a row are one list, strings in a row one string.
fn sum(parts: Vec<Value>, span: Span) -> Value {
    let lists: Option<Vec<&[Value]>> = parts
        .iter()
        .map(|part| match &part.data {
            Data::List(items) => Some(&**items),
            _ => None,
        })
        .collect();
    if let Some(lists) = lists {
        return Value { data: Data::List(lists.concat().into()), span };
    }
    let is_string =
        |part: &Value| matches!(part.data, Data::Text(_) | Data::Template(..)) || part.result().is_some();
    if parts.iter().any(is_string) { concatenated(parts, "", span) } else { Value::unknown(span) }
}

/// One of two values: of an environment variable and a literal, the variable with a default.
pub fn choice(yes: Value, no: Value, span: Span) -> Value {
    match (&yes.data, &no.data) {
        (Data::Null, _) => no,
        (_, Data::Null) => yes,
        (Data::Env(_), Data::Text(_) | Data::Number(_)) => or_default(yes, no, span),
        (Data::Text(_) | Data::Number(_), Data::Env(_)) => or_default(no, yes, span),
        _ => {
            let values: Vec<Value> = [&yes, &no].into_iter().flat_map(Value::alternatives).cloned().collect();
            if values.len() > MOST_CHOICES {
                return Value::unknown(span);
            }
            Value { data: Data::Choice(values.into()), span }
        }
    }
}

/// A choice has no more values than this.
const MOST_CHOICES: usize = 16;
