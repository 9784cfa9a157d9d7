//! Which environment a compose file without a name is for.

use std::collections::BTreeSet;

use crate::artefact::compose::ComposeService;
use crate::extract::Harvest;
use crate::fact::{Environment, Fact, Kind, Role};
use crate::source::{FileId, Sources, folder_of, is_below};

/// Marks compose files that only developers use.
///
/// A compose file that names no environment is for development if it mounts source code into a container that it builds, or
/// if something else in the repository deploys to production: workloads, a chart, a platform's file, or a compose file for
/// production in the same folder that does not build upon it.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest) {
    let workloads = harvest.workloads.iter().any(|workload| workload.place.is_production());
    let platform = harvest.facts.iter().any(|fact| {
        fact.kind == Kind::Start
            && matches!(fact.subject_text(), "procfile" | "platform")
            && fact.place.is_production()
    });
    let elsewhere = workloads || platform || sources.iter().any(|(_, file)| file.name() == "Chart.yaml");
    let beside = folders_of_production(sources, &harvest.services);
    let mut development: BTreeSet<FileId> = BTreeSet::new();
    for service in harvest.services.iter().filter(|service| service.place.environment == Environment::Any) {
        let file = service.span.file;
        if elsewhere || beside.contains(folder_of(sources.path(file))) || mounts_source(sources, service) {
            development.insert(file);
        }
    }
    for service in &mut harvest.services {
        if development.contains(&service.span.file) && service.place.environment == Environment::Any {
            service.place.environment = Environment::Development;
        }
    }
    let settle_fact = |place: FileId, fact: &mut Fact| {
        let is_open = fact.place.role == Role::Production && fact.place.environment == Environment::Any;
        if development.contains(&place) && is_open {
            fact.place.environment = Environment::Development;
        }
    };
    harvest.facts.iter_mut().for_each(|fact| settle_fact(fact.span.file, fact));
    harvest.handed.iter_mut().for_each(|(place, fact)| settle_fact(place.file, fact));
}

/// The folders with a compose file for production that stands on its own.
fn folders_of_production<'a>(sources: &'a Sources, services: &[ComposeService]) -> BTreeSet<&'a str> {
    let layered: BTreeSet<FileId> = services
        .iter()
        .filter(|service| !service.layers.is_empty() || service.is_partial())
        .map(|service| service.span.file)
        .collect();
    services
        .iter()
        .filter(|service| service.place.environment == Environment::Production)
        .filter(|service| !layered.contains(&service.span.file))
        .map(|service| folder_of(sources.path(service.span.file)))
        .collect()
}

/// Whether a service mounts the folder that it is built from, or a part of it that holds code.
fn mounts_source(sources: &Sources, service: &ComposeService) -> bool {
    let Some(context) = service.build.as_ref().and_then(|build| build.context.as_deref()) else {
        return false;
    };
    service.volumes.iter().filter(|volume| volume.bind).any(|volume| {
        let Some(path) = volume.host.as_deref() else { return false };
        path == context
            || sources.iter().any(|(_, file)| {
                is_below(&file.path, path)
                    && is_below(path, context)
                    && matches!(
                        crate::discover::classify::by_name(&file.path),
                        Some(crate::discover::Class::Source(_))
                    )
            })
    })
}
