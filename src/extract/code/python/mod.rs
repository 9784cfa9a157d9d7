//! Python: from source text to a unit.

mod declare;
mod emit;
mod expression;
mod functions;
mod imports;
mod settings;
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
    let mut file = File::new(reader, table);
    declare::declare(&mut file, tree.root_node());
    let broken = syntax::broken(tree.root_node(), reader.text).map(|range| reader.span(range));
    Ok(Unit { broken, ..emit::emit(file, tree.root_node()) })
}
