//! The builtins that look into values: `index`, `slice`, `len`, `call`.

use super::Family;
use super::arguments::{Outcome, take, take_first};
use super::lists::slice_list;
use super::types::type_of;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::{Object, Value};

pub(super) const FAMILY: Family = &[("index", index), ("slice", slice), ("len", len), ("call", call)];

/// What lies at the end of a path of keys and positions.
fn index(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([mut value], path) = take_first(arguments)?;
    if matches!(value, Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    for step in &path {
        value = match (&value, step) {
            (Value::Nil, _) => return Err("index of nil pointer".to_owned()),
            (Value::Map(map), Value::Text(key)) => {
                map.borrow().get(key.as_str()).cloned().unwrap_or_default()
            }
            (Value::Map(_), Value::Nil) => return Err("value is nil; should be of type string".to_owned()),
            (Value::Map(_), other) => {
                return Err(format!("value has type {}; should be string", type_of(other)));
            }
            (Value::List(items), step) => items[position(step, items.len())?].clone(),
            (Value::Text(text), step) => {
                let bytes = text.as_str().as_bytes();
                Value::Int(i64::from(bytes[position(step, bytes.len())?]), text.source().value)
            }
            (other, _) => return Err(format!("can't index item of type {}", type_of(other))),
        };
    }
    Ok(value)
}

fn position(step: &Value, length: usize) -> Result<usize, String> {
    match step {
        Value::Int(number, _) => usize::try_from(*number)
            .ok()
            .filter(|at| *at < length)
            .ok_or_else(|| format!("index out of range: {number}")),
        Value::Nil => Err("cannot index slice/array with nil".to_owned()),
        other => Err(format!("cannot index slice/array with type {}", type_of(other))),
    }
}

/// sprig's `slice` of lists takes the place of Go's, which strings still need.
fn slice(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    slice_list(engine, arguments)
}

fn len(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let length = match &value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.len(),
        Value::Map(map) => map.borrow().len(),
        Value::Object(Object::Files(files)) => files.len(),
        Value::Object(Object::ApiVersions(versions)) => versions.len(),
        Value::Nil => return Err("len of nil pointer".to_owned()),
        other => return Err(format!("len of type {}", type_of(other))),
    };
    Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX)))
}

/// No value of Helm's is a function.
fn call(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([value], _) = take_first(arguments)?;
    match value {
        Value::Nil => Err("call of nil".to_owned()),
        other => Err(format!("non-function of type {}", type_of(&other))),
    }
}
