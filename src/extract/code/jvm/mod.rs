//! Java and Kotlin: from source text to a unit, over one table of fully qualified names.

mod java;
mod kotlin;
mod mounts;
mod names;
mod property;
mod returns;
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

/// The frontend for Java, with names of somebody's own.
pub(super) fn java(taught: &[Alias]) -> Frontend {
    frontend(read_java, taught)
}

/// The frontend for Kotlin, with names of somebody's own.
pub(super) fn kotlin(taught: &[Alias]) -> Frontend {
    frontend(read_kotlin, taught)
}

fn frontend(read: fn(Reader, &Table) -> Result<Unit, Unreadable>, taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    // A class may be a handler by its base alone.
    let needles = Needles::qualified(&table, &["BinaryWebSocketHandler", "TextWebSocketHandler"]);
    Frontend { table, needles, read }
}

fn read_java(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(&tree_sitter_java::LANGUAGE.into(), reader)?;
    Ok(syntax::unit(java::Java { file: File::new(reader, table) }, &tree))
}

fn read_kotlin(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    if let Some(at) = kotlin::endless(reader.text) {
        let span = reader.span(at..at + 1);
        let message = "there are more annotations in a row here than the grammar can tell apart".to_owned();
        return Err(Unreadable { span, message });
    }
    let masked = kotlin::masked(reader.text);
    let text = masked.as_deref().unwrap_or(reader.text);
    let tree = syntax::parse(&tree_sitter_kotlin_ng::LANGUAGE.into(), Reader { text, ..reader })?;
    Ok(syntax::unit(kotlin::Kotlin::new(File::new(reader, table), tree.root_node()), &tree))
}
