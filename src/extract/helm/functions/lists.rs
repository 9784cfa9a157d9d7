//! sprig's lists: `list`, `first`, `rest`, `append`, `concat`, `uniq`, `has`, `slice` and the rest, with their `must` forms.

use std::rc::Rc;

use super::Family;
use super::arguments::{Outcome, integer, list, take, take_first};
use super::budget::Budget;
use super::defaults::is_empty;
use super::types::{same, type_of};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("list", list_of),
    ("tuple", list_of),
    ("first", first),
    ("mustFirst", first),
    ("last", last),
    ("mustLast", last),
    ("rest", rest),
    ("mustRest", rest),
    ("initial", initial),
    ("mustInitial", initial),
    ("append", append),
    ("mustAppend", append),
    ("push", append),
    ("mustPush", append),
    ("prepend", prepend),
    ("mustPrepend", prepend),
    ("concat", concat),
    ("reverse", reverse),
    ("mustReverse", reverse),
    ("uniq", uniq),
    ("mustUniq", uniq),
    ("without", without),
    ("mustWithout", without),
    ("has", has),
    ("mustHas", has),
    ("compact", compact),
    ("mustCompact", compact),
    ("chunk", chunk),
    ("mustChunk", chunk),
    ("mustSlice", slice_list),
];

/// The items of a list, for functions that name themselves in their error.
fn items(what: &str, value: &Value) -> Result<Rc<Vec<Value>>, String> {
    match value {
        Value::List(items) => Ok(items.clone()),
        other => Err(format!("Cannot {what} on type {}", type_of(other))),
    }
}

fn list_of(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(Value::list(arguments))
}

fn first(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(items("find first", &value)?.first().cloned().unwrap_or_default())
}

fn last(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(items("find last", &value)?.last().cloned().unwrap_or_default())
}

/// Without its first item; of nothing, nothing.
fn rest(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let items = items("find rest", &value)?;
    Ok(items.split_first().map_or(Value::list([]), |(_, rest)| Value::list(rest.iter().cloned())))
}

fn initial(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let items = items("find initial", &value)?;
    Ok(items.split_last().map_or(Value::list([]), |(_, rest)| Value::list(rest.iter().cloned())))
}

fn append(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value, item] = take(arguments)?;
    let items = items("push", &value)?;
    Ok(Value::list(items.iter().cloned().chain([item])))
}

fn prepend(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value, item] = take(arguments)?;
    let items = items("prepend", &value)?;
    Ok(Value::list([item].into_iter().chain(items.iter().cloned())))
}

fn concat(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = Vec::new();
    for value in &arguments {
        match value {
            Value::List(items) => result.extend(items.iter().cloned()),
            other => return Err(format!("Cannot concat type {} as list", type_of(other))),
        }
    }
    Ok(Value::list(result))
}

fn reverse(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::list(items("find reverse", &value)?.iter().rev().cloned()))
}

fn holds(items: &[Value], wanted: &Value, engine: &mut dyn Engine) -> Result<bool, String> {
    let mut budget = Budget::of(engine);
    for item in items {
        if same(item, wanted, &mut budget)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let mut result = Vec::new();
    for item in items("find uniq", &value)?.iter() {
        if !holds(&result, item, engine)? {
            result.push(item.clone());
        }
    }
    Ok(Value::list(result))
}

fn without(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([value], dropped) = take_first(arguments)?;
    let mut result = Vec::new();
    for item in items("find without", &value)?.iter() {
        if !holds(&dropped, item, engine)? {
            result.push(item.clone());
        }
    }
    Ok(Value::list(result))
}

fn has(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [wanted, value] = take(arguments)?;
    if matches!(value, Value::Nil) {
        return Ok(Value::bool(false));
    }
    holds(&items("find has", &value)?, &wanted, engine).map(Value::bool)
}

fn compact(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::list(items("compact", &value)?.iter().filter(|item| !is_empty(item)).cloned()))
}

fn chunk(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [size, value] = take(arguments)?;
    let Some(size) = usize::try_from(integer(&size)?).ok().filter(|size| *size > 0) else {
        return Err("runtime error: integer divide by zero".to_owned());
    };
    let chunks = list(&value)?;
    Ok(Value::list(chunks.chunks(size).map(|chunk| Value::list(chunk.iter().cloned()))))
}

/// sprig's `slice`: a part of a list; of an empty one, nothing.
pub(super) fn slice_list(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([value], bounds) = take_first(arguments)?;
    let items = match &value {
        Value::List(items) => items,
        other => return Err(format!("list should be type of slice or array but {}", type_of(other))),
    };
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let bound = |at: usize, default: usize| match bounds.get(at) {
        Some(value) => usize::try_from(super::number::to_int(value)).unwrap_or(usize::MAX),
        None => default,
    };
    let (from, to) = (bound(0, 0), bound(1, items.len()));
    match items.get(from..to) {
        Some(part) => Ok(Value::list(part.iter().cloned())),
        None => Err("slice bounds out of range".to_owned()),
    }
}
