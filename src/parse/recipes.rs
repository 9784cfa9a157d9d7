//! Files that name commands: Makefiles, justfiles and Taskfiles. Each says how targets are made.

use super::{justfile, makefile, taskfile};
use crate::source::{Arg, FileId, Span, name_of};

/// What such a file says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Recipes {
    /// The explicit rules, one for each target, in order.
    pub targets: Vec<Target>,
    /// The files that it reads in, relative to where `make` runs.
    pub includes: Vec<String>,
}

/// A target and how it is made.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// What is made before it.
    pub prerequisites: Vec<String>,
    /// The lines of its recipe, each for a shell of its own, without what stands in front for `make` or `just` themselves.
    pub recipe: Vec<Arg>,
    /// The line that names it.
    pub span: Span,
}

impl Recipes {
    /// The target of that name; without one the first that can be made by default.
    pub fn target(&self, name: Option<&str>) -> Option<&Target> {
        match name {
            Some(name) => self.targets.iter().find(|target| target.name == name),
            None => self.targets.iter().find(|target| !target.name.starts_with('.')),
        }
    }

    /// Takes over what another file says, whose targets come behind.
    pub fn include(&mut self, other: Self) {
        self.targets.extend(other.targets);
    }
}

/// Reads the file of that path. It never fails: what is not understood is passed over.
pub fn parse(path: &str, file: FileId, text: &str) -> Recipes {
    let name = name_of(path).to_ascii_lowercase();
    match name.split('.').find(|part| !part.is_empty()) {
        Some("justfile") => justfile::parse(file, text),
        Some("taskfile") => taskfile::parse(file, text),
        _ => makefile::parse(file, text),
    }
}
