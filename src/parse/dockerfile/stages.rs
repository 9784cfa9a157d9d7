//! Build stages: what each is built on, which stages it copies from, and which a build reaches.

use super::syntax::{Dockerfile, Instruction, Value};
use crate::source::{Arg, Span};
use std::ops::Range;

/// One build stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// Its number, which `COPY --from` may use.
    pub index: usize,
    /// Its name.
    pub alias: Option<Arg>,
    /// What follows `FROM`.
    pub image: Value,
    /// What that is.
    pub base: Base,
    /// Its `FROM` and all that follows, as a range of [`Dockerfile::instructions`].
    pub instructions: Range<usize>,
    /// Where it takes files from: `COPY --from` and `RUN --mount=from=`.
    pub links: Vec<Link>,
}

/// What a stage is built on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// The empty image.
    Scratch,
    /// An earlier stage of the file.
    Stage(usize),
    /// An image from elsewhere (or a named build context).
    Image,
}

/// A `--from` of an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The instruction, as an index of [`Dockerfile::instructions`].
    pub instruction: usize,
    /// The flag.
    pub span: Span,
    /// What is named.
    pub name: Arg,
    /// The stage that is; `None` for an image or a named build context.
    pub stage: Option<usize>,
}

impl Dockerfile {
    /// The stage that an instruction belongs to; `None` before the first `FROM`.
    pub fn stage_of(&self, instruction: usize) -> Option<&Stage> {
        let next = self.stages.partition_point(|stage| stage.instructions.start <= instruction);
        self.stages.get(next.checked_sub(1)?)
    }

    /// The instructions of a stage, its `FROM` included.
    pub fn instructions_of(&self, stage: &Stage) -> &[Instruction] {
        self.instructions.get(stage.instructions.clone()).unwrap_or_default()
    }

    /// The stage that a build without `--target` makes: the last one.
    pub fn default_target(&self) -> Option<&Stage> {
        self.stages.last()
    }

    /// The stages that no other stage builds on or copies from: the images this file is for. The last one always counts.
    pub fn terminal_stages(&self) -> Vec<usize> {
        let mut used = vec![false; self.stages.len()];
        for (stage, needed) in
            self.stages.iter().flat_map(|stage| stage.needs().map(move |need| (stage, need)))
        {
            if needed != stage.index {
                used[needed] = true;
            }
        }
        (0..self.stages.len()).filter(|at| !used[*at] || *at + 1 == used.len()).collect()
    }

    /// Whether each stage is built for `target`.
    pub fn reachable_from(&self, target: usize) -> Vec<bool> {
        let mut reached = vec![false; self.stages.len()];
        let mut waiting = vec![target];
        while let Some(at) = waiting.pop() {
            if let (Some(seen @ false), Some(stage)) = (reached.get_mut(at), self.stages.get(at)) {
                *seen = true;
                waiting.extend(stage.needs());
            }
        }
        reached
    }
}

impl Stage {
    /// The stages it builds on or copies from.
    pub fn needs(&self) -> impl Iterator<Item = usize> {
        let base = if let Base::Stage(base) = self.base { Some(base) } else { None };
        base.into_iter().chain(self.links.iter().filter_map(|link| link.stage))
    }
}
