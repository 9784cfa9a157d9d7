//! `twelvecheck layers`: the layers of images, without a judgement.

use super::Outcome;
use super::inspect::{Inspected, read_project, warnings};
use crate::cli;
use crate::config::unknown;
use crate::inspect::layers::{Overview, images};

/// Prints the layers of the images of a Dockerfile, or of all below a folder.
///
/// # Errors
/// A message for the user where paths, options or configuration are wrong, or no stage has the name that is asked for.
pub(super) fn run(options: &cli::Layers) -> Result<Outcome, String> {
    let Inspected { project, tree, parts, mut messages } =
        read_project(std::slice::from_ref(&options.path), &options.reading, false)?;
    let found = images(&project, &parts, options.target.as_deref());
    if let Some(name) = options.target.as_deref().filter(|_| found.is_empty()) {
        let all = images(&project, &parts, None);
        let stages = all.iter().flat_map(|image| &image.dockerfile.stages);
        let names = stages.filter_map(|stage| stage.alias.as_ref()).map(|alias| alias.text.as_str());
        return Err(unknown("stage", name, names));
    }
    messages.extend(warnings(&project, |place| found.iter().any(|image| image.file == place.file)));
    let sizes = |path: &str| tree.size(path);
    let overview = Overview::of(&project.sources, &found, &sizes);
    let output = match options.format {
        cli::TableFormat::Table => overview.table(),
        cli::TableFormat::Json => overview.json(),
    };
    Ok(Outcome { output, messages, code: 0 })
}
