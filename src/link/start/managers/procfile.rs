//! The process types of a Procfile that a runner starts side by side.

use super::{Child, Work, operands, option};
use crate::artefact::command::Command;
use crate::extract::commands;
use crate::link::start::follow::Follower;
use crate::parse::procfile;

/// Options of the runners whose value is the next word.
const VALUED: [&str; 20] = [
    "-f",
    "--procfile",
    "-d",
    "--root",
    "-m",
    "-c",
    "--formation",
    "-e",
    "--env",
    "-p",
    "--port",
    "-t",
    "--timeout",
    "-l",
    "--processes",
    "-j",
    "--app-root",
    "-b",
    "-w",
    "--title",
];

/// Whether a program of that name runs Procfiles.
pub(super) fn is_runner(name: &str) -> bool {
    matches!(
        name,
        "foreman" | "honcho" | "overmind" | "hivemind" | "goreman" | "nf" | "node-foreman" | "forego"
    )
}

/// The process types that are started: those named, else all.
pub(super) fn children(follower: &Follower, command: &Command) -> Vec<Child> {
    let mut words: Vec<&str> = operands(command, &VALUED).map(|word| word.text.as_str()).collect();
    let mut path = option(command, &["-f", "--procfile", "-j"]).unwrap_or("Procfile").to_owned();
    match command.name() {
        "hivemind" => path = words.first().map_or(path, |word| (*word).to_owned()),
        _ if words.first().is_none_or(|word| !matches!(*word, "start" | "s")) => return Vec::new(),
        _ => {}
    }
    let folder = option(command, &["-d", "--root", "--app-root"]);
    let path = folder.map_or(path.clone(), |folder| format!("{folder}/{path}"));
    let Some(file) = follower.file_at(&path) else { return Vec::new() };
    let listed =
        option(command, &["-l", "--processes"]).filter(|_| matches!(command.name(), "overmind" | "hivemind"));
    let mut named: Vec<&str> = listed.into_iter().flat_map(|list| list.split(',')).collect();
    if command.name() != "hivemind" {
        named.extend(words.drain(1..).flat_map(|word| word.split(',')));
    }
    let formation = option(command, &["-m", "-c", "--formation"]).unwrap_or_default();
    let counts = || formation.split(',').filter_map(|part| part.trim().split_once('='));
    let count = |name: &str| counts().find(|(known, _)| *known == name).map(|(_, count)| count);
    let is_wanted = |name: &str| {
        let name = name.split('=').next().unwrap_or_default();
        let named = named.is_empty() || named.iter().any(|word| word.split('=').next() == Some(name));
        // With a formation foreman starts what it names, and overmind one of each that it leaves out.
        let rest = if command.name() == "foreman" && !formation.is_empty() { "0" } else { "1" };
        named && count(name).or(count("all")).unwrap_or(rest) != "0"
    };
    let processes = procfile::parse(file, &follower.sources.file(file).text).processes;
    let wanted = processes.into_iter().filter(|process| is_wanted(&process.name.text));
    let child = |process: procfile::Process| Child {
        work: Work::Shell(commands::of_value(follower.sources, &process.command)),
        name: process.name,
        ends: false,
        signals_all: true,
    };
    wanted.map(child).collect()
}
