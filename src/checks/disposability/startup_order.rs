//! Starts that rely on the order in which services come up.

use crate::artefact::compose::{ComposeService, Dependency};
use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::reference::ImageReference;
use crate::artefact::start::{Start, Step};
use crate::checks::services::{self, ByName};
use crate::fact::{Environment, Place, Role};
use crate::parse::dockerfile::Body;
use crate::rule::{Pass, Severity};
use crate::source::{Arg, name_of};

/// Dependencies on backing services without a health condition, and start commands that wait for others.
pub fn compose_startup_order(pass: &mut Pass) {
    let app = pass.app;
    // What a process manager runs may wait for its neighbours in the container.
    let first = app.starts.iter().filter(|start| start.manager.is_none());
    for start in first.filter(|start| is_run(&start.place) && !start.ends) {
        waiting(pass, start);
    }
    let names = ByName::new(pass);
    for service in app.services.iter().filter(|service| services::is_real(service)) {
        for dependency in &service.depends_on {
            dependency_of(pass, &names, service, dependency);
        }
    }
}

fn is_run(place: &Place) -> bool {
    place.role == Role::Production && place.environment != Environment::Test
}

fn dependency_of(pass: &mut Pass, names: &ByName, service: &ComposeService, wanted: &Dependency) {
    let Some(other) = names.dependency(service, wanted) else { return };
    let condition = wanted.condition.as_ref().map_or("service_started", |condition| condition.text.as_str());
    let (name, backing) = (&service.name.text, &wanted.service.text);
    match condition {
        "service_healthy" => never_healthy(pass, service, wanted, other),
        "service_started" => {
            let engine = services::engine(pass, other);
            // A catcher of mails is up at once.
            let own = services::is_own(pass, service) && engine.is_some_and(|engine| engine != "smtp");
            // What is restarted until it succeeds needs no order.
            if !own || service.is_restarted() || waits(pass, service) || service.is_idle() {
                return;
            }
            let checked = other.healthcheck.is_some();
            let message =
                format!("'{name}' is started as soon as '{backing}' runs, not when it accepts connections");
            let finding = pass.report(wanted.service.span, message);
            if service.place.environment == Environment::Development {
                finding.severity(Severity::Note);
            }
            let note =
                if checked { "this health check could be waited for" } else { "it has no health check" };
            finding.because(other.healthcheck.unwrap_or(other.name.span), note);
            let check =
                if checked { String::new() } else { format!(" and give '{backing}' a `healthcheck`") };
            finding.help(format!(
                "Write `{backing}: {{condition: service_healthy}}` under `depends_on`{check}."
            ));
        }
        _ => {}
    }
}

/// `service_healthy` for a service that reports no health: compose gives up.
fn never_healthy(pass: &mut Pass, service: &ComposeService, wanted: &Dependency, other: &ComposeService) {
    let official = other.reference.as_ref().filter(|_| other.build.is_none());
    // The official images of databases, caches and brokers come without a health check.
    let plain = official.is_some_and(|reference| {
        !reference.familiar().contains('/') && services::engine(pass, other).is_some()
    });
    let unchecked =
        || other.build.is_some() && services::image(pass, other).is_some_and(|image| !checks_health(image));
    if other.healthcheck.is_some() || !(plain || other.healthcheck_off.is_some() || unchecked()) {
        return;
    }
    let (name, backing) = (&service.name.text, &wanted.service.text);
    let message = format!("'{name}' waits until '{backing}' is healthy, but '{backing}' has no health check");
    let at = wanted.condition.as_ref().map_or(wanted.service.span, |condition| condition.span);
    let finding = pass.report(at, message);
    finding.severity(Severity::Error);
    finding.because(other.healthcheck_off.unwrap_or(other.name.span), "nothing here reports its health");
    finding.help(format!("Give '{backing}' a `healthcheck`: without one compose refuses to start '{name}'."));
}

/// Whether an image may have a health check: its own, or that of a base which is no Docker Official Image.
fn checks_health(image: &Image) -> bool {
    if let Some(own) = image.instruction(image.effective.healthcheck) {
        return !matches!(own.body, Body::Healthcheck(None));
    }
    let base = image.base().and_then(|base| Some(Arg::literal(base.known()?, base.span())));
    let reference = base.as_ref().and_then(ImageReference::parse);
    !reference.is_some_and(|reference| is_official(reference.familiar()))
}

/// Whether the start of a service waits for others by itself.
fn waits(pass: &Pass, service: &ComposeService) -> bool {
    let own = pass.app.starts.iter().filter(|start| {
        service.span.contains(start.span)
            || services::image(pass, service).is_some_and(|image| image.file == start.span.file)
    });
    own.into_iter().any(|start| wait(start).is_some())
}

fn waiting(pass: &mut Pass, start: &Start) {
    // What sleeps for ever waits for somebody to look.
    let idles = |step: &&Step| step.command.arguments().iter().any(|word| word.text == "infinity");
    let Some(step) = wait(start).filter(|step| !idles(step)) else { return };
    let line = pass.sources.text(step.command.span).lines().next().unwrap_or("").trim().to_owned();
    let sleeps = step.command.name() == "sleep" && !step.command.flow.looped;
    let message = match (sleeps, step.command.flow.looped) {
        (true, _) => format!("the start waits by the clock: '{line}'"),
        (_, true) => format!("a loop holds the start up until another service answers: '{line}'"),
        _ => format!("the start waits for another service: '{line}'"),
    };
    let finding = pass.report(step.command.span, message);
    if !sleeps || start.place.environment == Environment::Development {
        finding.severity(Severity::Note);
    }
    finding.help("Let the program retry its connection, or exit and be restarted; in compose, wait with `condition: service_healthy`.");
    if step.command.span.file != start.span.file {
        finding.because(start.span, "the process is started here");
    }
}

/// The step of a start that waits before the main program runs.
fn wait(start: &Start) -> Option<&Step> {
    let main = start.main()?;
    if main.command.flow.looped {
        return None;
    }
    let before = start.foreground().take_while(|step| step.command.span != main.command.span);
    before.chain([main]).find(|step| {
        let wraps = step.command.argv[..step.command.program].iter().any(|word| is_waiter(&word.text));
        let is_main = step.command.span == main.command.span;
        wraps || (!is_main && purpose::has(&step.command, Purpose::Wait)) || (is_main && has_payload(step))
    })
}

/// A program that waits and then runs the words behind `--`.
fn has_payload(step: &Step) -> bool {
    is_waiter(&step.command.program().text) && step.command.arguments().iter().any(|word| word.text == "--")
}

fn is_waiter(word: &str) -> bool {
    let name = name_of(word);
    let stem = name.split('.').next().unwrap_or(name);
    matches!(stem, "wait-for-it" | "wait-for" | "wait_for_it" | "wait4x" | "wait-for-postgres" | "wait-on")
}
