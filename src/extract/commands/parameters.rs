//! What is known of parameters: which arm of a `case` the first one chooses, and what a call hands to a function.

use std::collections::BTreeSet;
use std::ops::Range;

use super::settle_program;
use crate::artefact::command::{Command, Expansion};
use crate::parse::shell::{Script, SimpleCommand, Word};
use crate::source::Arg;

/// For each condition of a script whether it fails when the script is started with `parameters`: a `case` over the first of
/// them takes another arm.
pub(super) fn untaken(script: &Script, text: &str, parameters: &[Arg]) -> Vec<bool> {
    let Some(value) = parameters.first().map_or(Some(""), Arg::known) else { return Vec::new() };
    let changed = first_change(script);
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut untaken: Vec<bool> = Vec::with_capacity(script.guards.len());
    for guard in &script.guards {
        let around = guard.parent.and_then(|parent| untaken.get(parent)).copied().unwrap_or(false);
        let subject = guard.subject.as_ref().filter(|subject| subject.start < changed);
        let own = subject.filter(|subject| is_first_parameter(text, subject)).is_some_and(|subject| {
            let fits = fits(text.get(guard.condition.clone()).unwrap_or_default(), value);
            let is_late = taken.contains(&subject.start);
            if fits == Some(true) {
                taken.insert(subject.start);
            }
            is_late || fits == Some(false)
        });
        untaken.push(around || own);
    }
    untaken
}

/// Where the script's own parameters change first, at the latest at its end.
fn first_change(script: &Script) -> usize {
    let is_option = |word: &Word| word.text != "--" && word.text.starts_with(['-', '+']);
    let changes = |command: &&SimpleCommand| {
        matches!(command.name(), Some("shift" | "set"))
            && command.function.is_none()
            && !command.arguments().first().is_some_and(is_option)
    };
    script.commands.iter().find(changes).map_or(usize::MAX, |command| command.span.start)
}

fn is_first_parameter(text: &str, subject: &Range<usize>) -> bool {
    let word = text.get(subject.clone()).unwrap_or_default().trim().trim_matches('"');
    matches!(word, "$1" | "${1}" | "${1-}" | "${1:-}")
}

/// Whether a value fits one of the patterns of an arm; `None` if only a shell could say.
fn fits(patterns: &str, value: &str) -> Option<bool> {
    let mut known = true;
    for pattern in patterns.trim().trim_start_matches('(').split('|') {
        let pattern = pattern.trim();
        let plain = pattern.trim_matches(['"', '\'']);
        if pattern == "*" || plain == value {
            return Some(true);
        }
        known &= !plain.contains(['*', '?', '[', '$', '\\', '`']);
    }
    known.then_some(false)
}

/// A command of a function's body as `call` makes it run: `"$@"`, `$1` and so on are the words of the call.
pub(super) fn handed_on(inner: &Command, call: &Command) -> Command {
    let expands = |word: &Arg| {
        let whole = |expansion: &&Expansion| word.span.contains(expansion.span) && word.text == "{}";
        inner.expansions.iter().find(whole)
    };
    let mut argv: Vec<Arg> = Vec::with_capacity(inner.argv.len());
    let mut replaced: Vec<&Expansion> = Vec::new();
    for word in &inner.argv {
        let words = expands(word).and_then(|expansion| Some((expansion, handed(expansion, call)?)));
        match words {
            Some((expansion, words)) => {
                argv.extend_from_slice(words);
                replaced.push(expansion);
            }
            None => argv.push(word.clone()),
        }
    }
    if replaced.is_empty() || argv.is_empty() {
        return inner.clone();
    }
    let mut expansions: Vec<Expansion> =
        inner.expansions.iter().filter(|expansion| !replaced.contains(expansion)).cloned().collect();
    expansions.extend(call.expansions.iter().cloned());
    resettled(Command { argv, program: 0, expansions, ..inner.clone() })
}

/// The words of a call that an expansion stands for.
fn handed<'c>(expansion: &Expansion, call: &'c Command) -> Option<&'c [Arg]> {
    let words = call.arguments();
    match expansion.name.as_str() {
        "@" | "*" => Some(words),
        name => {
            let at = name.parse::<usize>().ok()?.checked_sub(1)?;
            words.get(at..=at)
        }
    }
}

/// A command whose words have changed, with the program found anew. What wrappers set is among its assignments already.
pub(super) fn resettled(mut command: Command) -> Command {
    let known = command.assignments.len();
    settle_program(&mut command);
    command.assignments.truncate(known);
    command
}
