//! The image a stage makes: what its own instructions and those of the stages it is built on add up to.

use super::keyword::Keyword;
use super::stages::{Base, Stage};
use super::syntax::{Body, Dockerfile, Instruction, Pair, Value};
use crate::source::Arg;
use std::collections::BTreeMap;
use std::ops::Range;

/// The configuration of the image of a stage, as far as the file says it. Numbers are indices of
/// [`Dockerfile::instructions`]; what an external base image sets is not known and not here.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Effective {
    /// The stages it is made of: the one built on an image (or on nothing) first, the stage itself last.
    pub chain: Vec<usize>,
    /// All instructions that make it, `FROM` lines included, in the order they take effect.
    pub instructions: Vec<usize>,
    /// The last `CMD`, unless a later stage's `ENTRYPOINT` reset it.
    pub cmd: Option<usize>,
    /// The last `ENTRYPOINT`.
    pub entrypoint: Option<usize>,
    /// The last `USER`.
    pub user: Option<usize>,
    /// The last `WORKDIR`.
    pub workdir: Option<usize>,
    /// The working directory that all `WORKDIR` lines together come to; `None` if there is none.
    pub directory: Option<Arg>,
    /// The last `SHELL`.
    pub shell: Option<usize>,
    /// The last `STOPSIGNAL`.
    pub stop_signal: Option<usize>,
    /// The last `HEALTHCHECK`, also when it is `NONE`.
    pub healthcheck: Option<usize>,
    /// The environment in the order of the names' first appearance; the last value of a name counts.
    pub env: Vec<Setting>,
    /// The labels, likewise.
    pub labels: Vec<Setting>,
    /// All exposed ports.
    pub expose: Vec<(usize, Value)>,
    /// All volumes.
    pub volumes: Vec<(usize, Value)>,
}

/// A name and the value it has in the image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The instruction that set it last.
    pub instruction: usize,
    /// Name and value.
    pub pair: Pair,
}

impl Effective {
    /// The value of an environment variable.
    pub fn env(&self, name: &str) -> Option<&Setting> {
        self.env.iter().find(|setting| setting.pair.key.text == name)
    }
}

impl Dockerfile {
    /// What the image of the stage of that number comes to; `None` if there is no such stage.
    pub fn effective(&self, stage: usize) -> Option<Effective> {
        self.stages.get(stage)?;
        let mut chain: Vec<&Stage> = self.chain(stage).collect();
        chain.reverse();
        let mut builder = Builder::default();
        for stage in chain {
            builder.stage(stage, self.instructions_of(stage));
        }
        Some(builder.image)
    }

    /// A stage and those it is built on, the nearest first.
    pub fn chain(&self, stage: usize) -> impl Iterator<Item = &Stage> {
        std::iter::successors(self.stages.get(stage), |stage| {
            let Base::Stage(parent) = stage.base else { return None };
            self.stages.get(parent).filter(|parent| parent.index < stage.index)
        })
    }

    /// The instructions of one kind in a range of [`Dockerfile::instructions`].
    pub fn of_within(
        &self,
        keyword: Keyword,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &Instruction> {
        let places = self.places.get(&keyword).map_or(&[][..], Vec::as_slice);
        let start = places.partition_point(|at| *at < range.start);
        let end = places.partition_point(|at| *at < range.end).max(start);
        places[start..end].iter().filter_map(|at| self.instructions.get(*at))
    }

    /// The words of the `SHELL` in force at an instruction; `None` is the default, `/bin/sh -c`.
    pub fn shell_at(&self, instruction: usize) -> Option<&[Arg]> {
        let mut stage = self.stage_of(instruction)?;
        let mut before = instruction;
        loop {
            let shell = self.of_within(Keyword::Shell, stage.instructions.start..before).next_back();
            if let Some(shell) = shell {
                return shell.command()?.exec();
            }
            let Base::Stage(parent) = stage.base else { return None };
            stage = self.stages.get(parent).filter(|parent| parent.index < stage.index)?;
            before = stage.instructions.end;
        }
    }
}

#[derive(Default)]
struct Builder {
    image: Effective,
    env: BTreeMap<String, usize>,
    labels: BTreeMap<String, usize>,
    /// Whether nothing lies below, so that the first working directory is the root.
    scratch: bool,
}

impl Builder {
    fn stage(&mut self, stage: &Stage, instructions: &[Instruction]) {
        self.image.chain.push(stage.index);
        self.scratch |= stage.base == Base::Scratch;
        let mut own_cmd = false;
        for instruction in instructions {
            self.image.instructions.push(instruction.index);
            let at = Some(instruction.index);
            match instruction.keyword {
                Keyword::Cmd => {
                    own_cmd = true;
                    self.image.cmd = at;
                }
                Keyword::Entrypoint => {
                    self.image.entrypoint = at;
                    // An inherited command is no argument for a new entry point.
                    self.image.cmd = self.image.cmd.filter(|_| own_cmd);
                }
                Keyword::Shell => self.image.shell = at,
                Keyword::Healthcheck => self.image.healthcheck = at,
                _ => self.setting(instruction),
            }
        }
    }

    fn setting(&mut self, instruction: &Instruction) {
        let at = instruction.index;
        let image = &mut self.image;
        match &instruction.body {
            Body::User(_) => image.user = Some(at),
            Body::StopSignal(_) => image.stop_signal = Some(at),
            Body::Workdir(path) => {
                image.workdir = Some(at);
                image.directory = Some(enter(image.directory.take(), self.scratch, &path.arg));
            }
            Body::Expose(ports) => image.expose.extend(ports.iter().map(|port| (at, port.clone()))),
            Body::Volume(paths) => image.volumes.extend(paths.iter().map(|path| (at, path.clone()))),
            Body::Env(pairs) => set(&mut image.env, &mut self.env, at, pairs),
            Body::Label(pairs) => set(&mut image.labels, &mut self.labels, at, pairs),
            _ => {}
        }
    }
}

fn set(
    settings: &mut Vec<Setting>,
    places: &mut BTreeMap<String, usize>,
    instruction: usize,
    pairs: &[Pair],
) {
    for pair in pairs {
        let setting = Setting { instruction, pair: pair.clone() };
        let place = *places.entry(pair.key.text.clone()).or_insert(settings.len());
        match settings.get_mut(place) {
            Some(earlier) => *earlier = setting,
            None => settings.push(setting),
        }
    }
}

/// The directory after a `WORKDIR`: an absolute path replaces, a relative one is joined. Relative to an unknown base the
/// result is not known.
fn enter(current: Option<Arg>, scratch: bool, path: &Arg) -> Arg {
    let drive = path.text.as_bytes().get(1) == Some(&b':');
    if path.text.starts_with(['/', '\\']) || drive {
        return path.clone();
    }
    let start = if scratch { (String::new(), true) } else { ("{}".to_owned(), false) };
    let (before, known) = current.map_or(start, |arg| (arg.text, arg.literal));
    let text = format!("{}/{}", before.trim_end_matches('/'), path.text.trim_start_matches("./"));
    Arg { text, literal: known && path.literal, span: path.span }
}
