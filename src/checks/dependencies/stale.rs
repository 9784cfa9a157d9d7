//! Does the lock file know what the manifest declares?

use std::collections::BTreeSet;

use super::locks::{belongs, is_deployable};
use super::manifests::{is_requirements, lock_of, packages};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement, normal_name};
use crate::rule::Pass;
use crate::source::{Span, name_of};

/// Dependencies that were added to a manifest without writing its lock file again.
pub fn lockfile_out_of_date(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    let own: BTreeSet<String> =
        packages(project).filter_map(|package| Some(normal_name(&package.name.as_ref()?.text))).collect();
    for package in app.packages.iter().filter(|package| is_deployable(app, project, package)) {
        let Some(lock) = lock_of(project, package).filter(|lock| !lock.names.is_empty()) else { continue };
        if is_requirements(project, package) || !belongs(project, package, lock) {
            continue;
        }
        let declared: Vec<&Requirement> =
            locked(package).filter(|entry| !own.contains(&normal_name(&entry.name.text))).collect();
        let missing: Vec<&Requirement> = declared
            .iter()
            .copied()
            .filter(|entry| !lock.names.contains(&normal_name(&entry.name.text)))
            .collect();
        // A lock file that knows less than half of a manifest is that of another one.
        let Some(first) = missing.first().filter(|_| missing.len() * 2 < declared.len()) else { continue };
        let name = name_of(pass.sources.path(lock.file));
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
        finding.because(Span::start_of(lock.file), "the lock file");
        finding.help(format!("Let `{}` write the lock file again and commit both: an installation from it fails, or adds versions that nobody tested.", lock.manager));
    }
}

/// The dependencies that a lock file has to know.
fn locked(package: &Package) -> impl Iterator<Item = &Requirement> {
    let is_platform = |name: &str| match package.ecosystem {
        Ecosystem::Php => !name.contains('/'),
        Ecosystem::Python => name.eq_ignore_ascii_case("python"),
        Ecosystem::Npm => name.starts_with("node_modules"),
        Ecosystem::Cargo | Ecosystem::Go | Ecosystem::Ruby => false,
    };
    package.dependencies.iter().filter(move |entry| {
        entry.need != Need::Optional
            && entry.from == Provenance::Registry
            && entry.name.literal
            && package.ecosystem != Ecosystem::Go
            && !is_platform(&entry.name.text)
    })
}
