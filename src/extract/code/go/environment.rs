//! What the calls of a file say together: versioned migrations, and variables that Viper and Gin read by themselves.
//!
//! <https://github.com/spf13/viper#working-with-environment-variables>, <https://pkg.go.dev/github.com/gin-gonic/gin#Engine.Run>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::unit::{Call, Data, Read, Unit, Value};
use crate::source::Arg;

const VIPER: &str = "github.com/spf13/viper.";

const GIN_RUN: &str = "github.com/gin-gonic/gin.Engine().Run";

/// Drops what says nothing new: steps of versioned migrations change the schema on purpose, and one place that has the schema
/// follow the code says so for its file.
pub(super) fn settle_migrations(unit: &mut Unit) {
    let versioned = unit.imports.iter().any(|import| import.module.text.contains("gormigrate"));
    let mut told = versioned;
    unit.calls.retain(|call| call.method() != "AutoMigrate" || !std::mem::replace(&mut told, true));
}

/// How the instance of Viper that the package itself holds, and all files share, is told to read the environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    prefix: Option<String>,
    automatic: bool,
    defaults: BTreeMap<String, Value>,
}

impl Shared {
    /// What the files of a project say together.
    pub(super) fn of<'u>(units: impl Iterator<Item = &'u Unit>) -> Self {
        let mut shared = Self::default();
        for call in units.flat_map(|unit| &unit.calls) {
            let Some(method) = call.callee.strip_prefix(VIPER) else { continue };
            let text = call.positional(0).and_then(Value::as_text);
            match (method, text) {
                ("AutomaticEnv", _) => shared.automatic = true,
                ("SetEnvPrefix", Some(prefix)) => shared.prefix = Some(prefix.to_ascii_uppercase()),
                ("SetDefault", Some(key)) => {
                    if let Some(value) = call.positional(1) {
                        shared.defaults.insert(key.to_ascii_lowercase(), value.clone());
                    }
                }
                _ => {}
            }
        }
        shared
    }
}

/// Adds the reads that the calls of Viper in a file make.
pub(super) fn settle(unit: &mut Unit, shared: &Shared) {
    let calls: Vec<(&str, &Arc<Call>)> = unit
        .calls
        .iter()
        .filter_map(|call| {
            let rest = call.callee.strip_prefix(VIPER)?;
            let rest = rest.strip_prefix("Viper().").or_else(|| rest.strip_prefix("New().")).unwrap_or(rest);
            Some((rest, call))
        })
        .collect();
    let texts = |wanted: &'static str| {
        let calls = calls.iter().filter(move |(method, _)| *method == wanted);
        calls.filter_map(|(_, call)| Some((call.positional(0)?.as_text()?, *call)))
    };
    let own = |call: &Call| call.callee.strip_prefix(VIPER).is_some_and(|rest| rest.contains("()."));
    let prefix = texts("SetEnvPrefix").next().map(|(prefix, _)| prefix.to_ascii_uppercase());
    let prefix =
        prefix.or_else(|| shared.prefix.clone().filter(|_| !calls.iter().any(|(_, call)| own(call))));
    let automatic = calls.iter().any(|(method, _)| *method == "AutomaticEnv");
    let named = |key: &str| {
        let key = key.to_ascii_uppercase().replace(['.', '-'], "_");
        match &prefix {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}_{key}"),
            _ => key,
        }
    };
    let default = |key: &str| {
        let set = texts("SetDefault").find(|(known, _)| known.eq_ignore_ascii_case(key));
        let set = set.and_then(|(_, call)| call.positional(1));
        set.or_else(|| shared.defaults.get(&key.to_ascii_lowercase())).cloned()
    };
    let read = |name: String, place: &Value, default: Option<Value>, call: &Call| {
        Arc::new(Read {
            name: Arg::literal(name, place.span),
            default,
            required: false,
            api: call.callee.clone(),
            span: call.span,
            context: call.context.clone(),
        })
    };
    let mut reads = Vec::new();
    for (method, call) in &calls {
        let Some((key, place)) = call.positional(0).and_then(|key| Some((key.as_text()?, key))) else {
            continue;
        };
        if *method == "BindEnv" {
            let names: Vec<(&str, &Value)> =
                call.args[1..].iter().filter_map(|arg| Some((arg.value.as_text()?, &arg.value))).collect();
            if names.is_empty() {
                reads.push(read(named(key), place, default(key), call));
            }
            for (name, place) in names {
                reads.push(read(name.to_owned(), place, default(key), call));
            }
        } else if (automatic || shared.automatic && !own(call))
            && (method.starts_with("Get") || *method == "SetDefault")
        {
            reads.push(read(named(key), place, default(key), call));
        }
    }
    // Without an address Gin listens on the port that PORT names.
    let bare = unit.calls.iter().filter(|call| call.callee == GIN_RUN && call.args.is_empty());
    reads.extend(bare.map(|call| {
        let default = Value { data: Data::Number("8080".to_owned()), span: call.span };
        read("PORT".to_owned(), &default, Some(default.clone()), call)
    }));
    unit.reads.extend(reads);
    unit.reads.sort_by_key(|read| read.name.span.start);
    unit.reads.dedup_by(|a, b| a.name.span == b.name.span);
}
