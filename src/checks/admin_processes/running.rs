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
            let there = script.remote || command.flow.remote;
            let inner = in_instance(command, there);
            let migrates = |task: &&Command| purpose::has(task, Purpose::Migrate);
            let Some(task) =
                inner.iter().find(migrates).or(Some(command).filter(|own| there && migrates(own)))
            else {
                continue;
            };
            let means = match command.name() {
                "aws" => "aws ecs execute-command".to_owned(),
                name @ ("fly" | "flyctl") => format!("{name} ssh console"),
                _ if inner.is_empty() => "ssh".to_owned(),
                name => format!("{name} exec"),
            };
            let finding = pass.report(
                command.span,
                format!("'{}' runs by '{means}' in an instance that serves users: which release does it, and where is its log?", task.line().trim()),
            );
            if let Some(caller) = script.caller(command) {
                finding.because(caller, "a pipeline calls it here");
            }
            finding.help("Run it as a one-off process of the new release: a Job, a Helm hook, a release phase, a task of its own.");
        }
    }
}

/// What a command runs in a running container; `docker` does so in one of the machine that it runs on, which is another
/// than the job's own where somebody logged in `there`.
fn in_instance(command: &Command, there: bool) -> Vec<Command> {
    let words = command.arguments();
    let verbs: Vec<&str> =
        words.iter().map(|word| word.text.as_str()).filter(|word| !word.starts_with('-')).collect();
    let told = |option: Option<&str>| {
        option.map(|text| commands::of_shell(text, &|_| command.span)).unwrap_or_default()
    };
    match command.name() {
        "kubectl" | "oc" if verbs.contains(&"exec") => {
            commands::of_words(in_container(words, &OF_KUBECTL), command.span)
        }
        "docker" | "docker-compose" | "podman" if there && verbs.contains(&"exec") => {
            commands::of_words(in_container(words, &OF_DOCKER), command.span)
        }
        "aws" if verbs.contains(&"execute-command") => told(command.option("--command")),
        "fly" | "flyctl" if verbs.starts_with(&["ssh", "console"]) => {
            told(command.option("-C").or_else(|| command.option("--command")))
        }
        _ => Vec::new(),
    }
}

/// Options of `docker exec` and `docker compose exec` that take the next word as their value.
const OF_DOCKER: [&str; 8] = ["-u", "--user", "-w", "--workdir", "-e", "--env", "--env-file", "--index"];

/// Options of `kubectl exec`, and of `kubectl` itself, that take the next word as their value.
const OF_KUBECTL: [&str; 14] = [
    "-c",
    "--container",
    "-n",
    "--namespace",
    "-f",
    "--filename",
    "-s",
    "--server",
    "--cluster",
    "--context",
    "--kubeconfig",
    "--pod-running-timeout",
    "--token",
    "--user",
];

/// What `exec` runs in the container: what follows `--`, or else the first word that belongs to no option and names it.
fn in_container<'w>(words: &'w [Arg], with_value: &[&str]) -> &'w [Arg] {
    let Some(at) = words.iter().position(|word| word.text == "exec") else { return &[] };
    let mut rest = &words[at + 1..];
    let mut named = false;
    while let Some((word, after)) = rest.split_first() {
        if word.text == "--" {
            return after;
        }
        if !word.text.starts_with('-') {
            if named {
                return rest;
            }
            named = true;
        }
        let takes_next = with_value.contains(&word.text.as_str());
        rest = after.get(usize::from(takes_next)..).unwrap_or_default();
    }
    &[]
}

/// Whether a job makes a cluster of its own to test in.
fn makes_cluster(script: &CiScript) -> bool {
    script.commands.iter().any(|command| matches!(command.name(), "kind" | "minikube" | "k3d" | "k3s"))
}
