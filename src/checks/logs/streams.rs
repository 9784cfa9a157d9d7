//! The output of a process is its log.

use crate::rule::Pass;

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
