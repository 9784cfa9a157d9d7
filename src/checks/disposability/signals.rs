//! Does SIGTERM reach the process that could stop in order?

use crate::app::App;
use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::{Form, Hop, HopKind, Origin, Start, Step};
use crate::fact::{Fact, Kind};
use crate::rule::{Pass, Severity};
use crate::source::Span;

/// Shell-form `CMD` and `ENTRYPOINT`.
pub fn shell_form_command(pass: &mut Pass) {
    let app = pass.app;
    unsplit(pass);
    let handler = handler(pass);
    for start in
        app.starts.iter().filter(|start| start.origin == Origin::Image && start.place.is_production())
    {
        let chooses_shell =
            app.images.iter().any(|image| image.file == start.span.file && image.effective.shell.is_some());
        let own: Vec<&Step> =
            start.steps.iter().filter(|step| step.command.span.file == start.span.file).collect();
        let execs =
            start.steps.iter().any(|step| step.via.first().is_some_and(|hop| hop.kind == HopKind::Replaced));
        if start.form == Form::Exec
            || (start.form == Form::Shell && (chooses_shell || execs || start.traps()))
        {
            continue;
        }
        let first = start.steps.first().and_then(|step| step.via.first());
        let alone = first.is_some_and(|hop| hop.kind == HopKind::LoneShell);
        let text = pass.sources.text(start.span).trim().to_owned();
        let finding = match start.form {
            Form::BrokenExec => pass.report(
                start.span,
                "the command looks like a JSON array but is none, so the builder takes it as text for a shell",
            ),
            _ => pass.report(start.span, "the command is in shell form: a shell is PID 1 and does not hand SIGTERM on"),
        };
        if alone && start.form == Form::Shell {
            finding.severity(Severity::Note);
        }
        if let Some(handler) = handler.filter(|_| !alone) {
            finding.because(handler.span, "this handler of SIGTERM is never called");
        }
        match (start.form, own.len()) {
            (Form::BrokenExec, _) => finding.help("Write a JSON array of strings in double quotes: `[\"program\", \"argument\"]`."),
            (_, 1) if !text.contains(['$', '\n', '|', '&', ';', '<', '>', '`', '\'', '"', '\\']) => {
                let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
                finding.help(format!("Write it as an array: `[{}]`.", words.join(", ")))
            }
            (_, 1) => finding.help("Put `exec` in front of the program, or write the command as a JSON array."),
            _ => finding.help("Move the text to an entrypoint script that ends with `exec`, and name the script in a JSON array."),
        };
    }
}

/// Exec-form arrays that hold the whole command line in one string.
fn unsplit(pass: &mut Pass) {
    let app = pass.app;
    for start in app.starts.iter().filter(|start| start.place.is_production() && start.is_whole) {
        let Some(word) = &start.unsplit else { continue };
        let base = app.images.iter().find_map(entrypoint_of_elsewhere);
        if base.is_some() && start.origin != Origin::Image {
            continue;
        }
        let words: Vec<String> = word.text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        let needs_shell = word.text.contains(['$', '|', '&', ';', '<', '>', '`', '\'', '"', '\\']);
        let base = base.filter(|base| base.file == start.span.file);
        let finding = pass.report(
            word.span,
            format!("no program is called '{}': the array holds the whole command line in one string, and no shell splits it", word.text),
        );
        finding.help(if needs_shell {
            "Hand the text to a shell: `[\"sh\", \"-c\", \"exec …\"]`.".to_owned()
        } else {
            format!("Write each word as a string of its own: `[{}]`.", words.join(", "))
        });
        if let Some(base) = base {
            finding.severity(Severity::Note);
            finding.because(base, "an ENTRYPOINT that splits the words may come from here");
        }
    }
}

/// The base of an image, if the ENTRYPOINT comes from there and is not known.
fn entrypoint_of_elsewhere(image: &Image) -> Option<Span> {
    let base = image.base().filter(|_| image.effective.entrypoint.is_none())?;
    let reference = ImageReference::parse(&base.arg).filter(|_| base.arg.literal);
    let official = reference.is_some_and(|reference| is_official(reference.familiar()));
    (!official).then(|| base.span())
}

/// A shell, a script without `exec` or a package manager stays between PID 1 and the program.
pub fn sigterm_not_forwarded(pass: &mut Pass) {
    let app = pass.app;
    let handler = handler(pass);
    for start in app.starts.iter().filter(|start| start.place.is_production() && !start.ends) {
        if start.init.is_some()
            || start.traps()
            || start.hands_out()
            || matches!(start.origin, Origin::Procfile | Origin::Platform | Origin::Supervised)
        {
            continue;
        }
        // What the field itself says is run by whichever branch of the entrypoint hands it over.
        let is_certain =
            |main: &Step| !main.command.flow.conditional || start.span.contains(main.command.span);
        let Some(main) = start.main().filter(|main| main.depth > 0 && is_certain(main)) else {
            continue;
        };
        if main.is_passing() || !serves(pass.app, start, main) {
            continue;
        }
        let own_shell_form = start.form != Form::Exec && main.via.len() == 1;
        let Some(blocker) = main.via.iter().find(|hop| matches!(hop.kind, HopKind::Shell | HopKind::Runner))
        else {
            if let Some(switch) = main.via.iter().find(|hop| matches!(hop.process.as_str(), "su" | "runuser"))
            {
                killed_soon(pass, start, main, switch);
            }
            continue;
        };
        if own_shell_form {
            continue;
        }
        report(pass, start, main, blocker, handler);
    }
}

fn report(pass: &mut Pass, start: &Start, main: &Step, blocker: &Hop, handler: Option<&Fact>) {
    let program = main.command.name();
    let (at, message, help) = if blocker.kind == HopKind::Runner {
        let message = format!(
            "SIGTERM does not reach '{program}': the package manager that starts it stays in between"
        );
        (start.span, message, format!("Start the program itself: `[\"{program}\", …]`."))
    } else {
        let message =
            format!("SIGTERM does not reach '{program}': the shell that starts it stays in between");
        (
            main.command.span,
            message,
            format!("Write `exec {program} …` as the last command, so that it takes the shell's place."),
        )
    };
    let finding = pass.report(at, message);
    finding.help(help);
    if at != start.span {
        finding.because(start.span, "the container is started here");
    }
    if blocker.kind == HopKind::Runner {
        finding.because(main.command.span, format!("'{program}' is started here"));
    }
    if let Some(handler) = handler {
        finding.because(handler.span, "this handler of SIGTERM is never called");
        finding.severity(Severity::Error);
    }
    if blocker.may_replace_itself() {
        finding.severity(Severity::Note);
        finding.because(
            blocker.span,
            "bash 5.1 and later replace themselves with the last command of such a text",
        );
    }
}

/// `su -c` and `runuser -c` of util-linux wait two seconds after SIGTERM, then they kill (`create_watching_parent` of their
/// `su-common.c`).
fn killed_soon(pass: &mut Pass, start: &Start, main: &Step, switch: &Hop) {
    let (switcher, program) = (&switch.process, main.command.name());
    let message =
        format!("'{switcher}' kills '{program}' two seconds after SIGTERM, whatever it still has to do");
    let finding = pass.report(switch.span, message);
    finding.help(format!("Set the user with `USER` in the Dockerfile, or write `exec setpriv --reuid USER --init-groups {program} …`."));
    if switch.span != start.span {
        finding.because(start.span, "the container is started here");
    }
}

/// Whether what is started stays until it is stopped: a port is offered, a workload keeps it running, the code serves, or
/// the program is one that serves by its nature.
fn serves(app: &App, start: &Start, main: &Step) -> bool {
    let offers =
        app.images.iter().any(|image| image.file == start.span.file && !image.effective.expose.is_empty());
    let published = app.services.iter().any(|service| {
        service.span.contains(start.span) && !(service.ports.is_empty() && service.expose.is_empty())
    });
    let kept = app.workloads.iter().any(|workload| !workload.is_job());
    offers
        || published
        || kept
        || app.serves()
        || start.origin == Origin::Kubernetes
        || is_server(main.command.name())
}

/// Programs that serve until they are stopped.
fn is_server(name: &str) -> bool {
    matches!(
        name,
        "gunicorn"
            | "uvicorn"
            | "hypercorn"
            | "daphne"
            | "granian"
            | "waitress-serve"
            | "uwsgi"
            | "celery"
            | "puma"
            | "unicorn"
            | "thin"
            | "passenger"
            | "sidekiq"
            | "rails"
            | "rackup"
            | "nginx"
            | "httpd"
            | "apache2"
            | "apache2-foreground"
            | "php-fpm"
            | "caddy"
            | "haproxy"
            | "envoy"
            | "traefik"
            | "java"
            | "node"
            | "next"
            | "nest"
            | "pm2-runtime"
            | "catalina.sh"
            | "beam.smp"
            | "dotnet"
    )
}

/// Code of the app that would act on SIGTERM.
fn handler<'a>(pass: &Pass<'a>) -> Option<&'a Fact> {
    pass.app
        .production(Kind::Signal)
        .find(|fact| fact.subject_text() == "SIGTERM" && fact.value_text() == "handle")
}
