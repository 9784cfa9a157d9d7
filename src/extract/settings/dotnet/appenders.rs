//! Destinations of a logging configuration, of which only those count that a logger reaches.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Fact, Kind, Place};
use crate::judge::is_filled_in;
use crate::source::{Arg, Span};

/// A destination, which may hand lines on to others.
#[derive(Debug)]
pub(super) struct Destination {
    pub(super) name: String,
    /// The subject of its fact; none for one that only hands on, or goes elsewhere.
    pub(super) subject: Option<&'static str>,
    /// The type, as it is written.
    pub(super) api: String,
    pub(super) target: Option<Arg>,
    pub(super) span: Span,
    pub(super) hands_on_to: Vec<String>,
}

/// The facts of the destinations that the names lead to.
pub(super) fn reached(destinations: &[Destination], names: Vec<String>, place: &Place) -> Vec<Fact> {
    let by_name: BTreeMap<&str, &Destination> =
        destinations.iter().map(|destination| (destination.name.as_str(), destination)).collect();
    let mut seen = BTreeSet::new();
    let mut open = names;
    let mut found = Vec::new();
    while let Some(name) = open.pop() {
        let Some(destination) = by_name.get(name.as_str()).filter(|_| seen.insert(name.clone())) else {
            continue;
        };
        open.extend(destination.hands_on_to.iter().cloned());
        let Some(subject) = destination.subject else { continue };
        let at = destination.target.as_ref().map_or(destination.span, |target| target.span);
        let mut fact = Fact::new(Kind::LogSink, at, destination.api.as_str(), place.clone())
            .about(Arg::literal(subject, at));
        fact.value = destination.target.clone().map(|target| {
            let literal = target.literal && !is_filled_in(&target.text);
            Arg { literal, ..target }
        });
        found.push(fact);
    }
    found.sort_by_key(|fact| fact.span.start);
    found
}
