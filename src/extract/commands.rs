//! Shell text and word lists to commands: programs behind wrappers, scripts of `sh -c` inside.
//!
//! Commands come in source order. A command that hands a script to a shell (`sh -c '…'`, `bash <<EOF`) is followed by the
//! commands of that script, which stand under the circumstances of the command that runs it.

mod condition;
mod execline;
mod flow;
mod inner;
mod known;
mod run;
mod streams;

use std::ops::Range;

use crate::artefact::command::{Command, Expansion, Flow};
use crate::parse::dockerfile::{Dockerfile, Form, Instruction, Text};
use crate::parse::shell::{self, Operator, SimpleCommand, Word};
use crate::source::{Arg, FileId, Sources, Span, name_of};
use inner::Inner;

/// Where a range of shell text is written.
pub type Place<'a> = &'a dyn Fn(Range<usize>) -> Span;

/// How deep scripts may be handed from shell to shell before the inner ones are left alone.
const DEEPEST: usize = 4;

/// The commands of a `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK` instruction; `None` if it has none. Text for a shell that
/// is not of the Bourne family (`SHELL ["powershell", …]`, a heredoc for another interpreter) has no commands.
pub fn of_instruction(dockerfile: &Dockerfile, instruction: &Instruction) -> Option<Vec<Command>> {
    let command = instruction.command()?;
    Some(match &command.form {
        Form::Exec(words) => of_words(words, command.span),
        Form::Shell(text) => {
            let bourne = dockerfile.shell_at(instruction.index).is_none_or(is_bourne);
            if bourne && is_bourne_script(text.as_str()) {
                of_shell(text.as_str(), &|range| text.span(range))
            } else {
                Vec::new()
            }
        }
    })
}

/// The commands of a whole file of shell text.
pub fn of_file(file: FileId, text: &str) -> Vec<Command> {
    of_shell(text, &in_file(file))
}

/// The commands of shell text; `place` leads from its offsets to the file that holds it.
pub fn of_shell(text: &str, place: Place) -> Vec<Command> {
    let mut commands = Vec::new();
    shell_text(text, place, None, 0, &mut commands);
    commands
}

/// The commands of a word list that is executed as it is: an exec-form array, a container's `command` and `args`.
pub fn of_words(words: &[Arg], span: Span) -> Vec<Command> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut command = Command::exec(words.to_vec(), 0, span);
    command.flow.last = true;
    settle_program(&mut command);
    let inner = inner::of_words(&command);
    let flow = command.flow;
    let mut commands = vec![command];
    if let Some(inner) = inner {
        run_inner(&inner, flow, 0, &mut commands);
    }
    commands
}

/// A word list as one command, without the script it may hand to a shell; `None` for an empty list.
pub fn word_list(words: &[Arg], span: Span) -> Option<Command> {
    of_words(words, span).into_iter().next()
}

/// The commands of shell text that is the value of a field, without the scripts they hand to other shells.
pub fn of_value(sources: &Sources, value: &Arg) -> Vec<Command> {
    let written = sources.text(value.span);
    let start = if written == value.text {
        Some(value.span.start)
    } else {
        written
            .get(1..1 + value.text.len())
            .filter(|inside| *inside == value.text)
            .map(|_| value.span.start + 1)
    };
    let place = |range: Range<usize>| match start {
        Some(start) => {
            Span { file: value.span.file, start: start + range.start as u32, end: start + range.end as u32 }
        }
        None => value.span,
    };
    outer_commands(&value.text, &place)
}

/// The commands of a script of the project that is started with `parameters`, without the scripts they hand to other shells;
/// `None` if the file is no script for a shell of the Bourne family or execline.
pub fn of_script(file: FileId, text: &str, parameters: &[Arg]) -> Option<Vec<Command>> {
    if is_execline(text) {
        return Some(of_execline(file, text));
    }
    let script = text.starts_with("#!") && is_bourne_script(text);
    script.then(|| run::script(text, &in_file(file), Some(parameters)))
}

/// The commands of a command line for execline.
pub fn of_execline(file: FileId, text: &str) -> Vec<Command> {
    execline::script(text, &in_file(file))
}

fn is_execline(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("execlineb"))
}

/// As [`of_script`], of a script that a Dockerfile holds.
pub fn of_written(text: &Text, parameters: &[Arg]) -> Option<Vec<Command>> {
    let script = text.as_str().starts_with("#!") && is_bourne_script(text.as_str());
    script.then(|| run::script(text.as_str(), &|range| text.span(range), Some(parameters)))
}

/// The commands of a file that a script reads in with `.`; `None` if it is for another interpreter.
pub fn of_library(file: FileId, text: &str, parameters: &[Arg]) -> Option<Vec<Command>> {
    is_bourne_script(text).then(|| run::script(text, &in_file(file), Some(parameters)))
}

/// The commands of a function that a file defines, called with `parameters`.
pub fn of_function(file: FileId, text: &str, name: &str, parameters: &[Arg]) -> Option<Vec<Command>> {
    run::function(text, &in_file(file), name, parameters)
}

fn in_file(file: FileId) -> impl Fn(Range<usize>) -> Span {
    move |range| Span::new(file, range.start, range.end)
}

/// The command with more words at its end.
pub fn with_more(command: &Command, words: &[Arg]) -> Command {
    let argv = command.argv.iter().chain(words).cloned().collect();
    known::resettled(Command { argv, program: 0, ..command.clone() })
}

/// The commands of the shell form of an instruction, without the scripts they hand to other shells.
pub fn of_shell_form(instruction: &Instruction) -> Vec<Command> {
    let text = instruction.command().and_then(|command| command.shell());
    text.map(|text| outer_commands(text.as_str(), &|range| text.span(range))).unwrap_or_default()
}

/// The commands of the script that a command hands to a shell; `None` if it hands over none.
pub fn handed_over(command: &Command) -> Option<Vec<Command>> {
    let inner = inner::of_words(command)?;
    Some(outer_commands(&inner.text, &|range| inner.span(range)))
}

fn outer_commands(text: &str, place: Place) -> Vec<Command> {
    run::script(text, place, None)
}

/// What runs a script that stands inside of a command.
#[derive(Clone, Copy)]
struct Outer {
    flow: Flow,
    /// The outer shell runs the script's command substitutions, which are among its own commands.
    expanded: bool,
}

fn shell_text(text: &str, place: Place, outer: Option<Outer>, depth: usize, commands: &mut Vec<Command>) {
    let script = shell::parse(text);
    let flows = flow::flows(&script, text);
    let around = streams::around(&script);
    for ((simple, own), around) in script.commands.iter().zip(flows).zip(around) {
        if own.substitution && outer.is_some_and(|outer| outer.expanded) {
            continue;
        }
        let flow = outer.map_or(own, |outer| flow::under(outer.flow, own));
        let Some(command) = command(simple, flow, &around, place) else { continue };
        let inner = inner::of_simple(&command, simple, text, place);
        commands.push(command);
        if let Some(inner) = inner.filter(|_| depth < DEEPEST) {
            run_inner(&inner, flow, depth, commands);
        }
    }
}

fn run_inner(inner: &Inner, flow: Flow, depth: usize, commands: &mut Vec<Command>) {
    let flow = Flow { remote: flow.remote || inner.remote, ..flow };
    let outer = Outer { flow, expanded: inner.expanded };
    shell_text(&inner.text, &|range| inner.span(range), Some(outer), depth + 1, commands);
}

fn command(simple: &SimpleCommand, flow: Flow, around: &[&shell::Redirect], place: Place) -> Option<Command> {
    if simple.argv.is_empty() {
        return None;
    }
    let argv = simple.argv.iter().map(|word| arg(word, place)).collect();
    let mut command = Command::exec(argv, 0, place(simple.span.clone()));
    command.flow = flow;
    let assignments = simple.assignments.iter().map(|assignment| {
        let start = assignment.span.start;
        let name = Arg::literal(assignment.name.as_str(), place(start..start + assignment.name.len()));
        (name, arg(&assignment.value, place))
    });
    command.assignments = assignments.collect();
    command.redirects = streams::redirects(simple, around, place);
    command.expansions = expansions(simple, place);
    settle_program(&mut command);
    Some(command)
}

/// Finds the program behind wrappers; what those set (`env NAME=value`) becomes an assignment of the command.
fn settle_program(command: &mut Command) {
    let words: Vec<&str> = command.argv.iter().map(|word| word.text.as_str()).collect();
    let Some(found) = shell::program(&words) else { return };
    command.flow.exec |= found.is_wrapped_in(&words, "exec");
    command.program = found.module.unwrap_or(found.index);
    let wrapping = command.argv.get(..found.index).unwrap_or_default();
    command.assignments.extend(wrapping.iter().skip(1).filter_map(assignment));
}

/// `NAME=value` as name and value.
fn assignment(word: &Arg) -> Option<(Arg, Arg)> {
    let (name, value) = word.text.split_once('=')?;
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let part = |text: &str| Arg { text: text.to_owned(), literal: word.literal, span: word.span };
    named.then(|| (part(name), part(value)))
}

fn arg(word: &Word, place: Place) -> Arg {
    Arg { text: word.text.clone(), literal: word.literal, span: place(word.span.clone()) }
}

fn expansions(simple: &SimpleCommand, place: Place) -> Vec<Expansion> {
    let bodies =
        simple.redirects.iter().filter_map(|redirect| redirect.heredoc.as_ref()).map(|body| &body.word);
    let words = simple
        .argv
        .iter()
        .chain(simple.assignments.iter().map(|assignment| &assignment.value))
        .chain(simple.redirects.iter().map(|redirect| &redirect.target))
        .chain(bodies);
    let mut found: Vec<Expansion> = words
        .flat_map(Word::all_parameters)
        .filter(|expansion| expansion.operator != Operator::Template)
        .map(|expansion| Expansion {
            name: expansion.name.clone(),
            default: expansion.default().map(|word| word.text.clone()),
            required: expansion.operator == Operator::Require,
            span: place(expansion.span.clone()),
        })
        .collect();
    // What `export A=$B` assigns is among its words too.
    found.sort_by_key(|expansion| (expansion.span.start, expansion.span.end));
    found.dedup();
    found
}

/// Whether the words of a `SHELL` instruction start a shell of the Bourne family.
fn is_bourne(words: &[Arg]) -> bool {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let Some(program) = shell::program(&texts) else { return true };
    shell::is_shell(program.name(&texts))
}

/// Whether a script is for a shell of the Bourne family: it has no `#!` line, or that line names one.
fn is_bourne_script(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or("");
    first
        .strip_prefix("#!")
        .is_none_or(|line| line.split([' ', '\t']).any(|word| shell::is_shell(name_of(word))))
}

#[cfg(test)]
mod tests;
