//! Pipelines of several files: what GitLab includes, and which jobs take over what others have.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobBuilder;

use super::super::{File, LARGEST_MATRIX, scalars};
use super::SCRIPTS;
use crate::discover::{self, Class};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Arg, FileId, Sources};

/// How many jobs may extend one another (the limit of GitLab itself).
const DEEPEST: usize = 11;

/// The most files that pipelines include.
const MOST_FILES: usize = 500;

/// Parses what pipelines include from their repository, and pipelines that jobs trigger; tells which files those are.
pub(in super::super) fn parse_included(sources: &Sources, files: &mut Vec<File>) -> BTreeSet<FileId> {
    let mut added = BTreeSet::new();
    let mut at = 0;
    while let Some(file) = files.get(at).filter(|_| added.len() < MOST_FILES) {
        let mut wanted = included(sources, file);
        wanted.extend(triggered(sources, file));
        wanted.retain(|id| files.iter().all(|file| file.tree.file() != *id));
        for id in wanted {
            let source = sources.file(id);
            if added.insert(id) {
                let place = discover::place(&source.path, Class::GitlabCi, &source.text);
                files.push(File { place, class: Class::GitlabCi, tree: yaml::parse(id, &source.text) });
            }
        }
        at += 1;
    }
    added
}

/// A pipeline: what all its files say of each job.
pub(in super::super) struct Whole<'t> {
    /// The documents, those that have precedence first.
    pub(super) documents: Vec<Node<'t>>,
    /// What is written of each job, in that order.
    jobs: BTreeMap<&'t str, Vec<Node<'t>>>,
    /// The jobs that take over what the one of a name has.
    pub(super) heirs: BTreeMap<&'t str, Vec<&'t str>>,
}

impl<'t> Whole<'t> {
    fn new(documents: Vec<Node<'t>>) -> Self {
        let mut whole = Self { documents, jobs: BTreeMap::new(), heirs: BTreeMap::new() };
        for (key, job) in whole.documents.iter().copied().flat_map(Node::own_entries) {
            if let Some(name) = key.text().filter(|_| job.is_mapping()) {
                whole.jobs.entry(name).or_default().push(job);
            }
        }
        for name in whole.jobs.keys().copied().filter(|name| !name.starts_with('.')) {
            let mut ancestors = BTreeSet::new();
            whole.ancestors(name, &mut ancestors, 0);
            for ancestor in ancestors {
                let heirs = whole.heirs.entry(ancestor).or_default();
                if heirs.len() < LARGEST_MATRIX {
                    heirs.push(name);
                }
            }
        }
        whole
    }

    fn written(&self, job: &str) -> impl Iterator<Item = Node<'t>> {
        self.jobs.get(job).into_iter().flatten().copied()
    }

    /// The jobs that a job extends, or whose script it refers to.
    fn ancestors(&self, job: &str, found: &mut BTreeSet<&'t str>, depth: usize) {
        for node in self.written(job) {
            let scripts = SCRIPTS.iter().filter_map(|key| node.get(key));
            let parts = scripts.flat_map(|script| std::iter::once(script).chain(script.items()));
            let references = parts.filter(|node| node.tag().is_some_and(|tag| tag.ends_with("reference")));
            let referred = references.filter_map(|node| node.items().next()?.text());
            let extended =
                node.get("extends").into_iter().flat_map(|list| std::iter::once(list).chain(list.items()));
            for name in referred.chain(extended.filter_map(Node::text)) {
                if found.insert(name) && depth < DEEPEST {
                    self.ancestors(name, found, depth + 1);
                }
            }
        }
    }

    /// A field of a job, wherever the pipeline says it: a job has what those it extends have, unless it says otherwise.
    pub(super) fn field(&self, job: &str, path: &[&str], depth: usize) -> Option<Node<'t>> {
        self.written(job).find_map(|job| job.at(path)).or_else(|| {
            let parents: Vec<Arg> =
                self.written(job).filter_map(|job| job.get("extends")).flat_map(scalars).collect();
            let mut nearest = parents.iter().rev().filter(|_| depth < DEEPEST);
            nearest.find_map(|parent| self.field(&parent.text, path, depth + 1))
        })
    }
}

/// The pipelines of a project, and for each file the number of the one that it is part of. A file lies over what it includes,
/// and of that the later over the earlier.
pub(in super::super) fn pipelines<'t>(sources: &Sources, files: &'t [File]) -> (Vec<Whole<'t>>, Vec<usize>) {
    let place = |id: FileId| files.iter().position(|file| file.tree.file() == id);
    let below: Vec<Vec<usize>> = files
        .iter()
        .map(|file| included(sources, file).into_iter().rev().filter_map(place).collect())
        .collect();
    let inner: BTreeSet<usize> = below.iter().flatten().copied().collect();
    let is_gitlab = |at: &usize| files[*at].class == Class::GitlabCi;
    let outer = (0..files.len()).filter(|at| !inner.contains(at));
    let mut numbers = vec![usize::MAX; files.len()];
    let mut all = Vec::new();
    for entry in outer.chain(inner.iter().copied()).filter(is_gitlab) {
        if numbers[entry] != usize::MAX {
            continue;
        }
        let (mut order, mut open) = (Vec::new(), vec![entry]);
        while let Some(at) = open.pop() {
            if !order.contains(&at) {
                order.push(at);
                open.extend(below[at].iter().rev());
            }
        }
        for at in order.iter().copied() {
            if numbers[at] == usize::MAX {
                numbers[at] = all.len();
            }
        }
        all.push(Whole::new(order.iter().flat_map(|at| files[*at].tree.documents()).collect()));
    }
    (all, numbers)
}

/// The files that a pipeline includes from its own repository, in order.
fn included(sources: &Sources, file: &File) -> Vec<FileId> {
    let roots = file.tree.documents().filter(|_| file.class == Class::GitlabCi);
    roots.filter_map(|root| root.get("include")).flat_map(|list| local(sources, list)).collect()
}

/// The files of the pipelines that jobs start.
fn triggered(sources: &Sources, file: &File) -> Vec<FileId> {
    let roots = file.tree.documents().filter(|_| file.class == Class::GitlabCi);
    let jobs = roots.flat_map(Node::own_entries).filter_map(|(_, job)| job.at(&["trigger", "include"]));
    jobs.flat_map(|list| local(sources, list)).collect()
}

/// The files that `include` names by paths from the project root, with `*` and `**`.
fn local(sources: &Sources, list: Node) -> Vec<FileId> {
    let written = std::iter::once(list).chain(list.items());
    let paths = written.filter_map(|item| item.get("local").unwrap_or(item).arg());
    let paths = paths.filter(|path| !path.text.contains("://") && !path.text.contains('$'));
    let mut found = Vec::new();
    for path in paths {
        let path = path.text.trim_start_matches('/');
        if !path.contains('*') {
            found.extend(sources.find(path));
            continue;
        }
        let glob = GlobBuilder::new(&path.replace("**.", "**/*.")).literal_separator(true).build();
        if let Ok(glob) = glob.map(|glob| glob.compile_matcher()) {
            found.extend(sources.iter().filter(|(_, file)| glob.is_match(&file.path)).map(|(id, _)| id));
        }
    }
    found
}
