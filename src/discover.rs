//! Finds the project's files and says what each of them is, by name and by content.

mod archive;
pub mod classify;
mod code;
pub mod dotnet;
pub(crate) mod jvm;
pub mod place;
mod read;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::fact::{Place, Role};
pub use classify::{Class, Format, Language, Server, classify};
pub use dotnet::Projects;
pub use place::place;
pub use read::{Content, bytes, read, whole};

/// The place of a file among the project's others; `paths` are sorted.
pub fn place_among(path: &str, class: Class, text: &str, paths: &[String], projects: &Projects) -> Place {
    let mut place = place(path, class, text);
    if matches!(class, Class::Source(Language::CSharp) | Class::Config(_) | Class::DotnetConfig)
        && place.role == Role::Production
        && let Some(role) = projects.role_of(path)
    {
        place.role = role;
    }
    let exists = |wanted: &str| paths.binary_search_by(|path| path.as_str().cmp(wanted)).is_ok();
    if class == Class::Source(Language::Java) || class == Class::Source(Language::Kotlin) {
        let is_server = place.role == Role::Production;
        if is_server && jvm::is_of_android(path, exists) {
            place.role = Role::Client;
        }
    }
    let is_script = matches!(class, Class::Source(Language::JavaScript | Language::TypeScript));
    if is_script && place.role == Role::Production && code::is_of_page(path, text, exists) {
        place.role = Role::Client;
    }
    place
}

/// The files of a project, before they are read.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Every file, sorted by path; also what stands in the way of reading, such as a folder that cannot be listed.
    pub entries: Vec<Entry>,
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
    /// It cannot be read, for that reason.
    Closed(String),
}

impl Entry {
    /// Whether it is known beforehand that the entry cannot be read.
    pub fn is_closed(&self) -> bool {
        matches!(self.origin, Origin::Closed(_))
    }
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
    /// A tree of files in memory.
    pub fn from_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut entries: Vec<Entry> = files
            .into_iter()
            .map(|(path, bytes)| Entry { path, origin: Origin::Memory(bytes.into()) })
            .collect();
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        Self { entries }.unpacked()
    }

    /// The tree with the files of the charts that are packed in it, below the paths of their archives.
    fn unpacked(mut self) -> Self {
        let unpacked = archive::unpack(&mut self.entries);
        if !unpacked.is_empty() {
            self.entries.extend(unpacked);
            self.entries.sort_by(|a, b| a.path.cmp(&b.path));
            self.entries.dedup_by(|a, b| a.path == b.path);
        }
        self
    }

    /// The files below `root`. Hidden files count; `.git` and what version control ignores do not. Symbolic links are not
    /// followed: what they point to is listed where it really is. Only an ignore file for builds counts under the name of its
    /// link, as the name is what gives it a meaning (`.dockerignore` is often a link to `.gitignore`). Pipes, sockets and
    /// devices are never opened.
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
                !entry.file_name().to_str().is_some_and(is_never_read) && !exclude.is_match(&path)
            })
            .build();
        tree.entries = walk.filter_map(|entry| listed(root, entry)).collect();
        tree.entries.sort_by(|a, b| a.path.cmp(&b.path));
        tree.unpacked()
    }
}

impl Tree {
    /// The size of the file at a path, in bytes.
    pub fn size(&self, path: &str) -> Option<u64> {
        let at = self.entries.binary_search_by(|known| known.path.as_str().cmp(path)).ok()?;
        match &self.entries.get(at)?.origin {
            Origin::Disk(path) => std::fs::metadata(path).ok().map(|meta| meta.len()),
            Origin::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            Origin::Closed(_) => None,
        }
    }

    /// Puts a text into the tree, in the place of the file at that path if there is one.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) {
        let entry = Entry { path: path.to_owned(), origin: Origin::Memory(bytes.into()) };
        match self.entries.binary_search_by(|known| known.path.as_str().cmp(path)) {
            Ok(at) => self.entries[at] = entry,
            Err(at) => self.entries.insert(at, entry),
        }
    }
}

/// Whether a file or folder of that name is left out whatever the options say: what a package manager or version control
/// keeps for itself.
pub fn is_never_read(name: &str) -> bool {
    matches!(name, ".git" | ".hg" | ".svn" | "node_modules")
}

/// The entry for what the walk came upon; none for folders, links, and special files that no rule would read.
fn listed(root: &Path, found: Result<ignore::DirEntry, ignore::Error>) -> Option<Entry> {
    let found = match found {
        Ok(found) => found,
        Err(error) => return Some(unlisted(root, &error)),
    };
    let path = relative(root, found.path());
    let kind = found.file_type()?;
    if kind.is_file() || is_linked_ignore_file(root, found.path()) {
        return Some(Entry { path, origin: Origin::Disk(found.into_path()) });
    }
    let is_special = !kind.is_dir() && !kind.is_symlink();
    (is_special && classify::by_name(&path) != Some(Class::Other))
        .then(|| Entry { path, origin: Origin::Closed(read::SPECIAL.to_owned()) })
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

fn unlisted(root: &Path, error: &ignore::Error) -> Entry {
    let closed = |path: String, reason: String| {
        let path = if path.is_empty() { ".".to_owned() } else { path };
        Entry { path, origin: Origin::Closed(reason) }
    };
    // The message without the path of the machine on which the tool runs.
    let reason = error.io_error().map_or_else(|| error.to_string(), |error| error.kind().to_string());
    match error {
        ignore::Error::WithPath { path, .. } => closed(relative(root, path), reason),
        ignore::Error::WithDepth { err, .. } => unlisted(root, err),
        _ => closed(String::new(), reason),
    }
}
