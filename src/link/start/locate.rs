//! From a path in an image back to the file of the repository that was copied there.

use crate::artefact::image::{Image, Run};
use crate::parse::dockerfile::{Body, Heredoc, Instruction, Text, Value};
use crate::source::{FileId, Sources, is_below, join, name_of};

/// Stages that a file may pass through on its way into the image.
const LONGEST_WAY: usize = 8;

/// The file of the repository that the image has at `path`, which is absolute or relative to the last `WORKDIR`.
pub(super) fn in_image(sources: &Sources, image: &Image, path: &str) -> Option<FileId> {
    let directory = image.effective.directory.as_ref().map_or("/", |directory| directory.text.as_str());
    let absolute = absolute(directory, path);
    in_stage(sources, image, image.target, &absolute, LONGEST_WAY)
}

/// The file of the repository that a `RUN` finds at `path`.
pub(super) fn at_run(sources: &Sources, image: &Image, run: &Run, path: &str) -> Option<FileId> {
    let directory = image.directory(run.instruction).unwrap_or_else(|| "/".to_owned());
    in_stage(sources, image, run.stage, &absolute(&directory, path), LONGEST_WAY)
}

/// The text of a heredoc that a COPY of the final image writes to `path`.
pub(super) fn written_in(image: &Image, path: &str) -> Option<Text> {
    let mut directory = "/".to_owned();
    let mut found = None;
    for instruction in image.instructions() {
        match &instruction.body {
            Body::Workdir(to) => directory = absolute(&directory, to.text()),
            Body::Copy { destination, .. } => {
                let to = absolute(&directory, destination.text());
                let wanted = absolute(image.effective.directory.as_ref().map_or("/", |arg| &arg.text), path);
                let written = instruction.heredocs.iter().find(|heredoc| {
                    wanted == to || wanted == format!("{}/{}", to.trim_end_matches('/'), heredoc.name)
                });
                found = written.map(Heredoc::content).or(found);
            }
            _ => {}
        }
    }
    found
}

/// A file or folder of the repository that a container sees at a path of its own.
#[derive(Clone)]
pub(super) struct Mount {
    /// The project path.
    pub(super) source: String,
    /// The path in the container.
    pub(super) target: String,
}

impl Mount {
    /// The file of the repository at a path of the container, if the mount brings it there.
    pub(super) fn file(&self, sources: &Sources, path: &str) -> Option<FileId> {
        let rest = path.strip_prefix(self.target.trim_end_matches('/'))?;
        let inside = rest.is_empty() || rest.starts_with('/');
        sources.find(&join(&self.source, rest.trim_start_matches('/'))?).filter(|_| inside)
    }
}

fn in_stage(sources: &Sources, image: &Image, stage: usize, path: &str, steps: usize) -> Option<FileId> {
    let steps = steps.checked_sub(1)?;
    let effective = image.dockerfile.effective(stage)?;
    let mut directory = "/".to_owned();
    let mut copies: Vec<(String, &Instruction)> = Vec::new();
    for instruction in effective.instructions.iter().filter_map(|at| image.dockerfile.instructions.get(*at)) {
        match &instruction.body {
            Body::Workdir(to) => directory = absolute(&directory, to.text()),
            Body::Copy { destination, .. } => {
                let ends = if destination.text().ends_with('/') { "/" } else { "" };
                copies.push((absolute(&directory, destination.text()) + ends, instruction));
            }
            _ => {}
        }
    }
    copies.iter().rev().find_map(|(destination, copy)| {
        let origins = origins(copy, destination, path);
        match copy.flag("from") {
            None => origins.iter().find_map(|origin| sources.find(&join(&image.context, origin)?)),
            Some(_) => {
                let links = &image
                    .dockerfile
                    .stages
                    .iter()
                    .flat_map(|stage| &stage.links)
                    .find(|link| link.instruction == copy.index)?;
                let from = links.stage?;
                origins
                    .iter()
                    .find_map(|origin| in_stage(sources, image, from, &absolute("/", origin), steps))
            }
        }
    })
}

/// The paths from which a COPY may have taken what is now at `path`.
fn origins(copy: &Instruction, destination: &str, path: &str) -> Vec<String> {
    let Body::Copy { sources, .. } = &copy.body else { return Vec::new() };
    let folder = destination.trim_end_matches('/');
    let mut origins = Vec::new();
    for source in sources.iter().map(Value::text) {
        let source = source.trim_end_matches('/');
        if path == folder {
            origins.push(source.to_owned());
        }
        if let Some(rest) = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
            if rest == name_of(source) {
                origins.push(source.to_owned());
            }
            if let Some((before, _)) = source.split_once('*') {
                let kept = before.rsplit_once('/').map_or("", |(kept, _)| kept);
                origins.push(if kept.is_empty() { rest.to_owned() } else { format!("{kept}/{rest}") });
            }
            origins.push(format!("{source}/{rest}"));
        }
    }
    origins
}

/// A path made absolute in a directory, `.` and `..` resolved.
pub(super) fn absolute(directory: &str, path: &str) -> String {
    let base = if path.starts_with('/') { "" } else { directory };
    format!("/{}", join(base, path).unwrap_or_default())
}

/// The file that a path means where no image says how the app is laid out: below the app's folder.
pub(super) fn in_folder(sources: &Sources, root: &str, path: &str) -> Option<FileId> {
    let relative = path.strip_prefix("/app/").or_else(|| path.strip_prefix("/usr/src/app/")).unwrap_or(path);
    if relative.starts_with('/') {
        return None;
    }
    let found = join(root, relative)?;
    is_below(&found, root).then(|| sources.find(&found)).flatten()
}
