//! Probe timings that restart healthy containers.

use super::probe_validity::probes;
use crate::artefact::workload::{Container, Probe};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// Timings that contradict each other or leave no room for one slow answer.
pub fn probe_timing(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        for container in workload.pod.running() {
            for (name, probe) in probes(container) {
                timeout(pass, name, probe);
                zero(pass, name, probe);
            }
            single_failure(pass, container);
            startup_budget(pass, container);
            liveness_before_readiness(pass, container);
        }
    }
}

/// Where a number is written, else the probe's key.
fn place<'a>(field: Option<&'a Arg>, probe: &'a Probe) -> crate::source::Span {
    field.map_or(probe.key, |arg| arg.span)
}

fn timeout(pass: &mut Pass, name: &str, probe: &Probe) {
    let (Some(timeout), Some(period)) = (probe.timeout(), probe.period()) else { return };
    if timeout < period || timeout < 2 {
        return;
    }
    let relation = if timeout == period { "as long as" } else { "longer than" };
    let message =
        format!("{name} waits '{timeout}' seconds for an answer, {relation} its period of {period}");
    let finding = pass.report(place(probe.timeout.as_ref(), probe), message);
    finding.because(place(probe.period.as_ref(), probe), "the period");
    finding
        .severity(Severity::Note)
        .help("make `timeoutSeconds` smaller than `periodSeconds`: a probe that hangs holds up the next one");
}

/// An explicit zero is not zero: the API server puts the default in its place.
fn zero(pass: &mut Pass, name: &str, probe: &Probe) {
    let fields = [
        ("periodSeconds", &probe.period, 10),
        ("timeoutSeconds", &probe.timeout, 1),
        ("failureThreshold", &probe.failure_threshold, 3),
    ];
    for (field, value, default) in fields {
        if let Some(value) = value.as_ref().filter(|value| value.known() == Some("0")) {
            pass.report(value.span, format!("{field} '0' of {name} means {default}"))
                .help(format!("write the number you mean; 0 is replaced by the default of {default}"));
        }
    }
}

fn single_failure(pass: &mut Pass, container: &Container) {
    let Some(liveness) = &container.liveness else { return };
    let Some(threshold) = liveness.failure_threshold.as_ref().filter(|value| value.known() == Some("1"))
    else {
        return;
    };
    pass.report(
        threshold.span,
        format!("one failed liveness probe restarts container '{}'", container.name.text),
    )
    .because(liveness.key, "the liveness probe")
    .help("allow three failures or more: one slow answer, a pause of the garbage collector, is no reason to restart");
}

/// A startup probe that gives up before the time that the liveness probe was told to wait.
fn startup_budget(pass: &mut Pass, container: &Container) {
    let (Some(startup), Some(liveness)) = (&container.startup, &container.liveness) else { return };
    let (Some(budget), Some(delay)) = (startup.budget(), liveness.initial_delay()) else { return };
    if budget >= delay {
        return;
    }
    pass.report(
        place(startup.failure_threshold.as_ref(), startup),
        format!(
            "the startup probe gives up after {budget} seconds, but the container is said to need '{delay}'"
        ),
    )
    .because(place(liveness.initial_delay.as_ref(), liveness), "the delay of the liveness probe")
    .help("raise `failureThreshold` of the startup probe and drop `initialDelaySeconds` of the other probes");
}

/// A liveness probe that restarts the container before the readiness probe even starts to ask.
fn liveness_before_readiness(pass: &mut Pass, container: &Container) {
    let (Some(liveness), Some(readiness), None) =
        (&container.liveness, &container.readiness, &container.startup)
    else {
        return;
    };
    let (Some(budget), Some(delay)) = (liveness.budget(), readiness.initial_delay()) else { return };
    if budget >= delay {
        return;
    }
    pass.report(
        place(liveness.initial_delay.as_ref(), liveness),
        format!("the liveness probe restarts the container after {budget} seconds, before it is expected to be ready"),
    )
    .because(place(readiness.initial_delay.as_ref(), readiness), format!("the readiness probe waits {delay} seconds"))
    .help("give the start its own `startupProbe`, so that liveness begins when the app is up");
}
