//! What commands that read a project share: threads, the configuration, how charts are rendered.

use std::path::{Path, PathBuf};

use crate::cli::Reading;
use crate::config::{self, Config};
use crate::discover::{Tree, WalkOptions};
use crate::extract::helm;
use crate::rule::Rule;

/// Stack of a worker thread, in bytes: parsers of nested languages recurse.
const STACK: usize = 64 * 1024 * 1024;

/// Does the work on a number of threads; 0 means one for each processor.
///
/// # Errors
/// Those of the work, and where no thread can be started.
pub(super) fn on_threads<T: Send>(
    threads: usize,
    work: impl FnOnce() -> Result<T, String> + Send,
) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    pool.map_err(|error| format!("no threads can be started: {error}"))?.install(work)
}

/// The configuration: the file that is named, else the project's.
///
/// # Errors
/// Where it cannot be read, or is wrong.
pub(super) fn config(
    named: Option<&Path>,
    isolated: bool,
    root: &Path,
    rules: &[Rule],
) -> Result<Config, String> {
    if isolated {
        return Ok(Config::default());
    }
    let found = config::FILE_NAMES.iter().map(|name| root.join(name)).find(|path| path.is_file());
    let Some(path) = named.map(Path::to_path_buf).or(found) else { return Ok(Config::default()) };
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
    config::parse(&shown, &text, rules).map_err(|error| error.to_string())
}

/// The configuration of a command that only shows something, and how it walks the project.
///
/// # Errors
/// As [`config`].
pub(super) fn of_reading(reading: &Reading, root: &Path) -> Result<(Config, WalkOptions), String> {
    let config = config(reading.config.as_deref(), reading.isolated, root, &super::rules(&[])?)?;
    let walk = WalkOptions { no_ignore: reading.no_ignore, exclude: config.exclude.clone() };
    Ok((config, walk))
}

/// How charts are rendered: values files of the command line come after those of the configuration.
///
/// # Errors
/// On a values file that is none of the project's files.
pub(super) fn of_charts(
    config: &Config,
    values: &[PathBuf],
    root: &Path,
    tree: &Tree,
) -> Result<helm::Options, String> {
    let mut options = config.helm.clone();
    for path in values {
        let absolute = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
        let Ok(inside) = absolute.strip_prefix(root) else {
            return Err(format!("{}: not in the project {}", path.display(), root.display()));
        };
        let parts = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        options.values.push(parts.collect::<Vec<_>>().join("/"));
    }
    match options.values.iter().find(|path| !tree.entries.iter().any(|entry| entry.path == **path)) {
        Some(unknown) => Err(format!("the values file '{unknown}' is not among the files of the project")),
        None => Ok(options),
    }
}
