//! Which kustomizations are deployed by themselves, and which files they take over.

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::kustomize::Kustomization;
use crate::discover::{self, Class, Format};
use crate::extract::Harvest;
use crate::fact::Place;
use crate::source::{FileId, Sources, Span, folder_of};

/// The kustomizations of a project.
pub(super) struct Layers<'a> {
    by_path: BTreeMap<&'a str, &'a Kustomization>,
    /// Those that are deployed, by path, with all the files they reach.
    tops: BTreeMap<String, Top>,
}

struct Top {
    place: Place,
    files: BTreeSet<FileId>,
}

impl<'a> Layers<'a> {
    pub(super) fn new(sources: &Sources, kustomizations: &'a [Kustomization]) -> Self {
        let by_path: BTreeMap<&str, &Kustomization> =
            kustomizations.iter().map(|kustomization| (kustomization.path.as_str(), kustomization)).collect();
        let mut layers = Self { by_path, tops: BTreeMap::new() };
        let taken: BTreeSet<&str> = layers
            .by_path
            .values()
            .flat_map(|kustomization| {
                kustomization.resources.iter().filter(|path| **path != kustomization.path)
            })
            .map(String::as_str)
            .collect();
        // A component is nothing without the kustomization that takes it in.
        let whole = layers.by_path.values().filter(|kustomization| !kustomization.component);
        let whole: Vec<&str> = whole.map(|kustomization| kustomization.path.as_str()).collect();
        for path in whole.iter().filter(|path| !taken.contains(*path)) {
            layers.add_top(sources, path);
        }
        // Of kustomizations that take in each other none is outermost.
        for path in &whole {
            if sources
                .find(path)
                .is_some_and(|file| !layers.tops.values().any(|top| top.files.contains(&file)))
            {
                layers.add_top(sources, path);
            }
        }
        layers.add_bases(sources);
        layers
    }

    fn add_top(&mut self, sources: &Sources, path: &str) {
        let Some(kustomization) = self.by_path.get(path) else { return };
        let top = Top { place: kustomization.place.clone(), files: self.reach(sources, path) };
        self.tops.insert(path.to_owned(), top);
    }

    /// Overlays for development only say nothing about what runs in production: the base they build upon stands for itself.
    fn add_bases(&mut self, sources: &Sources) {
        let deployed: BTreeSet<FileId> = self
            .tops
            .values()
            .filter(|top| top.place.is_production())
            .flat_map(|top| top.files.iter().copied())
            .collect();
        let is_lost = |path: &str| sources.find(path).is_some_and(|file| !deployed.contains(&file));
        let lost: Vec<&str> = self
            .by_path
            .values()
            .filter(|kustomization| kustomization.place.is_production() && !kustomization.component)
            .map(|kustomization| kustomization.path.as_str())
            .filter(|path| is_lost(path) && !self.tops.contains_key(*path))
            .collect();
        let inner: BTreeSet<&str> =
            lost.iter().flat_map(|path| &self.by_path[path].resources).map(String::as_str).collect();
        for path in lost.iter().filter(|path| !inner.contains(*path)) {
            self.add_top(sources, path);
        }
    }

    /// The files that a kustomization takes in, its own and those of its bases.
    fn reach(&self, sources: &Sources, top: &str) -> BTreeSet<FileId> {
        let mut files = BTreeSet::new();
        let mut todo = vec![top];
        while let Some(path) = todo.pop() {
            let Some(file) = sources.find(path) else { continue };
            if files.insert(file) {
                let found = self.by_path.get(path).into_iter();
                todo.extend(found.flat_map(|found| &found.resources).map(String::as_str));
            }
        }
        files
    }

    /// Those that are deployed, and what each is for.
    pub(super) fn tops(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.tops.iter().map(|(path, top)| (path.as_str(), &top.place))
    }

    /// The files that each of those reaches.
    pub(super) fn into_files(self) -> BTreeMap<String, BTreeSet<FileId>> {
        self.tops.into_iter().map(|(path, top)| (path, top.files)).collect()
    }

    /// The files that are not read by themselves: manifests that are deployed by an overlay, and patches. A manifest that only
    /// development takes in stands for itself too.
    pub(super) fn taken(&self, sources: &Sources) -> BTreeSet<FileId> {
        let mut taken: BTreeSet<FileId> = BTreeSet::new();
        for top in self.tops.values() {
            let counts = |file: &&FileId| {
                let source = sources.file(**file);
                let class = Class::Kubernetes(Format::Yaml);
                top.place.is_production()
                    || !discover::place(&source.path, class, &source.text).is_production()
            };
            taken.extend(top.files.iter().filter(counts).copied());
        }
        let others = self.by_path.values().flat_map(|kustomization| &kustomization.others);
        taken.extend(others.filter_map(|path| sources.find(path)));
        taken
    }

    /// Drops workloads and objects of files beside a kustomization that no kustomization takes in: they are not deployed from
    /// there. Their ConfigMaps and Secrets stay, as somebody may make them by hand.
    pub(super) fn drop_unlisted(&self, sources: &Sources, harvest: &mut Harvest) {
        let folders: BTreeSet<&str> = self.by_path.keys().map(|path| folder_of(path)).collect();
        let listed: BTreeSet<&str> = self
            .by_path
            .values()
            .flat_map(|kustomization| &kustomization.resources)
            .map(String::as_str)
            .collect();
        let is_listed = |span: Span| {
            let path = sources.path(span.file);
            sources.is_rendered(span.file) || !folders.contains(folder_of(path)) || listed.contains(path)
        };
        harvest.workloads.retain(|workload| is_listed(workload.span));
        let cluster = &mut harvest.cluster;
        cluster.services.retain(|object| is_listed(object.meta.span));
        cluster.autoscalers.retain(|object| is_listed(object.meta.span));
        cluster.budgets.retain(|object| is_listed(object.meta.span));
        cluster.routes.retain(|object| is_listed(object.meta.span));
        cluster.others.retain(|object| is_listed(object.span));
    }
}
