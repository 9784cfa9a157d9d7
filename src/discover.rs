//! Finds the project's files and says what each of them is, by name and by content.

pub mod classify;
pub mod place;
mod read;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use classify::{Class, Format, Language, classify};
pub use place::place;
pub use read::{Content, read};

/// The files of a project, before they are read.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Every file, sorted by path.
    pub entries: Vec<Entry>,
    /// Files and folders that could not be listed: path and reason.
    pub unlisted: Vec<(String, String)>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path relative to the project root, with `/` between its parts.
    pub path: String,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

/// What the walk leaves out.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// Also list what `.gitignore` and its like leave out.
    pub no_ignore: bool,
    /// Globs over root-relative paths to leave out.
    pub exclude: globset::GlobSet,
}

impl Tree {
    /// A tree of texts in memory.
    pub fn from_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut entries: Vec<Entry> = files
            .into_iter()
            .map(|(path, bytes)| Entry { path, origin: Origin::Memory(bytes.into()) })
            .collect();
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        Self { entries, unlisted: Vec::new() }
    }

    /// The files below `root`. Hidden files count; `.git` and what version control ignores do not. Symbolic links are not
    /// followed: what they point to is listed where it really is. Only an ignore file for builds counts under the name of its
    /// link, as the name is what gives it a meaning (`.dockerignore` is often a link to `.gitignore`).
    pub fn from_disk(root: &Path, options: &WalkOptions) -> Self {
        let mut tree = Self::default();
        let ignore = !options.no_ignore;
        let exclude = options.exclude.clone();
        let base = root.to_path_buf();
        let walk = ignore::WalkBuilder::new(root)
            .hidden(false)
            .parents(ignore)
            .ignore(ignore)
            .git_ignore(ignore)
            .git_exclude(ignore)
            .git_global(false)
            .require_git(false)
            .follow_links(false)
            .filter_entry(move |entry| {
                let path = relative(&base, entry.path());
                let name = entry.file_name();
                let skipped = name == ".git" || name == "node_modules" || name == ".hg" || name == ".svn";
                !skipped && !exclude.is_match(&path)
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry)
                    if entry.file_type().is_some_and(|kind| kind.is_file())
                        || is_linked_ignore_file(root, entry.path()) =>
                {
                    let path = relative(root, entry.path());
                    tree.entries.push(Entry { path, origin: Origin::Disk(entry.into_path()) });
                }
                Ok(_) => {}
                Err(error) => tree.unlisted.push(unlisted(root, &error)),
            }
        }
        tree.entries.sort_by(|a, b| a.path.cmp(&b.path));
        tree.unlisted.sort();
        tree
    }
}

/// Whether a path is a link by the name of an ignore file for builds to a file below `root`.
fn is_linked_ignore_file(root: &Path, path: &Path) -> bool {
    let named =
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(".dockerignore"));
    let inside = || path.canonicalize().ok().zip(root.canonicalize().ok());
    named && inside().is_some_and(|(target, root)| target.starts_with(root) && target.is_file())
}

/// A path below `root` as the tree writes it. Parts that are not Unicode are shown with replacement characters.
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn unlisted(root: &Path, error: &ignore::Error) -> (String, String) {
    match error {
        ignore::Error::WithPath { path, err } => (relative(root, path), err.to_string()),
        ignore::Error::WithDepth { err, .. } => unlisted(root, err),
        error => (String::new(), error.to_string()),
    }
}
