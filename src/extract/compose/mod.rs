//! Compose files to services: every file with those that it is given to compose together with.
//!
//! Which files these are is read from commands, settings and names (`combine`); a service is then seen as one mapping
//! made of all of them (`layers`), each value with the line that sets it.

mod build;
mod combine;
mod facts;
mod files;
mod image;
mod interpolate;
mod invocation;
mod layers;
mod objects;
mod ports;
mod service;
#[cfg(test)]
mod tests;
mod value;
mod volumes;
mod words;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Harvest;
use crate::artefact::compose::ComposeService;
use crate::discover::Tree;
use crate::source::{FileId, Sources, Span, name_of};
use files::{File, Project};

/// Whether a file of no other use may name compose files: what people read or type to start the project.
pub(crate) fn may_be_named_in(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or("");
    matches!(stem, "makefile" | "gnumakefile" | "justfile" | "readme" | "envrc")
        || name.ends_with(".mk")
        || name == ".envrc"
}

/// Reads the compose files that were found.
pub fn read(tree: &Tree, sources: &Sources, harvest: &mut Harvest) {
    let found = std::mem::take(&mut harvest.compose);
    if found.is_empty() {
        return;
    }
    let files = files::parse(sources, found);
    let project = Project::new(sources, &files);
    let read: Vec<Harvest> =
        (0..files.len()).into_par_iter().map(|file| of_file(tree, &project, file)).collect();
    let first = harvest.services.len();
    for own in read {
        harvest.append(own);
    }
    settle_ends(&mut harvest.services[first..]);
}

fn of_file(files: &Tree, project: &Project, at: usize) -> Harvest {
    let mut harvest = Harvest::default();
    let File { place, tree, .. } = &project.files[at];
    harvest.facts.extend(objects::facts(files, project, at, place));
    if place.role.is_own() {
        for error in tree.errors() {
            harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
        }
    }
    for (key, own) in project.services(at).whole() {
        harvest.services.extend(service::service(project, at, key, own));
    }
    settle_whole_file(project, at, &mut harvest.services);
    let mut places: Vec<_> =
        harvest.services.iter().map(|service| (service.span, service.place.clone())).collect();
    places.sort_by_key(|(service, _)| *service);
    let place = |span: Span| {
        let at = places.partition_point(|(service, _)| service.start <= span.start);
        let around = places[..at].last().filter(|(service, _)| service.contains(span));
        around.map_or_else(|| place.clone(), |(_, place)| place.clone())
    };
    for root in tree.documents() {
        facts::interpolations(root, &place, &mut harvest);
    }
    for at in 0..harvest.services.len() {
        let span = harvest.services[at].span;
        for fact in facts::of_service(&harvest.services[at]) {
            harvest.reach(span, fact);
        }
    }
    harvest
}

/// What one service of a file says of others.
fn settle_whole_file(project: &Project, at: usize, services: &mut [ComposeService]) {
    let name = name_of(project.sources.path(project.files[at].id));
    let is_stack =
        project.usage(at).stack || name.split(['.', '-', '_']).any(|word| matches!(word, "stack" | "swarm"));
    let named = services.first().filter(|_| is_stack).map(|service| service.name.span);
    let swarm = services.iter().find_map(|service| service.swarm).or(named);
    let awaited: BTreeSet<String> = services
        .iter()
        .flat_map(|service| &service.depends_on)
        .filter(|dependency| {
            dependency.condition.as_ref().is_some_and(|it| it.text == "service_completed_successfully")
        })
        .map(|dependency| dependency.service.text.clone())
        .collect();
    let companions: Vec<FileId> = project
        .usage(at)
        .bases
        .iter()
        .flat_map(|base| std::iter::once(*base).chain(project.included(*base)))
        .chain(project.included(at))
        .map(|file| project.files[file].id)
        .collect();
    for service in services {
        service.swarm = swarm;
        service.ends = awaited.contains(&service.name.text);
        service.companions.clone_from(&companions);
    }
}

/// A service that is meant to end is so in the files that build upon it too.
fn settle_ends(services: &mut [ComposeService]) {
    let ending: BTreeSet<Span> =
        services.iter().filter(|service| service.ends).map(|service| service.span).collect();
    for service in services {
        service.ends |= service.layers.iter().any(|layer| ending.contains(layer));
    }
}
