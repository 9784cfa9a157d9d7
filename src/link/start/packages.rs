//! Which scripts of which package a package manager runs.

use super::follow::Follower;
use crate::artefact::command::Command;
use crate::artefact::package::Ecosystem;
use crate::parse::json;
use crate::parse::tree::Node;
use crate::source::{Arg, FileId, SourceFile, folder_of};

/// Options that name the folder of the package.
const FOLDERS: [&str; 4] = ["--prefix", "-C", "--dir", "--cwd"];

/// Options that name the package.
const NAMES: [&str; 3] = ["--workspace", "--filter", "-F"];

/// The options of a package manager that name the package; `-w` of pnpm means the root and has no value.
fn names(command: &Command) -> impl Iterator<Item = &'static str> {
    let short = (command.name() == "npm").then_some("-w");
    NAMES.into_iter().chain(short)
}

/// The package scripts that a command runs; empty if it runs none.
pub(super) fn script_names(command: &Command) -> Vec<&str> {
    let words = words(command);
    let first = words.first().copied();
    let second = words.get(1).copied();
    match (command.name(), first) {
        ("npm-run-all" | "npm-run-all2" | "run-s", _) => words,
        ("npm" | "pnpm" | "bun" | "turbo", Some("run" | "run-script")) | ("yarn", Some("run")) => {
            second.into_iter().collect()
        }
        ("yarn", Some("workspace")) => {
            let run = words.get(2).copied();
            if run == Some("run") { words.get(3) } else { words.get(2) }.copied().into_iter().collect()
        }
        ("npm", Some("start" | "test" | "stop" | "restart"))
        | ("yarn" | "pnpm" | "bun" | "turbo", Some(_)) => first.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The words that a package manager adds to the script it runs: npm those behind `--`, the others all behind the name.
pub(super) fn script_arguments(command: &Command) -> &[Arg] {
    let arguments = command.arguments();
    let dashes = arguments.iter().position(|arg| arg.text == "--");
    let start = match command.name() {
        "npm" | "turbo" => dashes,
        "yarn" | "pnpm" | "bun" => dashes.or_else(|| {
            let named = script_names(command).pop()?;
            arguments.iter().position(|arg| arg.text == named)
        }),
        _ => None,
    };
    start.map_or(&[], |at| &arguments[at + 1..])
}

fn words(command: &Command) -> Vec<&str> {
    let arguments = command.arguments();
    let valued: Vec<&str> = names(command).chain(FOLDERS).chain(["--loglevel"]).collect();
    let is_value =
        |at: usize| at.checked_sub(1).is_some_and(|at| valued.contains(&arguments[at].text.as_str()));
    let words = arguments.iter().enumerate().take_while(|(_, word)| word.text != "--");
    let words = words.filter(|(at, word)| !is_value(*at) && !word.text.starts_with('-'));
    words.map(|(_, word)| word.text.as_str()).collect()
}

impl Follower<'_> {
    /// The scripts of the app's packages.
    pub(super) fn package_scripts(&self) -> Vec<(Arg, Arg)> {
        let packages = self.app.packages.iter().filter(|package| package.ecosystem == Ecosystem::Npm);
        packages.flat_map(|package| package.scripts.iter().cloned()).collect()
    }

    /// The scripts of the package that a command chooses, else those of the app's.
    pub(super) fn scripts_for(&self, command: &Command) -> Vec<(Arg, Arg)> {
        if let Some(folder) = FOLDERS.iter().find_map(|option| command.option(option)) {
            let file = self.file_at(&format!("{}/package.json", folder.trim_end_matches('/')));
            return file.map(|file| self.scripts_in(file)).unwrap_or_default();
        }
        let words = words(command);
        let workspace = words.get(1).copied().filter(|_| words.first() == Some(&"workspace"));
        let named = names(command).find_map(|option| command.option(option));
        match named.or(workspace.filter(|_| command.name() == "yarn")) {
            Some(name) => self.package(name).map(|file| self.scripts_in(file)).unwrap_or_default(),
            None if command.name() == "turbo" => Vec::new(),
            None => {
                let changed = self.directory.as_ref().and_then(|_| self.file_at("./package.json"));
                changed.map_or_else(|| self.package_scripts(), |file| self.scripts_in(file))
            }
        }
    }

    /// The `package.json` of a package of the repository, by its name or its folder. `web...` and `{web}` mean it too.
    fn package(&self, name: &str) -> Option<FileId> {
        let name = name.trim_end_matches("...").trim_matches(['{', '}']);
        let folder = name.trim_start_matches("./").trim_end_matches('/');
        let manifests = || self.sources.iter().filter(|(_, file)| file.name() == "package.json");
        let lies_in = |file: &SourceFile| {
            let own = folder_of(&file.path);
            !folder.is_empty() && (own == folder || own.ends_with(&format!("/{folder}")))
        };
        let quoted = format!("\"{name}\"");
        let is_called = |(id, file): &(FileId, &SourceFile)| {
            let tree = json::parse(*id, &file.text);
            tree.documents().any(|root| root.get("name").and_then(Node::text) == Some(name))
        };
        let named = manifests().filter(|(_, file)| file.text.contains(&quoted)).find(is_called);
        named.or_else(|| manifests().find(|(_, file)| lies_in(file))).map(|(id, _)| id)
    }

    fn scripts_in(&self, file: FileId) -> Vec<(Arg, Arg)> {
        let tree = json::parse(file, &self.sources.file(file).text);
        let scripts = tree.documents().filter_map(|root| root.get("scripts")).flat_map(Node::own_entries);
        scripts.filter_map(|(name, text)| Some((name.arg()?, text.arg()?))).collect()
    }
}
