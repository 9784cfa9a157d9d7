//! Do image, version files, manifests and CI ask for the same release of a language?

use std::collections::{BTreeMap, BTreeSet};

use crate::app::{App, Project};
use crate::artefact::runtime;
use crate::artefact::version::{Notation, Range};
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{FileId, folder_of, is_below, name_of};

/// A place that asks for releases of a language.
#[derive(Clone)]
struct Ask<'a> {
    fact: &'a Fact,
    /// `None` where what it means is not known here.
    range: Option<Range>,
    folder: &'a str,
}

/// A language runtime whose releases differ between the image and the places that set up development and tests.
pub fn runtime_version_drift(pass: &mut Pass) {
    let languages: BTreeSet<&str> =
        project_facts(pass.project, Kind::Runtime).map(Fact::subject_text).collect();
    for language in languages {
        let images = images(pass.app, pass, language);
        let files = files(pass, language);
        let (references, others) = if images.is_empty() { leading_file(files) } else { (images, files) };
        let parts = runtime::line_parts(language);
        let mut conflicts: BTreeMap<FileIdStart, (Ask, Vec<Ask>)> = BTreeMap::new();
        let differing = others
            .into_iter()
            .filter_map(|other| Some((nearest_conflict(&references, &other, parts)?, other)));
        for (reference, other) in differing {
            conflicts.entry(key(&reference)).or_insert_with(|| (reference, Vec::new())).1.push(other);
        }
        if let Some((reference, steps)) = ci_conflict(pass, language, &references, parts) {
            conflicts.entry(key(&reference)).or_insert_with(|| (reference, Vec::new())).1.extend(steps);
        }
        for (reference, others) in conflicts.into_values() {
            report(pass, language, &reference, &others);
        }
    }
}

type FileIdStart = (FileId, u32);

fn key(ask: &Ask) -> FileIdStart {
    (ask.fact.span.file, ask.fact.span.start)
}

fn report(pass: &mut Pass, language: &str, reference: &Ask, others: &[Ask]) {
    let Some(first) = others.first() else { return };
    let sources = pass.sources;
    let name = title(language);
    let here = place(reference.fact, name_of(sources.path(reference.fact.span.file)));
    let there = place(first.fact, name_of(sources.path(first.fact.span.file)));
    let more = match others.len() - 1 {
        0 => String::new(),
        1 => " (and so does one more place)".to_owned(),
        count => format!(" (and so do {count} more places)"),
    };
    let finding = pass.report(
        reference.fact.span,
        format!(
            "{here} has {name} '{}', but {there} asks for '{}'{more}",
            reference.fact.value_text(),
            first.fact.value_text()
        ),
    );
    for other in others {
        finding.because(other.fact.span, format!("{name} '{}' here", other.fact.value_text()));
    }
    finding.help(format!("Decide for one release of {name} and name it in each of these places, or let the others read one file."));
}

/// How a message calls the place of a fact.
fn place(fact: &Fact, file: &str) -> String {
    match fact.api.as_str() {
        "FROM" => "the image".to_owned(),
        "ci" | "ci-matrix" => "CI".to_owned(),
        _ => format!("'{file}'"),
    }
}

fn title(language: &str) -> &str {
    match language {
        "node" => "Node.js",
        "python" => "Python",
        "go" => "Go",
        "ruby" => "Ruby",
        "php" => "PHP",
        "rust" => "Rust",
        "java" => "Java",
        "dotnet" => ".NET",
        other => other,
    }
}

fn project_facts(project: &Project, kind: Kind) -> impl Iterator<Item = &Fact> {
    project.apps.iter().flat_map(move |app| app.facts(kind))
}

fn ask<'a>(pass: &Pass<'a>, fact: &'a Fact, language: &str, notation: Notation) -> Ask<'a> {
    let text = fact.known_value().map(|text| release_text(language, text));
    let range = text.and_then(|text| Range::parse(notation, text));
    Ask { fact, range, folder: folder_of(pass.sources.path(fact.span.file)) }
}

/// Java 8 and older were called 1.8 and so on.
fn release_text<'t>(language: &str, text: &'t str) -> &'t str {
    let old = text.strip_prefix("1.").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    old.filter(|_| language == "java").unwrap_or(text)
}

/// The images of an app that bring the language.
fn images<'a>(app: &'a App, pass: &Pass<'a>, language: &str) -> Vec<Ask<'a>> {
    let bases = app.production(Kind::BaseImage);
    let own = bases.filter(|fact| {
        fact.subject.as_ref().is_some_and(|repository| runtime::language(&repository.text) == Some(language))
    });
    own.map(|fact| ask(pass, fact, language, Notation::Release)).collect()
}

fn is_ci(fact: &Fact) -> bool {
    matches!(fact.api.as_str(), "ci" | "ci-matrix")
}

/// What version files and manifests of the app ask for, and those of folders around it where it has none of the kind.
fn files<'a>(pass: &Pass<'a>, language: &str) -> Vec<Ask<'a>> {
    let all = |app: &'a App| {
        app.production(Kind::Runtime)
            .filter(move |fact| !is_ci(fact))
            .map(|fact| ask(pass, fact, language, runtime::notation(&fact.api)))
    };
    let of_language = |ask: &Ask| ask.fact.subject_text() == language;
    let mut found: Vec<Ask> = all(pass.app).filter(of_language).collect();
    let has_file = found.iter().any(|ask| is_version_file(ask.fact));
    let around =
        pass.project.apps.iter().filter(|app| app.root != pass.app.root).flat_map(all).filter(of_language);
    found.extend(
        around.filter(|ask| is_above(ask.folder, &pass.app.root) && !(has_file && is_version_file(ask.fact))),
    );
    found
}

fn is_above(folder: &str, root: &str) -> bool {
    folder != root && is_below(root, folder)
}

/// Whether the fact comes from a file that version managers read, which names what developers run.
fn is_version_file(fact: &Fact) -> bool {
    runtime::notation(&fact.api) == Notation::Release
}

/// Without an image the version file leads, and without that there is nothing to compare ranges with but each other.
fn leading_file(files: Vec<Ask>) -> (Vec<Ask>, Vec<Ask>) {
    let (mut leading, mut others): (Vec<Ask>, Vec<Ask>) =
        files.into_iter().partition(|ask| is_version_file(ask.fact));
    if leading.len() > 1 {
        others.extend(leading.split_off(1));
    }
    (leading, others)
}

fn agree(a: &Ask, b: &Ask, parts: usize) -> bool {
    let (Some(a), Some(b)) = (&a.range, &b.range) else { return true };
    if a.is_release() && b.is_release() { a.line(parts).overlaps(&b.line(parts)) } else { a.overlaps(b) }
}

/// The reference that `other` contradicts, if it agrees with none that is as near.
fn nearest_conflict<'a>(references: &[Ask<'a>], other: &Ask, parts: usize) -> Option<Ask<'a>> {
    let related = references.iter().filter(|reference| {
        is_below(reference.folder, other.folder) || is_below(other.folder, reference.folder)
    });
    let related: Vec<&Ask> = related.collect();
    if related.iter().any(|reference| agree(reference, other, parts)) {
        return None;
    }
    let nearest = related.into_iter().max_by_key(|reference| {
        let shared = is_below(other.folder, reference.folder);
        (shared, reference.folder.len())
    });
    nearest.cloned()
}

/// CI contradicts a reference when no job uses its release; a job may belong to another app that agrees with it.
fn ci_conflict<'a>(
    pass: &Pass<'a>,
    language: &str,
    references: &[Ask<'a>],
    parts: usize,
) -> Option<(Ask<'a>, Vec<Ask<'a>>)> {
    let facts = project_facts(pass.project, Kind::Runtime)
        .filter(|fact| is_ci(fact) && fact.subject_text() == language);
    let asks = facts.map(|fact| ask(pass, fact, language, runtime::notation(&fact.api)));
    // `3.x` is whatever came out last: no choice of a release that one could compare.
    let steps: Vec<Ask> =
        asks.filter(|ask| ask.range.as_ref().is_none_or(|range| !range.is_several_lines(parts))).collect();
    let elsewhere = pass.project.apps.iter().filter(|app| app.root != pass.app.root);
    let other_images: Vec<Ask> = elsewhere.flat_map(|app| images(app, pass, language)).collect();
    let everyone = references.iter().chain(&other_images);
    let is_served =
        everyone.into_iter().any(|reference| steps.iter().any(|step| agree(reference, step, parts)));
    if steps.is_empty() || is_served {
        return None;
    }
    Some((references.first()?.clone(), steps))
}
