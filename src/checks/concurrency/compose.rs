//! Compose files that allow a service only one container.

use crate::artefact::compose::{ComposePort, ComposeService};
use crate::checks::services;
use crate::rule::{Pass, Severity};

/// Fixed container names and host ports of services that should scale.
pub fn scale_blocked_by_compose(pass: &mut Pass) {
    let app = pass.app;
    let proxies = services::first_of_each_file(pass, |service| services::is_proxy_service(pass, service));
    for service in app.services.iter().filter(|service| services::is_real(service)) {
        if service.ends || is_singleton(service) || !services::is_own(pass, service) {
            continue;
        }
        container_name(pass, service);
        host_ports(pass, service, proxies.get(&service.span.file).copied());
    }
}

fn container_name(pass: &mut Pass, service: &ComposeService) {
    let Some(fixed) = &service.container_name else { return };
    if let Some((count, at)) = several(service) {
        let message =
            format!("'{}' is the name of one container, but the service has {count} of them", fixed.text);
        let finding = pass.report(fixed.span, message);
        finding.severity(Severity::Error).because(at.span, "the number of containers is set here");
        finding.help("Remove `container_name`: compose refuses to start a second container with it.");
    } else if service.place.is_production() {
        let message = format!("'container_name: {}' allows the service only one container", fixed.text);
        pass.report(fixed.span, message).help(
            "Remove it: other services reach this one by its service name, and compose numbers the containers.",
        );
    }
}

fn host_ports(pass: &mut Pass, service: &ComposeService, proxy: Option<&ComposeService>) {
    // A swarm publishes a port once for all containers.
    if service.swarm.is_some() {
        return;
    }
    let fixed = |port: &&ComposePort| port.published.as_ref().is_some_and(|port| !port.text.contains('-'));
    let Some((port, published)) =
        service.ports.iter().find(fixed).and_then(|port| Some((port, port.published.as_ref()?)))
    else {
        return;
    };
    let shown = if published.literal { format!("port '{}'", published.text) } else { "a port".to_owned() };
    if let Some((count, at)) = several(service) {
        let message =
            format!("{shown} of the host can be bound once, but the service has {count} containers");
        let finding = pass.report(port.span, message);
        finding.severity(Severity::Error).because(at.span, "the number of containers is set here");
        finding.help(free_port(port));
    } else if services::is_named_production(service) {
        let Some(proxy) = proxy else { return };
        let message = format!("{shown} of the host is bound, so the service cannot have a second container");
        let finding = pass.report(port.span, message);
        finding.severity(Severity::Note);
        finding.because(proxy.name.span, "requests already come in through this proxy");
        finding.help("Remove the published port and let the proxy reach the service by its name.");
    }
}

fn free_port(port: &ComposePort) -> String {
    format!("Write `- \"{}\"` and put a proxy in front, or publish a range of ports.", port.target.text)
}

/// How many containers the service is meant to have, if that is more than one, and where it says so.
fn several(service: &ComposeService) -> Option<(u64, &crate::source::Arg)> {
    let at = service.replicas.as_ref()?;
    service.replica_count().filter(|count| *count > 1).map(|count| (count, at))
}

/// A service that must not run twice, as far as its name tells.
fn is_singleton(service: &ComposeService) -> bool {
    let words = service.name.text.split(['-', '_']);
    words
        .into_iter()
        .any(|word| matches!(word, "beat" | "scheduler" | "cron" | "clock" | "migrate" | "migrations"))
}
