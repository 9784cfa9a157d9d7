//! How compose services end and come back.

use super::platform;
use crate::checks::services;
use crate::parse::dockerfile::Body;
use crate::rule::Pass;
use crate::source::Arg;

/// Services of production that nothing restarts.
pub fn compose_no_restart(pass: &mut Pass) {
    let neighbours = services::first_of_each_file(pass, services::is_restarted);
    for service in services::in_production(pass) {
        let once = service.ends || !service.profiles.is_empty() || service.swarm.is_some();
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
