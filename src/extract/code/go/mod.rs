//! Go: from source text to a unit.

mod environment;
mod grammar;
mod imports;
mod strings;
mod table;
mod tags;
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
use grammar::Go;

/// Tags by which libraries fill the fields of a struct from the environment.
const TAGS: &[&str] = &["`env:\"", " env:\"", "envconfig:\"", ",env:", ",env\""];

/// The frontend.
pub(super) fn frontend() -> &'static Frontend {
    static FRONTEND: LazyLock<Frontend> = LazyLock::new(|| {
        let table = Table::new(table::PARTS, table::ALIASES);
        let needles = Needles::quoted(&table, TAGS, &[]);
        Frontend { table, needles, read }
    });
    &FRONTEND
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_go::LANGUAGE.into(), reader)?;
    Ok(syntax::unit(Go { file: File::new(reader, table) }, &tree))
}
