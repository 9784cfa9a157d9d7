//! The layers of images: what each adds, what of it is wasted, and what makes the builder run it anew.
//!
//! ```json
//! {
//!   "version": 1,                            fields may be added; a change of meaning raises it
//!   "images": [{
//!     "path": "Dockerfile", "line": 9,       the FROM of the stage that is the image
//!     "target": "runtime",                   its name, or null
//!     "context": ".",                        the folder that COPY reads
//!     "ignore_file": ".dockerignore",        what keeps files of it from the builder, or null
//!     "layers": [{                           in order, those of the stages it is built on first
//!       "instruction": "COPY . .", "path": …, "line": …,
//!       "stage": 1,                          the number of the stage that the instruction stands in
//!       "adds": [{
//!         "path": "/app", "files": 12,       files is null where the repository does not have them
//!         "from": "the repository"           also: an archive, a command, a download, a package manager, stage 'build', elsewhere
//!       }],
//!       "packages": ["curl"],                what it asks the system's package manager for
//!       "bytes": 5120,                       of the files it adds; null where they are not of the repository
//!       "runs_anew": ["an edit in ."],       what makes it run anew, besides a change of the layer before
//!       "wasted": [{
//!         "what": "/app/docs",
//!         "by": "removed",                   also: moved, new owner, new mode, new content
//!         "bytes": 300,                      null where not known
//!         "path": …, "line": …               the command
//!       }]
//!     }],
//!     "edit_rebuilds_from": { "instruction": …, "path": …, "line": … },   the first layer that an edit of source runs anew, or null
//!     "stages": [{
//!       "name": "build", "path": …, "line": …,
//!       "reached": { "path": …, "line": … },                              what needs it, or null: the build leaves it out
//!       "edit_rebuilds_from": { … }                                       as above, in this stage
//!     }],
//!     "bytes": {
//!       "added": 5120,                       only what is known
//!       "wasted": 300,                       in copies that later layers hide: one for each change of a file
//!       "unknown_layers": 3                  layers that add or change files nobody knows the size of
//!     }
//!   }]
//! }
//! ```
//!
//! Bytes are those of the files as the repository has them; nothing is estimated.

mod row;
mod stages;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::Place;
use super::table::Table;
use crate::app::Project;
use crate::artefact::image::Image;
use crate::artefact::layer::{Layer, Layers};
use crate::source::{Sources, is_below};
use row::Row;
use stages::StageRow;

/// Tells the size of a file of the repository.
pub type Sizes<'s> = &'s dyn Fn(&str) -> Option<u64>;

/// The layers of the images of a project.
#[derive(Serialize, Debug)]
pub struct Overview<'a> {
    version: u32,
    images: Vec<ImageRow<'a>>,
}

/// One image.
#[derive(Serialize, Debug)]
struct ImageRow<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    target: Option<&'a str>,
    context: &'a str,
    ignore_file: Option<&'a str>,
    layers: Vec<Row<'a>>,
    edit_rebuilds_from: Option<Step<'a>>,
    stages: Vec<StageRow<'a>>,
    bytes: Total,
}

/// An instruction.
#[derive(Clone, Serialize, Debug)]
struct Step<'a> {
    instruction: String,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Bytes, as far as they are known.
#[derive(Serialize, Debug)]
struct Total {
    added: u64,
    wasted: u64,
    unknown_layers: usize,
}

/// The images of the files at and below the paths, each once; with `target`, the one of that stage.
pub fn images(project: &Project, parts: &[String], target: Option<&str>) -> Vec<Image> {
    let all = project.apps.iter().flat_map(|app| &app.images);
    let chosen = all.filter(|image| {
        let path = project.sources.path(image.file);
        parts.iter().any(|part| is_below(path, part))
    });
    let mut found: Vec<Image> = Vec::new();
    for image in chosen {
        let stage = match target {
            None => Some(image.target),
            Some(name) => image.dockerfile.stages.iter().position(|stage| {
                let alias = stage.alias.as_ref().is_some_and(|alias| alias.text.eq_ignore_ascii_case(name));
                alias || name.parse() == Ok(stage.index)
            }),
        };
        let Some((stage, effective)) = stage.and_then(|at| Some((at, image.dockerfile.effective(at)?)))
        else {
            continue;
        };
        if found.iter().all(|known| (known.file, known.target) != (image.file, stage)) {
            found.push(Image { target: stage, effective, ..image.clone() });
        }
    }
    found.sort_by_key(|image| (image.file, image.target));
    found
}

impl<'a> Overview<'a> {
    /// Of those images.
    pub fn of(sources: &'a Sources, images: &'a [Image], sizes: Sizes) -> Self {
        Self { version: 1, images: images.iter().map(|image| ImageRow::of(sources, image, sizes)).collect() }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As text, one table for each image.
    pub fn table(&self) -> String {
        if self.images.is_empty() {
            return "no images\n".to_owned();
        }
        self.images.iter().map(ImageRow::text).collect::<Vec<_>>().join("\n")
    }
}

impl<'a> ImageRow<'a> {
    fn of(sources: &'a Sources, image: &'a Image, sizes: Sizes) -> Self {
        let layers = Layers::of(sources, image);
        let shipped: Vec<&Layer> = layers.shipped().collect();
        let rows: Vec<Row> =
            (0..shipped.len()).map(|at| row::of(sources, image, &layers, &shipped, at, sizes)).collect();
        let wasted = rows.iter().flat_map(|row| &row.wasted).filter_map(|waste| waste.bytes);
        let bytes = Total {
            added: rows.iter().filter_map(|row| row.bytes).sum(),
            wasted: wasted.sum(),
            unknown_layers: rows.iter().filter(|row| row.bytes.is_none()).count(),
        };
        let stage = image.stage();
        Self {
            place: Place::of(sources, stage.image.span()),
            target: stage.alias.as_ref().map(|alias| alias.text.as_str()),
            context: if image.context.is_empty() { "." } else { &image.context },
            ignore_file: layers.context.ignore_file.map(|file| sources.path(file)),
            edit_rebuilds_from: stages::edited(&layers, image.target).map(|layer| Step::of(sources, layer)),
            stages: stages::of(sources, image, &layers),
            layers: rows,
            bytes,
        }
    }

    fn text(&self) -> String {
        let target = self.target.map_or(String::new(), |name| format!(", stage '{name}'"));
        let ignored = self.ignore_file.map_or(String::new(), |file| format!(" without what '{file}' names"));
        let mut text = format!("{}{target}, built in '{}'{ignored}\n", self.place, self.context);
        let mut table = Table::new(&["LINE", "INSTRUCTION", "ADDS", "BYTES", "RUNS ANEW AFTER", "WASTED"]);
        let mut said = BTreeSet::new();
        for row in &self.layers {
            table.row(row.cells(&mut said));
        }
        text.push_str(&table.render());
        match &self.edit_rebuilds_from {
            Some(step) => {
                let _ = writeln!(
                    text,
                    "An edit of the source rebuilds from line {}: {}",
                    step.place.line, step.instruction
                );
            }
            None => text.push_str("No edit of the source rebuilds a layer.\n"),
        }
        for stage in &self.stages {
            let _ = writeln!(text, "{}", stage.text());
        }
        let Total { added, wasted, unknown_layers } = self.bytes;
        let _ = writeln!(
            text,
            "{added} bytes of the repository are added; {wasted} bytes are copies that later layers hide; the size of {unknown_layers} \
             layers is not known."
        );
        text
    }
}

impl<'a> Step<'a> {
    fn of(sources: &'a Sources, layer: &Layer) -> Self {
        Self {
            instruction: row::instruction(sources, layer),
            place: Place::of(sources, layer.instruction.span),
        }
    }
}
