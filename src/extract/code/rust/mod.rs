//! Rust: from source text to a unit.

mod arguments;
mod calls;
mod choice;
mod depth;
mod expression;
mod extent;
mod functions;
mod guard;
mod items;
mod macros;
mod mutation;
mod names;
mod net;
mod parse;
mod pattern;
mod schema;
mod strings;
mod table;
#[cfg(test)]
mod tests;
mod walker;

use std::thread;

use super::Frontend;
use super::needles::Needles;
use super::table::{Alias, Table};
use super::unit::Unit;
use crate::app::Unreadable;
use crate::extract::Reader;
use crate::source::Span;

/// The parser and the walk recurse as deep as [`depth`] lets a file nest.
const STACK: usize = 256 * 1024 * 1024;

/// Attributes whose derived code reads variables, or takes a default for a setting.
const OTHERS: &[&str] = &["confique", "envconfig", "schematic", "serde(default"];

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::new(&table, OTHERS);
    Frontend { table, needles, read }
}

/// Reads a file on a thread of its own: for its stack, and because positions are kept in a table that lives with the thread.
fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let unreadable =
        |message: &str| Unreadable { span: Span::start_of(reader.file), message: message.to_owned() };
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK);
        let worker =
            worker.spawn_scoped(scope, || parse::parse(reader).map(|file| walker::unit(file, reader, table)));
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(unit)) => unit,
            Ok(Err(_)) => Err(unreadable("the parser gave up")),
            Err(_) => Err(unreadable("there are no resources left to read the file")),
        }
    })
}
