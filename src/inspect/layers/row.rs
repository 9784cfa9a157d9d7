//! One layer of an image: what it adds, and what later layers make useless.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::Place;
use super::Sizes;
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::layer::{Addition, Cause, Change, Layer, Layers, Origin, is_removed_by};
use crate::artefact::os_package::{Action, Transaction, bare_name};
use crate::parse::dockerfile::Keyword;
use crate::source::{Sources, Span, is_below};

/// Characters of an instruction that are shown.
const WIDEST: usize = 48;

/// A layer.
#[derive(Serialize, Debug)]
pub(super) struct Row<'a> {
    instruction: String,
    #[serde(flatten)]
    place: Place<'a>,
    stage: usize,
    adds: Vec<Added>,
    packages: Vec<String>,
    pub(super) bytes: Option<u64>,
    runs_anew: Vec<String>,
    pub(super) wasted: Vec<Waste<'a>>,
}

/// What a layer adds at one path.
#[derive(Serialize, Debug)]
struct Added {
    path: String,
    files: Option<usize>,
    from: String,
}

/// Something of a layer that is of no use in the end.
#[derive(Serialize, Debug)]
pub(super) struct Waste<'a> {
    what: String,
    by: &'static str,
    pub(super) bytes: Option<u64>,
    #[serde(flatten)]
    place: Place<'a>,
}

/// The layer at a place of the final image.
pub(super) fn of<'a>(
    sources: &'a Sources,
    image: &'a Image,
    layers: &Layers<'a>,
    shipped: &[&Layer<'a>],
    at: usize,
    sizes: Sizes,
) -> Row<'a> {
    let layer = shipped[at];
    let later = &shipped[at + 1..];
    let mut wasted: Vec<Waste> = Vec::new();
    for addition in &layer.adds {
        wasted.extend(wastes(sources, layers, layer, addition, later, sizes));
    }
    wasted.extend(removed_packages(sources, layer, later));
    Row {
        instruction: instruction(sources, layer),
        place: Place::of(sources, layer.instruction.span),
        stage: layer.stage,
        adds: layer.adds.iter().map(|addition| added(image, layers, layer, addition)).collect(),
        packages: installed(layer),
        bytes: bytes(layers, layer, sizes),
        runs_anew: layer.causes.iter().map(|cause| told(image, cause)).collect(),
        wasted,
    }
}

/// The text of an instruction on one line, cut where it is long.
pub(super) fn instruction(sources: &Sources, layer: &Layer) -> String {
    let text = sources.text(layer.instruction.span);
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let line = words.join(" ");
    if line.chars().count() <= WIDEST {
        return line;
    }
    line.chars().take(WIDEST - 1).chain(['…']).collect()
}

fn added(image: &Image, layers: &Layers, layer: &Layer, addition: &Addition) -> Added {
    let own = matches!(addition.origin, Origin::File(_) | Origin::Folder(_));
    let from = match (&addition.origin, addition.from) {
        (_, Some(stage)) => format!("stage {}", stage_name(image, stage)),
        (Origin::File(_) | Origin::Folder(_), None) => "the repository".to_owned(),
        (Origin::Unknown, None) => "elsewhere".to_owned(),
        (Origin::Download, None) => "a download".to_owned(),
        (Origin::Archive, None) => "an archive".to_owned(),
        (Origin::Install, None) => "a package manager".to_owned(),
        (Origin::Made, None) => if layer.run.is_some() { "a command" } else { "the instruction" }.to_owned(),
    };
    let files = (own && addition.exact).then(|| layers.files(layer, addition).len());
    Added { path: addition.path.clone(), files, from }
}

fn stage_name(image: &Image, stage: usize) -> String {
    let alias = image.dockerfile.stages.get(stage).and_then(|stage| stage.alias.as_ref());
    alias.map_or_else(|| stage.to_string(), |alias| format!("'{}'", alias.text))
}

/// The size of what a layer adds; `None` where a part of it is not in the repository.
fn bytes(layers: &Layers, layer: &Layer, sizes: Sizes) -> Option<u64> {
    match layer.instruction.keyword {
        Keyword::Workdir => Some(0),
        Keyword::Copy | Keyword::Add if layer.instruction.heredocs.is_empty() => {
            let known = |addition: &Addition| {
                let own = matches!(addition.origin, Origin::File(_) | Origin::Folder(_));
                if !own || !addition.exact {
                    return None;
                }
                layers.files(layer, addition).into_iter().map(sizes).sum()
            };
            let sums: Option<Vec<u64>> = layer.adds.iter().map(known).collect();
            sums.filter(|sums| !sums.is_empty()).map(|sums| sums.into_iter().sum())
        }
        _ => None,
    }
}

fn told(image: &Image, cause: &Cause) -> String {
    match cause {
        Cause::Context(path, _) if path.is_empty() => "an edit in .".to_owned(),
        Cause::Context(path, _) => format!("an edit in {path}"),
        Cause::Address(value) => format!("a change of {}", value.text().replace("{}", "…")),
        Cause::Argument(pair) => format!("ARG {}", pair.key.text),
        Cause::Stage(stage) => format!("stage {}", stage_name(image, *stage)),
        Cause::Image(name) => format!("a change of {name}"),
    }
}

/// The files of an addition, as paths in the image and in the repository.
fn files<'a>(layers: &Layers<'a>, layer: &Layer, addition: &Addition) -> Vec<(String, &'a str)> {
    let root = match &addition.origin {
        Origin::Folder(path) => path.len(),
        Origin::File(path) => {
            return layers
                .files(layer, addition)
                .into_iter()
                .filter(|file| file == path)
                .map(|file| (addition.path.clone(), file))
                .collect();
        }
        _ => return Vec::new(),
    };
    let target = addition.path.trim_end_matches('/');
    let inside = |file: &str| format!("{target}/{}", file[root..].trim_start_matches('/'));
    layers.files(layer, addition).into_iter().map(|file| (inside(file), file)).collect()
}

/// What later layers remove or store again of an addition.
fn wastes<'a>(
    sources: &'a Sources,
    layers: &Layers,
    layer: &Layer,
    addition: &Addition,
    later: &[&Layer],
    sizes: Sizes,
) -> Vec<Waste<'a>> {
    let mut found = Vec::new();
    let files = files(layers, layer, addition);
    let mut add = |what: &str, by: &'static str, span: Span, hit: &dyn Fn(&str) -> bool| {
        let hit: Vec<&str> = files.iter().filter(|(path, _)| hit(path)).map(|(_, file)| *file).collect();
        let known = !hit.is_empty() && (addition.exact || hit.len() < files.len());
        let bytes = known.then(|| hit.into_iter().map(sizes).sum::<Option<u64>>()).flatten();
        found.push(Waste { what: what.to_owned(), by, bytes, place: Place::of(sources, span) });
    };
    for change in later {
        for removal in change.removes.iter().filter(|removal| layers.takes_away(removal, addition)) {
            let by = if removal.moved { "moved" } else { "removed" };
            add(&removal.word.text, by, removal.word.span, &|path| {
                removal.fits(path) && is_removed_by(path, &removal.path)
            });
        }
        for rewrite in &change.rewrites {
            let (by, flag) = match rewrite.change {
                Change::Owner => ("new owner", "chown"),
                Change::Mode => ("new mode", "chmod"),
                Change::Content => ("new content", ""),
            };
            // It was copied with what it gets now, as far as anybody can tell.
            if layer.instruction.flag(flag).is_some() {
                continue;
            }
            let root = rewrite.path.trim_end_matches('/');
            let touches = |path: &str| {
                path == rewrite.path
                    || if rewrite.recursive {
                        is_below(path, root)
                    } else {
                        rewrite.path.contains('*') && is_removed_by(path, &rewrite.path)
                    }
            };
            let hit = if files.is_empty() {
                addition.origin != Origin::Made && touches(&addition.path)
            } else {
                files.iter().any(|(path, _)| touches(path))
            };
            if hit {
                add(&rewrite.word.text, by, rewrite.command.span, &touches);
            }
        }
    }
    found
}

/// The packages that a layer installs.
fn installed(layer: &Layer) -> Vec<String> {
    let calls = layer.commands().iter().filter_map(Transaction::of);
    let installs = calls.filter(|call| call.action == Action::Install);
    installs.flat_map(|call| call.packages).map(|package| package.text.replace("{}", "…")).collect()
}

/// The packages of a layer that a later one removes.
fn removed_packages<'a>(sources: &'a Sources, layer: &Layer, later: &[&Layer]) -> Vec<Waste<'a>> {
    let packages = installed(layer);
    let groups: Vec<&str> =
        layer.commands().iter().filter_map(Transaction::of).filter_map(|call| call.group).collect();
    let commands = later.iter().flat_map(|layer| layer.commands());
    let removals = commands.filter_map(|command: &Command| {
        Transaction::of(command).filter(|call| call.action == Action::Remove)
    });
    removals
        .flat_map(|call| call.packages)
        .filter(|removed| {
            groups.contains(&removed.text.as_str())
                || packages.iter().any(|package| bare_name(package) == bare_name(&removed.text))
        })
        .map(|removed| Waste {
            what: removed.text.clone(),
            by: "removed",
            bytes: None,
            place: Place::of(sources, removed.span),
        })
        .collect()
}

impl Row<'_> {
    /// The cells of the table. What an earlier row has `said` to depend on is not said again: all that follows it runs anew too.
    pub(super) fn cells<'s>(&'s self, said: &mut BTreeSet<&'s str>) -> Vec<String> {
        let adds = self.adds.iter().map(|added| match added.files {
            Some(1) => format!("{} from {}", added.path, added.from),
            Some(count) => format!("{}: {count} files from {}", added.path, added.from),
            None => format!("{} from {}", added.path, added.from),
        });
        let packages = (!self.packages.is_empty()).then(|| format!("packages: {}", self.packages.join(", ")));
        let causes = self.runs_anew.iter().map(String::as_str);
        let runs_anew: Vec<&str> = causes.filter(|cause| said.insert(cause)).collect();
        let wasted = self.wasted.iter().map(|waste| {
            let bytes = waste.bytes.map_or(String::new(), |bytes| format!(" ({bytes} bytes)"));
            format!("{}: {} on line {}{bytes}", waste.what, waste.by, waste.place.line)
        });
        vec![
            self.place.line.to_string(),
            self.instruction.clone(),
            adds.chain(packages.map(|packages| cut(&packages))).collect::<Vec<_>>().join("\n"),
            self.bytes.map_or("?".to_owned(), |bytes| bytes.to_string()),
            runs_anew.join("\n"),
            wasted.collect::<Vec<_>>().join("\n"),
        ]
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}
