//! `twelvecheck layers`: the layers of images, without a judgement.

use super::{Outcome, project_root, settings};
use crate::analyse_with;
use crate::cli;
use crate::config::unknown;
use crate::discover::Tree;
use crate::inspect::layers::{Overview, images};

/// Prints the layers of the images of a Dockerfile, or of all below a folder.
///
/// # Errors
/// A message for the user where paths, options or configuration are wrong, or no stage has the name that is asked for.
pub(super) fn run(options: &cli::Layers) -> Result<Outcome, String> {
    let target = project_root::find(std::slice::from_ref(&options.path), options.reading.root.as_deref())?;
    let (config, walk) = settings::of_reading(&options.reading, &target.root)?;
    let tree = Tree::from_disk(&target.root, &walk);
    let mut messages = target.left_out(&tree, &walk);
    let charts = settings::of_charts(&config, &options.reading.helm_values, &target.root, &tree)?;
    let project = settings::on_threads(0, || Ok(analyse_with(&tree, &charts)))?;
    let found = images(&project, &target.parts, options.target.as_deref());
    if let Some(name) = options.target.as_deref().filter(|_| found.is_empty()) {
        let all = images(&project, &target.parts, None);
        let stages = all.iter().flat_map(|image| &image.dockerfile.stages);
        let names = stages.filter_map(|stage| stage.alias.as_ref()).map(|alias| alias.text.as_str());
        return Err(unknown("stage", name, names));
    }
    for note in &project.unreadable {
        if found.iter().any(|image| image.file == note.span.file) {
            let (path, line) = (project.sources.path(note.span.file), project.sources.line(note.span));
            messages.push(format!("warning: {path}:{line}: {}", note.message));
        }
    }
    let sizes = |path: &str| tree.size(path);
    let overview = Overview::of(&project.sources, &found, &sizes);
    let output = match options.format {
        cli::TableFormat::Table => overview.table(),
        cli::TableFormat::Json => overview.json(),
    };
    Ok(Outcome { output, messages, code: 0 })
}
