//! `package.json` (npm, yarn, pnpm, bun).

use super::{Harvest, Reader, git, push, push_runtime, root};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::json;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

const TABLES: [(&str, Need); 4] = [
    ("dependencies", Need::Run),
    ("devDependencies", Need::Develop),
    ("optionalDependencies", Need::Optional),
    ("peerDependencies", Need::Optional),
];

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = json::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let mut package = Package::new(reader.file, Ecosystem::Npm, reader.place.clone());
    package.name = root.get("name").and_then(Node::arg);
    package.library = is_library(root);
    package.manager = root.get("packageManager").and_then(manager);
    package.anchor = anchor(root);
    for (table, need) in TABLES {
        let entries = root.get(table).into_iter().flat_map(Node::own_entries);
        package.dependencies.extend(entries.filter_map(|(name, version)| requirement(name, version, need)));
    }
    for (name, script) in root.get("scripts").into_iter().flat_map(Node::own_entries) {
        package.scripts.extend(name.arg().zip(script.arg()));
    }
    package.workspaces = root.get("workspaces").map(workspaces).unwrap_or_default();
    push_runtimes(reader, root, harvest);
    push(reader, package, harvest);
}

fn push_runtimes(reader: Reader, root: Node, harvest: &mut Harvest) {
    for (path, api) in [(["engines", "node"], "engines.node"), (["volta", "node"], "volta.node")] {
        if let Some(version) = root.at(&path).and_then(Node::arg) {
            push_runtime(reader, "node", version, api, harvest);
        }
    }
    let declared = root.at(&["devEngines", "runtime"]);
    for runtime in declared.into_iter().flat_map(|node| node.items().chain(node.is_mapping().then_some(node)))
    {
        let is_node = runtime.get("name").and_then(Node::text) == Some("node");
        if let Some(version) = runtime.get("version").and_then(Node::arg).filter(|_| is_node) {
            push_runtime(reader, "node", version, "devEngines.runtime", harvest);
        }
    }
}

/// Where a finding about the whole manifest is shown.
fn anchor(root: Node) -> Span {
    let keys = TABLES.iter().map(|(table, _)| *table).chain(["name", "private"]);
    let found = keys.into_iter().find_map(|key| root.entry(key));
    found.map_or(root.span(), |(key, _)| key.span())
}

/// A package with what only published ones need is a library, unless it says that it is private or how it is started.
fn is_library(root: Node) -> bool {
    let is_private = root.get("private").and_then(Node::as_bool) == Some(true);
    let is_started = root.at(&["scripts", "start"]).is_some();
    let published =
        ["exports", "module", "types", "typings", "publishConfig", "files", "peerDependencies", "bin"];
    let entry = root.get("main").is_some() && root.get("version").is_some() && root.get("keywords").is_some();
    !is_private && !is_started && (published.iter().any(|key| root.get(key).is_some()) || entry)
}

/// The command in `pnpm@9.1.0+sha512.…`.
fn manager(node: Node) -> Option<Arg> {
    let text = node.text()?;
    let name = text.split('@').next().unwrap_or(text);
    Some(Arg::literal(name, node.source_span(0..name.len())))
}

fn workspaces(node: Node) -> Vec<Arg> {
    let list = node.get("packages").unwrap_or(node);
    list.items().filter_map(Node::arg).collect()
}

fn requirement(name: Node, version: Node, need: Need) -> Option<Requirement> {
    let written = version.arg()?;
    let (from, version) = source(&written);
    Some(Requirement { name: name.arg()?, version, need, from, span: name.span().to(written.span) })
}

/// Where a package comes from, and the range where it comes from a registry. `catalog:` ranges stand elsewhere.
fn source(written: &Arg) -> (Provenance, Option<Arg>) {
    let text = written.text.trim();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    match scheme {
        "file" | "link" | "workspace" | "portal" | "patch" => (Provenance::Local, None),
        "catalog" => (Provenance::Registry, Some(Arg::computed("{}", written.span))),
        "npm" | "jsr" => {
            let range =
                rest.rsplit_once('@').filter(|(name, _)| !name.is_empty()).map_or("", |(_, range)| range);
            (Provenance::Registry, Some(Arg::literal(range, written.span)))
        }
        "github" | "gitlab" | "bitbucket" | "gist" | "git" | "ssh" => (git_source(text), None),
        "http" | "https" if is_repository(rest) => (git_source(text), None),
        "http" | "https" => (Provenance::Url, None),
        _ if scheme.starts_with("git+") || scheme.starts_with("git@") => (git_source(text), None),
        _ if text.starts_with(['.', '~']) && text.contains('/') || text.starts_with('/') => {
            (Provenance::Local, None)
        }
        _ if is_shorthand(text) => (git_source(text), None),
        _ => (Provenance::Registry, Some(written.clone())),
    }
}

fn is_repository(rest: &str) -> bool {
    let address = rest.split('#').next().unwrap_or(rest);
    address.strip_suffix(".git").is_some()
}

/// `owner/repository` of GitHub.
fn is_shorthand(text: &str) -> bool {
    let address = text.split('#').next().unwrap_or(text);
    !address.starts_with('@') && !address.contains(' ') && address.split('/').count() == 2
}

/// The part after `#` is a commit, tag or branch, or `semver:` with a range over tags.
fn git_source(text: &str) -> Provenance {
    let reference = text.split_once('#').map(|(_, reference)| reference);
    match reference {
        Some(reference) if reference.starts_with("semver:") => Provenance::GitPinned,
        reference => git::provenance(reference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn dependencies_keep_their_tables_and_origins() {
        let text = r#"{"name": "shop", "private": true, "packageManager": "pnpm@9.1.0",
            "workspaces": {"packages": ["packages/*"]}, "scripts": {"start": "node ."}, "engines": {"node": ">=18"},
            "dependencies": {"a": "^1.0.0", "b": "*", "c": "file:../c", "d": "acme/d#main", "e": "npm:@x/e@^2",
                "f": "git+ssh://git@h/f.git#v1.2.0", "g": "https://h/g.tgz", "h": "catalog:"},
            "devDependencies": {"z": "latest"}}"#;
        let found = harvest("package.json", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package
            .dependencies
            .iter()
            .map(|r| (r.name.text.as_str(), r.from, r.version.as_ref().map(|v| v.text.as_str())))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", Provenance::Registry, Some("^1.0.0")),
                ("b", Provenance::Registry, Some("*")),
                ("c", Provenance::Local, None),
                ("d", Provenance::GitMoving, None),
                ("e", Provenance::Registry, Some("^2")),
                ("f", Provenance::GitPinned, None),
                ("g", Provenance::Url, None),
                ("h", Provenance::Registry, Some("{}")),
                ("z", Provenance::Registry, Some("latest")),
            ]
        );
        assert_eq!(&text[package.dependencies[1].span.range()], r#""b": "*""#);
        let manager = package.manager.as_ref().unwrap();
        assert_eq!((manager.text.as_str(), &text[manager.span.range()]), ("pnpm", "pnpm"));
        assert_eq!((package.library, package.workspaces.len(), package.scripts.len()), (false, 1, 1));
        let runtime = found.facts.iter().find(|fact| fact.kind == crate::fact::Kind::Runtime).unwrap();
        assert_eq!(
            (runtime.subject_text(), runtime.value_text(), runtime.api.as_str()),
            ("node", ">=18", "engines.node")
        );
    }

    #[test]
    fn published_packages_are_libraries() {
        let is_library = |text| harvest("package.json", text).packages[0].library;
        assert!(is_library(r#"{"name": "x", "exports": "./x.js"}"#));
        assert!(is_library(r#"{"name": "x", "version": "1.0.0", "main": "x.js", "keywords": []}"#));
        assert!(!is_library(r#"{"name": "x", "version": "1.0.0", "main": "index.js"}"#));
        assert!(!is_library(
            r#"{"name": "x", "main": "x.js", "files": ["x"], "scripts": {"start": "node x"}}"#
        ));
        assert!(!is_library(r#"{"private": true, "exports": "./x.js"}"#));
    }
}
