//! What the names of a file stand for: its imports, and the items that it defines.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Block, Expr, ImplItem, Item, ItemStruct, Signature, Type, UseTree};

use super::super::table::Table;

/// A function of the file.
#[derive(Clone, Copy)]
pub(super) struct Function<'t> {
    pub(super) signature: &'t Signature,
    pub(super) block: &'t Block,
}

/// What the file defines, whichever of its modules does; a method is `Type::method`. Of two of one name, the first counts.
#[derive(Default)]
pub(super) struct Definitions<'t> {
    pub(super) constants: BTreeMap<String, (&'t Expr, &'t Type)>,
    pub(super) functions: BTreeMap<String, Function<'t>>,
    pub(super) structs: BTreeMap<String, &'t ItemStruct>,
    pub(super) enums: BTreeSet<String>,
    pub(super) types: BTreeMap<String, &'t Type>,
}

impl<'t> Definitions<'t> {
    /// Adds those of the items.
    pub(super) fn collect(&mut self, items: &'t [Item]) {
        for item in items {
            match item {
                Item::Const(item) => {
                    self.constants.entry(item.ident.to_string()).or_insert((&item.expr, &item.ty));
                }
                Item::Static(item) => {
                    self.constants.entry(item.ident.to_string()).or_insert((&item.expr, &item.ty));
                }
                Item::Fn(item) => {
                    let function = Function { signature: &item.sig, block: &item.block };
                    self.functions.entry(item.sig.ident.to_string()).or_insert(function);
                }
                Item::Struct(item) => {
                    self.structs.entry(item.ident.to_string()).or_insert(item);
                }
                Item::Enum(item) => {
                    self.enums.insert(item.ident.to_string());
                }
                Item::Type(item) => {
                    self.types.entry(item.ident.to_string()).or_insert(&item.ty);
                }
                Item::Impl(item) => {
                    let Some(owner) = last_name(&item.self_ty) else { continue };
                    for member in &item.items {
                        match member {
                            ImplItem::Fn(member) => {
                                let function = Function { signature: &member.sig, block: &member.block };
                                let name = format!("{owner}::{}", member.sig.ident);
                                self.functions.entry(name).or_insert(function);
                            }
                            ImplItem::Const(member) => {
                                let name = format!("{owner}::{}", member.ident);
                                self.constants.entry(name).or_insert((&member.expr, &member.ty));
                            }
                            _ => {}
                        }
                    }
                }
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.collect(items);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The last name of a type's path.
pub(super) fn last_name(declared: &Type) -> Option<String> {
    match declared {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Reference(reference) => last_name(&reference.elem),
        _ => None,
    }
}

/// The names that a module or a block adds.
#[derive(Default)]
pub(super) struct Names {
    uses: BTreeMap<String, String>,
    globs: Vec<String>,
    own: BTreeSet<String>,
    /// Those of its own names that paths lead through: functions and values are none.
    ways: BTreeSet<String>,
    /// Whether the names around are seen too, as they are from blocks.
    open: bool,
}

impl Names {
    /// The names of a module.
    pub(super) fn of_module<'i>(items: impl Iterator<Item = &'i Item>) -> Self {
        let mut names = Self::default();
        for item in items {
            names.add(item);
        }
        names.settle();
        names
    }

    /// The names of a block, beside those around it.
    pub(super) fn of_block<'i>(items: impl Iterator<Item = &'i Item>) -> Self {
        Self { open: true, ..Self::of_module(items) }
    }

    fn add(&mut self, item: &Item) {
        let own = match item {
            Item::Use(item) => return self.add_use(&item.tree, ""),
            Item::ExternCrate(item) => {
                let name = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename).to_string();
                if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_use")) {
                    self.globs.push(item.ident.to_string());
                }
                self.uses.insert(name, item.ident.to_string());
                return;
            }
            Item::Const(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Mod(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(item) => match &item.ident {
                Some(name) => name,
                None => return,
            },
            _ => return,
        };
        self.own.insert(own.to_string());
        if !matches!(item, Item::Const(_) | Item::Static(_) | Item::Fn(_) | Item::Macro(_)) {
            self.ways.insert(own.to_string());
        }
    }

    fn add_use(&mut self, tree: &UseTree, prefix: &str) {
        match tree {
            UseTree::Path(path) => self.add_use(&path.tree, &format!("{prefix}{}::", path.ident)),
            UseTree::Name(name) if name.ident == "self" => {
                let path = prefix.trim_end_matches("::").to_owned();
                let local = path.rsplit("::").next().unwrap_or(&path).to_owned();
                self.uses.insert(local, path);
            }
            UseTree::Name(name) => {
                self.uses.insert(name.ident.to_string(), format!("{prefix}{}", name.ident));
            }
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" {
                    prefix.trim_end_matches("::").to_owned()
                } else {
                    format!("{prefix}{}", rename.ident)
                };
                self.uses.insert(rename.rename.to_string(), path);
            }
            UseTree::Glob(_) => self.globs.push(prefix.trim_end_matches("::").to_owned()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, prefix);
                }
            }
        }
    }

    /// Marks imports from modules of the file's own crate, and follows imports of imports (`use tokio::fs; use fs::File`).
    fn settle(&mut self) {
        let resolved: Vec<(String, String)> = self
            .uses
            .iter()
            .map(|(local, path)| {
                let first = first_part(path);
                let through =
                    self.uses.get(first).filter(|through| first != local && first_part(through) != first);
                let path = through
                    .map_or_else(|| path.clone(), |through| format!("{through}{}", &path[first.len()..]));
                (local.clone(), path)
            })
            .collect();
        self.uses = resolved.into_iter().collect();
        let migrations = self.uses.values().find(|path| path.ends_with("::MigratorTrait")).cloned();
        if let Some(migrations) = migrations {
            // A crate of migrations hands on the trait of SeaORM beside the migrator of its own.
            let owner = first_part(&migrations);
            let migrator = self.uses.values_mut().find(|path| path.ends_with("::Migrator"));
            if let Some(migrator) = migrator.filter(|path| first_part(path) == owner && !is_own_root(owner)) {
                "sea_orm_migration::Migrator".clone_into(migrator);
            }
        }
    }

    /// The whole of a path that starts with a name of this scope, and whether it is of the crate itself. `None`: the scope has no
    /// such name.
    fn find(&self, path: &str) -> Option<(String, bool)> {
        let first = first_part(path);
        if let Some(whole) = self.uses.get(first) {
            let whole = format!("{whole}{}", &path[first.len()..]);
            let top = first_part(&whole);
            let own = is_own_root(top) || (self.ways.contains(top) && top != first);
            return Some((whole, own));
        }
        let own = if path == first { &self.own } else { &self.ways };
        own.contains(first).then(|| (path.to_owned(), true))
    }
}

/// The canonical name of a path, seen from the innermost of the scopes.
pub(super) fn resolve(scopes: &[Names], table: &Table, file: &str, path: &str) -> String {
    let first = first_part(path);
    let of_crate = |path: &str| taught(table, file, path).unwrap_or_else(|| marked(path));
    if is_own_root(first) {
        return of_crate(path);
    }
    let mut globs: Vec<&String> = Vec::new();
    for scope in scopes.iter().rev() {
        if let Some((found, own)) = scope.find(path) {
            return if own { of_crate(&found) } else { preferred(table, &standard(&found)) };
        }
        globs.extend(&scope.globs);
        let sees_more = scope.open || scope.globs.iter().any(|glob| glob.starts_with("super"));
        if !sees_more {
            break;
        }
    }
    if table.knows(first) && (path != first || first.starts_with(char::is_uppercase)) && is_prelude(first) {
        return path.to_owned();
    }
    let mut own_globs = globs.iter().filter(|glob| table.has_own_names() && is_own_root(first_part(glob)));
    if let Some(known) = own_globs.find_map(|glob| taught(table, file, &format!("{glob}::{path}"))) {
        return known;
    }
    for glob in globs.iter().filter(|glob| !is_own_root(first_part(glob))) {
        let candidate = preferred(table, &standard(&format!("{glob}::{path}")));
        if table.knows(&candidate) {
            return candidate;
        }
    }
    // What starts with a name in lower case that is not of this module is another crate.
    let foreign = path != first && first.starts_with(|c: char| c.is_lowercase());
    if foreign { preferred(table, &standard(path)) } else { format!("?{path}") }
}

/// The name that the table uses for something of the file's crate that a configuration names: by its path from `crate` on.
fn taught(table: &Table, file: &str, path: &str) -> Option<String> {
    if !table.is_taught("crate") {
        return None;
    }
    let below = file.rsplit_once("src/").map_or(file, |(_, below)| below).trim_end_matches(".rs");
    let mut module: Vec<&str> = below.split('/').collect();
    if matches!(module.last(), Some(&("main" | "lib" | "mod"))) {
        module.pop();
    }
    let mut rest = path;
    loop {
        let (first, behind) = rest.split_once("::").unwrap_or((rest, ""));
        match first {
            "crate" | "$crate" => module.clear(),
            "self" => {}
            "super" => drop(module.pop()),
            _ => break,
        }
        rest = behind;
    }
    let whole = ["crate"].into_iter().chain(module).chain([rest]).collect::<Vec<_>>().join("::");
    table.is_taught(&whole).then(|| preferred(table, &whole))
}

/// The name that the table uses for a thing or, where it has none, for what the thing is of.
fn preferred(table: &Table, name: &str) -> String {
    let mut end = name.len();
    loop {
        let known = table.preferred(&name[..end]);
        if known != &name[..end] {
            return format!("{known}{}", &name[end..]);
        }
        match name[..end].rfind("::") {
            Some(shorter) => end = shorter,
            None => return name.to_owned(),
        }
    }
}

/// `core` and `alloc` are parts of `std`.
fn standard(path: &str) -> String {
    let rest = path.strip_prefix("core::").or_else(|| path.strip_prefix("alloc::"));
    rest.map_or_else(|| path.to_owned(), |rest| format!("std::{rest}"))
}

/// The path as a name that belongs to no package, without the way to its module.
fn marked(path: &str) -> String {
    let mut parts: Vec<&str> = path.split("::").filter(|part| !is_own_root(part)).collect();
    // Modules are in lower case; what they define keeps its owner alone: `Settings::new`.
    while parts.len() > 1 && parts[0].starts_with(|c: char| c.is_lowercase()) {
        parts.remove(0);
    }
    format!("?{}", parts.join("::"))
}

fn is_own_root(part: &str) -> bool {
    matches!(part, "crate" | "self" | "super" | "Self" | "$crate")
}

/// Names that every module has without an import.
fn is_prelude(name: &str) -> bool {
    matches!(name, "String" | "Vec" | "Box" | "Some" | "Ok" | "Option" | "Result")
}

fn first_part(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}
