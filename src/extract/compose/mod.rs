//! Compose files to services.

mod build;
pub(crate) mod facts;
mod image;
mod interpolate;
mod layers;
mod ports;
mod service;
#[cfg(test)]
mod tests;
mod value;
mod volumes;
mod words;

use std::collections::BTreeSet;

use super::{Harvest, Reader};
use crate::artefact::compose::ComposeService;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Span, name_of};
use value::Field;

pub use value::Variables;

/// Reads one file; `variables` are those of the `.env` file beside it.
pub fn extract(reader: Reader, variables: &Variables, harvest: &mut Harvest) {
    let tree = yaml::parse(reader.file, reader.text);
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
    for root in tree.documents() {
        document(reader, Field::new(root, variables), harvest);
    }
}

fn document(reader: Reader, root: Field, harvest: &mut Harvest) {
    let first = harvest.services.len();
    for (services, key, own) in services(root) {
        if let Some(service) = service::service(reader, services, key, own) {
            harvest.services.push(service);
        }
    }
    settle_whole_file(reader, &mut harvest.services[first..]);
    let mut places: Vec<_> =
        harvest.services[first..].iter().map(|service| (service.span, service.place.clone())).collect();
    places.sort_by_key(|(service, _)| *service);
    let place = |span: Span| {
        let at = places.partition_point(|(service, _)| service.start <= span.start);
        let around = places[..at].last().filter(|(service, _)| service.contains(span));
        around.map_or_else(|| reader.place.clone(), |(_, place)| place.clone())
    };
    facts::interpolations(root.node(), &place, harvest);
    for at in first..harvest.services.len() {
        let span = harvest.services[at].span;
        for fact in facts::of_service(&harvest.services[at]) {
            harvest.reach(span, fact);
        }
    }
}

/// What one service of a file says of others.
fn settle_whole_file(reader: Reader, services: &mut [ComposeService]) {
    let is_stack = name_of(reader.path).split(['.', '-', '_']).any(|word| matches!(word, "stack" | "swarm"));
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
    for service in services {
        service.swarm = swarm;
        service.ends = awaited.contains(&service.name.text);
    }
}

/// The services of a file, each with the mapping that holds it. Files of version 1 have them at the top.
fn services(root: Field<'_>) -> Vec<(Field<'_>, Node<'_>, Field<'_>)> {
    if let Some(services) = root.get("services") {
        return services.entries().map(|(key, own)| (services, key, own)).collect();
    }
    if root.get("version").is_some() {
        return Vec::new();
    }
    let is_service =
        |own: &Field| own.is_mapping() && ["image", "build"].iter().any(|key| own.get(key).is_some());
    root.entries().filter(|(_, own)| is_service(own)).map(|(key, own)| (root, key, own)).collect()
}
