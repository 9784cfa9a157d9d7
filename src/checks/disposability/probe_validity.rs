//! Probes that the API server refuses (`pkg/apis/core/validation`).

use crate::artefact::workload::{Action, Container, ContainerClass, Handler, Pod, Probe};
use crate::rule::Pass;
use crate::source::{Arg, Span};

/// Probes and hooks that are invalid.
pub fn probe_invalid(pass: &mut Pass) {
    let workloads = pass.app.workloads.iter().filter(|workload| workload.is_production());
    for workload in workloads {
        for container in &workload.pod.containers {
            forbidden(pass, container);
            for (name, probe) in probes(container) {
                handlers(pass, name, probe.key, &probe.handlers, workload.is_knative());
                numbers(pass, name, probe);
            }
            stop_signal(pass, &workload.pod, container);
            for hook in &container.hooks {
                handlers(pass, hook.name, hook.key, &hook.handlers, false);
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

/// `lifecycle.stopSignal` needs to know the operating system, and is the name of a signal of it.
fn stop_signal(pass: &mut Pass, pod: &Pod, container: &Container) {
    let Some(signal) = &container.stop_signal else { return };
    let Some(name) = signal.known() else { return };
    let known = match pod.os.as_ref().map(|os| os.text.as_str()) {
        Some("windows") => matches!(name, "SIGTERM" | "SIGKILL"),
        _ => name.starts_with("SIG"),
    };
    if !known {
        pass.report(signal.span, format!("stopSignal '{name}' is no signal that a container can be sent"))
            .help("write the name of a signal, such as `SIGTERM` or `SIGQUIT`");
    } else if pod.os.is_none() {
        pass.report(signal.span, format!("stopSignal '{name}' is set, but no operating system"))
            .help("add `os: {name: linux}` to the pod's specification");
    }
}

/// What a probe or a hook does: exactly one thing that the API server takes.
fn handlers(pass: &mut Pass, name: &str, key: Span, handlers: &[Handler], knative: bool) {
    let hook = matches!(name, "postStart" | "preStop");
    match handlers {
        [] if knative => {}
        [] => {
            let (lack, choice) = if hook {
                ("do", "`exec`, `httpGet` or `sleep`")
            } else {
                ("ask", "`httpGet`, `tcpSocket`, `grpc` or `exec`")
            };
            pass.report(key, format!("{name} says nothing to {lack}"))
                .help(format!("give it one of {choice}"));
        }
        [handler] => {
            if let Some(Fault { place, text, help }) = fault(handler, knative) {
                pass.report(place, format!("{name} {text}")).help(help);
            }
        }
        [first, rest @ ..] => {
            let finding = pass.report(key, format!("{name} has {} handlers instead of one", rest.len() + 1));
            finding.because(first.span, "one");
            for handler in rest {
                finding.because(handler.span, "another");
            }
            finding.help("keep one of them");
        }
    }
}

/// What is wrong with a handler.
struct Fault {
    place: Span,
    text: String,
    help: &'static str,
}

fn fault(handler: &Handler, knative: bool) -> Option<Fault> {
    let at = |place: Option<&Arg>, text: String, help| Fault {
        place: place.map_or(handler.span, |arg| arg.span),
        text,
        help,
    };
    match handler.action {
        Action::Exec => handler.command.is_empty().then(|| {
            at(None, "runs no command".to_owned(), "name the program: `command: [test, -f, /ready]`")
        }),
        Action::Sleep => {
            let seconds = handler.seconds.as_ref();
            let text = seconds.map_or_else(
                || Some("has no 'seconds' to sleep".to_owned()),
                |seconds| {
                    let below = number(seconds).is_some_and(|number| number < 0);
                    below.then(|| format!("sleeps a negative time: '{}'", seconds.text))
                },
            )?;
            Some(at(seconds, text, "write a whole number of seconds within the grace period"))
        }
        _ if knative => None,
        Action::HttpGet | Action::TcpSocket | Action::Grpc => {
            let port = port_fault(handler).map(|text| {
                at(
                    handler.port.as_ref(),
                    text,
                    "a port is a number from 1 to 65535, or the name of a port of the container",
                )
            });
            port.or_else(|| {
                let scheme = handler.scheme.as_ref().filter(|scheme| {
                    scheme.known().is_some_and(|text| !matches!(text, "HTTP" | "HTTPS" | ""))
                })?;
                let text = format!("asks by scheme '{}', which is none", scheme.text);
                Some(at(Some(scheme), text, "write `HTTP` or `HTTPS`, in capitals"))
            })
        }
    }
}

/// What is wrong with the port of a handler.
fn port_fault(handler: &Handler) -> Option<String> {
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
