//! Do images and CI install what the lock file says?

use super::install::{self, Install, What};
use super::manifests::{folder, lock_of, packages, pinned_names};
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::package::{Lockfile, Package};
use crate::artefact::pipeline::CiScript;
use crate::parse::dockerfile::Body;
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Span, join, name_of};

/// An image or a CI job installs dependencies and does not keep to the lock file that is there.
pub fn install_without_lock(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for command in image.built_runs().flat_map(|run| &run.commands) {
            let Some((install, better)) = open_install(command) else { continue };
            if is_frozen_in(image, &install) || is_frozen_by_file(pass, &install) {
                continue;
            }
            let candidates = app
                .packages
                .iter()
                .filter(|package| package.ecosystem == install.ecosystem && package.place.is_production());
            let lock = candidates
                .filter_map(|package| lock_of(pass.project, package))
                .find(|lock| lock.manager == install.manager);
            if let Some(lock) = lock {
                let severity = if command.name() == "cargo" && !command.has_flag("--path") {
                    Severity::Note
                } else {
                    Severity::Warning
                };
                report(pass, command, &install, better, lock, severity);
            }
        }
    }
    for script in &app.ci {
        for command in &script.commands {
            let found = open_install(command).filter(|(install, _)| is_open_in_ci(pass, script, install));
            if let Some((install, better)) = found
                && let Some(lock) = lock_in(pass, script, &install)
            {
                report(pass, command, &install, better, lock, Severity::Note);
            }
        }
    }
}

fn report(
    pass: &mut Pass,
    command: &Command,
    install: &Install,
    better: &str,
    lock: &Lockfile,
    severity: Severity,
) {
    let name = name_of(pass.sources.path(lock.file));
    let shown = words(command);
    let verb = if matches!(install.what, What::Updated(_)) {
        "replaces the versions of"
    } else {
        "may leave the versions of"
    };
    let better =
        if install.manager == "yarn" && is_modern_yarn(pass) { "yarn install --immutable" } else { better };
    let finding = pass.report(command.span, format!("'{shown}' {verb} '{name}'"));
    finding.severity(severity);
    finding.because(Span::start_of(lock.file), "this lock file says which versions were tested");
    finding.help(format!(
        "Run `{better}`: it installs what the lock file says, or fails where manifest and lock file disagree."
    ));
}

/// Program and verb, as a message names a command.
pub(super) fn words(command: &Command) -> String {
    match command.subcommand() {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}

/// An installation from the manifest that does not keep to the lock file, with the command that would.
fn open_install(command: &Command) -> Option<(Install<'_>, &'static str)> {
    // A bare variable may hold the flag that makes the difference.
    let is_known = command.arguments().iter().all(|word| word.text != "{}");
    let install = install::of(command).filter(|_| is_known && !command.has_flag("--package-lock-only"))?;
    match install.what {
        What::Unlocked(better) | What::Updated(better) => Some((install, better)),
        What::Locked | What::Named(_) => None,
    }
}

/// Whether the Dockerfile makes the package manager follow the lock file by a variable or an earlier command.
fn is_frozen_in(image: &Image, install: &Install) -> bool {
    let variables = image.dockerfile.instructions.iter().filter_map(|instruction| match &instruction.body {
        Body::Env(pairs) | Body::Arg(pairs) => Some(pairs),
        _ => None,
    });
    let by_variable = variables.flatten().any(|pair| {
        let value = pair.value.as_ref().map_or("", |value| value.text());
        let in_ci = pair.key.text == "CI" && value != "false" && install.manager == "pnpm";
        in_ci || install::is_frozen_setting(&pair.key.text, value)
    });
    let configures = |command: &Command| {
        let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
        let sets = words.iter().any(|word| matches!(*word, "frozen" | "deployment" | "frozen-lockfile"));
        words.contains(&"config") && sets && !words.contains(&"false")
    };
    by_variable || image.runs.iter().flat_map(|run| &run.commands).any(|command| configures(command))
}

/// Whether a configuration file of the repository makes the package manager follow the lock file.
fn is_frozen_by_file(pass: &Pass, install: &Install) -> bool {
    let has = |name: &str, setting: &str| {
        let files = pass.app.files.iter().map(|file| pass.sources.file(*file));
        files.into_iter().any(|file| file.name() == name && file.text.contains(setting))
    };
    match install.manager {
        "yarn" => {
            has(".yarnrc.yml", "enableImmutableInstalls: true") || has(".yarnrc", "frozen-lockfile true")
        }
        "pnpm" => has(".npmrc", "frozen-lockfile=true"),
        "bundle" => {
            join(&pass.app.root, ".bundle/config").is_some_and(|path| pass.sources.find(&path).is_some())
        }
        _ => false,
    }
}

/// Whether the repository uses Yarn 2 or newer.
fn is_modern_yarn(pass: &Pass) -> bool {
    pass.sources.iter().any(|(_, file)| file.name() == ".yarnrc.yml")
}

/// Some package managers follow the lock file by themselves where they see that they run in CI; and a job may be there to
/// write a new lock file.
fn is_open_in_ci(pass: &Pass, script: &CiScript, install: &Install) -> bool {
    let follows = match install.manager {
        "pnpm" | "cargo" => true,
        "yarn" => is_modern_yarn(pass),
        _ => false,
    };
    let writes = script.commands.iter().any(|command| {
        command.name() == "git" && matches!(command.subcommand(), Some("commit" | "push" | "add" | "diff"))
    });
    !follows && !writes && matches!(install.what, What::Unlocked(_))
}

/// The lock file of the app that a CI script installs: that of the folder it runs in.
fn lock_in<'a>(pass: &Pass<'a>, script: &CiScript, install: &Install) -> Option<&'a Lockfile> {
    let project = pass.project;
    let changes_folder = script.commands.iter().any(|command| matches!(command.name(), "cd" | "pushd"));
    let is_meant = |package: &&Package| {
        package.ecosystem == install.ecosystem
            && !package.library
            && package.place.is_production()
            && folder(project, package.file) == script.folder
    };
    let package = packages(project).find(is_meant).filter(|_| !changes_folder)?;
    lock_of(project, package).filter(|lock| lock.manager == install.manager)
}

/// A tool that an image installs in whatever version is newest.
pub fn unpinned_tool_in_image(pass: &mut Pass) {
    let app = pass.app;
    let pinned = pinned_names(pass.project, app);
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for command in image.built_runs().flat_map(|run| &run.commands) {
            let Some(install) = install::of(command) else { continue };
            let What::Named(names) = &install.what else { continue };
            // pip leaves a distribution alone that another requirement has installed; npm and the like do not.
            let is_there = |name: &str| install.manager == "pip" && pinned.contains(&distribution(name));
            for name in names.iter().filter(|name| install::is_open(&install, name)) {
                if !is_installer(&name.text) && !is_there(&name.text) {
                    report_tool(pass, &install, name);
                }
            }
        }
    }
}

fn report_tool(pass: &mut Pass, install: &Install, name: &Arg) {
    let bare = distribution(&name.text);
    let advice = match install.manager {
        "pip" | "pipx" | "uv" | "poetry" | "pdm" | "pipenv" => format!("'{bare}==…'"),
        "gem" => format!("`gem install {bare} -v …`"),
        "cargo" => format!("`cargo install --locked {bare}@…`"),
        "go" => format!("'{}@v…'", name.text.split('@').next().unwrap_or(&name.text)),
        "composer" => format!("'{bare}:…'"),
        _ => format!("'{bare}@…'"),
    };
    let finding = pass.report(
        name.span,
        format!("'{}' is installed without a version: each build takes the newest", name.text),
    );
    finding.help(format!("Name the version that the image was tested with: {advice}."));
}

/// Package managers that bring newer releases of themselves: the base image fixes where they start.
fn is_installer(text: &str) -> bool {
    matches!(distribution(text).as_str(), "pip" | "setuptools" | "wheel" | "npm" | "bundler")
}

/// A package's name without extras, version and tag.
fn distribution(text: &str) -> String {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '@' | '[' | '=' | '<' | '>' | '~' | '!' | ':' | ' '));
    let name = end.map_or(text, |(at, _)| &text[..at]);
    name.to_ascii_lowercase().replace('_', "-")
}
