//! Does a dependency name the version it wants?

use std::collections::{BTreeMap, BTreeSet};

use super::locks::is_deployable;
use super::manifests::{Pins, folder, is_compiled, lock_of, packages as packages_of};
use crate::app::Project;
use crate::artefact::package::{Ecosystem, Package, Provenance, Requirement};
use crate::rule::Pass;
use crate::source::{FileId, name_of};

/// Dependencies that take any version, with no lock file to choose one: one finding for each manifest.
pub fn unpinned_dependency(pass: &mut Pass) {
    let mut found: BTreeMap<FileId, (&Package, Vec<&Requirement>)> = BTreeMap::new();
    for (package, requirement) in open_requirements(pass) {
        if requirement.from == Provenance::Registry && is_any(package, requirement) {
            found.entry(package.file).or_insert_with(|| (package, Vec::new())).1.push(requirement);
        }
    }
    for (package, requirements) in found.into_values() {
        report_open(pass, package, &requirements);
    }
}

/// How many further places a finding shows.
const MOST_SHOWN: usize = 30;

fn report_open(pass: &mut Pass, package: &Package, requirements: &[&Requirement]) {
    let Some((first, others)) = requirements.split_first() else { return };
    let name = &first.name.text;
    let is_modular = package.ecosystem.is_modular();
    let lack = if is_modular { "take whatever version is newest" } else { "name no version" };
    let subject = match others.len() {
        0 => format!("'{name}' names no version"),
        1 => format!("'{name}' and one more dependency {lack}"),
        count => format!("'{name}' and {count} more dependencies {lack}"),
    };
    let message = match first.version.as_ref().filter(|version| others.is_empty() && !version.text.is_empty())
    {
        Some(version) => format!("'{name}' takes whatever version is newest: '{}'", version.text),
        None => subject,
    };
    let finding = pass.report(first.span, format!("{message}, and no lock file fixes one"));
    for other in others.iter().take(MOST_SHOWN) {
        finding.because(other.span, format!("'{}' takes whatever is newest too", other.name.text));
    }
    finding.help(match package.ecosystem {
        Ecosystem::Python => {
            format!("Write the versions that are in use, `{name}==…`, or compile the file from ranges with `uv pip compile`.")
        }
        Ecosystem::Gradle => {
            "Write the version that is in use, or lock the dependencies: `dependencyLocking { lockAllConfigurations() }`."
                .to_owned()
        }
        _ if is_modular => "Write the version that is in use.".to_owned(),
        _ => "Write a range of the major version that is in use, and commit a lock file.".to_owned(),
    });
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
    let packages = app.packages.iter().filter(|package| {
        is_deployable(app, project, package)
            && lock_of(project, package).is_none()
            && !is_compiled(project, package)
    });
    let own: BTreeSet<&str> = packages_of(project).filter_map(|package| own_name(project, package)).collect();
    let mut found = Vec::new();
    for package in packages {
        let pins = Pins::of(project, package);
        let is_open = |requirement: &&Requirement| {
            let artefact = requirement.name.text.rsplit(':').next().unwrap_or("");
            if package.ecosystem.is_modular() { !own.contains(artefact) } else { !pins.fix(requirement) }
        };
        found.extend(package.run_dependencies().filter(is_open).map(|requirement| (package, requirement)));
    }
    found
}

/// What the artefact of a build's module is called: by its manifest, or as its folder.
fn own_name<'a>(project: &'a Project, package: &'a Package) -> Option<&'a str> {
    match &package.name {
        Some(name) => Some(&name.text),
        None => Some(name_of(folder(project, package.file))).filter(|_| package.ecosystem.is_modular()),
    }
}

/// Whether a requirement sets no upper bound of any kind; where versions are written exactly by custom, whether it takes more
/// than one. A Gemfile names versions by exception, its lock does the rest.
fn is_any(package: &Package, requirement: &Requirement) -> bool {
    let Some(version) = requirement.version.as_ref().filter(|version| version.literal) else {
        return requirement.version.is_none() && !package.ecosystem.is_modular();
    };
    let text = version.text.trim();
    let is_range = text.starts_with(['[', '(', ']']) && text.contains(',');
    let is_snapshot = text.ends_with("-SNAPSHOT");
    match package.ecosystem {
        Ecosystem::Ruby | Ecosystem::Go => false,
        Ecosystem::Maven => matches!(text, "LATEST" | "RELEASE") || is_range || is_snapshot,
        Ecosystem::Gradle => text.ends_with('+') || text.starts_with("latest.") || is_range || is_snapshot,
        // NuGet takes the oldest version that a range allows; only a star asks for the newest.
        Ecosystem::Nuget => text.contains('*'),
        _ => matches!(
            text,
            "" | "*" | "x" | "X" | "latest" | "next" | ">=0" | ">=0.0.0" | "==*" | "@dev" | "*@dev"
        ),
    }
}
