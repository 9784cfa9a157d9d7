//! Is a lock file kept out of the repository or of the image's build context?

use std::collections::BTreeSet;

use ignore::Match;
use ignore::gitignore::GitignoreBuilder;

use super::install::{self, What};
use super::locks::is_deployable;
use super::manifests::{folder, is_requirements, lock_of};
use crate::app::Project;
use crate::artefact::image::Image;
use crate::artefact::layer::Context;
use crate::artefact::package::{Ecosystem, Package};
use crate::rule::Pass;
use crate::source::{FileId, Span, folder_of, is_below, join, name_of};

/// A lock file that the repository's or the image's ignore file leaves out.
pub fn lockfile_ignored(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for package in app.packages.iter().filter(|package| is_deployable(app, project, package)) {
        if package.needs_lock()
            && lock_of(project, package).is_none()
            && let Some((line, lock)) = by_git(project, package)
        {
            let finding = pass.report(
                line,
                format!("'{lock}' is ignored by git, so each build resolves the dependencies anew"),
            );
            finding.because(package.anchor, "these are the dependencies it would fix");
            finding.help(format!("Remove the line and commit '{lock}'."));
        }
    }
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        hidden_from(pass, image);
    }
}

/// A lock file that the repository has, and that an image which installs dependencies does not get to see.
fn hidden_from(pass: &mut Pass, image: &Image) {
    let project = pass.project;
    let installs = image.built_runs().flat_map(|run| &run.commands);
    let installs = installs.filter_map(|command| Some((command.span, install::of(command)?)));
    let mut seen = BTreeSet::new();
    for (span, install) in installs {
        let is_named = matches!(install.what, What::Named(_)) || install.manager == "pip";
        if is_named || !seen.insert(install.manager) {
            continue;
        }
        // Where the manifest is kept away too, the image installs something else.
        let packages = pass.app.packages.iter().filter(|package| {
            let manifest = project.sources.path(package.file);
            package.ecosystem == install.ecosystem
                && package.place.is_production()
                && is_below(manifest, &image.context)
                && line_for_image(project, image, manifest).is_none()
        });
        let locks = packages.filter_map(|package| lock_of(project, package));
        for lock in locks.filter(|lock| lock.manager == install.manager) {
            let path = project.sources.path(lock.file);
            if let Some(line) = line_for_image(project, image, path) {
                let finding = pass.report(
                    line,
                    format!("'{}' is kept from the image, which installs without it", name_of(path)),
                );
                finding.because(span, "this installs the dependencies");
                finding.help("Remove the line, and copy the lock file together with the manifest.");
            }
        }
    }
}

/// The line of a `.gitignore` that leaves out every lock file the manifest could have, and the first of these.
pub(super) fn by_git(project: &Project, package: &Package) -> Option<(Span, &'static str)> {
    if is_requirements(project, package) {
        return None;
    }
    let own = folder(project, package.file);
    names(project, package).iter().find_map(|name| Some((line_for(project, &join(own, name)?)?, *name)))
}

/// The names a lock file of the manifest would have.
fn names(project: &Project, package: &Package) -> &'static [&'static str] {
    let manager = package.manager.as_ref().map(|manager| manager.text.as_str());
    match (package.ecosystem, manager) {
        (Ecosystem::Npm, Some("npm")) => &["package-lock.json"],
        (Ecosystem::Npm, Some("yarn")) => &["yarn.lock"],
        (Ecosystem::Npm, Some("pnpm")) => &["pnpm-lock.yaml"],
        (Ecosystem::Npm, Some("bun")) => &["bun.lock", "bun.lockb"],
        (Ecosystem::Npm, _) => &["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"],
        (Ecosystem::Python, Some("poetry")) => &["poetry.lock"],
        (Ecosystem::Python, Some("uv")) => &["uv.lock"],
        (Ecosystem::Python, Some("pdm")) => &["pdm.lock"],
        (Ecosystem::Python, Some("pipenv")) => &["Pipfile.lock"],
        (Ecosystem::Python, _) if project.sources.file(package.file).name() != "pyproject.toml" => &[],
        (Ecosystem::Python, _) => &["uv.lock", "poetry.lock", "pdm.lock"],
        (Ecosystem::Cargo, _) => &["Cargo.lock"],
        (Ecosystem::Go, _) => &["go.sum"],
        (Ecosystem::Ruby, _) => &["Gemfile.lock"],
        (Ecosystem::Php, _) => &["composer.lock"],
        (Ecosystem::Gradle, _) => &["gradle.lockfile"],
        (Ecosystem::Nuget, _) => &["packages.lock.json"],
        (Ecosystem::Maven, _) => &[],
    }
}

/// The line of a `.gitignore` that leaves `path` out. The deepest file that says anything about the path decides.
pub(super) fn line_for(project: &Project, path: &str) -> Option<Span> {
    let mut at = folder_of(path);
    loop {
        let inside = path.strip_prefix(at).unwrap_or(path).trim_start_matches('/');
        if let Some(file) = join(at, ".gitignore").and_then(|path| project.sources.find(&path)) {
            match verdict(project, file, inside, str::to_owned) {
                Verdict::Silent => {}
                Verdict::Kept => return None,
                Verdict::Ignored(line) => return Some(line),
            }
        }
        if at.is_empty() {
            return None;
        }
        at = folder_of(at);
    }
}

/// The line of the ignore file of an image that keeps a file of its context from the builder.
fn line_for_image(project: &Project, image: &Image, path: &str) -> Option<Span> {
    let file = Context::of(&project.sources, image).ignore_file?;
    let inside = path.strip_prefix(image.context.as_str())?.trim_start_matches('/');
    match verdict(project, file, inside, rooted) {
        Verdict::Ignored(line) => Some(line),
        Verdict::Silent | Verdict::Kept => None,
    }
}

/// A pattern of a `.dockerignore` in git's notation: it begins at the root of the context.
fn rooted(line: &str) -> String {
    let line = line.trim();
    let (sign, pattern) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest.trim_start()));
    if pattern.is_empty() || line.starts_with('#') {
        return String::new();
    }
    format!("{sign}/{}", pattern.trim_start_matches("./").trim_start_matches('/'))
}

/// What an ignore file says of a path.
enum Verdict {
    Silent,
    Kept,
    Ignored(Span),
}

/// What an ignore file says of a path relative to its root; `notation` turns its lines into git's notation.
fn verdict(project: &Project, file: FileId, path: &str, notation: fn(&str) -> String) -> Verdict {
    let source = project.sources.file(file);
    let lines: Vec<String> =
        (1..=source.lines.count()).map(|line| notation(source.line_text(line))).collect();
    let mut builder = GitignoreBuilder::new("");
    for line in &lines {
        // A pattern that does not compile loses only itself, as in git.
        let _ = builder.add_line(None, line);
    }
    let Ok(patterns) = builder.build() else { return Verdict::Silent };
    let pattern = match patterns.matched_path_or_any_parents(path, false) {
        Match::None => return Verdict::Silent,
        Match::Whitelist(_) => return Verdict::Kept,
        Match::Ignore(glob) => glob.original().trim(),
    };
    let Some(at) = lines.iter().rposition(|line| line.trim() == pattern) else { return Verdict::Silent };
    let line = at as u32 + 1;
    let start = source.lines.start(line).unwrap_or(0) as usize;
    Verdict::Ignored(Span::new(file, start, start + source.line_text(line).trim_end().len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    fn ignored(lines: &str, path: &str, notation: fn(&str) -> String) -> Option<u32> {
        let sources = Sources::new(vec![SourceFile::new(".ignore", lines)]);
        let project = Project { sources, ..Project::default() };
        match verdict(&project, FileId(0), path, notation) {
            Verdict::Ignored(span) => Some(project.sources.line(span)),
            Verdict::Silent | Verdict::Kept => None,
        }
    }

    #[test]
    fn patterns_of_images_begin_at_the_root() {
        let listed = "# all\n*\n\n!/package.json\n!/package-lock.json\n # dev\n/settings/dev.py\n";
        assert_eq!(ignored(listed, "package-lock.json", rooted), None);
        assert_eq!(ignored(listed, "yarn.lock", rooted), Some(2));
        assert_eq!(ignored("*.lock\n", "web/yarn.lock", rooted), None);
        assert_eq!(ignored("**/*.lock\n", "web/yarn.lock", rooted), Some(1));
        assert_eq!(ignored("web\n", "web/yarn.lock", rooted), Some(1));
    }

    #[test]
    fn patterns_of_git_hold_below() {
        let plain = |line: &str| line.to_owned();
        assert_eq!(ignored("node_modules\n*.lock\n", "web/yarn.lock", plain), Some(2));
        assert_eq!(ignored("*.lock\n!yarn.lock\n", "web/yarn.lock", plain), None);
        assert_eq!(ignored("[\n/yarn.lock\n", "yarn.lock", plain), Some(2));
    }
}
