//! Groups what was extracted into apps, and follows names from one artefact to another.

use crate::app::{App, Facts, Project};
use crate::extract::Harvest;
use crate::source::Sources;

/// Groups a project's harvest into apps.
pub fn link(sources: Sources, harvest: Harvest) -> Project {
    let app = App {
        files: sources.iter().map(|(id, _)| id).collect(),
        facts: Facts::new(harvest.facts),
        own_containers: harvest.workloads.iter().map(|w| (0..w.pod.containers.len()).collect()).collect(),
        images: harvest.images,
        services: harvest.services,
        workloads: harvest.workloads,
        cluster: harvest.cluster,
        starts: harvest.starts,
        packages: harvest.packages,
        lockfiles: harvest.lockfiles,
        ..App::default()
    };
    Project { sources, apps: vec![app], unreadable: harvest.unreadable }
}
