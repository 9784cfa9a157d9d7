//! JavaScript's modules: which are the project's own, and what imports bind.

use tree_sitter::Node;

use super::super::syntax::grammar::{Binding, Imported};
use super::super::syntax::{File, children};
use super::strings;
use crate::source::{folder_of, join};

/// The canonical name of the module that a specifier names; `None` for one of the project's own that no configuration names.
pub(super) fn canonical(file: &File, specifier: &str) -> Option<String> {
    if is_own(file, specifier) {
        return taught(file, specifier);
    }
    let bare = specifier.strip_prefix("node:").unwrap_or(specifier);
    let bare = bare.split(['?', '#']).next().unwrap_or(bare);
    let bare = bare.trim_end_matches(".js").trim_end_matches("/index");
    Some(file.table.preferred(bare).to_owned())
}

/// The name that a configuration has for a module of the project: its path from some folder above it.
fn taught(file: &File, specifier: &str) -> Option<String> {
    if !file.table.has_own_names() {
        return None;
    }
    let path = match specifier.strip_prefix(['~', '@', '#']) {
        Some(alias) => alias.trim_start_matches('/').to_owned(),
        None if specifier.starts_with('.') => join(folder_of(file.reader.path), specifier)?,
        None => specifier.trim_start_matches('/').to_owned(),
    };
    let stem = ENDINGS.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(&path);
    let path = stem.trim_end_matches("/index");
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    let known = starts.map(|start| &path[start..]).find(|name| file.table.is_taught(name))?;
    Some(file.table.preferred(known).to_owned())
}

/// Endings of the names of modules.
const ENDINGS: [&str; 5] = [".ts", ".tsx", ".js", ".jsx", ".mjs"];

/// The package of a specifier: `@scope/name` or the first part.
pub(super) fn package(specifier: &str) -> &str {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    &specifier[..end]
}

/// Whether a specifier names a file of the project: a path, an alias as bundlers know them, or a path from a folder above.
fn is_own(file: &File, specifier: &str) -> bool {
    if specifier.is_empty()
        || specifier.starts_with(['.', '/', '~', '#', '$'])
        || specifier.starts_with("@/")
        || specifier.starts_with("virtual:")
    {
        return true;
    }
    if specifier.starts_with("node:") || file.table.knows_package(package(specifier)) {
        return false;
    }
    let reader = file.reader;
    let mut folder = folder_of(reader.path);
    // `@server/env` is an alias of `server/env` as often as a scoped package.
    let specifier = specifier.trim_start_matches('@');
    loop {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        for inner in ["", "src/"] {
            let base = format!("{prefix}{inner}{specifier}");
            if !reader.any_starts_with(&base) {
                continue;
            }
            let endings = [".ts", ".tsx", ".js", ".jsx", ".mjs", "/index.ts", "/index.tsx", "/index.js", ""];
            if endings.iter().any(|ending| reader.exists(&format!("{base}{ending}"))) {
                return true;
            }
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder_of(folder);
    }
}

/// The names that an ES import statement binds.
pub(super) fn bindings<'t>(file: &File<'t>, node: Node<'t>) -> Vec<Binding<'t>> {
    let Some(source) = source(node) else { return Vec::new() };
    let module = canonical(file, &strings::literal(file, source));
    let whole =
        |name: &'t str| Binding { name, canonical: module.clone().unwrap_or_else(|| format!("?{name}")) };
    let mut bindings = Vec::new();
    // `import fs = require("fs")`
    let required = children(node).into_iter().filter(|child| child.kind() == "import_require_clause");
    bindings.extend(required.filter_map(|clause| clause.named_child(0)).map(|name| whole(file.text(name))));
    let clauses = children(node).into_iter().filter(|child| child.kind() == "import_clause");
    for part in clauses.flat_map(children) {
        match part.kind() {
            "identifier" => bindings.push(whole(file.text(part))),
            "namespace_import" => {
                bindings.extend(part.named_child(0).map(|name| whole(file.text(name))));
            }
            "named_imports" => {
                for specifier in children(part).into_iter().filter(|child| child.kind() == "import_specifier")
                {
                    let Some(name) = specifier.child_by_field_name("name") else { continue };
                    let exported = strings::key(file, name).unwrap_or_default();
                    let local = specifier.child_by_field_name("alias").unwrap_or(name);
                    let local = file.text(local);
                    if exported == "default" {
                        bindings.push(whole(local));
                        continue;
                    }
                    let canonical = match &module {
                        Some(module) => format!("{module}.{exported}"),
                        None => format!("?{exported}"),
                    };
                    bindings.push(Binding { name: local, canonical });
                }
            }
            _ => {}
        }
    }
    bindings
}

/// Where an import, or a re-export, names its module.
pub(super) fn source(node: Node) -> Option<Node> {
    node.child_by_field_name("source").or_else(|| {
        let clause = children(node).into_iter().find(|child| child.kind() == "import_require_clause")?;
        clause.child_by_field_name("source")
    })
}

/// The module that a specifier names, unless it is one of the project's own.
pub(super) fn imported<'t>(file: &File, place: Node<'t>, optional: bool) -> Option<Imported<'t>> {
    let specifier = strings::literal(file, place);
    let module = canonical(file, &specifier).filter(|_| !is_own(file, &specifier))?;
    Some(Imported { module, place, optional })
}

/// The name by which a file of the project is known: the last part of its path.
pub(super) fn file_name(specifier: &str) -> &str {
    let name = specifier.trim_end_matches('/').rsplit('/').next().unwrap_or(specifier);
    name.split('.').find(|part| !part.is_empty()).unwrap_or("")
}

/// The module that `require("…")` or `import("…")` names, if the node is such a call with a literal.
pub(super) fn required<'t>(file: &File, node: Node<'t>) -> Option<Node<'t>> {
    if node.kind() != "call_expression" {
        return None;
    }
    let callee = node.child_by_field_name("function")?;
    let is_require = match callee.kind() {
        "import" => true,
        "identifier" => file.text(callee) == "require",
        "member_expression" => matches!(file.text(callee), "require.resolve" | "module.require"),
        _ => false,
    };
    let arguments = node.child_by_field_name("arguments").filter(|_| is_require)?;
    children(arguments).into_iter().next().filter(|argument| argument.kind() == "string")
}

/// Whether an import vanishes when types are stripped.
pub(super) fn is_type_only(node: Node) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == "type")
}
