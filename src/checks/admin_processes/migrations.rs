//! Schema changes belong to a release, not to the start of a process.

use crate::app::App;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::{Origin, Start, Step};
use crate::artefact::workload::{ContainerClass, Workload};
use crate::rule::{Pass, Severity};
use crate::source::Span;

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
        let replicas = scaled(app).filter(|_| !in_init && start.origin != Origin::Compose);
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

/// Where it is said that several instances of the app run at once.
fn scaled(app: &App) -> Option<(Span, String)> {
    let many = |workload: &Workload| workload.replica_count().is_some_and(|count| count > 1);
    let workload = app
        .workloads
        .iter()
        .filter(|workload| workload.place.is_production())
        .find(|workload| many(workload));
    if let Some((workload, replicas)) =
        workload.and_then(|workload| Some((workload, workload.replicas.as_ref()?)))
    {
        return Some((
            replicas.span,
            format!("{} replicas of {} do it at the same time", replicas.text, workload.title()),
        ));
    }
    let autoscaler = app.cluster.autoscalers.iter().find(|autoscaler| {
        let target = autoscaler.target_name.as_ref().map(|name| name.text.as_str());
        app.workloads.iter().any(|workload| Some(workload.name.text.as_str()) == target)
    })?;
    Some((autoscaler.meta.name.span, "the autoscaler starts several instances".to_owned()))
}
