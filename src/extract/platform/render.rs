//! `render.yaml` (render.com/docs/blueprint-spec).

use super::Teller;
use super::teller::{named, seconds, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller) {
    let tree = yaml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    blueprint(teller, root);
    // A project holds environments, and these hold what a blueprint without projects does.
    for project in root.get("projects").into_iter().flat_map(Node::items) {
        for environment in project.get("environments").into_iter().flat_map(Node::items) {
            blueprint(teller, environment);
        }
    }
}

fn blueprint(teller: &mut Teller, root: Node) {
    for service in root.get("services").into_iter().flat_map(Node::items) {
        self::service(teller, service);
    }
    for group in root.get("envVarGroups").into_iter().flat_map(Node::items) {
        for (name, given) in variables(teller, group) {
            teller.provide(name, given);
        }
    }
    for database in root.get("databases").into_iter().flat_map(Node::items) {
        let shown = database.get("name").unwrap_or(database).span();
        teller.backing("postgres", shown, database.get("postgresMajorVersion").and_then(Node::arg));
    }
}

fn service(teller: &mut Teller, node: Node) {
    let kind = node.get("type").and_then(Node::text).unwrap_or("");
    if let Some(kind) = node.get("type").filter(|_| matches!(kind, "redis" | "keyvalue")) {
        teller.backing("redis", kind.span(), None);
        return;
    }
    let mut service = teller.blank(Platform::Render, node, node.get("name"));
    let name = node.get("name").and_then(Node::text).unwrap_or("web").to_owned();
    service.folder = Teller::folder_of_root(node.get("rootDir").or_else(|| node.get("dockerContext")));
    service.environment = variables(teller, node);
    service.image = node.at(&["image", "url"]).and_then(value);
    service.checks.extend(node.get("healthCheckPath").and_then(value));
    let scaled = node.at(&["scaling", "minInstances"]);
    service.instances = scaled.or_else(|| node.get("numInstances")).and_then(value);
    let most = node.at(&["scaling", "maxInstances"]).or_else(|| node.get("numInstances"));
    service.most = most.and_then(value);
    service.grace = seconds(node.get("maxShutdownDelaySeconds"));
    service.disks.extend(node.at(&["disk", "mountPath"]).and_then(value));
    service.ends = kind == "cron";
    teller.service(service);
    for key in ["startCommand", "dockerCommand"] {
        teller.start(&name, node.get(key));
    }
    for key in ["preDeployCommand", "initialDeployHook"] {
        teller.start(key, node.get(key));
    }
}

/// The variables of a service or group; some of them choose a runtime.
fn variables(teller: &mut Teller, holder: Node) -> Vec<(Arg, Option<Arg>)> {
    let found = named(holder.get("envVars"), "key", "value");
    for (name, given) in &found {
        if let (Some(language), Some(version)) = (language(name), given) {
            teller.runtime(language, version.clone());
        }
    }
    found
}

/// Variables by which the platform chooses a runtime.
fn language(name: &Arg) -> Option<&'static str> {
    Some(match name.text.as_str() {
        "PYTHON_VERSION" => "python",
        "NODE_VERSION" => "node",
        "RUBY_VERSION" => "ruby",
        "GO_VERSION" => "go",
        "RUSTUP_TOOLCHAIN" => "rust",
        _ => return None,
    })
}
