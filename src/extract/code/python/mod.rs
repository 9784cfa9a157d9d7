//! Python: from source text to a unit.

mod commands;
mod grammar;
mod imports;
mod settings;
mod strings;
mod table;
#[cfg(test)]
mod tests;

use super::Frontend;
use super::needles::Needles;
use super::syntax::{self, File};
use super::table::{Alias, Table};
use super::unit::Unit;
use crate::app::Unreadable;
use crate::extract::Reader;
use grammar::Python;

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::new(&table, &[]);
    Frontend { table, needles, read }
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_python::LANGUAGE.into(), reader)?;
    Ok(syntax::unit(Python { file: File::new(reader, table) }, &tree))
}
