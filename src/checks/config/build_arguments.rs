//! Secrets that a build is given as arguments.

use super::files::is_bundled;
use super::images::built;
use crate::artefact::image::Image;
use crate::judge::is_credential_name;
use crate::parse::dockerfile::{Body, Instruction, Keyword, Pair};
use crate::rule::{Pass, Severity};

/// A build argument for a secret: it stays in the history of the image, and through ENV in its configuration.
pub(super) fn check(pass: &mut Pass, image: &Image, arg: &Instruction, pair: &Pair) {
    let name = pair.key.text.as_str();
    // What every browser gets is no secret, and what is no name is a part of a template.
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_secret = is_name && is_credential_name(name) && !is_bundled(name);
    if !is_secret && !opens_url(image, arg, name) {
        return;
    }
    let kept = later(image, arg).find_map(|instruction| match &instruction.body {
        Body::Env(pairs) => pairs
            .iter()
            .find(|pair| {
                pair.value
                    .as_ref()
                    .is_some_and(|value| value.variables.iter().any(|variable| variable == name))
            })
            .map(|pair| pair.span),
        _ => None,
    });
    let runs = || later(image, arg).filter(|instruction| instruction.keyword == Keyword::Run);
    let names_it = |instruction: &&Instruction| {
        let text = instruction.command().and_then(|command| command.shell());
        text.is_some_and(|text| {
            text.as_str().contains(&format!("${name}")) || text.as_str().contains(&format!("${{{name}"))
        })
    };
    let final_stage = image.effective.instructions.contains(&arg.index);
    if let Some(kept) = kept.filter(|_| final_stage) {
        pass.report(pair.span, format!("the secret build argument '{name}' stays in the image"))
            .because(kept, "it becomes part of the image's configuration here")
            .help(secret_mount(name));
        return;
    }
    let (used, note) = match runs().find(names_it) {
        Some(used) => (used, "it is used here"),
        // A program of the build reads it from its environment.
        None => match runs().next() {
            Some(first) => (first, "this and what follows has it in its environment"),
            None => return,
        },
    };
    pass.report(
        pair.span,
        format!("the secret '{name}' is a build argument, which the build's history shows"),
    )
    .severity(Severity::Warning)
    .because(used.keyword_span, note)
    .help(secret_mount(name));
}

/// The instructions behind an argument, in the stage that declares it.
fn later<'a>(image: &'a Image, arg: &'a Instruction) -> impl Iterator<Item = &'a Instruction> {
    let stage =
        |instruction: &Instruction| image.dockerfile.stage_of(instruction.index).map(|stage| stage.index);
    built(image).filter(move |other| other.index > arg.index && stage(other) == stage(arg))
}

/// Whether a later RUN writes the variable where a URL has its password.
fn opens_url(image: &Image, arg: &Instruction, name: &str) -> bool {
    let written = [format!("${name}@"), format!("${{{name}}}@")];
    let is_password = |before: &str| {
        let address = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        address.rsplit_once("://").is_some_and(|(_, user)| user.ends_with(':') && !user.contains(['/', '@']))
    };
    let is_in = |text: &str| {
        let mut places = written.iter().flat_map(|word| text.match_indices(word.as_str()));
        places.any(|(at, _)| text.get(..at).is_some_and(is_password))
    };
    later(image, arg)
        .filter(|instruction| instruction.keyword == Keyword::Run)
        .filter_map(|run| run.command()?.shell())
        .any(|text| is_in(text.as_str()))
}

fn secret_mount(name: &str) -> String {
    let id = name.to_ascii_lowercase();
    format!("Mount it for the one command that needs it: `RUN --mount=type=secret,id={id},env={name} …`.")
}
