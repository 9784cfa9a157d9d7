//! Does an image or CI run a download unseen?

use crate::artefact::command::Command;
use crate::rule::{Finding, Pass};
use crate::source::{Arg, Span, name_of};

/// A download that goes straight into a shell or another interpreter.
pub fn curl_pipe_shell(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for run in image.built_runs() {
            check(pass, &run.commands, |_| None);
        }
    }
    for script in &app.ci {
        check(pass, &script.commands, |command| script.caller(command));
    }
}

fn check(pass: &mut Pass, commands: &[Command], caller: impl Fn(&Command) -> Option<Span>) {
    for (at, command) in commands.iter().enumerate().filter(|(_, command)| is_download(command)) {
        if let Some(runner) = runner(commands, at) {
            let finding = report(pass, command, runner);
            if let Some(caller) = caller(command) {
                finding.because(caller, "a pipeline calls it here");
            }
        }
    }
}

/// The command that runs what the download at `at` brings, as its script.
pub(super) fn runner(commands: &[Command], at: usize) -> Option<&Command> {
    let (before, rest) = commands.split_at_checked(at)?;
    piped_into(rest).or_else(|| substituted_into(before, rest.first()?)).or_else(|| run_from_file(rest))
}

fn report<'p>(pass: &'p mut Pass, download: &Command, runner: &Command) -> &'p mut Finding {
    let address =
        download.arguments().iter().map(|word| word.text.as_str()).find(|word| word.contains("://"));
    // A query may hold a key, and does not help to tell what is fetched.
    let address = address.map(|address| address.split('?').next().unwrap_or(address).replace("{}", "…"));
    let what = address.map_or_else(|| "a download".to_owned(), |address| format!("what '{address}' answers"));
    let span =
        if runner.span.contains(download.span) { runner.span } else { join(download.span, runner.span) };
    let finding =
        pass.report(span, format!("{what} is run by '{}' without a check of its content", runner.name()));
    finding.help(
        "Download a named version to a file, compare it with a known checksum (`echo \"$SHA256  file\" | sha256sum -c`), then run it.",
    );
    finding
}

/// Both places, as long as they stand in one file.
fn join(a: Span, b: Span) -> Span {
    if a.file == b.file { a.to(b) } else { a }
}

fn is_download(command: &Command) -> bool {
    matches!(command.name(), "curl" | "wget")
}

/// How many commands away the one is looked for that runs a download: a bound for scripts of nothing but pipes.
const FARTHEST: usize = 64;

/// The interpreter at the end of the pipe that the first command writes to, other filters between them.
fn piped_into(commands: &[Command]) -> Option<&Command> {
    let (mut current, rest) = commands.split_first()?;
    for next in rest.iter().take(FARTHEST) {
        if !current.flow.piped {
            return None;
        }
        // What stands in a substitution of the command is no part of its pipe.
        if next.span.file == current.span.file && next.span.start < current.span.end {
            continue;
        }
        if reads_script(next) {
            return Some(next);
        }
        current = next;
    }
    None
}

/// Whether a program takes its script from standard input.
fn reads_script(command: &Command) -> bool {
    let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
    let is_bundle = |word: &str, letter: char| {
        word.starts_with('-') && !word.starts_with("--") && word[1..].contains(letter)
    };
    if is_shell(command.name()) {
        let is_inline =
            words.iter().take_while(|word| word.starts_with('-')).any(|word| is_bundle(word, 'c'));
        let is_stdin = words.iter().any(|word| *word == "-" || is_bundle(word, 's'));
        return !is_inline && (is_stdin || words.iter().all(|word| word.starts_with(['-', '+'])));
    }
    is_interpreter(command.name()) && matches!(words.first(), None | Some(&("-" | "--")))
}

fn is_interpreter(name: &str) -> bool {
    let is_version = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    matches!(name, "perl" | "ruby" | "node" | "php") || name.strip_prefix("python").is_some_and(is_version)
}

/// The command that runs the file which the first one writes its download to, as long as nothing in between looks at it.
fn run_from_file(commands: &[Command]) -> Option<&Command> {
    let (download, rest) = commands.split_first()?;
    let file = saved_as(download)?;
    let mut rest = rest.iter().take(FARTHEST).take_while(|next| !compares(next));
    rest.find(|next| runs_script(next, file))
}

/// The name of the file that a download is written to, if it is known.
fn saved_as(download: &Command) -> Option<&str> {
    let words = download.arguments();
    let is_curl = download.name() == "curl";
    let (letter, long) = if is_curl { ('o', "--output") } else { ('O', "--output-document") };
    let is_short = |word: &Arg| word.text.starts_with('-') && !word.text.starts_with("--");
    let option = words.iter().position(|word| is_short(word) && word.text.ends_with(letter));
    let named = option.and_then(|at| words.get(at + 1)).map(|word| word.text.as_str());
    let redirect =
        download.redirects.iter().find(|redirect| redirect.output && redirect.descriptor == Some(1));
    let keeps_name = |word: &Arg| word.text == "--remote-name" || is_short(word) && word.text.contains('O');
    let address = words.iter().map(|word| word.text.as_str()).find(|word| word.contains("://"));
    let own_name = address.filter(|_| !is_curl || words.iter().any(keeps_name));
    named
        .or_else(|| download.option(long))
        .or_else(|| redirect.map(|redirect| redirect.target.text.as_str()))
        .or_else(|| own_name?.split(['?', '#']).next())
        .map(name_of)
        .filter(|name| !name.is_empty() && !name.contains("{}") && !matches!(*name, "-" | "null" | "stdout"))
}

/// Whether a command compares a file with a checksum or a signature.
fn compares(command: &Command) -> bool {
    let name = command.name();
    name.ends_with("sum")
        || matches!(
            name,
            "gpg" | "gpgv" | "cosign" | "minisign" | "openssl" | "cmp" | "diff" | "slsa-verifier"
        )
        || command.argv.iter().any(|word| word.text.contains("hash"))
}

/// Whether a command runs a script of that name.
fn runs_script(command: &Command, file: &str) -> bool {
    if name_of(&command.program().text) == file {
        return file.ends_with(".sh");
    }
    let first = command.arguments().iter().find(|word| !word.text.starts_with('-'));
    let is_inline = command.arguments().iter().any(|word| word.text == "-c" || word.text == "-r");
    (is_shell(command.name()) || is_interpreter(command.name()))
        && !is_inline
        && first.is_some_and(|word| name_of(&word.text) == file)
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh")
}

/// The command that runs the download's output as its script: `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`.
/// It stands before its substitutions in the order of the source.
fn substituted_into<'c>(before: &'c [Command], download: &Command) -> Option<&'c Command> {
    if !download.flow.substitution {
        return None;
    }
    before.iter().rev().take(FARTHEST).find(|outer| {
        let words = outer.arguments();
        let Some(at) = words.iter().position(|word| word.span.contains(download.span)) else { return false };
        // A script that only mentions the download reads its answer as data.
        if words[at].literal || !words[at].text.trim_start().starts_with("{}") {
            return false;
        }
        match outer.name() {
            "eval" | "source" | "." => true,
            name if is_shell(name) => words[..at].iter().all(|word| word.text.starts_with('-')),
            _ => false,
        }
    })
}
