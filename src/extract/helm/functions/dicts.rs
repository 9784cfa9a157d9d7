//! sprig's dicts: `dict`, `get`, `set`, `unset`, `hasKey`, `pluck`, `dig`, `keys`, `values`, `pick`, `omit`, `deepCopy`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Family;
use super::arguments::{Outcome, map, take, take_first, text};
use super::budget::Budget;
use super::number::to_string;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("dict", dict),
    ("get", get),
    ("set", set),
    ("unset", unset),
    ("hasKey", has_key),
    ("pluck", pluck),
    ("dig", dig),
    ("keys", keys),
    ("values", values),
    ("pick", pick),
    ("omit", omit),
    ("deepCopy", deep_copy),
    ("mustDeepCopy", deep_copy),
];

/// Keys and values in turn; a last key without a value has an empty string.
fn dict(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = BTreeMap::new();
    let mut arguments = arguments.into_iter();
    while let Some(key) = arguments.next() {
        let value = arguments.next().unwrap_or_else(|| Value::text(""));
        result.insert(to_string(&key).into_string(), value);
    }
    Ok(Value::map(result))
}

fn get(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict, key] = take(arguments)?;
    let (dict, key) = (map(&dict)?, text(key)?);
    let found = dict.borrow().get(key.as_str()).cloned();
    Ok(found.unwrap_or_else(|| Value::text("")))
}

fn set(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict, key, value] = take(arguments)?;
    map(&dict)?.borrow_mut().insert(text(key)?.into_string(), value);
    Ok(dict)
}

fn unset(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict, key] = take(arguments)?;
    map(&dict)?.borrow_mut().remove(text(key)?.as_str());
    Ok(dict)
}

fn has_key(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict, key] = take(arguments)?;
    let (dict, key) = (map(&dict)?, text(key)?);
    let found = dict.borrow().contains_key(key.as_str());
    Ok(Value::bool(found))
}

fn pluck(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([key], dicts) = take_first(arguments)?;
    let key = text(key)?;
    let mut found = Vec::new();
    for dict in &dicts {
        found.extend(map(dict)?.borrow().get(key.as_str()).cloned());
    }
    Ok(Value::list(found))
}

/// `dig "a" "b" default dict`: what lies at the end of a path of keys.
fn dig(_: &mut dyn Engine, mut arguments: Vec<Value>) -> Outcome {
    if arguments.len() < 3 {
        return Err("dig needs at least three arguments".to_owned());
    }
    let mut found = arguments.pop().unwrap_or_default();
    let default = arguments.pop().unwrap_or_default();
    for key in arguments {
        let Value::Map(dict) = &found else {
            return Err(super::arguments::wrong_type("map[string]interface {}", &found));
        };
        let next = dict.borrow().get(text(key)?.as_str()).cloned();
        match next {
            Some(next) => found = next,
            None => return Ok(default),
        }
    }
    Ok(found)
}

/// The keys of all dicts, sorted, where Go has them in any order.
fn keys(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = Vec::new();
    for dict in &arguments {
        result.extend(map(dict)?.borrow().keys().map(|key| Value::text(key.clone())));
    }
    Ok(Value::list(result))
}

fn values(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict] = take(arguments)?;
    let dict = map(&dict)?;
    let values = dict.borrow().values().cloned().collect::<Vec<_>>();
    Ok(Value::list(values))
}

fn pick(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([dict], keys) = take_first(arguments)?;
    let dict = map(&dict)?;
    let dict = dict.borrow();
    let mut result = BTreeMap::new();
    for key in keys {
        let key = text(key)?;
        if let Some(value) = dict.get(key.as_str()) {
            result.insert(key.into_string(), value.clone());
        }
    }
    Ok(Value::map(result))
}

fn omit(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([dict], keys) = take_first(arguments)?;
    let mut result = map(&dict)?.borrow().clone();
    for key in keys {
        result.remove(text(key)?.as_str());
    }
    Ok(Value::map(result))
}

fn deep_copy(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    copy(&value, &mut Budget::of(engine))
}

/// A copy without shared parts.
fn copy(value: &Value, budget: &mut Budget) -> Outcome {
    budget.descend(|budget| {
        Ok(match value {
            Value::List(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| copy(item, budget)).collect();
                Value::List(Rc::new(items?))
            }
            Value::Map(map) => {
                let mut result = BTreeMap::new();
                for (key, value) in map.borrow().iter() {
                    result.insert(key.clone(), copy(value, budget)?);
                }
                Value::Map(Rc::new(RefCell::new(result)))
            }
            scalar => scalar.clone(),
        })
    })
}
