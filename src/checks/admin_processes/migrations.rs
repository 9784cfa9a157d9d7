//! Schema changes belong to a release, not to the start of a process.

use crate::app::App;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::{Origin, Start, Step};
use crate::artefact::workload::ContainerClass;
use crate::fact::{Kind, Scope};
use crate::judge::words;
use crate::rule::{Pass, Severity};
use crate::source::{folder_of, name_of};

/// Start commands and programs that migrate.
pub fn migration_at_start(pass: &mut Pass) {
    in_code(pass);
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production()) {
        let migrates = |step: &&Step| {
            let flow = step.command.flow;
            !flow.substitution && !flow.function && purpose::has(&step.command, Purpose::Migrate)
        };
        let Some(step) = start.steps.iter().find(migrates) else { continue };
        let in_init = init_container(app, start);
        let is_main = start.main().is_some_and(|main| main.command.span == step.command.span);
        // What a process manager runs is run whenever the container starts.
        if !in_init && !is_hook(app, start) && start.manager.is_none() && (start.ends || is_main) {
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

/// Programs that serve and migrate in their own code.
///
/// A function may be there for people to call, unless its file starts the server too or what serves calls it; a file that is
/// called after migrations is a program of its own.
fn in_code(pass: &mut Pass) {
    let app = pass.app;
    if !app.serves() {
        return;
    }
    for fact in app.production(Kind::Migrate) {
        let path = pass.sources.path(fact.span.file);
        let file = fact.span.file;
        let serves = || {
            app.production(Kind::Server).chain(app.production(Kind::Listen)).any(|own| own.span.file == file)
        };
        // What a program of .NET is called is the name of its project's folder.
        let program = if path.ends_with(".cs") { folder_of(path) } else { name_of(path) };
        let is_own_program = words(program).iter().any(|word| word.starts_with("migrat"));
        let is_function = fact.place.scope == Scope::Function;
        let call = fact.value.as_ref().filter(|_| is_function);
        if call.is_none() && (is_own_program || (is_function && !serves())) {
            continue;
        }
        let finding = pass.report(
            fact.span,
            format!("migrations run whenever the program starts: '{}'", fact.subject_text()),
        );
        finding.help("Run migrations once for each release, by a command of their own.");
        if let Some(call) = call {
            finding.because(call.span, "what starts the server calls it here");
        }
        if is_locked(fact.subject_text()) {
            finding.severity(Severity::Note);
        } else if let Some((place, note)) = app.scaled() {
            finding.severity(Severity::Error).because(place, note);
        }
    }
}

/// Whether a tool holds a lock in the database meanwhile, so that of several instances one migrates: `flyway_schema_history`,
/// `DATABASECHANGELOGLOCK`.
fn is_locked(tool: &str) -> bool {
    matches!(tool, "flyway" | "liquibase")
}

/// Whether compose runs the command whenever it starts a container of a service.
fn is_hook(app: &App, start: &Start) -> bool {
    start.origin == Origin::Compose
        && app.services.iter().flat_map(|service| &service.hooks).any(|hook| hook.span == start.span)
}

fn init_container(app: &App, start: &Start) -> bool {
    start.origin == Origin::Kubernetes
        && app.containers().any(|(_, container)| {
            container.class == ContainerClass::Init && container.span.contains(start.span)
        })
}
