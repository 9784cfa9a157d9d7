//! What the start of a process must not do.

use crate::artefact::purpose::{self, Purpose};
use crate::fact::Environment;
use crate::rule::{Pass, Severity};

/// Start commands that compile or bundle.
pub fn build_at_start(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| !start.ends) {
        let development = start.place.environment == Environment::Development;
        if !start.place.is_production() && !development {
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
