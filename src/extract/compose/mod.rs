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

use super::{Harvest, Reader};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::Span;

/// Reads one file.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = yaml::parse(reader.file, reader.text);
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
    for root in tree.documents() {
        document(reader, root, harvest);
    }
}

fn document(reader: Reader, root: Node, harvest: &mut Harvest) {
    let first = harvest.services.len();
    for (services, key, own) in services(root) {
        if let Some(service) = service::service(reader, services, key, own) {
            harvest.services.push(service);
        }
    }
    let places: Vec<_> =
        harvest.services[first..].iter().map(|service| (service.span, service.place.clone())).collect();
    let place = |span: Span| {
        let around = places.iter().find(|(service, _)| service.contains(span));
        around.map_or_else(|| reader.place.clone(), |(_, place)| place.clone())
    };
    facts::interpolations(root, &place, harvest);
    for at in first..harvest.services.len() {
        let span = harvest.services[at].span;
        for fact in facts::of_service(&harvest.services[at]) {
            harvest.reach(span, fact);
        }
    }
}

/// The services of a file, each with the mapping that holds it. Files of version 1 have them at the top.
fn services(root: Node) -> Vec<(Node, Node, Node)> {
    if let Some(services) = root.get("services") {
        return services.entries().map(|(key, own)| (services, key, own)).collect();
    }
    if root.get("version").is_some() {
        return Vec::new();
    }
    let is_service =
        |own: &Node| own.is_mapping() && ["image", "build"].iter().any(|key| own.get(key).is_some());
    root.entries().filter(|(_, own)| is_service(own)).map(|(key, own)| (root, key, own)).collect()
}
