//! Which app a place belongs to: by the folder of its file, unless an artefact links it to another app.

use std::collections::BTreeSet;

use super::names::{self, Names};
use super::roots;
use crate::artefact::compose::ComposeService;
use crate::artefact::platform::{Platform, PlatformService};
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::extract::Harvest;
use crate::source::{FileId, Sources, Span, folder_of};

/// The owner of every place.
pub(super) struct Owners {
    /// The owner of each file, by its folder.
    files: Vec<usize>,
    /// Parts of files that belong to another app than their file, or surely to their own.
    parts: Vec<(Span, usize)>,
}

impl Owners {
    /// Links Dockerfiles, compose services and workloads to apps.
    pub(super) fn find(sources: &Sources, harvest: &Harvest, roots: &[String], names: &[Names]) -> Self {
        let files: Vec<usize> = sources.paths().map(|path| roots::owner(roots, path)).collect();
        let mut parts = Vec::new();
        for image in &harvest.images {
            let root = roots::image_root(sources, harvest, sources.path(image.file), &image.context);
            if let Ok(app) = roots.binary_search(&root) {
                let end = sources.file(image.file).text.len();
                parts.push((Span::new(image.file, 0, end), app));
            }
        }
        for service in &harvest.services {
            if let Some(app) = service_owner(sources, harvest, roots, names, service) {
                parts.push((service.span, app));
            }
        }
        let alone = only_app(harvest, &parts);
        for service in &harvest.platform_services {
            // The image of the only app is computed from what its pipeline has pushed.
            let by_rest = || {
                let image = service.image.as_ref().filter(|image| !image.literal);
                alone.filter(|_| image.is_some() && service.platform != Platform::Lambda)
            };
            if let Some(app) = platform_owner(sources, roots, names, service).or_else(by_rest) {
                parts.push((service.span, app));
            }
        }
        let strangers = strange_images(harvest, names);
        for workload in &harvest.workloads {
            let by_name = workload_owner(names, workload, folder_of(sources.path(workload.span.file)));
            let by_rest = || {
                alone.filter(|_| {
                    strangers.len() == 1 && images(workload).any(|image| strangers.contains(image))
                })
            };
            if let Some(app) = by_name.or_else(by_rest) {
                parts.push((workload.span, app));
            }
        }
        parts.sort();
        parts.dedup();
        Self { files, parts }
    }

    /// The app that the place belongs to.
    pub(super) fn of(&self, place: Span) -> usize {
        let part = self
            .parts
            .iter()
            .filter(|(part, _)| part.contains(place))
            .min_by_key(|(part, _)| part.end - part.start);
        part.map_or(self.files[place.file.0 as usize], |(_, app)| *app)
    }

    /// Whether a name links the artefact at that place to its app, rather than only the folder it stands in.
    pub(super) fn is_linked(&self, place: Span) -> bool {
        self.parts.iter().any(|(part, _)| *part == place)
    }

    /// The apps that an artefact of the same folder as `file` deploys.
    pub(super) fn deployed_beside(&self, file: FileId, sources: &Sources) -> BTreeSet<usize> {
        let folder = folder_of(sources.path(file));
        let beside = self.parts.iter().filter(|(part, _)| folder_of(sources.path(part.file)) == folder);
        beside.map(|(_, app)| *app).collect()
    }
}

fn service_owner(
    sources: &Sources,
    harvest: &Harvest,
    roots: &[String],
    names: &[Names],
    service: &ComposeService,
) -> Option<usize> {
    if let Some(build) = &service.build {
        let context = build.context.as_deref()?;
        let root = build.dockerfile.as_deref().filter(|path| sources.find(path).is_some()).map_or_else(
            || context.to_owned(),
            |dockerfile| roots::image_root(sources, harvest, dockerfile, context),
        );
        return Some(roots.binary_search(&root).unwrap_or_else(|_| roots::owner(roots, &root)));
    }
    let image = service.image.as_ref()?;
    if names::is_foreign(&image.text) {
        return None;
    }
    let folder = folder_of(sources.path(service.span.file));
    names::best(names.iter().map(|names| names.settle(names.score_image(&image.text), folder)))
}

/// The app that a platform's file names by a folder or an image.
fn platform_owner(
    sources: &Sources,
    roots: &[String],
    names: &[Names],
    service: &PlatformService,
) -> Option<usize> {
    if let Some(folder) = &service.folder {
        return Some(roots::owner(roots, folder));
    }
    let image = service.image.as_ref().filter(|image| !names::is_foreign(&image.text))?;
    let beside = folder_of(sources.path(service.span.file));
    names::best(names.iter().map(|names| names.settle(names.score_image(&image.text), beside)))
}

fn workload_owner(names: &[Names], workload: &Workload, folder: &str) -> Option<usize> {
    let own: Vec<&str> = images(workload).filter(|image| !names::is_foreign(image)).collect();
    let by_image = own.iter().find_map(|image| {
        names::best(names.iter().map(|names| names.settle(names.score_image(image), folder)))
    });
    by_image.or_else(|| {
        let foreign = own.is_empty();
        let scores = names.iter().map(|names| names.settle(names.score_word(&workload.name.text), folder));
        names::best(scores).filter(|_| !foreign)
    })
}

/// The containers of a workload that run the app of those names. Where none is called like it, that is the only main one, if the
/// workload is `likely` the app's.
pub(super) fn own_containers(names: &Names, workload: &Workload, likely: bool) -> Vec<usize> {
    let containers = &workload.pod.containers;
    let all = || containers.iter().enumerate();
    let by_image: Vec<usize> = all()
        .filter(|(_, container)| image(container).is_some_and(|image| names.score_image(image) > 0))
        .map(|(at, _)| at)
        .collect();
    // An image of its own that only prepares the app (migrations) says nothing of what runs then.
    let prepares = |at: &usize| containers[*at].class == ContainerClass::Init;
    if by_image.iter().any(|at| !prepares(at)) || (!likely && !by_image.is_empty()) {
        return by_image;
    }
    let by_name: Vec<usize> =
        all().filter(|(_, container)| names.score_word(&container.name.text) > 0).map(|(at, _)| at).collect();
    if !by_name.is_empty() || !likely {
        return by_name;
    }
    let main: Vec<usize> = all()
        .filter(|(_, container)| {
            container.class == ContainerClass::Main
                && image(container).is_none_or(|image| !names::is_foreign(image))
        })
        .map(|(at, _)| at)
        .collect();
    let [only] = main.as_slice() else { return by_image };
    let own = image(&containers[*only]);
    all()
        .filter(|(at, container)| {
            at == only || by_image.contains(at) || (own.is_some() && image(container) == own)
        })
        .map(|(at, _)| at)
        .collect()
}

fn image(container: &Container) -> Option<&str> {
    container.image.as_ref().map(|image| image.text.as_str())
}

/// The images of the main containers.
fn images(workload: &Workload) -> impl Iterator<Item = &str> {
    workload.pod.main().filter_map(image)
}

/// The one app that images are built from, if there is just one.
fn only_app(harvest: &Harvest, parts: &[(Span, usize)]) -> Option<usize> {
    let built: BTreeSet<usize> = parts
        .iter()
        .filter(|(part, _)| {
            harvest.images.iter().any(|image| image.file == part.file && image.place.is_production())
        })
        .map(|(_, app)| *app)
        .collect();
    built.first().copied().filter(|_| built.len() == 1)
}

/// Images of workloads that are no known backing service and carry no app's name.
fn strange_images<'a>(harvest: &'a Harvest, names: &[Names]) -> BTreeSet<&'a str> {
    let all = harvest.workloads.iter().flat_map(images);
    all.filter(|image| !names::is_foreign(image) && names.iter().all(|names| names.score_image(image) == 0))
        .collect()
}
