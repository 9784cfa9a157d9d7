//! Services.

use super::field::{arg_at, args};
use super::{affinity, meta};
use crate::artefact::cluster::{Meta, Service, ServicePort};
use crate::parse::tree::Node;

/// A core Service.
pub(super) fn read(node: Node, meta: Meta) -> Service {
    let spec = |key: &str| arg_at(node, &["spec", key]);
    let ports = node.at(&["spec", "ports"]).into_iter().flat_map(Node::items);
    let ports = ports.filter(|port| port.is_mapping()).map(|port| ServicePort {
        name: arg_at(port, &["name"]),
        port: arg_at(port, &["port"]),
        target: arg_at(port, &["targetPort"]),
        protocol: arg_at(port, &["protocol"]),
        span: port.span(),
    });
    Service {
        class: spec("type"),
        selector: meta::selector(node.at(&["spec", "selector"]), true)
            .filter(|selector| !selector.labels.is_empty()),
        session_affinity: spec("sessionAffinity"),
        cluster_ip: spec("clusterIP").or_else(|| args(node.at(&["spec", "clusterIPs"])).into_iter().next()),
        ports: ports.collect(),
        affinity: affinity::annotations(&meta.annotations),
        meta,
    }
}
