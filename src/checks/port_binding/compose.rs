//! Compose services that do not keep to their own network.

use crate::checks::services;
use crate::rule::Pass;

/// `network_mode: host` of services that run the project's own code; what is there to work on the host needs its network.
pub(super) fn host_networks(pass: &mut Pass) {
    for service in services::in_production(pass) {
        let mode = service.network_mode.as_ref().filter(|mode| mode.text == "host");
        let wanted = service.works_on_host.is_none() && services::is_own(pass, service);
        let Some(mode) = mode.filter(|_| wanted) else { continue };
        let message = format!(
            "'{}' shares the network of its host: its port is taken for all others",
            service.name.text
        );
        pass.report(mode.span, message)
            .help("Remove `network_mode: host` and publish the port that the service listens on.");
    }
}
