//! `app.yaml` of Google App Engine (cloud.google.com/appengine/docs/standard/reference/app-yaml).

use super::Teller;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller) {
    let tree = yaml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    let name = root.get("service").and_then(Node::text).unwrap_or("web");
    teller.start(name, root.get("entrypoint"));
    teller.provide_all(root.get("env_variables"));
    if let Some((language, version)) = root.get("runtime").and_then(runtime) {
        teller.runtime(language, version);
    }
}

/// `python312` is Python 3.12, `nodejs20` is Node 20: the first digit of two-part versions is the major one.
fn runtime(node: Node) -> Option<(&'static str, Arg)> {
    let text = node.text()?;
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (word, number) = text.split_at(digits);
    let (language, major) = match word {
        "python" => ("python", 1),
        "go" => ("go", 1),
        "php" => ("php", 1),
        "ruby" => ("ruby", 1),
        "nodejs" => ("node", number.len()),
        "java" => ("java", number.len()),
        _ => return None,
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let (major, minor) = is_number.then(|| number.split_at(major.min(number.len())))?;
    let version = if minor.is_empty() { major.to_owned() } else { format!("{major}.{minor}") };
    Some((language, Arg::literal(version, node.span())))
}
