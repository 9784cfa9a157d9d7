//! Health checks and ends of the processes that the files of platforms describe.

use super::compose::{is_kill, report};
use super::wait::{self, Wait};
use crate::artefact::platform::PlatformService;
use crate::fact::Kind;
use crate::rule::Pass;

/// The processes that run in production until they are stopped.
pub(super) fn running<'a>(pass: &Pass<'a>) -> impl Iterator<Item = &'a PlatformService> + use<'a> {
    let services = pass.app.platform_services.iter();
    services.filter(|service| service.place.is_production() && !service.ends)
}

/// Signals of platforms that kill at once.
pub(super) fn kill_signals(pass: &mut Pass) {
    for signal in running(pass).filter_map(|service| service.stop_signal.as_ref()) {
        if is_kill(signal) {
            report(pass, signal);
        }
    }
}

/// Platforms that send SIGKILL before the server has stopped.
pub(super) fn short_graces(pass: &mut Pass) {
    for service in running(pass) {
        let Some((key, default)) = service.platform.grace() else { continue };
        let platform = service.platform.name();
        let given = service.grace.as_ref();
        let seconds = match given {
            Some(given) => given.known().and_then(|text| text.parse().ok()),
            None => default,
        };
        let (Some(grace), name) = (seconds, &service.name.text) else { continue };
        if let (0, Some(given)) = (grace, given) {
            pass.report(given.span, format!("{platform} kills '{name}' at once: its grace period is '0'"))
                .help(format!("Remove `{key}: 0`: without grace no SIGTERM reaches the app."));
            continue;
        }
        let wait = wait::of_platform(pass.app, service).filter(|wait| wait.seconds > grace);
        let Some(Wait { span, seconds }) = wait.filter(|_| runs_own_code(pass, service)) else { continue };
        let message = format!(
            "{platform} kills '{name}' after {grace} seconds, but it needs up to '{seconds}' to stop"
        );
        pass.report(given.unwrap_or(&service.name).span, message)
            .because(span, format!("the server waits up to {seconds} seconds for open requests"))
            .help(format!("Set `{key}` to {}, or wait less.", seconds.saturating_add(5)));
    }
}

/// Whether what runs is the app, and not an engine behind it.
fn runs_own_code(pass: &Pass, service: &PlatformService) -> bool {
    service.reference().is_none_or(|reference| {
        let mut backing = pass.app.facts(Kind::Backing);
        !backing.any(|fact| fact.span == reference.repository.span)
    })
}
