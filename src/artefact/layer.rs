//! The layers of an image: what every instruction adds, takes away and writes again, and what makes it run anew.
//!
//! `FROM`, `RUN`, `COPY`, `ADD` and `WORKDIR` make layers; all other instructions only change the configuration. A layer is a
//! set of whole files over those below it: what it removes is hidden, not gone, and a file whose owner, mode or content it
//! changes is stored again. What a mount of a `RUN` holds is in no layer.
//!
//! Sources: "Storage drivers" and "Optimize cache usage in builds" of the Docker documentation, `frontend/dockerfile` of
//! `BuildKit`.

mod cause;
mod context;
mod copy;
mod pattern;
mod run;

use std::collections::BTreeMap;

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::parse::dockerfile::{Instruction, Keyword};
use crate::source::{Arg, Sources, Span, folder_of, is_below, join};

pub use cause::Cause;
pub use context::Context;
pub use copy::is_archive;
pub use pattern::is_removed_by;
pub use run::{Change, Removal, Rewrite, absolute, downloaded, removed};

/// The layers of all stages that the build of an image makes.
#[derive(Debug)]
pub struct Layers<'a> {
    /// The build context.
    pub context: Context<'a>,
    image: &'a Image,
    /// Those that the instructions of each stage make; empty for stages that the build does not reach.
    stages: Vec<Vec<Layer<'a>>>,
    /// The paths that the layers of each stage add, and whether one of the additions is a folder or made by a command.
    added: Vec<BTreeMap<String, bool>>,
}

/// What one instruction makes.
#[derive(Debug)]
pub struct Layer<'a> {
    /// The instruction.
    pub instruction: &'a Instruction,
    /// The stage it stands in.
    pub stage: usize,
    /// Its commands, if it is a `RUN`.
    pub run: Option<&'a Run>,
    /// The files it adds, as far as its words tell.
    pub adds: Vec<Addition>,
    /// What it removes.
    pub removes: Vec<Removal<'a>>,
    /// What it writes again.
    pub rewrites: Vec<Rewrite<'a>>,
    /// What makes it run anew, besides a change of the layer below.
    pub causes: Vec<Cause<'a>>,
}

/// Files that a layer adds.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Where they are in the image, absolute.
    pub path: String,
    /// The part of the instruction that adds them.
    pub span: Span,
    /// Where they come from.
    pub origin: Origin,
    /// The stage that they are copied from.
    pub from: Option<usize>,
    /// Whether there is nothing else at `path` than what `origin` says.
    pub exact: bool,
}

/// Where added files come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A file of the repository, or one that is only there when the image is built.
    File(String),
    /// A folder of the repository.
    Folder(String),
    /// A stage or an image in which nothing tells how they were made.
    Unknown,
    /// The network.
    Download,
    /// An archive that is unpacked.
    Archive,
    /// A package manager of the language.
    Install,
    /// A command that writes them.
    Made,
}

impl<'a> Layers<'a> {
    /// The layers of an image.
    pub fn of(sources: &'a Sources, image: &'a Image) -> Self {
        let context = Context::of(sources, image);
        let stages = image.dockerfile.stages.iter().map(|_| Vec::new()).collect();
        let added = vec![BTreeMap::new(); image.dockerfile.stages.len()];
        let mut layers = Self { context, image, stages, added };
        for stage in image.built_stages() {
            for instruction in image.dockerfile.instructions_of(stage) {
                if let Some(layer) = layers.layer(stage.index, instruction) {
                    layers.push(layer);
                }
            }
        }
        layers
    }

    fn push(&mut self, layer: Layer<'a>) {
        if let Some(added) = self.added.get_mut(layer.stage) {
            for add in &layer.adds {
                let opens = matches!(add.origin, Origin::Folder(_) | Origin::Made);
                *added.entry(add.path.clone()).or_default() |= opens;
            }
        }
        if let Some(own) = self.stages.get_mut(layer.stage) {
            own.push(layer);
        }
    }

    /// Of each stage that a stage is made of and that adds a path so far, whether it may be a folder there.
    fn added(&self, stage: usize, path: &str) -> impl Iterator<Item = bool> {
        let chain = self.image.dockerfile.chain(stage);
        chain.filter_map(move |stage| self.added.get(stage.index)?.get(path).copied())
    }

    /// The layers of the final image, in order.
    pub fn shipped(&self) -> impl DoubleEndedIterator<Item = &Layer<'a>> {
        self.image.effective.chain.iter().filter_map(|stage| self.stages.get(*stage)).flatten()
    }

    /// The layers that a stage is made of, those of the stages it is built on first.
    pub fn of_stage(&self, stage: usize) -> impl DoubleEndedIterator<Item = &Layer<'a>> {
        let chain: Vec<_> = self.image.dockerfile.chain(stage).collect();
        chain.into_iter().rev().filter_map(|stage| self.stages.get(stage.index)).flatten()
    }

    /// The layers of every stage that the build reaches, in the order of the file.
    pub fn built(&self) -> impl Iterator<Item = &Layer<'a>> {
        self.stages.iter().flatten()
    }

    fn layer(&self, stage: usize, instruction: &'a Instruction) -> Option<Layer<'a>> {
        let mut layer = Layer {
            instruction,
            stage,
            run: None,
            adds: Vec::new(),
            removes: Vec::new(),
            rewrites: Vec::new(),
            causes: cause::causes(self.image, &self.context, stage, instruction),
        };
        match instruction.keyword {
            // A stage of the file is there with its own layers.
            Keyword::From if matches!(layer.causes[..], [Cause::Stage(_)]) => return None,
            Keyword::From => {}
            Keyword::Copy | Keyword::Add => layer.adds = copy::additions(self, stage, instruction),
            Keyword::Workdir => {
                let path = self.image.directory(instruction.index + 1);
                let known = |path: &str| self.added(stage, path).next().is_some();
                layer.adds.extend(path.filter(|path| path != "/" && !known(path)).map(|path| Addition {
                    path,
                    span: instruction.span,
                    origin: Origin::Made,
                    from: None,
                    exact: true,
                }));
            }
            Keyword::Run => {
                layer.run = {
                    let runs = &self.image.runs;
                    let at = runs.binary_search_by_key(&instruction.index, |run| run.instruction);
                    at.ok().and_then(|at| runs.get(at))
                };
                run::effects(self.image, &mut layer);
            }
            _ => return None,
        }
        Some(layer)
    }

    /// The files of the repository that an addition consists of.
    pub fn files(&self, layer: &Layer, addition: &Addition) -> Vec<&'a str> {
        let (Origin::File(path) | Origin::Folder(path)) = &addition.origin else { return Vec::new() };
        let excluded = context::excluded(&layer.instruction.flags);
        let inside = |file: &str| file[path.len()..].trim_start_matches('/').to_owned();
        self.context.files(path).filter(|file| !excluded.ignores(&inside(file))).collect()
    }

    /// Whether removing a path takes away files of an addition.
    pub fn takes_away(&self, removal: &Removal, addition: &Addition) -> bool {
        let whole = addition.path != "/" && is_removed_by(&addition.path, &removal.path);
        if !matches!(addition.origin, Origin::Folder(_)) {
            return whole && removal.fits(&addition.path);
        }
        whole && removal.names.is_none() || self.taken(removal, addition).next().is_some()
    }

    /// The files of a folder of the repository that a removal takes away.
    pub fn taken(&self, removal: &Removal, addition: &Addition) -> impl Iterator<Item = &'a str> {
        let folder = match &addition.origin {
            Origin::Folder(folder) => Some(folder),
            _ => None,
        };
        let target = addition.path.trim_end_matches('/');
        let fixed = removal.path.split(['*', '?', '[']).next().unwrap_or("");
        let fixed = if fixed.len() < removal.path.len() { folder_of(fixed) } else { fixed };
        // Where in the repository what is removed may come from.
        let start = folder.and_then(|folder| {
            let Some(inside) = fixed.strip_prefix(target).filter(|rest| rest.starts_with('/')) else {
                return is_below(target, fixed.trim_end_matches('/')).then(|| folder.clone());
            };
            join(folder, inside)
        });
        let root = folder.map_or(0, String::len);
        start.into_iter().flat_map(|start| self.context.files(&start).collect::<Vec<_>>()).filter(
            move |file| {
                let path = format!("{target}/{}", file[root..].trim_start_matches('/'));
                removal.fits(&path) && is_removed_by(&path, &removal.path)
            },
        )
    }
}

impl<'a> Layer<'a> {
    /// The commands of a `RUN`.
    pub fn commands(&self) -> &'a [Command] {
        self.run.map_or(&[], |run| run.commands.as_slice())
    }
}

/// Whether what a RUN writes below `path` goes to a mount (`--mount=type=cache|tmpfs|bind`) and not into its layer.
pub fn is_mounted(run: &Instruction, path: &str) -> bool {
    run.flags.iter().filter(|flag| flag.name == "mount").any(|mount| {
        let kind = mount.option("type").unwrap_or("bind");
        let target = mount.option("target").or(mount.option("dst")).or(mount.option("destination"));
        kind != "secret"
            && kind != "ssh"
            && target.is_some_and(|target| is_below(path, target.trim_end_matches('/')))
    })
}

/// Whether a RUN has a cache mount.
pub fn has_cache(run: &Instruction) -> bool {
    run.flags.iter().any(|flag| flag.name == "mount" && flag.option("type") == Some("cache"))
}

/// The words of a command that are no options.
fn plain(command: &Command) -> impl Iterator<Item = &Arg> {
    command.arguments().iter().filter(|word| !word.text.starts_with('-'))
}

#[cfg(test)]
mod tests;
