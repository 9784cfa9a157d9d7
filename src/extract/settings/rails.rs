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
