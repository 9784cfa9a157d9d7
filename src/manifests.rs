//! Which manifests are deployed together, so that an object is joined with its own neighbours and not with those of
//! another environment or example.

mod index;
mod joins;
mod quotas;

pub use index::Index;
pub use joins::Priority;
pub(crate) use joins::is_external;

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::cluster::same_namespace;
use crate::artefact::kustomize::Kustomization;
use crate::fact::{Environment, Place};
use crate::source::{Arg, FileId, Sources, Span, folder_of, is_below};

/// The sets of files that kustomizations deploy together.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// For each kustomization that is deployed by itself: all files it reaches, and the renderings of its objects.
    sets: Vec<BTreeSet<FileId>>,
    /// The manifests of charts: the folder of the chart, and with which of its values files each is made.
    releases: BTreeMap<FileId, (String, BTreeSet<usize>)>,
}

/// Where an object stands, as far as joining it with others is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Its place in the file.
    pub span: Span,
    /// Its namespace.
    pub namespace: Option<&'a Arg>,
    /// What its manifest is for.
    pub place: &'a Place,
}

/// How near two objects are; the greatest is the nearest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Nearness {
    /// In folders that share that many leading parts.
    SharedFolders(usize),
    /// In one set of a kustomization.
    Kustomized,
    /// In one folder.
    SameFolder,
    /// In one file.
    SameFile,
}

impl Manifests {
    /// What each kustomization that is deployed by itself takes in, and what the manifests of charts are made with.
    pub fn new<'a>(
        kustomizations: impl IntoIterator<Item = &'a Kustomization>,
        releases: BTreeMap<FileId, (String, BTreeSet<usize>)>,
    ) -> Self {
        let sets = kustomizations.into_iter().map(|kustomization| kustomization.files.clone());
        Self { sets: sets.filter(|set| !set.is_empty()).collect(), releases }
    }

    /// Whether two files are manifests of one chart that no values file makes together.
    fn are_alternatives(&self, a: FileId, b: FileId) -> bool {
        let made = self.releases.get(&a).zip(self.releases.get(&b));
        made.is_some_and(|((chart, with), (other, others))| chart == other && with.is_disjoint(others))
    }

    /// Whether some kustomization deploys both files.
    fn kustomized(&self, a: FileId, b: FileId) -> bool {
        self.sets.iter().any(|set| set.contains(&a) && set.contains(&b))
    }

    /// Whether a file is the rendering of an object that a kustomization deploys.
    fn is_deployed(&self, sources: &Sources, file: FileId) -> bool {
        sources.is_rendered(file) && self.sets.iter().any(|set| set.contains(&file))
    }

    /// Whether two files are renderings of objects that no kustomization deploys together.
    pub fn apart(&self, sources: &Sources, a: FileId, b: FileId) -> bool {
        self.is_deployed(sources, a) && self.is_deployed(sources, b) && !self.kustomized(a, b)
    }

    /// Whether two files are part of one deployment: of one kustomization, of one folder and what is below it, or of
    /// sibling folders below the root.
    pub fn together(&self, sources: &Sources, a: FileId, b: FileId) -> bool {
        let (here, there) = (folder_of(sources.path(a)), folder_of(sources.path(b)));
        let parent = folder_of(here);
        is_below(here, there)
            || is_below(there, here)
            || (!parent.is_empty() && parent == folder_of(there))
            || self.kustomized(a, b)
    }

    /// Whether two files may be part of one deployment: together, or in sibling folders of the root.
    pub fn related(&self, sources: &Sources, a: FileId, b: FileId) -> bool {
        let (here, there) = (folder_of(sources.path(a)), folder_of(sources.path(b)));
        folder_of(here) == folder_of(there) || self.together(sources, a, b)
    }

    /// Of all candidates that can meet `from` in one namespace of one environment and deployment, the nearest ones.
    pub fn nearest<'a, T>(
        &self,
        sources: &Sources,
        from: Site,
        candidates: impl IntoIterator<Item = &'a T>,
        site: impl Fn(&T) -> Site,
    ) -> Vec<&'a T> {
        let mut ranked: Vec<(Nearness, &T)> = candidates
            .into_iter()
            .filter_map(|candidate| Some((self.nearness(sources, from, site(candidate))?, candidate)))
            .collect();
        let best = ranked.iter().map(|(nearness, _)| *nearness).max();
        ranked.retain(|(nearness, _)| Some(*nearness) == best);
        ranked.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// `None` where the two never run side by side, or belong to different deployments.
    fn nearness(&self, sources: &Sources, a: Site, b: Site) -> Option<Nearness> {
        if !same_namespace(a.namespace, b.namespace)
            || !meets(a.place, b.place)
            || self.are_alternatives(a.span.file, b.span.file)
        {
            return None;
        }
        if a.span.file == b.span.file {
            return Some(Nearness::SameFile);
        }
        if self.apart(sources, a.span.file, b.span.file) {
            return None;
        }
        let (here, there) = (folder_of(sources.path(a.span.file)), folder_of(sources.path(b.span.file)));
        if here == there {
            return Some(Nearness::SameFolder);
        }
        if self.kustomized(a.span.file, b.span.file) {
            return Some(Nearness::Kustomized);
        }
        let shared =
            here.split('/').zip(there.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count();
        Some(Nearness::SharedFolders(shared))
    }
}

/// Whether objects of the two places can run in one environment.
fn meets(a: &Place, b: &Place) -> bool {
    let any = |place: &Place| place.environment == Environment::Any;
    any(a) || any(b) || a.environment == b.environment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn neighbours_of_one_deployment_are_nearest() {
        let paths =
            ["a/x.yaml", "k/base/k.yaml", "k/base/w.yaml", "k/dev/h.yaml", "k/dev/k.yaml", "k/prod/h.yaml"];
        let sources = Sources::new(paths.iter().map(|path| SourceFile::new(*path, "")).collect());
        let id = |path: &str| sources.find(path).unwrap();
        let sets = [&["k/base/k.yaml", "k/base/w.yaml", "k/dev/k.yaml", "k/dev/h.yaml"]];
        let sets = sets.iter().map(|set| set.iter().map(|path| id(path)).collect()).collect();
        let manifests = Manifests { sets, releases: BTreeMap::new() };
        let (production, staging) = (Environment::Production, Environment::Staging);
        let prod = Place { environment: production, ..Place::default() };
        let stage = Place { environment: staging, ..Place::default() };
        let any = Place::default();
        let site = |path: &str| {
            let place = if path.contains("prod") { &prod } else { &any };
            Site { span: Span::start_of(id(path)), namespace: None, place }
        };
        let near = |from: &str, place| {
            let from = Site { place, ..site(from) };
            manifests
                .nearest(&sources, from, &paths, |path| site(path))
                .into_iter()
                .copied()
                .collect::<Vec<_>>()
        };
        let candidates = ["a/x.yaml", "k/base/w.yaml", "k/prod/h.yaml"];
        let from = Site { place: &stage, ..site("k/dev/h.yaml") };
        assert_eq!(manifests.nearest(&sources, from, &candidates, |path| site(path)), [&"k/base/w.yaml"]);
        assert_eq!(near("a/x.yaml", &any), ["a/x.yaml"]);
        assert!(manifests.together(&sources, id("k/dev/h.yaml"), id("k/base/w.yaml")));
        assert!(!manifests.together(&sources, id("a/x.yaml"), id("k/base/w.yaml")));
    }
}
