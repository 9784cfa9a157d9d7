//! What manifests and lock files of a project have to do with each other.

use std::collections::BTreeSet;

use crate::app::{App, Project};
use crate::artefact::package::{
    Ecosystem, Lockfile, Package, Provenance, Requirement, normal_name as normal,
};
use crate::source::{FileId, folder_of, is_below, join, name_of};

/// The folder of a file.
pub(super) fn folder(project: &Project, file: FileId) -> &str {
    folder_of(project.sources.path(file))
}

/// Every manifest of the project.
pub(super) fn packages(project: &Project) -> impl Iterator<Item = &Package> {
    project.apps.iter().flat_map(|app| &app.packages)
}

/// Every lock file of the project.
pub(super) fn lockfiles(project: &Project) -> impl Iterator<Item = &Lockfile> {
    project.apps.iter().flat_map(|app| &app.lockfiles)
}

/// Whether the manifest is a requirements file of pip, which is its own lock where it pins everything.
pub(super) fn is_requirements(project: &Project, package: &Package) -> bool {
    let name = project.sources.file(package.file).name().to_ascii_lowercase();
    package.ecosystem == Ecosystem::Python && (name.ends_with(".txt") || name.ends_with(".in"))
}

/// The requirements file that pip-tools or uv have compiled from `requirements.in`: it stands beside, under the same name.
pub(super) fn compiled_from<'a>(project: &'a Project, package: &Package) -> Option<&'a Package> {
    let path = project.sources.path(package.file).strip_suffix(".in")?;
    let file = project.sources.find(&format!("{path}.txt"))?;
    packages(project).find(|other| other.file == file)
}

/// Whether the manifest is only what a requirements file is compiled from.
pub(super) fn is_compiled(project: &Project, package: &Package) -> bool {
    compiled_from(project, package).is_some()
}

/// The lock file that fixes what a manifest resolves to: beside it, or at the root of the workspace that it is a member of.
pub(super) fn lock_of<'a>(project: &'a Project, package: &Package) -> Option<&'a Lockfile> {
    let own = folder(project, package.file);
    let candidates = lockfiles(project).filter(|lock| lock.ecosystem == package.ecosystem);
    candidates
        .filter(|lock| {
            let at = folder(project, lock.file);
            at == own || (is_below(own, at) && is_workspace(project, at, package.ecosystem))
        })
        .max_by_key(|lock| folder(project, lock.file).len())
}

/// Files by which workspaces are declared outside of manifests.
const WORKSPACE_FILES: [&str; 5] = ["pnpm-workspace.yaml", "lerna.json", "rush.json", "nx.json", "go.work"];

/// Whether the manifest of a folder speaks for packages below it.
fn is_workspace(project: &Project, at: &str, ecosystem: Ecosystem) -> bool {
    let has = |name: &str| join(at, name).is_some_and(|path| project.sources.find(&path).is_some());
    let declared = packages(project)
        .filter(|package| package.ecosystem == ecosystem && folder(project, package.file) == at);
    match ecosystem {
        // Cargo looks for a workspace in every folder above by itself.
        Ecosystem::Cargo => true,
        Ecosystem::Npm => WORKSPACE_FILES.iter().any(|name| has(name)) || declared.into_iter().any(is_root),
        _ => declared.into_iter().any(is_root),
    }
}

fn is_root(package: &Package) -> bool {
    !package.workspaces.is_empty()
}

/// Whether something else than a lock file fixes what is installed: dependencies that are part of the repository.
pub(super) fn is_vendored(project: &Project, package: &Package) -> bool {
    let listing = match package.ecosystem {
        Ecosystem::Go => "vendor/modules.txt",
        Ecosystem::Php => "vendor/autoload.php",
        _ => return false,
    };
    join(folder(project, package.file), listing).is_some_and(|path| project.sources.find(&path).is_some())
}

/// What fixes the versions of a manifest's requirements, apart from a lock file.
pub(super) struct Pins(BTreeSet<String>);

impl Pins {
    /// The pins of a manifest: for Python also those of files that it includes, and of requirements files beside it.
    pub(super) fn of(project: &Project, package: &Package) -> Self {
        if package.ecosystem != Ecosystem::Python {
            return Self(BTreeSet::new());
        }
        let own = folder(project, package.file);
        let others = packages(project).filter(|other| {
            other.file != package.file
                && is_requirements(project, other)
                && (includes(project, package, other) || is_beside(own, folder(project, other.file)))
        });
        let entries = others.flat_map(|other| &other.dependencies).filter(|entry| has_exact_version(entry));
        Self(entries.map(|entry| normal(&entry.name.text)).collect())
    }

    /// Whether a requirement of the manifest allows one version only.
    pub(super) fn fix(&self, requirement: &Requirement) -> bool {
        match requirement.from {
            Provenance::GitPinned | Provenance::Local | Provenance::Url => true,
            Provenance::GitMoving => false,
            Provenance::Registry => {
                has_exact_version(requirement)
                    || (!self.0.is_empty() && self.0.contains(&normal(&requirement.name.text)))
            }
        }
    }
}

/// `==1.2.3`, `===1.2.3`; in the notations where a bare version is exact, that.
fn has_exact_version(requirement: &Requirement) -> bool {
    let Some(version) = &requirement.version else { return false };
    if !version.literal {
        return true;
    }
    let text = version.text.trim();
    let exact = text.strip_prefix("===").or_else(|| text.strip_prefix("==")).unwrap_or(text).trim();
    exact.starts_with(|c: char| c.is_ascii_digit()) && !exact.contains(['*', ',', '|', ' ', '<', '>'])
}

/// The names of packages whose version the app's manifests and lock files fix.
pub(super) fn pinned_names(project: &Project, app: &App) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for package in &app.packages {
        let is_locked = lock_of(project, package).is_some();
        let fixed = package.dependencies.iter().filter(|entry| is_locked || has_exact_version(entry));
        names.extend(fixed.map(|entry| normal(&entry.name.text)));
    }
    names
}

fn includes(project: &Project, package: &Package, other: &Package) -> bool {
    let path = project.sources.path(other.file);
    package.includes.iter().any(|include| include.text == path)
}

/// In the same folder, or one in a folder `requirements` of the other's.
fn is_beside(a: &str, b: &str) -> bool {
    let home = |folder: &'_ str| {
        if name_of(folder) == "requirements" { folder_of(folder).to_owned() } else { folder.to_owned() }
    };
    home(a) == home(b)
}
