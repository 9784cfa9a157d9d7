//! Python: from source text to a unit.

mod commands;
mod grammar;
mod imports;
mod settings;
mod strings;
mod table;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::Frontend;
use super::needles::Needles;
use super::syntax::{self, File};
use super::table::Table;
use super::unit::Unit;
use crate::app::Unreadable;
use crate::extract::Reader;
use grammar::Python;

/// The frontend.
pub(super) fn frontend() -> &'static Frontend {
    static FRONTEND: LazyLock<Frontend> = LazyLock::new(|| {
        let table = Table::new(table::PARTS, table::ALIASES);
        let needles = Needles::new(&table, &[]);
        Frontend { table, needles, read }
    });
    &FRONTEND
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_python::LANGUAGE.into(), reader)?;
    Ok(syntax::unit(Python { file: File::new(reader, table) }, &tree))
}
