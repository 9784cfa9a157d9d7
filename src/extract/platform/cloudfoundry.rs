//! `manifest.yml` of Cloud Foundry (docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html).

use super::Teller;
use super::teller::{mapping, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;

pub(super) fn extract(teller: &mut Teller, root: Node) {
    for app in root.get("applications").into_iter().flat_map(Node::items) {
        let mut service = teller.blank(Platform::CloudFoundry, app, app.get("name"));
        service.folder = teller.folder(app.get("path"));
        service.environment = mapping(app.get("env"));
        service.image = app.at(&["docker", "image"]).and_then(value);
        service.memory = app.get("memory").and_then(value);
        service.instances = app.get("instances").and_then(value);
        let processes: Vec<Node> = app.get("processes").into_iter().flat_map(Node::items).collect();
        for holder in processes.iter().copied().chain([app]) {
            service.checks.extend(holder.get("health-check-http-endpoint").and_then(value));
        }
        teller.service(service);
        teller.start("web", app.get("command"));
        for process in processes {
            let kind = process.get("type").and_then(Node::text).unwrap_or("web");
            teller.start(kind, process.get("command"));
        }
    }
}
