//! Do images and CI install what the lock file says?

use std::collections::BTreeMap;

use super::install::{self, Install, What};
use super::manifests::{folder, lock_of, lockfiles, packages};
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::package::{Lockfile, Package};
use crate::artefact::pipeline::CiScript;
use crate::parse::dockerfile::Body;
use crate::rule::{Pass, Severity};
use crate::source::{Span, join, name_of};

/// An image or a CI job installs dependencies and does not keep to the lock file that is there.
pub fn install_without_lock(pass: &mut Pass) {
    let mut found = in_images(pass);
    found.extend(in_ci(pass));
    while let Some(first) = found.first() {
        let (same, rest): (Vec<Open>, Vec<Open>) = found.iter().partition(|open| open.is_like(first));
        report(pass, &same);
        found = rest;
    }
}

/// An installation that a lock file does not decide.
#[derive(Clone, Copy)]
struct Open<'a> {
    command: &'a Command,
    manager: &'static str,
    is_update: bool,
    /// The command that would follow the lock file.
    better: &'static str,
    lock: &'a Lockfile,
    severity: Severity,
}

impl<'a> Open<'a> {
    fn new(command: &'a Command, install: &Install, better: &'static str, lock: &'a Lockfile) -> Self {
        let is_update = matches!(install.what, What::Updated(_));
        Self { command, manager: install.manager, is_update, better, lock, severity: Severity::Warning }
    }

    /// Whether both are one matter for whoever mends the file.
    fn is_like(&self, other: &Self) -> bool {
        let key = |open: &Self| {
            (open.command.span.file, open.manager, open.is_update, open.severity, open.lock.file)
        };
        key(self) == key(other)
    }
}

fn in_images<'a>(pass: &Pass<'a>) -> Vec<Open<'a>> {
    let (app, project) = (pass.app, pass.project);
    let mut found = Vec::new();
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let mut frozen: BTreeMap<&str, bool> = BTreeMap::new();
        let commands =
            image.built_runs().flat_map(|run| run.commands.iter().map(move |command| (run, command)));
        for (run, command) in commands {
            let Some((install, better)) = open_install(command) else { continue };
            if is_without_lock_file(&run.commands, command, &install) {
                continue;
            }
            let is_frozen = || is_frozen_in(image, &install) || is_frozen_by_file(pass, &install);
            if *frozen.entry(install.manager).or_insert_with(is_frozen) {
                continue;
            }
            let is_meant =
                |package: &&Package| package.ecosystem == install.ecosystem && package.place.is_production();
            let of_context =
                packages(project).filter(|package| folder(project, package.file) == image.context);
            let locks = app.packages.iter().chain(of_context).filter(is_meant);
            let locks = locks.filter_map(|package| lock_of(project, package));
            let is_modular = install.ecosystem.is_modular();
            let lock = beside(pass, image, run, &install)
                .filter(|_| is_modular)
                .or_else(|| locks.into_iter().find(|lock| lock.manager == install.manager));
            let Some(lock) = lock else { continue };
            let mut open = Open::new(command, &install, better, lock);
            // A build looks into the lock file; only `cargo install` passes it by.
            if command.name() == "cargo" && !command.has_flag("--path") {
                open.severity = Severity::Note;
            }
            found.push(open);
        }
    }
    found
}

/// The lock file of the folder that a command runs in, as the image has it: a context is copied with its folders.
fn beside<'a>(pass: &Pass<'a>, image: &Image, run: &Run, install: &Install) -> Option<&'a Lockfile> {
    let directory = image.directory(run.instruction)?;
    let locks = lockfiles(pass.project).filter(|lock| lock.manager == install.manager);
    let depth = |lock: &&Lockfile| folder(pass.project, lock.file).len();
    locks
        .filter(|lock| directory.ends_with(&format!("/{}", folder(pass.project, lock.file))))
        .max_by_key(depth)
}

fn in_ci<'a>(pass: &Pass<'a>) -> Vec<Open<'a>> {
    let mut found = Vec::new();
    for script in
        pass.app.ci.iter().filter(|script| script.commands.iter().all(|command| !leads_away(command)))
    {
        let mut locks: BTreeMap<&str, Option<&Lockfile>> = BTreeMap::new();
        for command in &script.commands {
            // Recipes and package scripts are for developers too, who may want a new lock file.
            if script.caller(command).is_some() {
                continue;
            }
            let Some((install, better)) = open_install(command) else { continue };
            if !matches!(install.what, What::Unlocked(_))
                || is_without_lock_file(&script.commands, command, &install)
            {
                continue;
            }
            let lock = || lock_in(pass, script, &install).filter(|_| !follows_in_ci(pass, &install));
            if let Some(lock) = *locks.entry(install.manager).or_insert_with(lock) {
                found.push(Open { severity: Severity::Note, ..Open::new(command, &install, better, lock) });
            }
        }
    }
    found
}

/// Whether a script does more than install and test in its own folder: it goes elsewhere, or is there to write a new lock
/// file.
fn leads_away(command: &Command) -> bool {
    match command.name() {
        "cd" | "pushd" => true,
        "git" => matches!(command.subcommand(), Some("commit" | "push" | "add" | "diff")),
        _ => false,
    }
}

/// Reports installations that are one matter at the first of them.
fn report(pass: &mut Pass, same: &[Open]) {
    let Some((first, others)) = same.split_first() else { return };
    let name = name_of(pass.sources.path(first.lock.file));
    let verb = if first.is_update { "replaces the versions of" } else { "may leave the versions of" };
    let is_modern = first.manager == "yarn" && is_modern_yarn(pass);
    let better = if is_modern { "yarn install --immutable" } else { first.better };
    let finding = pass.report(first.command.span, format!("'{}' {verb} '{name}'", words(first.command)));
    finding.severity(first.severity);
    finding.because(Span::start_of(first.lock.file), "this lock file says which versions were tested");
    for other in others.iter().filter(|other| other.command.span != first.command.span) {
        finding.because(other.command.span, "and here");
    }
    finding.help(format!(
        "Run `{better}`: it installs what the lock file says, or fails where manifest and lock file disagree."
    ));
}

/// Program and verb, as a message names a command.
pub(super) fn words(command: &Command) -> String {
    match install::verb(command) {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}

/// An installation from the manifest that does not keep to the lock file, with the command that would.
fn open_install(command: &Command) -> Option<(Install<'_>, &'static str)> {
    if install::has_unknown_words(command) || command.has_flag("--package-lock-only") {
        return None;
    }
    let install = install::of(command)?;
    match install.what {
        What::Unlocked(better) | What::Updated(better) => Some((install, better)),
        What::Locked | What::Named(_) => None,
    }
}

/// Whether the installation is the branch for a repository without a lock file: `if [ -f yarn.lock ]; then … else yarn; fi`.
fn is_without_lock_file(commands: &[Command], command: &Command, install: &Install) -> bool {
    let follows = |other: &Command| {
        other.flow.conditional
            && install::of(other)
                .is_some_and(|other| other.manager == install.manager && matches!(other.what, What::Locked))
    };
    command.flow.conditional && commands.iter().any(follows)
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
    by_variable || image.runs.iter().flat_map(|run| &run.commands).any(configures)
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
        "dotnet" => pass.sources.iter().any(|(_, file)| {
            [".props", ".targets", "proj"].iter().any(|end| file.name().ends_with(end))
                && file.text.contains("RestoreLockedMode")
        }),
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

/// Whether the package manager follows the lock file by itself where it sees that it runs in CI; a build of Cargo is looked
/// at where it ships.
fn follows_in_ci(pass: &Pass, install: &Install) -> bool {
    match install.manager {
        "pnpm" | "cargo" => true,
        "yarn" => is_modern_yarn(pass),
        _ => false,
    }
}

/// The lock file of the app that a CI script installs: that of the folder it runs in.
fn lock_in<'a>(pass: &Pass<'a>, script: &CiScript, install: &Install) -> Option<&'a Lockfile> {
    let project = pass.project;
    let is_meant = |package: &&Package| {
        package.ecosystem == install.ecosystem
            && !package.library
            && package.place.is_production()
            && folder(project, package.file) == script.folder
    };
    let package = packages(project).find(is_meant)?;
    lock_of(project, package).filter(|lock| lock.manager == install.manager)
}
