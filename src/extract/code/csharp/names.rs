//! C#'s names: what `using` brings in, and what every file sees without one.

use std::collections::HashMap;
use std::sync::LazyLock;

use tree_sitter::Node;

use super::super::frontend;
use super::super::syntax::grammar::{Binding, Imported};
use super::super::syntax::{File, children};
use super::super::table::package;
use super::outline::Outline;
use super::table;
use crate::discover::Language;
use crate::source::name_of;

/// Namespaces that projects of the .NET SDK use without saying so
/// (learn.microsoft.com/dotnet/core/project-sdk/overview#implicit-using-directives).
const IMPLICIT: &[&str] = &[
    "System",
    "System.Collections.Generic",
    "System.IO",
    "System.Linq",
    "System.Net.Http",
    "System.Threading",
    "System.Threading.Tasks",
    "System.Net.Http.Json",
    "Microsoft.AspNetCore.Builder",
    "Microsoft.AspNetCore.Hosting",
    "Microsoft.AspNetCore.Http",
    "Microsoft.AspNetCore.Routing",
    "Microsoft.Extensions.Configuration",
    "Microsoft.Extensions.DependencyInjection",
    "Microsoft.Extensions.Hosting",
    "Microsoft.Extensions.Logging",
];

/// Types that the table knows, by their bare names.
type Names = HashMap<&'static str, String>;

/// The types of those namespaces, the first namespace counting where two have the same.
fn types_of(namespaces: &[&str]) -> Names {
    let table = &frontend(Language::CSharp).table;
    let mut names = Names::new();
    for namespace in namespaces {
        for member in table.members_of(namespace) {
            let canonical = format!("{namespace}.{member}");
            if !table::NAMESPACES.contains(&canonical.as_str()) {
                let preferred = table.preferred(&canonical).to_owned();
                names.entry(member).or_insert(preferred);
            }
        }
    }
    names
}

/// The canonical name of a type that a file sees without a `using` of its own. A project with global ones keeps them in a file
/// of their own, which may name any namespace.
pub(super) fn implied(file: &File, outline: &Outline, name: &str) -> Option<String> {
    static SEEN_BY_ALL: LazyLock<Names> = LazyLock::new(|| types_of(IMPLICIT));
    static ALL: LazyLock<Names> = LazyLock::new(|| types_of(table::NAMESPACES));
    if outline.own.contains(name) {
        return None;
    }
    if let Some(canonical) = SEEN_BY_ALL.get(name) {
        return Some(canonical.clone());
    }
    if let Some(canonical) = beside(file, name) {
        return Some(canonical);
    }
    let canonical = ALL.get(name)?;
    has_global_usings(file).then(|| canonical.clone())
}

/// The canonical name of a type that a configuration names, where a file sees it without a `using` of its own: from a namespace
/// around its own, or from global ones.
fn beside(file: &File, name: &str) -> Option<String> {
    let own = |line: &'_ str| {
        let named = line.trim_start().strip_prefix("namespace ")?;
        Some(named.trim_end_matches([';', '{', ' ']).to_owned())
    };
    file.table.own_names().find_map(|whole| {
        let at = whole
            .match_indices(name)
            .map(|(at, _)| at)
            .find(|at| whole[..*at].ends_with('.') && whole[at + name.len()..].starts_with(['.', '(']))?;
        let namespace = &whole[..at - 1];
        let is_around = |own: String| {
            own.strip_prefix(namespace).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let seen = has_global_usings(file) || file.reader.text.lines().filter_map(own).any(is_around);
        seen.then(|| whole[..at + name.len()].to_owned())
    })
}

fn has_global_usings(file: &File) -> bool {
    file.reader.paths.iter().any(|path| {
        let name = name_of(path);
        name.ends_with(".cs") && name.to_ascii_lowercase().contains("usings")
    })
}

/// The names that a `using` binds: the types of a namespace, the members of a class, an alias.
pub(super) fn bindings<'t>(file: &File<'t>, outline: &Outline, directive: Node<'t>) -> Vec<Binding<'t>> {
    let Some(named) = named(directive) else { return Vec::new() };
    let canonical = canonical(file, named);
    if let Some(alias) = directive.child_by_field_name("name") {
        return vec![Binding { name: file.text(alias), canonical }];
    }
    let members =
        file.table.members_of(&canonical).into_iter().filter(|member| !outline.own.contains(member));
    members
        .map(|member| Binding { name: member, canonical: format!("{canonical}.{member}") })
        .filter(|binding| !table::NAMESPACES.contains(&binding.canonical.as_str()))
        .collect()
}

/// The namespace that a `using` names, if it is one that the table knows.
pub(super) fn imported<'t>(file: &File<'t>, directive: Node<'t>) -> Option<Imported<'t>> {
    let place = named(directive)?;
    let module = canonical(file, place);
    file.table.knows_package(package(&module)).then_some(Imported { module, place, optional: false })
}

/// What a `using` names.
fn named(directive: Node) -> Option<Node> {
    children(directive).pop()
}

/// A name without its type arguments.
fn canonical(file: &File, name: Node) -> String {
    let text = file.text(name);
    let text = text.split('<').next().unwrap_or(text).trim_start_matches("global::");
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
