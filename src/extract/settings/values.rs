//! Values of Helm charts: credentials, and variables that they give to containers.

use super::say_errors;
use crate::extract::{Harvest, Reader};
use crate::fact::{Fact, Kind};
use crate::judge::{Setting, name, secret_in};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::Arg;

/// The `api` of the facts of values files.
const API: &str = "helm-values";

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = yaml::parse(reader.file, reader.text);
    say_errors(&tree, harvest);
    for document in tree.documents() {
        of(reader, document, harvest);
    }
}

/// Reads the values that a part of a document holds.
pub(super) fn of(reader: Reader, values: Node, harvest: &mut Harvest) {
    node(reader, values, &mut Vec::new(), harvest);
}

fn node(reader: Reader, at: Node, path: &mut Vec<String>, harvest: &mut Harvest) {
    for item in at.items() {
        node(reader, item, path, harvest);
    }
    let pair = at.get("name").and_then(Node::arg).zip(at.get("value").and_then(Node::arg));
    if let Some((name, value)) = pair {
        variable(reader, name, value, harvest);
        return;
    }
    for (key, value) in at.entries() {
        let name = key.text().unwrap_or("");
        path.push(name.to_owned());
        match value.arg() {
            Some(arg) if is_environment(path) && is_variable(name) => {
                variable(reader, Arg::literal(name, key.span()), arg, harvest);
            }
            Some(arg) => credential(reader, &Arg::literal(path.join("."), key.span()), arg, harvest),
            None => node(reader, value, path, harvest),
        }
        path.pop();
    }
}

/// Whether the last but one key says that a mapping is given to containers as variables.
#[rustfmt::skip]
fn is_environment(path: &[String]) -> bool {
    let parent = path.len().checked_sub(2).and_then(|at| path.get(at));
    parent.is_some_and(|parent| {
        let parent = parent.to_ascii_lowercase();
        matches!(
            parent.as_str(),
            "env" | "envs" | "environment" | "extraenv" | "envvars" | "environmentvariables" | "secretenv"
            | "envsecrets"
        )
    })
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn variable(reader: Reader, name: Arg, value: Arg, harvest: &mut Harvest) {
    let value = settle(value);
    let fact = Fact::new(Kind::EnvProvide, name.span.to(value.span), "helm", reader.place.clone());
    harvest.facts.push(fact.about(name).valued(value));
}

fn credential(reader: Reader, name: &Arg, value: Arg, harvest: &mut Harvest) {
    let value = settle(value);
    // A password is given to somebody; what is called a key may be the name of one (`secretKey: token` of a reference).
    let setting = match name::head(&name.text) {
        Some(name::Head::Password) => Setting::Given,
        _ => Setting::Written,
    };
    if secret_in(&name.text, &value.text, setting).is_some() {
        let fact = Fact::new(Kind::Literal, value.span, API, reader.place.clone());
        harvest.facts.push(fact.about(name.clone()).valued(value));
    }
}

fn settle(value: Arg) -> Arg {
    let literal = value.literal && !value.text.contains("{{");
    Arg { literal, ..value }
}
