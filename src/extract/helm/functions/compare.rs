//! The builtins that compare: `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `not`.

use std::cmp::Ordering;

use super::Family;
use super::arguments::{Outcome, take, take_first};
use super::types::type_of;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family =
    &[("eq", eq), ("ne", ne), ("lt", lt), ("le", le), ("gt", gt), ("ge", ge), ("not", not)];

fn eq(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([left], others) = take_first(arguments)?;
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in &others {
        if equal(&left, other)? {
            return Ok(Value::bool(true));
        }
    }
    Ok(Value::bool(false))
}

fn ne(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [left, right] = take(arguments)?;
    equal(&left, &right).map(|equal| Value::bool(!equal))
}

fn lt(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    ordered(arguments, |order| order == Some(Ordering::Less))
}

fn le(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    ordered(arguments, |order| matches!(order, Some(Ordering::Less | Ordering::Equal)))
}

fn gt(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    // Go says `!(a <= b)`, also for NaN.
    ordered(arguments, |order| !matches!(order, Some(Ordering::Less | Ordering::Equal)))
}

fn ge(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    ordered(arguments, |order| order != Some(Ordering::Less))
}

fn not(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::bool(!value.is_true()))
}

/// Go's `eq` of two values: scalars of one kind compare, nothing is equal to nothing only.
fn equal(left: &Value, right: &Value) -> Result<bool, String> {
    match (left, right) {
        (Value::Bool(left, _), Value::Bool(right, _)) => Ok(left == right),
        (Value::Int(left, _), Value::Int(right, _)) => Ok(left == right),
        #[expect(clippy::float_cmp, reason = "Go compares so")]
        (Value::Float(left, _), Value::Float(right, _)) => Ok(left == right),
        (Value::Text(left), Value::Text(right)) => Ok(left == right),
        (Value::Nil, right) => Ok(matches!(right, Value::Nil)),
        (_, Value::Nil) => Ok(false),
        (left, right) if is_basic(left) || is_basic(right) => Err(incompatible(left, right)),
        (_, right) => Err(format!("non-comparable type {}: {}", super::print(right), type_of(right))),
    }
}

fn ordered(arguments: Vec<Value>, accept: impl Fn(Option<Ordering>) -> bool) -> Outcome {
    let [left, right] = take(arguments)?;
    let order = match (&left, &right) {
        (Value::Int(left, _), Value::Int(right, _)) => left.partial_cmp(right),
        (Value::Float(left, _), Value::Float(right, _)) => left.partial_cmp(right),
        (Value::Text(left), Value::Text(right)) => left.as_str().partial_cmp(right.as_str()),
        (left, right) if !is_basic(left) || !is_basic(right) => {
            return Err("invalid type for comparison".to_owned());
        }
        (Value::Bool(..), Value::Bool(..)) => return Err("invalid type for comparison".to_owned()),
        (left, right) => return Err(incompatible(left, right)),
    };
    Ok(Value::bool(accept(order)))
}

fn is_basic(value: &Value) -> bool {
    matches!(value, Value::Bool(..) | Value::Int(..) | Value::Float(..) | Value::Text(_))
}

fn incompatible(left: &Value, right: &Value) -> String {
    format!("incompatible types for comparison: {} and {}", type_of(left), type_of(right))
}
