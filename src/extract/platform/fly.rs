//! `fly.toml` (fly.io/docs/reference/configuration).

use super::Teller;
use crate::parse::toml;
use crate::parse::tree::Node;

pub(super) fn extract(teller: &mut Teller) {
    let tree = toml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    teller.provide_all(root.get("env"));
    for (key, command) in root.get("processes").into_iter().flat_map(Node::entries) {
        teller.start(key.text().unwrap_or(""), Some(command));
    }
    teller.start("release_command", root.at(&["deploy", "release_command"]));
    teller.expose(root.at(&["http_service", "internal_port"]), "tcp");
    for service in root.get("services").into_iter().flat_map(Node::items) {
        let protocol = service.get("protocol").and_then(Node::text).unwrap_or("tcp");
        teller.expose(service.get("internal_port"), protocol);
    }
}
