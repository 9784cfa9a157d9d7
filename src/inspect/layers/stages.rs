//! The stages of a Dockerfile: which a build reaches, and from where an edit rebuilds them.

use serde::Serialize;

use super::super::Place;
use super::Step;
use crate::artefact::image::Image;
use crate::artefact::layer::{Cause, Layer, Layers};
use crate::discover::{Class, classify};
use crate::parse::dockerfile::{Base, Keyword};
use crate::source::Sources;

/// A stage besides the image's own.
#[derive(Serialize, Debug)]
pub(super) struct StageRow<'a> {
    name: String,
    #[serde(flatten)]
    place: Place<'a>,
    reached: Option<Place<'a>>,
    edit_rebuilds_from: Option<Step<'a>>,
}

/// The stages of the file but the one that is the image.
pub(super) fn of<'a>(sources: &'a Sources, image: &'a Image, layers: &Layers<'a>) -> Vec<StageRow<'a>> {
    let others = image.dockerfile.stages.iter().filter(|stage| stage.index != image.target);
    others
        .map(|stage| StageRow {
            name: stage.alias.as_ref().map_or_else(|| stage.index.to_string(), |alias| alias.text.clone()),
            place: Place::of(sources, stage.image.span()),
            reached: reached(sources, image, stage.index),
            edit_rebuilds_from: edited(layers, stage.index).map(|layer| Step::of(sources, layer)),
        })
        .collect()
}

/// The first instruction of the build that needs a stage.
fn reached<'a>(sources: &'a Sources, image: &'a Image, wanted: usize) -> Option<Place<'a>> {
    image.built_stages().find_map(|stage| {
        if stage.base == Base::Stage(wanted) {
            return Some(Place::of(sources, stage.image.span()));
        }
        let link = stage.links.iter().find(|link| link.stage == Some(wanted))?;
        Some(Place::of(sources, link.span))
    })
}

/// The first layer of a stage that an edit of the source makes run anew.
pub(super) fn edited<'l, 'a>(layers: &'l Layers<'a>, stage: usize) -> Option<&'l Layer<'a>> {
    layers.of_stage(stage).find(|layer| {
        layer.causes.iter().any(|cause| match cause {
            Cause::Context(path, _) => is_source(layers, path),
            // What a stage is built on is a part of its own layers.
            Cause::Stage(from) => {
                *from < layer.stage
                    && layer.instruction.keyword != Keyword::From
                    && edited(layers, *from).is_some()
            }
            Cause::Address(_) | Cause::Argument(_) | Cause::Image(_) => false,
        })
    })
}

/// Whether a path of the context is a folder or a pattern with source in it, or a file of source.
fn is_source(layers: &Layers, path: &str) -> bool {
    let source = |path: &str| matches!(classify::by_name(path), Some(Class::Source(_)));
    if path.contains(['*', '?', '[']) {
        return layers.context.matches(path).iter().any(|found| layers.context.files(found).any(source));
    }
    let mut files = layers.context.files(path);
    files.next().is_some_and(|first| first != path || source(first))
}

impl StageRow<'_> {
    /// The line of the table's foot.
    pub(super) fn text(&self) -> String {
        let Self { name, place, .. } = self;
        let Some(reached) = &self.reached else {
            return format!("stage '{name}' ({place}) is not reached: the build leaves it out");
        };
        let edit = self.edit_rebuilds_from.as_ref().map_or("no edit rebuilds it".to_owned(), |step| {
            format!("an edit rebuilds it from line {}: {}", step.place.line, step.instruction)
        });
        format!("stage '{name}' ({place}) is reached from line {}; {edit}", reached.line)
    }
}
