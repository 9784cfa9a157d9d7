//! Helm's functions that reach outside the template: `include`, `tpl`, `lookup`, `getHostByName`.

use super::Family;
use super::arguments::{Outcome, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family =
    &[("include", include), ("tpl", tpl), ("lookup", lookup), ("getHostByName", host)];

fn include(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [name, data] = take(arguments)?;
    engine.include(text(name)?.as_str(), &data).map(Value::Text)
}

fn tpl(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [template, data] = take(arguments)?;
    engine.tpl(&text(template)?, &data).map(Value::Text)
}

/// There is no cluster, as in `helm template`.
fn lookup(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [_version, _kind, _namespace, _name] = take(arguments)?;
    Ok(Value::map([]))
}

/// There is no network, as in `helm template`.
fn host(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [_name] = take(arguments)?;
    Ok(Value::text(""))
}
