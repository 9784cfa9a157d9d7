//! An image: one terminal stage of a Dockerfile, with what it inherits and where it is built.

use std::sync::Arc;

use super::command::Command;
use crate::fact::Place;
use crate::parse::dockerfile::{Dockerfile, Stages};
use crate::source::{FileId, Span};

/// One image that a Dockerfile yields.
#[derive(Clone, Debug)]
pub struct Image {
    /// The Dockerfile, or the file that holds it inline.
    pub file: FileId,
    /// The folder whose files COPY reads; empty is the project root.
    pub context: String,
    /// What the image is for.
    pub place: Place,
    /// The parsed Dockerfile.
    pub dockerfile: Arc<Dockerfile>,
    /// Its stage graph.
    pub stages: Arc<Stages>,
    /// Index of the terminal stage in `stages`.
    pub target: usize,
    /// The commands of every RUN instruction of the file, in order.
    pub runs: Arc<Vec<Run>>,
    /// Names under which other artefacts refer to the image.
    pub names: Vec<String>,
}

/// The commands of one RUN instruction.
#[derive(Clone, Debug)]
pub struct Run {
    /// Index of the instruction in the Dockerfile.
    pub instruction: usize,
    /// Index of the stage that holds it.
    pub stage: usize,
    /// Its simple commands, in source order.
    pub commands: Vec<Command>,
    /// The whole instruction.
    pub span: Span,
}
