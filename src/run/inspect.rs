//! `twelvecheck qos`, `lifecycle` and `processes`: what becomes of what is deployed, without a judgement.

use std::path::{Path, PathBuf};

use super::{Outcome, project_root, settings};
use crate::app::{Project, Unreadable};
use crate::cli::{self, Inspect, Reading};
use crate::config::unknown;
use crate::discover::Tree;
use crate::inspect::Selection;
use crate::inspect::lifecycle::Lifecycles;
use crate::inspect::processes::Processes;
use crate::inspect::qos::Overview;
use crate::source::Span;
use crate::{analyse_as_written, analyse_with};

/// Prints the quality of service of workloads.
///
/// # Errors
/// A message for the user where paths, options or configuration are wrong.
pub(super) fn qos(options: &cli::Qos) -> Result<Outcome, String> {
    let (project, selection, messages) = read(&options.paths, &options.inspect)?;
    let overview = Overview::of(&project, &selection);
    let output = match options.inspect.format {
        cli::TableFormat::Table => overview.table(),
        cli::TableFormat::Json => overview.json(),
    };
    Ok(Outcome { output, messages, code: 0 })
}

/// Prints how workloads start and stop.
///
/// # Errors
/// As [`qos`], and where no workload has the name that is asked for.
pub(super) fn lifecycle(options: &cli::Lifecycle) -> Result<Outcome, String> {
    let mut paths = options.paths.clone();
    let mut name = options.workload.as_deref();
    // `lifecycle k8s` asks for the folder, unless there are other paths beside it.
    if let Some(path) = name.filter(|name| paths.is_empty() && Path::new(name).exists()) {
        paths.push(PathBuf::from(path));
        name = None;
    }
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let (project, selection, messages) = read(&paths, &options.inspect)?;
    let lifecycles = Lifecycles::of(&project, &selection, name);
    if let Some(name) = name.filter(|_| lifecycles.is_empty()) {
        let found = selection.workloads(&project);
        return Err(unknown("workload", name, found.iter().map(|(_, workload)| workload.name.text.as_str())));
    }
    let output = match options.inspect.format {
        cli::TableFormat::Table => lifecycles.table(),
        cli::TableFormat::Json => lifecycles.json(),
    };
    Ok(Outcome { output, messages, code: 0 })
}

/// Prints what is started, and how.
///
/// # Errors
/// As [`qos`].
pub(super) fn processes(options: &cli::Processes) -> Result<Outcome, String> {
    let (project, selection, messages) = read(&options.paths, &options.inspect)?;
    let processes = Processes::of(&project, &selection);
    let output = match options.inspect.format {
        cli::TableFormat::Table => processes.table(),
        cli::TableFormat::Json => processes.json(),
    };
    Ok(Outcome { output, messages, code: 0 })
}

fn read(paths: &[PathBuf], options: &Inspect) -> Result<(Project, Selection, Vec<String>), String> {
    let Inspected { project, parts, mut messages, .. } = read_project(paths, &options.reading, options.all)?;
    let selection = Selection { parts, all: options.all };
    messages.extend(warnings(&project, |place| selection.covers(&project.sources, place)));
    Ok((project, selection, messages))
}

/// A project that is read to be shown.
pub(super) struct Inspected {
    pub(super) project: Project,
    pub(super) tree: Tree,
    /// Which parts of it are asked for.
    pub(super) parts: Vec<String>,
    /// What the user has to know of the reading.
    pub(super) messages: Vec<String>,
}

/// Reads the project around some paths: as it is deployed, or every manifest `as_written`.
pub(super) fn read_project(
    paths: &[PathBuf],
    reading: &Reading,
    as_written: bool,
) -> Result<Inspected, String> {
    let target = project_root::find(paths, reading.root.as_deref())?;
    let (config, walk) = settings::of_reading(reading, &target.root)?;
    let tree = Tree::from_disk(&target.root, &walk);
    let messages = target.left_out(&tree, &walk);
    let charts = settings::of_charts(&config, &reading.helm_values, &target.root, &tree)?;
    let project = settings::on_threads(0, || {
        Ok(if as_written { analyse_as_written(&tree) } else { analyse_with(&tree, &charts, &config.names) })
    })?;
    Ok(Inspected { project, tree, parts: target.parts, messages })
}

/// What could not be read of the places that are shown.
pub(super) fn warnings(project: &Project, is_shown: impl Fn(Span) -> bool) -> Vec<String> {
    let warning = |note: &Unreadable| {
        let written = project.sources.origin(note.span).written;
        let (path, line) = (project.sources.path(written.file), project.sources.line(written));
        format!("warning: {path}:{line}: {}", note.message)
    };
    project.unreadable.iter().filter(|note| is_shown(note.span)).map(warning).collect()
}
