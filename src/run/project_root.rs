//! Which folder is the project, and which parts of it are asked for.

use std::path::{Path, PathBuf};

use crate::discover::{self, Tree, WalkOptions};
use crate::source::is_below;

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
    for (path, given) in absolute.iter().zip(paths) {
        if path.is_dir() {
            path.read_dir().map_err(|error| format!("{}: {}", given.display(), reason(&error)))?;
        } else if !path.is_file() {
            return Err(format!("{}: neither a file nor a folder", given.display()));
        }
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

impl Target {
    /// What is to be said of the parts of which no file is checked.
    pub(super) fn left_out(&self, tree: &Tree, walk: &WalkOptions) -> Vec<String> {
        let is_empty = |part: &&String| !tree.entries.iter().any(|entry| is_below(&entry.path, part));
        let empty = self.parts.iter().filter(is_empty);
        empty.map(|part| format!("warning: {}", self.why_left_out(part, walk))).collect()
    }

    fn why_left_out(&self, part: &str, walk: &WalkOptions) -> String {
        let path = self.root.join(part);
        let shown = if part.is_empty() { self.root.display().to_string() } else { part.to_owned() };
        if part.split('/').any(discover::is_never_read) {
            format!("'{shown}' is not checked: packages and the files of version control are left out")
        } else if walk.exclude.is_match(part) {
            format!("'{shown}' is not checked: 'exclude' in the configuration leaves it out")
        } else if std::fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_none()) {
            format!("there are no files to check in {shown}")
        } else {
            format!(
                "'{shown}' is not checked: an ignore file or 'exclude' leaves it out; --no-ignore reads what version control ignores"
            )
        }
    }
}

/// The top of the git repository around a path; outside one the folder itself, or the folder of a file.
fn around(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    repository_top(folder).unwrap_or(folder).to_path_buf()
}

/// The top of the git repository that holds a folder.
pub(super) fn repository_top(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
