//! Images of one stage that builds with other arguments or other contexts make.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::builds::Settled;
use super::targets;
use crate::artefact::image::Image;
use crate::extract::{Harvest, image};
use crate::fact::Kind;
use crate::parse::dockerfile::{Dockerfile, Given, parse_given};
use crate::source::{FileId, Sources};

/// Images that are told apart of one stage.
const MOST: usize = 16;

/// Reads the Dockerfiles again with what their builds give them: an image of each stage for all that its words come to.
pub(super) fn settle(sources: &Sources, harvest: &mut Harvest, builds: &[Settled]) {
    let files: BTreeSet<FileId> =
        builds.iter().filter(|build| build.given != Given::default()).map(|build| build.file).collect();
    if files.is_empty() {
        return;
    }
    let mut parsed = BTreeMap::new();
    let mut images = Vec::with_capacity(harvest.images.len());
    for image in std::mem::take(&mut harvest.images) {
        if files.contains(&image.file) {
            images.extend(variants(sources, image, builds, &mut parsed));
        } else {
            images.push(image);
        }
    }
    let of_image = [Kind::BaseImage, Kind::EnvProvide, Kind::Expose];
    harvest.facts.retain(|fact| !(files.contains(&fact.span.file) && of_image.contains(&fact.kind)));
    for image in images.iter().filter(|image| files.contains(&image.file)) {
        image::facts(image, harvest);
    }
    harvest.images = images;
}

/// The images that the builds of a stage make; those for production count if there are any.
fn variants(
    sources: &Sources,
    image: Image,
    builds: &[Settled],
    parsed: &mut BTreeMap<(FileId, Given), Arc<Dockerfile>>,
) -> Vec<Image> {
    let own = || builds.iter().filter(|build| targets::makes(build, &image));
    let for_production = own().any(|build| build.place.is_production());
    let counting = own().filter(|build| !for_production || build.place.is_production());
    let given: BTreeSet<&Given> = counting.map(|build| &build.given).collect();
    let mut variants: Vec<Image> = Vec::new();
    for given in given.into_iter().take(MOST) {
        let text = || sources.file(image.file).text.as_str();
        let dockerfile = parsed
            .entry((image.file, given.clone()))
            .or_insert_with(|| Arc::new(parse_given(image.file, text(), given)));
        let is_same = |known: &Image| {
            known.dockerfile.instructions == dockerfile.instructions
                && known.dockerfile.stages == dockerfile.stages
        };
        if variants.iter().any(is_same) {
            continue;
        }
        let Some(effective) = dockerfile.effective(image.target) else { continue };
        let runs = Arc::new(image::runs(dockerfile));
        variants.push(Image { dockerfile: Arc::clone(dockerfile), effective, runs, ..image.clone() });
    }
    if variants.is_empty() { vec![image] } else { variants }
}
