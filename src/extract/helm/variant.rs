//! Which values files lie over `values.yaml`, and for which environments.

use std::collections::BTreeSet;

use super::Options;
use super::chart::{Chart, Charts, Known};
use crate::artefact::command::Command;
use crate::artefact::pipeline::CiScript;
use crate::discover::{Class, place};
use crate::fact::{Environment, Role};
use crate::source::{FileId, folder_of, is_packed, join, name_of};

/// Values files to lay over `values.yaml`, and what they are for.
pub(super) struct Variant {
    pub(super) files: Vec<FileId>,
    pub(super) environment: Environment,
    pub(super) role: Role,
}

impl Variant {
    /// Values that are deployed.
    pub(super) fn deployed(files: Vec<FileId>) -> Self {
        Self { files, environment: Environment::Any, role: Role::Production }
    }

    /// Values that their last file says are for tests, an example, or to be deployed.
    fn found(charts: &Charts, files: Vec<FileId>, environment: Environment) -> Self {
        let role = files.last().map_or(Role::Production, |file| {
            let source = charts.sources.file(*file);
            place(&source.path, Class::HelmValues, &source.text).role
        });
        Self { files, environment, role }
    }
}

/// A `helm` command of a pipeline that names values files.
pub(super) struct Installation {
    /// Its words as paths; one is the folder of the chart.
    paths: Vec<String>,
    /// The values files, in their order.
    files: Vec<String>,
}

/// The default values, and every set of values files that is laid over them.
pub(super) fn of_chart(charts: &Charts, known: &Known, chart: &Chart, options: &Options) -> Vec<Variant> {
    if !options.values.is_empty() {
        let files = options.values.iter().filter_map(|path| charts.sources.find(path)).collect();
        return vec![Variant::deployed(files)];
    }
    let mut variants = vec![Variant::deployed(Vec::new())];
    for installation in charts.installations.iter().filter(|own| own.paths.contains(&known.folder)) {
        let files: Vec<FileId> =
            installation.files.iter().filter_map(|path| charts.sources.find(path)).collect();
        let environment = installation.files.iter().rev().find_map(|path| named_in(path));
        variants.push(Variant::found(charts, files, environment.unwrap_or_default()));
    }
    let single = charts.below(&known.folder).filter_map(|(path, file)| {
        let environment = inner_environment(&path)?;
        let is_sure = environment != Environment::Any;
        (is_sure || fits(charts, chart, file)).then_some((file, environment))
    });
    let is_only =
        charts.index.known.iter().all(|other| other.folder == known.folder || charts.is_inner(&other.folder));
    let is_meant = |file: FileId| {
        let mut parts = charts.sources.path(file).split('/');
        is_only || parts.any(|part| part == known.name || part == name_of(&known.folder))
    };
    let outer = charts.outside.iter().cloned();
    let outer = outer.filter(|(file, _)| is_meant(*file) && fits(charts, chart, *file));
    let mut taken: BTreeSet<FileId> = variants.iter().flat_map(|variant| variant.files.clone()).collect();
    for (file, environment) in single.chain(outer) {
        if taken.insert(file) {
            variants.push(Variant::found(charts, vec![file], environment));
        }
    }
    variants
}

/// The environment of a values file in its chart: `values-ENV.yaml`, `ENV-values.yaml`, `values/ENV.yaml`, `envs/ENV/values.yaml`;
/// tests for `ci/NAME-values.yaml`, with which chart-testing installs the chart. What names none serves any.
fn inner_environment(path: &str) -> Option<Environment> {
    let (folder, stem) = (folder_of(path), stem_of(path)?);
    let top = folder.split('/').next().unwrap_or("");
    match top {
        "" => (stem != "values" && is_values(stem)).then(|| named_in(stem).unwrap_or_default()),
        "ci" => (folder == "ci" && stem.ends_with("values")).then_some(Environment::Test),
        "templates" | "charts" | "crds" => None,
        _ if is_collection(top) => Some(named_in(path).unwrap_or_default()),
        _ => is_values(stem).then(|| named_in(path))?,
    }
}

/// The values files outside of all charts, and the environments that they are for. Each is meant for the charts that its path
/// names, or for the only one.
pub(super) fn outside(charts: &Charts) -> Vec<(FileId, Environment)> {
    if charts.index.known.is_empty() {
        return Vec::new();
    }
    let files = charts.sources.iter().filter_map(|(file, source)| {
        let path = source.path.as_str();
        let (folder, stem) = (folder_of(path), stem_of(path)?);
        let is_values = is_values(stem) || is_collection(name_of(folder));
        if !is_values || is_packed(path) || charts.is_in_chart(path) {
            return None;
        }
        let is_own = place(path, Class::HelmValues, "").role.is_own();
        named_in(path).filter(|_| is_own).map(|environment| (file, environment))
    });
    files.collect()
}

/// Whether a values file sets nothing at its top that the chart does not know.
fn fits(charts: &Charts, chart: &Chart, file: FileId) -> bool {
    let values = charts.values_of(file);
    let values = values.borrow();
    let knows = |key: &String| {
        key == "global"
            || chart.values.borrow().contains_key(key)
            || chart.charts.iter().any(|subchart| subchart.name == *key)
    };
    !values.is_empty() && values.keys().all(knows)
}

fn stem_of(path: &str) -> Option<&str> {
    let name = name_of(path);
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))
}

fn is_values(stem: &str) -> bool {
    let mut words = words(stem);
    words.next() == Some("values") || words.next_back() == Some("values")
}

fn is_collection(folder: &str) -> bool {
    matches!(folder, "values" | "environments" | "environment" | "envs" | "env")
}

/// The environment that the last word of a path names that names one.
fn named_in(path: &str) -> Option<Environment> {
    path.rsplit('/').find_map(|part| words(part).find_map(Environment::from_word))
}

fn words(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.split(['-', '.', '_'])
}

/// What pipelines install with values files of the project.
pub(super) fn installations(scripts: &[CiScript]) -> Vec<Installation> {
    let commands = scripts.iter().flat_map(|script| script.commands.iter().map(move |own| (script, own)));
    commands.filter_map(|(script, command)| installation(&script.folder, command)).collect()
}

fn installation(folder: &str, command: &Command) -> Option<Installation> {
    let installs = matches!(command.subcommand(), Some("install" | "upgrade" | "template"));
    if command.name() != "helm" || !installs {
        return None;
    }
    let mut files = Vec::new();
    let mut paths = Vec::new();
    let mut words = command.arguments().iter();
    while let Some(word) = words.next() {
        let (option, joined) = match word.text.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (word.text.as_str(), None),
        };
        if matches!(option, "-f" | "--values") {
            // Of a path that is known when the pipeline runs, nothing is known here.
            let value = joined.or_else(|| words.next().and_then(|word| word.known()))?;
            let named = value.split(',').map(|path| join(folder, path));
            files.extend(named.collect::<Option<Vec<_>>>()?);
        } else if word.literal {
            paths.extend(join(folder, &word.text));
        }
    }
    (!files.is_empty()).then_some(Installation { paths, files })
}
