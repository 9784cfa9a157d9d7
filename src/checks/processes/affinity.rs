//! Clients that are sent to the same process again and again.

use crate::rule::Pass;

/// Session affinity of Services, Ingresses and other routers.
pub fn sticky_sessions(pass: &mut Pass) {
    let cluster = &pass.app.cluster;
    for service in cluster.services.iter().filter(|service| service.meta.place.is_production()) {
        let by_address = service.session_affinity.as_ref().filter(|affinity| affinity.text == "ClientIP");
        if let Some(affinity) = by_address {
            let message =
                format!("Service '{}' sends each client address to one pod", service.meta.name.text);
            let finding = pass.report(affinity.span, message);
            finding.because(service.meta.name.span, "the Service");
            finding.help(HELP);
        }
        for affinity in &service.affinity {
            let message = format!("Service '{}' is sticky: '{}'", service.meta.name.text, affinity.text);
            pass.report(affinity.span, message).help(HELP);
        }
    }
    for route in cluster.routes.iter().filter(|route| route.meta.place.is_production()) {
        for affinity in &route.affinity {
            let message = format!("{} is sticky: '{}'", route.meta.title(), affinity.text);
            let finding = pass.report(affinity.span, message);
            for service in &route.services {
                finding.because(service.span, "requests to this Service stay with one pod");
            }
            finding.help(HELP);
        }
    }
}

const HELP: &str = "remove the affinity and keep sessions where every process finds them: in Redis or another store with \
                    expiry, or in a signed cookie";
