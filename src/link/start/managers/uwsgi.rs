//! The processes that uWSGI starts beside its workers: daemons that it keeps running, and commands of its hooks.

use super::{Child, Work};
use crate::artefact::command::Command;
use crate::extract::commands;
use crate::link::start::follow::Follower;
use crate::parse::uwsgi::settings;
use crate::source::{Arg, Span};

/// Options that name a file with further options.
const FILES: [&str; 5] = ["--ini", "--yaml", "--yml", "-y", "--json"];

/// The daemons and hooks of the command line and of the file that it names.
pub(super) fn children(follower: &Follower, command: &Command) -> Vec<Child> {
    let arguments = command.arguments();
    let given = arguments.iter().enumerate().filter_map(|(at, word)| {
        let option = word.text.strip_prefix("--")?;
        match option.split_once('=') {
            Some((name, value)) => Some((name, Arg { text: value.to_owned(), ..word.clone() })),
            None => Some((option, arguments.get(at + 1)?.clone())),
        }
    });
    let mut found: Vec<Child> = given.filter_map(|(name, value)| child(follower, name, &value)).collect();
    let is_file = |word: &&Arg| word.text.ends_with(".ini") && !word.text.starts_with('-');
    let named = FILES.iter().find_map(|option| command.option(option));
    let named = named.or_else(|| arguments.iter().find(is_file).map(|word| word.text.as_str()));
    let path = named.map(|path| path.split(':').next().unwrap_or(path));
    if let Some(file) = path.and_then(|path| follower.file_at(path)) {
        found.extend(settings(&follower.sources.file(file).text).into_iter().filter_map(|setting| {
            let span = Span::new(file, setting.value_place.start, setting.value_place.end);
            child(follower, setting.name, &Arg::literal(setting.value, span))
        }));
    }
    found
}

/// What an option starts. uWSGI hands each command to a shell, and signals all that runs below a daemon
/// (`core/daemons.c`, `uwsgi_exec_command_with_args` in `core/utils.c`).
fn child(follower: &Follower, name: &str, value: &Arg) -> Option<Child> {
    let (line, ends) = match name {
        "attach-daemon" | "attach-control-daemon" | "legion-attach-daemon" => (value.text.as_str(), false),
        // The file with the process id stands in front.
        "smart-attach-daemon" | "smart-attach-daemon2" | "legion-smart-attach-daemon" => {
            (value.text.split_once(' ')?.1, false)
        }
        "attach-daemon2" => (key(&value.text, "cmd")?, false),
        _ if name.starts_with("hook-") => (value.text.strip_prefix("exec:")?, true),
        "exec-asap" | "exec-pre-jail" | "exec-post-jail" | "exec-in-jail" | "exec-as-root"
        | "exec-as-user" | "exec-pre-app" | "exec-post-app" => (value.text.as_str(), true),
        _ => return None,
    };
    let line = line.trim();
    let before = value.text.find(line)?;
    let written = follower.sources.text(value.span);
    let span = written.find(&value.text).map_or(value.span, |at| {
        let start = value.span.start as usize + at + before;
        Span::new(value.span.file, start, start + line.len())
    });
    let line = Arg { text: line.to_owned(), literal: value.literal, span };
    let work = Work::Shell(commands::of_value(follower.sources, &line));
    Some(Child { name: line, work, ends, signals_all: true })
}

/// The value of a key of `key=value,key=value`.
fn key<'v>(pairs: &'v str, wanted: &str) -> Option<&'v str> {
    let mut pairs = pairs.split(',').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == wanted).map(|(_, value)| value)
}
