//! Does CI push anything that names one build for good?

use std::collections::{BTreeMap, BTreeSet};

use super::tags;
use crate::artefact::reference::ImageReference;
use crate::rule::Pass;
use crate::source::FileId;

/// Images that CI pushes under tags alone that the next build takes over.
pub fn release_not_immutable(pass: &mut Pass) {
    let mut groups: BTreeMap<(String, Option<FileId>), Vec<ImageReference>> = BTreeMap::new();
    // Pipelines that push what is not known here, or a tag that stays.
    let (mut unknown, mut fixed) = (BTreeSet::new(), BTreeSet::new());
    let apps = pass.project.apps.iter().flat_map(|app| &app.ci_images);
    for written in apps.filter(|image| image.pushed).flat_map(|image| &image.references) {
        let Some(reference) = ImageReference::parse(written) else { continue };
        let file = written.span.file;
        let name = reference.name().to_owned();
        if reference.is_blank() && reference.version().is_none() {
            unknown.insert(file);
            continue;
        }
        if !is_moving(&reference) {
            fixed.insert(file);
        }
        let scope = name.contains("{}").then_some(file);
        groups.entry((name, scope)).or_default().push(reference);
    }
    let own: BTreeSet<FileId> = pass.app.ci_images.iter().map(|image| image.span.file).collect();
    for ((name, scope), references) in groups {
        let Some(first) = references.first() else { continue };
        let is_settled = |reference: &ImageReference| {
            !is_moving(reference) || unknown.contains(&reference.repository.span.file)
        };
        let is_other = !own.contains(&first.repository.span.file) || is_tooling(&name);
        if is_other || references.iter().any(is_settled) || scope.is_some_and(|file| fixed.contains(&file)) {
            continue;
        }
        let tag = first.tag.as_ref().map_or("latest", |tag| tag.text.as_str());
        let what = if scope.is_some() { "the image".to_owned() } else { format!("image '{name}'") };
        let finding = pass.report(
            first.repository.span,
            format!("'{tag}' is the only tag that {what} is pushed with: the next build replaces this one"),
        );
        for reference in &references {
            finding.because(reference.repository.span, "this tag moves too");
        }
        finding.help(
            "Push a tag that names the build as well (the commit, a version, the number of the run) and deploy that one.",
        );
    }
}

/// Whether the tag names whatever was pushed last.
fn is_moving(reference: &ImageReference) -> bool {
    reference.digest.is_none()
        && reference.tag.as_ref().is_none_or(|tag| tag.literal)
        && tags::moves(reference)
}

/// Whether an image is there for CI or development rather than for a release.
fn is_tooling(name: &str) -> bool {
    let words = [
        "base",
        "build",
        "builder",
        "cache",
        "ci",
        "dev",
        "devcontainer",
        "runner",
        "test",
        "tests",
        "toolchain",
        "preview",
    ];
    name.split(['-', '_', '.']).any(|word| words.contains(&word))
}
