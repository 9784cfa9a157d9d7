//! The output of a process is its log.

use crate::artefact::command::Command;
use crate::fact::Kind;
use crate::rule::Pass;
use crate::source::name_of;

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

/// Log files that the app, or its image, rotates.
pub fn log_rotation_in_app(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::LogSink).filter(|fact| fact.subject_text() == "rotating-file") {
        let path = fact.value_text();
        let shown = if path.is_empty() || path == "{}" { String::new() } else { format!(" '{path}'") };
        pass.report(fact.span, format!("the app rotates its own log file{shown}"))
            .help("Log to standard output and leave rotation to the platform.");
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
