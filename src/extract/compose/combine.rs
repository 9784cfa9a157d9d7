//! Which compose files are put together, in which order, and where their paths and variables come from.

use std::collections::BTreeMap;

use super::files::{File, Services};
use super::invocation::{self, Invocation};
use crate::discover::{Class, classify};
use crate::fact::Environment;
use crate::source::{Sources, folder_of, join, name_of};

/// How a file is used.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// The files that it is laid over, nearest first.
    pub(super) bases: Vec<usize>,
    /// The folder that its paths start from.
    pub(super) folder: String,
    /// The dotenv files that fill its variables, as project paths; a later one counts more.
    pub(super) env_files: Vec<String>,
    /// The files that it includes.
    pub(super) includes: Vec<usize>,
    /// Whether a command hands it to a swarm.
    pub(super) stack: bool,
}

/// How each of the files is used.
pub(super) fn uses(sources: &Sources, files: &[File], services: &[Services]) -> Vec<Use> {
    let paths: Vec<&str> = files.iter().map(|file| sources.path(file.id)).collect();
    let combining = Combining {
        paths: &paths,
        files,
        services,
        by_path: paths.iter().enumerate().map(|(at, path)| (*path, at)).collect(),
    };
    let mut uses: Vec<Use> = paths
        .iter()
        .map(|path| Use {
            bases: Vec::new(),
            folder: folder_of(path).to_owned(),
            env_files: Vec::new(),
            includes: Vec::new(),
            stack: false,
        })
        .collect();
    combining.include(&mut uses);
    combining.invoke(sources, &mut uses);
    for (at, used) in uses.iter_mut().enumerate() {
        if used.bases.is_empty()
            && let Some(base) = combining.overridden(at).or_else(|| combining.completed(at))
        {
            used.bases = vec![base];
            folder_of(paths[base]).clone_into(&mut used.folder);
        }
    }
    for used in &mut uses {
        used.env_files.splice(0..0, join(&used.folder, ".env"));
    }
    uses
}

struct Combining<'a> {
    paths: &'a [&'a str],
    files: &'a [File],
    services: &'a [Services<'a>],
    by_path: BTreeMap<&'a str, usize>,
}

impl Combining<'_> {
    /// `include`: files that stand for themselves, unless several of them are listed as one.
    fn include(&self, uses: &mut [Use]) {
        for (at, file) in self.files.iter().enumerate() {
            let folder = folder_of(self.paths[at]);
            let items = file.tree.documents().filter_map(|root| root.get("include"));
            for item in items.flat_map(|include| include.items().collect::<Vec<_>>()) {
                let texts = |key: &str| {
                    let value = item.get(key);
                    let listed = value
                        .into_iter()
                        .flat_map(|value| value.items().chain(value.is_scalar().then_some(value)));
                    listed.filter_map(|value| join(folder, value.text()?)).collect::<Vec<_>>()
                };
                let named = if item.is_mapping() {
                    texts("path")
                } else {
                    item.text().and_then(|path| join(folder, path)).into_iter().collect()
                };
                let named: Vec<usize> =
                    named.iter().filter_map(|path| self.by_path.get(path.as_str()).copied()).collect();
                let own_folder = texts("project_directory").pop();
                for (order, included) in named.iter().enumerate().filter(|(_, included)| **included != at) {
                    let used = &mut uses[*included];
                    used.bases.extend(named[..order].iter().rev());
                    used.env_files.extend(texts("env_file"));
                    if let Some(folder) = &own_folder {
                        used.folder.clone_from(folder);
                    }
                }
                uses[at].includes.extend(named.iter().rev());
            }
        }
    }

    /// What commands and settings anywhere in the project name together. The shortest list with a file counts for it,
    /// one that it ends before others.
    fn invoke(&self, sources: &Sources, uses: &mut [Use]) {
        let mut lists: Vec<(Vec<usize>, String, Invocation)> = Vec::new();
        for (_, file) in sources.iter().filter(|(_, file)| !file.text.is_empty()) {
            if matches!(classify::by_name(&file.path), Some(Class::Source(_) | Class::Lockfile(..))) {
                continue;
            }
            for invocation in invocation::find(&file.text) {
                lists.extend(self.resolve(&file.path, invocation));
            }
        }
        for (list, _, invocation) in &lists {
            for at in list {
                uses[*at].stack |= invocation.stack;
            }
        }
        for (at, used) in uses.iter_mut().enumerate() {
            let with = lists.iter().filter_map(|(list, folder, invocation)| {
                let position = list.iter().position(|other| *other == at)?;
                Some((list, position, folder, invocation))
            });
            let nearest = with
                .filter(|(list, position, ..)| *position > 0 || list.len() == 1)
                .min_by_key(|(list, position, ..)| (*position == 0, *position + 1 < list.len(), list.len()));
            let Some((list, position, folder, invocation)) = nearest else { continue };
            if position > 0 {
                used.bases = list[..position].iter().rev().copied().collect();
            }
            if let Some(own) = &invocation.folder {
                used.folder = join(folder, own).unwrap_or_default();
            } else if position > 0 {
                folder_of(self.paths[list[0]]).clone_into(&mut used.folder);
            }
            used.env_files.extend(invocation.env_files.iter().filter_map(|path| join(folder, path)));
        }
    }

    /// The compose files that an invocation names, and the folder where it is made: that of the file which holds it, or one above.
    fn resolve(&self, holder: &str, invocation: Invocation) -> Option<(Vec<usize>, String, Invocation)> {
        let mut folder = folder_of(holder);
        loop {
            let find = |path: &String| self.by_path.get(join(folder, path)?.as_str()).copied();
            let mut list: Vec<usize> = Vec::new();
            for at in invocation.files.iter().filter_map(find) {
                if !list.contains(&at) {
                    list.push(at);
                }
            }
            if list.len() == invocation.files.len() || (folder.is_empty() && list.len() > 1) {
                return Some((list, folder.to_owned(), invocation));
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    /// `compose.override.yaml` is laid over the file of that name without the word, or the one that compose finds by itself.
    fn overridden(&self, at: usize) -> Option<usize> {
        let path = self.paths[at];
        let name = name_of(path);
        let plain = ["override.", ".override", "-override", "_override"]
            .iter()
            .find_map(|word| name.contains(word).then(|| name.replacen(word, "", 1)))?;
        let usual = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
        let (stem, end) = plain.rsplit_once('.')?;
        let other = if end == "yml" { format!("{stem}.yaml") } else { format!("{stem}.yml") };
        let names = [plain.as_str(), other.as_str()].into_iter().chain(usual);
        names
            .filter_map(|name| self.by_path.get(join(folder_of(path), name)?.as_str()).copied())
            .find(|base| *base != at)
    }

    /// A file with a service that has neither image nor build is no file for itself: it is given to compose after the file
    /// beside it, or above, that completes it.
    fn completed(&self, at: usize) -> Option<usize> {
        let open = self.services[at].open();
        if open.is_empty() {
            return None;
        }
        let own = &self.files[at].place.environment;
        let mut folder = folder_of(self.paths[at]);
        loop {
            let beside = (0..self.files.len()).filter(|other| {
                folder_of(self.paths[*other]) == folder && self.services[*other].open().is_empty()
            });
            let known =
                |other: usize| open.iter().filter(|name| self.services[other].get(name).is_some()).count();
            let best = beside
                .map(|other| (known(other), other))
                .filter(|(known, _)| {
                    *known == open.len() || (*known > 0 && folder == folder_of(self.paths[at]))
                })
                .min_by_key(|(known, other)| {
                    let environment = &self.files[*other].place.environment;
                    let foreign = *environment != Environment::Any && environment != own;
                    (open.len() - known, foreign, self.paths[*other].len(), *other)
                });
            if let Some((_, base)) = best {
                return Some(base);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }
}
