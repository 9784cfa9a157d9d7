//! Scripts that one command hands to a shell: `sh -c '…'`, `su user -c '…'`, `bash <<EOF`, `ssh host '…'`.

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
    /// The shell runs on another machine.
    pub(super) remote: bool,
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
    let Some(at) = script_word(command) else { return joined(command) };
    let script = command.argv.get(at)?;
    let written = (script.span.end - script.span.start) as usize;
    let opening = match written.checked_sub(script.text.len()) {
        Some(0) => Some(0),
        Some(2) => Some(1),
        _ => None,
    };
    let from = opening.map(|quote| vec![(0, script.span.start + quote)]);
    let remote = is_ssh(command);
    Some(Inner { text: script.text.clone(), span: script.span, from, expanded: false, remote })
}

/// The words of `ssh host cd /srv && …`, which the shell of that machine gets as one line.
fn joined(command: &Command) -> Option<Inner> {
    let words = command.argv.get(remote_words(command)?..)?;
    let span = words.first()?.span.to(words.last()?.span);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Some(Inner { text: texts.join(" "), span, from: None, expanded: true, remote: true })
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
        let remote = is_ssh(command);
        let unquoted = |quote: char| {
            let inside = written.strip_prefix(quote)?.strip_suffix(quote)?;
            let inner = || Inner { remote, ..exact(inside, word.span.start + 1, place) };
            (!inside.contains([quote, '\\'])).then(inner)
        };
        return match (unquoted('\''), unquoted('"')) {
            (Some(inner), _) => Some(inner),
            (None, Some(inner)) => Some(Inner { expanded: true, ..inner }),
            (None, None) => (word.literal || remote).then(|| Inner {
                text: word.text.clone(),
                span: place(word.span.clone()),
                from: None,
                expanded: remote,
                remote,
            }),
        };
    }
    if let Some(inner) = joined(command) {
        return Some(inner);
    }
    let body = simple.redirects.iter().rev().find_map(|redirect| redirect.heredoc.as_ref())?;
    let script = text.get(body.body.clone())?;
    let remote = is_ssh(command);
    let reads = remote || reads_script(command);
    reads.then(|| Inner { expanded: body.expand, remote, ..exact(script, body.body.start, place) })
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
    Inner {
        text: text.to_owned(),
        span: place(start..start + text.len()),
        from: Some(from),
        expanded: false,
        remote: false,
    }
}

/// The index of the word that is a script for a shell.
fn script_word(command: &Command) -> Option<usize> {
    let words: Vec<&str> = command.argv.iter().map(|word| word.text.as_str()).collect();
    let program = command.program;
    match *words.get(program)? {
        "eval" => (words.len() == program + 2).then_some(program + 1),
        "ssh" => remote_words(command).filter(|at| words.len() == at + 1),
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

fn is_ssh(command: &Command) -> bool {
    command.name() == "ssh"
}

/// Options of `ssh` that take the next word as their value, where none is joined to them (ssh(1)).
const OF_SSH: &str = "BbcDEeFIiJLlmOoPpRSWw";

/// The index of the first word that `ssh` sends to the machine it logs in to.
fn remote_words(command: &Command) -> Option<usize> {
    let mut at = command.program + 1;
    while let Some(option) = command.argv.get(at)?.text.strip_prefix('-').filter(|_| is_ssh(command)) {
        let takes_next = option.len() == 1 && OF_SSH.contains(option);
        at += if takes_next { 2 } else { 1 };
    }
    (is_ssh(command) && at + 1 < command.argv.len()).then_some(at + 1)
}
