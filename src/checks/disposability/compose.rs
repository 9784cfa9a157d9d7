//! How compose services end and come back.

use super::platform;
use super::wait::{self, Wait};
use crate::artefact::compose::ComposeService;
use crate::checks::services;
use crate::parse::dockerfile::Body;
use crate::parse::duration;
use crate::rule::Pass;
use crate::source::{Arg, Span};

/// Services of production that nothing restarts.
pub fn compose_no_restart(pass: &mut Pass) {
    let neighbours = services::first_of_each_file(pass, ComposeService::is_restarted);
    for service in services::in_production(pass) {
        let once =
            service.ends || !service.profiles.is_empty() || service.swarm.is_some() || service.is_idle();
        if once || service.restart.is_some() || service.is_partial() {
            continue;
        }
        let restarted = neighbours.get(&service.span.file).copied();
        if restarted.is_none() && !services::is_named_production(service) {
            continue;
        }
        let message = format!("nothing restarts '{}' when it crashes or the host reboots", service.name.text);
        let finding = pass.report(service.name.span, message);
        finding.help("Write `restart: unless-stopped`, or `restart: \"no\"` if it is meant to end.");
        if let Some((other, policy)) = restarted.and_then(|other| Some((other, other.restart.as_ref()?))) {
            finding.because(policy.span, format!("'{}' has a restart policy", other.name.text));
        }
    }
}

/// How long compose waits where `stop_grace_period` is not set, in seconds.
const DEFAULT_GRACE: u64 = 10;

/// Services that are killed before their server has stopped.
pub(super) fn short_graces(pass: &mut Pass) {
    for service in services::in_production(pass).into_iter().filter(|service| !service.ends) {
        let given = service.stop_grace_period.as_ref();
        let seconds = match given {
            Some(given) => given.known().and_then(duration::seconds),
            None => Some(DEFAULT_GRACE),
        };
        let (Some(grace), name) = (seconds, &service.name.text) else { continue };
        if let (0, Some(given)) = (grace, given) {
            if !service.is_idle() {
                let message = format!("compose kills '{name}' at once: its grace period is '{}'", given.text);
                pass.report(given.span, message)
                    .help("Remove `stop_grace_period`: compose then waits ten seconds after SIGTERM.");
            }
            continue;
        }
        let wait = wait::of_service(pass.app, pass.sources, service).filter(|wait| wait.seconds > grace);
        let Some(Wait { span, seconds }) = wait else { continue };
        let message =
            format!("compose kills '{name}' after {grace} seconds, but it needs up to '{seconds}' to stop");
        pass.report(given.unwrap_or(&service.name).span, message)
            .because(span, format!("the server waits up to {seconds} seconds for open requests"))
            .help(format!("Write `stop_grace_period: {}s`, or wait less.", seconds.saturating_add(5)));
    }
}

/// Services that others wait for until they have ended, but that compose starts again whenever they do.
pub(super) fn restarted_tasks(pass: &mut Pass) {
    let real = pass.app.services.iter().filter(|service| services::is_real(service));
    for service in real.filter(|service| service.ends && service.swarm.is_none()) {
        let always = |policy: &&Arg| {
            matches!(policy.known(), Some("always" | "unless-stopped" | "any"))
                && policy.span.file == service.span.file
        };
        let Some(policy) = service.restart.as_ref().filter(always) else { continue };
        let name = &service.name.text;
        let message = format!(
            "'{name}' is waited for until it has ended, but the policy '{}' starts it again",
            policy.text
        );
        let awaited = awaits(pass, service);
        let finding = pass.report(policy.span, message);
        finding.help("Write `restart: on-failure`, or remove the policy.");
        if let Some(condition) = awaited {
            finding.because(condition, format!("this waits for '{name}'"));
        }
    }
}

/// Where a service of the same file waits for the end of another.
fn awaits(pass: &Pass, task: &ComposeService) -> Option<Span> {
    let services = pass.project.apps.iter().flat_map(|app| &app.services);
    let same = services.filter(|service| service.span.file == task.span.file);
    same.flat_map(|service| &service.depends_on).find_map(|dependency| {
        let condition = dependency.condition.as_ref()?;
        let waits =
            condition.text == "service_completed_successfully" && dependency.service.text == task.name.text;
        waits.then_some(condition.span)
    })
}

/// `stop_signal` of Compose, `stopSignal` of Kubernetes, `kill_signal` of Fly and `STOPSIGNAL` that kill at once.
pub fn sigkill_stop_signal(pass: &mut Pass) {
    let app = pass.app;
    platform::kill_signals(pass);
    for service in services::in_production(pass) {
        if let Some(signal) = service.stop_signal.as_ref().filter(|signal| is_kill(signal)) {
            report(pass, signal);
        }
    }
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        for signal in workload.pod.running().filter_map(|container| container.stop_signal.as_ref()) {
            if is_kill(signal) {
                report(pass, signal);
            }
        }
    }
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let instruction = image.instruction(image.effective.stop_signal);
        if let Some(Body::StopSignal(signal)) = instruction.map(|instruction| &instruction.body)
            && is_kill(&signal.arg)
        {
            report(pass, &signal.arg);
        }
    }
}

pub(super) fn is_kill(signal: &Arg) -> bool {
    let text = signal.text.trim().to_ascii_uppercase();
    signal.literal && matches!(text.as_str(), "9" | "KILL" | "SIGKILL")
}

pub(super) fn report(pass: &mut Pass, signal: &Arg) {
    let message =
        format!("'{}' ends the process at once: it cannot finish requests or close files", signal.text);
    pass.report(signal.span, message)
        .help("Remove the signal: the default SIGTERM asks the process to stop, and SIGKILL follows after the grace period.");
}
