//! Resources of compose services.

use crate::checks::services;
use crate::rule::Pass;

/// Services of production that may take all memory of their host.
pub fn compose_missing_limits(pass: &mut Pass) {
    let neighbours = services::first_of_each_file(pass, |service| service.limits.is_some());
    for service in services::in_production(pass) {
        if service.limits.is_some() || service.ends || service.is_partial() {
            continue;
        }
        let limited = neighbours.get(&service.span.file).and_then(|other| Some((other, other.limits?)));
        if limited.is_none() && !services::is_named_production(service) {
            continue;
        }
        let name = &service.name.text;
        let message =
            format!("'{name}' has no resource limits: it can take the memory of all others on the host");
        let finding = pass.report(service.name.span, message);
        finding.help(
            "Write `deploy: {resources: {limits: {memory: 512M}}}` with what the service really needs.",
        );
        if let Some((other, limits)) = limited {
            finding.because(limits, format!("'{}' is limited", other.name.text));
        }
    }
}
