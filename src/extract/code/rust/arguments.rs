//! Variables that derived code reads: options of a command line that may come from one, and settings filled from all.

use std::sync::Arc;

use syn::{Attribute, Expr, Field, Fields, Meta, ReturnType, Type};

use super::super::table::Meaning;
use super::super::unit::{Data, Read, Value};
use super::extent;
use super::walker::Walker;
use crate::source::Arg;

impl Walker<'_> {
    /// Records the variables that clap reads for the fields of a struct or variant: `#[arg(env = "PORT")]`.
    pub(super) fn arguments_of(&mut self, fields: &Fields) {
        for field in fields {
            for attribute in &field.attrs {
                let is_argument =
                    ["arg", "clap", "structopt"].iter().any(|name| attribute.path().is_ident(name));
                if is_argument && let Some(read) = self.argument_of(field, attribute) {
                    self.record.read(&Arc::new(read));
                }
            }
        }
    }

    fn argument_of(&mut self, field: &Field, attribute: &Attribute) -> Option<Read> {
        let options = self.options(attribute);
        let of = |name: &str| options.iter().find(|(known, _)| known == name);
        let (_, named) = of("env")?;
        let name = if let Some(value) = named {
            Arg::literal(value.as_text()?, value.span)
        } else {
            let own = self.ident(field.ident.as_ref()?);
            Arg::literal(own.text.to_uppercase(), own.span)
        };
        let defaults = ["default_value", "default_value_t", "default_values", "default_values_t"];
        let default = defaults
            .iter()
            .find_map(|name| of(name))
            .map(|(_, value)| value.clone().unwrap_or_else(|| Value::unknown(name.span)));
        let span = self.between(attribute.pound_token.span, attribute.bracket_token.span.close());
        // Without the variable, the command line can still give the value.
        Some(Read {
            name,
            default,
            required: false,
            api: "clap::Arg.env".to_owned(),
            span,
            context: self.context.clone(),
        })
    }

    /// The options of an attribute: `name`, `name = value`, `name(value)`.
    fn options(&mut self, attribute: &Attribute) -> Vec<(String, Option<Value>)> {
        use syn::parse::Parser;
        let Meta::List(list) = &attribute.meta else { return Vec::new() };
        let parsed =
            syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated.parse2(list.tokens.clone());
        let mut options = Vec::new();
        for expr in parsed.into_iter().flatten() {
            let (name, value) = match &expr {
                Expr::Assign(assign) => (&*assign.left, Some(&*assign.right)),
                Expr::Call(call) => (&*call.func, call.args.first()),
                other => (other, None),
            };
            let Expr::Path(path) = name else { continue };
            let Some(name) = path.path.get_ident() else { continue };
            let value = value.map(|value| self.quietly(|walker| walker.expression(value)));
            options.push((name.to_string(), value));
        }
        options
    }

    /// Records the variables of a struct that a call fills from the environment (`envy::from_env::<Config>()`).
    pub(super) fn schema_of(&mut self, value: &Value, declared: &Type) {
        let Data::Call(call) = &value.data else { return };
        if self.silent || !self.table.means(&call.callee, Meaning::EnvSchema) {
            return;
        }
        let Some(name) = self.type_name(declared) else { return };
        let Some(fields) = self.defined.structs.get(name.trim_start_matches('?')).copied() else { return };
        let prefix = match &call.receiver {
            Some(Value { data: Data::Call(made), .. }) => {
                made.positional(0).and_then(Value::as_text).unwrap_or("")
            }
            _ => "",
        };
        for field in fields {
            let Some(own) = &field.ident else { continue };
            let mut variable = self.ident(own);
            let mut default = None;
            let mut optional = super::names::last_name(&field.ty).is_some_and(|name| name == "Option");
            let mut skipped = false;
            for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
                for (option, value) in self.options(attribute) {
                    match option.as_str() {
                        "rename" => {
                            if let Some(name) = value.as_ref().and_then(Value::as_text) {
                                name.clone_into(&mut variable.text);
                            }
                        }
                        "default" => {
                            optional = true;
                            default = value
                                .as_ref()
                                .and_then(Value::as_text)
                                .and_then(|name| self.default_of(name));
                        }
                        "skip" | "skip_deserializing" | "flatten" => skipped = true,
                        _ => {}
                    }
                }
            }
            if skipped {
                continue;
            }
            variable.text = format!("{prefix}{}", variable.text).to_uppercase();
            let span = variable.span.to(self.span(extent::type_start(&field.ty)));
            let required = !optional && default.is_none();
            let read = Read {
                name: variable,
                default,
                required,
                api: call.callee.clone(),
                span,
                context: call.context.clone(),
            };
            self.record.read(&Arc::new(read));
        }
    }

    /// What a function that serde calls for a missing field returns.
    fn default_of(&mut self, function: &str) -> Option<Value> {
        let function = *self.defined.functions.get(function)?;
        let value = self.quietly(|walker| walker.block(function.block));
        matches!(value.data, Data::Text(_) | Data::Number(_) | Data::Bool(_)).then_some(value)
    }

    /// As [`Walker::schema_of`], for what a function returns by its declaration.
    pub(super) fn schema_of_result(&mut self, value: &Value, output: &ReturnType) {
        if let ReturnType::Type(_, declared) = output {
            self.schema_of(value, declared);
        }
    }
}
