//! The words of a command that are neither options nor values of options.

use crate::artefact::command::Command;
use crate::source::Arg;

/// Options of npm, yarn, pnpm and bun that take the next word as their value.
pub(super) const NODE: &[&str] = &[
    "--prefix",
    "-C",
    "--dir",
    "--cwd",
    "--registry",
    "--cache",
    "--cache-folder",
    "--loglevel",
    "--omit",
    "--include",
    "--only",
    "--tag",
    "-w",
    "--workspace",
    "--userconfig",
    "--filter",
    "-F",
    "--network-timeout",
    "--network-concurrency",
    "--mutex",
    "--modules-folder",
    "--store-dir",
    "--reporter",
    "--fetch-retries",
    "--fetch-timeout",
    "--location",
    "--install-directory",
    "--backend",
    "--depth",
    "--before",
    "--os",
    "--cpu",
    "--libc",
    "--install-strategy",
    "--fetch-retry-mintimeout",
    "--fetch-retry-maxtimeout",
    "--maxsockets",
    "--proxy",
    "--https-proxy",
    "--cafile",
    "--globalconfig",
    "--script-shell",
    "--global-dir",
    "--global-bin-dir",
    "--virtual-store-dir",
    "--lockfile-dir",
    "--child-concurrency",
];

/// Options of pip, pipx and Pipenv that take the next word as their value.
pub(super) const PIP: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "--timeout",
    "--retries",
    "--prefix",
    "--root",
    "--cache-dir",
    "--proxy",
    "--platform",
    "--python-version",
    "--python",
    "--no-binary",
    "--only-binary",
    "--progress-bar",
    "-e",
    "--editable",
    "--log",
    "--src",
    "--upgrade-strategy",
    "--config-settings",
    "-C",
    "--global-option",
    "--build-option",
    "--index",
    "--pypi-mirror",
    "--categories",
    "--report",
    "--implementation",
    "--abi",
    "--use-feature",
    "--root-user-action",
    "--group",
    "-w",
    "--wheel-dir",
    "-d",
    "--dest",
    "--exists-action",
];

/// Options of uv that take the next word as their value; those of its pip are among them.
pub(super) const UV: &[&str] = &[
    "-r",
    "--requirement",
    "--requirements",
    "-c",
    "--constraint",
    "--constraints",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--prefix",
    "--cache-dir",
    "--python-version",
    "--python",
    "-p",
    "--no-binary",
    "--only-binary",
    "-e",
    "--editable",
    "--index",
    "--default-index",
    "--group",
    "--no-group",
    "--only-group",
    "--extra",
    "--no-extra",
    "--package",
    "--directory",
    "--project",
    "--link-mode",
    "--resolution",
    "--no-install-package",
    "--with",
    "--color",
    "--config-file",
    "--index-strategy",
    "--keyring-provider",
    "--python-platform",
    "--torch-backend",
    "--exclude-newer",
    "--python-preference",
    "--python-fetch",
    "--no-binary-package",
    "--no-build-package",
    "--refresh-package",
    "--reinstall-package",
    "--upgrade-package",
    "-P",
    "--override",
    "--overrides",
    "--build-constraint",
    "--build-constraints",
    "-b",
    "--prerelease",
    "--fork-strategy",
    "--allow-insecure-host",
    "--output-file",
    "-o",
    "--format",
    "--env-file",
    "--trusted-host",
];

/// Options of Poetry and PDM that take the next word as their value.
pub(super) const POETRY: &[&str] = &[
    "--with",
    "--without",
    "--only",
    "-E",
    "--extras",
    "-C",
    "--directory",
    "-P",
    "--project",
    "-G",
    "--group",
    "-p",
    "-L",
    "--lockfile",
    "--source",
    "--python",
];

/// Options of Bundler that take the next word as their value.
pub(super) const BUNDLE: &[&str] = &[
    "--jobs",
    "-j",
    "--path",
    "--without",
    "--with",
    "--retry",
    "--gemfile",
    "--binstubs",
    "--trust-policy",
    "--redownload",
];

/// Options of `RubyGems` that take the next word as their value.
pub(super) const GEM: &[&str] = &[
    "-v",
    "--version",
    "-s",
    "--source",
    "--platform",
    "-i",
    "--install-dir",
    "-n",
    "--bindir",
    "-P",
    "--trust-policy",
    "-p",
    "--http-proxy",
    "-g",
    "--file",
];

/// Options of Composer that take the next word as their value.
pub(super) const COMPOSER: &[&str] = &["-d", "--working-dir"];

/// Options of PECL that take the next word as their value.
pub(super) const PECL: &[&str] = &["-D", "--configureoptions", "-R", "--packagingroot", "-d", "-c", "-C"];

/// Options of Cargo that take the next word as their value.
pub(super) const CARGO: &[&str] = &[
    "--version",
    "--vers",
    "--git",
    "--branch",
    "--tag",
    "--rev",
    "--path",
    "--root",
    "-F",
    "--features",
    "--target",
    "--target-dir",
    "--index",
    "--registry",
    "--bin",
    "--example",
    "--profile",
    "-j",
    "--jobs",
    "-p",
    "--package",
    "--manifest-path",
    "--config",
    "--message-format",
    "--color",
    "-Z",
    "--exclude",
];

/// Options of the go command that take the next word as their value.
pub(super) const GO: &[&str] =
    &["-ldflags", "-tags", "-mod", "-o", "-gcflags", "-asmflags", "-p", "-modfile", "-C", "-buildmode"];

/// Options of the dotnet command that take the next word as their value.
pub(super) const DOTNET: &[&str] = &[
    "--version",
    "-v",
    "--verbosity",
    "--tool-path",
    "--add-source",
    "--configfile",
    "-f",
    "--framework",
    "-r",
    "--runtime",
    "-s",
    "--source",
    "--packages",
    "--lock-file-path",
    "-a",
    "--arch",
    "--os",
];

/// The words of a command that are neither options nor values of the options in `valued`.
pub(super) fn positionals<'c>(command: &'c Command, valued: &[&str]) -> Vec<&'c Arg> {
    let mut found = Vec::new();
    let mut words = command.arguments().iter();
    let mut after_option = false;
    while let Some(word) = words.next() {
        // Nothing is named `true`: it is what the option before is set to (`--fund false`).
        let is_switch = after_option && matches!(word.text.as_str(), "true" | "false");
        after_option = word.text.starts_with("--") && word.text.len() > 2;
        if word.text == "--" || is_switch {
            continue;
        }
        if valued.contains(&word.text.as_str()) {
            words.next();
        } else if !word.text.starts_with('-') {
            found.push(word);
        }
    }
    found
}
