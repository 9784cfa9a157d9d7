//! `pyproject.toml`: PEP 621 and PEP 735 tables, and those of Poetry, uv and PDM.

use super::{Harvest, Reader, git, push, push_runtime, requirements, root};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let (project, poetry) = (root.get("project"), root.at(&["tool", "poetry"]));
    // Files that only configure linters are no manifests.
    if project.is_none() && poetry.is_none() && root.get("dependency-groups").is_none() {
        return;
    }
    let mut package = Package::new(reader.file, Ecosystem::Python, reader.place.clone());
    package.name = [project, poetry].into_iter().flatten().find_map(|table| table.get("name")?.arg());
    package.library = is_library(root);
    package.manager = manager(root);
    package.workspaces = list(root.at(&["tool", "uv", "workspace", "members"]));
    standard(root, &mut package);
    if let Some(poetry) = poetry {
        poetry_tables(reader, poetry, &mut package, harvest);
    }
    uv_sources(root, &mut package);
    scripts(root, &mut package);
    let anchors = [
        project.and_then(|table| table.entry("dependencies")),
        poetry.and_then(|table| table.entry("dependencies")),
    ];
    let named = [project, poetry].into_iter().flatten().find_map(|table| table.entry("name"));
    let groups = root.entry("dependency-groups");
    let anchor = anchors.into_iter().flatten().next().or(named).or(groups);
    package.anchor = anchor.map_or(root.span(), |(key, _)| key.span());
    if let Some(version) = project.and_then(|table| table.get("requires-python")).and_then(Node::arg) {
        push_runtime(reader, "python", version, "requires-python", harvest);
    }
    push(reader, package, harvest);
}

fn list(node: Option<Node>) -> Vec<Arg> {
    node.into_iter().flat_map(Node::items).filter_map(Node::arg).collect()
}

/// The tables that the packaging standards define, and uv's and PDM's older ones of the same form.
fn standard(root: Node, package: &mut Package) {
    let mut add = |list: Node, need: Need| {
        package.dependencies.extend(list.items().filter_map(|item| requirements::in_string(item, need)));
    };
    if let Some(list) = root.at(&["project", "dependencies"]) {
        add(list, Need::Run);
    }
    let groups = |path: &[&str]| root.at(path).into_iter().flat_map(Node::own_entries);
    for (_, list) in groups(&["project", "optional-dependencies"]) {
        add(list, Need::Optional);
    }
    for (_, list) in groups(&["dependency-groups"]).chain(groups(&["tool", "pdm", "dev-dependencies"])) {
        add(list, Need::Develop);
    }
    if let Some(list) = root.at(&["tool", "uv", "dev-dependencies"]) {
        add(list, Need::Develop);
    }
}

fn poetry_tables(reader: Reader, poetry: Node, package: &mut Package, harvest: &mut Harvest) {
    let mut add = |table: Option<Node>, need: Need| {
        for (name, value) in table.into_iter().flat_map(Node::own_entries) {
            if name.text() == Some("python") {
                if let Some(version) = value.arg() {
                    push_runtime(reader, "python", version, "tool.poetry.dependencies.python", harvest);
                }
                continue;
            }
            package.dependencies.extend(table_requirement(name, value, need));
        }
    };
    add(poetry.get("dependencies"), Need::Run);
    add(poetry.get("dev-dependencies"), Need::Develop);
    for (name, group) in poetry.get("group").into_iter().flat_map(Node::own_entries) {
        let need = if matches!(name.text(), Some("main" | "prod" | "production")) {
            Need::Run
        } else {
            Need::Develop
        };
        add(group.get("dependencies"), need);
    }
}

/// `name = "^1.0"`, `name = {git = …}` or a list of alternatives, as Poetry and Pipenv write them.
pub(super) fn table_requirement(name: Node, value: Node, need: Need) -> Option<Requirement> {
    let table = if value.is_sequence() { value.items().next()? } else { value };
    let version = if table.is_mapping() { table.get("version").and_then(Node::arg) } else { table.arg() };
    let is_optional = table.get("optional").and_then(Node::as_bool) == Some(true);
    let need = need.or_optional(is_optional);
    let span = if value.is_scalar() { name.span().to(value.span()) } else { name.span() };
    Some(Requirement { name: name.arg()?, version, need, from: table_source(table), span })
}

fn table_source(table: Node) -> Provenance {
    let has = |key: &str| table.get(key).is_some();
    if has("git") {
        let reference = ["rev", "ref", "tag"].into_iter().find_map(|key| table.get(key)?.text());
        return match table.get("tag") {
            Some(_) => Provenance::GitPinned,
            None => git::provenance(reference),
        };
    }
    if has("path") || has("file") || table.get("workspace").and_then(Node::as_bool) == Some(true) {
        return Provenance::Local;
    }
    if has("url") { Provenance::Url } else { Provenance::Registry }
}

/// `[tool.uv.sources]` says where packages come from that the standard tables only name.
fn uv_sources(root: Node, package: &mut Package) {
    let sources = root.at(&["tool", "uv", "sources"]).into_iter().flat_map(Node::own_entries);
    for (name, source) in sources {
        let table = if source.is_sequence() { source.items().next() } else { Some(source) };
        let (Some(name), Some(table)) = (name.text(), table) else { continue };
        for requirement in
            package.dependencies.iter_mut().filter(|requirement| same_name(&requirement.name.text, name))
        {
            requirement.from = table_source(table);
        }
    }
}

/// Names of distributions are equal without regard to case and to the kind of separator (PEP 503).
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let letters = |name: &'_ str| {
        name.chars()
            .map(|c| if matches!(c, '-' | '_' | '.') { '-' } else { c.to_ascii_lowercase() })
            .collect::<String>()
    };
    letters(a) == letters(b)
}

fn scripts(root: Node, package: &mut Package) {
    let tables = [["tool", "poe", "tasks"], ["tool", "pdm", "scripts"], ["tool", "taskipy", "tasks"]];
    for (name, task) in tables.iter().filter_map(|path| root.at(path)).flat_map(Node::own_entries) {
        let command =
            task.arg().or_else(|| ["cmd", "shell"].into_iter().find_map(|key| task.get(key)?.arg()));
        package.scripts.extend(name.arg().zip(command));
    }
}

/// The tool that owns the file's lock.
fn manager(root: Node) -> Option<Arg> {
    for name in ["uv", "pdm"] {
        if let Some((key, _)) = root.get("tool").and_then(|tool| tool.entry(name)) {
            return Some(Arg::literal(name, key.span()));
        }
    }
    let table = root.at(&["tool", "poetry"])?;
    table.get("dependencies").or_else(|| table.get("name"))?;
    let (key, _) = root.get("tool")?.entry("poetry")?;
    Some(Arg::literal("poetry", key.span()))
}

/// What is built and described for an index is a library; Poetry's `package-mode = false` and a project without a build
/// system are not.
fn is_library(root: Node) -> bool {
    let poetry = root.at(&["tool", "poetry"]);
    let is_packaged = poetry.and_then(|table| table.get("package-mode")).and_then(Node::as_bool)
        != Some(false)
        && root.at(&["tool", "uv", "package"]).and_then(Node::as_bool) != Some(false);
    let is_private =
        |list: Node| list.items().filter_map(Node::text).any(|text| text.starts_with("Private ::"));
    let described = [root.get("project"), poetry].into_iter().flatten().any(|table| {
        let classifiers = table.get("classifiers");
        let is_public = classifiers.is_some_and(|list| list.items().next().is_some() && !is_private(list));
        is_public || table.get("keywords").is_some()
    });
    root.get("build-system").is_some() && is_packaged && described
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;
    use crate::fact::Kind;

    fn shown(found: &Harvest) -> Vec<(String, Need, Provenance, String)> {
        let version = |r: &Requirement| r.version.as_ref().map_or(String::new(), |v| v.text.clone());
        let requirements = found.packages[0].dependencies.iter();
        requirements.map(|r| (r.name.text.clone(), r.need, r.from, version(r))).collect()
    }

    fn row(name: &str, need: Need, from: Provenance, version: &str) -> (String, Need, Provenance, String) {
        (name.to_owned(), need, from, version.to_owned())
    }

    #[test]
    fn standard_tables_and_uv() {
        let text = "[project]\nname = \"shop\"\nrequires-python = \">=3.11\"\ndependencies = [\"fastapi[standard]>=0.110\", 'orm_x']\n\
            optional-dependencies.s3 = [\"boto3\"]\n[dependency-groups]\ndev = [\"pytest>8\", {include-group = \"x\"}]\n\
            [tool.uv.sources]\norm-x = {git = \"https://h/x\", branch = \"main\"}\n[tool.poe.tasks]\nserve = \"uvicorn app\"\n";
        let found = harvest("pyproject.toml", text);
        assert_eq!(
            shown(&found),
            [
                row("fastapi", Need::Run, Provenance::Registry, ">=0.110"),
                row("orm_x", Need::Run, Provenance::GitMoving, ""),
                row("boto3", Need::Optional, Provenance::Registry, ""),
                row("pytest", Need::Develop, Provenance::Registry, ">8"),
            ]
        );
        let package = &found.packages[0];
        let version = package.dependencies[0].version.as_ref().unwrap();
        assert_eq!(&text[version.span.range()], ">=0.110");
        assert_eq!(&text[package.anchor.range()], "dependencies");
        assert_eq!(package.manager.as_ref().unwrap().text, "uv");
        assert_eq!((package.scripts.len(), package.library), (1, false));
        let develop = found.facts.iter().filter(|fact| !fact.place.is_production()).count();
        assert_eq!(develop, 1);
    }

    #[test]
    fn poetry_tables() {
        let text = "[tool.poetry]\nname = \"x\"\npackage-mode = false\n[tool.poetry.dependencies]\npython = \"^3.11\"\n\
            a = \"*\"\nb = {version = \"^1\", optional = true}\nc = {git = \"https://h/c\", rev = \"4f2a9c1d\"}\n\
            d = [{version = \"1\"}, {version = \"2\"}]\n[tool.poetry.group.dev.dependencies]\ne = {path = \"../e\"}\n\
            [build-system]\nrequires = []\n";
        let found = harvest("pyproject.toml", text);
        assert_eq!(
            shown(&found),
            [
                row("a", Need::Run, Provenance::Registry, "*"),
                row("b", Need::Optional, Provenance::Registry, "^1"),
                row("c", Need::Run, Provenance::GitPinned, ""),
                row("d", Need::Run, Provenance::Registry, "1"),
                row("e", Need::Develop, Provenance::Local, ""),
            ]
        );
        let runtime = found.facts.iter().find(|fact| fact.kind == Kind::Runtime).unwrap();
        assert_eq!(runtime.value_text(), "^3.11");
    }

    #[test]
    fn configuration_of_linters_is_no_manifest() {
        assert!(harvest("pyproject.toml", "[tool.ruff]\nline-length = 100\n").packages.is_empty());
        assert!(harvest("pyproject.toml", "[project").unreadable.len() == 1);
    }

    #[test]
    fn published_packages_are_libraries() {
        let text = "[project]\nname = \"x\"\nclassifiers = [\"Framework :: Django\"]\n[build-system]\nrequires = []\n";
        assert!(harvest("pyproject.toml", text).packages[0].library);
        let private = text.replace("Framework :: Django", "Private :: Do Not Upload");
        assert!(!harvest("pyproject.toml", &private).packages[0].library);
    }
}
