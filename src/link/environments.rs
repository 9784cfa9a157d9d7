//! Which environment a compose file without a name is for.

use std::collections::BTreeSet;

use super::builds::Settled;
use super::deployments;
use super::names::is_foreign;
use crate::artefact::compose::{ComposeService, ComposeVolume};
use crate::artefact::image::Image;
use crate::discover::Class;
use crate::discover::classify::{by_name, is_code};
use crate::extract::Harvest;
use crate::fact::{Environment, Fact, Kind, Role};
use crate::parse::dockerfile::Body;
use crate::source::{Arg, FileId, Sources, Span, folder_of, is_below, name_of};

/// Marks compose files that only developers use.
///
/// A compose file that names no environment is for development if it mounts source code over that of an image, or if
/// something else in the repository deploys to production: workloads, a chart, a platform's file, or a compose file for
/// production in the same folder that does not build upon it. A file that only runs releases of the app is one more way to
/// deploy it beside a chart, and a file for a swarm is itself what deploys: nobody develops on one, and neither does anybody let
/// a host start the programs he works on again after each reboot. Of a file that one for production builds upon, only the
/// services with such a mount are for development.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest, builds: &[Settled]) {
    let workloads = harvest.workloads.iter().any(|workload| workload.place.is_production());
    let platform = harvest.facts.iter().any(|fact| {
        fact.kind == Kind::Start
            && matches!(fact.subject_text(), "procfile" | "platform")
            && fact.place.is_production()
    });
    let elsewhere = workloads || platform || sources.iter().any(|(_, file)| file.name() == "Chart.yaml");
    let releases = deployments::of_releases(sources, harvest, builds);
    let beside = folders_of_production(sources, &harvest.services);
    let shared = bases_of_production(&harvest.services);
    let kept = kept_running(&harvest.services);
    let bare = without_app(sources, harvest);
    let mut development = Development::default();
    for service in harvest.services.iter().filter(|service| service.place.environment == Environment::Any) {
        let file = service.span.file;
        let kept = releases.contains(&file) || kept.contains(&file);
        let deployed = elsewhere && !kept || beside.contains(folder_of(sources.path(file)));
        if (deployed || bare.contains(&file)) && service.swarm.is_none() {
            development.files.insert(file);
        } else if mounts_source(sources, &harvest.images, service) {
            if shared.contains(&file) {
                development.services.push(service.span);
            } else {
                development.files.insert(file);
            }
        }
    }
    for service in &mut harvest.services {
        if development.holds(service.span) && service.place.environment == Environment::Any {
            service.place.environment = Environment::Development;
        }
    }
    let images = images_of_developers(sources, harvest, builds);
    for image in harvest.images.iter_mut().filter(|image| images.contains(&image.file)) {
        image.place.environment = Environment::Development;
    }
    development.files.extend(images);
    let settle_fact = |place: Span, fact: &mut Fact| {
        let is_open = fact.place.role == Role::Production && fact.place.environment == Environment::Any;
        if is_open && development.holds(place) {
            fact.place.environment = Environment::Development;
        }
    };
    harvest.facts.iter_mut().for_each(|fact| settle_fact(fact.span, fact));
    harvest.handed.iter_mut().for_each(|(place, fact)| settle_fact(*place, fact));
}

/// The Dockerfiles that only services of developers build, beside another one for the same context: `docker/dev/php.Dockerfile` and
/// `Dockerfile`.
fn images_of_developers(sources: &Sources, harvest: &Harvest, builds: &[Settled]) -> BTreeSet<FileId> {
    let of_developers = |file: FileId| {
        let mut services = harvest
            .services
            .iter()
            .filter(|service| service.build.as_ref().and_then(|build| build.file(sources)) == Some(file));
        let all = services.clone().count();
        all > 0
            && all == builds.iter().filter(|build| build.file == file).count()
            && services.all(|service| service.place.environment == Environment::Development)
    };
    let open = harvest.images.iter().filter(|image| image.place.is_production());
    let (developers, others): (Vec<&Image>, Vec<&Image>) = open.partition(|image| of_developers(image.file));
    let is_variant = |image: &&Image| others.iter().any(|other| other.context == image.context);
    developers.into_iter().filter(is_variant).map(|image| image.file).collect()
}

/// What only developers use.
#[derive(Default)]
struct Development {
    files: BTreeSet<FileId>,
    services: Vec<Span>,
}

impl Development {
    fn holds(&self, span: Span) -> bool {
        self.files.contains(&span.file) || self.services.iter().any(|service| service.contains(span))
    }
}

/// The files that those for production and its rehearsals are laid over.
fn bases_of_production(services: &[ComposeService]) -> BTreeSet<FileId> {
    let named = services.iter().filter(|service| {
        matches!(service.place.environment, Environment::Production | Environment::Staging)
    });
    named.flat_map(|service| service.companions.iter().copied()).collect()
}

/// The files beside a Dockerfile that run nothing but the images of others, a backing service among them, where no other file
/// of their folder is composed.
fn without_app(sources: &Sources, harvest: &Harvest) -> BTreeSet<FileId> {
    let folder = |file: FileId| folder_of(sources.path(file));
    let built: BTreeSet<&str> = harvest.images.iter().map(|image| folder(image.file)).collect();
    let own: BTreeSet<&str> = harvest
        .packages
        .iter()
        .filter_map(|package| package.name.as_ref())
        .flat_map(|name| name.text.split('/'))
        .chain(harvest.images.iter().flat_map(|image| &image.names).map(|name| name_of(name)))
        .collect();
    let of_others = |service: &ComposeService| {
        let image = service.image.as_ref().and_then(Arg::known);
        let name = image.map(|image| name_of(image).split([':', '@']).next().unwrap_or_default());
        service.build.is_none() && !service.elsewhere && name.is_some_and(|name| !own.contains(name))
    };
    let is_foreign =
        |service: &ComposeService| service.image.as_ref().is_some_and(|image| is_foreign(&image.text));
    let alone = |file: &FileId| {
        let beside = || harvest.services.iter().filter(|other| folder(other.span.file) == folder(*file));
        built.contains(folder(*file))
            && beside().any(|other| other.span.file == *file && is_foreign(other))
            && beside().all(|other| {
                other.span.file == *file && of_others(other) && other.companions.is_empty()
                    || matches!(other.place.environment, Environment::Development | Environment::Test)
            })
    };
    let files: BTreeSet<FileId> = harvest.services.iter().map(|service| service.span.file).collect();
    files.into_iter().filter(alone).collect()
}

/// The files most of whose services survive reboots of their host, one of the project or of unknown origin among them. A tool
/// of developers may well do so alone.
fn kept_running(services: &[ComposeService]) -> BTreeSet<FileId> {
    let survives = |service: &&ComposeService| {
        let policy = service.restart.as_ref().and_then(Arg::known);
        matches!(policy, Some("always" | "unless-stopped"))
    };
    let may_be_own = |service: &&ComposeService| {
        let image = service.image.as_ref().map(|image| image.text.as_str());
        service.build.is_some() || image.is_some_and(|image| !is_foreign(image))
    };
    let kept = services.iter().filter(survives).filter(may_be_own).map(|service| service.span.file);
    let mut files: BTreeSet<FileId> = kept.collect();
    files.retain(|file| {
        let all = || services.iter().filter(|service| service.span.file == *file);
        all().filter(survives).count() * 2 > all().count()
    });
    files
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

/// Whether a service mounts source code: the folder that its image is built from or a part of it, over where the image has
/// it, or a folder that is an app by itself.
fn mounts_source(sources: &Sources, images: &[Image], service: &ComposeService) -> bool {
    let context = service.build.as_ref().and_then(|build| build.context.as_deref());
    service.volumes.iter().filter(|volume| volume.bind).any(|volume| {
        let Some(path) = volume.host.as_deref() else { return false };
        let within = |holder: &str, test: fn(&str) -> bool| {
            sources.iter().any(|(_, file)| is_below(&file.path, holder) && test(&file.path))
        };
        let is_built = context
            .is_some_and(|context| path == context || is_below(path, context) && within(path, is_code));
        let has_manifest = || {
            sources.iter().any(|(_, file)| {
                folder_of(&file.path) == path && matches!(by_name(&file.path), Some(Class::Manifest(_)))
            })
        };
        is_built && is_over_code(sources, images, service, volume) || has_manifest() && within(path, is_code)
    })
}

/// Whether a volume lies where the image of a service has what it was built from, as far as the Dockerfile tells.
fn is_over_code(
    sources: &Sources,
    images: &[Image],
    service: &ComposeService,
    volume: &ComposeVolume,
) -> bool {
    let dockerfile = service.build.as_ref().and_then(|build| build.dockerfile.as_deref());
    let file = dockerfile.and_then(|path| sources.find(path));
    let Some(image) = images.iter().find(|image| Some(image.file) == file) else { return true };
    let target = volume.target.text.as_str();
    let mut places = image.dockerfile.instructions.iter().filter_map(|instruction| {
        let path = match &instruction.body {
            Body::Copy { destination, .. } => destination,
            Body::Workdir(path) => path,
            _ => return None,
        };
        Some(path.known().and_then(|path| image.absolute(instruction.index, path)))
    });
    let Some(first) = places.next() else { return true };
    std::iter::once(first).chain(places).any(|place| {
        place.is_none_or(|place| place != "/" && (is_below(&place, target) || is_below(target, &place)))
    })
}
