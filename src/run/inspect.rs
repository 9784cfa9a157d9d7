//! `twelvecheck qos`, `lifecycle` and `processes`: what becomes of what is deployed, without a judgement.

use std::path::{Path, PathBuf};

use super::{Outcome, project_root, settings};
use crate::app::Project;
use crate::cli::{self, Inspect};
use crate::config::unknown;
use crate::discover::Tree;
use crate::inspect::Selection;
use crate::inspect::lifecycle::Lifecycles;
use crate::inspect::processes::Processes;
use crate::inspect::qos::Overview;
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
    let target = project_root::find(paths, options.reading.root.as_deref())?;
    let (config, walk) = settings::of_reading(&options.reading, &target.root)?;
    let tree = Tree::from_disk(&target.root, &walk);
    let mut messages = target.left_out(&tree, &walk);
    let charts = settings::of_charts(&config, &options.reading.helm_values, &target.root, &tree)?;
    let project = settings::on_threads(0, || {
        Ok(if options.all { analyse_as_written(&tree) } else { analyse_with(&tree, &charts) })
    })?;
    let selection = Selection { parts: target.parts, all: options.all };
    for note in &project.unreadable {
        if selection.covers(&project.sources, note.span) {
            let written = project.sources.origin(note.span).written;
            let (path, line) = (project.sources.path(written.file), project.sources.line(written));
            messages.push(format!("warning: {path}:{line}: {}", note.message));
        }
    }
    Ok((project, selection, messages))
}
