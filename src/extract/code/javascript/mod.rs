//! JavaScript and TypeScript: from source text to a unit.

mod functions;
mod grammar;
mod modules;
mod routes;
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
use crate::discover::Language;
use crate::extract::Reader;
use grammar::JavaScript;

/// What files that are routes by their place, or that describe variables, have in them.
const ROUTE_FILES: &[&str] = &[
    "NextApiRequest",
    "NextRequest",
    "NextResponse",
    "RequestHandler",
    "defineEventHandler",
    "function GET(",
    "function POST(",
    "const GET ",
    "const POST ",
    // Classes that are variables.
    "class-validator",
];

/// What the table knows that is there without an import.
const GLOBALS: &[&str] = &["Bun", "Deno", "WebSocket", "fetch", "import", "process", "setImmediate"];

/// The frontend for one of the dialects, with names of somebody's own.
pub(super) fn frontend(language: Language, taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::quoted(&table, ROUTE_FILES, GLOBALS);
    let read = match language {
        Language::TypeScript => typescript,
        Language::Tsx => tsx,
        _ => javascript,
    };
    Frontend { table, needles, read }
}

fn javascript(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    read(&tree_sitter_javascript::LANGUAGE.into(), reader, table)
}

fn typescript(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    read(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), reader, table)
}

fn tsx(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    read(&tree_sitter_typescript::LANGUAGE_TSX.into(), reader, table)
}

fn read(language: &tree_sitter::Language, reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = syntax::parse(language, reader)?;
    Ok(syntax::unit(JavaScript { file: File::new(reader, table) }, &tree))
}
