//! Does the lock file know what the manifest declares?

use std::collections::BTreeSet;

use super::locks::{belongs, is_deployable};
use super::manifests::{compiled_from, is_requirements, lock_of, packages};
use crate::app::Project;
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement, normal_name};
use crate::rule::Pass;
use crate::source::{FileId, Span, name_of};

/// Dependencies that were added to a manifest without writing its lock file again.
pub fn lockfile_out_of_date(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    let own: BTreeSet<String> =
        packages(project).filter_map(|package| Some(normal_name(&package.name.as_ref()?.text))).collect();
    for package in app.packages.iter().filter(|package| is_deployable(app, project, package)) {
        let Some((file, manager, known)) = record(project, package) else { continue };
        let declared: Vec<&Requirement> =
            locked(project, package).filter(|entry| !own.contains(&normal_name(&entry.name.text))).collect();
        let is_missing = |entry: &&Requirement| !known.contains(&normal_name(&entry.name.text));
        let missing: Vec<&Requirement> = declared.iter().copied().filter(is_missing).collect();
        // A lock file that knows less than half of a manifest is that of another one.
        let Some(first) = missing.first().filter(|_| missing.len() * 2 < declared.len()) else { continue };
        let name = name_of(pass.sources.path(file));
        let more = match missing.len() - 1 {
            0 => String::new(),
            count => format!(" (and {count} more)"),
        };
        let finding = pass.report(
            first.span,
            format!("'{}'{more} is not in '{name}', which was written before", first.name.text),
        );
        for other in &missing {
            finding.because(other.span, "this one is missing too");
        }
        finding.because(Span::start_of(file), "the lock file");
        finding.help(format!("Let `{manager}` write the lock file again and commit both: an installation from it fails, or adds versions that nobody tested."));
    }
}

/// The file that records what a manifest resolves to, what writes it, and the packages that it knows.
fn record(project: &Project, package: &Package) -> Option<(FileId, &'static str, BTreeSet<String>)> {
    if let Some(compiled) = compiled_from(project, package) {
        let text = &project.sources.file(compiled.file).text;
        let manager = if text.contains("uv pip compile") { "uv pip compile" } else { "pip-compile" };
        let known = compiled.dependencies.iter().map(|entry| normal_name(&entry.name.text)).collect();
        return text.contains(manager).then_some((compiled.file, manager, known));
    }
    let lock = lock_of(project, package).filter(|lock| !lock.names.is_empty())?;
    let is_its_own = !is_requirements(project, package) && belongs(project, package, lock);
    is_its_own.then(|| (lock.file, lock.manager, lock.names.clone()))
}

/// The dependencies that a lock file has to know.
fn locked<'a>(project: &'a Project, package: &'a Package) -> impl Iterator<Item = &'a Requirement> {
    let is_platform = |name: &str| match package.ecosystem {
        Ecosystem::Php => !name.contains('/'),
        Ecosystem::Python => name.eq_ignore_ascii_case("python"),
        Ecosystem::Npm => name.starts_with("node_modules"),
        _ => false,
    };
    // Sums of modules may stand beside the workspace.
    let is_elsewhere = package.ecosystem == Ecosystem::Go
        && project.sources.iter().any(|(_, file)| file.name() == "go.work.sum");
    package.dependencies.iter().filter(move |entry| {
        let is_meant = match package.ecosystem {
            // Which of the other configurations are locked is the script's choice.
            Ecosystem::Gradle => entry.need == Need::Run,
            Ecosystem::Cargo => entry.need != Need::Optional && is_taken(project, package, entry),
            _ => entry.need != Need::Optional,
        };
        is_meant
            && !is_elsewhere
            && entry.from == Provenance::Registry
            && entry.name.literal
            && !is_platform(&entry.name.text)
    })
}

/// Whether a dependency that a Cargo workspace offers its members is one of theirs: a lock file knows no others.
fn is_taken(project: &Project, package: &Package, entry: &Requirement) -> bool {
    package.workspaces.is_empty()
        || packages(project)
            .filter(|other| other.ecosystem == Ecosystem::Cargo && other.file != package.file)
            .flat_map(|other| &other.dependencies)
            .any(|other| other.name.text == entry.name.text)
}
