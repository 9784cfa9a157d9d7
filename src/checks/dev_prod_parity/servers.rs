//! Servers that are made for a developer's machine.

use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::{Origin, Step};
use crate::fact::Environment;
use crate::rule::{Pass, Severity};

/// Start commands of production that run a development server or a watcher.
pub fn dev_server_in_production(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        let serves = |step: &&Step| {
            let flow = step.command.flow;
            let sometimes = flow.conditional || flow.function || flow.substitution;
            !sometimes && purpose::has(&step.command, Purpose::DevelopmentServer)
        };
        let Some(step) = start.steps.iter().find(serves) else { continue };
        let line = step.command.line();
        let finding =
            pass.report(step.command.span, format!("a development server is started: '{}'", line.trim()));
        finding.help("Start the framework's production server.");
        if start.origin == Origin::Compose && start.place.environment == Environment::Any {
            finding.severity(Severity::Warning);
        }
        if step.command.span.file != start.span.file {
            finding.because(start.span, "the process is started here");
        }
    }
}
