//! Compose files that build upon each other: overrides of a file in the same folder, and `extends` of another file.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use crate::app::App;
use crate::artefact::compose::ComposeService;
use crate::extract::Harvest;
use crate::extract::compose::facts;
use crate::fact::Environment;
use crate::source::{FileId, Sources, folder_of};

/// Files that build upon each other are followed this deep.
const DEEPEST: usize = 8;

/// Gives every service the fields of those it builds upon, and what they say.
///
/// A file with a service that has neither image nor build is no file for itself: it is given to compose after another one
/// of its folder, so all of its services build upon those of the same name there.
pub(super) fn layer(sources: &Sources, harvest: &mut Harvest) {
    let bases = bases(sources, &harvest.services);
    if bases.iter().all(Option::is_none) {
        return;
    }
    let written = harvest.services.clone();
    let mut layered = BTreeSet::new();
    let mut handed = Vec::new();
    for (at, service) in harvest.services.iter_mut().enumerate() {
        if bases[at].is_none() {
            continue;
        }
        resolve(&written, &bases, at, service);
        layered.insert(service.span);
        let facts = facts::of_service(service).into_iter();
        handed
            .extend(facts.filter(|fact| !service.span.contains(fact.span)).map(|fact| (service.span, fact)));
    }
    harvest.handed.retain(|(place, _)| !layered.contains(place));
    harvest.handed.append(&mut handed);
}

/// Marks the services of an app that pull what the app builds.
pub(super) fn recognise(app: &mut App, names: &Names) {
    for service in &mut app.services {
        let reference = service.reference.as_ref().filter(|reference| !reference.is_blank());
        service.own_image = reference.is_some_and(|reference| {
            reference.name().eq_ignore_ascii_case(&app.name) || names.is_image(&reference.repository.text)
        });
    }
}

fn resolve(written: &[ComposeService], bases: &[Option<usize>], at: usize, service: &mut ComposeService) {
    let mut seen = BTreeSet::from([at]);
    let mut next = bases[at];
    while let Some(base) = next.filter(|base| seen.len() <= DEEPEST && seen.insert(*base)) {
        let replaced = service.replaced.clone();
        service.build_upon(&written[base]);
        service.replaced.extend(written[base].replaced.iter().filter(|key| !replaced.contains(key)).cloned());
        next = bases[base];
    }
}

/// For each service the index of the one it builds upon.
fn bases(sources: &Sources, services: &[ComposeService]) -> Vec<Option<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, service) in services.iter().enumerate() {
        by_name.entry(&service.name.text).or_default().push(at);
    }
    let overlays: BTreeSet<FileId> =
        services.iter().filter(|service| service.is_partial()).map(|service| service.span.file).collect();
    let base = |service: &ComposeService| {
        if let Some(extends) = &service.extends {
            let file = sources.find(extends.file.as_deref()?)?;
            let named = by_name.get(extends.service.text.as_str())?;
            return named.iter().copied().find(|at| services[*at].span.file == file);
        }
        if !overlays.contains(&service.span.file) {
            return None;
        }
        let folder = folder_of(sources.path(service.span.file));
        let named = by_name.get(service.name.text.as_str())?.iter().copied();
        named
            .filter(|at| {
                let file = services[*at].span.file;
                !overlays.contains(&file) && folder_of(sources.path(file)) == folder
            })
            .min_by_key(|at| {
                let other = &services[*at];
                let file = &sources.file(other.span.file).path;
                (other.place.environment != Environment::Any, file.len(), other.span)
            })
    };
    services.iter().map(base).collect()
}
