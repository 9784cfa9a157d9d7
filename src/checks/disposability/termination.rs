//! Grace periods that end before the app has stopped, and strategies that stop all of it at once.

use super::wait::{self, Wait};
use super::{compose, platform};
use crate::artefact::workload::{Container, VolumeSource, Workload};
use crate::rule::Pass;
use crate::source::Arg;

/// `terminationGracePeriodSeconds` where it is not set.
const DEFAULT_GRACE: u64 = 30;

/// A grace period that is no longer than what has to happen in it.
pub fn grace_period_too_short(pass: &mut Pass) {
    let app = pass.app;
    compose::short_graces(pass);
    platform::short_graces(pass);
    for workload in app.workloads.iter().filter(|workload| workload.is_production() && !workload.is_job()) {
        let grace = match &workload.pod.grace_period {
            None => DEFAULT_GRACE,
            Some(arg) => match number(arg) {
                Some(0) if workload.pod.main().all(Container::is_idle) => continue,
                Some(0) => {
                    pass.report(arg.span, format!("{} is killed at once: its grace period is '0'", workload.title()))
                        .help("remove `terminationGracePeriodSeconds: 0`: without grace no SIGTERM reaches the app and no preStop hook runs");
                    continue;
                }
                Some(seconds) => seconds,
                None => continue,
            },
        };
        for container in workload.pod.running() {
            if let Some(wait) = own_wait(pass, workload, container) {
                with_wait(pass, workload, container, grace, wait);
            } else {
                hook_alone(pass, workload, container, grace);
            }
        }
    }
}

fn number(arg: &Arg) -> Option<u64> {
    arg.known()?.trim().parse().ok()
}

fn hook(container: &Container) -> Option<(&Arg, u64)> {
    let sleep = container.pre_stop.as_ref()?.sleep.as_ref()?;
    Some((sleep, number(sleep)?))
}

/// The wait of the app's own server that runs in the container.
fn own_wait(pass: &Pass, workload: &Workload, container: &Container) -> Option<Wait> {
    let mut own = pass.app.containers();
    own.find(|(owner, own)| owner.span == workload.span && own.span == container.span)
        .and_then(|(_, own)| wait::of_container(pass.app, own))
}

fn hook_alone(pass: &mut Pass, workload: &Workload, container: &Container, grace: u64) {
    let Some((sleep, seconds)) = hook(container).filter(|(_, seconds)| *seconds >= grace) else { return };
    let message = format!("the preStop hook sleeps '{seconds}' seconds of a grace period of {grace}");
    let place = workload.pod.grace_period.as_ref();
    let finding = pass.report(place.unwrap_or(sleep).span, message);
    if place.is_some() {
        finding.because(sleep.span, "the hook");
    }
    finding.help(format!(
        "the hook runs inside the grace period, and SIGTERM comes after it: set `terminationGracePeriodSeconds: {}`",
        seconds.saturating_add(DEFAULT_GRACE)
    ));
}

fn with_wait(pass: &mut Pass, workload: &Workload, container: &Container, grace: u64, wait: Wait) {
    let before = hook(container);
    let needed = wait.seconds.saturating_add(before.map_or(0, |(_, seconds)| seconds));
    if needed <= grace {
        hook_alone(pass, workload, container, grace);
        return;
    }
    let place = workload.pod.grace_period.as_ref().or(before.map(|(sleep, _)| sleep));
    let message =
        format!("{} is killed after {grace} seconds, but needs up to '{needed}' to stop", workload.title());
    let finding = pass.report(place.unwrap_or(&container.name).span, message);
    finding.because(wait.span, format!("the server waits up to {} seconds for open requests", wait.seconds));
    if let Some((sleep, seconds)) = before {
        finding.because(sleep.span, format!("the preStop hook sleeps {seconds} seconds first"));
    }
    finding.help(format!("set `terminationGracePeriodSeconds: {}`, or wait less", needed.saturating_add(5)));
}

/// A served Deployment whose update stops all pods before new ones start.
pub fn recreate_strategy(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production() && !workload.is_job()) {
        let all = |arg: &&Arg| arg.text == "100%";
        let recreate = workload.strategy.as_ref().filter(|strategy| strategy.text == "Recreate");
        let Some(place) = recreate.or(workload.max_unavailable.as_ref().filter(all)) else { continue };
        let services = project.services_of(workload);
        let Some(service) = services.first().filter(|_| !is_forced(workload)) else { continue };
        let message = format!("every update of {} stops all of its pods first", workload.title());
        pass.report(place.span, message)
            .because(service.meta.name.span, "this Service has nobody to send requests to meanwhile")
            .help("use `RollingUpdate` with `maxUnavailable: 0` and `maxSurge: 1`");
    }
}

/// Whether two of its pods cannot run side by side: they would need the same volume or port of a node.
fn is_forced(workload: &Workload) -> bool {
    let holds = |source: &VolumeSource| matches!(source, VolumeSource::Claim(_) | VolumeSource::HostPath(_));
    workload.pod.volumes.iter().any(|volume| holds(&volume.source))
        || workload.pod.host_network.is_some()
        || workload.pod.running().flat_map(|container| &container.ports).any(|port| port.host_port.is_some())
}
