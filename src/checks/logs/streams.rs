//! The output of a process is its log.

use crate::artefact::command::Command;
use crate::fact::{Fact, Kind};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, name_of};

/// Start commands whose main program writes to a file or to nowhere.
pub fn stdout_redirected(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        let Some(main) = start.main() else { continue };
        let away = main.command.redirects.iter().find(|redirect| {
            redirect.output && redirect.descriptor != Some(2) && !is_stream(&redirect.target.text)
        });
        let Some(redirect) = away else { continue };
        let (program, target) = (main.command.name(), &redirect.target.text);
        let finding = pass.report(
            redirect.span,
            format!("the output of '{program}' goes to '{target}', not to the platform's log"),
        );
        finding.help("Remove the redirection: the platform reads standard output.");
        if redirect.span.file != start.span.file {
            finding.because(start.span, "the process is started here");
        }
    }
}

fn is_stream(target: &str) -> bool {
    target.starts_with('&')
        || matches!(target, "/dev/stdout" | "/dev/stderr" | "/dev/tty" | "/dev/fd/1" | "/dev/fd/2")
        || (target.starts_with("/proc/") && target.contains("/fd/"))
}

/// What findings about destinations add that count where a variable is not set.
const FALLBACK: &str = "unless the environment says otherwise";

/// Log files that the app opens.
pub fn log_to_file(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::LogSink) {
        let path = fact.value_text();
        let is_fallback = fact.subject_text() == "file-fallback";
        if !(is_fallback || fact.subject_text() == "file") || is_unknown(fact) || is_device(path) {
            continue;
        }
        let otherwise = if is_fallback { format!(", {FALLBACK}") } else { String::new() };
        let message = format!("logs go to the file '{path}', not to standard output{otherwise}");
        let place = fact.value.as_ref().map(|value| value.span).filter(|span| fact.span.contains(*span));
        let finding = pass.report(place.unwrap_or(fact.span), message);
        finding.help("Write the events to standard output and let the platform carry them on.");
        if is_fallback {
            finding.severity(Severity::Note);
        }
    }
}

/// Whether whoever deploys or calls the code says alone where the log goes.
fn is_unknown(fact: &Fact) -> bool {
    let path = fact.value_text();
    let by_variable =
        fact.value.as_ref().and_then(Arg::variable).is_some_and(|(_, default)| default.is_none());
    by_variable || path.chars().all(|c| matches!(c, '{' | '}'))
}

/// Whether a path is a device or another name of a stream.
fn is_device(path: &str) -> bool {
    path.starts_with("/dev/")
        || path.starts_with("/proc/") && path.contains("/fd/")
        || matches!(path, "NUL" | "nul" | "-" | "stdout" | "stderr" | "stdio")
}

/// Log files that the app, or its image, rotates.
pub fn log_rotation_in_app(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::LogSink) {
        let is_fallback = fact.subject_text() == "rotating-file-fallback";
        if !is_fallback && fact.subject_text() != "rotating-file" {
            continue;
        }
        let path = fact.value_text();
        let shown = if path.is_empty() || path == "{}" { String::new() } else { format!(" '{path}'") };
        let otherwise = if is_fallback { format!(", {FALLBACK}") } else { String::new() };
        let finding = pass.report(fact.span, format!("the app rotates its own log file{shown}{otherwise}"));
        finding.help("Log to standard output and leave rotation to the platform.");
        if is_fallback {
            finding.severity(Severity::Note);
        }
    }
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for command in
            image.final_runs().flat_map(|run| &run.commands).filter(|command| installs_logrotate(command))
        {
            pass.report(command.span, "the image brings 'logrotate' for log files inside the container")
                .help("Log to standard output and leave rotation to the platform.");
        }
    }
}

fn installs_logrotate(command: &Command) -> bool {
    let installer =
        matches!(command.name(), "apt-get" | "apt" | "apk" | "dnf" | "yum" | "microdnf" | "zypper");
    installer
        && command.arguments().iter().any(|word| name_of(&word.text).split('=').next() == Some("logrotate"))
}
