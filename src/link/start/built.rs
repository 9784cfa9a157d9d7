//! Scripts of the repository that `RUN` instructions start: what they do is done in the layer of the instruction.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::follow::{is_shell, within};
use super::locate;
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::extract::commands;
use crate::source::{Arg, FileId, Sources, name_of};

/// Scripts that call each other are followed this deep.
const DEEPEST: usize = 4;

/// Commands that are looked at for one `RUN`.
const MOST_COMMANDS: usize = 2000;

/// The scripts of a project.
pub(in crate::link) struct Scripts<'s> {
    sources: &'s Sources,
    /// The names of the files, by which nearly every other command is told apart at once.
    names: BTreeSet<&'s str>,
}

impl<'s> Scripts<'s> {
    /// Those of all files that begin with the name of an interpreter.
    pub(in crate::link) fn of(sources: &'s Sources) -> Self {
        let scripts = sources.iter().filter(|(_, file)| file.text.starts_with("#!"));
        Self { sources, names: scripts.map(|(_, file)| name_of(&file.path)).collect() }
    }

    /// Puts the commands of scripts behind those commands of an image's `RUN` instructions that start them.
    pub(in crate::link) fn follow(&self, image: &mut Image) {
        let starts =
            |run: &Run| run.commands.iter().any(|command| self.script(image, run, command).is_some());
        if !image.runs.iter().any(starts) {
            return;
        }
        let runs = image.runs.iter().map(|run| {
            let mut commands = Vec::new();
            self.unfold(image, run, &run.commands, DEEPEST, &mut commands);
            Run { commands, ..run.clone() }
        });
        image.runs = Arc::new(runs.collect());
    }

    fn unfold(&self, image: &Image, run: &Run, commands: &[Command], deepest: usize, all: &mut Vec<Command>) {
        for command in commands {
            all.push(command.clone());
            let Some(deepest) = deepest.checked_sub(1).filter(|_| all.len() < MOST_COMMANDS) else {
                continue;
            };
            let Some((file, parameters)) = self.script(image, run, command) else { continue };
            let text = &self.sources.file(file).text;
            let Some(inner) = commands::of_script(file, text, parameters) else { continue };
            let taken = inner.into_iter().filter(|inner| !inner.flow.untaken);
            let taken: Vec<Command> =
                taken.map(|inner| Command { flow: within(inner.flow, command.flow), ..inner }).collect();
            self.unfold(image, run, &taken, deepest, all);
        }
    }

    /// The file of the repository that a command runs, and the words that it is given.
    fn script<'c>(&self, image: &Image, run: &Run, command: &'c Command) -> Option<(FileId, &'c [Arg])> {
        let (word, rest) = if is_shell(command.name()) {
            let options = command.arguments().iter().take_while(|word| word.text.starts_with('-')).count();
            command.arguments().get(options..)?.split_first()?
        } else {
            (command.program(), command.arguments())
        };
        let path = word.known().filter(|path| path.contains('/') || is_shell(command.name()))?;
        let path = Some(path).filter(|path| self.names.contains(name_of(path)))?;
        Some((locate::at_run(self.sources, image, run, path)?, rest))
    }
}
