//! Kustomize, built in: what each overlay deploys, every part of it with the line of the base or patch that sets it.

mod build;
mod builtin;
mod chart;
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
mod schema;
mod select;
mod transform;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use super::{Harvest, Manifest, helm, read_rendered};
use crate::app::Unreadable;
use crate::discover::{self, Class, Format, Tree};
use crate::fact::{Environment, Place, Role};
use crate::source::{Sources, folder_of};
use build::Builder;
use layers::Layers;
use object::Object;

pub use read::extract;

/// What the kustomization of a folder deploys, or the one at that path itself, and what could not be built; `None` where there
/// is none.
pub fn build(
    tree: &Tree,
    paths: &[String],
    sources: &mut Sources,
    options: &helm::Options,
    place: &str,
) -> Option<(Vec<Manifest>, Vec<Unreadable>)> {
    let mut builder = Builder::new(tree, paths, sources, options);
    let is_file = builder.files.find(place).is_some();
    let path = if is_file {
        builder.files.kustomization(folder_of(place)).filter(|path| path == place)
    } else {
        builder.files.kustomization(place)
    }?;
    let objects = builder.build(&path);
    let manifest = |object: &Object| Manifest {
        rendering: write::write(&object.path, &object.draft),
        of: place.to_owned(),
        values: Vec::new(),
        place: Place::default(),
        variants: BTreeSet::new(),
    };
    let manifests = objects.iter().map(manifest).collect();
    let notes = builder.notes.into_iter().map(|(span, message)| Unreadable { span, message });
    Some((manifests, notes.collect()))
}

/// Puts what overlays deploy in the place of the manifests and patches that they take in.
pub fn render(
    tree: &Tree,
    paths: &[String],
    options: &helm::Options,
    sources: &mut Sources,
    harvest: &mut Harvest,
) {
    let mut kustomizations = std::mem::take(&mut harvest.cluster.kustomizations);
    if kustomizations.is_empty() {
        return;
    }
    let layers = Layers::new(sources, &kustomizations);
    layers.drop_unlisted(sources, harvest);
    let taken = layers.taken(sources);
    let mut builder = Builder::new(tree, paths, sources, options);
    let mut manifests: Vec<Manifest> = Vec::new();
    let mut known: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (path, overlay) in layers.tops() {
        for object in builder.build(path) {
            let place = place(builder.sources, &object, overlay);
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
    let notes = builder.notes;
    harvest.forget(&taken);
    let ids = read_rendered(sources, harvest, paths, manifests);
    let mut deployed = layers.into_files();
    for kustomization in &mut kustomizations {
        let rendered = members.get(&kustomization.path).into_iter().flatten().map(|at| ids[*at]);
        kustomization.files = deployed.remove(&kustomization.path).unwrap_or_default();
        kustomization.files.extend(rendered);
    }
    for (span, message) in notes {
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
fn place(sources: &Sources, object: &Object, overlay: &Place) -> Place {
    let path = object.path.as_str();
    let text = sources.find(path).map_or("", |file| sources.file(file).text.as_str());
    let mut place = discover::place(path, Class::Kubernetes(Format::Yaml), text);
    if place.environment == Environment::Any {
        place.environment = overlay.environment.clone();
    }
    if object.is_test() {
        place.role = Role::Test;
    }
    if overlay.role != Role::Production {
        place.role = overlay.role;
    }
    place
}

#[cfg(test)]
mod tests;
