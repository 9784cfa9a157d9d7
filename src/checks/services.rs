//! What the services of compose files are: programs of this project, backing services or proxies; and what they are run for.

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::compose::{ComposeService, Dependency};
use crate::artefact::{backing, image::Image};
use crate::discover::classify::is_code;
use crate::fact::{Environment, Role};
use crate::parse::dockerfile::{Body, Keyword};
use crate::rule::Pass;
use crate::source::{FileId, Span, is_below, join, name_of};

/// Whether a service runs code of this project. Databases and proxies that are only configured here are not meant.
pub(super) fn is_own(pass: &Pass, service: &ComposeService) -> bool {
    if service.build.is_none() {
        let foreign = || image_name(service).is_some_and(is_foreign);
        return service.own_image && !foreign();
    }
    !base_name(pass, service).is_some_and(is_foreign)
        && !image(pass, service).is_some_and(|image| only_configures(pass, image))
}

/// Whether an image only adds files without code to that of another software, and neither builds nor starts anything itself.
fn only_configures(pass: &Pass, image: &Image) -> bool {
    image.base().is_some()
        && image.instructions().all(|instruction| match &instruction.body {
            Body::Copy { sources, .. } => {
                instruction.flag("from").is_none()
                    && sources.iter().all(|source| {
                        let copied = join(&image.context, source.text());
                        let holds = |path: &str| {
                            pass.sources
                                .iter()
                                .any(|(_, file)| is_below(&file.path, path) && is_code(&file.path))
                        };
                        copied.is_some_and(|path| !holds(&path))
                    })
            }
            _ => !matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint),
        })
}

/// Whether a service takes requests for others.
pub(super) fn is_proxy_service(pass: &Pass, service: &ComposeService) -> bool {
    let own = image_name(service).filter(|_| service.build.is_none());
    own.or_else(|| base_name(pass, service)).is_some_and(is_proxy)
}

/// The engine that a service runs, if it is a backing service.
pub(super) fn engine(pass: &Pass, service: &ComposeService) -> Option<&'static str> {
    if service.build.is_some() {
        return base_name(pass, service).and_then(backing::engine);
    }
    backing::engine(image_name(service)?)
}

/// Whether a repository is a backing service or a proxy: software that is run, not written, here.
pub(super) fn is_foreign(repository: &str) -> bool {
    backing::engine(repository).is_some() || is_proxy(repository)
}

/// Whether a repository is a web server or proxy that stands before others.
fn is_proxy(repository: &str) -> bool {
    let name = name_of(repository);
    let known =
        ["nginx", "traefik", "caddy", "haproxy", "envoy", "httpd", "apache", "kong", "varnish", "openresty"];
    known.iter().any(|proxy| {
        name == *proxy
            || name.strip_prefix(proxy).is_some_and(|rest| rest.starts_with('-'))
            || name.strip_suffix(proxy).is_some_and(|rest| rest.ends_with('-'))
    }) || matches!(name, "swag" | "docker-socket-proxy")
}

fn image_name(service: &ComposeService) -> Option<&str> {
    service.reference.as_ref().map(|reference| reference.repository.text.as_str())
}

/// The repository that the image which a service builds is based on.
fn base_name<'a>(pass: &Pass<'a>, service: &ComposeService) -> Option<&'a str> {
    let base = image(pass, service)?.base()?.text();
    let name = base.split('@').next().unwrap_or(base);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    Some(name[slash..].find(':').map_or(name, |colon| &name[..slash + colon]))
}

/// The image that a service builds, in whichever app it is kept.
pub(super) fn image<'a>(pass: &Pass<'a>, service: &ComposeService) -> Option<&'a Image> {
    let of_own = pass.app.image_of(pass.sources, service);
    of_own.or_else(|| {
        let others = pass.project.apps.iter().filter(|_| service.build.is_some());
        others.into_iter().find_map(|app| app.image_of(pass.sources, service))
    })
}

/// The app's services that run in production, in the form in which they do: one that a file for production builds upon is
/// left to that file.
pub(super) fn in_production<'a>(pass: &Pass<'a>) -> Vec<&'a ComposeService> {
    let all = pass.project.apps.iter().flat_map(|app| &app.services);
    let bases: BTreeSet<Span> = all
        .filter(|service| service.place.is_production())
        .flat_map(|service| service.layers.clone())
        .collect();
    let own = pass.app.services.iter().filter(|service| service.place.is_production());
    own.filter(|service| !bases.contains(&service.span)).collect()
}

/// Whether a service is part of the project at all, and not of a test or sample.
pub(super) fn is_real(service: &ComposeService) -> bool {
    matches!(service.place.role, Role::Production | Role::Development)
        && service.place.environment != Environment::Test
}

/// Whether the file says by its name that it is for production or a rehearsal of it.
pub(super) fn is_named_production(service: &ComposeService) -> bool {
    service.place.is_production() && service.place.environment != Environment::Any
}

/// For every compose file of the project the first service of which something holds.
pub(super) fn first_of_each_file<'a>(
    pass: &Pass<'a>,
    holds: impl Fn(&ComposeService) -> bool,
) -> BTreeMap<FileId, &'a ComposeService> {
    let mut found = BTreeMap::new();
    for service in pass.project.apps.iter().flat_map(|app| &app.services).filter(|service| holds(service)) {
        let first = found.entry(service.span.file).or_insert(service);
        if service.span < first.span {
            *first = service;
        }
    }
    found
}

/// All services of the project by their names.
pub(super) struct ByName<'a>(BTreeMap<&'a str, Vec<&'a ComposeService>>);

impl<'a> ByName<'a> {
    pub(super) fn new(pass: &Pass<'a>) -> Self {
        let mut named: BTreeMap<&str, Vec<&ComposeService>> = BTreeMap::new();
        for service in pass.project.apps.iter().flat_map(|app| &app.services) {
            named.entry(&service.name.text).or_default().push(service);
        }
        Self(named)
    }

    /// The service that a dependency names: of the same file, of one that goes with it, or the only one of that name.
    pub(super) fn dependency(
        &self,
        service: &ComposeService,
        wanted: &Dependency,
    ) -> Option<&'a ComposeService> {
        let named = self.0.get(wanted.service.text.as_str())?;
        let same_file = named.iter().find(|other| other.span.file == service.span.file);
        let beside =
            || service.companions.iter().find_map(|file| named.iter().find(|other| other.span.file == *file));
        let only = || named.first().filter(|_| named.len() == 1);
        same_file.or_else(beside).or_else(only).copied()
    }
}
