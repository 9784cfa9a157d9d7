//! What workloads say in the vocabulary of facts: images, variables, ports, backing services.

use crate::artefact::backing;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::{Container, ContainerClass, EnvVar, Workload};
use crate::extract::Harvest;
use crate::fact::{Fact, Kind, Place};
use crate::source::{Arg, Span};

/// The facts of every container of a workload.
pub(crate) fn of_workload(workload: &Workload, harvest: &mut Harvest) {
    for container in &workload.pod.containers {
        image(container, &workload.place, harvest);
        harvest.facts.extend(container.env.iter().map(|var| variable(var, &workload.place)));
        ports(container, &workload.place, harvest);
    }
}

fn image(container: &Container, place: &Place, harvest: &mut Harvest) {
    let Some(arg) = &container.image else { return };
    let Some(reference) = ImageReference::parse(arg) else { return };
    let mut fact =
        Fact::new(Kind::Image, arg.span, "kubernetes", place.clone()).about(reference.repository.clone());
    fact.value = reference.version().cloned();
    harvest.facts.push(fact);
    if container.class != ContainerClass::Main {
        return;
    }
    if let Some(engine) = reference.repository.known().and_then(backing::engine) {
        let mut fact = Fact::new(Kind::Backing, arg.span, "kubernetes", place.clone())
            .about(Arg::literal(engine, arg.span));
        let tag = reference.tag.as_ref().and_then(Arg::known);
        let version = tag.and_then(|tag| backing::version(&reference.repository.text, tag));
        fact.value = version.map(|version| Arg::literal(version, arg.span));
        harvest.facts.push(fact);
    }
}

fn variable(var: &EnvVar, place: &Place) -> Fact {
    let api = if var.from.is_some() { "kubernetes-reference" } else { "kubernetes" };
    let mut fact = Fact::new(Kind::EnvProvide, var.span, api, place.clone()).about(var.name.clone());
    // An entry without value or source sets the empty string.
    fact.value = match var.from {
        Some(_) => None,
        None => Some(var.value.clone().unwrap_or_else(|| Arg::literal("", end_of(var.span)))),
    };
    fact
}

fn end_of(span: Span) -> Span {
    Span { start: span.end, ..span }
}

fn ports(container: &Container, place: &Place, harvest: &mut Harvest) {
    for port in &container.ports {
        let Some(number) = &port.number else { continue };
        let protocol = Arg::literal(port.protocol.to_ascii_lowercase(), port.span);
        let fact = Fact::new(Kind::Expose, number.span, "kubernetes", place.clone());
        harvest.facts.push(fact.about(protocol).valued(number.clone()));
    }
}
