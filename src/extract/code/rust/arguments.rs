//! Variables that attributes of a field name: options of a command line that may come from one, and settings.

use std::sync::Arc;

use syn::{Attribute, Expr, Field, Fields, Meta};

use super::super::unit::{Read, Value};
use super::walker::Walker;
use crate::source::Arg;

/// An attribute of fields by which derived code reads a variable.
struct Derived {
    attribute: &'static str,
    /// The option that names the variable.
    env: &'static str,
    /// The option's value may be left out, or the option: the variable is then called like the field.
    implied: bool,
    /// Options that give a default.
    defaults: &'static [&'static str],
    /// Nothing else can give the value: no command line, no file.
    demands: bool,
    api: &'static str,
}

const OF_CLAP: Derived = Derived {
    attribute: "arg",
    env: "env",
    implied: false,
    defaults: &["default_value", "default_value_t", "default_values", "default_values_t"],
    demands: false,
    api: "clap::Arg.env",
};

const DERIVED: &[Derived] = &[
    OF_CLAP,
    Derived { attribute: "clap", ..OF_CLAP },
    Derived { attribute: "structopt", ..OF_CLAP },
    Derived { attribute: "conf", api: "conf::Conf.env", ..OF_CLAP },
    Derived { attribute: "config", defaults: &["default"], api: "confique::Config.env", ..OF_CLAP },
    Derived { attribute: "setting", defaults: &["default"], api: "schematic::Config.env", ..OF_CLAP },
    Derived {
        attribute: "envconfig",
        env: "from",
        implied: true,
        defaults: &["default"],
        demands: true,
        api: "envconfig::Envconfig.from",
    },
];

impl Walker<'_> {
    /// Records the variables that are read for the fields of a struct or variant: `#[arg(env = "PORT")]`.
    pub(super) fn arguments_of(&mut self, fields: &Fields) {
        for field in fields {
            for attribute in &field.attrs {
                let derived = DERIVED.iter().find(|derived| attribute.path().is_ident(derived.attribute));
                if let Some(read) = derived.and_then(|derived| self.argument_of(field, attribute, derived)) {
                    self.record.read(&Arc::new(read));
                }
            }
        }
    }

    fn argument_of(&mut self, field: &Field, attribute: &Attribute, derived: &Derived) -> Option<Read> {
        let options = self.options(attribute);
        let of = |name: &str| options.iter().find(|(known, _)| known == name);
        let named = match of(derived.env) {
            Some((_, named)) => named.as_ref(),
            None if derived.implied && of("nested").is_none() => None,
            None => return None,
        };
        let name = if let Some(value) = named {
            Arg::literal(value.as_text()?, value.span)
        } else {
            let own = self.ident(field.ident.as_ref()?);
            Arg::literal(own.text.to_uppercase(), own.span)
        };
        let default = derived
            .defaults
            .iter()
            .find_map(|name| of(name))
            .map(|(_, value)| value.clone().unwrap_or_else(|| Value::unknown(name.span)));
        let span = self.between(attribute.pound_token.span, attribute.bracket_token.span.close());
        let optional = super::names::last_name(&field.ty).is_some_and(|name| name == "Option");
        let required = derived.demands && default.is_none() && !optional;
        let context = self.context.clone();
        Some(Read { name, default, required, api: derived.api.to_owned(), span, context })
    }

    /// The options of an attribute: `name`, `name = value`, `name(value)`.
    pub(super) fn options(&mut self, attribute: &Attribute) -> Vec<(String, Option<Value>)> {
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
}
