//! PHP's names: what a namespace, an import or the global space make of them.

use tree_sitter::Node;

use super::super::syntax::evaluate::{At, local};
use super::super::syntax::grammar::{Binding, Imported};
use super::super::syntax::scopes::Definition;
use super::super::syntax::{File, children};
use super::super::unit::{Data, Value};

/// A class or function that an import names.
struct Used<'t> {
    /// The whole name, without a leading backslash.
    name: String,
    /// The name that it has in the file.
    local: &'t str,
    /// Where it is written.
    place: Node<'t>,
}

/// The names that an import binds.
pub(super) fn bindings<'t>(file: &File<'t>, import: Node<'t>) -> Vec<Binding<'t>> {
    let canonical = |used: &Used| {
        if is_own(file, &used.name) { format!("?{}", last(&used.name)) } else { used.name.clone() }
    };
    used(file, import).iter().map(|used| Binding { name: used.local, canonical: canonical(used) }).collect()
}

/// The classes that an import names, the project's own left out.
pub(super) fn imports<'t>(file: &File<'t>, import: Node<'t>) -> Vec<Imported<'t>> {
    let foreign = used(file, import).into_iter();
    let foreign = foreign.filter(|used| !is_own(file, &used.name) && !file.table.is_taught(&used.name));
    foreign.map(|used| Imported { module: used.name, place: used.place, optional: false }).collect()
}

/// What a `use` statement names; functions and constants keep their last name wherever they come from.
fn used<'t>(file: &File<'t>, import: Node<'t>) -> Vec<Used<'t>> {
    if import.child_by_field_name("type").is_some() {
        return Vec::new();
    }
    let parts = children(import);
    let prefix = parts.iter().find(|part| part.kind() == "namespace_name").map(|part| file.text(*part));
    let clauses = match import.child_by_field_name("body") {
        Some(group) => children(group),
        None => parts,
    };
    let clause = |node: Node<'t>| {
        if node.kind() != "namespace_use_clause" || node.child_by_field_name("type").is_some() {
            return None;
        }
        let place = node.named_child(0)?;
        let path = file.text(place).trim_start_matches('\\');
        let name = prefix.map_or_else(|| path.to_owned(), |prefix| format!("{prefix}\\{path}"));
        let local = node.child_by_field_name("alias").map_or_else(|| last(path), |alias| file.text(alias));
        Some(Used { name, local, place })
    };
    clauses.into_iter().filter_map(clause).collect()
}

/// The last part of a name.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('\\').next().unwrap_or(name)
}

/// The value of a class or constant that is written as a name.
pub(super) fn value<'t>(file: &File<'t>, node: Node<'t>, at: At) -> Value {
    let span = file.span(node);
    let text = file.text(node);
    let name = match node.kind() {
        "qualified_name" => qualified(file, text, at),
        "relative_name" => Some(format!("?{}", last(text))),
        _ => unqualified(file, text, at),
    };
    match name {
        Some(name) => Value { data: Data::Name(file.table.preferred(&name).to_owned()), span },
        None => local(text, span),
    }
}

/// `\A\B` is that name; what `A` of `A\B` stands for is said by an import.
fn qualified(file: &File, text: &str, at: At) -> Option<String> {
    if let Some(absolute) = text.strip_prefix('\\') {
        return Some(if is_own(file, absolute) {
            format!("?{}", last(absolute))
        } else {
            absolute.to_owned()
        });
    }
    let (first, rest) = text.split_once('\\')?;
    match file.scopes.find(at.scope, first) {
        Some((_, [(Definition::Import(canonical), _), ..])) if !canonical.starts_with('?') => {
            Some(format!("{canonical}\\{rest}"))
        }
        None if namespace(file).is_empty() && !is_own(file, text) => Some(text.to_owned()),
        _ => Some(format!("?{}", last(text))),
    }
}

/// Without an import, a class is one of the file's namespace; constants in capitals are looked for in the global space too.
fn unqualified(file: &File, text: &str, at: At) -> Option<String> {
    match file.scopes.find(at.scope, text) {
        Some((_, [(Definition::Import(canonical), _), ..])) => Some(canonical.clone()),
        Some(_) => None,
        None if namespace(file).is_empty() && file.table.knows_package(text) => Some(text.to_owned()),
        None => beside(file, text).or_else(|| is_constant(text).then(|| text.to_owned())),
    }
}

/// The canonical name of what a configuration names in the namespace of the file.
fn beside(file: &File, name: &str) -> Option<String> {
    let namespace = file.table.has_own_names().then(|| namespace(file))?;
    let whole = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}\\{name}") };
    file.table.is_taught(&whole).then_some(whole)
}

fn is_constant(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_uppercase()) && !text.contains(|c: char| c.is_ascii_lowercase())
}

/// The namespace of the file; empty where it has none.
fn namespace<'t>(file: &File<'t>) -> &'t str {
    let text = file.reader.text;
    let at = text.lines().find_map(|line| line.trim_start().strip_prefix("namespace "));
    let end = |name: &str| name.find([';', '{', ' ']).unwrap_or(name.len());
    at.map_or("", |name| &name[..end(name)]).trim()
}

/// Whether the file's namespace says that its classes answer requests: `App\Http\Controllers\Admin`.
pub(super) fn is_of_controllers(file: &File) -> bool {
    namespace(file).split('\\').any(|part| matches!(part, "Controllers" | "Controller"))
}

/// Whether a class is the project's own: its namespace starts as the file's does, or as that of every Laravel and Symfony app.
fn is_own(file: &File, name: &str) -> bool {
    if file.table.knows_package(name) || file.table.is_taught(name) {
        return false;
    }
    let Some((first, _)) = name.split_once('\\') else { return false };
    first == "App" || namespace(file).split('\\').next() == Some(first)
}
