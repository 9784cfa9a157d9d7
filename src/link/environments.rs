//! Which environment a compose file without a name is for.

use std::collections::BTreeSet;

use crate::artefact::compose::ComposeService;
use crate::extract::Harvest;
use crate::fact::{Environment, Role};
use crate::source::{FileId, Sources, folder_of};

/// Marks compose files that only developers use.
///
/// A compose file that names no environment is for development if it mounts source code into a container that it builds, or
/// if something else in the repository deploys to production: workloads, a chart, a platform's file, or a compose file for
/// production in the same folder that does not build upon it.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest) {
    let workloads = harvest.workloads.iter().any(|workload| workload.place.is_production());
    let platform = harvest.starts.iter().any(|start| start.place.is_production());
    let elsewhere = workloads || platform || sources.iter().any(|(_, file)| file.name() == "Chart.yaml");
    let mut development: BTreeSet<FileId> = BTreeSet::new();
    for service in harvest.services.iter().filter(|service| service.place.environment == Environment::Any) {
        if elsewhere || mounts_source(sources, service) {
            development.insert(service.span.file);
        }
    }
    for service in &mut harvest.services {
        if development.contains(&service.span.file) {
            service.place.environment = Environment::Development;
        }
    }
    for fact in &mut harvest.facts {
        if development.contains(&fact.span.file) && fact.place.role == Role::Production {
            fact.place.environment = Environment::Development;
        }
    }
}

/// Whether a service mounts the folder that it is built from, or a part of it that holds code.
fn mounts_source(sources: &Sources, service: &ComposeService) -> bool {
    let Some(context) = service.build.as_ref().and_then(|build| build.context.as_deref()) else {
        return false;
    };
    let folder = folder_of(sources.path(service.span.file));
    service.volumes.iter().filter(|volume| volume.bind).any(|volume| {
        let Some(path) = volume.source.as_ref().and_then(|source| crate::source::join(folder, &source.text))
        else {
            return false;
        };
        path == context
            || sources.iter().any(|(_, file)| {
                crate::source::is_below(&file.path, &path)
                    && crate::source::is_below(&path, context)
                    && matches!(
                        crate::discover::classify::by_name(&file.path),
                        Some(crate::discover::Class::Source(_))
                    )
            })
    })
}
