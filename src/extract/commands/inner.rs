//! Scripts that one command hands to a shell: `sh -c '…'`, `su user -c '…'`, `bash <<EOF`.

use std::ops::Range;

use super::Place;
use crate::artefact::command::Command;
use crate::parse::shell::{self, SimpleCommand};
use crate::source::Span;

/// A script inside of a command.
pub(super) struct Inner {
    /// The script as the inner shell gets it; what the outer shell fills in stands as it is written.
    pub(super) text: String,
    /// Where it is written.
    span: Span,
    /// Offsets of the script with the file offsets they are written at; `None` where quoting moved them.
    from: Option<Vec<(usize, u32)>>,
    /// The outer shell runs the command substitutions in it, so they are among the outer commands.
    pub(super) expanded: bool,
}

impl Inner {
    /// Where a range of the script is written; the whole script where that is not known byte by byte.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let Some(from) = &self.from else { return self.span };
        let offset = |at: usize| {
            let next = from.partition_point(|(start, _)| *start <= at);
            let (start, offset) = from.get(next.saturating_sub(1)).copied().unwrap_or((0, self.span.start));
            offset + at.saturating_sub(start) as u32
        };
        let start = offset(range.start);
        let end = if range.end > range.start { offset(range.end - 1) + 1 } else { start };
        Span { file: self.span.file, start, end: end.max(start) }
    }
}

/// The script in a command that was written as a list of words.
pub(super) fn of_words(command: &Command) -> Option<Inner> {
    let script = command.argv.get(script_word(command)?)?;
    let written = (script.span.end - script.span.start) as usize;
    let opening = match written.checked_sub(script.text.len()) {
        Some(0) => Some(0),
        Some(2) => Some(1),
        _ => None,
    };
    let from = opening.map(|quote| vec![(0, script.span.start + quote)]);
    Some(Inner { text: script.text.clone(), span: script.span, from, expanded: false })
}

/// The script in a command of shell text.
pub(super) fn of_simple(
    command: &Command,
    simple: &SimpleCommand,
    text: &str,
    place: Place,
) -> Option<Inner> {
    if let Some(at) = script_word(command) {
        let word = simple.argv.get(at)?;
        let written = text.get(word.span.clone())?;
        let unquoted = |quote: char| {
            let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inside.contains([quote, '\\'])).then(|| exact(inside, word.span.start + 1, place))
        };
        return match (unquoted('\''), unquoted('"')) {
            (Some(inner), _) => Some(inner),
            (None, Some(inner)) => Some(Inner { expanded: true, ..inner }),
            (None, None) => word.literal.then(|| Inner {
                text: word.text.clone(),
                span: place(word.span.clone()),
                from: None,
                expanded: false,
            }),
        };
    }
    let body = simple.redirects.iter().rev().find_map(|redirect| redirect.heredoc.as_ref())?;
    let script = text.get(body.body.clone())?;
    reads_script(command).then(|| Inner { expanded: body.expand, ..exact(script, body.body.start, place) })
}

/// A script that is written byte for byte at `start` of the outer text. The outer text may itself be joined from several
/// lines of the file, so the place is asked for at every blank.
fn exact(text: &str, start: usize, place: Place) -> Inner {
    let mut from: Vec<(usize, u32)> = Vec::new();
    let mut at = 0;
    for run in text.split_inclusive([' ', '\n']) {
        from.push((at, place(start + at..start + at + run.len()).start));
        at += run.len();
    }
    Inner { text: text.to_owned(), span: place(start..start + text.len()), from: Some(from), expanded: false }
}

/// The index of the word that is a script for a shell.
fn script_word(command: &Command) -> Option<usize> {
    let words: Vec<&str> = command.argv.iter().map(|word| word.text.as_str()).collect();
    let program = command.program;
    match *words.get(program)? {
        "eval" => (words.len() == program + 2).then_some(program + 1),
        "cmd" | "cmd.exe" | "powershell" | "powershell.exe" | "pwsh" => None,
        _ => shell::inline_script(&words),
    }
}

/// Whether the command is a shell that reads its script from standard input.
fn reads_script(command: &Command) -> bool {
    let arguments = command.arguments();
    let options = arguments.iter().all(|word| word.text.starts_with('-'));
    let asked = arguments.iter().any(|word| word.text == "-s" || word.text == "-");
    shell::is_shell(command.name()) && (options || asked)
}
