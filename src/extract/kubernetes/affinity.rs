//! Routers, and everything that makes a router or load balancer send a client to one pod again and again.

use super::field::{arg, arg_at, entry_span};
use crate::artefact::cluster::{Meta, Route};
use crate::parse::tree::Node;
use crate::source::Arg;

/// Routers and policies of routers, by kind; `None` for other objects.
pub(super) fn route(node: Node, kind: &str, meta: Meta) -> Option<Route> {
    let known = matches!(
        kind,
        "Ingress"
            | "IngressRoute"
            | "TraefikService"
            | "HTTPProxy"
            | "HTTPRoute"
            | "GRPCRoute"
            | "VirtualService"
            | "DestinationRule"
            | "Route"
            | "BackendConfig"
            | "GCPBackendPolicy"
            | "BackendTrafficPolicy"
            | "BackendLBPolicy"
    );
    if !known {
        return None;
    }
    let spec = node.get("spec")?;
    let mut route = Route { services: Vec::new(), affinity: annotations(&meta.annotations), meta };
    collect(spec, &mut route);
    Some(route)
}

/// Gathers names of Services and fields of affinity from anywhere in a router's specification.
fn collect(node: Node, route: &mut Route) {
    for (key, value) in node.entries() {
        match key.text().unwrap_or("") {
            "serviceName" => route.services.extend(arg(value)),
            "service" | "to" => route.services.extend(arg_at(value, &["name"])),
            "services" | "backendRefs" => {
                route.services.extend(value.items().filter_map(|item| arg_at(item, &["name"])));
            }
            "destination" => route.services.extend(arg_at(value, &["host"])),
            name => {
                if let Some(what) = field_affinity(name, value) {
                    route.affinity.push(Arg::literal(what, entry_span(key, value)));
                }
            }
        }
        collect(value, route);
    }
    node.items().for_each(|item| collect(item, route));
}

/// What a field of a router says about affinity, as `field: value`.
fn field_affinity(name: &str, value: Node) -> Option<String> {
    let text_of = |key: &str| value.get(key).and_then(Node::text);
    let detail = match name {
        // Traefik
        "sticky" => value.get("cookie").map(|_| "cookie")?,
        // Gateway API
        "sessionPersistence" => text_of("type").unwrap_or("Cookie"),
        // Google's BackendConfig and GCPBackendPolicy
        "sessionAffinity" => {
            text_of("affinityType").or_else(|| text_of("type")).filter(|kind| *kind != "NONE")?
        }
        // Istio, Envoy Gateway
        "consistentHash" => {
            let by_client = ["httpCookie", "useSourceIp"].into_iter().find(|key| value.get(key).is_some());
            by_client.or_else(|| text_of("type").filter(|kind| matches!(*kind, "SourceIP" | "Cookie")))?
        }
        // Contour
        "strategy" => value.text().filter(|strategy| *strategy == "Cookie")?,
        _ => return None,
    };
    Some(format!("{name}: {detail}"))
}

/// The annotations of a Service or router that turn affinity on, each as `key: value` at the value's place.
pub(super) fn annotations(annotations: &[(Arg, Arg)]) -> Vec<Arg> {
    annotations
        .iter()
        .filter(|(key, value)| is_affinity(&key.text, value.text.trim()))
        .map(|(key, value)| Arg::literal(format!("{}: {}", key.text, value.text.trim()), value.span))
        .collect()
}

fn is_affinity(key: &str, value: &str) -> bool {
    let Some((domain, name)) = key.split_once('/') else { return false };
    if matches!(value, "" | "false" | "none" | "disabled") {
        return false;
    }
    match name {
        // ingress-nginx, HAProxy ingress, older Traefik
        "affinity" => domain.contains("ingress") && matches!(value, "cookie" | "true" | "ip" | "persistent"),
        "service.sticky" | "service.sticky.cookie" => domain == "traefik.ingress.kubernetes.io",
        "upstream-hash-by" => value.contains("remote_addr") || value.contains("cookie"),
        // Application Gateway
        "cookie-based-affinity" => domain == "appgw.ingress.kubernetes.io",
        // HAProxy Technologies
        "cookie-persistence" => domain == "haproxy.org",
        // NGINX Inc.
        "sticky-cookie-services" => true,
        "lb-method" => value.starts_with("ip_hash") || value.contains("$remote_addr"),
        // AWS load balancers
        "target-group-attributes" | "aws-load-balancer-target-group-attributes" => {
            value.split(',').any(|attribute| attribute.trim() == "stickiness.enabled=true")
        }
        // DigitalOcean, OVH and others
        "do-loadbalancer-sticky-sessions-type" => value == "cookies",
        _ => false,
    }
}
