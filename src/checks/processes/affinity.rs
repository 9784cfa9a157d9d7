//! Clients that are sent to the same process again and again.

use crate::discover;
use crate::discover::classify::{Class, Server, by_name};
use crate::extract::directives::affinities;
use crate::rule::Pass;
use crate::source::Span;

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
    for file in &pass.app.files {
        let source = pass.sources.file(*file);
        let class = by_name(&source.path).filter(|_| !source.text.is_empty());
        if class != Some(Class::Server(Server::Nginx)) || is_sample(&source.path, &source.text) {
            continue;
        }
        for place in affinities(&source.text) {
            let span = Span::new(*file, place.start, place.end);
            pass.report(span, "nginx sends each client to the same process").help(HELP);
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

/// Whether a configuration is for somebody else's or a developer's machine.
fn is_sample(path: &str, text: &str) -> bool {
    !discover::place(path, Class::Server(Server::Nginx), text).is_production()
}

const HELP: &str = "remove the affinity and keep sessions where every process finds them: in Redis or another store with \
                    expiry, or in a signed cookie";
