//! Is a lock file kept out of the repository or of the image's build context?

use ignore::Match;
use ignore::gitignore::GitignoreBuilder;

use super::locks::is_deployable;
use super::manifests::{folder, is_requirements, lock_of};
use crate::app::Project;
use crate::artefact::package::{Ecosystem, Package};
use crate::rule::Pass;
use crate::source::{FileId, Span, folder_of, join};

/// A lock file that the repository's or the image's ignore file leaves out.
pub fn lockfile_ignored(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for package in app.packages.iter().filter(|package| is_deployable(app, project, package)) {
        if lock_of(project, package).is_none()
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
    }
}

/// The line of a `.gitignore` that leaves `path` out. The deepest file that says anything about the path decides.
pub(super) fn line_for(project: &Project, path: &str) -> Option<Span> {
    let mut at = folder_of(path);
    loop {
        let inside = path.strip_prefix(at).unwrap_or(path).trim_start_matches('/');
        if let Some(file) = join(at, ".gitignore").and_then(|path| project.sources.find(&path)) {
            match verdict(&project.sources.file(file).text, inside) {
                Verdict::Silent => {}
                Verdict::Kept => return None,
                Verdict::Ignored(pattern) => return line_of(project, file, &pattern),
            }
        }
        if at.is_empty() {
            return None;
        }
        at = folder_of(at);
    }
}

/// What an ignore file says of a path.
enum Verdict {
    Silent,
    Kept,
    Ignored(String),
}

/// What the text of an ignore file says of a path relative to its folder.
fn verdict(text: &str, path: &str) -> Verdict {
    let mut builder = GitignoreBuilder::new("");
    for line in text.lines() {
        // A pattern that does not compile loses only itself, as in git.
        let _ = builder.add_line(None, line);
    }
    let Ok(patterns) = builder.build() else { return Verdict::Silent };
    match patterns.matched_path_or_any_parents(path, false) {
        Match::None => Verdict::Silent,
        Match::Whitelist(_) => Verdict::Kept,
        Match::Ignore(glob) => Verdict::Ignored(glob.original().to_owned()),
    }
}

/// The last line that holds the pattern.
fn line_of(project: &Project, file: FileId, pattern: &str) -> Option<Span> {
    let file_text = project.sources.file(file);
    let lines = (1..=file_text.lines.count()).rev();
    let line = lines.into_iter().find(|line| file_text.line_text(*line).trim() == pattern.trim())?;
    let start = file_text.lines.start(line)? as usize;
    Some(Span::new(file, start, start + file_text.line_text(line).trim_end().len()))
}
