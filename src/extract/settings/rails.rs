//! Settings of Rails that name no service by themselves.

use crate::fact::{Fact, Kind, Place};
use crate::parse::tree::Node;
use crate::source::{Arg, name_of};

use super::API;

/// By what Action Cable reaches clients of other processes, as `config/cable.yml` says.
pub(super) fn fan_out(path: &str, section: Node, place: &Place) -> Option<Fact> {
    let name = name_of(path);
    if !name.starts_with("cable.") {
        return None;
    }
    let adapter = section.get("adapter")?;
    let medium = match adapter.text()? {
        "async" | "inline" => "memory",
        "redis" | "any_cable" => "redis",
        "postgresql" => "postgres",
        "solid_cable" => "database",
        _ => return None,
    };
    let fact = Fact::new(Kind::PubSub, adapter.span(), API, place.clone());
    Some(fact.about(Arg::literal(medium, adapter.span())))
}

/// The services of `config/storage.yml` that keep uploads on the disk, by name. A mirror reads from its primary.
pub(super) fn disks(path: &str, root: Node, place: &Place) -> Vec<Fact> {
    if !name_of(path).starts_with("storage.") {
        return Vec::new();
    }
    let kind = |service: Node| service.get("service").and_then(Node::text).unwrap_or("").to_owned();
    let is_disk = |name: &str| root.get(name).is_some_and(|service| kind(service) == "Disk");
    let keeps = |service: Node| match kind(service).as_str() {
        "Disk" => true,
        "Mirror" => service.get("primary").and_then(Node::text).is_some_and(is_disk),
        _ => false,
    };
    let disk = |(name, service): (Node, Node)| {
        let at = service.get("service").filter(|_| keeps(service))?.span();
        let fact = Fact::new(Kind::FileWrite, at, name.text()?, place.clone());
        Some(fact.about(Arg::literal("disk", at)))
    };
    root.entries().filter_map(disk).collect()
}
