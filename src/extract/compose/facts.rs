//! What services say in the vocabulary of facts.

use super::interpolate::{self, Read};
use super::value::Variables;
use crate::artefact::backing;
use crate::artefact::compose::ComposeService;
use crate::extract::Harvest;
use crate::fact::{Fact, Kind, Place};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The word for compose in a fact's `api`.
const API: &str = "compose";

/// The facts of one service.
pub(super) fn of_service(service: &ComposeService) -> Vec<Fact> {
    let mut facts: Vec<Fact> = service.environment.iter().map(|pair| variable(service, pair)).collect();
    ports(service, &mut facts);
    if service.build.is_none() {
        image(service, &mut facts);
    }
    facts
}

fn variable(service: &ComposeService, (name, value): &(Arg, Option<Arg>)) -> Fact {
    let span = value.as_ref().map_or(name.span, |value| name.span.to(value.span));
    let mut fact = Fact::new(Kind::EnvProvide, span, API, service.place.clone()).about(name.clone());
    fact.value.clone_from(value);
    fact
}

fn ports(service: &ComposeService, facts: &mut Vec<Fact>) {
    let mut expose = |target: &Arg, protocol: &str, span: Span| {
        let fact = Fact::new(Kind::Expose, span, API, service.place.clone());
        facts.push(fact.about(Arg::literal(protocol, span)).valued(target.clone()));
    };
    for port in &service.ports {
        expose(&port.target, &port.protocol, port.span);
    }
    for port in &service.expose {
        let (number, protocol) = port.text.split_once('/').unwrap_or((port.text.as_str(), "tcp"));
        let number = Arg { text: number.to_owned(), ..port.clone() };
        expose(&number, &protocol.to_ascii_lowercase(), port.span);
    }
}

/// An image that is not built here, and the engine that it runs if it is known for one.
fn image(service: &ComposeService, facts: &mut Vec<Fact>) {
    let Some(reference) = &service.reference else { return };
    let span = reference.repository.span;
    let fact = |kind| Fact::new(kind, span, API, service.place.clone());
    let mut image = fact(Kind::Image).about(reference.repository.clone());
    image.value = reference.version().cloned();
    facts.push(image);
    let Some(engine) = backing::engine(&reference.repository.text) else { return };
    let mut backing = fact(Kind::Backing).about(Arg::literal(engine, span));
    backing.value = reference.tag.as_ref().and_then(|tag| {
        let version = backing::version(&reference.repository.text, &tag.text)?;
        Some(Arg { text: version, ..tag.clone() })
    });
    facts.push(backing);
}

/// The variables that compose itself reads, each as a fact with the place that `place` gives for its span.
pub(super) fn interpolations(root: Node, place: &impl Fn(Span) -> Place, harvest: &mut Harvest) {
    // What an alias names is walked where it is written.
    if root.is_alias() {
        return;
    }
    if let Some(text) = root.text() {
        for read in interpolate::interpolate(text, &Variables::new()).reads {
            harvest.facts.push(read_fact(root, text, &read, place));
        }
    }
    for (_, value) in root.own_entries() {
        interpolations(value, place, harvest);
    }
    for item in root.items() {
        interpolations(item, place, harvest);
    }
}

fn read_fact(node: Node, text: &str, read: &Read, place: &impl Fn(Span) -> Place) -> Fact {
    let span = node.source_span(read.span.clone());
    let name = Arg::literal(&text[read.name.clone()], node.source_span(read.name.clone()));
    let mut fact = Fact::new(Kind::EnvRead, span, API, place(span)).about(name);
    fact.required = read.required;
    fact.value = read.default.as_ref().map(|(range, value)| Arg {
        text: value.text.clone(),
        literal: value.is_literal(),
        span: node.source_span(range.clone()),
    });
    fact
}
