//! Is there a lock file, and only one?

use std::collections::BTreeMap;

use super::ignored;
use super::manifests::{Pins, folder, is_compiled, is_requirements, is_vendored, lock_of, lockfiles};
use crate::app::{App, Project};
use crate::artefact::package::{Ecosystem, Lockfile, Package, Provenance, Requirement};
use crate::rule::Pass;
use crate::source::{Span, is_below, join, name_of};

/// A deployable app whose dependencies are resolved anew on every build.
pub fn missing_lockfile(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for package in app.packages.iter().filter(|package| is_deployable(app, project, package)) {
        let is_fixed = !package.needs_lock() || is_compiled(project, package);
        if is_fixed || lock_of(project, package).is_some() || ignored::by_git(project, package).is_some() {
            continue;
        }
        let file = project.sources.file(package.file).name();
        if is_requirements(project, package) {
            report_ranges(pass, package, file);
            continue;
        }
        if package.ecosystem == Ecosystem::Python {
            let pins = Pins::of(project, package);
            if registry(package).all(|entry| pins.fix(entry)) {
                continue;
            }
        }
        let count = registry(package).count();
        let things = if count == 1 { "dependency".to_owned() } else { format!("{count} dependencies") };
        let finding = pass.report(
            package.anchor,
            format!("no lock file fixes the {things} of '{file}': each build may install other versions"),
        );
        finding.help(advice(package));
    }
}

/// A requirements file with bounds is as good as its pins; what has no bound at all is reported where it stands.
fn report_ranges(pass: &mut Pass, package: &Package, file: &str) {
    let pins = Pins::of(pass.project, package);
    let open = registry(package).filter(|entry| !pins.fix(entry));
    let ranges: Vec<&Requirement> = open.filter(|entry| entry.version.is_some()).collect();
    let Some(first) = ranges.first() else { return };
    let shown = format!("{}{}", first.name.text, first.version.as_ref().map_or("", |version| &version.text));
    let more = match ranges.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let finding = pass.report(
        first.span,
        format!("no lock file fixes the ranges of '{file}': '{shown}'{more} may install another version on each build"),
    );
    finding.help("Keep the ranges in `requirements.in` and write `requirements.txt` with `uv pip compile` or `pip-compile --generate-hashes`.");
}

/// What comes from outside the repository.
fn registry(package: &Package) -> impl Iterator<Item = &Requirement> {
    package.run_dependencies().filter(|entry| entry.from != Provenance::Local)
}

/// Whether a manifest is that of something which runs, rather than of a library, a tool or an example.
pub(super) fn is_deployable(app: &App, project: &Project, package: &Package) -> bool {
    let starts = package.scripts.iter().any(|(name, _)| matches!(name.text.as_str(), "start" | "serve"));
    let compiles = matches!(package.ecosystem, Ecosystem::Cargo | Ecosystem::Go);
    let is_part = || package.ecosystem.is_modular() && project.apps.iter().any(App::is_deployed);
    let runs = app.is_deployed() || starts || compiles || is_part();
    package.place.is_production()
        && !package.library
        && runs
        && registry(package).next().is_some()
        && !is_vendored(project, package)
        && !is_part_of_library(app, project, package)
}

/// Requirements inside a published package set up the work on it, or are what its build reads.
fn is_part_of_library(app: &App, project: &Project, package: &Package) -> bool {
    let own = folder(project, package.file);
    is_requirements(project, package)
        && app.packages.iter().any(|other| {
            other.ecosystem == Ecosystem::Python
                && other.library
                && is_below(own, folder(project, other.file))
        })
}

fn advice(package: &Package) -> String {
    let manager = package.manager.as_ref().map(|manager| manager.text.as_str());
    let (command, lock) = match (package.ecosystem, manager) {
        (Ecosystem::Npm, Some("pnpm")) => ("pnpm install", "pnpm-lock.yaml"),
        (Ecosystem::Npm, Some("yarn")) => ("yarn install", "yarn.lock"),
        (Ecosystem::Npm, Some("bun")) => ("bun install", "bun.lock"),
        (Ecosystem::Npm, _) => ("npm install", "package-lock.json"),
        (Ecosystem::Python, Some("poetry")) => ("poetry lock", "poetry.lock"),
        (Ecosystem::Python, Some("pdm")) => ("pdm lock", "pdm.lock"),
        (Ecosystem::Python, Some("pipenv")) => ("pipenv lock", "Pipfile.lock"),
        (Ecosystem::Python, _) => ("uv lock", "uv.lock"),
        (Ecosystem::Cargo, _) => ("cargo generate-lockfile", "Cargo.lock"),
        (Ecosystem::Go, _) => ("go mod tidy", "go.sum"),
        (Ecosystem::Ruby, _) => ("bundle lock", "Gemfile.lock"),
        (Ecosystem::Php, _) => ("composer update --lock", "composer.lock"),
        (Ecosystem::Nuget, _) => ("dotnet restore", "packages.lock.json"),
        (Ecosystem::Gradle | Ecosystem::Maven, _) => ("gradle dependencies --write-locks", "gradle.lockfile"),
    };
    format!("Run `{command}` and commit '{lock}'.")
}

/// Lock files of two package managers beside one manifest.
pub fn conflicting_lockfiles(pass: &mut Pass) {
    let project = pass.project;
    for package in &pass.app.packages {
        if !package.place.is_production() || is_requirements(project, package) || is_setup(project, package) {
            continue;
        }
        let own = folder(project, package.file);
        let mut managers: BTreeMap<&str, &Lockfile> = BTreeMap::new();
        for lock in lockfiles(project).filter(|lock| lock.ecosystem == package.ecosystem) {
            if folder(project, lock.file) == own && belongs(project, package, lock) {
                managers.entry(lock.manager).or_insert(lock);
            }
        }
        if managers.len() > 1 {
            managers.retain(|_, lock| ignored::line_for(project, project.sources.path(lock.file)).is_none());
        }
        if managers.len() > 1 {
            report_conflict(pass, package, &managers);
        }
    }
}

fn report_conflict(pass: &mut Pass, package: &Package, managers: &BTreeMap<&str, &Lockfile>) {
    let sources = pass.sources;
    let names: Vec<String> =
        managers.values().map(|lock| format!("'{}'", name_of(sources.path(lock.file)))).collect();
    let wanted = package.manager.as_ref().filter(|manager| managers.contains_key(manager.text.as_str()));
    let at = wanted.map_or(package.anchor, |manager| manager.span);
    let finding = pass.report(
        at,
        format!("{} lock the same dependencies for different package managers", names.join(" and ")),
    );
    for lock in managers.values() {
        finding.because(Span::start_of(lock.file), format!("`{}` reads this one", lock.manager));
    }
    match wanted {
        Some(manager) => finding.help(format!(
            "Keep the lock file of {}, which the manifest names, and delete the other.",
            manager.text
        )),
        None => finding
            .help("Keep the lock file of the package manager that image and CI use, and delete the other."),
    };
}

fn is_setup(project: &Project, package: &Package) -> bool {
    project.sources.file(package.file).name().starts_with("setup.")
}

/// `Pipfile.lock` belongs to the Pipfile, the other locks of Python to `pyproject.toml`; `pylock.toml` is a format for export.
pub(super) fn belongs(project: &Project, package: &Package, lock: &Lockfile) -> bool {
    let file = project.sources.file(package.file).name();
    match lock.manager {
        "pip" => false,
        "pipenv" => {
            // A Pipfile left behind beside a newer lock of `pyproject.toml` is no conflict of one manifest.
            file == "Pipfile"
                || join(folder(project, package.file), "Pipfile")
                    .is_none_or(|path| project.sources.find(&path).is_none())
        }
        _ => package.ecosystem != Ecosystem::Python || file == "pyproject.toml",
    }
}
