//! One process for each container, in the foreground.

use super::overlay;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::start::{Start, Step};
use crate::discover::classify::is_of_nginx;
use crate::extract::directives;
use crate::fact::Kind;
use crate::rule::{Pass, Severity};

/// Code and start commands that put the process into the background.
pub fn daemonizes(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::Daemonize) {
        pass.report(fact.span, format!("the process puts itself into the background with '{}'", fact.api))
            .help("Stay in the foreground and let the platform watch the process.");
    }
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        for step in &start.steps {
            let flow = step.command.flow;
            if flow.function || flow.substitution || !purpose::has(&step.command, Purpose::Daemonize) {
                continue;
            }
            let program = step.command.name();
            // Behind an entrypoint that is not known the word is an argument: many programs have a subcommand of that name.
            if program == "daemon" && !start.is_whole && step.via.is_empty() {
                continue;
            }
            if program == "nginx" && stays_by_configuration(pass) {
                continue;
            }
            let finding = pass.report(
                step.command.span,
                format!("'{program}' goes into the background: nothing watches the process any more"),
            );
            finding.help("Run the program in the foreground and let the platform restart it.");
            if step.command.span != start.span {
                finding.because(start.span, "the container is started here");
            }
        }
    }
}

/// Whether a configuration of nginx in the repository keeps it in the foreground.
fn stays_by_configuration(pass: &Pass) -> bool {
    let mut configurations = pass.sources.iter().filter(|(_, file)| is_of_nginx(&file.path));
    configurations.any(|(_, file)| directives::stays_in_foreground(&file.text))
}

/// Several programs under one roof: a shell with `&`, or a supervisor.
pub fn multiple_processes_in_container(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        supervisor(pass, start);
        background(pass, start);
    }
    overlay::supervised_services(pass);
}

fn supervisor(pass: &mut Pass, start: &Start) {
    // uWSGI serves itself beside the daemons that it keeps.
    let keeps = |step: &Step| step.command.name() == "uwsgi" && !start.supervised.is_empty();
    let supervises = |step: &&Step| purpose::has(&step.command, Purpose::Supervise) || keeps(step);
    let Some(step) = start.steps.iter().chain(&start.others).find(supervises) else { return };
    let children = start.supervised.as_slice();
    // The images with `my_init` bring services of their own, and `-i` asks for several instances.
    let others = matches!(step.command.name(), "my_init" | "uwsgi") || step.command.has_flag("-i");
    if children.len() == 1 && !others {
        return;
    }
    let program = step.command.name();
    let message = format!(
        "'{program}' runs several processes in one container: they cannot be scaled or restarted one by one"
    );
    let finding = pass.report(step.command.span, message);
    finding.help("Start each process in a container of its own, from the same image.");
    if step.command.span != start.span {
        finding.because(start.span, "the container is started here");
    }
    for child in children.iter().take(5) {
        finding.because(child.span, format!("the program '{}'", child.text));
    }
}

fn background(pass: &mut Pass, start: &Start) {
    let mut serving: Vec<&Step> = Vec::new();
    for step in start.beside() {
        // Branches that exclude each other start the same program in their own ways.
        let again = step.command.flow.conditional && serving.iter().any(|other| is_same(other, step));
        if !again {
            serving.push(step);
        }
    }
    // What a script did in the foreground before it waits for the others is done.
    let waits = start.foreground().next_back().is_some_and(|last| last.command.name() == "wait");
    let main = start.main().filter(|main| !main.is_passing() && !waits);
    let count = serving.len() + usize::from(main.is_some());
    if count < 2 {
        return;
    }
    let Some(first) = serving.first() else { return };
    let program = first.command.name();
    let (message, severity) = if purpose::has(&first.command, Purpose::Cron) || !is_log_reader(first) {
        (
            format!("'{program}' runs beside the main process of the container: if it dies, nothing notices"),
            Severity::Warning,
        )
    } else {
        (
            format!("'{program}' runs beside the main process of the container to carry its logs"),
            Severity::Note,
        )
    };
    let finding = pass.report(first.command.span, message);
    finding.severity(severity).help("Start each process in a container of its own, from the same image.");
    let others = serving.iter().skip(1).copied().chain(main);
    for other in others {
        finding.because(other.command.span, format!("'{}' runs here", other.command.name()));
    }
    if first.command.span.file != start.span.file {
        finding.because(start.span, "the container is started here");
    }
}

/// Whether two steps run one program with the same arguments, whatever user or environment wrappers give it.
fn is_same(one: &Step, other: &Step) -> bool {
    let texts = |step: &Step| -> Vec<String> {
        step.command.arguments().iter().map(|word| word.text.clone()).collect()
    };
    one.command.name() == other.command.name() && texts(one) == texts(other)
}

fn is_log_reader(step: &Step) -> bool {
    matches!(
        step.command.name(),
        "tail" | "tee" | "fluent-bit" | "filebeat" | "promtail" | "vector" | "logrotate"
    )
}

/// Options by which servers write their process id to a file.
const PID_OPTIONS: [&str; 6] = ["--pid", "--pidfile", "--pid-file", "-p", "--pid-path", "--pidfilepath"];

/// Code and start commands that write a PID file.
pub fn pid_file(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::PidFile) {
        let finding =
            pass.report(fact.span, format!("the process writes its id to the file '{}'", fact.value_text()));
        finding.help("Leave process ids to the platform.");
        // The default of a framework's template, which a deploy can move away.
        if fact.value_text().starts_with("${") {
            finding.severity(Severity::Note);
        }
    }
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        for step in &start.steps {
            let command = &step.command;
            let short = matches!(command.name(), "gunicorn");
            let option = PID_OPTIONS.iter().filter(|option| short || **option != "-p");
            let Some(path) = option.filter_map(|option| command.option(option)).find(|path| !path.is_empty())
            else {
                continue;
            };
            if path == "/dev/null" || !path.contains(['/', '.']) {
                continue;
            }
            let program = command.name();
            pass.report(command.span, format!("'{program}' writes its process id to the file '{path}'"))
                .help("Drop the option: the platform watches the process itself.");
        }
    }
}
