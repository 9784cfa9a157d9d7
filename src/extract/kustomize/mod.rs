//! Kustomize, built in: what each overlay deploys, every part of it with the line of the base or patch that sets it.

mod build;
mod builtin;
mod configuration;
mod draft;
mod field;
mod files;
mod generate;
mod hash;
mod json;
mod layers;
mod merge;
mod object;
mod patch;
mod path;
mod read;
mod reference;
mod replace;
mod select;
mod transform;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use super::{Harvest, Manifest, read_rendered};
use crate::discover::{self, Class, Format, Tree};
use crate::fact::{Environment, Place, Role};
use crate::source::{FileId, Rendering, Sources, folder_of};
use build::Builder;
use files::Files;
use layers::Layers;

pub use read::extract;

/// What the kustomization of a folder deploys, and what could not be built.
pub struct Built {
    /// Its objects.
    pub objects: Vec<Rendering>,
    /// What is missing, and why.
    pub notes: Vec<String>,
}

/// Builds the kustomization of a folder, or the one at that path itself; `None` where there is none.
pub fn build(tree: &Tree, place: &str) -> Option<Built> {
    let files = Files::new(tree);
    let is_file = files.find(place).is_some();
    let path = if is_file {
        files.kustomization(folder_of(place)).filter(|path| path == place)
    } else {
        files.kustomization(place)
    }?;
    let mut builder = Builder::new(files);
    let objects =
        builder.build(&path).iter().map(|object| write::write(&object.path, &object.draft)).collect();
    let shown = |file: FileId| &tree.entries[file.0 as usize].path;
    let notes =
        builder.notes.iter().map(|(place, message)| format!("{}: {message}", shown(place.file))).collect();
    Some(Built { objects, notes })
}

/// Puts what overlays deploy in the place of the manifests and patches that they take in.
pub fn render(tree: &Tree, paths: &[String], sources: &mut Sources, harvest: &mut Harvest) {
    let mut kustomizations = std::mem::take(&mut harvest.cluster.kustomizations);
    if kustomizations.is_empty() {
        return;
    }
    let layers = Layers::new(sources, &kustomizations);
    layers.drop_unlisted(sources, harvest);
    let taken = layers.taken(sources);
    let mut builder = Builder::new(Files::new(tree));
    let mut manifests: Vec<Manifest> = Vec::new();
    let mut known: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (path, overlay) in layers.tops() {
        for object in builder.build(path) {
            let place = place(sources, &object.path, overlay);
            let rendering = write::write(&object.path, &object.draft);
            let same = known.entry((rendering.path.clone(), rendering.text.clone())).or_default();
            let is_same =
                |at: &&usize| manifests[**at].rendering == rendering && manifests[**at].place == place;
            let at = same.iter().find(is_same).copied().unwrap_or(manifests.len());
            if at == manifests.len() {
                same.push(at);
                manifests.push(Manifest {
                    rendering,
                    of: folder_of(path).to_owned(),
                    values: Vec::new(),
                    place,
                    variants: BTreeSet::new(),
                });
            }
            members.entry(path.to_owned()).or_default().push(at);
        }
    }
    harvest.forget(&taken);
    let ids = read_rendered(sources, harvest, paths, manifests);
    let mut deployed = layers.into_files();
    for kustomization in &mut kustomizations {
        let rendered = members.get(&kustomization.path).into_iter().flatten().map(|at| ids[*at]);
        kustomization.files = deployed.remove(&kustomization.path).unwrap_or_default();
        kustomization.files.extend(rendered);
    }
    for (span, message) in builder.notes {
        let path = sources.path(span.file);
        let is_own = discover::place(path, Class::Kustomization, "").role.is_own();
        let is_known = harvest.unreadable.iter().any(|note| note.span == span && note.message == message);
        if is_own && !is_known {
            harvest.unreadable(span, message);
        }
    }
    harvest.cluster.kustomizations = kustomizations;
}

/// What an object of a file is for where an overlay deploys it.
fn place(sources: &Sources, path: &str, overlay: &Place) -> Place {
    let text = sources.find(path).map_or("", |file| sources.file(file).text.as_str());
    let mut place = discover::place(path, Class::Kubernetes(Format::Yaml), text);
    if place.environment == Environment::Any {
        place.environment = overlay.environment.clone();
    }
    if overlay.role != Role::Production {
        place.role = overlay.role;
    }
    place
}

#[cfg(test)]
mod tests;
