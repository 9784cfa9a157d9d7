//! Source code to facts: a frontend per language makes a [`unit::Unit`], a table per language says what its names mean.
//!
//! Adding a language is a function from text to [`unit::Unit`], a table of [`table::Entry`]s and a line in [`language`]; what
//! facts are made of both is written once, in [`facts`].

pub mod address;
pub mod environment;
pub mod facts;
pub mod literal;
pub mod needles;
pub mod reads;
pub mod slot;
pub mod syntax;
pub mod table;
pub mod unit;

mod javascript;
mod python;

use super::{Harvest, Reader};
use crate::discover::Language;
use crate::fact::Role;
use needles::Needles;
use table::Table;
use unit::Unit;

/// A language, as the steps after its frontend see it.
#[derive(Debug)]
pub struct Frontend {
    /// What names mean.
    pub table: Table,
    /// The texts without which a file has nothing to say.
    pub needles: Needles,
    /// Reads one file; `Err` says why it could not be read.
    pub read: fn(Reader, &Table) -> Result<Unit, String>,
}

/// Reads one file. Tests, other people's code and the like are no part of a running app, and most of the bytes of many a
/// repository: they are not parsed.
pub fn extract(reader: Reader, language: Language, harvest: &mut Harvest) {
    if matches!(reader.place.role, Role::Test | Role::Vendored | Role::Generated | Role::Documentation) {
        return;
    }
    let Some(frontend) = frontend(language) else { return };
    if !frontend.needles.occur_in(reader.path, reader.text) {
        return;
    }
    match (frontend.read)(reader, &frontend.table) {
        Ok(unit) => harvest.facts.extend(facts::facts(&unit, &frontend.table, reader)),
        Err(reason) => harvest.unreadable(crate::source::Span::start_of(reader.file), reason),
    }
}

fn frontend(language: Language) -> Option<&'static Frontend> {
    match language {
        Language::Python => Some(python::frontend()),
        Language::JavaScript | Language::TypeScript | Language::Tsx => Some(javascript::frontend(language)),
        Language::Rust => None,
    }
}
