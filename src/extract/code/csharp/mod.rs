//! C#: from source text to a unit.

mod caches;
mod configuration;
mod grammar;
mod handlers;
mod migrations;
mod names;
mod outline;
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
use grammar::CSharp;
use outline::Outline;

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::within(&table, configuration::NEEDLES, table::NAMESPACES);
    Frontend { table, needles, read }
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_c_sharp::LANGUAGE.into(), reader)?;
    let outline = Outline::new(tree.root_node(), reader.text);
    Ok(syntax::unit(CSharp { file: File::new(reader, table), outline }, &tree))
}
