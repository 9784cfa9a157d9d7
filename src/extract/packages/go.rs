//! `go.mod` (Go modules reference, section "go.mod files").

use std::collections::BTreeMap;
use std::path::Path;

use super::{Harvest, Reader, has_file_below, push, push_runtime};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::lines::{lines, trim};
use crate::source::{Arg, Span};

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let mut package = Package::new(reader.file, Ecosystem::Go, reader.place.clone());
    package.library = !has_program(reader);
    let mut block: Option<String> = None;
    let mut replaced: BTreeMap<String, Provenance> = BTreeMap::new();
    for (start, line) in lines(reader.text) {
        let line = line.split("//").next().unwrap_or("");
        let words = words(reader, start, line);
        let mut words = words.as_slice();
        if words.first().is_some_and(|word| word.text == ")") {
            block = None;
            continue;
        }
        let directive = match (&block, words.split_first()) {
            (Some(directive), Some(_)) => directive.clone(),
            (None, Some((first, rest))) => {
                words = rest;
                if rest.first().is_some_and(|word| word.text == "(") {
                    block = Some(first.text.clone());
                    continue;
                }
                first.text.clone()
            }
            (_, None) => continue,
        };
        match (directive.as_str(), words) {
            ("module", [name, ..]) => {
                package.anchor = name.span;
                package.name = Some(name.clone());
            }
            ("go", [version, ..]) => push_runtime(reader, "go", version.clone(), "go.mod", harvest),
            ("toolchain", [version, ..]) if version.text != "default" => {
                push_runtime(reader, "go", version.clone(), "go.mod toolchain", harvest);
            }
            ("require", [name, version, ..]) => package.dependencies.push(requirement(name, version)),
            ("replace", [name, .., target]) if target.text.starts_with(['.', '/']) => {
                replaced.insert(name.text.clone(), Provenance::Local);
            }
            // Another module, at a version that is a tag or commit of its repository.
            ("replace", [name, .., _]) => {
                replaced.insert(name.text.clone(), Provenance::GitPinned);
            }
            _ => {}
        }
    }
    for requirement in &mut package.dependencies {
        requirement.from = replaced.get(&requirement.name.text).copied().unwrap_or(requirement.from);
    }
    push(reader, package, harvest);
}

fn requirement(name: &Arg, version: &Arg) -> Requirement {
    Requirement {
        name: name.clone(),
        version: Some(version.clone()),
        need: Need::Run,
        from: Provenance::Registry,
        span: name.span.to(version.span),
    }
}

/// The words of a line with their places, quotes taken off; a bracket is a word of its own.
fn words(reader: Reader, start: usize, line: &str) -> Vec<Arg> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let (skipped, rest) = trim(&line[at..]);
        at += skipped;
        let length = if rest.starts_with(['(', ')']) {
            1
        } else {
            rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len())
        };
        if length == 0 {
            break;
        }
        let span: Span = reader.span(start + at..start + at + length);
        found.push(Arg::literal(rest[..length].trim_matches(['"', '`']), span));
        at += length;
    }
    found
}

fn is_source(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "go")
}

/// Programs stand at the root or below `cmd`, by the custom of the language.
fn has_program(reader: Reader) -> bool {
    has_file_below(reader, |path| path == "main.go" || (path.starts_with("cmd/") && is_source(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::{harvest, harvest_among};
    use crate::fact::Kind;

    const TEXT: &str = "module example.org/shop // é\r\n\r\ngo 1.22.1\r\ntoolchain go1.22.3\r\nrequire (\r\n\t\
        github.com/a/b v1.2.3\r\n\t\"github.com/c/d\" v0.0.0-20240101000000-abcdefabcdef // indirect\r\n)\r\n\
        require github.com/e/f/v2 v2.0.0\r\nreplace github.com/a/b => ../b\r\nreplace github.com/e/f/v2 v2.0.0 => h.org/f v2.0.1\r\n";

    #[test]
    fn directives_in_blocks_and_alone() {
        let found = harvest_among("go.mod", TEXT, &["cmd/shop/main.go"]);
        let package = &found.packages[0];
        let shown: Vec<_> = package.dependencies.iter().map(|r| (r.name.text.as_str(), r.from)).collect();
        assert_eq!(
            shown,
            [
                ("github.com/a/b", Provenance::Local),
                ("github.com/c/d", Provenance::Registry),
                ("github.com/e/f/v2", Provenance::GitPinned),
            ]
        );
        assert_eq!(&TEXT[package.dependencies[0].span.range()], "github.com/a/b v1.2.3");
        assert_eq!(&TEXT[package.anchor.range()], "example.org/shop");
        let runtimes: Vec<_> = found
            .facts
            .iter()
            .filter(|f| f.kind == Kind::Runtime)
            .map(|f| (f.value_text(), f.api.as_str()))
            .collect();
        assert_eq!(runtimes, [("1.22.1", "go.mod"), ("go1.22.3", "go.mod toolchain")]);
        assert!(!package.library && harvest("go.mod", TEXT).packages[0].library);
    }

    #[test]
    fn any_cut_is_read() {
        let text = "module \"é\nrequire (\né ( v1\n) go é\nreplace a => é";
        for (at, _) in text.char_indices() {
            harvest("go.mod", &text[at..]);
            harvest("go.mod", &text[..at]);
        }
    }
}
