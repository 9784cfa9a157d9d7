//! `Pipfile` (Pipenv).

use super::pyproject::table_requirement;
use super::{Harvest, Reader, push, push_runtime, root};
use crate::artefact::package::{Ecosystem, Need, Package};
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let mut package = Package::new(reader.file, Ecosystem::Python, reader.place.clone());
    let packages = root.entry("packages");
    package.anchor = packages.map_or(root.span(), |(key, _)| key.span());
    package.manager = Some(Arg::literal("pipenv", package.anchor));
    for (key, table) in root.own_entries() {
        let need = match key.text() {
            Some("packages") => Need::Run,
            Some("source" | "requires" | "scripts" | "pipenv") | None => continue,
            Some(_) => Need::Develop,
        };
        let entries = table.own_entries();
        package.dependencies.extend(entries.filter_map(|(name, value)| table_requirement(name, value, need)));
    }
    for (name, script) in root.get("scripts").into_iter().flat_map(Node::own_entries) {
        package.scripts.extend(name.arg().zip(script.arg().or_else(|| script.get("cmd")?.arg())));
    }
    for key in ["python_full_version", "python_version"] {
        if let Some(version) = root.at(&["requires", key]).and_then(Node::arg) {
            push_runtime(reader, "python", version, "Pipfile", harvest);
        }
    }
    push(reader, package, harvest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::package::Provenance;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn tables_become_requirements() {
        let text = "[packages]\nflask = \"*\"\nx = {ref = \"main\", git = \"https://h/x\"}\n[dev-packages]\npytest = \"~=8.0\"\n\
            [requires]\npython_version = \"3.12\"\n[scripts]\nserve = \"flask run\"\n";
        let found = harvest("Pipfile", text);
        let package = &found.packages[0];
        assert_eq!(package.dependencies[0].version.as_ref().unwrap().text, "*");
        assert_eq!(package.dependencies[1].from, Provenance::GitMoving);
        assert_eq!(package.dependencies[2].need, Need::Develop);
        assert_eq!(package.scripts.len(), 1);
        assert!(found.facts.iter().any(|fact| fact.api == "Pipfile" && fact.value_text() == "3.12"));
    }
}
