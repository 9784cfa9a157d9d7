//! Ruby: from source text to a unit.

mod blocks;
mod gaps;
mod grammar;
mod heredoc;
mod rails;
mod routes;
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
use grammar::Ruby;

/// What makes a file worth reading besides the names of the table: variables that outlive requests, and the name of the
/// environment where Rails and Sinatra have it.
const OTHERS: &[&str] = &["@@", "Rails.env", "settings.environment"];

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::unparenthesised(&table, OTHERS);
    Frontend { table, needles, read }
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    heredoc::check(reader)?;
    let text = gaps::filled(reader.text);
    let reader = Reader { text: &text, ..reader };
    let tree = syntax::parse(&tree_sitter_ruby::LANGUAGE.into(), reader)?;
    Ok(syntax::unit(Ruby::new(File::new(reader, table), &tree), &tree))
}
