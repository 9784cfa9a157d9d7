//! Which images CI builds and pushes.

use crate::artefact::command::Command;
use crate::artefact::pipeline::CiImage;
use crate::source::{Arg, Span};

/// The images that a script builds or pushes.
pub(super) fn of_commands(commands: &[Command]) -> Vec<CiImage> {
    commands.iter().filter_map(of_command).collect()
}

fn of_command(command: &Command) -> Option<CiImage> {
    let is_tool = matches!(command.name(), "docker" | "podman" | "buildah" | "nerdctl");
    if command.name() == "executor" {
        // Kaniko pushes what it builds.
        return Some(built(
            command,
            values(command, &["--destination", "-d"]),
            !command.has_flag("--no-push"),
        ));
    }
    if matches!(command.name(), "skopeo" | "crane" | "regctl" | "goreleaser") {
        // They push what was built elsewhere, under names that are not looked at.
        let references = vec![Arg::computed("{}", command.span)];
        return Some(CiImage { references, arguments: Vec::new(), pushed: true, span: command.span });
    }
    if !is_tool {
        return None;
    }
    let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
    let words = words.strip_prefix(&["image"]).unwrap_or(&words);
    match words {
        ["build" | "bud", ..] | ["buildx" | "builder", "build", ..] => {
            Some(built(command, values(command, &["-t", "--tag"]), command.has_flag("--push")))
        }
        ["buildx", "imagetools", "create", ..] => {
            Some(built(command, values(command, &["-t", "--tag"]), !command.has_flag("--dry-run")))
        }
        ["buildx", "bake", ..] => {
            let (references, pushed) = (vec![Arg::computed("{}", command.span)], command.has_flag("--push"));
            Some(CiImage { references, arguments: Vec::new(), pushed, span: command.span })
        }
        ["push", ..] | ["manifest", "push", ..] => {
            let every = command.has_flag("--all-tags") || command.has_flag("-a");
            let named = command
                .arguments()
                .iter()
                .rev()
                .find(|word| !word.text.starts_with('-') && word.text != "push")?;
            let reference = if every { Arg::computed("{}", named.span) } else { named.clone() };
            let span = command.span;
            Some(CiImage { references: vec![reference], arguments: Vec::new(), pushed: true, span })
        }
        _ => None,
    }
}

fn built(command: &Command, references: Vec<Arg>, pushed: bool) -> CiImage {
    let arguments = values(command, &["--build-arg"]).iter().filter_map(argument).collect();
    CiImage { references, arguments, pushed, span: command.span }
}

/// The values of an option that may be given several times.
fn values(command: &Command, names: &[&str]) -> Vec<Arg> {
    let mut found = Vec::new();
    let mut words = command.arguments().iter();
    while let Some(word) = words.next() {
        let joined = names.iter().find_map(|name| word.text.strip_prefix(name)?.strip_prefix('='));
        if names.contains(&word.text.as_str()) {
            found.extend(words.next().cloned());
        } else if let Some(value) = joined {
            found.push(Arg { text: value.to_owned(), ..word.clone() });
        }
    }
    found
}

/// The name and value of `NAME=value`.
pub(super) fn argument(written: &Arg) -> Option<(Arg, Arg)> {
    let (name, value) = written.text.split_once('=')?;
    let part = |text: &str, span: Span| Arg {
        text: text.trim().to_owned(),
        literal: !text.contains("{}") && !text.contains("${"),
        span,
    };
    Some((part(name, written.span), part(value, written.span)))
}
