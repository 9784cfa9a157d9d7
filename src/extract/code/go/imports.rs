//! Go's imports: which packages are the project's own, and what names they bind.

use tree_sitter::Node;

use super::super::syntax::grammar::{Binding, Imported};
use super::super::syntax::{File, children};
use super::super::table::package;
use crate::source::folder_of;

/// The names that an import declaration binds.
pub(super) fn bindings<'t>(file: &File<'t>, node: Node<'t>) -> Vec<Binding<'t>> {
    let binding = |spec: Node<'t>| {
        let path = path(file, spec)?;
        let given = spec.child_by_field_name("name").map(|name| file.text(name));
        let name = given.unwrap_or_else(|| package_name(path));
        if matches!(name, "_" | ".") {
            return None;
        }
        let whole = canonical(path);
        let own = is_own(file, path) && !file.table.is_taught(&whole);
        let canonical = if own { format!("?{name}") } else { whole };
        Some(Binding { name, canonical })
    };
    specs(node).into_iter().filter_map(binding).collect()
}

/// The packages that an import declaration names, the project's own left out.
pub(super) fn imports<'t>(file: &File<'t>, node: Node<'t>) -> Vec<Imported<'t>> {
    let imported = |spec: Node<'t>| {
        let module = path(file, spec).filter(|path| !is_own(file, path))?.to_owned();
        Some(Imported { module, place: spec.child_by_field_name("path")?, optional: false })
    };
    specs(node).into_iter().filter_map(imported).collect()
}

/// The canonical name of what a configuration names in the package of the file, which is known by the path that leads to it.
pub(super) fn beside(file: &File, name: &str) -> Option<String> {
    let folder = folder_of(file.reader.path);
    let mut whole = file.table.own_names().filter_map(|own| {
        let (package, rest) = own.split_at(package(own).len());
        let is_here =
            package.strip_suffix(folder).is_some_and(|above| above.is_empty() || above.ends_with('/'));
        let thing = rest.strip_prefix('.')?.split(['.', '(']).next()?;
        (is_here && thing == name).then(|| format!("{package}.{name}"))
    });
    whole.next().filter(|_| !folder.is_empty())
}

fn specs(node: Node<'_>) -> Vec<Node<'_>> {
    let lists = children(node).into_iter().flat_map(|child| match child.kind() {
        "import_spec_list" => children(child),
        _ => vec![child],
    });
    lists.filter(|spec| spec.kind() == "import_spec").collect()
}

fn path<'t>(file: &File<'t>, spec: Node<'t>) -> Option<&'t str> {
    let path = file.text(spec.child_by_field_name("path")?).trim_matches(['"', '`']);
    (!path.is_empty()).then_some(path)
}

/// The path of a package without versions: `github.com/jackc/pgx/pgxpool` of `github.com/jackc/pgx/v5/pgxpool`.
pub(super) fn canonical(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !is_version(part)).map(unversioned).collect();
    parts.join("/")
}

/// Whether a part of a path is the major version of a module.
fn is_version(part: &str) -> bool {
    let number = part.strip_prefix('v').and_then(|number| number.parse::<u32>().ok());
    number.is_some_and(|number| number > 1)
}

/// A part of a path without the version of gopkg.in, and without an ending that says the language.
fn unversioned(part: &str) -> &str {
    let part = match part.rsplit_once(".v") {
        Some((name, version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => part,
    };
    part.strip_suffix(".go").or_else(|| part.strip_suffix(".golang")).unwrap_or(part)
}

/// The name that a package most likely has: the last part of its path without what says that it is Go.
fn package_name(path: &str) -> &str {
    let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
    let mut name = unversioned(last);
    for start in ["go-", "golang-", "go."] {
        name = name.strip_prefix(start).unwrap_or(name);
    }
    for end in ["-go", "-golang"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    name.rsplit(['-', '.']).next().unwrap_or(name)
}

/// Whether a package is of the project: the end of its path is a folder of Go files in a module above the importing file.
fn is_own(file: &File, path: &str) -> bool {
    if path.starts_with('.') {
        return true;
    }
    if !path.split('/').next().unwrap_or("").contains('.') && file.table.knows_package(path) {
        return false;
    }
    let reader = file.reader;
    if file.table.knows_package(&canonical(path)) {
        return false;
    }
    let mut folder = folder_of(reader.path);
    loop {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut rest = path;
        while let Some((_, inner)) = rest.split_once('/') {
            rest = inner;
            let named = format!("{prefix}{rest}/");
            if reader.any_starts_with(&named) && has_go(file, &named) {
                return true;
            }
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder_of(folder);
    }
}

fn has_go(file: &File, folder: &str) -> bool {
    let paths = file.reader.paths;
    let start = paths.partition_point(|path| path.as_str() < folder);
    let inside = paths[start..].iter().take_while(|path| path.starts_with(folder));
    inside.take(200).any(|path| path.ends_with(".go") && folder_of(path).len() + 1 == folder.len())
}

/// The path of the import that binds a name.
pub(super) fn path_of<'t>(file: &File<'t>, name: &str) -> Option<&'t str> {
    let text = file.reader.text;
    let end = ["\nfunc ", "\ntype ", "\nvar "].iter().filter_map(|start| text.find(start)).min();
    let parts: Vec<&str> = text[..end.unwrap_or(text.len())].split('"').collect();
    let imports = parts.chunks(2).filter_map(|chunk| Some((*chunk.first()?, *chunk.get(1)?)));
    let binds = |before: &str, path: &str| {
        let given = before.rsplit('\n').next().unwrap_or(before).trim();
        let given = given.strip_prefix("import").unwrap_or(given).trim();
        given == name || (given.is_empty() && package_name(path) == name)
    };
    imports.into_iter().find(|(before, path)| binds(before, path)).map(|(_, path)| path)
}
