//! The processes that a process manager starts, as far as its configuration is known.

mod parallel;
mod pm2;
mod procfile;
mod services;
mod supervisord;
mod uwsgi;

pub(super) use parallel::runs_scripts;

use super::follow::Follower;
use crate::artefact::command::Command;
use crate::extract::commands;
use crate::source::{Arg, name_of};

/// A process of a manager.
pub(super) struct Child {
    /// What the manager calls it.
    pub(super) name: Arg,
    /// What runs.
    pub(super) work: Work,
    /// Whether it is run once, before the others.
    pub(super) ends: bool,
    /// Whether the manager signals all that runs below it, not the child alone.
    pub(super) signals_all: bool,
}

/// How a manager makes a process.
pub(super) enum Work {
    /// It executes this itself.
    Exec(Vec<Command>),
    /// It hands this to a shell.
    Shell(Vec<Command>),
}

/// What a command starts, if it is a process manager; none where that is not known.
pub(super) fn children(follower: &Follower, command: &Command) -> Vec<Child> {
    let wrapper = command.argv[..command.program].iter().find(|word| services::is_scanner(word));
    if let Some(word) = wrapper {
        return services::children(follower, word, &[]);
    }
    match command.name() {
        "supervisord" => supervisord::children(follower, command),
        "uwsgi" => uwsgi::children(follower, command),
        "pm2" | "pm2-runtime" => pm2::children(follower, command),
        "concurrently" => parallel::concurrently(follower, command),
        _ if runs_scripts(command) => parallel::scripts(follower, command),
        _ if procfile::is_runner(command.name()) => procfile::children(follower, command),
        _ => services::children(follower, command.program(), command.arguments()),
    }
}

/// The arguments that are neither options nor values of the options named.
fn operands<'c>(command: &'c Command, valued: &'c [&str]) -> impl Iterator<Item = &'c Arg> {
    let arguments = command.arguments();
    arguments.iter().enumerate().filter_map(move |(at, word)| {
        let is_value =
            at.checked_sub(1).is_some_and(|before| valued.contains(&arguments[before].text.as_str()));
        (!is_value && !word.text.starts_with('-')).then_some(word)
    })
}

/// The value of the first of these options that is given.
fn option<'c>(command: &'c Command, options: &[&str]) -> Option<&'c str> {
    options.iter().find_map(|option| command.option(option))
}

/// A line that is split into words without a shell: quotes are taken off, nothing is expanded.
fn split(line: &Arg) -> Vec<Command> {
    let mut words: Vec<Arg> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ' | '\t' | '\n' | '\r') => words.extend(word.take().map(|text| computed(&text, line))),
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word.map(|text| computed(&text, line)));
    commands::word_list(&words, line.span).into_iter().collect()
}

/// A word in which `%(ENV_NAME)s` stands for what only the running manager knows.
fn computed(text: &str, line: &Arg) -> Arg {
    let mut known = String::new();
    let mut rest = text;
    while let Some((before, (_, after))) =
        rest.split_once("%(").and_then(|(before, after)| Some((before, after.split_once(")s")?)))
    {
        known.push_str(before);
        known.push_str("{}");
        rest = after;
    }
    known.push_str(rest);
    Arg { literal: line.literal && rest.len() == text.len(), text: known, span: line.span }
}

/// Whether a name fits a pattern with one `*`.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        None => pattern == name,
    }
}

/// The interpreter that runs a script by its extension.
fn interpreter(script: &str) -> Option<&'static str> {
    let (_, extension) = name_of(script).rsplit_once('.')?;
    Some(match extension {
        "js" | "cjs" | "mjs" => "node",
        "py" => "python3",
        "rb" => "ruby",
        "php" => "php",
        "sh" => "bash",
        _ => return None,
    })
}
