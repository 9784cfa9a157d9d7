//! Is development done in an image on another base than production's?

use crate::artefact::image::Image;
use crate::artefact::reference::ImageReference;
use crate::fact::Environment;
use crate::parse::dockerfile::Base;
use crate::rule::Pass;
use crate::source::{Arg, folder_of};

/// A Dockerfile for development whose base has another version or another C library than the one for production.
pub fn dev_image_drift(pass: &mut Pass) {
    let app = pass.app;
    let of_development = |image: &&Image| image.place.environment == Environment::Development;
    for image in app.images.iter().filter(of_development) {
        let folder = folder_of(pass.sources.path(image.file));
        // The two are often of different apps: one copies the whole context, the other has the sources mounted.
        let beside = pass.project.apps.iter().flat_map(|app| &app.images).filter(|other| {
            other.place.is_production()
                && other.file != image.file
                && folder_of(pass.sources.path(other.file)) == folder
        });
        let released: Vec<ImageReference> = beside.flat_map(bases).collect();
        let Some(base) = image.base().and_then(reference) else { continue };
        let same: Vec<&ImageReference> =
            released.iter().filter(|other| other.familiar() == base.familiar()).collect();
        let Some(other) = same.first().filter(|_| same.iter().all(|other| differs(&base, other))) else {
            continue;
        };
        let finding = pass.report(
            base.repository.span,
            format!("development runs on '{}', but production is built on '{}'", shown(&base), shown(other)),
        );
        finding.because(other.repository.span, "the base of the image for production");
        finding.help(format!("Build both on '{}', best as two stages of one Dockerfile.", shown(other)));
    }
}

/// The external images that the stages of a Dockerfile are built on.
fn bases(image: &Image) -> impl Iterator<Item = ImageReference> {
    let stages = image.dockerfile.stages.iter().filter(|stage| matches!(stage.base, Base::Image));
    stages.filter_map(|stage| reference(&stage.image))
}

fn reference(image: &crate::parse::dockerfile::Value) -> Option<ImageReference> {
    let written = Arg::literal(image.known()?, image.span());
    ImageReference::parse(&written).filter(|reference| reference.tag.as_ref().is_some_and(|tag| tag.literal))
}

fn shown(reference: &ImageReference) -> String {
    format!("{}:{}", reference.familiar(), tag(reference))
}

fn tag(reference: &ImageReference) -> &str {
    reference.tag.as_ref().map_or("latest", |tag| tag.text.as_str())
}

/// Whether the version or the C library differs; a full and a slim image of one release run the same programs.
fn differs(a: &ImageReference, b: &ImageReference) -> bool {
    let number = |tag: &str| tag.split('-').next().unwrap_or("").trim_start_matches('v').to_owned();
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let (one, two) = (number(tag(a)), number(tag(b)));
    let versions = is_number(&one) && is_number(&two) && !version_fits(&one, &two);
    versions || tag(a).contains("alpine") != tag(b).contains("alpine")
}

/// Whether two versions are of one line of releases, as far as both name it; patches of one line do not count.
fn version_fits(a: &str, b: &str) -> bool {
    a.split('.').zip(b.split('.')).take(2).all(|(a, b)| a == b)
}
