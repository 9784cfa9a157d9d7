//! The images that an image is built from.

use crate::app::Project;
use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::reference::{ImageReference, familiar};
use crate::artefact::tag::{follows_development, names_variant_only};
use crate::parse::dockerfile::{Base, Body, Keyword, Value};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Span, name_of};

/// Base images, and images that files are copied from, without a tag or with one that moves.
pub fn floating_base_image(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for used in used_images(image) {
            let Some(reference) = ImageReference::parse(&used.name) else { continue };
            if !reference.repository.literal || is_own(project, &reference) {
                continue;
            }
            let Some(movement) = movement(&reference) else { continue };
            report(pass, image, &used, &reference, movement);
        }
    }
}

/// An image from elsewhere that a build uses.
struct Used {
    /// The instruction that names it, as an index.
    instruction: usize,
    name: Arg,
    /// Where the name is written.
    span: Span,
}

fn used_images(image: &Image) -> Vec<Used> {
    let mut used = Vec::new();
    for stage in image.built_stages() {
        if stage.base == Base::Image {
            let name = stage.image.arg.clone();
            used.push(Used { instruction: stage.instructions.start, span: name.span, name });
        }
        for link in stage.links.iter().filter(|link| link.stage.is_none() && is_image(&link.name)) {
            used.push(Used { instruction: link.instruction, name: link.name.clone(), span: link.span });
        }
    }
    used
}

/// Whether what `--from` names is surely an image: a bare word may as well be a build context of that name
/// (`docker build --build-context`), unless it is that of an official image.
fn is_image(name: &Arg) -> bool {
    name.text.contains(['/', ':', '@']) || is_official(&name.text)
}

/// How far a name moves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Movement {
    Untagged,
    /// The tag names whatever was built last.
    Latest,
    /// The tag names a variant of whatever was built last.
    Variant,
    /// The tag names a line of releases that goes over major versions.
    Channel,
}

fn movement(reference: &ImageReference) -> Option<Movement> {
    if reference.digest.is_some() {
        return None;
    }
    let Some(tag) = &reference.tag else { return Some(Movement::Untagged) };
    if names_variant_only(reference) {
        return Some(Movement::Variant);
    }
    if follows_development(reference) {
        return Some(Movement::Channel);
    }
    let tag = tag.known()?.to_ascii_lowercase();
    let first = tag.split(['-', '_']).next().unwrap_or("");
    // `latest-rust-1.80` fixes what matters, and `edge-20240101` is one build.
    let numbered = tag.contains(|c: char| c.is_ascii_digit());
    match first {
        "lts" | "current" | "stable" => Some(Movement::Channel),
        "latest" | "main" | "master" | "develop" | "edge" | "nightly" | "head" | "trunk" if !numbered => {
            Some(Movement::Latest)
        }
        _ => tag.ends_with("latest").then_some(Movement::Latest).filter(|_| !numbered),
    }
}

/// Whether the project itself builds an image of that name: what it is then made of is judged there.
fn is_own(project: &Project, reference: &ImageReference) -> bool {
    let same = |name: &str| {
        let name = Arg::literal(name, reference.repository.span);
        ImageReference::parse(&name).is_some_and(|other| other.familiar() == reference.familiar())
    };
    let images = project.apps.iter().flat_map(|app| &app.images);
    let services = project.apps.iter().flat_map(|app| &app.services);
    images.flat_map(|image| &image.names).any(|name| same(name))
        || services
            .filter(|service| service.build.is_some())
            .any(|service| service.image.as_ref().is_some_and(|name| same(&name.text)))
}

fn report(pass: &mut Pass, image: &Image, used: &Used, reference: &ImageReference, movement: Movement) {
    let name = &used.name.text;
    let repository = &reference.repository.text;
    let tag = reference.tag.as_ref().map_or("latest", |tag| tag.text.as_str());
    let message = match movement {
        Movement::Untagged => {
            format!("the image '{name}' has no tag, so each build takes whatever is newest")
        }
        Movement::Latest => format!("the image '{name}' is whatever was pushed last as '{tag}'"),
        Movement::Variant => {
            format!(
                "the tag of '{name}' names a variant and no version, so each build takes whatever is newest"
            )
        }
        Movement::Channel => format!("the tag of '{name}' stands for another release line later on"),
    };
    let default = default_of(image, used);
    let finding = pass.report(used.span, message);
    if movement == Movement::Channel {
        finding.severity(Severity::Note);
    }
    if let Some(default) = default {
        finding.because(default, "the build argument has this default");
    }
    finding.help(format!(
        "Name a version, '{}:<version>', and better also its digest: '{0}:<version>@sha256:…'.",
        familiar(repository)
    ));
}

/// The default of the build argument that the name comes from.
fn default_of(image: &Image, used: &Used) -> Option<Span> {
    let instruction = image.dockerfile.instructions.get(used.instruction)?;
    let Body::From { image: from, .. } = &instruction.body else { return None };
    let variable = from.variables.first()?;
    // A build may give another value.
    let counts = |default: &Value| default.known().is_none_or(|text| used.name.text.contains(text));
    let global = image.dockerfile.instructions.iter().take_while(|earlier| earlier.keyword != Keyword::From);
    global
        .filter_map(|earlier| match &earlier.body {
            Body::Arg(pairs) => Some(pairs),
            _ => None,
        })
        .flatten()
        .find(|pair| pair.key.text == *variable && pair.value.as_ref().is_some_and(counts))
        .map(|pair| pair.span)
}

/// Start instructions without effect: a CMD behind a shell-form ENTRYPOINT, and all but the last of each kind in a stage.
pub fn cmd_ignored(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        shadowed_by_entrypoint(pass, image);
        super::start::dropped_by_script(pass, image);
        for stage in image.built_stages() {
            for (keyword, name) in [(Keyword::Cmd, "CMD"), (Keyword::Entrypoint, "ENTRYPOINT")] {
                let own = image.dockerfile.instructions_of(stage).iter();
                let mut own = own.rev().filter(|instruction| instruction.keyword == keyword);
                let Some(last) = own.next() else { continue };
                for earlier in own {
                    let finding = pass
                        .report(earlier.span, format!("this {name} has no effect: a later one replaces it"));
                    finding.because(last.span, "only the last one of a stage counts");
                    finding.help(format!(
                        "Remove this {name}, or start the second process in a container of its own."
                    ));
                }
            }
        }
    }
}

fn shadowed_by_entrypoint(pass: &mut Pass, image: &Image) {
    let effective = &image.effective;
    let (Some(entrypoint), Some(cmd)) =
        (image.instruction(effective.entrypoint), image.instruction(effective.cmd))
    else {
        return;
    };
    let Some(text) = entrypoint.command().and_then(|command| command.shell()) else { return };
    let empty = cmd.command().and_then(|command| command.exec()).is_some_and(<[Arg]>::is_empty);
    // The words of CMD are the parameters of the shell: a script may use them.
    let uses =
        ["$@", "$*", "$0", "$1", "${@", "${*", "${0", "${1"].iter().any(|use_| text.as_str().contains(use_));
    if empty || uses {
        return;
    }
    let program = text.as_str().split_whitespace().next().unwrap_or("").trim_start_matches(['[', '"']);
    let finding = pass
        .report(cmd.span, "this CMD has no effect: ENTRYPOINT is in shell form and passes no arguments on");
    finding.because(entrypoint.span, "the shell runs this text and nothing else");
    finding.help(format!(
        "Write ENTRYPOINT as an array, '[\"{}\", …]', so that it gets the words of CMD.",
        name_of(program.trim_end_matches(['"', ',', ']']))
    ));
}
