//! `default`, `empty`, `coalesce`, `all`, `any`, `ternary`, `fail`, `required`: values as they are, where they are given.

use super::Family;
use super::arguments::{Outcome, take, take_first, text, wrong_type};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::{Object, Value};

pub(super) const FAMILY: Family = &[
    ("default", default),
    ("empty", empty),
    ("coalesce", coalesce),
    ("all", all),
    ("any", any),
    ("ternary", ternary),
    ("fail", fail),
    ("required", required),
];

/// sprig's notion of empty: also zero, false and nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(Object::KubeVersion(_)) => false,
        Value::Object(Object::Files(files)) => files.is_empty(),
        other => !other.is_true(),
    }
}

fn default(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([fallback], given) = take_first(arguments)?;
    Ok(given.into_iter().next().filter(|given| !is_empty(given)).unwrap_or(fallback))
}

fn empty(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::bool(is_empty(&value)))
}

fn coalesce(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(arguments.into_iter().find(|value| !is_empty(value)).unwrap_or_default())
}

fn all(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(Value::bool(!arguments.iter().any(is_empty)))
}

fn any(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(Value::bool(!arguments.iter().all(is_empty)))
}

fn ternary(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [yes, no, test] = take(arguments)?;
    match test {
        Value::Bool(test, _) => Ok(if test { yes } else { no }),
        other => Err(wrong_type("bool", &other)),
    }
}

fn fail(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [message] = take(arguments)?;
    unmet(engine, message)
}

/// What a template that is not content with its values prints, as `helm lint` does where it is let go.
fn unmet(engine: &mut dyn Engine, message: Value) -> Outcome {
    let message = text(message)?;
    if engine.lets_go() { Ok(Value::text("")) } else { Err(message.into_string()) }
}

fn required(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [message, value] = take(arguments)?;
    let missing = match &value {
        Value::Nil => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    };
    if missing { unmet(engine, message) } else { Ok(value) }
}
