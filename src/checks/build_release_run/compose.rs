//! What compose files of production deploy: fixed images, not moving tags or the sources of the host.

use crate::artefact::compose::{ComposeService, ComposeVolume};
use crate::checks::services;
use crate::discover::{Class, classify};
use crate::fact::Environment;
use crate::rule::{Pass, Severity};
use crate::source::{folder_of, is_below, join};

/// Images that are pulled by a tag which moves.
pub fn compose_tags(pass: &mut Pass) {
    for service in services::in_production(pass) {
        let Some(reference) = service.reference.as_ref().filter(|_| service.build.is_none()) else {
            continue;
        };
        if reference.digest.is_some() || !reference.repository.literal {
            continue;
        }
        let (name, span) = (&reference.repository.text, reference.repository.span);
        let message = match &reference.tag {
            None => format!("the image '{name}' has no tag, so each pull may bring another version"),
            Some(tag) if tag.literal && is_moving(&tag.text) => {
                format!("the tag '{}' of '{name}' moves, so each pull may bring another version", tag.text)
            }
            Some(_) => continue,
        };
        let finding = pass.report(span, message);
        finding.help("Name a released version, or better a digest.");
        if service.place.environment == Environment::Any {
            finding.severity(Severity::Note);
        }
    }
}

/// Tags that people overwrite: `latest`, channels, and the names of branches.
fn is_moving(tag: &str) -> bool {
    let channels =
        ["latest", "stable", "edge", "nightly", "master", "main", "develop", "dev", "head", "trunk"];
    channels.iter().any(|channel| tag.eq_ignore_ascii_case(channel))
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
    let Some(source) = volume.source.as_ref().filter(|_| volume.bind) else { return false };
    let Some(path) = join(folder_of(pass.sources.path(volume.span.file)), &source.text) else { return false };
    let context = service.build.as_ref().and_then(|build| build.context.as_deref());
    let code = |path: &str| matches!(classify::by_name(path), Some(Class::Source(_)));
    let below =
        |holder: &str| pass.sources.iter().any(|(_, file)| is_below(&file.path, holder) && code(&file.path));
    match context {
        Some(context) => (is_below(&path, context) || is_below(context, &path)) && below(&path),
        None => below(&path),
    }
}
