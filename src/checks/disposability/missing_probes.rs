//! Probes that long-running containers lack, and probes that do the same twice.

use crate::app::App;
use crate::artefact::workload::{Action, Container, Handler, Probe, Workload};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, name_of};

/// Starts slower than this many seconds are better waited for by a startup probe than by a fixed delay.
const SLOW_START: i64 = 30;

/// The long-running containers of workloads that serve for ever. Knative adds probes of its own; what only waits for
/// somebody to enter it has nothing to ask.
fn long_running(app: &App) -> impl Iterator<Item = (&Workload, &Container)> {
    let workloads = app.workloads.iter();
    workloads
        .filter(|workload| workload.is_production() && !workload.is_job() && !workload.is_knative())
        .filter(|workload| {
            // A Pod that is not to be started again is a task.
            let policy = workload.pod.restart_policy.as_ref();
            policy.is_none_or(|policy| policy.text == "Always")
        })
        .flat_map(|workload| workload.pod.running().map(move |container| (workload, container)))
        .filter(|(_, container)| !container.is_idle())
}

/// A long-running container without a liveness probe.
pub fn missing_liveness_probe(pass: &mut Pass) {
    let project = pass.project;
    for (workload, container) in long_running(pass.app) {
        if container.liveness.is_some() {
            continue;
        }
        let served = project.is_served(workload, container);
        let message =
            format!("container '{}' of {} has no liveness probe", container.name.text, workload.title());
        let service = project.services_of(workload).first().map(|service| service.meta.name.span);
        let finding = pass.report(container.name.span, message);
        if let Some(service) = service.filter(|_| served) {
            finding.because(service, "requests of this Service reach the container");
        }
        if !served || workload.is_node_agent() {
            finding.severity(Severity::Note);
        }
        finding.help("add a `livenessProbe` that asks only whether the process itself still works, never its dependencies");
    }
}

/// A container that gets requests without a readiness probe.
pub fn missing_readiness_probe(pass: &mut Pass) {
    let project = pass.project;
    for (workload, container) in long_running(pass.app) {
        let served = project.is_served(workload, container);
        if container.readiness.is_some() || (!served && container.ports.is_empty()) {
            continue;
        }
        let message =
            format!("container '{}' of {} has no readiness probe", container.name.text, workload.title());
        let service = project.services_of(workload).first().map(|service| service.meta.name.span);
        let port = container.ports.first().map(|port| port.span);
        let finding = pass.report(container.name.span, message);
        match (service.filter(|_| served), port) {
            (Some(service), _) => {
                finding.because(service, "this Service sends requests as soon as the container runs");
            }
            (None, Some(port)) => {
                finding.because(port, "it serves a port, though no Service here selects it");
            }
            (None, None) => {}
        }
        if !served || workload.is_node_agent() {
            finding.severity(Severity::Note);
        }
        finding.help("add a `readinessProbe` on the port that serves requests; it fails until the app can answer and while it shuts down");
    }
}

/// A liveness probe that waits a long fixed time instead of a startup probe.
pub fn missing_startup_probe(pass: &mut Pass) {
    for (_, container) in long_running(pass.app) {
        let (Some(liveness), None) = (&container.liveness, &container.startup) else { continue };
        let Some(delay) = &liveness.initial_delay else { continue };
        let Some(seconds) = liveness.initial_delay().filter(|seconds| *seconds > SLOW_START) else {
            continue;
        };
        let message = format!(
            "the liveness probe of container '{}' waits '{seconds}' seconds at every start",
            container.name.text
        );
        pass.report(delay.span, message).because(container.name.span, "has no startup probe").help(format!(
            "replace the delay by a `startupProbe` with `periodSeconds: 5` and `failureThreshold: {}`: it waits as long as \
             needed and no longer",
            seconds.unsigned_abs().div_ceil(5).saturating_mul(2)
        ));
    }
}

/// A liveness probe that asks the same as the readiness probe.
pub fn liveness_equals_readiness(pass: &mut Pass) {
    for (_, container) in long_running(pass.app) {
        let (Some(liveness), Some(readiness)) = (&container.liveness, &container.readiness) else { continue };
        let ([one], [other]) = (liveness.handlers.as_slice(), readiness.handlers.as_slice()) else {
            continue;
        };
        if !same_question(container, one, other) {
            continue;
        }
        let message = format!(
            "liveness and readiness of container '{}' ask the same '{}'",
            container.name.text,
            question(one)
        );
        let finding = pass.report(liveness.key, message);
        finding.because(readiness.key, "the readiness probe");
        if one.action == Action::TcpSocket || !same_timing(liveness, readiness) {
            finding.severity(Severity::Note);
        }
        finding.help(
            "let liveness ask a cheap endpoint that needs nothing but the process (`/livez`), and readiness whether requests \
             can be answered (`/readyz`)",
        );
    }
}

/// What a handler asks, in short: a path, a port or a program.
fn question(handler: &Handler) -> &str {
    let mut words = handler.command.iter().flat_map(|arg| arg.text.split_whitespace());
    let is_shell = |word: &str| matches!(word, "-c" | "exec") || matches!(name_of(word), "sh" | "bash");
    let program = words.find(|word| !is_shell(word));
    let written = handler.path.as_ref().or(handler.port.as_ref()).map(|what| what.text.as_str());
    written.or(program).unwrap_or("/")
}

fn same_question(container: &Container, a: &Handler, b: &Handler) -> bool {
    let port = |handler: &Handler| handler.port.as_ref().map(|port| number_of(container, port).to_owned());
    let path = |handler: &Handler| handler.path.as_ref().map_or("/".to_owned(), |path| path.text.clone());
    let text = |arg: &Option<Arg>| arg.as_ref().map(|arg| arg.text.clone());
    let texts = |args: &[Arg]| args.iter().map(|arg| arg.text.clone()).collect::<Vec<_>>();
    let pairs = |pairs: &[(Arg, Arg)]| {
        pairs
            .iter()
            .map(|(name, value)| (name.text.to_ascii_lowercase(), value.text.clone()))
            .collect::<Vec<_>>()
    };
    a.action == b.action
        && path(a) == path(b)
        && port(a) == port(b)
        && text(&a.service) == text(&b.service)
        && texts(&a.command) == texts(&b.command)
        && pairs(&a.headers) == pairs(&b.headers)
}

/// The number of a port that is named; as written where no port of the container has that name.
fn number_of<'a>(container: &'a Container, port: &'a Arg) -> &'a str {
    let named =
        container.ports.iter().find(|own| own.name.as_ref().is_some_and(|name| name.text == port.text));
    named.and_then(|own| own.number.as_ref()).map_or(port.text.as_str(), |number| number.text.as_str())
}

fn same_timing(a: &Probe, b: &Probe) -> bool {
    a.initial_delay() == b.initial_delay()
        && a.timeout() == b.timeout()
        && a.period() == b.period()
        && a.failure_threshold() == b.failure_threshold()
}
