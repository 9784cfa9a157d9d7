//! Probes that the API server refuses (`pkg/apis/core/validation`).

use crate::artefact::workload::{Action, Container, ContainerClass, Handler, Probe};
use crate::rule::Pass;
use crate::source::Arg;

/// Probes and hooks that are invalid.
pub fn probe_invalid(pass: &mut Pass) {
    let workloads = pass.app.workloads.iter().filter(|workload| workload.is_production());
    for workload in workloads {
        for container in &workload.pod.containers {
            forbidden(pass, container);
            for (name, probe) in probes(container) {
                handlers(pass, name, probe, workload.is_knative());
                numbers(pass, name, probe);
            }
        }
    }
}

/// The probes of a container with the names of their fields.
pub(super) fn probes(container: &Container) -> impl Iterator<Item = (&'static str, &Probe)> {
    let all = [
        ("livenessProbe", &container.liveness),
        ("readinessProbe", &container.readiness),
        ("startupProbe", &container.startup),
    ];
    all.into_iter().filter_map(|(name, probe)| Some((name, probe.as_ref()?)))
}

/// Init containers run to an end: they have neither probes nor hooks, unless they are sidecars.
fn forbidden(pass: &mut Pass, container: &Container) {
    let what = match container.class {
        ContainerClass::Init => "init container",
        ContainerClass::Ephemeral => "ephemeral container",
        ContainerClass::Main | ContainerClass::Sidecar => return,
    };
    let keys = probes(container).map(|(name, probe)| (name, probe.key));
    let found: Vec<_> = keys.chain(container.lifecycle.map(|span| ("lifecycle", span))).collect();
    for (name, key) in found {
        let message = format!("{what} '{}' must not have '{name}'", container.name.text);
        let finding = pass.report(key, message);
        finding.because(container.name.span, "runs to an end before the pod starts");
        finding.help(format!("remove `{name}`, or make it a sidecar with `restartPolicy: Always`"));
    }
}

fn handlers(pass: &mut Pass, name: &str, probe: &Probe, knative: bool) {
    match probe.handlers.as_slice() {
        [] if knative => {}
        [] => {
            pass.report(probe.key, format!("{name} says nothing to ask"))
                .help("give it one of `httpGet`, `tcpSocket`, `grpc` or `exec`");
        }
        [handler] => {
            if let Some(fault) = port_fault(handler).filter(|_| !knative) {
                let place = handler.port.as_ref().map_or(handler.span, |port| port.span);
                pass.report(place, format!("{name} {fault}"))
                    .help("a port is a number from 1 to 65535, or the name of a port of the container");
            }
        }
        [first, rest @ ..] => {
            let finding =
                pass.report(probe.key, format!("{name} has {} handlers instead of one", rest.len() + 1));
            finding.because(first.span, "one");
            for handler in rest {
                finding.because(handler.span, "another");
            }
            finding.help("keep one of them");
        }
    }
}

/// What is wrong with the port of a handler.
fn port_fault(handler: &Handler) -> Option<String> {
    if handler.action == Action::Exec {
        return None;
    }
    let Some(port) = &handler.port else { return Some("names no port".to_owned()) };
    let text = port.known()?;
    if let Ok(number) = text.parse::<i64>() {
        return (!(1..=65535).contains(&number)).then(|| format!("asks port '{text}', which is none"));
    }
    if handler.action == Action::Grpc {
        return Some(format!("asks port '{text}', but a gRPC probe takes a number"));
    }
    (!is_port_name(text)).then(|| format!("asks port '{text}', which is no name of a port"))
}

/// `IsValidPortName`: at most 15 lower-case letters, digits and single hyphens, with a letter.
fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn numbers(pass: &mut Pass, name: &str, probe: &Probe) {
    let fields = [
        ("initialDelaySeconds", &probe.initial_delay),
        ("timeoutSeconds", &probe.timeout),
        ("periodSeconds", &probe.period),
        ("successThreshold", &probe.success_threshold),
        ("failureThreshold", &probe.failure_threshold),
    ];
    for (field, value) in fields {
        if let Some(value) = value.as_ref().filter(|value| number(value).is_some_and(|number| number < 0)) {
            pass.report(value.span, format!("{field} of {name} is negative: '{}'", value.text));
        }
    }
    let several = |value: &&Arg| name != "readinessProbe" && number(value).is_some_and(|number| number > 1);
    if let Some(success) = probe.success_threshold.as_ref().filter(several) {
        let message = format!("successThreshold of {name} is '{}', but must be 1", success.text);
        pass.report(success.span, message)
            .help("remove the field; only a readiness probe may ask for several successes");
    }
    if let Some(grace) = &probe.grace_period {
        if name == "readinessProbe" {
            pass.report(
                grace.span,
                "a readiness probe must not have 'terminationGracePeriodSeconds'".to_owned(),
            )
            .help("remove it: a container that is not ready is not stopped");
        } else if number(grace).is_some_and(|number| number < 1) {
            let message = format!(
                "terminationGracePeriodSeconds of {name} is '{}', but must be at least 1",
                grace.text
            );
            pass.report(grace.span, message);
        }
    }
}

fn number(arg: &Arg) -> Option<i64> {
    arg.known()?.parse().ok()
}
