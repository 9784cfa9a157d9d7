//! The twelve factors as a SARIF taxonomy, so that viewers can group and filter by factor.

use super::model::{ComponentReference, Relationship, Taxon, TaxonReference, Taxonomy, Text};
use crate::rule::Factor;

const NAME: &str = "The Twelve-Factor App";
const SITE: &str = "https://12factor.net/";

/// What each factor asks for, in the order of [`Factor::ALL`].
const ASKS: [&str; 12] = [
    "All deploys of an app come from one tracked codebase, and apps share code as dependencies only.",
    "Every library and system tool the app needs is declared and pinned; nothing is taken from the machine by luck.",
    "What differs between deploys comes from the environment, never from code.",
    "Databases, caches and queues are attached by configuration and can be replaced without a change of code.",
    "A build makes one immutable image, a release joins it with configuration, and running changes neither.",
    "Processes keep nothing of worth in memory or on local disk between requests.",
    "The app brings its own server and listens on a port that it is given.",
    "Load is met with more processes of the right type, which the platform manages.",
    "Processes start fast, stop cleanly on a signal, and survive a sudden death.",
    "Development, staging and production run the same backing services at the same versions.",
    "The app writes events to standard output and leaves their routing and storage to the platform.",
    "One-off tasks run in the same release and environment as the app, apart from its start.",
];

/// The taxonomy.
pub(super) fn factors() -> Taxonomy {
    let taxa = numbered().zip(ASKS).map(|(factor, asks)| Taxon {
        id: factor.number,
        name: factor.title,
        short_description: Text { text: asks.to_owned() },
        help_uri: format!("{SITE}{}", factor.slug()),
    });
    Taxonomy {
        name: NAME,
        information_uri: SITE,
        short_description: Text { text: "The method for apps that run as a service.".to_owned() },
        is_comprehensive: true,
        taxa: taxa.collect(),
    }
}

/// Points to the taxonomy.
pub(super) fn reference() -> ComponentReference {
    ComponentReference { name: NAME, index: 0 }
}

/// The relation of a rule of that chapter to its factor; none for chapters that are no factor.
pub(super) fn relationship(factor: Factor) -> Option<Relationship> {
    let index = numbered().position(|known| known == factor)?;
    let target = TaxonReference { id: factor.number, index, tool_component: reference() };
    Some(Relationship { target, kinds: ["relevant"] })
}

fn numbered() -> impl Iterator<Item = Factor> {
    Factor::ALL.iter().copied().filter(|factor| !factor.number.is_empty())
}
