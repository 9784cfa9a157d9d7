//! PHP: from source text to a unit.

mod arrays;
mod environment;
mod grammar;
mod names;
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
use grammar::Php;

/// Texts of code that defines constants, or asks for the environment it runs in by a function of its framework.
const OTHERS: &[&str] =
    &["define(", "environment(", "isProduction(", "isLocal(", "config('app.env')", "config(\"app.env\")"];

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::new(&table, OTHERS);
    Frontend { table, needles, read }
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_php::LANGUAGE_PHP.into(), reader)?;
    Ok(syntax::unit(Php { file: File::new(reader, table) }, &tree))
}
