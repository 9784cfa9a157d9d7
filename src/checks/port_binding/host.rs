//! Apps that bind ports of the node they run on.

use super::compose;
use crate::rule::Pass;

/// The network or a port of the host in an app's workload or compose service.
pub fn host_network(pass: &mut Pass) {
    let app = pass.app;
    let workloads = app.workloads.iter();
    for workload in workloads.filter(|workload| workload.is_production() && !workload.is_node_agent()) {
        if let Some(host_network) = &workload.pod.host_network {
            let message = format!("{} uses the network of its node", workload.title());
            pass.report(host_network.span, message)
                .help("remove `hostNetwork` and export the port through a Service");
            continue;
        }
        for port in workload.pod.running().flat_map(|container| &container.ports) {
            let Some(host_port) = port.host_port.as_ref().filter(|port| port.text != "0") else { continue };
            let message = format!("{} takes port '{}' of its node", workload.title(), host_port.text);
            pass.report(host_port.span, message)
                .help("remove `hostPort` and export the port through a Service: only one such pod fits on each node");
        }
    }
    compose::host_networks(pass);
}
