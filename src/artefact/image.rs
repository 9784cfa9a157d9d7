//! An image: one terminal stage of a Dockerfile, with what it inherits and where it is built.

use std::ops::Range;
use std::sync::Arc;

use super::command::Command;
use super::reference::ImageReference;
use crate::fact::Place;
use crate::parse::dockerfile::{Base, Body, Dockerfile, Effective, Instruction, Keyword, Pair, Stage, Value};
use crate::source::{FileId, Span, join, name_of};

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

    /// The instructions that take effect before the one of that index, the nearest first: those of its stage, then those of
    /// the stages this one is built on.
    pub fn before(&self, instruction: usize) -> impl Iterator<Item = &Instruction> {
        self.ranges_before(instruction)
            .flat_map(|range| self.dockerfile.instructions.get(range).unwrap_or_default().iter().rev())
    }

    /// Where the instructions that take effect before the one of that index stand, the nearest stage first.
    fn ranges_before(&self, instruction: usize) -> impl Iterator<Item = Range<usize>> {
        let mut stage = self.dockerfile.stage_of(instruction);
        let mut end = instruction;
        std::iter::from_fn(move || {
            let current = stage?;
            let range = current.instructions.start.min(end)..end;
            stage = match current.base {
                Base::Stage(parent) => {
                    self.dockerfile.stages.get(parent).filter(|parent| parent.index < current.index)
                }
                Base::Image | Base::Scratch => None,
            };
            end = stage.map_or(0, |parent| parent.instructions.end);
            Some(range)
        })
    }

    /// The instructions of one kind that take effect before the one of that index, the nearest first.
    pub fn earlier(&self, keyword: Keyword, instruction: usize) -> impl Iterator<Item = &Instruction> {
        self.ranges_before(instruction).flat_map(move |range| self.dockerfile.of_within(keyword, range).rev())
    }

    /// Where a variable that a RUN of that index sees was set last. `ENV` counts before `ARG`, wherever they stand.
    pub fn variable(&self, instruction: usize, name: &str) -> Option<&Pair> {
        let named = |pairs: &'_ [Pair]| pairs.iter().rposition(|pair| pair.key.text == name);
        let env = self.before(instruction).find_map(|earlier| match &earlier.body {
            Body::Env(pairs) => pairs.get(named(pairs)?),
            _ => None,
        });
        env.or_else(|| {
            self.before(instruction).find_map(|earlier| match &earlier.body {
                Body::Arg(pairs) => pairs.get(named(pairs)?),
                _ => None,
            })
        })
    }

    /// The text of a variable that a RUN of that index sees, if it is known.
    pub fn value(&self, instruction: usize, name: &str) -> Option<&str> {
        self.variable(instruction, name)?.value.as_ref()?.known()
    }

    /// The working directory at an instruction; `None` where it depends on the external base image, or is longer than a path
    /// may be.
    pub fn directory(&self, instruction: usize) -> Option<String> {
        /// `PATH_MAX` of Linux.
        const LONGEST: usize = 4096;
        let mut parts: Vec<&str> = Vec::new();
        let mut length = 0;
        for earlier in self.earlier(Keyword::Workdir, instruction) {
            if let Body::Workdir(path) = &earlier.body {
                parts.push(path.known()?);
                length += path.text().len() + 1;
                if length > LONGEST {
                    return None;
                }
                if path.text().starts_with('/') {
                    let path: Vec<&str> = parts.into_iter().rev().collect();
                    return Some(format!("/{}", join("", &path.join("/"))?));
                }
            }
        }
        None
    }

    /// A path that an instruction names, made absolute.
    pub fn absolute(&self, instruction: usize, path: &str) -> Option<String> {
        let directory = if path.starts_with('/') { String::new() } else { self.directory(instruction)? };
        Some(format!("/{}", join(&directory, path)?))
    }

    /// The stages that a build of this image makes, in order.
    pub fn built_stages(&self) -> impl Iterator<Item = &Stage> {
        let reached = self.dockerfile.reachable_from(self.target);
        self.dockerfile.stages.iter().filter(move |stage| reached.get(stage.index).copied().unwrap_or(false))
    }

    /// Whether the image is made to be started. One that sets no command on a base that starts nothing useful by itself is a
    /// base for others, or a box of tools.
    pub fn is_started(&self) -> bool {
        let idle = || {
            let name = self.base().and_then(|base| ImageReference::parse(&base.arg));
            name.is_some_and(|reference| starts_nothing(reference.familiar()))
        };
        self.effective.cmd.is_some() || self.effective.entrypoint.is_some() || !idle()
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

/// Whether an image of that name, started as it is, opens a shell or a prompt and ends.
fn starts_nothing(repository: &str) -> bool {
    let name = name_of(repository);
    let system = [
        "debian",
        "ubuntu",
        "alpine",
        "fedora",
        "centos",
        "rockylinux",
        "almalinux",
        "amazonlinux",
        "archlinux",
        "busybox",
        "ubi8",
        "ubi9",
        "ubi-minimal",
        "buildpack-deps",
        "node",
        "python",
        "ruby",
        "golang",
        "rust",
        "gcc",
        "swift",
        "haskell",
        "elixir",
        "erlang",
        "maven",
        "gradle",
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
    ];
    system.contains(&name) || name == "sdk" && repository.contains("dotnet")
}
