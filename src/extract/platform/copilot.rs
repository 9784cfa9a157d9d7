//! `copilot/NAME/manifest.yml` of AWS Copilot (aws.github.io/copilot-cli/docs/manifest/overview).

use super::Teller;
use super::teller::{mapping, value, words};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let kind = root.get("type").and_then(Node::text).unwrap_or("");
    let mut service = teller.blank(Platform::Ecs, root, root.get("name"));
    let build = root.at(&["image", "build"]);
    let built =
        build.and_then(|build| build.get("context").or_else(|| build.get("dockerfile")).or(Some(build)));
    let folder = Teller::folder_of_root(built);
    service.folder = folder.map(|folder| match folder.rsplit_once('/') {
        Some((parent, file)) if file.contains("Dockerfile") => parent.to_owned(),
        None if folder.contains("Dockerfile") => String::new(),
        _ => folder,
    });
    service.image = root.at(&["image", "location"]).and_then(value);
    service.entrypoint = words(root.get("entrypoint"));
    service.command = words(root.get("command"));
    service.environment = mapping(root.get("variables"));
    // The value of a secret is the name under which a store keeps it.
    service.environment.extend(mapping(root.get("secrets")).into_iter().map(|(name, _)| (name, None)));
    service.ports.extend(root.at(&["image", "port"]).and_then(value));
    let check = root.at(&["http", "healthcheck"]);
    let path = check.and_then(|check| check.get("path").or(Some(check)));
    service.checks.extend(path.filter(|path| path.is_scalar()).and_then(value));
    service.memory = root.get("memory").and_then(value);
    service.instances = root.get("count").filter(|count| count.is_scalar()).and_then(value);
    service.ends = kind.ends_with("Job");
    teller.service(service);
}
