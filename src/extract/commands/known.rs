//! What is known while a script runs: the parameters it was started with and the variables it has set.

use std::collections::BTreeMap;

use super::settle_program;
use crate::artefact::command::{Command, Expansion};
use crate::parse::shell::{self, Operator, SimpleCommand, Word};
use crate::source::Arg;

/// Words that a script may have as parameters; one that doubles them again and again ends there.
const MOST_WORDS: usize = 1000;

/// A text that a variable may hold, in bytes; one that is put together again and again ends there.
const LONGEST_TEXT: usize = 10_000;

/// The state of a shell, as far as it is known.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// The words after the script's name; `None` if they are not known.
    pub(super) parameters: Option<Vec<Arg>>,
    /// What variables hold: one word, or the elements of an array.
    pub(super) variables: BTreeMap<String, Vec<Arg>>,
}

impl Known {
    /// Takes over what a command assigns. Of branches that may not be taken the first one counts.
    pub(super) fn assign(
        &mut self,
        source: &str,
        simple: &SimpleCommand,
        uncertain: bool,
        arg: impl Fn(&Word) -> Arg,
    ) {
        for assignment in simple.assignments.iter().filter(|assignment| !assignment.append) {
            if uncertain && self.variables.contains_key(&assignment.name) {
                continue;
            }
            let value = |word: &Word| {
                let arg = arg(word);
                match self.text(source, word) {
                    Some(text) => Arg { text, literal: true, ..arg },
                    None => arg,
                }
            };
            let values = match &assignment.elements {
                Some(elements) => elements.iter().map(value).collect(),
                None => vec![value(&assignment.value)],
            };
            self.variables.insert(assignment.name.clone(), values);
        }
    }

    /// Takes over what `set --` and `shift` do to the parameters.
    pub(super) fn change_parameters(&mut self, simple: &SimpleCommand, command: &Command, uncertain: bool) {
        match simple.name() {
            Some("shift") => {
                let count = simple.arguments().first().map_or(Some(1), |word| word.known()?.parse().ok());
                let own = self.parameters.take();
                self.parameters = count
                    .filter(|_| !uncertain)
                    .and_then(|count: usize| Some(own?.into_iter().skip(count).collect()));
            }
            Some("set") => {
                let Some(dashes) = command.argv.iter().position(|word| word.text == "--") else { return };
                if uncertain && self.parameters.as_ref().is_some_and(|own| !own.is_empty()) {
                    return;
                }
                let none = Vec::new();
                let own = self.parameters.as_ref().unwrap_or(&none);
                let words = command.argv.iter().skip(dashes + 1);
                let words = words.flat_map(|word| handed(word, &command.expansions, own));
                self.parameters = Some(words.take(MOST_WORDS).collect());
            }
            _ => {}
        }
    }

    /// A command as the shell runs it: `"$@"`, `$1` and so on are the parameters, and a variable in the place of the program
    /// is what it holds. `passed` are expansions that the parameters themselves were written with.
    pub(super) fn expand(
        &self,
        source: &str,
        simple: &SimpleCommand,
        command: &Command,
        passed: &[Expansion],
    ) -> Command {
        let mut argv: Vec<Arg> = Vec::with_capacity(command.argv.len());
        let mut replaced: Vec<&Expansion> = Vec::new();
        for (at, word) in command.argv.iter().enumerate() {
            let expansion = whole(word, &command.expansions);
            let own = self.parameters.as_deref().filter(|own| !own.is_empty());
            let words = expansion.and_then(|expansion| words_of(&expansion.name, own?));
            if let (Some(words), Some(expansion)) = (words, expansion) {
                argv.extend_from_slice(words);
                replaced.push(expansion);
            } else if let Some(words) = self.program_words(source, simple, command, at) {
                argv.extend(words);
                replaced.extend(command.expansions.iter().filter(|own| word.span.contains(own.span)));
            } else {
                argv.push(word.clone());
            }
        }
        if replaced.is_empty() || argv.is_empty() {
            return command.clone();
        }
        let kept = command.expansions.iter().filter(|expansion| !replaced.contains(expansion));
        let expansions = kept.chain(passed).cloned().collect();
        resettled(Command { argv, program: 0, expansions, ..command.clone() })
    }

    /// The words of a computed word that names the program.
    fn program_words(
        &self,
        source: &str,
        simple: &SimpleCommand,
        command: &Command,
        at: usize,
    ) -> Option<Vec<Arg>> {
        let (word, written) = (command.argv.get(at)?, simple.argv.get(at)?);
        if at != command.program || written.literal {
            return None;
        }
        let part = |text: &str, literal| Arg { text: text.to_owned(), literal, span: word.span };
        let split =
            |text: &str, literal| text.split_whitespace().map(|text| part(text, literal)).collect::<Vec<_>>();
        if let ([expansion], "{}") = (written.parameters.as_slice(), written.text.as_str()) {
            let held =
                self.variables.get(&expansion.name).filter(|held| held.iter().any(|word| word.text != "{}"));
            let default = expansion.default().filter(|default| !default.text.contains("{}"));
            let words = match (held.map(Vec::as_slice), default) {
                (Some([value]), _) if !expansion.quoted => split(&value.text, value.literal),
                (Some(values), _) => values.to_vec(),
                (None, Some(default)) if !expansion.quoted => split(&default.text, false),
                (None, Some(default)) => vec![part(&default.text, false)],
                (None, None) => return None,
            };
            return Some(words).filter(|words| !words.is_empty());
        }
        Some(vec![part(&self.text(source, written)?, true)])
    }

    /// The text of a word, if all that it is computed of is known.
    pub(super) fn text(&self, source: &str, word: &Word) -> Option<String> {
        if word.literal {
            return Some(word.text.clone());
        }
        let mut pieces = word.text.split("{}");
        let mut text = pieces.next()?.to_owned();
        let mut parameters = word.parameters.iter();
        for piece in pieces {
            text += &self.value(source, parameters.next()?)?;
            text += piece;
            if text.len() > LONGEST_TEXT {
                return None;
            }
        }
        parameters.next().is_none().then_some(text)
    }

    fn value(&self, source: &str, expansion: &shell::Expansion) -> Option<String> {
        let value = self.plain_value(&expansion.name)?;
        let operand = || self.text(source, expansion.operand.as_deref()?);
        match expansion.operator {
            Operator::Default | Operator::Assign if value.is_empty() => operand(),
            Operator::Alternative if !value.is_empty() => operand(),
            Operator::Plain
            | Operator::Require
            | Operator::Default
            | Operator::Assign
            | Operator::Alternative => Some(value),
            Operator::Length => Some(value.chars().count().to_string()),
            Operator::Transform => transformed(source.get(expansion.span.clone())?, &expansion.name, &value),
            Operator::Indirect | Operator::Template => None,
        }
    }

    fn plain_value(&self, name: &str) -> Option<String> {
        let joined =
            |words: &[Arg]| words.iter().map(Arg::known).collect::<Option<Vec<_>>>().map(|w| w.join(" "));
        match name {
            "#" => Some(self.parameters.as_ref()?.len().to_string()),
            "@" | "*" => joined(self.parameters.as_ref()?),
            "0" => None,
            _ => match name.parse::<usize>() {
                Ok(at) => {
                    self.parameters.as_ref()?.get(at - 1).map_or(Some(""), Arg::known).map(str::to_owned)
                }
                Err(_) => joined(self.variables.get(name)?),
            },
        }
    }
}

/// The words that a word of `set --` stands for.
fn handed(word: &Arg, expansions: &[Expansion], own: &[Arg]) -> Vec<Arg> {
    let words = whole(word, expansions).and_then(|expansion| words_of(&expansion.name, own));
    words.map_or_else(|| vec![word.clone()], <[Arg]>::to_vec)
}

/// The expansion that is all of a word.
fn whole<'e>(word: &Arg, expansions: &'e [Expansion]) -> Option<&'e Expansion> {
    expansions.iter().find(|expansion| word.text == "{}" && word.span.contains(expansion.span))
}

/// The parameters that an expansion of that name stands for.
fn words_of<'p>(name: &str, parameters: &'p [Arg]) -> Option<&'p [Arg]> {
    if matches!(name, "@" | "*") {
        return Some(parameters);
    }
    let at = name.parse::<usize>().ok()?.checked_sub(1)?;
    parameters.get(at..=at)
}

/// `${1:0:1}`, `${1#-}` and `${1%.conf}`; patterns with wildcards are left alone.
fn transformed(written: &str, name: &str, value: &str) -> Option<String> {
    let change = written.strip_prefix("${")?.strip_suffix('}')?.strip_prefix(name)?;
    let plain = |pattern: &str| {
        (!pattern.contains(['*', '?', '[', '$', '`', '\\']))
            .then(|| pattern.trim_matches(['"', '\'']).to_owned())
    };
    if let Some(range) = change.strip_prefix(':') {
        let (start, length) = range.split_once(':').unwrap_or((range, ""));
        let length = if length.is_empty() { usize::MAX } else { length.trim().parse().ok()? };
        return Some(value.chars().skip(start.trim().parse().ok()?).take(length).collect());
    }
    if let Some(prefix) = change.strip_prefix('#') {
        let prefix = plain(prefix.trim_start_matches('#'))?;
        return Some(value.strip_prefix(&*prefix).unwrap_or(value).to_owned());
    }
    let suffix = plain(change.strip_prefix('%')?.trim_start_matches('%'))?;
    Some(value.strip_suffix(&*suffix).unwrap_or(value).to_owned())
}

/// A command whose words have changed, with the program found anew. What wrappers set is among its assignments already.
pub(super) fn resettled(mut command: Command) -> Command {
    let known = command.assignments.len();
    settle_program(&mut command);
    command.assignments.truncate(known);
    command
}
