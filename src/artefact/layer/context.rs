//! The build context as the builder sees it: the files of its folder without those that an ignore file names.

use std::cell::OnceCell;

use crate::artefact::image::Image;
use crate::parse::dockerfile::{Flag, Value, ignore_files};
use crate::parse::dockerignore::Dockerignore;
use crate::source::{FileId, Sources, folder_of, join, name_of};

/// The build context of an image.
#[derive(Debug)]
pub struct Context<'a> {
    sources: &'a Sources,
    folder: &'a str,
    /// The ignore file that counts.
    pub ignore_file: Option<FileId>,
    ignored: OnceCell<Dockerignore>,
}

impl<'a> Context<'a> {
    /// The context that an image is built in.
    pub fn of(sources: &'a Sources, image: &'a Image) -> Self {
        let ignore_file = ignore_file(sources, image);
        Self { sources, folder: &image.context, ignore_file, ignored: OnceCell::new() }
    }

    /// The path in the repository of what an instruction names.
    pub fn inside(&self, path: &str) -> Option<String> {
        join(self.folder, path.trim_start_matches('/'))
    }

    /// Whether the builder sees a file of the repository.
    pub fn sees(&self, path: &str) -> bool {
        let inside = if self.folder.is_empty() {
            Some(path)
        } else {
            path.strip_prefix(self.folder).and_then(|rest| rest.strip_prefix('/'))
        };
        let text = || self.ignore_file.map_or("", |file| self.sources.file(file).text.as_str());
        let ignored = self.ignored.get_or_init(|| Dockerignore::parse(text()));
        inside.is_some_and(|inside| !ignored.ignores(inside))
    }

    /// Whether the builder sees a file at that path of the repository.
    pub fn has_file(&self, path: &str) -> bool {
        self.sources.find(path).is_some() && self.sees(path)
    }

    /// The files at and below a path of the repository that the builder sees.
    pub fn files(&self, path: &str) -> impl Iterator<Item = &'a str> {
        let single = self.sources.find(path).map(|file| self.sources.path(file));
        let below = self.sources.below(path).map(|file| file.path.as_str());
        single.into_iter().chain(below).filter(|path| self.sees(path))
    }

    /// The files and folders that fit a pattern over paths of the repository, as `filepath.Match` of Go reads it: part by part.
    pub fn matches(&self, whole: &str) -> Vec<String> {
        let mut matcher = Dockerignore::default();
        matcher.add(whole);
        let depth = whole.split('/').count();
        let fixed = whole.split(['*', '?', '[', '\\']).next().unwrap_or("");
        let folder = fixed.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found: Vec<String> = self
            .sources
            .below(folder)
            .filter(|file| matcher.ignores(&file.path) && self.sees(&file.path))
            .map(|file| file.path.split('/').take(depth).collect::<Vec<_>>().join("/"))
            .collect();
        found.dedup();
        found
    }
}

/// The ignore file of a build: one named after the Dockerfile counts before that of the context.
fn ignore_file(sources: &Sources, image: &Image) -> Option<FileId> {
    let path = sources.path(image.file);
    let [own, shared] = ignore_files(name_of(path));
    let beside = join(folder_of(path), &own);
    let inside = |name: &str| sources.find(&join(&image.context, name)?);
    beside
        .and_then(|path| sources.find(&path))
        .or_else(|| inside(&shared))
        .or_else(|| inside(".containerignore"))
}

/// What the `--exclude` flags of an instruction leave out of what it copies.
pub(super) fn excluded(flags: &[Flag]) -> Dockerignore {
    let mut patterns = Dockerignore::default();
    for flag in flags.iter().filter(|flag| flag.name == "exclude") {
        patterns.add(flag.value.as_ref().map_or("", Value::text));
    }
    patterns
}
