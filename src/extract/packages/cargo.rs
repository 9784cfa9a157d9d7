//! `Cargo.toml`.

use std::path::Path;

use super::{Harvest, Reader, git, has_file_below, push, push_runtime, root};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::fact::{Fact, Kind};
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::source::Arg;

const TABLES: [(&str, Need); 5] = [
    ("dependencies", Need::Run),
    ("build-dependencies", Need::Run),
    ("dev-dependencies", Need::Develop),
    ("build_dependencies", Need::Run),
    ("dev_dependencies", Need::Develop),
];

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let mut package = Package::new(reader.file, Ecosystem::Cargo, reader.place.clone());
    let own = root.get("package");
    package.name = own.and_then(|table| table.get("name")).and_then(Node::arg);
    package.library = !has_binary(reader, root);
    let programs = root.get("bin").into_iter().flat_map(Node::items);
    package.programs = programs.filter_map(|table| table.get("name")?.text().map(str::to_owned)).collect();
    let members = root.at(&["workspace", "members"]);
    package.workspaces = members.into_iter().flat_map(Node::items).filter_map(Node::arg).collect();
    let targets = root.get("target").into_iter().flat_map(Node::own_entries).map(|(_, target)| target);
    for table in std::iter::once(root).chain(targets).chain(root.get("workspace")) {
        for (name, need) in TABLES {
            let entries = table.get(name).into_iter().flat_map(Node::own_entries);
            package.dependencies.extend(entries.filter_map(|(name, value)| requirement(name, value, need)));
        }
    }
    let keys = ["dependencies", "package", "workspace"].into_iter().find_map(|key| root.entry(key));
    package.anchor = keys.map_or(root.span(), |(key, _)| key.span());
    for table in [own, root.at(&["workspace", "package"])].into_iter().flatten() {
        if let Some(version) = table.get("rust-version").and_then(Node::arg) {
            push_runtime(reader, "rust", version, "rust-version", harvest);
        }
    }
    if let Some(feature) = handles_termination(root) {
        let fact = Fact::new(Kind::Signal, feature.span, "ctrlc", reader.place.clone());
        let (signal, action) = (Arg::literal("SIGTERM", feature.span), Arg::literal("handle", feature.span));
        harvest.facts.push(fact.about(signal).valued(action));
    }
    push(reader, package, harvest);
}

/// The feature that makes the handler of `ctrlc` one of SIGTERM too.
fn handles_termination(root: Node) -> Option<Arg> {
    let features = root.at(&["dependencies", "ctrlc"])?.get("features")?;
    features.items().filter_map(Node::arg).find(|feature| feature.text == "termination")
}

/// Whether the package, or for a bare workspace one of its members, has a program. Examples, benches and tests are none.
fn has_binary(reader: Reader, root: Node) -> bool {
    if root.get("bin").is_some() {
        return true;
    }
    if root.get("package").is_some() {
        return has_file_below(reader, |path| path == "src/main.rs" || path.starts_with("src/bin/"));
    }
    has_file_below(reader, |path| {
        let is_main = path.ends_with("/src/main.rs") || (path.contains("/src/bin/") && is_source(path));
        is_main
            && !path
                .split('/')
                .any(|part| matches!(part, "examples" | "benches" | "tests" | "xtask" | "fuzz"))
    })
}

fn is_source(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

fn requirement(name: Node, value: Node, need: Need) -> Option<Requirement> {
    let version = if value.is_mapping() { value.get("version").and_then(Node::arg) } else { value.arg() };
    let is_optional = value.get("optional").and_then(Node::as_bool) == Some(true);
    let need = need.or_optional(is_optional);
    let renamed = value.get("package").and_then(Node::arg);
    let span = if value.is_scalar() { name.span().to(value.span()) } else { name.span() };
    Some(Requirement { name: renamed.or_else(|| name.arg())?, version, need, from: source(value), span })
}

fn source(value: Node) -> Provenance {
    let has = |key: &str| value.get(key).is_some();
    if has("git") {
        let is_pinned = has("tag") || has("rev");
        return if is_pinned { Provenance::GitPinned } else { git::provenance(None) };
    }
    // What a workspace hands down is declared once, at its root.
    if has("path") || has("workspace") { Provenance::Local } else { Provenance::Registry }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::{harvest, harvest_among};

    #[test]
    fn tables_become_requirements() {
        let text = "[package]\nname = \"shop\"\nrust-version = \"1.80\"\n[dependencies]\nserde = \"1\"\n\
            a = { git = \"https://h/a\", branch = \"main\" }\nb = { git = \"https://h/b\", rev = \"abc\" }\n\
            c = { path = \"../c\" }\nd.workspace = true\ne = { version = \"2\", optional = true, package = \"ee\" }\n\
            [target.'cfg(unix)'.dependencies]\nlibc = \"*\"\n[dev-dependencies]\nx = \"1\"\n";
        let found = harvest_among("api/Cargo.toml", text, &["api/src/main.rs"]);
        let package = &found.packages[0];
        let shown: Vec<_> =
            package.dependencies.iter().map(|r| (r.name.text.as_str(), r.need, r.from)).collect();
        assert_eq!(
            shown,
            [
                ("serde", Need::Run, Provenance::Registry),
                ("a", Need::Run, Provenance::GitMoving),
                ("b", Need::Run, Provenance::GitPinned),
                ("c", Need::Run, Provenance::Local),
                ("d", Need::Run, Provenance::Local),
                ("ee", Need::Optional, Provenance::Registry),
                ("x", Need::Develop, Provenance::Registry),
                ("libc", Need::Run, Provenance::Registry),
            ]
        );
        assert!(!package.library);
        assert!(found.facts.iter().any(|fact| fact.api == "rust-version" && fact.value_text() == "1.80"));
    }

    #[test]
    fn packages_without_a_program_are_libraries() {
        let text = "[package]\nname = \"x\"\n";
        assert!(
            harvest_among("Cargo.toml", text, &["src/lib.rs", "examples/src/main.rs"]).packages[0].library
        );
        assert!(
            !harvest("Cargo.toml", "[package]\nname = \"x\"\n[[bin]]\nname = \"y\"\n").packages[0].library
        );
        let workspace = "[workspace]\nmembers = [\"a\"]\n";
        assert!(!harvest_among("Cargo.toml", workspace, &["a/src/main.rs"]).packages[0].library);
        assert!(harvest_among("Cargo.toml", workspace, &["a/src/lib.rs"]).packages[0].library);
    }
}
