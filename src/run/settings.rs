//! How charts are rendered, as the configuration and the command line say.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::discover::Tree;
use crate::extract::helm;

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
