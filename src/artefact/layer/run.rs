//! What the commands of a `RUN` do to the file system, as far as their words tell.

use super::{Addition, Layer, Origin, is_mounted, pattern, plain};
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::parse::dockerfile::{Body, Keyword};
use crate::source::{Arg, join, name_of};

/// Something that a command removes.
#[derive(Debug)]
pub struct Removal<'a> {
    /// The command.
    pub command: &'a Command,
    /// The word that names it.
    pub word: &'a Arg,
    /// The absolute path or pattern.
    pub path: String,
    /// Of a `find` with conditions on names, the patterns; only files whose names fit one are removed.
    pub names: Option<Vec<&'a str>>,
    /// Whether it is moved, so that the new layer stores it again.
    pub moved: bool,
}

impl Removal<'_> {
    /// Whether the conditions on names let a path be removed.
    pub fn fits(&self, path: &str) -> bool {
        let name = name_of(path);
        self.names.as_ref().is_none_or(|names| {
            names.iter().any(|pattern| pattern::fits(pattern.as_bytes(), name.as_bytes()))
        })
    }
}

/// Files that a command stores again for a change of their owner, mode or content.
#[derive(Debug)]
pub struct Rewrite<'a> {
    /// The command.
    pub command: &'a Command,
    /// The word that names them.
    pub word: &'a Arg,
    /// The absolute path or pattern.
    pub path: String,
    /// What is changed.
    pub change: Change,
    /// Whether everything below the path is.
    pub recursive: bool,
}

/// What a command changes of files that are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// `chown`, `chgrp`.
    Owner,
    /// `chmod`.
    Mode,
    /// `sed -i` and the like.
    Content,
}

/// Reads the commands of a layer.
pub(super) fn effects<'a>(image: &'a Image, layer: &mut Layer<'a>) {
    let Some(run) = layer.run else { return };
    let kept = |path: &str| !is_mounted(layer.instruction, path);
    for command in &run.commands {
        for (path, origin) in created(command) {
            if let Some(path) = absolute(image, run, command, &path).filter(|path| kept(path)) {
                let exact = origin == Origin::Made;
                layer.adds.push(Addition { path, span: command.span, origin, from: None, exact });
            }
        }
        for word in removed(command).into_iter().chain(moved(command)) {
            let path = word.known().and_then(|text| absolute(image, run, command, text));
            if let Some(path) = path.filter(|path| kept(path)) {
                let names = conditions(command);
                // What a RUN makes and removes again is in no layer.
                if names.is_none() {
                    layer.adds.retain(|add| add.path == "/" || !pattern::is_removed_by(&add.path, &path));
                }
                layer.removes.push(Removal { command, word, path, names, moved: command.name() == "mv" });
            }
        }
        let Some((change, recursive)) = changes(command) else { continue };
        for word in changed(command, change) {
            let path = word.known().and_then(|text| absolute(image, run, command, text));
            if let Some(path) = path.filter(|path| kept(path)) {
                layer.rewrites.push(Rewrite { command, word, path, change, recursive });
            }
        }
    }
}

/// The paths that a command removes, as written.
pub fn removed(command: &Command) -> Vec<&Arg> {
    match command.name() {
        "rm" | "rmdir" | "unlink" | "shred" => plain(command).collect(),
        "find"
            if command.has_flag("-delete")
                || command.arguments().iter().any(|argument| argument.text == "rm") =>
        {
            command
                .arguments()
                .iter()
                .take_while(|argument| !argument.text.starts_with(['-', '(', '!']))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The paths that a command moves elsewhere, as written.
fn moved(command: &Command) -> Vec<&Arg> {
    if command.name() != "mv" {
        return Vec::new();
    }
    let mut paths: Vec<&Arg> = plain(command).collect();
    if !command.has_flag("-t") {
        paths.pop();
    }
    paths
}

/// The names that a `find` asks for; none where a condition is one on something else, which is then not understood.
fn conditions(command: &Command) -> Option<Vec<&str>> {
    if command.name() != "find" {
        return None;
    }
    let words = command.arguments();
    let values = words.windows(2).filter(|pair| matches!(pair[0].text.as_str(), "-name" | "-iname"));
    let names: Vec<&str> = values.filter_map(|pair| pair[1].known()).collect();
    let asks = words.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "-name"
                | "-iname"
                | "-path"
                | "-ipath"
                | "-wholename"
                | "-regex"
                | "-iregex"
                | "-empty"
                | "-size"
                | "-newer"
                | "-mtime"
                | "-perm"
                | "-user"
                | "-not"
                | "!"
                | "-links"
                | "-maxdepth"
                | "-mindepth"
                | "-exec"
        )
    });
    asks.then_some(names)
}

/// How a command changes files that are there, and whether everything below its paths.
fn changes(command: &Command) -> Option<(Change, bool)> {
    let recursive = command.arguments().iter().any(|word| {
        let text = word.text.as_str();
        text == "--recursive" || text.starts_with('-') && !text.starts_with("--") && text.contains('R')
    });
    let in_place = || {
        command.arguments().iter().any(|word| {
            word.text.starts_with("--in-place")
                || word
                    .text
                    .strip_prefix('-')
                    .is_some_and(|rest| rest.starts_with(['i', 'r', 'E', 'n', 's']) && rest.contains('i'))
        })
    };
    Some(match command.name() {
        "chown" | "chgrp" => (Change::Owner, recursive),
        "chmod" => (Change::Mode, recursive),
        "sed" | "perl" if in_place() => (Change::Content, false),
        "dos2unix" | "strip" | "patchelf" | "truncate" => (Change::Content, false),
        _ => return None,
    })
}

/// The words that name what a command changes.
fn changed(command: &Command, change: Change) -> impl Iterator<Item = &Arg> {
    let scripts = command.has_flag("-e") || command.has_flag("-f") || command.has_flag("--expression");
    let skipped = match (change, command.name()) {
        (Change::Owner | Change::Mode, _) => usize::from(!command.has_flag("--reference")),
        (Change::Content, "sed" | "perl") if !scripts => 1,
        _ => 0,
    };
    plain(command).skip(skipped)
}

/// The paths, as written, that a command makes, and where their content comes from.
fn created(command: &Command) -> Vec<(String, Origin)> {
    let mut made: Vec<(String, Origin)> = Vec::new();
    let words = || plain(command).map(|word| word.text.clone());
    let option = |flags: &[&str]| flags.iter().find_map(|flag| command.option(flag)).map(str::to_owned);
    match command.name() {
        "curl" | "wget" => made.extend(downloaded(command).map(|path| (path, Origin::Download))),
        "git" if command.subcommand() == Some("clone") => {
            made.extend(cloned(command).map(|path| (path, Origin::Download)));
        }
        "npm" | "yarn" | "pnpm" | "bun" if is_install(command) => {
            made.push(("node_modules".to_owned(), Origin::Install));
        }
        "pip" | "pip3" if command.subcommand() == Some("install") => {
            made.extend(option(&["--target", "-t", "--prefix"]).map(|path| (path, Origin::Install)));
        }
        "composer" if command.subcommand() == Some("install") => {
            made.push(("vendor".to_owned(), Origin::Install));
        }
        "tar" | "bsdtar" => made.extend(unpacked(command).map(|path| (path, Origin::Archive))),
        "unzip" => made.extend(option(&["-d"]).map(|path| (path, Origin::Archive))),
        "mkdir" | "touch" => made.extend(words().map(|path| (path, Origin::Made))),
        "cp" | "install" | "ln" | "mv" => {
            let last = option(&["-t", "--target-directory"]).or_else(|| words().skip(1).last());
            made.extend(last.map(|path| (path, Origin::Made)));
        }
        _ => {}
    }
    let outputs = command.redirects.iter().filter(|redirect| redirect.output);
    made.extend(outputs.filter_map(|redirect| {
        let path = redirect.target.known().filter(|path| !path.starts_with('&'))?;
        let fetched = matches!(command.name(), "curl" | "wget");
        Some((path.to_owned(), if fetched { Origin::Download } else { Origin::Made }))
    }));
    made.retain(|(path, _)| is_place(path));
    made
}

/// Whether a word is the path of something that stays: no stream, no device, nothing that is computed.
fn is_place(path: &str) -> bool {
    !path.is_empty()
        && path != "-"
        && !path.starts_with("/dev/")
        && !path.starts_with("/proc/")
        && !path.contains("{}")
        && !path.contains('$')
}

/// The file that `curl` or `wget` writes; `None` for standard output.
pub fn downloaded(command: &Command) -> Option<String> {
    let url = || command.arguments().iter().find(|word| word.text.contains("://"));
    let base = || url().map(|url| name_of(url.text.split(['?', '#']).next().unwrap_or("")).to_owned());
    let option = |flags: &[&str]| flags.iter().find_map(|flag| command.option(flag)).map(str::to_owned);
    if command.name() == "curl" {
        let named = option(&["-o", "--output"]).or_else(|| bundled(command, 'o'));
        let remote = || {
            command.has_flag("--remote-name")
                || command.has_flag("--remote-name-all")
                || has_letter(command, 'O')
        };
        return named.or_else(|| base().filter(|_| remote()));
    }
    option(&["-O", "--output-document"]).or_else(|| bundled(command, 'O')).or_else(base)
}

/// The folder that `git clone` makes.
fn cloned(command: &Command) -> Option<String> {
    let words = command.arguments().iter().map(|word| word.text.as_str());
    let mut plain = words.skip_while(|word| !word.contains("://")).filter(|word| !word.starts_with('-'));
    let url = plain.next()?;
    Some(plain.next().unwrap_or_else(|| name_of(url.trim_end_matches(".git"))).to_owned())
}

/// The folder that `tar` unpacks into, where an option names it.
fn unpacked(command: &Command) -> Option<String> {
    let first = command.arguments().first()?.text.trim_start_matches('-');
    let extracts = command.has_flag("--extract")
        || command.arguments().iter().any(|word| {
            word.text.strip_prefix('-').is_some_and(|rest| !rest.starts_with('-') && rest.contains('x'))
        })
        || first.contains('x') && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let folder = ["-C", "--directory"].iter().find_map(|flag| command.option(flag)).map(str::to_owned);
    folder.or_else(|| bundled(command, 'C')).filter(|_| extracts)
}

fn is_install(command: &Command) -> bool {
    let verb = command.subcommand().unwrap_or("install");
    let global = command.has_flag("-g") || command.has_flag("--global") || command.has_flag("--prefix");
    matches!(verb, "install" | "i" | "ci") && !global
}

/// Whether a bundle of short options holds that letter.
fn has_letter(command: &Command, letter: char) -> bool {
    let bundle = |text: &str| {
        text.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.contains(letter))
    };
    command.arguments().iter().any(|word| bundle(&word.text))
}

/// The value of the last of a bundle of short options (`curl -fsSLo file`, `wget -qO-`).
fn bundled(command: &Command, letter: char) -> Option<String> {
    let arguments = command.arguments();
    arguments.iter().enumerate().find_map(|(at, word)| {
        let bundle = word.text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?;
        let (flags, value) = bundle.split_once(letter)?;
        if !flags.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        if value.is_empty() {
            return arguments.get(at + 1).map(|word| word.text.clone());
        }
        value.starts_with(['-', '/', '.']).then(|| value.to_owned())
    })
}

/// Whether a RUN is executed by root; a base image that sets another user is rare. Where others are at home is not known.
fn is_root(image: &Image, run: &Run) -> bool {
    image.earlier(Keyword::User, run.instruction).next().is_none_or(|user| match &user.body {
        Body::User(user) => matches!(user.text().split(':').next(), Some("root" | "0")),
        _ => false,
    })
}

/// A path that a command of a RUN names, made absolute: `cd` before it counts.
pub fn absolute(image: &Image, run: &Run, command: &Command, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return image.absolute(run.instruction, path);
    }
    if let Some(inside) = path.strip_prefix("~/") {
        return is_root(image, run).then(|| format!("/root/{inside}"));
    }
    let mut directory = image.directory(run.instruction);
    let earlier = run.commands.iter().take_while(|earlier| earlier.span != command.span);
    for cd in earlier.filter(|earlier| matches!(earlier.name(), "cd" | "pushd")) {
        let to = cd.arguments().first().and_then(|word| word.known())?;
        directory = match (to.starts_with('/'), directory) {
            (true, _) => Some(to.to_owned()),
            (false, Some(from)) => Some(format!("/{}", join(&from, to)?)),
            (false, None) => None,
        };
    }
    Some(format!("/{}", join(&directory?, path)?))
}
