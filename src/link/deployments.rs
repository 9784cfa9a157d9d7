//! Compose files that run the published app, as what they say shows.

use std::collections::{BTreeMap, BTreeSet};

use super::builds::Settled;
use crate::artefact::backing;
use crate::artefact::compose::ComposeService;
use crate::artefact::reference::ImageReference;
use crate::extract::Harvest;
use crate::fact::{Fact, Kind};
use crate::source::{FileId, Sources, folder_of, is_below, name_of};

/// The compose files that deploy a release of the app: they build nothing, pull what the project builds or its manifests
/// deploy, and keep it running or its data (a restart policy, a volume for data).
///
/// Whoever works on the program builds it or mounts its sources, or runs only the services behind it in containers.
pub(super) fn of_releases(sources: &Sources, harvest: &Harvest, builds: &[Settled]) -> BTreeSet<FileId> {
    let own = own_names(sources, harvest, builds);
    let deployed = deployed_images(harvest);
    let mut files: BTreeMap<FileId, Vec<&ComposeService>> = BTreeMap::new();
    for service in &harvest.services {
        files.entry(service.span.file).or_default().push(service);
    }
    let is_release = |services: &[&ComposeService]| {
        let pulled: Vec<&ImageReference> =
            services.iter().filter_map(|service| service.reference.as_ref()).collect();
        let named = pulled.iter().any(|image| own.contains(image.name().to_ascii_lowercase().as_str()));
        let shared =
            deployed.iter().filter(|image| pulled.iter().any(|pulled| pulled.familiar() == **image)).count();
        services.iter().all(|service| service.build.is_none())
            && services.iter().any(|service| service.is_restarted() || keeps_data(sources, service))
            && (named || shared * 2 > deployed.len())
    };
    files.into_iter().filter(|(_, services)| is_release(services)).map(|(file, _)| file).collect()
}

/// Whether a service has a volume for data: a named one, or a folder of the host that the repository has nothing in.
fn keeps_data(sources: &Sources, service: &ComposeService) -> bool {
    service.volumes.iter().any(|volume| match volume.host.as_deref() {
        Some(folder) if volume.bind => !sources.paths().any(|path| is_below(path, folder)),
        _ => !volume.bind && volume.source.is_some(),
    })
}

/// What images of the project are called: as its builds tag them, or after its packages and charts.
fn own_names(sources: &Sources, harvest: &Harvest, builds: &[Settled]) -> BTreeSet<String> {
    let tagged = builds.iter().flat_map(|build| &build.tags).filter_map(ImageReference::parse);
    let packages = harvest.packages.iter().filter_map(|package| package.name.as_ref());
    let charts = sources.paths().filter(|path| name_of(path) == "Chart.yaml");
    let mut names: BTreeSet<String> = tagged
        .map(|image| image.name().to_ascii_lowercase())
        .chain(packages.map(|name| name_of(&name.text).to_ascii_lowercase()))
        .chain(charts.map(|path| name_of(folder_of(path)).to_ascii_lowercase()))
        .collect();
    names.retain(|name| !name.is_empty() && !name.contains('{') && backing::engine(name).is_none());
    names
}

/// The images that something other than compose runs in production, engines of backing services left out.
fn deployed_images(harvest: &Harvest) -> BTreeSet<&str> {
    let images = harvest
        .facts
        .iter()
        .filter(|fact| fact.kind == Kind::Image && fact.api != "compose" && fact.place.is_production());
    images
        .map(Fact::subject_text)
        .filter(|name| backing::engine(name).is_none())
        .map(crate::artefact::reference::familiar)
        .collect()
}
