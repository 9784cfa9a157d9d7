//! `config/deploy.yml` of Kamal (kamal-deploy.org/docs/configuration), which runs containers on hosts of one's own.

use super::Teller;
use super::teller::{mapping, seconds, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::{Arg, folder_of, name_of};

/// Whether a text is such a file, or one for a destination, `config/deploy.staging.yml`, whose keys are laid over it.
pub(crate) fn is_deployment(path: &str, text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let lays_over =
        || ["servers:", "env:", "proxy:", "accessories:"].into_iter().filter(|key| has(key)).count() > 1;
    has("service:") && has("image:") && (has("servers:") || has("registry:"))
        || name_of(folder_of(path)) == "config" && name_of(path).starts_with("deploy.") && lays_over()
}

/// The text as YAML: Kamal runs it through ERB first. What a tag prints becomes a stand-in, all else of tags is blank, and every
/// other byte stays where it is.
pub(super) fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once("<%") {
        plain.push_str(before);
        let (inside, after) = tag.split_once("%>").unwrap_or((tag, ""));
        let whole = &rest[before.len()..rest.len() - after.len()];
        if inside.starts_with('=') {
            plain.push('<');
            plain.extend(std::iter::repeat_n('_', whole.len().saturating_sub(2)));
            plain.push('>');
        } else {
            plain.extend(whole.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    plain + rest
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let servers = root.get("servers");
    let name = root.get("service");
    for (name, given) in variables(root.get("env")) {
        teller.provide(name, given);
    }
    if servers.is_none_or(Node::is_sequence) {
        role(teller, root, name, servers, None);
    }
    for (key, given) in servers.into_iter().flat_map(Node::entries) {
        let hosts = given.get("hosts").or(Some(given));
        let main = key.text() == Some("web");
        role(teller, root, if main { name } else { Some(key) }, hosts, Some(given));
    }
    for (key, accessory) in root.get("accessories").into_iter().flat_map(Node::entries) {
        let mut service = teller.blank(Platform::Kamal, accessory, Some(key));
        service.image = accessory.get("image").and_then(value);
        service.environment = variables(accessory.get("env"));
        let name = service.name.text.clone();
        teller.service(service);
        teller.start(&name, accessory.get("cmd"));
    }
}

/// The processes of a role: its hosts, and what it says of its own. The image is tagged by Kamal with the commit.
fn role(teller: &mut Teller, root: Node, name: Option<Node>, hosts: Option<Node>, own: Option<Node>) {
    let node = own.filter(|own| own.is_mapping()).unwrap_or(root);
    let mut service = teller.blank(Platform::Kamal, node, name);
    let is_web = own.is_none() || name.map(Node::raw) == root.get("service").map(Node::raw);
    service.folder = Teller::folder_of_root(root.at(&["builder", "context"]));
    service.environment = variables(own.and_then(|own| own.get("env")));
    if is_web {
        let proxy = own.and_then(|own| own.get("proxy")).or_else(|| root.get("proxy"));
        let old = root.get("healthcheck");
        let port = proxy.and_then(|proxy| proxy.get("app_port")).or_else(|| old?.get("port"));
        service.ports.extend(port.and_then(value));
        let path = proxy.and_then(|proxy| proxy.at(&["healthcheck", "path"])).or_else(|| old?.get("path"));
        service.checks.extend(path.and_then(value));
    }
    service.instances = hosts.filter(|hosts| hosts.is_sequence()).map(count);
    let proxied = own.and_then(|own| own.get("proxy")).map_or(is_web, |proxy| proxy.raw() != "false");
    let grace = own.and_then(|own| own.get("stop_timeout")).or_else(|| root.get("stop_timeout"));
    let grace = grace.or_else(|| root.get("stop_wait_time"));
    service.grace = seconds(grace.or_else(|| root.get("drain_timeout").filter(|_| !proxied)));
    let volumes = root.get("volumes").into_iter().flat_map(Node::items);
    service.disks = volumes.filter_map(value).filter(is_data).collect();
    let started = service.name.text.clone();
    teller.service(service);
    teller.start(&started, own.and_then(|own| own.get("cmd")));
}

/// `env` as a mapping, or as one of `clear` values and names that are `secret`.
fn variables(env: Option<Node>) -> Vec<(Arg, Option<Arg>)> {
    let Some(env) = env else { return Vec::new() };
    let mut found = match env.get("clear") {
        None if env.get("secret").is_none() => mapping(Some(env)),
        clear => mapping(clear),
    };
    // `NAME:OTHER` takes a secret of another name.
    let secrets = env.get("secret").into_iter().flat_map(Node::items).filter_map(value);
    found.extend(secrets.map(|secret| {
        let name = secret.text.split(':').next().unwrap_or("").to_owned();
        (Arg { text: name, ..secret }, None)
    }));
    found
}

/// How many hosts a list names.
fn count(hosts: Node) -> Arg {
    Arg::literal(hosts.items().count().to_string(), hosts.span())
}

/// Whether a volume is one that the process writes to, rather than a socket or file of the host.
fn is_data(volume: &Arg) -> bool {
    let source = volume.text.split(':').next().unwrap_or("");
    volume.literal && !volume.text.ends_with(":ro") && !source.contains('.')
}
