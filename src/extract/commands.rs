//! Shell text and word lists to commands.

use crate::artefact::command::Command;
use crate::parse::dockerfile::{Form, Instruction};
use crate::source::{Arg, FileId, Sources, Span};

/// The commands of a `RUN`, `CMD` or `ENTRYPOINT` instruction; `None` if it has none.
pub fn of_instruction(instruction: &Instruction) -> Option<Vec<Command>> {
    let command = instruction.command()?;
    Some(match &command.form {
        Form::Exec(words) if words.is_empty() => Vec::new(),
        Form::Exec(words) => vec![Command::exec(words.clone(), 0, command.span)],
        Form::Shell(_) => Vec::new(),
    })
}

/// The command that a list of words is; `None` for an empty list.
pub fn of_words(words: Vec<Arg>, span: Span) -> Option<Command> {
    if words.is_empty() { None } else { Some(Command::exec(words, 0, span)) }
}

/// The commands of a text that a shell runs, written as one value of some file.
pub fn of_arg(_sources: &Sources, _value: &Arg) -> Vec<Command> {
    Vec::new()
}

/// The commands of a shell script; `None` if the text is no shell script.
pub fn of_script(_file: FileId, _text: &str) -> Option<Vec<Command>> {
    None
}
