//! Which packages of a Cargo workspace the started programs are made of; the others are tools beside the app.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::artefact::package::{Ecosystem, Need, Package};
use crate::fact::Role;
use crate::source::{Sources, folder_of, is_below};

/// Takes code for tooling whose package no started program depends on, where starts name programs of the workspace at all.
pub(super) fn settle(sources: &Sources, app: &mut App) {
    let packages: BTreeMap<&str, &Package> = app
        .packages
        .iter()
        .filter(|package| package.ecosystem == Ecosystem::Cargo)
        .filter_map(|package| Some((package.name.as_ref()?.text.as_str(), package)))
        .collect();
    let mut built = started(app, &packages);
    if built.is_empty() {
        return;
    }
    let mut open: Vec<&str> = built.iter().copied().collect();
    while let Some(package) = open.pop().and_then(|name| packages.get(name)) {
        let needed = package.dependencies.iter().filter(|dependency| dependency.need != Need::Develop);
        for name in needed.map(|dependency| dependency.name.text.as_str()) {
            if packages.contains_key(name) && built.insert(name) {
                open.push(name);
            }
        }
    }
    let folders: Vec<(String, bool)> = packages
        .iter()
        .map(|(name, package)| (folder_of(sources.path(package.file)).to_owned(), built.contains(name)))
        .collect();
    app.facts.retell(|fact| {
        let path = sources.path(fact.span.file);
        let around = folders.iter().filter(|(folder, _)| path.ends_with(".rs") && is_below(path, folder));
        let nearest = around.max_by_key(|(folder, _)| folder.len());
        if fact.place.role == Role::Production && nearest.is_some_and(|(_, built)| !built) {
            fact.place.role = Role::Tooling;
        }
    });
}

/// The packages whose programs are started in production.
fn started<'a>(app: &App, packages: &BTreeMap<&'a str, &Package>) -> BTreeSet<&'a str> {
    let starts = app.starts.iter().filter(|start| start.place.is_production());
    let programs: BTreeSet<&str> =
        starts.flat_map(|start| &start.steps).map(|step| step.command.name()).collect();
    let named = packages.iter().filter(|(name, package)| !package.library && programs.contains(**name));
    named.map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::fact::Role;

    #[test]
    fn packages_beside_the_started_program_are_tools() {
        let read = "fn f() { std::env::var(\"A\").ok(); }";
        let files = [
            ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]"),
            (
                "crates/server/Cargo.toml",
                "[package]\nname = \"server\"\n[dependencies]\ncore.workspace = true",
            ),
            ("crates/server/src/main.rs", read),
            ("crates/core/Cargo.toml", "[package]\nname = \"core\""),
            ("crates/core/src/lib.rs", read),
            (
                "crates/cli/Cargo.toml",
                "[package]\nname = \"cli\"\n[dependencies]\nshell = { path = \"../shell\" }",
            ),
            ("crates/cli/src/main.rs", read),
            ("crates/shell/Cargo.toml", "[package]\nname = \"shell\""),
            ("crates/shell/src/lib.rs", read),
        ];
        let roles = |command: &str| -> Vec<Role> {
            let image = format!("FROM debian:12\nCOPY . .\nENTRYPOINT [\"{command}\"]\n");
            let files = files.iter().copied().chain([("Dockerfile", image.as_str())]);
            let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            let project = crate::analyse(&Tree::from_memory(files));
            let facts = project.apps.iter().flat_map(|app| app.facts.iter());
            facts.filter(|fact| fact.kind.name() == "env-read").map(|fact| fact.place.role).collect()
        };
        let (app, tool) = (Role::Production, Role::Tooling);
        // In order of path: cli, core, server, shell.
        assert_eq!(roles("/usr/local/bin/server"), [tool, app, app, tool]);
        assert_eq!(roles("/entrypoint"), [app, app, app, app]);
    }
}
