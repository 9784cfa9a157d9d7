//! Properties that annotations inject: `@Value("${NAME:default}")`, `@ConfigProperty(name = "name")`.
//!
//! What is named like a variable is one. Anything else is a property of the app's own, which its configuration files give a
//! value to: its default is a literal bound to its name.

use std::sync::Arc;

use super::super::slot::is_capitals;
use super::super::syntax::evaluate::concatenated;
use super::super::unit::{Call, Class, Data, Field, Read, Unit, Value};
use crate::judge::host_of;
use crate::source::Arg;

/// Annotations that give what they stand at a value, by the name that code writes.
const ANNOTATIONS: [&str; 4] = ["Value", "ConfigProperty", "Property", "Property.Value"];

/// Whether an annotation of that name gives a field or parameter its value.
pub(super) fn injects(name: &str) -> bool {
    ANNOTATIONS.contains(&name)
}

/// The value that an annotation injects.
pub(super) fn value(call: &Call) -> Option<Value> {
    match call.callee.as_str() {
        "org.springframework.beans.factory.annotation.Value" | "io.micronaut.context.annotation.Value" => {
            let given = call.key("value").or_else(|| call.positional(0))?;
            Some(placeholders(given.as_text()?, given, call))
        }
        "org.eclipse.microprofile.config.inject.ConfigProperty" => {
            let name = call.key("name")?;
            Some(read(name.as_text()?, call.key("defaultValue").cloned(), name, call))
        }
        "io.micronaut.context.annotation.Property" => {
            let name = call.key("name")?;
            Some(read(name.as_text()?, call.key("defaultValue").cloned(), name, call))
        }
        _ => None,
    }
}

/// A text whose placeholders are variables or properties.
fn placeholders(text: &str, given: &Value, call: &Call) -> Value {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = closing(&rest[start + 2..]) else { break };
        if start > 0 {
            parts.push(Value::text(&rest[..start], given.span));
        }
        let inside = &rest[start + 2..start + 2 + length];
        let (name, default) =
            inside.split_once(':').map_or((inside, None), |(name, text)| (name, Some(text)));
        let default = default.map(|text| Value::text(text, given.span));
        parts.push(read(name, default, given, call));
        rest = &rest[start + 3 + length..];
    }
    if !rest.is_empty() {
        parts.push(Value::text(rest, given.span));
    }
    match parts.len() {
        0 => Value::unknown(call.span),
        1 => parts.remove(0),
        _ => concatenated(parts, "", call.span),
    }
}

/// Where the brace that is open at the start of a text closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn read(name: &str, default: Option<Value>, given: &Value, call: &Call) -> Value {
    let read = Read {
        name: Arg::literal(name.trim(), given.span),
        required: default.is_none() && is_capitals(name),
        default,
        api: call.callee.clone(),
        span: call.span,
        context: call.context.clone(),
    };
    Value { data: Data::Env(Arc::new(read)), span: call.span }
}

/// Annotations of classes whose attributes are properties below a prefix.
const CLASSES: [&str; 3] = [
    "org.springframework.boot.context.properties.ConfigurationProperties",
    "io.micronaut.context.annotation.ConfigurationProperties",
    "io.smallrye.config.ConfigMapping",
];

/// The prefix of the properties that the attributes of a class, or of one inside it, are given.
fn prefix(class: &Class) -> Option<String> {
    let call = class.decorators.iter().find(|call| CLASSES.contains(&call.callee.as_str()));
    match call {
        Some(call) => {
            let prefix = call.key("prefix").or_else(|| call.positional(0)).and_then(Value::as_text);
            Some(prefix.unwrap_or_default().to_owned())
        }
        None => class.context.class.as_ref().and_then(|outer| prefix(outer)),
    }
}

/// Takes what a class of properties has as an address for the default of a variable: frameworks read the one whose name is
/// that of the property in capitals.
fn bind(unit: &mut Unit) {
    let mut reads = Vec::new();
    for field in &mut unit.fields {
        let Some(prefix) = field.context.class.as_ref().and_then(|class| prefix(class)) else { continue };
        let is_attribute = field.context.function == 0 && !field.path.contains('.');
        let Some(value) = field.value.take_if(|value| is_attribute && is_address(value)) else { continue };
        let name = format!("{prefix}.{}", field.path).trim_start_matches('.').to_ascii_uppercase();
        let name = name.replace('.', "_").replace('-', "");
        reads.push(Arc::new(Read {
            name: Arg::literal(name, field.name.span),
            span: field.name.span.to(value.span),
            default: Some(value),
            required: false,
            api: CLASSES[0].to_owned(),
            context: field.context.clone(),
        }));
    }
    unit.reads.extend(reads);
}

fn is_address(value: &Value) -> bool {
    value.as_text().is_some_and(|text| host_of(text).is_some())
}

/// Takes properties from among the variables: their defaults are fields of their names.
pub(super) fn settle(unit: &mut Unit) {
    bind(unit);
    let is_variable = |read: &Arc<Read>| is_capitals(&read.name.text);
    let reads = std::mem::take(&mut unit.reads);
    let (variables, properties): (Vec<_>, Vec<_>) = reads.into_iter().partition(is_variable);
    unit.reads = variables;
    for property in properties {
        let literal = property.default.clone().filter(|value| matches!(value.data, Data::Text(_)));
        unit.fields.extend(literal.map(|value| Field {
            path: property.name.text.clone(),
            name: property.name.clone(),
            value: Some(value),
            siblings: None,
            context: property.context.clone(),
        }));
    }
}
