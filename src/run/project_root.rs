//! Which folder is the project, and which parts of it are asked for.

use std::path::{Path, PathBuf};

/// The project and the parts to report on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    /// The project's folder.
    pub(super) root: PathBuf,
    /// Root-relative paths to report on; the empty path is the whole project.
    pub(super) parts: Vec<String>,
}

/// Finds the project around the paths.
///
/// # Errors
/// On a path that does not exist, and on paths of different projects.
pub(super) fn find(paths: &[PathBuf], root: Option<&Path>) -> Result<Target, String> {
    let mut absolute = Vec::new();
    for path in paths {
        absolute
            .push(path.canonicalize().map_err(|error| format!("{}: {}", path.display(), reason(&error)))?);
    }
    let first = absolute.first().ok_or("no path is given")?;
    let root = match root {
        Some(root) => {
            root.canonicalize().map_err(|error| format!("{}: {}", root.display(), reason(&error)))?
        }
        None => around(first),
    };
    if !root.is_dir() {
        return Err(format!("{}: the project root is not a folder", root.display()));
    }
    let mut parts = Vec::new();
    for (path, given) in absolute.iter().zip(paths) {
        let Ok(part) = path.strip_prefix(&root) else {
            return Err(format!("{}: not in the project {}", given.display(), root.display()));
        };
        let part = part.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.push(part.collect::<Vec<_>>().join("/"));
    }
    Ok(Target { root, parts })
}

/// The top of the git repository around a path; outside one the folder itself, or the folder of a file.
fn around(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let top = folder.ancestors().find(|folder| folder.join(".git").exists());
    top.unwrap_or(folder).to_path_buf()
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
