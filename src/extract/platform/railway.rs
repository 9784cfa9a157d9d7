//! `railway.toml` and `railway.json` (docs.railway.com/reference/config-as-code), `nixpacks.toml`.

use super::Teller;
use crate::parse::tree::Node;
use crate::parse::{json, toml};
use crate::source::name_of;

pub(super) fn extract(teller: &mut Teller) {
    let (file, text) = (teller.reader.file, teller.reader.text);
    let is_json = name_of(teller.reader.path).to_ascii_lowercase().ends_with(".json");
    let tree = if is_json { json::parse(file, text) } else { toml::parse(file, text) };
    let Some(root) = teller.root(&tree) else { return };
    teller.start("web", root.at(&["deploy", "startCommand"]));
    teller.start("web", root.at(&["start", "cmd"]));
    let before = root.at(&["deploy", "preDeployCommand"]);
    teller.start("preDeployCommand", before);
    for command in before.into_iter().flat_map(Node::items) {
        teller.start("preDeployCommand", Some(command));
    }
    teller.provide_all(root.get("variables"));
}
