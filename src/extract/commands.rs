//! Shell text and word lists to commands.

use crate::artefact::command::Command;
use crate::parse::dockerfile::{Form, Instruction};

/// The commands of a `RUN`, `CMD` or `ENTRYPOINT` instruction; `None` if it has none.
pub fn of_instruction(instruction: &Instruction) -> Option<Vec<Command>> {
    let command = instruction.command()?;
    Some(match &command.form {
        Form::Exec(words) if words.is_empty() => Vec::new(),
        Form::Exec(words) => vec![Command::exec(words.clone(), 0, command.span)],
        Form::Shell(_) => Vec::new(),
    })
}
