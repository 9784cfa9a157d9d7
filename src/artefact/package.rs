//! Dependency manifests and lock files of package managers.

use std::collections::BTreeSet;

use crate::fact::Place;
use crate::source::{Arg, FileId, Span};

/// A dependency manifest.
#[derive(Clone, PartialEq, Debug)]
pub struct Package {
    /// The manifest.
    pub file: FileId,
    /// Its ecosystem.
    pub ecosystem: Ecosystem,
    /// The package's own name.
    pub name: Option<Arg>,
    /// What the package is for.
    pub place: Place,
    /// Whether it is made to be used by other packages rather than run.
    pub library: bool,
    /// Programs that it makes under names of their own (`[[bin]]` of Cargo).
    pub programs: Vec<String>,
    /// The packages it names.
    pub dependencies: Vec<Requirement>,
    /// Named scripts (`scripts` of package.json and composer.json, Pipfile and poe tasks): name and command.
    pub scripts: Vec<(Arg, Arg)>,
    /// Folders of workspace members, as globs relative to the manifest.
    pub workspaces: Vec<Arg>,
    /// The package manager that the manifest demands (`packageManager`, `[tool.poetry]`), by its command's name; of builds that
    /// have a lock file only on demand, where they demand it.
    pub manager: Option<Arg>,
    /// Other manifests whose entries count too (`-r` and `-c` of pip), as root-relative paths.
    pub includes: Vec<Arg>,
    /// Where a finding about the whole manifest is shown: its dependency table or name.
    pub anchor: Span,
}

impl Package {
    /// A manifest that says nothing yet.
    pub fn new(file: FileId, ecosystem: Ecosystem, place: Place) -> Self {
        Self {
            file,
            ecosystem,
            name: None,
            place,
            library: false,
            programs: Vec::new(),
            dependencies: Vec::new(),
            scripts: Vec::new(),
            workspaces: Vec::new(),
            manager: None,
            includes: Vec::new(),
            anchor: Span::start_of(file),
        }
    }

    /// Whether a lock file has to fix what is installed: builds whose manifests write every version need none unless they ask
    /// for one by naming its manager.
    pub fn needs_lock(&self) -> bool {
        !self.ecosystem.is_modular() || self.manager.is_some()
    }

    /// The packages that are needed at run time.
    pub fn run_dependencies(&self) -> impl Iterator<Item = &Requirement> {
        self.dependencies.iter().filter(|requirement| requirement.need == Need::Run)
    }
}

/// A family of packages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Ecosystem {
    /// npm, yarn, pnpm, bun.
    Npm,
    /// pip, Poetry, uv, Pipenv, PDM.
    Python,
    /// Cargo.
    Cargo,
    /// Go modules.
    Go,
    /// Bundler.
    Ruby,
    /// Composer.
    Php,
    /// Maven.
    Maven,
    /// Gradle.
    Gradle,
    /// NuGet.
    Nuget,
}

impl Ecosystem {
    /// Whether the manifests of many folders commonly make one program, so that none of them is an app by itself. What such
    /// manifests write is the version that is taken, also for what the dependencies need, unless it is a range.
    pub fn is_modular(self) -> bool {
        matches!(self, Self::Maven | Self::Gradle | Self::Nuget)
    }
}

/// A dependency that a manifest names.
#[derive(Clone, PartialEq, Debug)]
pub struct Requirement {
    /// The package's name.
    pub name: Arg,
    /// The version or range; `None` where none is given.
    pub version: Option<Arg>,
    /// When it is needed.
    pub need: Need,
    /// Where it comes from.
    pub from: Provenance,
    /// The whole entry.
    pub span: Span,
}

/// When a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// At run time.
    Run,
    /// For development and tests only.
    Develop,
    /// Only if the user wants it, or provided by somebody else (optional, peer).
    Optional,
}

impl Need {
    /// The need of something that only counts under a condition, if `conditional`.
    #[must_use]
    pub fn or_optional(self, conditional: bool) -> Self {
        if conditional && self == Self::Run { Self::Optional } else { self }
    }
}

/// Where a dependency comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provenance {
    /// The ecosystem's registry.
    Registry,
    /// A commit or tag of a git repository.
    GitPinned,
    /// The head of a git branch.
    GitMoving,
    /// A folder, workspace member or file of the repository.
    Local,
    /// A URL.
    Url,
}

/// A lock file.
#[derive(Clone, PartialEq, Debug)]
pub struct Lockfile {
    /// The file.
    pub file: FileId,
    /// Its ecosystem.
    pub ecosystem: Ecosystem,
    /// The command of the package manager that writes it.
    pub manager: &'static str,
    /// The names of packages in it, in their normal form, among other words; empty where it was not read.
    pub names: BTreeSet<String>,
}

/// A name of a package in a form that is the same for all its spellings (PEP 503, which fits the other ecosystems).
pub fn normal_name(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}
