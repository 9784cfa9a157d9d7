//! Which packages of a Cargo workspace the started programs are made of; the others are tools beside the app, or help its tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::artefact::package::{Ecosystem, Need, Package};
use crate::fact::Role;
use crate::source::{Sources, folder_of, is_below};

/// Takes code for tooling that no started program is made of, where starts name programs of the workspace at all; and code that
/// only tests need for tests.
pub(super) fn settle(sources: &Sources, app: &mut App) {
    let packages: BTreeMap<&str, &Package> = app
        .packages
        .iter()
        .filter(|package| package.ecosystem == Ecosystem::Cargo)
        .filter_map(|package| Some((package.name.as_ref()?.text.as_str(), package)))
        .collect();
    let programs: BTreeSet<String> = {
        let starts = app.starts.iter().filter(|start| start.place.is_production());
        starts.flat_map(|start| &start.steps).map(|step| step.command.name().to_owned()).collect()
    };
    let started: BTreeSet<&str> = packages
        .iter()
        .filter(|(name, package)| !package.library && makes_one_of(name, package, &programs))
        .map(|(name, _)| *name)
        .collect();
    let built = needed(&started, &packages);
    let helpers = only_for_tests(&packages);
    let role_of = |name: &str| {
        if helpers.contains(name) {
            return Some(Role::Test);
        }
        (!started.is_empty() && !built.contains(name)).then_some(Role::Tooling)
    };
    let folders: Vec<Member> = packages
        .iter()
        .map(|(name, package)| Member {
            folder: folder_of(sources.path(package.file)).to_owned(),
            role: role_of(name),
            started: started.contains(name),
        })
        .collect();
    app.facts.retell(|fact| {
        let path = sources.path(fact.span.file);
        let around = folders.iter().filter(|member| path.ends_with(".rs") && is_below(path, &member.folder));
        let Some(nearest) = around.max_by_key(|member| member.folder.len()) else { return };
        if fact.place.role != Role::Production {
            return;
        }
        let beside =
            nearest.started && program_of(path, &nearest.folder).is_some_and(|own| !programs.contains(own));
        if let Some(role) = nearest.role.or(beside.then_some(Role::Tooling)) {
            fact.place.role = role;
        }
    });
}

/// A package of the workspace.
struct Member {
    folder: String,
    /// What its code is for, unless it is part of the app.
    role: Option<Role>,
    /// Whether one of its programs is started.
    started: bool,
}

fn makes_one_of(name: &str, package: &Package, programs: &BTreeSet<String>) -> bool {
    programs.contains(name) || package.programs.iter().any(|own| programs.contains(own))
}

/// The packages that some are made of, themselves included.
fn needed<'a>(started: &BTreeSet<&'a str>, packages: &BTreeMap<&'a str, &'a Package>) -> BTreeSet<&'a str> {
    let mut built = started.clone();
    let mut open: Vec<&str> = built.iter().copied().collect();
    while let Some(package) = open.pop().and_then(|name| packages.get(name)) {
        let needed = package.dependencies.iter().filter(|dependency| dependency.need != Need::Develop);
        for name in needed.map(|dependency| dependency.name.text.as_str()) {
            if packages.contains_key(name) && built.insert(name) {
                open.push(name);
            }
        }
    }
    built
}

/// The packages that others name among what they need for development, and none among what it needs else.
fn only_for_tests<'a>(packages: &BTreeMap<&'a str, &'a Package>) -> BTreeSet<&'a str> {
    let named = |wanted: fn(Need) -> bool| -> BTreeSet<&str> {
        let all = packages.values().flat_map(|package| &package.dependencies);
        all.filter(|dependency| wanted(dependency.need))
            .map(|dependency| dependency.name.text.as_str())
            .collect()
    };
    let (tested, run) = (named(|need| need == Need::Develop), named(|need| need != Need::Develop));
    packages
        .iter()
        .filter(|(name, package)| package.library && tested.contains(**name) && !run.contains(**name))
        .map(|(name, _)| *name)
        .collect()
}

/// The program that a file of a package is part of alone: `src/bin/import.rs`, `src/bin/import/main.rs`.
fn program_of<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let inside = path.strip_prefix(folder)?.trim_start_matches('/').strip_prefix("src/bin/")?;
    let first = inside.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first))
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

    #[test]
    fn programs_beside_the_started_one_and_helpers_of_tests_are_no_part_of_it() {
        let read = "fn f() { std::env::var(\"A\").ok(); }";
        let files = [
            ("Dockerfile", "FROM debian:12\nCOPY . .\nCMD [\"shop_server\"]\n"),
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"crates/*\"]\n[workspace.dependencies]\nfake-db = { path = \"crates/fake-db\" }",
            ),
            ("crates/fake-db/Cargo.toml", "[package]\nname = \"fake-db\""),
            ("crates/fake-db/src/lib.rs", read),
            (
                "crates/shop/Cargo.toml",
                "[package]\nname = \"shop\"\n[[bin]]\nname = \"shop_server\"\n[dev-dependencies]\nfake-db.workspace = true",
            ),
            ("crates/shop/src/bin/import.rs", read),
            ("crates/shop/src/bin/shop_server.rs", read),
            ("crates/shop/src/lib.rs", read),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let facts = project.apps.iter().flat_map(|app| app.facts.iter());
        let roles: Vec<Role> =
            facts.filter(|fact| fact.kind.name() == "env-read").map(|fact| fact.place.role).collect();
        assert_eq!(roles, [Role::Test, Role::Tooling, Role::Production, Role::Production]);
    }
}
