//! An image: one terminal stage of a Dockerfile, with what it inherits and where it is built.

use std::sync::Arc;

use super::command::Command;
use crate::fact::Place;
use crate::parse::dockerfile::{Base, Dockerfile, Effective, Instruction, Keyword, Stage, Value};
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
    /// Index of the terminal stage in `dockerfile.stages`.
    pub target: usize,
    /// What the terminal stage adds up to.
    pub effective: Effective,
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

impl Image {
    /// The terminal stage.
    pub fn stage(&self) -> &Stage {
        &self.dockerfile.stages[self.target]
    }

    /// The external image that the terminal stage is built on in the end; `None` for `scratch`.
    pub fn base(&self) -> Option<&Value> {
        let first = *self.effective.chain.first()?;
        let stage = self.dockerfile.stages.get(first)?;
        matches!(stage.base, Base::Image).then_some(&stage.image)
    }

    /// The instructions that make the final image, in the order they take effect. Those of builder stages are not among them.
    pub fn instructions(&self) -> impl Iterator<Item = &Instruction> {
        self.effective.instructions.iter().filter_map(|at| self.dockerfile.instructions.get(*at))
    }

    /// The instructions of one kind that make the final image.
    pub fn of(&self, keyword: Keyword) -> impl Iterator<Item = &Instruction> {
        self.instructions().filter(move |instruction| instruction.keyword == keyword)
    }

    /// The instruction of that index.
    pub fn instruction(&self, at: Option<usize>) -> Option<&Instruction> {
        self.dockerfile.instructions.get(at?)
    }

    /// The RUN instructions of the final image.
    pub fn final_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| self.effective.chain.contains(&run.stage))
    }

    /// The RUN instructions that a build of this image executes, those of the builder stages it needs included.
    pub fn built_runs(&self) -> impl Iterator<Item = &Run> {
        let reached = self.dockerfile.reachable_from(self.target);
        self.runs.iter().filter(move |run| reached.get(run.stage).copied().unwrap_or(false))
    }
}
