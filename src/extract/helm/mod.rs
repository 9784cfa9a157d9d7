//! Helm charts: rendered as `helm template` does, every byte with the template line and the values line it comes from.

mod chart;
mod coalesce;
pub(super) mod data;
mod dependency;
pub mod engine;
pub mod functions;
pub mod language;
mod render;
pub mod text;
pub mod value;
mod variant;

use std::collections::BTreeSet;
use std::thread;

use rayon::prelude::*;

pub use self::chart::Index;
use self::chart::{Charts, Known};
use self::render::Rendered;
use self::value::Map;
use super::{Harvest, Manifest};
use crate::app::Unreadable;
use crate::source::{FileId, Sources, Span, folder_of};

/// Stack of the thread that renders a chart, in bytes: templates include each other, and values are nested.
const STACK: usize = 512 << 20;

/// How charts are rendered.
#[derive(Clone, Debug)]
pub struct Options {
    /// Root-relative paths of values files to lay over every chart's own.
    pub values: Vec<String>,
    /// The name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The version of the cluster.
    pub kube_version: String,
    /// API versions that the cluster has besides the usual ones.
    pub api_versions: Vec<String>,
}

impl Default for Options {
    /// What `helm template` takes without options.
    fn default() -> Self {
        Self {
            values: Vec::new(),
            release: "release-name".to_owned(),
            namespace: "default".to_owned(),
            kube_version: "v1.35.0".to_owned(),
            api_versions: Vec::new(),
        }
    }
}

/// Renders every chart in a wanted folder that is no part of another, and that no kustomization renders with values of its own.
/// What cannot be rendered is noted in the harvest.
pub fn render(
    sources: &Sources,
    paths: &[String],
    options: &Options,
    wants: impl Fn(&str) -> bool,
    harvest: &mut Harvest,
) -> Vec<Manifest> {
    let deployed = harvest.cluster.kustomizations.iter().filter(|other| other.place.is_production());
    let taken: BTreeSet<&str> = deployed.flat_map(|other| &other.charts).map(String::as_str).collect();
    let index = Index::new(sources);
    let mut charts = Charts::new(sources, paths, &index);
    charts.installations = variant::installations(&harvest.ci);
    charts.outside = variant::outside(&charts);
    let outer = index.known.iter().filter(|chart| {
        let folder = chart.folder.as_str();
        wants(folder) && !taken.contains(folder) && !charts.is_inner(folder)
    });
    let outer: Vec<&Known> = outer.collect();
    let files: Vec<FileId> = outer
        .iter()
        .flat_map(|chart| charts.below(&chart.folder))
        .filter(|(path, _)| path.contains("templates/"))
        .map(|(_, file)| file)
        .collect();
    files.par_iter().for_each(|file| _ = charts.template(*file));
    let rendered: Vec<Rendered> = outer
        .par_iter()
        .map(|chart| on_own_stack(chart, || render::chart(&charts, chart, options)))
        .collect();
    let mut manifests = Vec::new();
    for own in rendered {
        manifests.extend(own.manifests);
        harvest.unreadable.extend(own.notes);
    }
    manifests
}

/// What `helm template` is asked to print, and what not.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// What lies in `crds/`: `--include-crds`.
    pub crds: bool,
    /// Hooks; not with `--no-hooks`.
    pub hooks: bool,
    /// Hooks that are tests; not with `--skip-tests`.
    pub tests: bool,
}

/// Renders the chart of a folder once, with values files whose texts are given; `None` where there is no chart.
pub fn inflate(
    sources: &Sources,
    paths: &[String],
    index: &Index,
    folder: &str,
    options: &Options,
    parts: Parts,
    values: impl Fn() -> Vec<Map> + Sync,
) -> Option<(Vec<Manifest>, Vec<Unreadable>)> {
    let charts = Charts::new(sources, paths, index);
    let chart = index.known.iter().find(|chart| chart.folder == folder)?;
    let rendered = on_own_stack(chart, || render::once(&charts, chart, options, parts, &values()));
    Some((rendered.manifests, rendered.notes))
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| (!folder.is_empty()).then(|| folder_of(folder)))
}

fn on_own_stack(chart: &Known, work: impl FnOnce() -> Rendered + Send) -> Rendered {
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK);
        let failed = |reason: &str| Rendered {
            manifests: Vec::new(),
            notes: vec![Unreadable {
                span: Span::start_of(chart.file),
                message: format!("this chart is not rendered: {reason}"),
            }],
        };
        match worker.spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|_| failed("rendering it failed")),
            Err(error) => failed(&error.to_string()),
        }
    })
}

#[cfg(test)]
mod tests;
