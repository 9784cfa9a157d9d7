//! `railway.toml` and `railway.json` (docs.railway.com/reference/config-as-code), `nixpacks.toml`.

use super::Teller;
use super::teller::{seconds, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::parse::{json, toml};
use crate::source::name_of;

pub(super) fn extract(teller: &mut Teller) {
    let (file, text) = (teller.reader.file, teller.reader.text);
    let is_json = name_of(teller.reader.path).to_ascii_lowercase().ends_with(".json");
    let tree = if is_json { json::parse(file, text) } else { toml::parse(file, text) };
    let Some(root) = teller.root(&tree) else { return };
    if let Some(deploy) = root.get("deploy") {
        let mut service = teller.blank(Platform::Railway, deploy, None);
        service.checks.extend(deploy.get("healthcheckPath").and_then(value));
        service.instances = deploy.get("numReplicas").and_then(value);
        service.grace = seconds(deploy.get("drainingSeconds"));
        service.ends = deploy.get("cronSchedule").is_some();
        teller.service(service);
    }
    teller.start("web", root.at(&["deploy", "startCommand"]));
    teller.start("web", root.at(&["start", "cmd"]));
    let before = root.at(&["deploy", "preDeployCommand"]);
    teller.start("preDeployCommand", before);
    for command in before.into_iter().flat_map(Node::items) {
        teller.start("preDeployCommand", Some(command));
    }
    teller.provide_all(root.get("variables"));
}
