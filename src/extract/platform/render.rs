//! `render.yaml` (render.com/docs/blueprint-spec).

use super::Teller;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller) {
    let tree = yaml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    for service in root.get("services").into_iter().flat_map(Node::items) {
        self::service(teller, service);
    }
    for group in root.get("envVarGroups").into_iter().flat_map(Node::items) {
        variables(teller, group);
    }
    for database in root.get("databases").into_iter().flat_map(Node::items) {
        let shown = database.get("name").unwrap_or(database).span();
        teller.backing("postgres", shown, database.get("postgresMajorVersion").and_then(Node::arg));
    }
}

fn service(teller: &mut Teller, service: Node) {
    let name = service.get("name").and_then(Node::text).unwrap_or("web");
    if let Some(kind) = service.get("type").filter(|kind| matches!(kind.text(), Some("redis" | "keyvalue"))) {
        teller.backing("redis", kind.span(), None);
        return;
    }
    for key in ["startCommand", "dockerCommand"] {
        teller.start(name, service.get(key));
    }
    teller.start("preDeployCommand", service.get("preDeployCommand"));
    variables(teller, service);
}

fn variables(teller: &mut Teller, holder: Node) {
    for variable in holder.get("envVars").into_iter().flat_map(Node::items) {
        let Some(name) = variable.get("key").and_then(Node::arg) else { continue };
        let value = variable.get("value").and_then(Node::arg);
        if let (Some(language), Some(version)) = (language(&name), &value) {
            teller.runtime(language, version.clone());
        }
        teller.provide(name, value);
    }
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
