//! pip's requirements files, and requirements in the notation of PEP 508 wherever they are written.

use super::{Harvest, Reader, git, push};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::requirements::{self, Requirement as Line};
use crate::parse::tree::Node;
use crate::source::{Arg, FileId, Span, folder_of, join, name_of};

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let found = requirements::parse(reader.file, reader.text);
    for error in &found.errors {
        harvest.unreadable(error.span, error.message.clone());
    }
    let need = need(reader.path);
    let mut package = Package::new(reader.file, Ecosystem::Python, reader.place.clone());
    package.dependencies =
        found.requirements.into_iter().filter_map(|line| requirement(line, need)).collect();
    package.includes =
        found.includes.into_iter().filter_map(|include| included(reader, &include.path)).collect();
    if let Some(first) = package.dependencies.first() {
        package.anchor = first.span;
    }
    push(reader, package, harvest);
}

fn included(reader: Reader, path: &Arg) -> Option<Arg> {
    let text = join(folder_of(reader.path), path.known()?)?;
    Some(Arg::literal(text, path.span))
}

/// The file's name tells what it is for: `requirements-dev.txt`, `requirements/test.txt`.
fn need(path: &str) -> Need {
    let is_for_work = |word: &str| {
        matches!(
            word,
            "dev"
                | "develop"
                | "development"
                | "local"
                | "test"
                | "tests"
                | "testing"
                | "lint"
                | "linting"
                | "linters"
                | "docs"
                | "doc"
                | "ci"
                | "typing"
                | "types"
                | "mypy"
                | "format"
                | "style"
                | "quality"
                | "bench"
                | "benchmark"
                | "build"
                | "release"
                | "tools"
                | "tooling"
                | "debug"
                | "integration"
                | "e2e"
                | "qa"
        )
    };
    let name = name_of(path).to_ascii_lowercase();
    if name.split(['-', '_', '.']).any(is_for_work) { Need::Develop } else { Need::Run }
}

/// The requirement that a string of a manifest holds.
pub(super) fn in_string(node: Node, need: Need) -> Option<Requirement> {
    let line = requirements::parse(node.span().file, node.text()?).requirements.into_iter().next()?;
    let mut requirement = requirement(line, need)?;
    let place = |span: Span| node.source_span(span.range());
    requirement.name.span = place(requirement.name.span);
    if let Some(version) = &mut requirement.version {
        version.span = place(version.span);
    }
    requirement.span = node.span();
    Some(requirement)
}

/// The requirement in a piece of a file's text that starts at byte `at`.
pub(super) fn in_text(file: FileId, text: &str, at: usize, need: Need) -> Option<Requirement> {
    let line = requirements::parse(file, text).requirements.into_iter().next()?;
    let mut requirement = requirement(line, need)?;
    let place = |span: Span| Span::new(file, span.range().start + at, span.range().end + at);
    requirement.name.span = place(requirement.name.span);
    if let Some(version) = &mut requirement.version {
        version.span = place(version.span);
    }
    requirement.span = place(requirement.span);
    Some(requirement)
}

fn requirement(line: Line, need: Need) -> Option<Requirement> {
    let from = line.url.as_ref().map_or(Provenance::Registry, |url| provenance(&url.text));
    let name = line.name.or(line.url)?;
    Some(Requirement { name, version: line.specifier, need, from, span: line.span })
}

/// Where a URL or path of a requirement leads.
pub(super) fn provenance(url: &str) -> Provenance {
    if url.starts_with("git+") || url.starts_with("git://") {
        let address = url.split(['#', ';']).next().unwrap_or(url).trim();
        let path = address.split_once("://").map_or(address, |(_, rest)| rest);
        let path = path.split_once('/').map_or(path, |(_, path)| path);
        return git::provenance(path.rsplit_once('@').map(|(_, reference)| reference));
    }
    if url.contains("://") && !url.starts_with("file:") { Provenance::Url } else { Provenance::Local }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn lines_become_requirements() {
        let text = "-r base.txt\n-c ../constraints.txt\nDjango>=4.2\nflask\n-e .\n\
            git+https://user@h/x/y.git@main#egg=y\nz @ git+https://h/z@v1.0\nw @ https://h/w.whl\n";
        let found = harvest("requirements/prod.txt", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package
            .dependencies
            .iter()
            .map(|r| (r.name.text.as_str(), r.from, r.version.as_ref().map(|v| v.text.as_str())))
            .collect();
        assert_eq!(
            shown,
            [
                ("Django", Provenance::Registry, Some(">=4.2")),
                ("flask", Provenance::Registry, None),
                (".", Provenance::Local, None),
                ("y", Provenance::GitMoving, None),
                ("z", Provenance::GitPinned, None),
                ("w", Provenance::Url, None),
            ]
        );
        let includes: Vec<_> = package.includes.iter().map(|path| path.text.as_str()).collect();
        assert_eq!(includes, ["requirements/base.txt", "constraints.txt"]);
    }

    #[test]
    fn names_of_files_tell_the_need() {
        for path in ["requirements-dev.txt", "requirements/test.txt", "docs_requirements.txt"] {
            assert_eq!(need(path), Need::Develop, "{path}");
        }
        for path in ["requirements.txt", "requirements/base.txt", "requirements-prod.txt"] {
            assert_eq!(need(path), Need::Run, "{path}");
        }
    }
}
