//! Which conditions of a script hold, where its parameters and variables decide them.

use std::collections::BTreeMap;

use super::known::Known;
use crate::parse::shell::{self, Connector, Guard, GuardKind, Script, SimpleCommand, Word};

/// What was found of the conditions of a script, each when it was met.
#[derive(Default)]
pub(super) struct Decisions {
    own: BTreeMap<usize, Option<bool>>,
}

impl Decisions {
    /// Whether what stands under a condition, and under those around it, runs; `None` if only a shell could say.
    pub(super) fn taken(
        &mut self,
        script: &Script,
        source: &str,
        known: &Known,
        guard: usize,
    ) -> Option<bool> {
        let around = script
            .guards
            .get(guard)?
            .parent
            .map_or(Some(true), |parent| self.taken(script, source, known, parent));
        if around == Some(false) {
            return around;
        }
        let own = if let Some(own) = self.own.get(&guard) {
            *own
        } else {
            let own = self.decide(script, source, known, guard);
            self.own.insert(guard, own);
            own
        };
        and(around, own)
    }

    fn decide(&self, script: &Script, source: &str, known: &Known, at: usize) -> Option<bool> {
        let guard = script.guards.get(at)?;
        let condition = source.get(guard.condition.clone())?;
        match guard.kind {
            GuardKind::If => holds(condition, known),
            GuardKind::Elif => and(self.no_earlier(script, at), holds(condition, known)),
            GuardKind::Else => self.no_earlier(script, at),
            GuardKind::Case => {
                let subject = shell::parse(source.get(guard.subject.clone()?)?);
                let value =
                    known.text(&subject_text(source, guard), subject.commands.first()?.argv.first()?)?;
                and(self.no_earlier(script, at), fits(condition, &value))
            }
            GuardKind::While | GuardKind::Until | GuardKind::For => None,
        }
    }

    /// Whether none of the branches before this one is taken.
    fn no_earlier(&self, script: &Script, at: usize) -> Option<bool> {
        let guard = &script.guards[at];
        let mut none = Some(true);
        for (index, earlier) in script.guards[..at].iter().enumerate().rev() {
            let same = match guard.kind {
                GuardKind::Case => earlier.kind == GuardKind::Case && earlier.subject == guard.subject,
                _ => {
                    matches!(earlier.kind, GuardKind::If | GuardKind::Elif) && earlier.parent == guard.parent
                }
            };
            if !same {
                continue;
            }
            let own = self.own.get(&index).copied().flatten();
            none = and(none, own.map(|taken| !taken));
            if earlier.kind == GuardKind::If {
                break;
            }
        }
        none
    }
}

fn subject_text(source: &str, guard: &Guard) -> String {
    guard.subject.clone().and_then(|subject| source.get(subject)).unwrap_or_default().to_owned()
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    and(left.map(|left| !left), right.map(|right| !right)).map(|neither| !neither)
}

/// Whether the list of commands in a condition succeeds.
fn holds(condition: &str, known: &Known) -> Option<bool> {
    let script = shell::parse(condition);
    let mut result = None;
    for command in script.commands.iter().filter(|command| !command.in_command_substitution) {
        if command.depth > 0 {
            return None;
        }
        let own = succeeds(condition, command, known);
        result = match command.connector {
            Connector::Start | Connector::Then => own,
            Connector::And => and(result, own),
            Connector::Or => or(result, own),
            Connector::Pipe => None,
        };
    }
    result
}

/// Whether a test succeeds; `None` for other commands.
pub(super) fn succeeds(source: &str, command: &SimpleCommand, known: &Known) -> Option<bool> {
    let words = command.arguments();
    let result = match command.name()? {
        "true" | ":" => Some(true),
        "false" => Some(false),
        "test" => any(source, words, known),
        "[" | "[[" => any(source, words.split_last()?.1, known),
        _ => None,
    };
    result.map(|result| result != command.negated)
}

fn any(source: &str, words: &[Word], known: &Known) -> Option<bool> {
    let parts = words.split(|word| !word.quoted && matches!(&*word.text, "-o" | "||"));
    parts.map(|part| all(source, part, known)).fold(Some(false), or)
}

fn all(source: &str, words: &[Word], known: &Known) -> Option<bool> {
    let parts = words.split(|word| !word.quoted && matches!(&*word.text, "-a" | "&&"));
    parts.map(|part| test(source, part, known)).fold(Some(true), and)
}

fn test(source: &str, words: &[Word], known: &Known) -> Option<bool> {
    let text = |word: &Word| known.text(source, word);
    match words {
        [not, rest @ ..] if not.text == "!" && !rest.is_empty() => {
            test(source, rest, known).map(|holds| !holds)
        }
        [word] => Some(!text(word)?.is_empty()),
        [operator, word] => match operator.text.as_str() {
            "-z" => Some(text(word)?.is_empty()),
            "-n" => Some(!text(word)?.is_empty()),
            _ => None,
        },
        [left, operator, right] => {
            let (left, right) = (text(left)?, text(right)?);
            let number = |text: &str| text.trim().parse::<i64>().ok();
            let compare = |holds: fn(&i64, &i64) -> bool| Some(holds(&number(&left)?, &number(&right)?));
            match operator.text.as_str() {
                "=" | "==" => fits(&right, &left),
                "!=" => fits(&right, &left).map(|fits| !fits),
                "-eq" => compare(i64::eq),
                "-ne" => compare(i64::ne),
                "-gt" => compare(i64::gt),
                "-ge" => compare(i64::ge),
                "-lt" => compare(i64::lt),
                "-le" => compare(i64::le),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a value fits one of the patterns of an arm; `None` if only a shell could say.
fn fits(patterns: &str, value: &str) -> Option<bool> {
    let patterns = patterns.trim().trim_start_matches('(');
    patterns.split('|').map(|pattern| fits_one(pattern.trim(), value)).fold(Some(false), or)
}

fn fits_one(pattern: &str, value: &str) -> Option<bool> {
    let plain = pattern.trim_matches(['"', '\'']);
    if pattern == "*" || plain == value {
        return Some(true);
    }
    let special = |text: &str| text.contains(['*', '?', '[', '$', '\\', '`', '"', '\'']);
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) if !special(end) => Some(value.ends_with(end)),
        (_, Some(start)) if !special(start) => Some(value.starts_with(start)),
        _ => (!special(plain)).then_some(false),
    }
}
