//! Where a process of an app listens, as far as its command and the code behind it tell.

use std::collections::BTreeSet;

use super::servers::{self, Ports};
use super::variables::Variables;
use crate::app::LOADERS;
use crate::artefact::command::Command;
use crate::artefact::start::Start;
use crate::discover::{Class, classify};
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{FileId, Span, name_of};

/// A port that a process listens on, and what says so.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listener {
    /// The port.
    pub(super) port: u16,
    /// The call or command that opens it.
    pub(super) at: Span,
    /// The variable that gave the port, where it is set.
    pub(super) set: Option<Span>,
}

/// All listeners of a process; `None` where they are not all known.
pub(super) fn of(pass: &Pass, start: &Start, variables: &Variables) -> Option<Vec<Listener>> {
    let background = start.steps.iter().any(|step| step.command.flow.background);
    let main = start.main().filter(|step| !step.command.flow.conditional && !background)?;
    match servers::ports(&main.command, variables) {
        Ports::Known(ports) => {
            let needs_file = main.command.name() == "gunicorn" && has_file(pass, "gunicorn.conf.py");
            let listener = |port| Listener { port, at: main.command.span, set: None };
            (!needs_file).then(|| ports.into_iter().map(listener).collect())
        }
        Ports::Unknown => None,
        Ports::NoServer => of_code(pass, &main.command, variables),
    }
}

/// The listeners of the app's code, if the command runs it.
fn of_code(pass: &Pass, command: &Command, variables: &Variables) -> Option<Vec<Listener>> {
    let entries = entries(pass, command)?;
    let facts: Vec<&Fact> = pass.app.production(Kind::Listen).collect();
    let direct = facts.iter().any(|fact| entries.contains(&fact.span.file));
    if !direct && !is_one_program(pass) {
        return None;
    }
    // A listener for metrics stands beside the one that the app is for.
    let mut serving = facts.iter().filter(|fact| !fact.api.contains("prometheus"));
    serving.next()?;
    let listener = |fact: &&Fact| {
        let text = fact.value.as_ref()?.text.as_str();
        let port = variables.evaluate(text)?.parse().ok().filter(|port| *port > 0)?;
        let set = text.strip_prefix("${").and_then(|inner| variables.place(inner.split([':', '}']).next()?));
        Some(Listener { port, at: fact.span, set })
    };
    facts.iter().map(listener).collect()
}

/// Whether a command runs the app's own code, by itself or through a server that loads it.
pub(in crate::checks) fn runs_code(pass: &Pass, command: &Command) -> bool {
    LOADERS.contains(&command.name()) || runs_assembly(command) || entries(pass, command).is_some()
}

/// `dotnet Shop.dll`: an assembly is built of a project's own code.
fn runs_assembly(command: &Command) -> bool {
    command.name() == "dotnet" && script(command).is_some_and(|assembly| assembly.ends_with(".dll"))
}

/// The files of the app that a command may mean by the program it runs: those of its name, whatever they are compiled to.
fn entries(pass: &Pass, command: &Command) -> Option<BTreeSet<FileId>> {
    let module = command.argv[..command.program].iter().any(|word| word.text == "-m");
    let named = match command.name() {
        _ if module => command.name().rsplit('.').next(),
        "node" | "nodejs" | "bun" | "deno" | "tsx" | "ts-node" | "nodemon" | "python" | "python3"
        | "ruby" => script(command),
        name if name.ends_with(".py") || name.ends_with(".rb") => Some(name),
        _ => None,
    }?;
    let stem = |name: &str| name_of(name).split('.').next().unwrap_or_default().to_owned();
    let wanted = stem(named);
    let found: BTreeSet<FileId> = pass
        .app
        .files
        .iter()
        .copied()
        .filter(|file| {
            let path = pass.sources.path(*file);
            stem(path) == wanted && matches!(classify::by_name(path), Some(Class::Source(_)))
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

/// The script that an interpreter is given.
fn script(command: &Command) -> Option<&str> {
    let mut words = command.arguments().iter().map(|word| word.text.as_str());
    while let Some(word) = words.next() {
        if matches!(
            word,
            "-r" | "--require" | "--import" | "--loader" | "--experimental-loader" | "-W" | "-X"
        ) {
            words.next();
        } else if !word.starts_with('-') && !matches!(word, "run" | "watch") {
            return Some(word);
        }
    }
    None
}

/// Whether the app's code is one program and not a workspace of several.
fn is_one_program(pass: &Pass) -> bool {
    let packages = &pass.app.packages;
    packages.len() <= 1 && packages.iter().all(|package| package.workspaces.is_empty())
}

/// Whether the app has a file of that name, which its server reads by itself.
pub(super) fn has_file(pass: &Pass, name: &str) -> bool {
    pass.app.files.iter().any(|file| pass.sources.file(*file).name() == name)
}
