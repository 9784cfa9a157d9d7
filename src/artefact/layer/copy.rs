//! What `COPY` and `ADD` bring into a layer.

use super::{Addition, Layers, Origin};
use crate::parse::dockerfile::{Body, Instruction, Keyword};
use crate::source::{Span, name_of};

/// The files that an instruction of a stage copies.
pub(super) fn additions(layers: &Layers, stage: usize, copy: &Instruction) -> Vec<Addition> {
    let Body::Copy { sources: from, destination } = &copy.body else { return Vec::new() };
    let image = layers.image;
    let Some(to) = destination.known().and_then(|path| image.absolute(copy.index, path)) else {
        return Vec::new();
    };
    let opened = destination.text().ends_with('/')
        || from.len() + copy.heredocs.len() > 1
        || image.directory(copy.index).as_deref() == Some(to.as_str())
        || is_of_every_system(&to)
        || layers.added(stage, &to).any(|is_folder| is_folder);
    let mut copied = Copied { layers, copy, to, opened, found: Vec::new() };
    let link = copy.flag("from").map(|flag| {
        let links = image.dockerfile.stages.get(stage).into_iter().flat_map(|stage| &stage.links);
        links.into_iter().find(|link| link.span == flag.span).and_then(|link| link.stage)
    });
    for source in from {
        let Some(text) = source.known() else {
            // Of an address that is put together the name may not be known, only where the file goes.
            let is_named = !copied.opened || !name_of(source.text()).contains("{}");
            if is_remote(source.text()) && is_named {
                copied.add(copied.path_of(source.text()), source.span(), Origin::Download, None, true);
            }
            continue;
        };
        match link {
            Some(from) => copied.of_stage(from.filter(|from| *from < stage), text, source.span()),
            None if is_remote(text) => {
                let path = copied.path_of(text.split(['?', '#']).next().unwrap_or(text));
                copied.add(path, source.span(), Origin::Download, None, true);
            }
            None => copied.of_context(text, source.span()),
        }
    }
    for heredoc in &copy.heredocs {
        let path = copied.path_of(&heredoc.name);
        copied.add(path, heredoc.span, Origin::Made, None, true);
    }
    copied.found
}

/// Folders of the Filesystem Hierarchy Standard: what is copied there without a slash at the end is put into them all the same.
fn is_of_every_system(path: &str) -> bool {
    matches!(
        path,
        "/tmp"
            | "/opt"
            | "/srv"
            | "/root"
            | "/home"
            | "/etc"
            | "/usr"
            | "/usr/bin"
            | "/usr/src"
            | "/usr/local"
            | "/usr/local/bin"
            | "/usr/local/lib"
            | "/var"
            | "/var/tmp"
            | "/var/lib"
    )
}

/// Whether a source of `ADD` is fetched from the network.
pub(super) fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@")
}

struct Copied<'a, 'l> {
    layers: &'l Layers<'a>,
    copy: &'l Instruction,
    to: String,
    /// Whether the destination is a folder that files are put into under their own names.
    opened: bool,
    found: Vec<Addition>,
}

impl Copied<'_, '_> {
    fn add(&mut self, path: String, span: Span, origin: Origin, from: Option<usize>, exact: bool) {
        self.found.push(Addition { path, span, origin, from, exact });
    }

    /// Where a file goes.
    fn path_of(&self, source: &str) -> String {
        if !self.opened {
            return self.to.clone();
        }
        format!("{}/{}", self.to.trim_end_matches('/'), name_of(source.trim_end_matches('/')))
    }

    fn of_context(&mut self, text: &str, span: Span) {
        let context = &self.layers.context;
        if text.contains(['*', '?', '[']) {
            self.opened = true;
            for path in context.inside(text).map(|pattern| context.matches(&pattern)).unwrap_or_default() {
                self.of_path(path, span);
            }
        } else if let Some(path) = context.inside(text) {
            self.of_path(path, span);
        }
    }

    fn of_path(&mut self, path: String, span: Span) {
        let is_file = self.layers.context.has_file(&path);
        let holds_files = !is_file && self.layers.context.files(&path).next().is_some();
        // Of what is not there nothing is known but its name.
        let is_folder = path == self.layers.image.context || holds_files;
        if is_folder {
            let parents = self.copy.flag("parents").is_some();
            let to = if parents { self.path_of(&path) } else { self.to.clone() };
            self.add(to, span, Origin::Folder(path), None, true);
        } else if self.copy.keyword == Keyword::Add && is_tarball(&path) {
            self.add(self.to.clone(), span, Origin::Archive, None, false);
        } else {
            let to = self.path_of(&path);
            self.add(to, span, Origin::File(path), None, is_file);
        }
    }

    /// Follows a path into the stage that it is copied from.
    fn of_stage(&mut self, from: Option<usize>, text: &str, span: Span) {
        let path = format!("/{}", text.trim_start_matches('/').trim_end_matches('/'));
        let made = from.and_then(|from| Some((from, self.layers.made(from, &path)?)));
        match made {
            Some((from, (Origin::Folder(folder), exact))) => {
                self.add(self.to.clone(), span, Origin::Folder(folder), Some(from), exact);
            }
            Some((from, (origin, exact))) => {
                let to = self.path_of(&path);
                self.add(to, span, origin, Some(from), exact);
            }
            // Whether a file or a folder is there is not known; an archive is a file.
            None => {
                let to = if is_archive(text) { self.path_of(text) } else { self.to.clone() };
                self.add(to, span, Origin::Unknown, from, false);
            }
        }
    }
}

impl Layers<'_> {
    /// How a stage made what is at a path in the end, and whether that is all there is.
    fn made(&self, stage: usize, path: &str) -> Option<(Origin, bool)> {
        let layers: Vec<_> = self.of_stage(stage).collect();
        let (at, addition, origin) = layers.iter().enumerate().rev().find_map(|(at, layer)| {
            layer.adds.iter().rev().find_map(|add| Some((at, add, self.part(add, path)?)))
        })?;
        let later = || layers.get(at + 1..).unwrap_or_default().iter();
        if later().any(|layer| layer.removes.iter().any(|removal| super::is_removed_by(path, &removal.path)))
        {
            return None;
        }
        let exact = match origin {
            Origin::Folder(_) => addition.exact && later().all(|layer| layer.run.is_none()),
            _ => addition.exact,
        };
        matches!(origin, Origin::File(_) | Origin::Folder(_) | Origin::Download).then_some((origin, exact))
    }

    /// Where the part of an addition at a path comes from.
    fn part(&self, addition: &Addition, path: &str) -> Option<Origin> {
        if addition.path == path {
            return Some(addition.origin.clone());
        }
        let Origin::Folder(folder) = &addition.origin else { return None };
        let inside = path.strip_prefix(addition.path.trim_end_matches('/'))?.strip_prefix('/')?;
        let source = if folder.is_empty() { inside.to_owned() } else { format!("{folder}/{inside}") };
        if self.context.has_file(&source) {
            return Some(Origin::File(source));
        }
        let holds_files = self.context.files(&source).next().is_some();
        holds_files.then_some(Origin::Folder(source))
    }
}

/// Whether `ADD` unpacks a local file of that name. It looks at the content; the name is what can be told here.
fn is_tarball(path: &str) -> bool {
    let name = name_of(path);
    [".tar", ".tgz", ".tar.gz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

/// Whether a file holds other files, and is large as a rule.
pub fn is_archive(path: &str) -> bool {
    let name = name_of(path);
    [
        ".tar", ".tgz", ".gz", ".xz", ".bz2", ".zst", ".zip", ".deb", ".rpm", ".apk", ".whl", ".jar", ".war",
        ".run", ".msi", ".7z",
    ]
    .iter()
    .any(|extension| name.ends_with(extension))
}
