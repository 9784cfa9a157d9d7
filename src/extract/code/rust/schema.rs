//! Settings that a library fills from variables by the fields of a struct.
//!
//! What the variables are called: <https://docs.rs/envy>, <https://docs.rs/config/latest/config/struct.Environment.html>,
//! <https://docs.rs/figment/latest/figment/providers/struct.Env.html>.

use std::sync::Arc;

use syn::{Attribute, Field, Fields, ItemStruct, ReturnType, Type};

use super::super::table::Meaning;
use super::super::unit::{Call, Context, Data, Read, Value};
use super::extent;
use super::names::last_name;
use super::walker::Walker;
use crate::source::Arg;

/// Structs within structs are looked into no deeper than this.
const DEEPEST: usize = 6;

/// Links of a chain of calls that are looked at.
const MOST_LINKS: usize = 100;

/// What stands for the variables among the sources of settings.
const SOURCES: &[&str] = &["config::Environment", "figment::providers::Env"];

/// Methods that give a loader a source of settings.
const LAYERS: &[&str] = &["add_source", "merge", "join", "admerge", "adjoin", "from", "set_default"];

/// How a loader finds the variable of a field.
struct Naming {
    /// What all variables start with.
    prefix: String,
    /// What stands between the names of a struct and of its field; without it only the outermost fields have variables.
    separator: Option<String>,
    /// The only variables that are read, where they are listed.
    only: Option<Vec<String>>,
    /// Whether files or defaults can give the values too.
    layered: bool,
    api: String,
    context: Context,
}

/// What serde takes for a field that is missing.
pub(super) struct Default {
    owner: String,
    name: Arg,
    value: Value,
    context: Context,
}

/// What serde is told of a field.
#[derive(std::default::Default)]
struct Told {
    rename: Option<String>,
    default: Option<Value>,
    optional: bool,
    skipped: bool,
    flat: bool,
}

impl Walker<'_> {
    /// Records the variables of a struct that a call fills from the environment (`envy::from_env::<Config>()`).
    pub(super) fn schema_of(&mut self, value: &Value, declared: &Type) {
        let Data::Call(call) = &value.data else { return };
        if self.silent || !self.table.means(&call.callee, Meaning::EnvSchema) {
            return;
        }
        let Some(name) = self.type_name(declared) else { return };
        let naming =
            if call.callee.starts_with("envy::") { Some(of_envy(call)) } else { self.layers_of(call) };
        if let Some(naming) = naming {
            self.fields_of(name.trim_start_matches('?'), &naming, &mut Vec::new());
        }
    }

    /// As [`Walker::schema_of`], for what a function returns by its declaration.
    pub(super) fn schema_of_result(&mut self, value: &Value, output: &ReturnType) {
        if let ReturnType::Type(_, declared) = output {
            self.schema_of(value, declared);
        }
    }

    /// How variables are named among the sources that a loader has been given.
    fn layers_of(&mut self, call: &Arc<Call>) -> Option<Naming> {
        let mut given = Vec::new();
        chain(call, &mut given);
        // `settings.merge(…)?` on a line of its own.
        let function = call.context.function;
        let here = |other: &&Arc<Call>| other.context.function == function && is_source(&other.callee);
        let beside: Vec<Arc<Call>> = self.record.unit().calls.iter().filter(here).cloned().collect();
        let of_variables = |value: &Value| match &value.data {
            Data::Call(made) if is_source(&made.callee) => Some(Arc::clone(made)),
            _ => None,
        };
        let mut arguments = given.iter().flat_map(|call| &call.args);
        let among = arguments.find_map(|argument| of_variables(&argument.value));
        let gives_more = |call: &Arc<Call>| {
            LAYERS.contains(&call.method())
                && call.args.iter().all(|argument| of_variables(&argument.value).is_none())
        };
        let layered = among.is_none() || given.iter().any(gives_more);
        let source = among.or_else(|| beside.into_iter().max_by_key(|made| made.span))?;
        let mut naming = Naming {
            prefix: String::new(),
            separator: None,
            only: None,
            layered,
            api: source.callee.clone(),
            context: call.context.clone(),
        };
        let mut options = Vec::new();
        chain(&source, &mut options);
        let text = |method: &[&str]| {
            let call = options.iter().find(|call| method.contains(&call.method()))?;
            call.positional(0).and_then(Value::as_text).map(str::to_owned)
        };
        if source.callee.starts_with("config::") {
            naming.separator = text(&["separator"]);
            if let Some(prefix) = text(&["with_prefix", "prefix", "new"]) {
                let between = text(&["prefix_separator"]).or_else(|| naming.separator.clone());
                naming.prefix = prefix + between.as_deref().unwrap_or("_");
            }
        } else {
            naming.separator = text(&["split"]);
            naming.prefix = text(&["prefixed"]).unwrap_or_default();
            let only = options.iter().find(|call| call.method() == "only");
            if let Some(Data::List(names)) = only.and_then(|call| call.positional(0)).map(|value| &value.data)
            {
                let names = names.iter().filter_map(Value::as_text);
                naming.only = Some(names.map(str::to_ascii_uppercase).collect());
            }
        }
        Some(naming)
    }

    /// Records the variables of the fields of a struct; `path` are the names of the fields around it.
    fn fields_of(&mut self, name: &str, naming: &Naming, path: &mut Vec<String>) {
        let Some(item) = self.defined.structs.get(name).copied() else { return };
        if path.len() >= DEEPEST {
            return;
        }
        self.schemas.insert(name.to_owned());
        let all_optional = self.serde_of(&item.attrs).optional;
        let Fields::Named(fields) = &item.fields else { return };
        for field in &fields.named {
            self.field_of(field, all_optional, naming, path);
        }
    }

    fn field_of(&mut self, field: &Field, all_optional: bool, naming: &Naming, path: &mut Vec<String>) {
        let Some(own) = &field.ident else { return };
        let told = self.serde_of(&field.attrs);
        if told.skipped {
            return;
        }
        let mut variable = self.ident(own);
        let name = told.rename.unwrap_or_else(|| variable.text.clone());
        let named = self.type_name(&field.ty).and_then(|name| name.strip_prefix('?').map(str::to_owned));
        let own_type = named.filter(|name| name.starts_with(char::is_uppercase));
        if let Some(inner) = &own_type {
            let is_struct =
                self.defined.structs.get(inner).is_some_and(|item| matches!(item.fields, Fields::Named(_)));
            if is_struct && told.flat {
                return self.fields_of(inner, naming, path);
            }
            if is_struct {
                if naming.separator.is_some() {
                    path.push(name);
                    self.fields_of(inner, naming, path);
                    path.pop();
                }
                return;
            }
            // What another file defines may have fields of its own.
            let known = self.defined.enums.contains(inner) || self.defined.structs.contains_key(inner);
            if !known {
                return;
            }
        }
        if told.flat {
            return;
        }
        let separator = naming.separator.as_deref().unwrap_or("");
        path.push(name);
        variable.text = format!("{}{}", naming.prefix, path.join(separator)).to_uppercase();
        path.pop();
        if naming.only.as_ref().is_some_and(|only| !only.contains(&variable.text)) {
            return;
        }
        let optional = told.optional
            || all_optional
            || naming.layered
            || last_name(&field.ty).is_some_and(|name| name == "Option");
        let span = variable.span.to(self.span(extent::type_start(&field.ty)));
        let read = Read {
            name: variable,
            required: !optional && told.default.is_none(),
            default: told.default,
            api: naming.api.clone(),
            span,
            context: naming.context.clone(),
        };
        self.record.read(&Arc::new(read));
    }

    fn serde_of(&mut self, attributes: &[Attribute]) -> Told {
        let mut told = Told::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            for (option, value) in self.options(attribute) {
                match option.as_str() {
                    "rename" => told.rename = value.as_ref().and_then(Value::as_text).map(str::to_owned),
                    "default" => {
                        told.optional = true;
                        let function = value.as_ref().and_then(Value::as_text);
                        told.default = function.and_then(|name| self.default_of(name));
                    }
                    "skip" | "skip_deserializing" => told.skipped = true,
                    "flatten" => told.flat = true,
                    _ => {}
                }
            }
        }
        told
    }

    /// What a function that serde calls for a missing field returns.
    fn default_of(&mut self, function: &str) -> Option<Value> {
        let function = *self.defined.functions.get(function)?;
        let value = self.quietly(|walker| walker.block(function.block));
        matches!(value.data, Data::Text(_) | Data::Number(_) | Data::Bool(_)).then_some(value)
    }

    /// Notes what serde takes for missing fields of a struct.
    pub(super) fn defaults_of(&mut self, item: &ItemStruct) {
        let Fields::Named(fields) = &item.fields else { return };
        for field in &fields.named {
            let Some(name) = field.ident.as_ref().map(|name| self.ident(name)) else { continue };
            if let Some(value) = self.serde_of(&field.attrs).default {
                let default =
                    Default { owner: item.ident.to_string(), name, value, context: self.context.clone() };
                self.defaults.push(default);
            }
        }
    }

    /// Records the defaults of structs as values of their fields, unless they stand in for variables.
    pub(super) fn record_defaults(&mut self) {
        for default in std::mem::take(&mut self.defaults) {
            if !self.schemas.contains(&default.owner) {
                let path = format!("{}.{}", default.owner, default.name.text);
                self.record.field(&path, default.name, Some(default.value), &default.context);
            }
        }
    }
}

fn is_source(callee: &str) -> bool {
    SOURCES.iter().any(|source| {
        callee.strip_prefix(source).is_some_and(|rest| rest.starts_with("::") || rest.starts_with('.'))
    })
}

fn of_envy(call: &Arc<Call>) -> Naming {
    let prefix = match &call.receiver {
        Some(Value { data: Data::Call(made), .. }) => {
            made.positional(0).and_then(Value::as_text).unwrap_or("")
        }
        _ => "",
    };
    Naming {
        prefix: prefix.to_owned(),
        separator: None,
        only: None,
        layered: false,
        api: call.callee.clone(),
        context: call.context.clone(),
    }
}

/// A call and those that made its receiver, the last first.
fn chain(call: &Arc<Call>, links: &mut Vec<Arc<Call>>) {
    let mut open = vec![Arc::clone(call)];
    while let Some(call) = open.pop().filter(|_| links.len() < MOST_LINKS) {
        for value in call.receiver.iter().flat_map(Value::alternatives) {
            if let Data::Call(made) = &value.data {
                open.push(Arc::clone(made));
            }
        }
        links.push(call);
    }
}
