//! Does an image or CI run a download unseen?

use crate::artefact::command::Command;
use crate::rule::Pass;
use crate::source::Span;

/// A download that goes straight into a shell or another interpreter.
pub fn curl_pipe_shell(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for run in image.built_runs() {
            check(pass, &run.commands);
        }
    }
    for script in &app.ci {
        check(pass, &script.commands);
    }
}

fn check(pass: &mut Pass, commands: &[Command]) {
    for (at, command) in commands.iter().enumerate().filter(|(_, command)| is_download(command)) {
        let (before, rest) = commands.split_at(at);
        let runner = piped_into(rest).or_else(|| substituted_into(before, command));
        if let Some(runner) = runner {
            report(pass, command, runner);
        }
    }
}

fn report(pass: &mut Pass, download: &Command, runner: &Command) {
    let address =
        download.arguments().iter().map(|word| word.text.as_str()).find(|word| word.contains("://"));
    let what = address.map_or_else(|| "a download".to_owned(), |address| format!("what '{address}' answers"));
    let span =
        if runner.span.contains(download.span) { runner.span } else { join(download.span, runner.span) };
    let finding =
        pass.report(span, format!("{what} is run by '{}' without a check of its content", runner.name()));
    finding.help(
        "Download a named version to a file, compare it with a known checksum (`echo \"$SHA256  file\" | sha256sum -c`), then run it.",
    );
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
    let is_interpreter = matches!(command.name(), "perl" | "ruby" | "node" | "php")
        || command
            .name()
            .strip_prefix("python")
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    is_interpreter && matches!(words.first(), None | Some(&("-" | "--")))
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
