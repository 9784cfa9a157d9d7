//! Go's types and kinds: `kindOf`, `typeOf`, `kindIs`, `typeIs`, `typeIsLike`, `deepEqual`.

use super::Family;
use super::arguments::{Outcome, take, text};
use super::budget::Budget;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::{Object, Value};

pub(super) const FAMILY: Family = &[
    ("kindOf", kind_of_value),
    ("kindIs", kind_is),
    ("typeOf", type_of_value),
    ("typeIs", type_is),
    ("typeIsLike", type_is_like),
    ("deepEqual", deep_equal),
];

/// The name of a value's Go type.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Nil => "<nil>",
        Value::Bool(..) => "bool",
        Value::Int(..) => "int",
        Value::Float(..) => "float64",
        Value::Text(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
        Value::Object(Object::Files(_)) => "engine.files",
        Value::Object(Object::ApiVersions(_)) => "chartutil.VersionSet",
        Value::Object(Object::KubeVersion(_)) => "chartutil.KubeVersion",
    }
}

/// The name of a value's Go kind.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Nil => "invalid",
        Value::List(_) | Value::Object(Object::ApiVersions(_)) => "slice",
        Value::Map(_) | Value::Object(Object::Files(_)) => "map",
        Value::Object(Object::KubeVersion(_)) => "struct",
        scalar => type_of(scalar),
    }
}

/// Whether two values are the same to Go's `reflect.DeepEqual`.
pub(super) fn same(left: &Value, right: &Value, budget: &mut Budget) -> Result<bool, String> {
    budget.descend(|budget| {
        Ok(match (left, right) {
            (Value::Nil, Value::Nil) => true,
            (Value::Bool(left, _), Value::Bool(right, _)) => left == right,
            (Value::Int(left, _), Value::Int(right, _)) => left == right,
            #[expect(clippy::float_cmp, reason = "Go compares so")]
            (Value::Float(left, _), Value::Float(right, _)) => left == right,
            (Value::Text(left), Value::Text(right)) => left == right,
            (Value::List(left), Value::List(right)) => {
                if left.len() != right.len() {
                    return Ok(false);
                }
                for (left, right) in left.iter().zip(right.iter()) {
                    if !same(left, right, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Map(left), Value::Map(right)) => {
                let (left, right) = (left.borrow(), right.borrow());
                if left.len() != right.len() {
                    return Ok(false);
                }
                for ((left_key, left), (right_key, right)) in left.iter().zip(right.iter()) {
                    if left_key != right_key || !same(left, right, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            _ => false,
        })
    })
}

fn kind_of_value(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::text(kind_of(&value)))
}

fn kind_is(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [kind, value] = take(arguments)?;
    Ok(Value::bool(text(kind)?.as_str() == kind_of(&value)))
}

fn type_of_value(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::text(type_of(&value)))
}

fn type_is(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [name, value] = take(arguments)?;
    Ok(Value::bool(text(name)?.as_str() == type_of(&value)))
}

fn type_is_like(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [name, value] = take(arguments)?;
    let name = text(name)?;
    Ok(Value::bool(name.as_str().strip_prefix('*').unwrap_or(name.as_str()) == type_of(&value)))
}

fn deep_equal(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [left, right] = take(arguments)?;
    let mut budget = Budget::of(engine);
    same(&left, &right, &mut budget).map(Value::bool)
}
