//! Which images CI pushes that it did not build from a Dockerfile.

use crate::artefact::command::Command;
use crate::artefact::pipeline::CiImage;
use crate::source::Arg;

/// The image that a command pushes.
pub(super) fn of_command(command: &Command) -> Option<CiImage> {
    let unknown = || vec![Arg::computed("{}", command.span)];
    let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
    let references = match (command.name(), words.strip_prefix(&["image"]).unwrap_or(&words)) {
        // They push what was built elsewhere, or under names that a file of theirs has.
        ("skopeo" | "crane" | "regctl" | "goreleaser", _) => unknown(),
        ("earthly", _) if command.has_flag("--push") => unknown(),
        ("ko", ["build" | "publish" | "apply" | "resolve", ..]) => unknown(),
        ("mvn" | "mvnw" | "gradle" | "gradlew", words) if words.iter().any(|word| is_jib(word)) => unknown(),
        ("pack", ["build", name, ..]) if command.has_flag("--publish") => {
            vec![command.arguments().iter().find(|word| word.text == *name)?.clone()]
        }
        ("docker" | "podman" | "buildah" | "nerdctl" | "finch", words) => match words {
            ["buildx", "imagetools", "create", ..] if !command.has_flag("--dry-run") => {
                values(command, &["-t", "--tag"])
            }
            ["buildx", "bake", ..] if command.has_flag("--push") => unknown(),
            ["compose", words @ ..] if words.contains(&"push") => unknown(),
            ["push", ..] | ["manifest", "push", ..]
                if command.has_flag("--all-tags") || command.has_flag("-a") =>
            {
                unknown()
            }
            ["push", ..] | ["manifest", "push", ..] => {
                let mut named = command.arguments().iter().rev();
                vec![named.find(|word| !word.text.starts_with('-') && word.text != "push")?.clone()]
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(CiImage::pushed(references, command.span))
}

/// Whether a goal of Maven or a task of Gradle lets Jib build an image and push it.
fn is_jib(word: &str) -> bool {
    word == "jib" || word.ends_with(":jib") || word.ends_with("jib:build")
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
