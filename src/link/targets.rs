//! Stages that builds name as their target: each is an image of its own, even if other stages go on from it.

use super::builds::Settled;
use crate::artefact::image::Image;
use crate::extract::Harvest;
use crate::extract::image;
use crate::fact::{Environment, Place};
use crate::parse::dockerfile::Dockerfile;
use crate::source::{Arg, Sources};

/// Adds the images of stages that builds name as their target.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest, builds: &[Settled]) {
    let (production, others): (Vec<&Settled>, Vec<&Settled>) =
        builds.iter().partition(|build| build.place.is_production());
    let mut images = Vec::new();
    for build in production.into_iter().chain(others) {
        let Some(model) = harvest.images.iter().find(|image| image.file == build.file) else { continue };
        for target in stages(&model.dockerfile, build.target.as_ref()) {
            let is_known = |image: &Image| image.file == model.file && image.target == target;
            if harvest.images.iter().chain(&images).any(is_known) {
                continue;
            }
            let Some(effective) = model.dockerfile.effective(target) else { continue };
            let place = place(&image::place(sources, model.file, &model.dockerfile, target), &build.place);
            images.push(Image { place, target, effective, names: Vec::new(), ..model.clone() });
        }
    }
    for image in &images {
        image::facts(image, harvest);
    }
    harvest.images.append(&mut images);
    harvest.images.sort_by_key(|image| (image.file, image.target));
    name(harvest, builds);
}

/// Gives the images the names under which they are kept.
fn name(harvest: &mut Harvest, builds: &[Settled]) {
    for image in &mut harvest.images {
        let own = builds.iter().filter(|build| makes(build, image));
        let names: Vec<&str> = own.flat_map(|build| &build.tags).filter_map(Arg::known).collect();
        image.names.extend(names.into_iter().map(str::to_owned));
        image.names.sort_unstable();
        image.names.dedup();
    }
}

/// Whether a build makes the stage that an image is.
pub(super) fn makes(build: &Settled, image: &Image) -> bool {
    let target = match &build.target {
        Some(target) => target.known().and_then(|name| stage_of_name(&image.dockerfile, name)),
        None => image.dockerfile.default_target().map(|stage| stage.index),
    };
    build.file == image.file && target == Some(image.target)
}

/// The stages that a build with that target may make: the one it names, or all that no other stage needs where the name is
/// not known.
fn stages(dockerfile: &Dockerfile, target: Option<&Arg>) -> Vec<usize> {
    match target.map(Arg::known) {
        None => Vec::new(),
        Some(None) => dockerfile.terminal_stages(),
        Some(Some(name)) => stage_of_name(dockerfile, name).into_iter().collect(),
    }
}

fn stage_of_name(dockerfile: &Dockerfile, name: &str) -> Option<usize> {
    let named = dockerfile
        .stages
        .iter()
        .rfind(|stage| stage.alias.as_ref().is_some_and(|alias| alias.text.eq_ignore_ascii_case(name)));
    named.map(|stage| stage.index)
}

/// The place of an image: what the Dockerfile and the stage's name say, else what it is built for.
fn place(own: &Place, build: &Place) -> Place {
    let mut place = own.clone();
    if place.environment == Environment::Any {
        place.environment = build.environment.clone();
    }
    place
}
