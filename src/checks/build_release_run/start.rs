//! What the start of a process must not do.

use crate::artefact::image::Image;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::Step;
use crate::fact::Environment;
use crate::rule::{Pass, Severity};
use crate::source::name_of;

/// Start commands that compile or bundle.
pub fn build_at_start(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| !start.ends) {
        let development = start.place.environment == Environment::Development;
        if !start.place.is_production() && !development || start.hands_out() {
            continue;
        }
        let Some(step) = start.steps.iter().find(|step| {
            !step.command.flow.function
                && !step.command.flow.substitution
                && purpose::has(&step.command, Purpose::Build)
        }) else {
            continue;
        };
        let line = step.command.line();
        let finding =
            pass.report(step.command.span, format!("the start command builds the app: '{}'", line.trim()));
        finding.help("Build in a stage of the Dockerfile and start only the result.");
        if development {
            finding.severity(Severity::Note);
        } else if step.command.flow.conditional {
            finding.severity(Severity::Warning);
        }
        for hop in step.via.iter().filter(|hop| hop.span != step.command.span) {
            finding.because(hop.span, hop.note.clone());
        }
        if step.via.is_empty() && step.command.span != start.span {
            finding.because(start.span, "the process is started here");
        }
    }
}

/// What a script says that looks at its parameters.
const PARAMETERS: [&str; 10] = ["$@", "$*", "$#", "${@", "${*", "${#", "$1", "${1", "$2", "getopts"];

/// A CMD whose words are the arguments of an entrypoint script that never looks at them.
pub(super) fn dropped_by_script(pass: &mut Pass, image: &Image) {
    let (app, sources) = (pass.app, pass.sources);
    let set = (image.instruction(image.effective.entrypoint), image.instruction(image.effective.cmd));
    let (Some(entrypoint), Some(cmd)) = set else { return };
    let empty = cmd.command().and_then(|command| command.exec()).is_some_and(<[_]>::is_empty);
    let Some(start) = app.starts_of(image).next().filter(|_| !empty) else { return };
    let steps = || start.steps.iter().chain(&start.others);
    let named = |step: &&Step| step.via.first().is_some_and(|hop| entrypoint.span.contains(hop.span));
    let mut in_script = steps().filter(named).filter(|step| step.command.span.file != image.file).peekable();
    let Some(script) = in_script.peek().map(|step| step.command.span.file) else { return };
    let uses = |text: &str| PARAMETERS.iter().any(|parameter| text.contains(parameter));
    let unknown = |step: &Step| matches!(step.command.name(), "." | "source");
    if in_script.any(|step| unknown(step) || uses(&sources.file(step.command.span.file).text)) {
        return;
    }
    let name = name_of(sources.path(script)).to_owned();
    let finding =
        pass.report(cmd.span, format!("this CMD has no effect: '{name}' never looks at its arguments"));
    finding.because(entrypoint.span, "the words of CMD are the arguments of this script");
    finding.help("End the script with `exec \"$@\"`, or drop the CMD.");
}
