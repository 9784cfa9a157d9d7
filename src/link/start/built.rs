//! Scripts of the repository that `RUN` instructions start: what they do is done in the layer of the instruction.

use std::sync::Arc;

use super::follow::{is_shell, within};
use super::locate;
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::extract::commands;
use crate::source::{Arg, FileId, Sources};

/// Scripts that call each other are followed this deep.
const DEEPEST: usize = 4;

/// Commands that are looked at for one `RUN`.
const MOST_COMMANDS: usize = 2000;

/// Puts the commands of scripts behind the commands that start them.
pub(in crate::link) fn follow(sources: &Sources, image: &mut Image) {
    let followed: Vec<Option<Vec<Command>>> = image
        .runs
        .iter()
        .map(|run| {
            let mut all = Vec::new();
            commands_of(sources, image, run, &run.commands, DEEPEST, &mut all);
            (all.len() > run.commands.len()).then_some(all)
        })
        .collect();
    if followed.iter().all(Option::is_none) {
        return;
    }
    let runs = image.runs.iter().zip(followed);
    let runs = runs.map(|(run, followed)| Run {
        commands: followed.unwrap_or_else(|| run.commands.clone()),
        ..run.clone()
    });
    image.runs = Arc::new(runs.collect());
}

fn commands_of(
    sources: &Sources,
    image: &Image,
    run: &Run,
    commands: &[Command],
    deepest: usize,
    all: &mut Vec<Command>,
) {
    for command in commands {
        if all.len() >= MOST_COMMANDS {
            return;
        }
        all.push(command.clone());
        let Some(deepest) = deepest.checked_sub(1) else { continue };
        let Some((file, parameters)) = script(sources, image, run, command) else { continue };
        let text = &sources.file(file).text;
        let Some(inner) = commands::of_script(file, text, parameters) else { continue };
        let taken = inner.into_iter().filter(|inner| !inner.flow.untaken);
        let taken: Vec<Command> =
            taken.map(|inner| Command { flow: within(inner.flow, command.flow), ..inner }).collect();
        commands_of(sources, image, run, &taken, deepest, all);
    }
}

/// The file of the repository that a command runs, and the words that it is given.
fn script<'c>(
    sources: &Sources,
    image: &Image,
    run: &Run,
    command: &'c Command,
) -> Option<(FileId, &'c [Arg])> {
    let (word, rest) = if is_shell(command.name()) {
        let options = command.arguments().iter().take_while(|word| word.text.starts_with('-')).count();
        command.arguments().get(options..)?.split_first()?
    } else {
        (command.program(), command.arguments())
    };
    let path = word.known().filter(|path| path.contains('/') || is_shell(command.name()))?;
    Some((locate::at_run(sources, image, run, path)?, rest))
}
