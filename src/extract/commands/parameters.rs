//! What is known of parameters: which arm of a `case` the first one chooses, and what a call hands to a function.

use std::ops::Range;

use super::settle_program;
use crate::artefact::command::{Command, Expansion};
use crate::parse::shell::{Guard, Script, SimpleCommand};
use crate::source::Arg;

/// Whether a script that is started with `parameters` never comes to the command, because a `case` over the first of them
/// takes another arm.
pub(super) fn passes_by(script: &Script, text: &str, command: &SimpleCommand, parameters: &[Arg]) -> bool {
    command.function.is_none()
        && script.guards_of(command).any(|guard| takes_another_arm(script, text, guard, parameters))
}

fn takes_another_arm(script: &Script, text: &str, guard: &Guard, parameters: &[Arg]) -> bool {
    let Some(subject) = &guard.subject else { return false };
    let Some(value) = first_parameter(script, text, subject, parameters) else { return false };
    let arms = script.guards.iter().filter(|arm| arm.subject.as_ref() == Some(subject));
    for arm in arms {
        let fits = fits(text.get(arm.condition.clone()).unwrap_or_default(), value);
        if arm.condition == guard.condition {
            return fits == Some(false);
        }
        if fits == Some(true) {
            return true;
        }
    }
    false
}

/// What the first parameter is where `subject` expands it; `None` if that is not known.
fn first_parameter<'p>(
    script: &Script,
    text: &str,
    subject: &Range<usize>,
    parameters: &'p [Arg],
) -> Option<&'p str> {
    let word = text.get(subject.clone())?.trim().trim_matches('"');
    if !matches!(word, "$1" | "${1}" | "${1-}" | "${1:-}") {
        return None;
    }
    let changes = |command: &SimpleCommand| matches!(command.name(), Some("shift" | "set"));
    let earlier = |command: &&SimpleCommand| command.span.end <= subject.start && command.function.is_none();
    let is_option = |command: &SimpleCommand| {
        command.arguments().first().is_some_and(|word| word.text != "--" && word.text.starts_with(['-', '+']))
    };
    let changed =
        script.commands.iter().filter(earlier).any(|command| changes(command) && !is_option(command));
    if changed {
        return None;
    }
    parameters.first().map_or(Some(""), Arg::known)
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
