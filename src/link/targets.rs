//! Stages that compose services build by name: each is an image of its own, even if other stages go on from it.

use crate::artefact::compose::{Build, ComposeService};
use crate::artefact::image::Image;
use crate::extract::Harvest;
use crate::extract::image;
use crate::fact::{Environment, Place};
use crate::parse::dockerfile::Dockerfile;
use crate::source::Sources;

/// Adds the images of stages that services name as their `target`.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest) {
    let (production, others): (Vec<&ComposeService>, Vec<&ComposeService>) =
        harvest.services.iter().partition(|service| service.place.is_production());
    let mut images = Vec::new();
    for service in production.into_iter().chain(others) {
        let Some((model, target)) = service.build.as_ref().and_then(|build| stage(sources, harvest, build))
        else {
            continue;
        };
        let is_known = |image: &Image| image.file == model.file && image.target == target;
        if harvest.images.iter().chain(&images).any(is_known) {
            continue;
        }
        let Some(effective) = model.dockerfile.effective(target) else { continue };
        let place = place(&image::place(sources, model.file, &model.dockerfile, target), &service.place);
        images.push(Image { place, target, effective, names: Vec::new(), ..model.clone() });
    }
    for image in &images {
        image::facts(image, harvest);
    }
    harvest.images.append(&mut images);
    harvest.images.sort_by_key(|image| (image.file, image.target));
}

/// An image of the Dockerfile that a service builds, and the stage that is its target.
fn stage<'a>(sources: &Sources, harvest: &'a Harvest, build: &Build) -> Option<(&'a Image, usize)> {
    let file = sources.find(build.dockerfile.as_deref()?)?;
    let target = build.target.as_ref()?.known()?;
    let image = harvest.images.iter().find(|image| image.file == file)?;
    Some((image, stage_of_name(&image.dockerfile, target)?))
}

fn stage_of_name(dockerfile: &Dockerfile, name: &str) -> Option<usize> {
    let named = dockerfile
        .stages
        .iter()
        .rfind(|stage| stage.alias.as_ref().is_some_and(|alias| alias.text.eq_ignore_ascii_case(name)));
    named.map(|stage| stage.index)
}

/// The place of an image that a service builds: what the Dockerfile and the stage's name say, else what the service is for.
fn place(own: &Place, service: &Place) -> Place {
    let mut place = own.clone();
    if place.environment == Environment::Any {
        place.environment = service.environment.clone();
    }
    place
}
