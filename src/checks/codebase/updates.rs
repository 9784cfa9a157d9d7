//! Code that changes under a running app.

use crate::artefact::command::Command;
use crate::extract::commands;
use crate::fact::Kind;
use crate::rule::Pass;

/// Start commands and programs that fetch the app's own code.
pub fn self_updating_app(pass: &mut Pass) {
    let (app, sources) = (pass.app, pass.sources);
    for start in app.starts.iter().filter(|start| start.place.is_production()) {
        let Some(step) = start.steps.iter().find(|step| updates(&step.command, &start_commands(start)))
        else {
            continue;
        };
        let finding = pass.report(
            step.command.span,
            format!("the start fetches the app's code: '{}'", step.command.line().trim()),
        );
        finding.help("Build an image from each commit, and deploy the next one to update.");
        if step.command.span.file != start.span.file {
            finding.because(start.span, "the process is started here");
        }
    }
    for fact in app.production(Kind::Spawn).filter(|fact| fact.subject_text() == "shell") {
        let Some(value) = &fact.value else { continue };
        let run = commands::of_value(sources, value);
        let all: Vec<&Command> = run.iter().collect();
        if run.iter().any(|command| updates(command, &all)) {
            let finding = pass
                .report(fact.span, format!("the running app fetches its own code: '{}'", value.text.trim()));
            finding.help("Build an image from each commit, and deploy the next one to update.");
        }
    }
}

fn start_commands(start: &crate::artefact::start::Start) -> Vec<&Command> {
    start.steps.iter().map(|step| &step.command).collect()
}

/// Whether a command brings the working copy around it to another commit. One in a folder of its own is data.
fn updates(command: &Command, all: &[&Command]) -> bool {
    let elsewhere = command.has_flag("-C") || command.has_flag("--git-dir");
    if command.name() != "git" || elsewhere || command.flow.substitution || command.flow.function {
        return false;
    }
    match command.subcommand() {
        Some("pull") => true,
        Some("reset" | "merge" | "checkout") => {
            let fetched = |other: &&&Command| other.name() == "git" && other.subcommand() == Some("fetch");
            command.arguments().iter().any(|word| word.text.starts_with("origin/"))
                && all.iter().any(|other| fetched(&other))
        }
        _ => false,
    }
}
