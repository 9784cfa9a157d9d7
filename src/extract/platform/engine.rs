//! `app.yaml` of Google App Engine (cloud.google.com/appengine/docs/standard/reference/app-yaml).

use super::Teller;
use super::teller::{mapping, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let name = root.get("service").and_then(Node::text).unwrap_or("web");
    teller.start(name, root.get("entrypoint"));
    let mut service = teller.blank(Platform::AppEngine, root, root.get("service"));
    service.environment = mapping(root.get("env_variables"));
    for check in ["liveness_check", "readiness_check"] {
        service.checks.extend(root.at(&[check, "path"]).and_then(value));
    }
    let instances = [
        ["manual_scaling", "instances"],
        ["automatic_scaling", "min_instances"],
        ["automatic_scaling", "min_num_instances"],
    ];
    service.instances = instances.iter().find_map(|path| root.at(path)).and_then(value);
    let most = [["manual_scaling", "instances"], ["automatic_scaling", "max_instances"]];
    service.most = most.iter().find_map(|path| root.at(path)).and_then(value);
    service.memory = root.at(&["resources", "memory_gb"]).and_then(value);
    teller.service(service);
    let flexible = root.at(&["runtime_config", "runtime_version"]);
    let chosen = root
        .get("runtime")
        .and_then(|node| runtime(node).or_else(|| Some((word(node.text()?)?.0, value(flexible?)?))));
    if let Some((language, version)) = chosen {
        teller.runtime(language, version);
    }
}

/// `python312` is Python 3.12, `nodejs20` is Node 20: the first digit of two-part versions is the major one.
fn runtime(node: Node) -> Option<(&'static str, Arg)> {
    let text = node.text()?;
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (word, number) = text.split_at(digits);
    let (language, major) = self::word(word)?;
    let major = major.unwrap_or(number.len());
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let (major, minor) = is_number.then(|| number.split_at(major.min(number.len())))?;
    let version = if minor.is_empty() { major.to_owned() } else { format!("{major}.{minor}") };
    Some((language, Arg::literal(version, node.span())))
}

/// The language behind the name of a runtime, and how many digits its major version has if it is not all of them.
fn word(word: &str) -> Option<(&'static str, Option<usize>)> {
    Some(match word {
        "python" => ("python", Some(1)),
        "go" => ("go", Some(1)),
        "php" => ("php", Some(1)),
        "ruby" => ("ruby", Some(1)),
        "nodejs" => ("node", None),
        "java" => ("java", None),
        _ => return None,
    })
}
