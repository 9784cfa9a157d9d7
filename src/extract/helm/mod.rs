//! Helm charts: rendered as `helm template` does, every byte with the template line and the values line it comes from.

mod chart;
mod coalesce;
mod data;
mod dependency;
pub mod engine;
pub mod functions;
pub mod language;
mod render;
pub mod text;
pub mod value;
mod variant;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use rayon::prelude::*;

use self::chart::{Charts, Known, inside};
use self::render::Rendered;
use self::text::{Source, Text};
use super::{Harvest, Manifest};
use crate::app::Unreadable;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{FileId, Sources, Span, folder_of, name_of};

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

/// Renders every chart that is no part of another. What cannot be rendered is noted in the harvest.
pub fn render(
    sources: &Sources,
    paths: &[String],
    options: &Options,
    harvest: &mut Harvest,
) -> Vec<Manifest> {
    let known: Vec<Known> =
        sources.iter().filter_map(|(file, source)| known(sources, file, &source.path)).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let folders: BTreeSet<String> = known.iter().map(|chart| inside(&chart.folder, "templates")).collect();
    let files: Vec<FileId> = sources
        .iter()
        .filter(|(_, source)| ancestors(&source.path).any(|folder| folders.contains(folder)))
        .map(|(file, _)| file)
        .collect();
    let templates = files.par_iter().map(|file| (*file, parse(sources, *file))).collect();
    let installations = variant::installations(&harvest.ci);
    let charts = Charts { sources, paths, known, templates, installations };
    let outer: Vec<&Known> = charts.known.iter().filter(|chart| !charts.is_inner(&chart.folder)).collect();
    let rendered: Vec<Rendered> =
        outer.par_iter().map(|chart| on_own_stack(&charts, chart, options)).collect();
    let mut manifests = Vec::new();
    for own in rendered {
        manifests.extend(own.manifests);
        harvest.unreadable.extend(own.notes);
    }
    manifests
}

fn known(sources: &Sources, file: FileId, path: &str) -> Option<Known> {
    (name_of(path) == "Chart.yaml").then_some(())?;
    let tree = yaml::parse(file, &sources.file(file).text);
    let head = tree.documents().next()?;
    let text = |key: &str| head.get(key).and_then(Node::text);
    let folder = folder_of(path).to_owned();
    let name = text("name").map_or_else(|| name_of(&folder).to_owned(), str::to_owned);
    Some(Known { folder, name, version: text("version").unwrap_or("").to_owned(), file })
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| (!folder.is_empty()).then(|| folder_of(folder)))
}

fn parse(sources: &Sources, file: FileId) -> Result<Arc<language::Template>, Unreadable> {
    let text = &sources.file(file).text;
    let whole = Source { written: Some(Span::new(file, 0, text.len())), value: None };
    language::parse(&Text::new(text.as_str(), whole)).map(Arc::new).map_err(|error| Unreadable {
        span: error.at.written.unwrap_or(Span::start_of(file)),
        message: format!("this template is not rendered: {}", error.message),
    })
}

fn on_own_stack(charts: &Charts, chart: &Known, options: &Options) -> Rendered {
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK);
        let failed = |reason: &str| Rendered {
            manifests: Vec::new(),
            notes: vec![Unreadable {
                span: Span::start_of(chart.file),
                message: format!("this chart is not rendered: {reason}"),
            }],
        };
        match worker.spawn_scoped(scope, || render::chart(charts, chart, options)) {
            Ok(thread) => thread.join().unwrap_or_else(|_| failed("rendering it failed")),
            Err(error) => failed(&error.to_string()),
        }
    })
}

#[cfg(test)]
mod tests;
