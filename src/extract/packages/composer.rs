//! `composer.json`.

use super::{Harvest, Reader, has_file_below, push, push_runtime, root};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::json;
use crate::parse::tree::Node;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = json::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let mut package = Package::new(reader.file, Ecosystem::Php, reader.place.clone());
    package.name = root.get("name").and_then(Node::arg);
    package.library = is_library(reader, root);
    let keys = ["require", "require-dev", "name"].into_iter().find_map(|key| root.entry(key));
    package.anchor = keys.map_or(root.span(), |(key, _)| key.span());
    for (table, need) in [("require", Need::Run), ("require-dev", Need::Develop)] {
        for (name, version) in root.get(table).into_iter().flat_map(Node::own_entries) {
            package.dependencies.extend(requirement(name, version, need));
        }
    }
    for (name, script) in root.get("scripts").into_iter().flat_map(Node::own_entries) {
        let commands = script.arg().into_iter().chain(script.items().filter_map(Node::arg));
        package.scripts.extend(commands.filter_map(|command| Some((name.arg()?, command))));
    }
    for (path, api) in
        [(&["require", "php"][..], "require.php"), (&["config", "platform", "php"], "config.platform.php")]
    {
        if let Some(version) = root.at(path).and_then(Node::arg) {
            push_runtime(reader, "php", version, api, harvest);
        }
    }
    push(reader, package, harvest);
}

/// A package that names a type other than `project` is made for others, as is one that is named and described without a
/// type, unless it has the entry points of an app.
fn is_library(reader: Reader, root: Node) -> bool {
    let entries = ["index.php", "public/index.php", "web/index.php", "artisan", "bin/console", "Dockerfile"];
    match root.get("type").and_then(Node::text) {
        Some(kind) => kind != "project",
        None => {
            root.get("name").is_some()
                && root.get("description").is_some()
                && !has_file_below(reader, |path| entries.contains(&path))
        }
    }
}

/// A package of the registry; names without a vendor (`php`, `ext-json`) are demands on the platform.
fn requirement(name: Node, version: Node, need: Need) -> Option<Requirement> {
    let (name, version) = (name.arg()?, version.arg()?);
    if !name.text.contains('/') {
        return None;
    }
    // `dev-main#commit` is a commit that wears the branch's name.
    let is_branch = version.text.starts_with("dev-") || version.text.ends_with("-dev");
    let from = match (is_branch, version.text.contains('#')) {
        (true, true) => Provenance::GitPinned,
        (true, false) => Provenance::GitMoving,
        (false, _) => Provenance::Registry,
    };
    let span = name.span.to(version.span);
    Some(Requirement { name, version: Some(version), need, from, span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn requirements_scripts_and_platform() {
        let text = r#"{"type": "project", "require": {"php": "^8.2", "ext-json": "*", "a/b": "^1.0", "c/d": "dev-main"},
            "require-dev": {"e/f": "*"}, "scripts": {"test": ["phpunit", "phpstan"]}}"#;
        let found = harvest("composer.json", text);
        let package = &found.packages[0];
        let shown: Vec<_> =
            package.dependencies.iter().map(|r| (r.name.text.as_str(), r.from, r.need)).collect();
        assert_eq!(
            shown,
            [
                ("a/b", Provenance::Registry, Need::Run),
                ("c/d", Provenance::GitMoving, Need::Run),
                ("e/f", Provenance::Registry, Need::Develop)
            ]
        );
        assert_eq!((package.scripts.len(), package.library), (2, false));
        assert!(found.facts.iter().any(|fact| fact.subject_text() == "php" && fact.value_text() == "^8.2"));
    }
}
