//! `fly.toml` (fly.io/docs/reference/configuration).

use super::Teller;
use super::teller::{mapping, seconds, value};
use crate::artefact::platform::Platform;
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller) {
    let tree = toml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    let mut service = teller.blank(Platform::Fly, root, root.get("app"));
    service.environment = mapping(root.get("env"));
    service.image = root.at(&["build", "image"]).and_then(value);
    service.grace = seconds(root.get("kill_timeout"));
    service.stop_signal = root.get("kill_signal").and_then(value);
    let mut udp: Vec<Arg> = Vec::new();
    for served in both(root.get("http_service")).chain(both(root.get("services"))) {
        let port = served.get("internal_port").and_then(value);
        match served.get("protocol").and_then(Node::text) {
            Some("udp") => udp.extend(port),
            _ => service.ports.extend(port),
        }
        for key in ["checks", "http_checks"] {
            let checks = both(served.get(key));
            service.checks.extend(checks.filter_map(|check| check.get("path").and_then(value)));
        }
        service.instances = served.get("min_machines_running").and_then(value).or(service.instances);
    }
    for (_, check) in root.get("checks").into_iter().flat_map(Node::entries) {
        let is_http = check.get("type").and_then(Node::text) == Some("http");
        service.checks.extend(check.get("path").filter(|_| is_http).and_then(value));
    }
    let mounts = both(root.get("mounts"));
    service.disks = mounts.filter_map(|mount| mount.get("destination").and_then(value)).collect();
    let memory = both(root.get("vm")).find_map(|vm| vm.get("memory").or_else(|| vm.get("memory_mb")));
    service.memory = memory.and_then(value);
    teller.service(service);
    for port in udp {
        teller.expose(Some(port), "udp");
    }
    for (key, command) in root.get("processes").into_iter().flat_map(Node::entries) {
        teller.start(key.text().unwrap_or(""), Some(command));
    }
    teller.start("app", root.at(&["experimental", "cmd"]));
    teller.start("release_command", root.at(&["deploy", "release_command"]));
}

/// A table, or the tables of an array.
fn both(node: Option<Node>) -> impl Iterator<Item = Node> {
    let one = node.filter(|node| node.is_mapping());
    one.into_iter().chain(node.into_iter().flat_map(Node::items))
}
