//! Credentials as arguments of resources, providers and modules of Terraform, and as defaults of its variables.

use super::Teller;
use super::teller::value;
use super::terraform::blocks;
use crate::extract::settings;
use crate::fact::{Fact, Kind};
use crate::judge::is_credential_name;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// Whether some line binds a text to a name of a credential, or names a variable so.
pub(super) fn may_stand_in(text: &str) -> bool {
    text.lines().any(|line| {
        let bound = line.split_once('=').filter(|(_, given)| given.trim_start().starts_with('"'));
        let variable = line.strip_prefix("variable ").map(|rest| rest.trim_end_matches(['{', ' ']));
        bound
            .map(|(name, _)| name)
            .or(variable)
            .is_some_and(|name| names_credential(name.trim().trim_matches('"')))
    })
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let told: Vec<Span> = teller.harvest.facts.iter().map(|fact| fact.span).collect();
    let mut found = Vec::new();
    collect(root, &mut found);
    for (name, body) in blocks(root, "variable").flat_map(Node::own_entries) {
        let name = name.text().map(|text| Arg::literal(text, name.span()));
        if let (Some(name), Some(given)) = (name, body.get("default").filter(|node| node.is_scalar()))
            && names_credential(&name.text)
        {
            found.extend(value(given).map(|given| (name, given)));
        }
    }
    for (name, given) in found {
        let is_told = told.iter().any(|span| span.contains(given.span));
        if given.literal && !is_told {
            let fact = Fact::new(Kind::Literal, given.span, settings::API, teller.reader.place.clone());
            teller.harvest.facts.push(fact.about(name).valued(given));
        }
    }
}

/// The texts that are bound to names of credentials.
fn collect(node: Node, found: &mut Vec<(Arg, Arg)>) {
    for (key, given) in node.own_entries() {
        let name = key.text().unwrap_or("");
        if given.is_scalar() && !given.is_plain() && names_credential(name) {
            found.extend(key.arg().zip(value(given)));
        } else if !given.is_alias() {
            collect(given, found);
        }
    }
    node.items().filter(|item| !item.is_alias()).for_each(|item| collect(item, found));
}

/// A plain `secret` or `key` names an object that holds one.
fn names_credential(name: &str) -> bool {
    is_credential_name(name) && !matches!(name, "secret" | "key")
}
