//! twelvecheck: a static analyzer for the twelve-factor method.
//!
//! # The way through the house
//!
//! [`discover`] lists the project's files and says what each is. [`parse`] turns text into spanned trees; nothing past that
//! folder sees a parser. [`extract`] turns trees into [`fact`]s and typed [`artefact`]s, one file at a time; charts
//! ([`extract::helm`]), templates of OpenShift ([`extract::openshift`]) and kustomizations ([`extract::kustomize`]) are rendered to manifests in between, whose every byte knows
//! where it was written. [`link`] groups them into [`app`]s: which code, image, manifests and start commands belong to one
//! deployable thing. [`rule`]s look at apps through a [`rule::Pass`] and report [`rule::Finding`]s, which the engine moves from
//! rendered text to its origins. [`suppress`] drops what somebody chose to live with, and [`report`] writes the rest.
//!
//! Everything is owned data, each step is one function, and nothing depends on the order of threads. The tool only reads: it
//! never runs, builds or downloads anything of the tree it looks at.

pub mod app;
pub mod artefact;
pub mod checks;
pub mod cli;
pub mod config;
pub mod discover;
pub mod examples;
pub mod extract;
pub mod fact;
pub mod inspect;
pub mod judge;
pub mod link;
pub mod manifests;
pub mod parse;
pub mod report;
pub mod rule;
mod run;
pub mod source;
pub mod suppress;

pub use run::{Outcome, run};

use rayon::prelude::*;

use app::{Project, Unreadable};
use discover::{Class, Content, Entry, Language, Projects, Tree};
use extract::code::Languages;
use extract::code::table::Alias;
use extract::{Harvest, Manifest, Reader, helm, kustomize, openshift};
use source::{FileId, SourceFile, Sources, Span, folder_of};

/// Reads a tree and groups what it says into apps; charts are rendered as without options.
pub fn analyse(tree: &Tree) -> Project {
    analyse_with(tree, &helm::Options::default(), &[])
}

/// Reads a tree and groups what it says into apps. `names` are those of the project's own libraries.
pub fn analyse_with(tree: &Tree, options: &helm::Options, names: &[Alias]) -> Project {
    let paths = paths(tree);
    let (mut sources, mut harvest) = read_all(tree, &paths, &Languages::taught(names));
    let mut manifests = helm::render(&sources, &paths, options, |_| true, &mut harvest);
    manifests.extend(openshift::render(&sources, &mut harvest));
    extract::read_rendered(&mut sources, &mut harvest, &paths, manifests);
    kustomize::render(tree, &paths, options, &mut sources, &mut harvest);
    extract::inline::read(&mut sources, &mut harvest, &paths);
    link::link(sources, harvest)
}

/// As [`analyse`], with every manifest as it is written: nothing is rendered, changed or left out.
pub fn analyse_as_written(tree: &Tree) -> Project {
    let (sources, harvest) = read_all(tree, &paths(tree), &Languages::default());
    link::link(sources, harvest)
}

/// What renderers make of a tree.
#[derive(Debug)]
pub struct Rendered {
    /// The files.
    pub sources: Sources,
    /// The manifests, in the order of their charts, templates and environments.
    pub manifests: Vec<Manifest>,
    /// What could not be read or rendered.
    pub unreadable: Vec<Unreadable>,
}

/// Reads a tree and renders the kustomization at a path of it, or else the charts and the templates of OpenShift in that folder.
pub fn rendered(tree: &Tree, options: &helm::Options, part: &str) -> Rendered {
    let paths = paths(tree);
    let (mut sources, read) = read_all(tree, &paths, &Languages::default());
    if let Some((manifests, unreadable)) = kustomize::build(tree, &paths, &mut sources, options, part) {
        return Rendered { sources, manifests, unreadable };
    }
    let mut harvest = Harvest { ci: read.ci, ..Harvest::default() };
    let wanted = |chart: &str| source::is_below(chart, part);
    let mut manifests = helm::render(&sources, &paths, options, wanted, &mut harvest);
    let templates = openshift::render(&sources, &mut harvest);
    manifests.extend(templates.into_iter().filter(|template| source::is_below(&template.of, part)));
    Rendered { sources, manifests, unreadable: harvest.unreadable }
}

fn paths(tree: &Tree) -> Vec<String> {
    tree.entries.iter().map(|entry| entry.path.clone()).collect()
}

/// Reads every file by itself, compose files and pipelines together.
fn read_all(tree: &Tree, paths: &[String], languages: &Languages) -> (Sources, Harvest) {
    let charts: Vec<&str> = paths
        .iter()
        .filter(|path| discover::classify::by_name(path) == Some(Class::HelmChart))
        .map(|path| folder_of(path))
        .collect();
    let projects = Projects::of(&tree.entries);
    let read: Vec<(SourceFile, Harvest)> = tree
        .entries
        .par_iter()
        .enumerate()
        .map(|(at, entry)| read(FileId(at as u32), entry, paths, &charts, &projects, languages))
        .collect();

    let mut files = Vec::with_capacity(read.len());
    let mut harvest = Harvest::default();
    for (file, own) in read {
        files.push(file);
        harvest.append(own);
    }
    let sources = Sources::new(files);
    extract::compose::read(tree, &sources, &mut harvest);
    extract::code::read_packages(&sources, paths, languages, &mut harvest);
    extract::ci::read(&sources, &mut harvest);
    (sources, harvest)
}

fn read(
    file: FileId,
    entry: &Entry,
    paths: &[String],
    charts: &[&str],
    projects: &Projects,
    languages: &Languages,
) -> (SourceFile, Harvest) {
    let path = entry.path.as_str();
    let named = discover::classify::by_name(path);
    // The templates of a chart may be of any kind, and may read its other files.
    let in_chart = charts.iter().any(|chart| source::is_below(path, chart)) && !path.ends_with(".md");
    let tells_of_use = extract::compose::may_be_named_in(path) || discover::classify::is_of_program(path);
    if matches!(named, Some(Class::Other)) && !entry.is_closed() && !in_chart && !tells_of_use {
        return (SourceFile::new(path, ""), Harvest::default());
    }
    let without_text = |class: Class, text: &str| {
        let place = discover::place(path, class, "");
        let reader = Reader { file, path, text, place: &place, paths, languages };
        (SourceFile::new(path, ""), extract::extract(reader, class))
    };
    let unread = |reason: &str| {
        let mut harvest = Harvest::default();
        harvest.unreadable(Span::start_of(file), format!("the file was not read: {reason}"));
        (SourceFile::new(path, ""), harvest)
    };
    if let Some(class @ Class::Lockfile(..)) = named {
        // Long, and shown nowhere: what is taken from the text is enough.
        let text = match discover::read(entry) {
            Content::Text(text) => text,
            Content::Binary | Content::Unreadable(_) => String::new(),
        };
        return without_text(class, &text);
    }
    let text = match discover::read(entry) {
        Content::Text(text) => text,
        Content::Binary if named == Some(Class::Credentials) => return without_text(Class::Credentials, ""),
        Content::Binary if may_be_binary(path, named) => {
            return (SourceFile::new(path, ""), Harvest::default());
        }
        Content::Binary | Content::Unreadable(_) if named == Some(Class::Other) && !entry.is_closed() => {
            return (SourceFile::new(path, ""), Harvest::default());
        }
        Content::Binary => return unread("it holds bytes that are no text"),
        Content::Unreadable(reason) => return unread(&reason),
    };
    let class = discover::classify(path, &text, charts);
    let place = discover::place_among(path, class, &text, paths, projects);
    let reader = Reader { file, path, text: &text, place: &place, paths, languages };
    let mut harvest = extract::extract(reader, class);
    if !place.role.is_own() {
        // No rule judges such files, and tests are full of input that is broken on purpose.
        harvest.unreadable.clear();
    }
    (SourceFile::new(path, text), harvest)
}

/// Whether nobody expects text under that name: programs have no extension, and `.ts` is also the name of videos.
fn may_be_binary(path: &str, named: Option<Class>) -> bool {
    match named {
        Some(class) => class == Class::Source(Language::TypeScript),
        None => !source::name_of(path).contains('.'),
    }
}
