//! Dependency manifests, lock files and runtime version files.

mod cargo;
mod composer;
mod gemfile;
mod gemspec;
mod git;
mod go;
mod gradle;
mod lock;
mod maven;
mod npm;
mod nuget;
mod pipfile;
mod pyproject;
mod requirements;
mod runtime;
mod setup;

use super::{Harvest, Reader};
use crate::artefact::package::{Lockfile, Need, Package};
use crate::discover::Class;
use crate::fact::{Fact, Kind, Role};
use crate::parse::tree::{Node, Tree};
use crate::source::{Arg, folder_of, name_of};

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    match class {
        Class::Lockfile(ecosystem, manager) => {
            let names = lock::names(manager, reader.text);
            harvest.lockfiles.push(Lockfile { file: reader.file, ecosystem, manager, names });
        }
        Class::RuntimeVersion => runtime::extract(reader, harvest),
        _ => manifest(reader, harvest),
    }
}

fn manifest(reader: Reader, harvest: &mut Harvest) {
    let name = name_of(reader.path).to_ascii_lowercase();
    match name.as_str() {
        "package.json" => npm::extract(reader, harvest),
        "pyproject.toml" => pyproject::extract(reader, harvest),
        "pipfile" => pipfile::extract(reader, harvest),
        "setup.py" => setup::script(reader, harvest),
        "setup.cfg" => setup::config(reader, harvest),
        "cargo.toml" => cargo::extract(reader, harvest),
        "go.mod" => go::extract(reader, harvest),
        "gemfile" | "gems.rb" => gemfile::extract(reader, harvest),
        _ if name.ends_with(".gemspec") => gemspec::extract(reader, harvest),
        "composer.json" => composer::extract(reader, harvest),
        "pom.xml" => maven::extract(reader, harvest),
        _ if name.ends_with(".versions.toml") => gradle::catalog(reader, harvest),
        _ if name.ends_with(".gradle") || name.ends_with(".gradle.kts") => gradle::script(reader, harvest),
        _ if name.ends_with("proj") || name.ends_with(".props") || name == "packages.config" => {
            nuget::extract(reader, harvest);
        }
        _ => requirements::extract(reader, harvest),
    }
}

/// Takes a manifest over and says each of its dependencies as a fact, those for development as such.
fn push(reader: Reader, package: Package, harvest: &mut Harvest) {
    let file = name_of(reader.path);
    for requirement in &package.dependencies {
        let mut place = reader.place.clone();
        if requirement.need == Need::Develop && place.role == Role::Production {
            place.role = Role::Development;
        }
        let mut fact = Fact::new(Kind::Dependency, requirement.span, file, place);
        fact.subject = Some(requirement.name.clone());
        fact.value.clone_from(&requirement.version);
        harvest.facts.push(fact);
    }
    harvest.packages.push(package);
}

/// Says which releases of a language a file asks for; `api` names the file or field.
fn push_runtime(reader: Reader, language: &str, version: Arg, api: &str, harvest: &mut Harvest) {
    let subject = Arg::literal(language, version.span);
    let fact = Fact::new(Kind::Runtime, version.span, api, reader.place.clone());
    harvest.facts.push(fact.about(subject).valued(version));
}

/// The top mapping of a manifest; what is broken is said.
fn root<'t>(tree: &'t Tree, harvest: &mut Harvest) -> Option<Node<'t>> {
    for error in tree.errors() {
        harvest.unreadable(error.span, error.message.clone());
    }
    tree.documents().next().filter(|root| root.is_mapping())
}

/// Whether the project has a file below the manifest's folder whose path inside that folder `is_wanted`.
fn has_file_below(reader: Reader, is_wanted: impl Fn(&str) -> bool) -> bool {
    let folder = folder_of(reader.path);
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let start = reader.paths.partition_point(|path| *path < prefix);
    let below = reader.paths[start..].iter().map_while(|path| path.strip_prefix(&prefix));
    below.into_iter().any(is_wanted)
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::artefact::package::Requirement;
    use crate::discover;

    /// What one file says, alone in its project.
    pub(super) fn harvest(path: &str, text: &str) -> Harvest {
        harvest_among(path, text, &[])
    }

    /// What the manifest in a file requires: name, version and need.
    pub(super) fn shown(path: &str, text: &str) -> Vec<String> {
        let show = |r: &Requirement| {
            format!("{} {} {:?}", r.name.text, r.version.as_ref().map_or("-", |v| &v.text), r.need)
        };
        let found = harvest(path, text);
        found.packages.iter().flat_map(|package| &package.dependencies).map(show).collect()
    }

    /// What one file says among others of those paths.
    pub(super) fn harvest_among(path: &str, text: &str, others: &[&str]) -> Harvest {
        let class = discover::classify(path, text, &[]);
        let place = discover::place(path, class, text);
        let mut paths: Vec<String> = others.iter().chain([&path]).map(|path| (*path).to_owned()).collect();
        paths.sort();
        let mut harvest = Harvest::default();
        extract(Reader::of_test(path, text, &place, &paths), class, &mut harvest);
        harvest
    }
}
