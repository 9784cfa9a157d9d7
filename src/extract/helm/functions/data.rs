//! Values to and from data formats: the `toYaml`, `fromYaml`, `toJson`, `fromJson` families.

use super::Family;
use super::arguments::{Outcome, take, text};
use super::budget::Budget;
use super::json::{Layout, to_json};
use super::read;
use super::toml::to_toml;
use super::types::type_of;
use super::yaml::{PLAIN, PRETTY, to_yaml};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("toYaml", to_yaml_plain),
    ("mustToYaml", to_yaml_plain),
    ("toYamlPretty", to_yaml_pretty),
    ("fromYaml", from_yaml),
    ("fromYamlArray", from_yaml_array),
    ("toJson", to_json_compact),
    ("mustToJson", to_json_compact),
    ("toPrettyJson", to_json_pretty),
    ("mustToPrettyJson", to_json_pretty),
    ("toRawJson", to_json_raw),
    ("mustToRawJson", to_json_raw),
    ("fromJson", from_json),
    ("fromJsonArray", from_json_array),
    ("mustFromJson", must_from_json),
    ("toToml", to_toml_text),
    ("fromToml", from_toml),
];

fn to_yaml_plain(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    to_yaml(&value, PLAIN, &mut Budget::of(engine))
}

fn to_yaml_pretty(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    to_yaml(&value, PRETTY, &mut Budget::of(engine))
}

fn json(engine: &mut dyn Engine, arguments: Vec<Value>, layout: Layout) -> Outcome {
    let [value] = take(arguments)?;
    to_json(&value, layout, &mut Budget::of(engine)).map(Value::Text)
}

fn to_json_compact(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    json(engine, arguments, Layout { pretty: false, escaped: true })
}

fn to_json_pretty(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    json(engine, arguments, Layout { pretty: true, escaped: true })
}

fn to_json_raw(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    json(engine, arguments, Layout { pretty: false, escaped: false })
}

/// Go reads YAML by way of JSON, and says so.
const YAML: &str = "error unmarshaling JSON: while decoding JSON: ";

/// What Helm gives for a document that is no map: a map with the reason.
fn map_or_error(read: Outcome, format: &str) -> Value {
    let reason = match read {
        Ok(value @ Value::Map(_)) => return value,
        Ok(Value::Nil) => return Value::map([]),
        Ok(other) => mismatch(&other, "map[string]interface {}", format),
        Err(reason) => reason,
    };
    Value::map([("Error".to_owned(), Value::text(reason))])
}

/// What Helm gives for a document that is no list: a list with the reason.
fn list_or_error(read: Outcome, format: &str) -> Value {
    let reason = match read {
        Ok(value @ Value::List(_)) => return value,
        Ok(Value::Nil) => return Value::list([]),
        Ok(other) => mismatch(&other, "[]interface {}", format),
        Err(reason) => reason,
    };
    Value::list([Value::text(reason)])
}

fn mismatch(value: &Value, wanted: &str, format: &str) -> String {
    let kind = match value {
        Value::List(_) => "array",
        Value::Map(_) => "object",
        Value::Float(..) | Value::Int(..) => "number",
        Value::Bool(..) => "bool",
        other => type_of(other),
    };
    format!("{format}json: cannot unmarshal {kind} into Go value of type {wanted}")
}

fn given(arguments: Vec<Value>) -> Result<Text, String> {
    let [value] = take(arguments)?;
    text(value)
}

fn from_yaml(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(map_or_error(read::yaml(&given(arguments)?), YAML))
}

fn from_yaml_array(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(list_or_error(read::yaml(&given(arguments)?), YAML))
}

fn from_json(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(map_or_error(read::json(&given(arguments)?), ""))
}

fn from_json_array(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(list_or_error(read::json(&given(arguments)?), ""))
}

fn must_from_json(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    read::json(&given(arguments)?)
}

fn to_toml_text(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    to_toml(&value, &mut Budget::of(engine)).map(Value::Text)
}

fn from_toml(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(map_or_error(read::toml(&given(arguments)?), ""))
}
