//! What package managers leave behind in the layers of an image.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::artefact::os_package::{Action, Manager, Transaction};
use crate::parse::dockerfile::Instruction;
use crate::rule::{Pass, Severity};

/// RUN instructions of final images that leave a package manager's cache in their layer.
pub fn package_cache_left(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for run in image.final_runs() {
            let Some(instruction) = image.dockerfile.instructions.get(run.instruction) else { continue };
            let layer = Layer { image, run, instruction };
            system_cache(pass, &layer);
            for cache in LANGUAGE_CACHES {
                language_cache(pass, &layer, cache);
            }
        }
    }
}

/// A RUN of the final image.
struct Layer<'a> {
    image: &'a Image,
    run: &'a Run,
    instruction: &'a Instruction,
}

impl Layer<'_> {
    /// Whether one of the commands after `at` removes the folder, or the RUN has a mount in its place.
    fn is_clean(&self, at: usize, folders: &[&str]) -> bool {
        folders.iter().any(|folder| {
            layer::is_mounted(self.instruction, folder)
                || self.after(at).iter().any(|command| empties(command, folder))
        })
    }

    fn after(&self, at: usize) -> &[Command] {
        self.run.commands.get(at + 1..).unwrap_or_default()
    }
}

/// Whether a command removes a folder, or touches what is in it in a way that can only be meant so.
fn empties(command: &Command, folder: &str) -> bool {
    layer::removed(command).iter().any(|path| {
        let path = at_home_of_root(&path.text);
        layer::is_removed_by(folder, &path) || is_inside(folder, &path)
    })
}

/// A path in anybody's home (`~/…`, `$HOME/…`, `/home/app/…`) as the same path in that of root.
fn at_home_of_root(path: &str) -> String {
    let inside = path.strip_prefix("~/").or_else(|| path.strip_prefix("{}/"));
    let inside =
        inside.or_else(|| path.strip_prefix("/home/").and_then(|rest| Some(rest.split_once('/')?.1)));
    inside.map_or_else(|| path.to_owned(), |inside| format!("/root/{inside}"))
}

/// Whether a removed path lies in the folder: people name its entries one by one.
fn is_inside(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The index of `apt-get update`, the index of `apk add`, and what `dnf`, `yum` and `zypper` keep.
fn system_cache(pass: &mut Pass, layer: &Layer) {
    let calls = || {
        let commands = layer.run.commands.iter().enumerate();
        commands.filter_map(|(at, command)| Some((at, command, Transaction::of(command)?)))
    };
    for manager in [Manager::Apt, Manager::Apk, Manager::Dnf, Manager::Zypper] {
        let fills = |(_, command, call): &(usize, &Command, Transaction)| {
            call.manager == manager && fills_cache(command, call)
        };
        let Some((at, command, _)) = calls().rfind(fills) else { continue };
        let cleaned = calls().any(|(later, command, call)| {
            later > at && call.manager == manager && call.action == Action::Clean && cleans(command, manager)
        });
        if cleaned || layer.is_clean(at, folders(manager)) {
            continue;
        }
        let (what, how) = advice(manager);
        let finding = pass.report(command.span, format!("'{}' leaves {what} in the image", words(command)));
        finding.help(how);
        if let Some(later) = cleaned_later(layer, folders(manager)) {
            finding.because(later.span, "this comes too late: the layer above is finished");
        }
    }
}

/// Whether a call writes files that are only of use for the next call.
fn fills_cache(command: &Command, call: &Transaction) -> bool {
    match (call.manager, call.action) {
        (Manager::Apt, Action::Refresh) => true,
        (Manager::Apk, Action::Refresh | Action::Install | Action::Upgrade) => {
            !["--no-cache", "--no-network", "--help"].iter().any(|flag| command.has_flag(flag))
        }
        (Manager::Dnf | Manager::Zypper, Action::Refresh | Action::Install | Action::Upgrade) => true,
        _ => false,
    }
}

/// Whether cleaning removes the index too. `apt-get clean` only removes packages, which the official images never keep.
fn cleans(command: &Command, manager: Manager) -> bool {
    manager != Manager::Apt || command.subcommand().is_some_and(|verb| verb.replace('-', "") == "distclean")
}

fn folders(manager: Manager) -> &'static [&'static str] {
    match manager {
        Manager::Apt => &["/var/lib/apt/lists"],
        Manager::Apk => &["/var/cache/apk", "/etc/apk/cache"],
        Manager::Dnf => &["/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5"],
        Manager::Zypper => &["/var/cache/zypp"],
    }
}

fn advice(manager: Manager) -> (&'static str, &'static str) {
    match manager {
        Manager::Apt => (
            "the package index",
            "End the same RUN with '&& rm -rf /var/lib/apt/lists/*', or mount a cache there.",
        ),
        Manager::Apk => ("the package index", "Write 'apk add --no-cache'; no 'apk update' is needed then."),
        Manager::Dnf => (
            "downloaded packages and metadata",
            "End the same RUN with '&& dnf clean all' (or 'yum clean all').",
        ),
        Manager::Zypper => {
            ("downloaded packages and metadata", "End the same RUN with '&& zypper clean --all'.")
        }
    }
}

/// A command of a later RUN that removes one of the folders.
fn cleaned_later<'a>(layer: &Layer<'a>, folders: &[&str]) -> Option<&'a Command> {
    let after = layer.image.final_runs().filter(|run| run.instruction > layer.run.instruction);
    after.flat_map(|run| &run.commands).find(|command| folders.iter().any(|folder| empties(command, folder)))
}

/// The cache of a language's package manager.
struct LanguageCache {
    programs: &'static [&'static str],
    verbs: &'static [&'static str],
    /// Options of the install, and variables, that switch the cache off.
    flags: &'static [&'static str],
    variables: &'static [&'static str],
    /// The words after the program that empty the cache.
    clean: &'static [&'static str],
    folders: &'static [&'static str],
    help: &'static str,
    severity: Severity,
}

const LANGUAGE_CACHES: &[LanguageCache] = &[
    LanguageCache {
        programs: &["pip"],
        verbs: &["install"],
        flags: &["--no-cache-dir", "--no-cache"],
        variables: &["PIP_NO_CACHE_DIR"],
        clean: &["cache", "purge"],
        folders: &["/root/.cache/pip"],
        help: "Write 'pip install --no-cache-dir', or mount a cache: 'RUN --mount=type=cache,target=/root/.cache/pip'.",
        severity: Severity::Warning,
    },
    LanguageCache {
        programs: &["npm"],
        verbs: &["install", "i", "ci", "add", "clean-install"],
        flags: &[],
        variables: &[],
        clean: &["cache", "clean"],
        folders: &["/root/.npm"],
        help: "Mount a cache, 'RUN --mount=type=cache,target=/root/.npm npm ci', or end the RUN with '&& npm cache clean --force'.",
        severity: Severity::Note,
    },
    LanguageCache {
        programs: &["yarn"],
        verbs: &["install", "add", ""],
        flags: &["--immutable"],
        variables: &[],
        clean: &["cache", "clean"],
        folders: &["/usr/local/share/.cache/yarn", "/root/.yarn", "/root/.cache/yarn"],
        help: "Mount a cache, 'RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install', or end the RUN with '&& yarn \
               cache clean'.",
        severity: Severity::Note,
    },
];

fn language_cache(pass: &mut Pass, layer: &Layer, cache: &LanguageCache) {
    let fills = |command: &&Command| {
        cache.programs.contains(&program(command))
            && cache.verbs.contains(&command.subcommand().unwrap_or(""))
            && !cache.flags.iter().any(|flag| command.has_flag(flag))
            && !command.has_flag("--version")
            && !command.has_flag("-v")
            && !cache.variables.iter().any(|variable| is_set(layer, command, variable))
    };
    let commands = &layer.run.commands;
    let Some(at) = commands.iter().rposition(|command| fills(&command)) else { return };
    let Some(command) = commands.get(at) else { return };
    let cleaned = layer.after(at).iter().any(|later| {
        let words =
            later.arguments().iter().map(|word| word.text.as_str()).filter(|word| !word.starts_with('-'));
        cache.programs.contains(&program(later)) && words.eq(cache.clean.iter().copied())
    });
    if cleaned || layer.is_clean(at, cache.folders) || layer::has_cache(layer.instruction) {
        return;
    }
    let finding =
        pass.report(command.span, format!("'{}' leaves its download cache in the image", words(command)));
    finding.help(cache.help).severity(cache.severity);
}

/// Whether a variable is set for a command: on its line, in the RUN before it, or by ENV or ARG.
fn is_set(layer: &Layer, command: &Command, name: &str) -> bool {
    let assigned = |command: &Command| command.assignments.iter().any(|(variable, _)| variable.text == name);
    let exported = layer.run.commands.iter().any(|earlier| earlier.name() == "export" && assigned(earlier));
    assigned(command) || exported || layer.image.variable(layer.run.instruction, name).is_some()
}

/// The program without the version of its interpreter: `pip` for `pip3.12`.
fn program(command: &Command) -> &str {
    command.name().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
}

/// The program with its verb, for a message.
fn words(command: &Command) -> String {
    match command.subcommand() {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}
