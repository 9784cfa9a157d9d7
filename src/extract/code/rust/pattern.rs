//! Patterns: what the names in them are bound to.

use std::sync::Arc;

use syn::{Member, Pat};

use super::super::unit::{Data, Value};
use super::walker::Walker;
use crate::source::Arg;

impl Walker<'_> {
    /// Binds the names of a pattern to the parts of a value.
    pub(super) fn bind(&mut self, pattern: &Pat, value: &Value) {
        match pattern {
            Pat::Ident(name) => {
                let bound = self.ident(&name.ident).text;
                self.define(&bound, value.clone());
                if let Some((_, inner)) = &name.subpat {
                    self.bind(inner, value);
                }
            }
            Pat::Type(typed) => {
                let known = !matches!(value.data, Data::Unknown);
                let value = if known { value.clone() } else { self.thing(&typed.ty, value.span) };
                self.bind(&typed.pat, &value);
            }
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(paren) => self.bind(&paren.pat, value),
            Pat::Guard(guarded) => self.bind(&guarded.pat, value),
            Pat::Or(choice) => {
                for case in &choice.cases {
                    self.bind(case, value);
                }
            }
            // `Some(x)`, `Ok(x)`, `State(pool)`: the wrapper does not show.
            Pat::TupleStruct(wrapper) if wrapper.elems.len() == 1 => {
                for inner in &wrapper.elems {
                    self.bind(inner, value);
                }
            }
            Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|inner| self.hide(inner)),
            Pat::Tuple(tuple) => {
                let parts = match &value.data {
                    Data::List(parts) if parts.len() == tuple.elems.len() => Arc::clone(parts),
                    _ => Arc::from([]),
                };
                for (at, inner) in tuple.elems.iter().enumerate() {
                    match parts.get(at) {
                        Some(part) => self.bind(inner, part),
                        None => self.hide(inner),
                    }
                }
            }
            Pat::Struct(fields) => {
                for field in &fields.fields {
                    let Member::Named(name) = &field.member else { continue };
                    let name: Arg = self.ident(name);
                    let part = self.member(value, &name, name.span);
                    self.bind(&field.pat, &part);
                }
            }
            Pat::Slice(slice) => slice.elems.iter().for_each(|inner| self.hide(inner)),
            _ => {}
        }
    }

    /// Binds the names of a pattern to nothing known.
    pub(super) fn hide(&mut self, pattern: &Pat) {
        let unknown = Value::unknown(crate::source::Span::start_of(self.reader.file));
        self.bind(pattern, &unknown);
    }
}
