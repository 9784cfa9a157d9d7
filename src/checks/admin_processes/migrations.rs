//! Schema changes belong to a release, not to the start of a process.

use crate::app::App;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::{Origin, Start, Step};
use crate::artefact::workload::ContainerClass;
use crate::rule::{Pass, Severity};

/// Start commands that migrate.
pub fn migration_at_start(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production()) {
        let migrates = |step: &&Step| {
            let flow = step.command.flow;
            !flow.substitution && !flow.function && purpose::has(&step.command, Purpose::Migrate)
        };
        let Some(step) = start.steps.iter().find(migrates) else { continue };
        let in_init = init_container(app, start);
        let is_main = start.main().is_some_and(|main| main.command.span == step.command.span);
        if !in_init && (start.ends || is_main) {
            continue;
        }
        let line = step.command.line();
        let replicas = app.scaled().filter(|_| !in_init && start.origin != Origin::Compose);
        let finding =
            pass.report(step.command.span, format!("migrations run at every start: '{}'", line.trim()));
        finding.help(
            "Run migrations once for each release: in a Job, a Helm hook, a release phase or the pipeline.",
        );
        if in_init || step.command.flow.conditional {
            finding.severity(Severity::Note);
        } else if let Some((place, note)) = replicas {
            finding.severity(Severity::Error).because(place, note);
        }
        for hop in step.via.iter().filter(|hop| hop.span.file != step.command.span.file) {
            finding.because(hop.span, hop.note.clone());
        }
    }
}

fn init_container(app: &App, start: &Start) -> bool {
    start.origin == Origin::Kubernetes
        && app.containers().any(|(_, container)| {
            container.class == ContainerClass::Init && container.span.contains(start.span)
        })
}
