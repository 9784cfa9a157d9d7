//! Python: from source text to a unit.

mod declare;
mod emit;
mod expression;
mod imports;
mod settings;
mod table;

use std::sync::LazyLock;

use super::Frontend;
use super::needles::Needles;
use super::syntax::{self, File};
use super::table::Table;
use super::unit::Unit;
use crate::extract::Reader;

/// Texts besides the table's names for which a file is read: credentials and addresses.
const OTHER_NEEDLES: &[&str] = &["__main__", "import_module"];

/// The frontend.
pub(super) fn frontend() -> &'static Frontend {
    static FRONTEND: LazyLock<Frontend> = LazyLock::new(|| {
        let table = Table::new(table::PARTS, table::ALIASES);
        let needles = Needles::new(&table, OTHER_NEEDLES);
        Frontend { table, needles, read }
    });
    &FRONTEND
}

fn read(reader: Reader, table: &Table) -> Result<Unit, String> {
    let tree = syntax::parse(&tree_sitter_python::LANGUAGE.into(), reader.text)?;
    let mut file = File::new(reader, table);
    declare::declare(&mut file, tree.root_node());
    Ok(emit::emit(file, tree.root_node()))
}
