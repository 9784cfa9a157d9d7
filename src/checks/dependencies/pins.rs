//! Does a dependency name the version it wants?

use super::locks::is_deployable;
use super::manifests::{is_pinned, lock_of};
use crate::artefact::package::{Ecosystem, Package, Provenance, Requirement};
use crate::rule::Pass;

/// A dependency that takes any version, with no lock file to choose one.
pub fn unpinned_dependency(pass: &mut Pass) {
    for (package, requirement) in open_requirements(pass) {
        if requirement.from != Provenance::Registry || !is_any(package, requirement) {
            continue;
        }
        let name = &requirement.name.text;
        let message = match &requirement.version {
            Some(version) if !version.text.is_empty() => {
                format!(
                    "'{name}' takes whatever version is newest: '{}', and no lock file fixes one",
                    version.text
                )
            }
            _ => format!("'{name}' names no version, and no lock file fixes one"),
        };
        pass.report(requirement.span, message).help(match package.ecosystem {
            Ecosystem::Python => format!("Write the version that is in use, `{name}==…`, or compile the file from ranges with `uv pip compile`."),
            _ => "Write a range of the major version that is in use, and commit a lock file.".to_owned(),
        });
    }
}

/// A dependency on whatever a git branch points at, with no lock file to hold a commit.
pub fn floating_git_dependency(pass: &mut Pass) {
    for (_, requirement) in open_requirements(pass) {
        if requirement.from == Provenance::GitMoving {
            let name = &requirement.name.text;
            pass.report(
                requirement.span,
                format!("'{name}' follows a git branch: its code can change between two builds"),
            )
            .help("Name a release tag or a full commit.");
        }
    }
}

/// The requirements of deployable apps that no lock file fixes.
fn open_requirements<'a>(pass: &Pass<'a>) -> Vec<(&'a Package, &'a Requirement)> {
    let (app, project) = (pass.app, pass.project);
    let packages = app
        .packages
        .iter()
        .filter(|package| is_deployable(app, project, package) && lock_of(project, package).is_none());
    packages
        .flat_map(|package| package.run_dependencies().map(move |requirement| (package, requirement)))
        .filter(|(package, requirement)| !is_pinned(project, package, requirement))
        .collect()
}

/// Whether a requirement sets no upper bound of any kind. A Gemfile names versions by exception, its lock does the rest.
fn is_any(package: &Package, requirement: &Requirement) -> bool {
    let text = requirement.version.as_ref().map_or("", |version| version.text.trim());
    match package.ecosystem {
        Ecosystem::Ruby | Ecosystem::Go => false,
        _ => matches!(
            text,
            "" | "*" | "x" | "X" | "latest" | "next" | ">=0" | ">=0.0.0" | "==*" | "@dev" | "*@dev"
        ),
    }
}
