//! Taking the arguments of a call apart, with Go's words for what does not fit.

use std::rc::Rc;

use super::number::to_string;
use super::types::type_of;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::{Map, Value};

/// What a function gives.
pub(super) type Outcome = Result<Value, String>;

/// Exactly so many arguments.
pub(super) fn take<const N: usize>(arguments: Vec<Value>) -> Result<[Value; N], String> {
    let got = arguments.len();
    arguments.try_into().map_err(|_| format!("wrong number of args: want {N} got {got}"))
}

/// So many arguments, and the ones after them.
pub(super) fn take_first<const N: usize>(
    mut arguments: Vec<Value>,
) -> Result<([Value; N], Vec<Value>), String> {
    if arguments.len() < N {
        return Err(format!("wrong number of args: want at least {N} got {}", arguments.len()));
    }
    let rest = arguments.split_off(N);
    Ok((take(arguments)?, rest))
}

/// A parameter of type `string`.
pub(super) fn text(value: Value) -> Result<Text, String> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(wrong_type("string", &other)),
    }
}

/// A parameter of type `int`.
pub(super) fn integer(value: &Value) -> Result<i64, String> {
    match value {
        Value::Int(number, _) => Ok(*number),
        other => Err(wrong_type("int", other)),
    }
}

/// A parameter of type `int` that counts something: what is negative counts as nothing.
pub(super) fn count(value: &Value) -> Result<usize, String> {
    integer(value).map(|number| usize::try_from(number).unwrap_or(0))
}

/// A parameter that must be a list.
pub(super) fn list(value: &Value) -> Result<Rc<Vec<Value>>, String> {
    match value {
        Value::List(items) => Ok(items.clone()),
        other => Err(wrong_type("[]interface {}", other)),
    }
}

/// A parameter that must be a map.
pub(super) fn map(value: &Value) -> Result<Map, String> {
    match value {
        Value::Map(map) => Ok(map.clone()),
        // A nil map is one without entries.
        Value::Nil => Ok(Map::default()),
        other => Err(wrong_type("map[string]interface {}", other)),
    }
}

/// A list of strings, made of whatever is given: sprig's `strslice`, which leaves nil out.
pub(super) fn texts(value: &Value) -> Vec<Text> {
    match value {
        Value::Nil => Vec::new(),
        Value::List(items) => {
            items.iter().filter(|item| !matches!(item, Value::Nil)).map(to_string).collect()
        }
        other => vec![to_string(other)],
    }
}

/// Go's words for a value of another type than the parameter.
pub(super) fn wrong_type(expected: &str, value: &Value) -> String {
    let got = if matches!(value, Value::Nil) { "interface {}" } else { type_of(value) };
    format!("wrong type for value; expected {expected}; got {got}")
}
