//! Dockerfiles to images.

use std::sync::Arc;

use super::{Harvest, Reader};
use crate::artefact::image::{Image, Run};
use crate::artefact::reference::ImageReference;
use crate::discover::{self, Class};
use crate::fact::{Environment, Fact, Kind, Place, Role};
use crate::parse::dockerfile::{self, Base, Body, Dockerfile, Keyword};
use crate::source::{Arg, FileId, Sources, folder_of, join};

/// Places of one Dockerfile that are named as faulty; a file that is no Dockerfile at all has many.
const MOST_NOTES: usize = 3;

/// Images that one Dockerfile may make; every one is looked at with all the stages it is built of.
const MOST_IMAGES: usize = 256;

/// Reads one file.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let dockerfile = Arc::new(dockerfile::parse(reader.file, reader.text));
    if let Some(tag) = dockerfile.template_tag(reader.text) {
        harvest.unreadable(
            tag,
            "this is a template of a Dockerfile, of which nothing is read before it is filled in",
        );
        return;
    }
    for error in dockerfile.errors.iter().take(MOST_NOTES) {
        harvest.unreadable(error.span, format!("the builder would refuse this: {}", error.message));
    }
    if let Some(next) = dockerfile.errors.get(MOST_NOTES) {
        let count = dockerfile.errors.len() - MOST_NOTES;
        harvest.unreadable(
            next.span,
            format!("the builder would refuse this too, and {count} places in all from here on"),
        );
    }
    let context = context(reader, &dockerfile);
    let runs = Arc::new(runs(&dockerfile));
    let targets = targets(&dockerfile);
    if let Some(next) = targets.get(MOST_IMAGES).and_then(|target| dockerfile.stages.get(*target)) {
        harvest.unreadable(
            next.image.span(),
            format!("only the first {MOST_IMAGES} images of this file were read"),
        );
    }
    for target in targets.into_iter().take(MOST_IMAGES) {
        let Some(effective) = dockerfile.effective(target) else { continue };
        let image = Image {
            file: reader.file,
            context: context.clone(),
            place: stage_place(reader.place, &dockerfile, target),
            dockerfile: Arc::clone(&dockerfile),
            target,
            effective,
            runs: Arc::clone(&runs),
            names: Vec::new(),
        };
        facts(&image, harvest);
        harvest.images.push(image);
    }
}

/// The stages that make images by themselves: the last one, and those at an end that say what is started. Others are images
/// only if something builds them by name.
fn targets(dockerfile: &Dockerfile) -> Vec<usize> {
    let is_last = |at: usize| at + 1 == dockerfile.stages.len();
    let is_started = |at: usize| {
        let effective = dockerfile.effective(at);
        effective.is_some_and(|effective| effective.cmd.is_some() || effective.entrypoint.is_some())
    };
    dockerfile.terminal_stages().into_iter().filter(|at| is_last(*at) || is_started(*at)).collect()
}

/// The folder whose files COPY reads: the nearest one around the Dockerfile that has all the files it names.
fn context(reader: Reader, dockerfile: &Dockerfile) -> String {
    let folder = folder_of(reader.path);
    let sources: Vec<&str> = dockerfile
        .instructions
        .iter()
        .filter(|instruction| instruction.flag("from").is_none())
        .filter_map(|instruction| match &instruction.body {
            Body::Copy { sources, .. } => Some(sources),
            _ => None,
        })
        .flatten()
        .filter_map(|source| source.known())
        .filter(|source| {
            !source.contains("://") && !source.contains(['*', '?', '[']) && !source.starts_with("git@")
        })
        .collect();
    let has = |context: &str| {
        sources
            .iter()
            .filter(|source| join(context, source).is_some_and(|path| exists(reader, &path)))
            .count()
    };
    let mut best = (has(folder), folder);
    let mut around = folder;
    while !around.is_empty() && best.0 < sources.len() {
        around = folder_of(around);
        let count = has(around);
        if count > best.0 {
            best = (count, around);
        }
    }
    best.1.to_owned()
}

/// Whether the project has a file or folder at that path.
fn exists(reader: Reader, path: &str) -> bool {
    if path.is_empty() {
        return true;
    }
    let at = reader.paths.partition_point(|known| known.as_str() < path);
    let folder = format!("{path}/");
    reader.paths.get(at).is_some_and(|known| known == path)
        || reader.paths[at..]
            .iter()
            .take_while(|known| known.starts_with(path))
            .any(|known| known.starts_with(&folder))
}

/// What the image of a stage is for, as the file and the stage's name say.
pub(crate) fn place(sources: &Sources, file: FileId, dockerfile: &Dockerfile, target: usize) -> Place {
    let source = sources.file(file);
    stage_place(&discover::place(&source.path, Class::Dockerfile, &source.text), dockerfile, target)
}

/// A stage that is named after an environment is for that environment.
fn stage_place(place: &Place, dockerfile: &Dockerfile, target: usize) -> Place {
    let stage = &dockerfile.stages[target];
    let words = stage.alias.iter().flat_map(|alias| alias.text.split(['-', '_', '.']));
    let words = words.map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    let named = words.into_iter().find_map(Environment::from_word);
    let mut place = place.clone();
    match named {
        Some(Environment::Test) => place.role = Role::Test,
        Some(environment) if place.environment == Environment::Any => place.environment = environment,
        _ => {}
    }
    place
}

/// The commands of every RUN of a Dockerfile.
pub(crate) fn runs(dockerfile: &Dockerfile) -> Vec<Run> {
    let runs = dockerfile.instructions.iter().filter(|instruction| instruction.keyword == Keyword::Run);
    runs.filter_map(|instruction| {
        let stage = dockerfile.stage_of(instruction.index)?.index;
        let commands = super::commands::of_instruction(dockerfile, instruction)?;
        Some(Run { instruction: instruction.index, stage, commands, span: instruction.span })
    })
    .collect()
}

/// What an image says in the vocabulary of facts.
pub(crate) fn facts(image: &Image, harvest: &mut Harvest) {
    let fact = |kind, span, api: &str| Fact::new(kind, span, api, image.place.clone());
    for stage in image.built_stages() {
        if matches!(stage.base, Base::Image) {
            let Some(reference) = ImageReference::parse(&stage.image.arg) else { continue };
            let mut base = fact(Kind::BaseImage, stage.image.span(), "FROM");
            base.value = reference.version().cloned();
            harvest.facts.push(base.about(reference.repository));
        }
    }
    for setting in &image.effective.env {
        let pair = &setting.pair;
        let mut provide = fact(Kind::EnvProvide, pair.span, "dockerfile").about(pair.key.clone());
        provide.value = pair.value.as_ref().map(|value| value.arg.clone());
        harvest.facts.push(provide);
    }
    for (_, port) in &image.effective.expose {
        let (number, protocol) = port.text().split_once('/').unwrap_or((port.text(), "tcp"));
        let value = Arg { text: number.to_owned(), literal: port.arg.literal, span: port.span() };
        let expose = fact(Kind::Expose, port.span(), "EXPOSE");
        harvest
            .facts
            .push(expose.about(Arg::literal(protocol.to_ascii_lowercase(), port.span())).valued(value));
    }
}
