//! What `make`, `just` and `task` run: the recipes of a target and of what it needs.

use std::collections::BTreeSet;

use super::follow::{Follower, Way};
use crate::artefact::command::Command;
use crate::artefact::start::{Hop, HopKind};
use crate::extract::commands;
use crate::parse::recipes::{self, Recipes, Target};
use crate::source::{Arg, FileId};

/// Targets that are made for one start.
const MOST_TARGETS: usize = 200;

/// A program that makes targets.
struct Maker {
    /// The names of the file that it looks for.
    files: &'static [&'static str],
    /// The options that name another.
    file: [&'static str; 2],
    /// The options that name the folder to run in.
    folder: [&'static str; 2],
}

const MAKE: Maker = Maker {
    files: &["Makefile", "makefile", "GNUmakefile"],
    file: ["-f", "--file"],
    folder: ["-C", "--directory"],
};

const JUST: Maker = Maker {
    files: &["justfile", "Justfile", ".justfile"],
    file: ["-f", "--justfile"],
    folder: ["-d", "--working-directory"],
};

const TASK: Maker = Maker {
    files: &[
        "Taskfile.yml",
        "taskfile.yml",
        "Taskfile.yaml",
        "taskfile.yaml",
        "Taskfile.dist.yml",
        "Taskfile.dist.yaml",
    ],
    file: ["-t", "--taskfile"],
    folder: ["-d", "--dir"],
};

impl Maker {
    fn of(name: &str) -> Option<Self> {
        match name {
            "make" | "gmake" => Some(MAKE),
            "just" => Some(JUST),
            "task" | "go-task" => Some(TASK),
            _ => None,
        }
    }

    /// The target that a command names.
    fn target<'c>(&self, command: &'c Command) -> Option<&'c str> {
        let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
        let is_option = |word: &str| self.file.contains(&word) || self.folder.contains(&word);
        let plain = words.iter().enumerate().find(|(at, word)| {
            let value = at.checked_sub(1).is_some_and(|before| is_option(words[before]));
            !value && !word.starts_with('-') && !word.contains('=')
        });
        plain.map(|(_, name)| *name)
    }
}

impl Follower<'_> {
    /// Follows a command that makes targets, each line of a recipe in a shell of its own; says whether it was one.
    pub(super) fn recipe(&mut self, command: &Command, way: &Way) -> bool {
        let Some(maker) = Maker::of(command.name()) else { return false };
        let option = |names: [&str; 2]| names.into_iter().find_map(|name| command.option(name));
        let folder = option(maker.folder).unwrap_or(".");
        let named = option(maker.file);
        let mut files = named.as_slice().iter().chain(maker.files);
        let file = files.find_map(|name| self.file_at(&format!("{folder}/{name}")));
        let Some(file) = file.filter(|file| !self.open.contains(file)) else { return false };
        let mut found = self.recipes(file);
        let included: Vec<FileId> = found
            .includes
            .iter()
            .filter_map(|path| self.file_at(&format!("{folder}/{path}")))
            .filter(|included| *included != file)
            .collect();
        for file in included {
            found.include(self.recipes(file));
        }
        let Some(target) = found.target(maker.target(command)) else { return false };
        let mut lines = Vec::new();
        lines_of(&found, target, &mut BTreeSet::new(), &mut lines);
        if lines.is_empty() {
            return false;
        }
        let mut inside = Self::inside(command, way);
        let process = command.name().to_owned();
        let note = format!("`{process}` waits for what it runs");
        inside.via.push(Hop { span: command.span, kind: HopKind::Relay, note, process });
        inside.depth += 1;
        self.open.push(file);
        for line in lines {
            let inner = commands::of_value(self.sources, line);
            self.script(inner, &inside, line.span, "a shell runs this line of the recipe", "sh");
        }
        self.open.pop();
        true
    }

    fn recipes(&self, file: FileId) -> Recipes {
        let source = self.sources.file(file);
        recipes::parse(&source.path, file, &source.text)
    }
}

/// Adds the lines that make a target, those of what it needs first; a target is made once.
fn lines_of<'r>(
    recipes: &'r Recipes,
    target: &'r Target,
    made: &mut BTreeSet<&'r str>,
    lines: &mut Vec<&'r Arg>,
) {
    if made.len() >= MOST_TARGETS || !made.insert(&target.name) {
        return;
    }
    for needed in target.prerequisites.iter().filter_map(|name| recipes.target(Some(name))) {
        lines_of(recipes, needed, made, lines);
    }
    lines.extend(&target.recipe);
}
