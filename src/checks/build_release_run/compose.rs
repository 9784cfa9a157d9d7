//! What compose files of production deploy: fixed images, not moving tags or the sources of the host.

use std::collections::BTreeSet;

use super::tags;
use crate::artefact::compose::{ComposeService, ComposeVolume};
use crate::checks::services;
use crate::discover::{Class, classify};
use crate::fact::Environment;
use crate::rule::{Pass, Severity};
use crate::source::{FileId, is_below};

/// Images that compose files of production pull by a tag which moves.
pub(super) fn mutable_tags(pass: &mut Pass) {
    let built = built_images(pass);
    for service in services::in_production(pass) {
        let Some(reference) = service.reference.as_ref().filter(|_| service.build.is_none()) else {
            continue;
        };
        let computed =
            !reference.repository.literal || reference.tag.as_ref().is_some_and(|tag| !tag.literal);
        if computed
            || !tags::moves(reference)
            || reference.digest.is_some()
            || built.contains(&(service.span.file, reference.repository.text.as_str()))
        {
            continue;
        }
        let finding = tags::report(pass, reference);
        if service.place.environment == Environment::Any {
            finding.severity(Severity::Note);
        }
    }
}

/// The images that services build, with their files: others of the file run them without a pull.
fn built_images<'a>(pass: &Pass<'a>) -> BTreeSet<(FileId, &'a str)> {
    let services = pass.project.apps.iter().flat_map(|app| &app.services);
    services
        .filter(|service| service.build.is_some())
        .filter_map(|service| Some((service.span.file, service.reference.as_ref()?.repository.text.as_str())))
        .collect()
}

/// Sources of the host that are mounted over the code of an image in production.
pub fn code_change_at_runtime(pass: &mut Pass) {
    for service in services::in_production(pass) {
        if !services::is_named_production(service) || !services::is_own(pass, service) {
            continue;
        }
        let Some(volume) = service.volumes.iter().find(|volume| holds_code(pass, service, volume)) else {
            continue;
        };
        let (source, target) =
            (volume.source.as_ref().map_or("", |source| &source.text), &volume.target.text);
        let message = format!(
            "the source folder '{source}' is mounted over '{target}': what runs is not what was built"
        );
        let finding = pass.report(volume.span, message);
        if volume.span.file == service.span.file {
            finding.help("Remove the volume: the code is in the image.");
        } else {
            finding.because(service.name.span, "this service of production builds upon it");
            finding.help("Write `volumes: !override []` in the file for production, or move the mount to the override file for development.");
        }
    }
}

/// Whether a volume brings source code of the project into the container.
fn holds_code(pass: &Pass, service: &ComposeService, volume: &ComposeVolume) -> bool {
    let Some(path) = volume.host.as_deref() else { return false };
    let context = service.build.as_ref().and_then(|build| build.context.as_deref());
    let code = |path: &str| matches!(classify::by_name(path), Some(Class::Source(_)));
    let below =
        |holder: &str| pass.sources.iter().any(|(_, file)| is_below(&file.path, holder) && code(&file.path));
    match context {
        Some(context) => (is_below(path, context) || is_below(context, path)) && below(path),
        None => below(path),
    }
}
