//! What a command of a package manager installs, and whether a lock file decides.

mod open;
mod words;

use crate::artefact::command::Command;
use crate::artefact::package::Ecosystem;
use crate::source::Arg;
pub(crate) use open::{is_npm_repository, is_open};
use words::positionals;

/// An installation.
#[derive(Debug)]
pub(crate) struct Install<'c> {
    /// The package manager, by the name that lock files are known by.
    pub(crate) manager: &'static str,
    pub(crate) ecosystem: Ecosystem,
    pub(crate) what: What<'c>,
}

/// What is installed.
#[derive(Debug)]
pub(crate) enum What<'c> {
    /// What the manifest asks for, as the lock file says.
    Locked,
    /// What the manifest asks for, whatever the lock file says; and the command that would follow it.
    Unlocked(&'static str),
    /// Newer versions than those of the lock file; and the command that would follow it.
    Updated(&'static str),
    /// The packages that the command names.
    Named(Vec<&'c Arg>),
}

impl<'c> Install<'c> {
    fn new(manager: &'static str, ecosystem: Ecosystem, what: What<'c>) -> Self {
        Self { manager, ecosystem, what }
    }
}

/// What the command installs; `None` if it installs nothing that a language's package manager knows.
pub(crate) fn of(command: &Command) -> Option<Install<'_>> {
    if ["--help", "-h", "--version", "--dry-run"].iter().any(|flag| command.has_flag(flag)) {
        return None;
    }
    match command.name() {
        "npm" => npm(command),
        "yarn" | "yarnpkg" => yarn(command),
        "pnpm" => pnpm(command),
        "bun" => bun(command),
        "uv" => uv(command),
        "poetry" => poetry(command),
        "pipenv" => pipenv(command),
        "pdm" => pdm(command),
        "pipx" => pipx(command),
        "bundle" | "bundler" => bundle(command),
        "gem" => gem(command),
        "composer" | "composer.phar" => composer(command),
        "pecl" => pecl(command),
        "cargo" => cargo(command),
        "go" => go(command),
        "corepack" => corepack(command),
        "dotnet" => dotnet(command),
        "gradle" | "gradlew" => gradle(command),
        name if is_pip(name) => pip(&positionals(command, words::PIP), command),
        _ => None,
    }
}

/// The verb of a package manager's command: `install` in `npm --prefix web install`.
pub(crate) fn verb(command: &Command) -> Option<&str> {
    let words = positionals(command, valued(command)).into_iter();
    words.map(|word| word.text.as_str()).find(|word| !word.starts_with('+'))
}

/// Whether a word of the command is a bare variable, which may hold any option.
pub(crate) fn has_unknown_words(command: &Command) -> bool {
    positionals(command, valued(command)).iter().any(|word| word.text == "{}")
}

/// The options that take the next word as their value.
fn valued(command: &Command) -> &'static [&'static str] {
    match command.name() {
        "npm" | "yarn" | "yarnpkg" | "pnpm" | "bun" | "corepack" => words::NODE,
        "uv" => words::UV,
        "poetry" | "pdm" => words::POETRY,
        "bundle" | "bundler" => words::BUNDLE,
        "gem" => words::GEM,
        "composer" => words::COMPOSER,
        "pecl" => words::PECL,
        "cargo" => words::CARGO,
        "go" => words::GO,
        "dotnet" => words::DOTNET,
        _ => words::PIP,
    }
}

fn is_pip(name: &str) -> bool {
    name.strip_prefix("pip")
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

fn flags(command: &Command, flags: &[&str]) -> bool {
    flags.iter().any(|flag| command.has_flag(flag) && command.option(flag) != Some("false"))
}

fn npm(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::NODE);
    let (verb, names) = words.split_first()?;
    let what = match verb.text.as_str() {
        "ci" | "clean-install" | "ic" | "install-clean" | "isntall-clean" => What::Locked,
        "install" | "i" | "in" | "ins" | "add" if !names.is_empty() => What::Named(names.to_vec()),
        "install" | "i" | "in" | "ins" | "isntall" => What::Unlocked("npm ci"),
        "update" | "up" | "upgrade" => What::Updated("npm ci"),
        _ => return None,
    };
    Some(Install::new("npm", Ecosystem::Npm, what))
}

fn yarn(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::NODE);
    let verbs: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let is_frozen =
        flags(command, &["--frozen-lockfile", "--immutable", "--immutable-cache", "--pure-lockfile"]);
    let what = match verbs.as_slice() {
        [] | ["install"] if is_frozen => What::Locked,
        [] | ["install"] => What::Unlocked("yarn install --frozen-lockfile"),
        ["global", "add", ..] => What::Named(words[2..].to_vec()),
        ["add", _, ..] => What::Named(words[1..].to_vec()),
        ["upgrade" | "up", ..] => What::Updated("yarn install --frozen-lockfile"),
        _ => return None,
    };
    Some(Install::new("yarn", Ecosystem::Npm, what))
}

fn pnpm(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::NODE);
    let (verb, names) = words.split_first()?;
    // `--offline` installs what `pnpm fetch` took from the lock file.
    let is_frozen = flags(command, &["--frozen-lockfile", "--offline"]);
    let what = match verb.text.as_str() {
        "install" | "i" if is_frozen => What::Locked,
        "fetch" | "ci" => What::Locked,
        "install" | "i" if !names.is_empty() => What::Named(names.to_vec()),
        "install" | "i" => What::Unlocked("pnpm install --frozen-lockfile"),
        "add" if !names.is_empty() => What::Named(names.to_vec()),
        "update" | "up" | "upgrade" => What::Updated("pnpm install --frozen-lockfile"),
        _ => return None,
    };
    Some(Install::new("pnpm", Ecosystem::Npm, what))
}

fn bun(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::NODE);
    let (verb, names) = words.split_first()?;
    let what = match verb.text.as_str() {
        "ci" => What::Locked,
        "install" | "i" if flags(command, &["--frozen-lockfile"]) => What::Locked,
        "install" | "i" | "add" | "a" if !names.is_empty() => What::Named(names.to_vec()),
        "install" | "i" => What::Unlocked("bun install --frozen-lockfile"),
        "update" => What::Updated("bun install --frozen-lockfile"),
        _ => return None,
    };
    Some(Install::new("bun", Ecosystem::Npm, what))
}

/// Requirements files are as locked as what is written in them, which other rules look at.
fn pip<'c>(words: &[&'c Arg], command: &Command) -> Option<Install<'c>> {
    let (verb, names) = words.split_first()?;
    if !matches!(verb.text.as_str(), "install" | "wheel" | "download") || is_constrained(command) {
        return None;
    }
    let names: Vec<&Arg> = names.iter().copied().filter(|name| !is_path(&name.text)).collect();
    let what = if names.is_empty() { What::Locked } else { What::Named(names) };
    Some(Install::new("pip", Ecosystem::Python, what))
}

/// Whether the command names files that say which versions to take, or a folder with all that there is.
fn is_constrained(command: &Command) -> bool {
    let is_short = |word: &Arg| word.text.starts_with("-c");
    let named = ["--constraint", "--constraints", "--require-hashes", "--no-index"];
    let assigned = |(name, _): &(Arg, Arg)| PIP_CONSTRAINTS.contains(&name.text.as_str());
    flags(command, &named)
        || command.arguments().iter().any(is_short)
        || command.assignments.iter().any(assigned)
}

/// Variables that name a constraints file for every `pip install`.
pub(crate) const PIP_CONSTRAINTS: &[&str] = &["PIP_CONSTRAINT", "PIP_NO_INDEX", "UV_CONSTRAINT"];

/// Whether a word of `pip install` is a folder, file or URL rather than a distribution.
fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~'])
        || text.contains('/') && !text.contains("git+")
        || [".whl", ".zip", ".gz"].iter().any(|end| text.ends_with(end))
}

fn uv(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::UV);
    let (verb, rest) = words.split_first()?;
    let is_frozen = flags(command, &["--frozen", "--locked"]);
    let what = match verb.text.as_str() {
        "pip" => return pip(rest, command),
        "sync" if is_frozen => What::Locked,
        "sync" => What::Unlocked("uv sync --locked"),
        "lock" if flags(command, &["--upgrade", "-U"]) => What::Updated("uv sync --locked"),
        // `--from` names the package, the word only the program in it.
        "tool" if command.has_flag("--from") => return None,
        "tool" if rest.first().is_some_and(|word| word.text == "install") => What::Named(rest[1..].to_vec()),
        "add" if !rest.is_empty() => What::Named(rest.to_vec()),
        _ => return None,
    };
    Some(Install::new("uv", Ecosystem::Python, what))
}

fn poetry(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::POETRY);
    let (verb, names) = words.split_first()?;
    let what = match verb.text.as_str() {
        "install" | "sync" => What::Locked,
        "update" => What::Updated("poetry install"),
        "add" if !names.is_empty() => What::Named(names.to_vec()),
        "self" if names.first().is_some_and(|word| word.text == "add") => What::Named(names[1..].to_vec()),
        _ => return None,
    };
    Some(Install::new("poetry", Ecosystem::Python, what))
}

fn pipenv(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::PIP);
    let (verb, names) = words.split_first()?;
    let what = match verb.text.as_str() {
        "sync" => What::Locked,
        "install" if flags(command, &["--deploy", "--ignore-pipfile"]) => What::Locked,
        "install" if !names.is_empty() => What::Named(names.to_vec()),
        "install" => What::Unlocked("pipenv install --deploy"),
        "update" | "upgrade" => What::Updated("pipenv sync"),
        _ => return None,
    };
    Some(Install::new("pipenv", Ecosystem::Python, what))
}

fn pdm(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::POETRY);
    let (verb, names) = words.split_first()?;
    let what = match verb.text.as_str() {
        "sync" => What::Locked,
        "install" if flags(command, &["--frozen-lockfile", "--no-lock", "--check"]) => What::Locked,
        "install" => What::Unlocked("pdm sync"),
        "update" => What::Updated("pdm sync"),
        "add" if !names.is_empty() => What::Named(names.to_vec()),
        _ => return None,
    };
    Some(Install::new("pdm", Ecosystem::Python, what))
}

fn pipx(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::PIP);
    let (verb, names) = words.split_first()?;
    let names = match verb.text.as_str() {
        "install" => names,
        "inject" => names.get(1..)?,
        _ => return None,
    };
    (!names.is_empty()).then(|| Install::new("pipx", Ecosystem::Python, What::Named(names.to_vec())))
}

fn bundle(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::BUNDLE);
    let verb = words.first().map_or("install", |word| word.text.as_str());
    let variables = command.assignments.iter();
    let is_frozen = flags(command, &["--frozen", "--deployment"])
        || variables.into_iter().any(|(name, value)| is_frozen_setting(&name.text, &value.text));
    let what = match verb {
        "install" if is_frozen => What::Locked,
        "install" => What::Unlocked("bundle config set frozen true && bundle install"),
        "update" => What::Updated("bundle install"),
        _ => return None,
    };
    Some(Install::new("bundle", Ecosystem::Ruby, what))
}

/// Whether a variable makes a package manager follow its lock file.
pub(crate) fn is_frozen_setting(name: &str, value: &str) -> bool {
    let is_on = !matches!(value, "" | "0" | "false");
    is_on
        && matches!(
            name,
            "BUNDLE_FROZEN"
                | "BUNDLE_DEPLOYMENT"
                | "UV_FROZEN"
                | "UV_LOCKED"
                | "PDM_FROZEN_LOCKFILE"
                | "PIPENV_DEPLOY"
                | "RestoreLockedMode"
        )
}

fn gem(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::GEM);
    let (verb, names) = words.split_first()?;
    // What stands behind `--` is for the build of an extension.
    let end = command.arguments().iter().find(|word| word.text == "--").map(|word| word.span.start);
    let names = names.iter().copied().filter(|name| end.is_none_or(|end| name.span.start < end));
    let names: Vec<&Arg> = names.collect();
    let is_versioned = flags(command, &["-v", "--version"]);
    (matches!(verb.text.as_str(), "install" | "i") && !names.is_empty() && !is_versioned)
        .then(|| Install::new("gem", Ecosystem::Ruby, What::Named(names)))
}

fn composer(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::COMPOSER);
    let verbs: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let what = match verbs.as_slice() {
        ["install" | "i"] => What::Locked,
        ["update" | "u" | "upgrade", ..] if !flags(command, &["--lock"]) => What::Updated("composer install"),
        ["require" | "r", _, ..] => What::Named(unversioned(&words[1..])),
        ["global", "require", _, ..] => What::Named(unversioned(&words[2..])),
        _ => return None,
    };
    Some(Install::new("composer", Ecosystem::Php, what))
}

/// The names that have no version as the next word: `vendor/name '^1.0'`.
fn unversioned<'c>(words: &[&'c Arg]) -> Vec<&'c Arg> {
    let is_name = |word: &Arg| word.text.contains('/') || word.text == "{}";
    let is_alone = |at: usize| words.get(at + 1).is_none_or(|next| is_name(next));
    let names = words.iter().enumerate().filter(|(at, word)| is_name(word) && is_alone(*at));
    names.map(|(_, word)| *word).collect()
}

fn pecl(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::PECL);
    let (verb, names) = words.split_first()?;
    (verb.text == "install" && !names.is_empty())
        .then(|| Install::new("pecl", Ecosystem::Php, What::Named(names.to_vec())))
}

fn cargo(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::CARGO);
    let words =
        if words.first().is_some_and(|word| word.text.starts_with('+')) { &words[1..] } else { &words[..] };
    let (verb, names) = words.split_first()?;
    let is_frozen = flags(command, &["--locked", "--frozen"]);
    let is_versioned = flags(command, &["--version", "--vers", "--rev", "--tag"]);
    let repository = command.arguments().iter().skip_while(|word| word.text != "--git").nth(1);
    let what = match verb.text.as_str() {
        "build" | "b" if is_frozen => What::Locked,
        "build" | "b" => What::Unlocked("cargo build --locked"),
        "install" if command.has_flag("--path") && is_frozen => What::Locked,
        "install" if command.has_flag("--path") => What::Unlocked("cargo install --locked --path"),
        "install" | "binstall" if is_versioned => return None,
        "install" | "binstall" if command.has_flag("--git") => What::Named(repository.into_iter().collect()),
        "install" | "binstall" if !names.is_empty() => What::Named(names.to_vec()),
        "update" => What::Updated("cargo build --locked"),
        _ => return None,
    };
    Some(Install::new("cargo", Ecosystem::Cargo, what))
}

fn go(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::GO);
    let verbs: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let what = match verbs.as_slice() {
        ["mod", "download" | "vendor" | "verify", ..] => What::Locked,
        ["mod", "tidy", ..] if command.has_flag("-diff") => What::Locked,
        ["mod", "tidy", ..] => What::Updated("go mod download"),
        ["install", ..] => What::Named(modules(&words[1..], |text| text.contains('@'))?),
        // The words after the first are the program's own.
        ["run", _, ..] => What::Named(modules(&words[1..2], |text| text.contains('@'))?),
        ["get", ..] => match modules(&words[1..], |text| !text.ends_with("/...")) {
            Some(modules) => What::Named(modules),
            None if flags(command, &["-u"]) => What::Updated("go mod download"),
            None => return None,
        },
        _ => return None,
    };
    Some(Install::new("go", Ecosystem::Go, what))
}

/// The arguments that name packages of another module, as far as there are any: their first part has a dot, as a host name has.
fn modules<'c>(words: &[&'c Arg], is_meant: impl Fn(&str) -> bool) -> Option<Vec<&'c Arg>> {
    let is_remote = |text: &str| {
        let host = text.split('/').next().unwrap_or(text);
        host.len() < text.len() && !host.starts_with('.') && host.contains('.')
    };
    let found = words.iter().copied().filter(|word| is_remote(&word.text) && is_meant(&word.text));
    Some(found.collect::<Vec<_>>()).filter(|found| !found.is_empty())
}

fn corepack(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::NODE);
    let (verb, names) = words.split_first()?;
    let names: Vec<&Arg> = names.iter().copied().filter(|name| name.text.contains('@')).collect();
    (matches!(verb.text.as_str(), "prepare" | "install" | "use") && !names.is_empty())
        .then(|| Install::new("corepack", Ecosystem::Npm, What::Named(names)))
}

/// A restore updates the lock files of projects that have them, unless it is told not to.
fn dotnet(command: &Command) -> Option<Install<'_>> {
    let words = positionals(command, words::DOTNET);
    let verbs: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let is_locked = || {
        let sets = |word: &Arg| word.text.to_ascii_lowercase().ends_with("restorelockedmode=true");
        flags(command, &["--locked-mode"]) || command.arguments().iter().any(sets)
    };
    let is_versioned = || flags(command, &["--version"]);
    let what = match verbs.as_slice() {
        ["restore", ..] if is_locked() => What::Locked,
        ["restore", ..] => What::Unlocked("dotnet restore --locked-mode"),
        ["tool", "install" | "update", _] if !is_versioned() => What::Named(words[2..].to_vec()),
        ["add", .., "package", _] if !is_versioned() => What::Named(words[words.len() - 1..].to_vec()),
        _ => return None,
    };
    Some(Install::new("dotnet", Ecosystem::Nuget, what))
}

/// Gradle holds to its lock files unless it is told to write them.
fn gradle(command: &Command) -> Option<Install<'_>> {
    let writes = flags(command, &["--write-locks", "--update-locks"]);
    writes.then(|| Install::new("gradle", Ecosystem::Gradle, What::Updated("gradle build")))
}

#[cfg(test)]
mod tests;
