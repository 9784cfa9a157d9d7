//! The compose files of a project, parsed, with the services of each by name.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::combine::{self, Use};
use super::value::{Setting, Variables};
use crate::fact::Place;
use crate::parse::tree::{Node, Tree};
use crate::parse::{dotenv, yaml};
use crate::source::{FileId, Sources};

/// One file.
#[derive(Debug)]
pub(super) struct File {
    /// Its id.
    pub(super) id: FileId,
    /// What it is for, as its path says.
    pub(super) place: Place,
    /// What it holds.
    pub(super) tree: Tree,
}

/// Parses files.
pub(super) fn parse(sources: &Sources, files: Vec<(FileId, Place)>) -> Vec<File> {
    let parse = |(id, place)| File { id, place, tree: yaml::parse(id, &sources.file(id).text) };
    files.into_par_iter().map(parse).collect()
}

/// The services of one file.
#[derive(Debug)]
pub(super) struct Services<'t> {
    /// Key and value of each, in the order of the file.
    all: Vec<(Node<'t>, Node<'t>)>,
    by_name: BTreeMap<&'t str, Vec<usize>>,
}

impl<'t> Services<'t> {
    fn of(tree: &'t Tree) -> Self {
        let all: Vec<_> =
            tree.documents().flat_map(in_document).filter(|(_, own)| own.is_mapping()).collect();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (key, _)) in all.iter().enumerate() {
            by_name.entry(key.text().unwrap_or_default()).or_default().push(at);
        }
        Self { all, by_name }
    }

    /// Key and value of the service of that name.
    pub(super) fn get(&self, name: &str) -> Option<(Node<'t>, Node<'t>)> {
        Some(self.all[*self.by_name.get(name)?.last()?])
    }

    /// Each service once: where a later document of the file says more of it, as that document has it.
    pub(super) fn whole(&self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> {
        let last: BTreeSet<usize> = self.by_name.values().filter_map(|all| all.last().copied()).collect();
        last.into_iter().map(|at| self.all[at])
    }

    /// What earlier documents of the file say of a service, the nearest first.
    pub(super) fn earlier(&self, name: &str) -> impl Iterator<Item = (Node<'t>, Node<'t>)> {
        let all = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        all.iter().rev().skip(1).map(|at| self.all[*at])
    }

    /// The names of those that leave it to another file what they run.
    pub(super) fn open(&self) -> Vec<&'t str> {
        let keys = ["image", "build", "extends", "provider"];
        let is_open = |at: &usize| keys.iter().all(|key| self.all[*at].1.get(key).is_none());
        self.by_name.iter().filter(|(_, all)| all.iter().all(is_open)).map(|(name, _)| *name).collect()
    }
}

/// The services of a document. Files of version 1 have them at the top.
fn in_document(root: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    if let Some(services) = root.get("services") {
        return services.entries().collect();
    }
    if root.get("version").is_some() {
        return Vec::new();
    }
    let is_service =
        |own: &Node| own.is_mapping() && ["image", "build"].iter().any(|key| own.get(key).is_some());
    root.entries().filter(|(_, own)| is_service(own)).collect()
}

/// All compose files and what they have to do with each other.
pub(super) struct Project<'t> {
    /// The project's files.
    pub(super) sources: &'t Sources,
    /// The compose files among them.
    pub(super) files: &'t [File],
    services: Vec<Services<'t>>,
    uses: Vec<Use>,
    variables: Vec<Variables>,
    by_id: BTreeMap<FileId, usize>,
}

impl<'t> Project<'t> {
    pub(super) fn new(sources: &'t Sources, files: &'t [File]) -> Self {
        let services: Vec<Services> = files.par_iter().map(|file| Services::of(&file.tree)).collect();
        let uses = combine::uses(sources, files, &services);
        let variables = uses.iter().map(|used| variables(sources, &used.env_files)).collect();
        let by_id = files.iter().enumerate().map(|(at, file)| (file.id, at)).collect();
        Self { sources, files, services, uses, variables, by_id }
    }

    /// The services of a file.
    pub(super) fn services(&self, file: usize) -> &Services<'t> {
        &self.services[file]
    }

    /// How a file is used.
    pub(super) fn usage(&self, file: usize) -> &Use {
        &self.uses[file]
    }

    /// Where the paths and variables of a file come from.
    pub(super) fn setting(&self, file: usize) -> Setting<'_> {
        Setting { folder: &self.uses[file].folder, variables: &self.variables[file] }
    }

    /// The compose file at a path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.by_id.get(&self.sources.find(path)?).copied()
    }

    /// The service of a file, or of one that it includes.
    pub(super) fn service(&self, file: usize, name: &str) -> Option<(usize, Node<'t>, Node<'t>)> {
        let own = |file: usize| self.services[file].get(name).map(|(key, own)| (file, key, own));
        own(file).or_else(|| self.included(file).into_iter().find_map(own))
    }

    /// The files that a file includes, and that these include.
    pub(super) fn included(&self, file: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut open = self.uses[file].includes.clone();
        while let Some(next) = open.pop() {
            if next != file && !found.contains(&next) {
                found.push(next);
                open.extend(&self.uses[next].includes);
            }
        }
        found
    }
}

/// The variables that dotenv files set, a later file counting more.
fn variables(sources: &Sources, paths: &[String]) -> Variables {
    let mut variables = Variables::new();
    for file in paths.iter().filter_map(|path| sources.find(path)) {
        let entries = dotenv::parse(file, &sources.file(file).text).entries;
        let known = entries.into_iter().filter(|entry| entry.value.literal);
        variables.extend(known.map(|entry| (entry.key.text, entry.value.text)));
    }
    variables
}
