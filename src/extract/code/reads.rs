//! Calls and members that read environment variables, as a language's table names them.

use std::sync::Arc;

use super::slot::{Around, Site};
use super::table::{Meaning, On, Table, names_callee};
use super::unit::{Call, Context, Data, Map, Read, Value};
use crate::fact::Kind;
use crate::source::{Arg, Span};

/// Settings are looked for in groups of a schema no deeper than this.
const DEEPEST: u8 = 6;

/// The read that a call makes, if the table says that it makes one and its variable is named by a literal.
pub fn of_call(table: &Table, call: &Call, around: Around) -> Option<Arc<Read>> {
    let site = Site::Call(call);
    let entry = table.calls(&call.callee).find(|entry| {
        matches!(entry.means, Meaning::Fact(Kind::EnvRead) | Meaning::EnvDemand)
            && entry.when.iter().all(|condition| site.holds(condition, around))
    })?;
    let name = site.fill(&entry.subject)?;
    let name = Arg::literal(name.as_text()?, name.span);
    let given = site.fill(&entry.value);
    let required = entry.means == Meaning::EnvDemand && given.is_none();
    let default = given.filter(|value| !matches!(value.data, Data::Null));
    let (api, span, context) = (call.callee.clone(), call.span, call.context.clone());
    Some(Arc::new(Read { name, default, required, api, span, context }))
}

/// The read of the member `name` of the object of that canonical name; `element` tells `object["name"]` from `object.name`.
pub fn of_member(
    table: &Table,
    object: &str,
    name: Arg,
    span: Span,
    context: &Context,
    element: bool,
) -> Option<Arc<Read>> {
    let entry = table.others().find(|entry| match entry.on {
        On::Element(objects) if element => objects.iter().any(|pattern| names_callee(pattern, object)),
        On::Member(objects) => objects.iter().any(|pattern| names_callee(pattern, object)),
        _ => false,
    })?;
    let required = match entry.means {
        Meaning::EnvDemand => true,
        Meaning::Fact(Kind::EnvRead) => false,
        _ => return None,
    };
    let (api, context) = (object.to_owned(), context.clone());
    Some(Arc::new(Read { name, default: None, required, api, span, context }))
}

/// The read with the default that an expression around it gives: `process.env.PORT || 3000`.
pub fn with_default(read: &Read, default: Value, span: Span) -> Arc<Read> {
    Arc::new(Read { default: Some(default), required: false, span, ..read.clone() })
}

/// The reads that a schema of the environment describes (`cleanEnv(process.env, {…})`).
pub fn of_schema(table: &Table, call: &Call, around: Around) -> Vec<Arc<Read>> {
    let site = Site::Call(call);
    let entry = table.calls(&call.callee).find(|entry| {
        entry.means == Meaning::EnvSchema && entry.when.iter().all(|condition| site.holds(condition, around))
    });
    let Some(Value { data: Data::Map(schema), .. }) = entry.and_then(|entry| site.fill(&entry.value)) else {
        return Vec::new();
    };
    let mut reads = Vec::new();
    of_shape(&schema, call, 0, &mut reads);
    reads
}

/// The reads of a schema: by name, or in groups of settings that each name their variable
/// (`{ db: { host: { default: "localhost", env: "DB_HOST" } } }`).
fn of_shape(schema: &Map, call: &Call, depth: u8, reads: &mut Vec<Arc<Read>>) {
    for (name, described) in &schema.entries {
        let (name, (default, optional)) = match &described.data {
            Data::Map(setting) => match setting.get("env") {
                Some(variable @ Value { data: Data::Text(text), .. }) => {
                    let default = setting.get("default").filter(|value| !matches!(value.data, Data::Null));
                    (Arg::literal(text.as_str(), variable.span), (default.cloned(), false))
                }
                _ if depth < DEEPEST => {
                    of_shape(setting, call, depth + 1, reads);
                    continue;
                }
                _ => continue,
            },
            _ if depth == 0 => (name.clone(), described_as(described)),
            _ => continue,
        };
        reads.push(Arc::new(Read {
            required: default.is_none() && !optional,
            span: name.span.to(described.span),
            name,
            default,
            api: call.callee.clone(),
            context: call.context.clone(),
        }));
    }
}

/// The default that a validator gives, and whether the variable may be absent: `port({ default: 3000 })`,
/// `z.string().optional()`.
fn described_as(validator: &Value) -> (Option<Value>, bool) {
    let mut at = validator;
    let mut optional = false;
    let mut demanded = false;
    let mut is_joi = false;
    while let Data::Call(call) = &at.data {
        is_joi = call.callee.starts_with("joi.");
        match call.method() {
            "required" | "exist" => demanded = true,
            "default" | "catch" | "prefault" => return (call.positional(0).cloned(), true),
            "optional" | "nullish" | "nullable" | "allow" | "when" => optional = true,
            _ => {
                if let Some(default) = call.key("default") {
                    return (Some(default.clone()), true);
                }
                optional |= call.key("devDefault").is_some();
            }
        }
        match &call.receiver {
            Some(receiver) => at = receiver,
            None => break,
        }
    }
    // Joi takes for optional what is not said to be required.
    (None, optional || (is_joi && !demanded))
}
