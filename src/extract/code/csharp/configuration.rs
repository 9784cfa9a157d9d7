//! Settings of .NET apps: keys of a configuration that environment variables give their values.
//!
//! A variable `A__B` sets the key `A:B`, as `:` is no part of a variable's name on every platform
//! (learn.microsoft.com/aspnet/core/fundamentals/configuration#non-prefixed-environment-variables).

use std::sync::Arc;

use super::super::unit::{Call, Context, Data, Read, Unit, Value, last_part};
use crate::source::{Arg, Span};

/// Texts of files that read settings.
pub(super) const NEEDLES: &[&str] = &[
    "Configuration[",
    "_configuration[",
    "configuration[",
    "_config[",
    "config[",
    "GetConnectionString",
    "GetSection",
];

/// The `api` of reads of settings.
const API: &str = "IConfiguration";

/// The read of the key at an element of a configuration.
pub(super) fn element(object: &Value, key: &Value, span: Span, context: &Context) -> Option<Value> {
    let path = section(object)?;
    Some(read(&path, key, None, span, context))
}

/// The read that a method of a configuration makes.
pub(super) fn call(call: &Call) -> Option<Value> {
    let path = section(call.receiver.as_ref()?)?;
    let key = call.positional(0)?;
    let path = match call.method() {
        "GetValue" => path,
        "GetConnectionString" => "ConnectionStrings__".to_owned(),
        _ => return None,
    };
    key.as_text()?;
    let default = call.positional(1).cloned().filter(|value| !matches!(value.data, Data::Null));
    Some(read(&path, key, default, call.span, &call.context))
}

fn read(path: &str, key: &Value, default: Option<Value>, span: Span, context: &Context) -> Value {
    let Some(text) = key.as_text() else { return Value::unknown(span) };
    let name = Arg::literal(format!("{path}{}", text.replace(':', "__")), key.span);
    let (api, context) = (API.to_owned(), context.clone());
    Value { data: Data::Env(Arc::new(Read { name, default, required: false, api, span, context })), span }
}

/// The prefix of variables for the keys of a configuration or of a section of it; `None` for anything else.
fn section(value: &Value) -> Option<String> {
    let mut parts = Vec::new();
    let mut at = value;
    loop {
        match &at.data {
            Data::Call(call) if matches!(call.method(), "GetSection" | "GetRequiredSection") => {
                parts.push(call.positional(0)?.as_text()?.replace(':', "__"));
                at = call.receiver.as_ref()?;
            }
            _ => {
                if !is_configuration(&at.canonical()?) {
                    return None;
                }
                parts.reverse();
                return Some(parts.into_iter().map(|part| part + "__").collect());
            }
        }
    }
}

/// Whether a canonical name is that of a configuration.
fn is_configuration(name: &str) -> bool {
    if let Some(made) = name.strip_suffix("()") {
        return made == "Microsoft.Extensions.Configuration.IConfiguration"
            || made.ends_with("ConfigurationBuilder().Build");
    }
    let last = last_part(name).trim_start_matches(['?', '_']);
    matches!(last, "Configuration" | "configuration" | "config") && !name.starts_with("System.")
}

/// No variable is required for a setting: a file of settings may have its value.
pub(super) fn settle_reads(unit: &mut Unit) {
    for read in unit.reads.iter_mut().filter(|read| read.api == API) {
        unit.demanded.retain(|name| *name != read.name.text);
        if read.required {
            Arc::make_mut(read).required = false;
        }
    }
}
