//! Workloads as kustomizations deploy them: a base becomes one workload for each overlay that changes it.

mod merge;

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::kustomize::{Change, ImageOverride, Kustomization, Patch, PatchContent, Target};
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::Workload;
use crate::extract::{Harvest, kubernetes};
use crate::fact::{Environment, Role};
use crate::manifests::reach;
use crate::source::{Arg, FileId, Sources, folder_of};

/// Puts the workloads that overlays make in the place of those in their bases, and hands the facts that patches add to the
/// apps of these workloads.
pub(super) fn render(sources: &Sources, harvest: &mut Harvest) {
    let kustomizations = std::mem::take(&mut harvest.cluster.kustomizations);
    let overlays = Overlays::new(sources, &kustomizations, harvest);
    let mut facts = Vec::new();
    let mut rendered = Vec::with_capacity(harvest.workloads.len());
    for workload in &harvest.workloads {
        for variant in overlays.variants(workload) {
            let mut own = Harvest::default();
            kubernetes::facts_of_workload(&variant, &mut own);
            let added = own.facts.into_iter().filter(|fact| fact.span.file != workload.span.file);
            facts.extend(added.map(|fact| (workload.span, fact)));
            rendered.push(variant);
        }
    }
    let unlisted = unlisted(sources, &kustomizations, harvest);
    rendered.retain(|workload| !unlisted.contains(&workload.span.file));
    harvest.workloads = rendered;
    let cluster = &mut harvest.cluster;
    cluster.services.retain(|object| !unlisted.contains(&object.meta.span.file));
    cluster.autoscalers.retain(|object| !unlisted.contains(&object.meta.span.file));
    cluster.budgets.retain(|object| !unlisted.contains(&object.meta.span.file));
    cluster.routes.retain(|object| !unlisted.contains(&object.meta.span.file));
    cluster.others.retain(|object| !unlisted.contains(&object.span.file));
    cluster.kustomizations = kustomizations;
    harvest.handed.extend(facts);
}

/// Files beside a kustomization that no kustomization takes in: they are not deployed from there.
fn unlisted(sources: &Sources, kustomizations: &[Kustomization], harvest: &Harvest) -> BTreeSet<FileId> {
    let folders: BTreeSet<&str> =
        kustomizations.iter().map(|kustomization| folder_of(&kustomization.path)).collect();
    let listed: BTreeSet<&str> = kustomizations
        .iter()
        .flat_map(|kustomization| &kustomization.resources)
        .map(String::as_str)
        .collect();
    let cluster = &harvest.cluster;
    let services = cluster.services.iter().map(|object| object.meta.span.file);
    let autoscalers = cluster.autoscalers.iter().map(|object| object.meta.span.file);
    let budgets = cluster.budgets.iter().map(|object| object.meta.span.file);
    let routes = cluster.routes.iter().map(|object| object.meta.span.file);
    let others = cluster.others.iter().map(|object| object.span.file);
    let workloads = harvest.workloads.iter().map(|workload| workload.span.file);
    let all = workloads.chain(services).chain(autoscalers).chain(budgets).chain(routes).chain(others);
    all.filter(|file| {
        let path = sources.path(*file);
        folders.contains(folder_of(path)) && !listed.contains(path)
    })
    .collect()
}

/// One kustomization on the way from a base to what is deployed.
struct Layer<'a> {
    kustomization: &'a Kustomization,
    /// Everything it takes in.
    files: BTreeSet<FileId>,
    /// Its patches with their changes.
    patches: Vec<(&'a Patch, Vec<Change>)>,
}

/// The kustomizations of a project.
struct Overlays<'a> {
    sources: &'a Sources,
    /// Inner ones first: they take in less.
    layers: Vec<Layer<'a>>,
    /// Indices of the layers that no other one takes in.
    tops: Vec<usize>,
}

impl<'a> Overlays<'a> {
    fn new(sources: &'a Sources, kustomizations: &'a [Kustomization], harvest: &Harvest) -> Self {
        let by_path: BTreeMap<&str, &Kustomization> =
            kustomizations.iter().map(|kustomization| (kustomization.path.as_str(), kustomization)).collect();
        let mut layers: Vec<Layer> = by_path
            .values()
            .map(|kustomization| Layer {
                kustomization,
                files: reach(sources, &by_path, &kustomization.path),
                patches: kustomization
                    .patches
                    .iter()
                    .map(|patch| (patch, changes(sources, harvest, patch)))
                    .collect(),
            })
            .collect();
        layers.sort_by(|a, b| {
            (a.files.len(), &a.kustomization.path).cmp(&(b.files.len(), &b.kustomization.path))
        });
        let taken: BTreeSet<&str> = kustomizations
            .iter()
            .flat_map(|kustomization| &kustomization.resources)
            .map(String::as_str)
            .collect();
        let is_top = |layer: &Layer| !taken.contains(layer.kustomization.path.as_str());
        let tops = layers.iter().enumerate().filter(|(_, layer)| is_top(layer)).map(|(at, _)| at).collect();
        Self { sources, layers, tops }
    }

    /// What becomes of a workload: itself where nothing takes it in, else what each overlay makes of it.
    fn variants(&self, workload: &Workload) -> Vec<Workload> {
        let file = workload.span.file;
        let tops: Vec<&Layer> =
            self.tops.iter().map(|at| &self.layers[*at]).filter(|top| top.files.contains(&file)).collect();
        if tops.is_empty() {
            return vec![workload.clone()];
        }
        let mut variants: Vec<Workload> = Vec::new();
        for top in tops {
            variants.extend(self.apply(top, workload).filter(|variant| !variants.contains(variant)));
        }
        let lost =
            workload.place.is_production() && variants.iter().all(|variant| !variant.place.is_production());
        if lost && !variants.is_empty() {
            // Overlays for development only say nothing about what runs in production.
            variants.push(workload.clone());
        }
        variants
    }

    /// The workload as one overlay deploys it; `None` where it is deleted.
    fn apply(&self, top: &Layer, workload: &Workload) -> Option<Workload> {
        let mut result = workload.clone();
        let overlay = &top.kustomization.place;
        if result.place.environment == Environment::Any {
            result.place.environment = overlay.environment.clone();
        }
        if overlay.role != Role::Production {
            result.place.role = overlay.role;
        }
        let on_the_way = self.layers.iter().filter(|layer| {
            let inside =
                self.sources.find(&layer.kustomization.path).is_some_and(|file| top.files.contains(&file));
            inside && (layer.kustomization.component || layer.files.contains(&workload.span.file))
        });
        for layer in on_the_way {
            for (patch, changes) in &layer.patches {
                for change in changes {
                    if is_meant(patch.target.as_ref(), change, &result) {
                        if matches!(change, Change::Delete(..)) {
                            return None;
                        }
                        merge::apply(&mut result, change);
                    }
                }
            }
            override_images(&mut result, &layer.kustomization.images);
            let name = result.name.text.clone();
            if let Some((_, count)) =
                layer.kustomization.replicas.iter().find(|(known, _)| known.text == name)
            {
                result.replicas = Some(count.clone());
            }
        }
        Some(result)
    }
}

/// The changes of a patch, wherever they are written.
fn changes(sources: &Sources, harvest: &Harvest, patch: &Patch) -> Vec<Change> {
    match &patch.content {
        PatchContent::Inline(changes) => changes.clone(),
        PatchContent::File(name) => {
            let Some(id) = sources.find(name) else { return Vec::new() };
            let parts = harvest.workloads.iter().filter(|workload| workload.span.file == id);
            let mut changes: Vec<Change> = parts.map(|part| Change::Merge(Box::new(part.clone()))).collect();
            let written = harvest.cluster.patch_files.iter().filter(|(known, _)| known == name);
            changes.extend(written.flat_map(|(_, changes)| changes.clone()));
            changes
        }
    }
}

/// Whether a change is for the workload: by the patch's target, else by kind and name of the part itself.
fn is_meant(target: Option<&Target>, change: &Change, workload: &Workload) -> bool {
    if let Some(target) = target {
        return fits(target.kind.as_ref(), &workload.kind.text)
            && fits(target.name.as_ref(), &workload.name.text);
    }
    let (kind, name) = match change {
        Change::Merge(part) => (&part.kind, &part.name),
        Change::Delete(kind, name) => (kind, name),
        Change::Container(..) | Change::DeleteReplicas => return false,
    };
    kind.text == workload.kind.text && name.text == workload.name.text
}

/// Whether the anchored regular expression of a target fits; one that does not compile is compared as it is.
fn fits(pattern: Option<&Arg>, text: &str) -> bool {
    let Some(pattern) = pattern.filter(|pattern| !pattern.text.is_empty()) else { return true };
    match regex::Regex::new(&format!("^(?:{})$", pattern.text)) {
        Ok(regex) => regex.is_match(text),
        Err(_) => pattern.text == text,
    }
}

fn override_images(workload: &mut Workload, images: &[ImageOverride]) {
    for container in &mut workload.pod.containers {
        let Some(reference) = container.image.as_ref().and_then(ImageReference::parse) else { continue };
        let Some(image) = images.iter().find(|image| image.name.text == reference.repository.text) else {
            continue;
        };
        let name = image.new_name.as_ref().unwrap_or(&reference.repository);
        let (version, sign) = match (&image.digest, &image.new_tag) {
            (Some(digest), _) => (Some(digest), '@'),
            (None, Some(tag)) => (Some(tag), ':'),
            (None, None) => (reference.version(), if reference.digest.is_some() { '@' } else { ':' }),
        };
        let text =
            version.map_or(name.text.clone(), |version| format!("{}{sign}{}", name.text, version.text));
        let literal = name.literal && version.is_none_or(|version| version.literal);
        let place = image.digest.as_ref().or(image.new_tag.as_ref()).or(image.new_name.as_ref());
        container.image = Some(Arg { text, literal, span: place.map_or(image.span, |place| place.span) });
    }
}

#[cfg(test)]
mod tests;
