//! Does CI run admin tasks inside of what is running already?

use std::collections::BTreeSet;

use crate::artefact::command::Command;
use crate::artefact::pipeline::CiScript;
use crate::artefact::purpose::{self, Purpose};
use crate::extract::commands;
use crate::rule::Pass;
use crate::source::{Arg, FileId};

/// Migrations and the like that CI starts in a running container or on a machine that it logs in to.
pub fn admin_exec_in_ci(pass: &mut Pass) {
    let scripts = &pass.app.ci;
    let local: BTreeSet<(FileId, &str)> = scripts
        .iter()
        .filter(|script| makes_cluster(script))
        .map(|script| (script.span.file, script.job.text.as_str()))
        .collect();
    for script in scripts {
        if local.contains(&(script.span.file, script.job.text.as_str())) {
            continue;
        }
        for command in &script.commands {
            let inner = inner(command, script.remote);
            let Some(task) = inner.iter().find(|task| purpose::has(task, Purpose::Migrate)) else { continue };
            let means = match command.name() {
                "ssh" => "ssh".to_owned(),
                "aws" => "aws ecs execute-command".to_owned(),
                name @ ("fly" | "flyctl") => format!("{name} ssh console"),
                name => format!("{name} exec"),
            };
            let finding = pass.report(
                command.span,
                format!("'{}' runs by '{means}' in an instance that serves users: which release does it, and where is its log?", task.line().trim()),
            );
            finding.help("Run it as a one-off process of the new release: a Job, a Helm hook, a release phase, a task of its own.");
        }
    }
}

/// What a command runs in another place: a running container, a machine that it logs in to.
fn inner(command: &Command, remote: bool) -> Vec<Command> {
    let words = command.arguments();
    let after = |mark: &str| {
        let at = words.iter().position(|word| word.text == mark)?;
        Some(commands::of_words(&words[at + 1..], command.span))
    };
    let verbs: Vec<&str> =
        words.iter().map(|word| word.text.as_str()).filter(|word| !word.starts_with('-')).collect();
    match command.name() {
        "kubectl" | "oc" if verbs.contains(&"exec") => after("--").unwrap_or_default(),
        "docker" | "docker-compose" | "podman" if remote && verbs.contains(&"exec") => {
            commands::of_words(in_container(words), command.span)
        }
        "ssh" => {
            let last = words.iter().rev().take_while(|word| !word.text.starts_with('-')).last();
            let rest: Vec<&str> = words
                .iter()
                .skip_while(|word| last.is_some_and(|last| word.span != last.span))
                .skip(1)
                .map(|word| word.text.as_str())
                .collect();
            let there = commands::of_shell(&rest.join(" "), &|_| command.span);
            let inside: Vec<Command> = there.iter().flat_map(|command| inner(command, true)).collect();
            there.into_iter().chain(inside).collect()
        }
        "aws" if verbs.contains(&"execute-command") => command
            .option("--command")
            .map(|text| commands::of_shell(text, &|_| command.span))
            .unwrap_or_default(),
        "fly" | "flyctl" if verbs.starts_with(&["ssh", "console"]) => {
            let text = command.option("-C").or_else(|| command.option("--command"));
            text.map(|text| commands::of_shell(text, &|_| command.span)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Options of `exec` that take the next word as their value.
const OF_EXEC: [&str; 8] = ["-u", "--user", "-w", "--workdir", "-e", "--env", "--env-file", "--index"];

/// What `docker exec` and `docker compose exec` run in the container, which is the first word that belongs to no option.
fn in_container(words: &[Arg]) -> &[Arg] {
    let mut at = words.iter().position(|word| word.text == "exec").map_or(words.len(), |at| at + 1);
    while let Some(word) = words.get(at).filter(|word| word.text.starts_with('-')) {
        at += if OF_EXEC.contains(&word.text.as_str()) { 2 } else { 1 };
    }
    words.get(at + 1..).unwrap_or_default()
}

/// Whether a job makes a cluster of its own to test in.
fn makes_cluster(script: &CiScript) -> bool {
    script.commands.iter().any(|command| matches!(command.name(), "kind" | "minikube" | "k3d" | "k3s"))
}
