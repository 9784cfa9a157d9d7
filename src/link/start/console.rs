//! Programs that a package of the app installs: console scripts of Python packages, `bin` of npm packages.

use super::follow::Follower;
use crate::artefact::command::Command;
use crate::artefact::package::{Ecosystem, Package};
use crate::artefact::start::{Hop, HopKind};
use crate::parse::tree::{Node, Tree};
use crate::parse::{json, toml};
use crate::source::{Arg, SourceFile, Span};

impl Follower<'_> {
    /// What a command runs whose program one of the app's packages installs: the module or file behind it, for its
    /// interpreter.
    pub(super) fn console_script(&self, command: &Command) -> Option<(Command, Hop)> {
        let name = command.program().known().filter(|name| !name.contains('/') && !name.is_empty())?;
        let (interpreter, target) = self.app.packages.iter().find_map(|package| {
            let file = self.sources.file(package.file);
            if !file.text.contains(name) {
                return None;
            }
            match package.ecosystem {
                Ecosystem::Python => Some((&["python", "-m"][..], module(package, file, name)?)),
                Ecosystem::Npm => Some((&["node"][..], binary(package, file, name)?)),
                _ => None,
            }
        })?;
        let mut argv: Vec<Arg> = command.argv[..command.program].to_vec();
        argv.extend(interpreter.iter().map(|word| Arg::literal(*word, command.program().span)));
        let program = if interpreter.len() > 1 { argv.len() } else { argv.len() - 1 };
        argv.push(Arg { span: command.program().span, ..target.clone() });
        argv.extend_from_slice(command.arguments());
        let note = format!("`{name}` runs '{}'", target.text);
        let hop = Hop { span: target.span, kind: HopKind::Replaced, note, process: name.to_owned() };
        Some((Command { argv, program, ..command.clone() }, hop))
    }
}

/// The module of a console script: `[project.scripts]`, `[tool.poetry.scripts]`, or `console_scripts` of setuptools.
fn module(package: &Package, file: &SourceFile, name: &str) -> Option<Arg> {
    if file.name() == "pyproject.toml" {
        let tree = toml::parse(package.file, &file.text);
        let tables: [&[&str]; 3] =
            [&["project", "scripts"], &["project", "gui-scripts"], &["tool", "poetry", "scripts"]];
        return tables.iter().find_map(|path| {
            let entry = root(&tree)?.at(path)?.get(name)?;
            let entry = if entry.is_mapping() { entry.get("reference")?.arg()? } else { entry.arg()? };
            Some(Arg { text: entry.text.split(':').next()?.trim().to_owned(), ..entry })
        });
    }
    let mut start = 0;
    file.text.split_inclusive('\n').find_map(|line| {
        let at = start;
        start += line.len();
        let (key, target) = line.split_once('=')?;
        let key = key.rsplit(['"', '\'', '[']).next()?.trim();
        let (module, function) = target.split_once(':')?;
        let module = module.trim();
        let is_path =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._".contains(c));
        let function = function.trim_end().trim_end_matches([',', ']', ')', '}']).trim_matches(['"', '\'']);
        let span = Span::new(package.file, at, at + line.trim_end().len());
        (key == name && is_path(module) && is_path(function)).then(|| Arg::literal(module, span))
    })
}

/// The file that `bin` of a package names.
fn binary(package: &Package, file: &SourceFile, name: &str) -> Option<Arg> {
    let tree = json::parse(package.file, &file.text);
    let bin = root(&tree)?.get("bin")?;
    if bin.is_mapping() {
        return bin.get(name)?.arg();
    }
    let own = package.name.as_ref().map(|own| own.text.rsplit('/').next().unwrap_or_default());
    bin.arg().filter(|_| own == Some(name))
}

fn root(tree: &Tree) -> Option<Node<'_>> {
    tree.documents().next()
}
