//! Python's imports: which modules are the project's own, and what names they bind.

use tree_sitter::Node;

use super::super::syntax::grammar::Binding;
use super::super::syntax::{File, children, fields};
use crate::source::folder_of;

/// The names that an import statement binds.
pub(super) fn bindings<'t>(file: &File<'t>, node: Node<'t>) -> Vec<Binding<'t>> {
    let from = node.child_by_field_name("module_name");
    let own = from.is_some_and(|module| is_own(file, file.text(module)));
    let mut bindings = Vec::new();
    for name in fields(node, "name") {
        let (path, alias) = match name.kind() {
            "aliased_import" => {
                let path = name.child_by_field_name("name").map_or("", |path| file.text(path));
                (path, name.child_by_field_name("alias").map(|alias| file.text(alias)))
            }
            _ => (file.text(name), None),
        };
        if let Some(module) = from {
            let local = alias.unwrap_or(path);
            let canonical = if own {
                taught(file, file.text(module), path).unwrap_or_else(|| format!("?{path}"))
            } else {
                format!("{}.{path}", file.text(module))
            };
            bindings.push(Binding { name: local, canonical });
        } else {
            // `import a.b` binds `a`, `import a.b as c` binds `c` to `a.b`.
            let top = path.split('.').next().unwrap_or(path);
            let (local, path) = alias.map_or((top, top), |alias| (alias, path));
            let own = is_own(file, path) && !file.table.is_taught(path);
            let canonical = if own { format!("?{local}") } else { path.to_owned() };
            bindings.push(Binding { name: local, canonical });
        }
    }
    bindings
}

/// The name that a configuration has for something of a module of the project. A relative module is looked for by its path from
/// any folder above.
fn taught(file: &File, module: &str, name: &str) -> Option<String> {
    let absolute = module.trim_start_matches('.');
    let up = module.len() - absolute.len();
    let folders: Vec<&str> = folder_of(file.reader.path).split('/').filter(|part| !part.is_empty()).collect();
    let around = if up == 0 { &[][..] } else { folders.get(..(folders.len() + 1).checked_sub(up)?)? };
    let inner = absolute.split('.').filter(|part| !part.is_empty());
    let parts: Vec<&str> = around.iter().copied().chain(inner).chain([name]).collect();
    let mut starts = 0..=around.len().min(parts.len() - 1);
    starts.find_map(|start| Some(parts[start..].join(".")).filter(|path| file.table.is_taught(path)))
}

/// The modules that an import statement names, with their places, the project's own left out.
pub(super) fn modules<'t>(file: &File<'t>, node: Node<'t>) -> Vec<Node<'t>> {
    let named = match node.child_by_field_name("module_name") {
        Some(module) => vec![module],
        None => fields(node, "name")
            .into_iter()
            .filter_map(|name| match name.kind() {
                "aliased_import" => name.child_by_field_name("name"),
                _ => Some(name),
            })
            .collect(),
    };
    named.into_iter().filter(|module| !is_own(file, file.text(*module))).collect()
}

/// Whether a module is part of the project: relative, or found in a folder that can be on the module path, which is the
/// file's own or one above it, unless that is a package itself.
fn is_own(file: &File, module: &str) -> bool {
    if module.starts_with('.') {
        return true;
    }
    let reader = file.reader;
    let top = module.split('.').next().unwrap_or(module);
    let mut folder = folder_of(reader.path);
    loop {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let found = ["", "src/", "lib/", "app/", "python/"].iter().any(|inner| {
            let base = format!("{prefix}{inner}");
            has_module(file, &base, top) && !reader.exists(&format!("{base}__init__.py"))
        });
        if found {
            return true;
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder_of(folder);
    }
}

/// Whether `base` has a module `name`: a file, a package, or a folder with Python in it.
///
/// The importing file does not count, so that a script called `redis.py` can still import the package; nor does a bare folder
/// of the name of a known package, such as `flask/` around the file that imports Flask.
fn has_module(file: &File, base: &str, name: &str) -> bool {
    let reader = file.reader;
    if !reader.any_starts_with(&format!("{base}{name}")) {
        return false;
    }
    let module = format!("{base}{name}.py");
    if (module != reader.path && reader.exists(&module))
        || reader.exists(&format!("{base}{name}/__init__.py"))
    {
        return true;
    }
    if file.table.knows_package(name) {
        return false;
    }
    let folder = format!("{base}{name}/");
    let start = reader.paths.partition_point(|path| path.as_str() < folder.as_str());
    let inside = reader.paths[start..].iter().take_while(|path| path.starts_with(&folder));
    inside.take(200).any(|path| path.ends_with(".py"))
}

/// Whether a `try` statement around imports goes on without them.
pub(super) fn is_optional_import(file: &File, node: Node) -> bool {
    children(node).iter().filter(|child| child.kind() == "except_clause").any(|clause| {
        let text = file.text(*clause);
        let head = text.lines().next().unwrap_or("");
        head.contains("ImportError")
            || head.contains("ModuleNotFoundError")
            || head.trim_end().ends_with("except:")
            || head.contains("Exception")
    })
}
