//! Go: from source text to a unit.

mod connections;
mod environment;
mod grammar;
mod imports;
mod package;
mod strings;
mod table;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;
use tree_sitter::Tree;

use super::Frontend;
use super::needles::Needles;
use super::syntax;
use super::table::{Alias, Table};
use super::unit::Unit;
use crate::app::Unreadable;
use crate::extract::Reader;
use crate::source::folder_of;
use grammar::Go;
use package::Wrappers;

/// Tags by which libraries fill the fields of a struct from the environment, and the package whose keys may be variables by what
/// another file says.
const READERS: &[&str] = &["spf13/viper\"", "`env:\"", " env:\"", "envconfig:\"", ",env:", ",env\""];

/// The frontend, with names of somebody's own.
pub(super) fn frontend(taught: &[Alias]) -> Frontend {
    let table = Table::new(table::PARTS, table::ALIASES).taught(taught);
    let needles = Needles::quoted(&table, READERS, &[]);
    Frontend { table, needles, read }
}

fn read(reader: Reader, table: &Table) -> Result<Unit, Unreadable> {
    let tree = parse(reader)?;
    Ok(syntax::unit(Go::new(reader, table, &Wrappers::default(), &[]), &tree))
}

/// Parses a file. The grammar takes what stands in `new(…)` for a type, which since Go 1.26 may be any expression: where it
/// stumbles, the word is read as the name of a function like others.
fn parse(reader: Reader) -> Result<Tree, Unreadable> {
    let language = tree_sitter_go::LANGUAGE.into();
    let tree = syntax::parse(&language, reader)?;
    if !tree.root_node().has_error() || !reader.text.contains("new(") {
        return Ok(tree);
    }
    let masked = reader.text.replace(" new(", " neu(").replace("(new(", "(neu(");
    let other = syntax::parse(&language, Reader { text: &masked, ..reader })?;
    Ok(if other.root_node().has_error() { tree } else { other })
}

/// Reads the files of a project that have something to say, each with the others of its package in view.
pub(super) fn read_all<'r>(
    readers: &[Reader<'r>],
    frontend: &Frontend,
) -> Vec<(Reader<'r>, Result<Unit, Unreadable>)> {
    let Frontend { table, needles, .. } = frontend;
    let wrappers = Wrappers::find(readers, table);
    let wanted = |reader: Reader| is_wanted(reader, needles, &wrappers);
    let packages = packages(readers);
    let mut units: Vec<(Reader, Result<Unit, Unreadable>)> = packages
        .par_iter()
        .flat_map_iter(|package| package::units(package, table, &wrappers, wanted))
        .collect();
    let shared = environment::Shared::of(units.iter().filter_map(|(_, unit)| unit.as_ref().ok()));
    for unit in units.iter_mut().filter_map(|(_, unit)| unit.as_mut().ok()) {
        environment::settle(unit, &shared);
    }
    units
}

/// The files that are parsed: all of a package with one that has something to say.
pub(super) fn parsed<'r>(readers: &[Reader<'r>], frontend: &Frontend) -> Vec<Reader<'r>> {
    let wrappers = Wrappers::find(readers, &frontend.table);
    let wanted = |reader: &Reader| is_wanted(*reader, &frontend.needles, &wrappers);
    packages(readers).into_iter().filter(|package| package.iter().any(wanted)).flatten().collect()
}

fn is_wanted(reader: Reader, needles: &Needles, wrappers: &Wrappers) -> bool {
    needles.occur_in(reader.path, reader.text)
        || connections::may_stand_in(reader.text)
        || wrappers.are_called_in(reader)
}

fn packages<'r>(readers: &[Reader<'r>]) -> Vec<Vec<Reader<'r>>> {
    let mut packages: BTreeMap<&str, Vec<Reader>> = BTreeMap::new();
    for reader in readers {
        packages.entry(folder_of(reader.path)).or_default().push(*reader);
    }
    packages.into_values().collect()
}
