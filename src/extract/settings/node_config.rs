//! The file by which the package `config` of node takes settings from variables: a tree of settings whose leaves name them.
//! <https://github.com/node-config/node-config/wiki/Environment-Variables#custom-environment-variables>

use super::API;
use crate::fact::{Fact, Kind, Place};
use crate::parse::tree::Node;
use crate::source::name_of;

/// Groups of settings are followed no deeper than this.
const DEEPEST: u8 = 16;

/// Whether the path is that of such a file.
pub(super) fn is_of_variables(path: &str) -> bool {
    name_of(path).split('.').next() == Some("custom-environment-variables")
}

/// The reads that a document stands for.
pub(super) fn reads(root: Node, place: &Place) -> Vec<Fact> {
    let mut reads = Vec::new();
    gather(root, place, 0, &mut reads);
    reads
}

fn gather(node: Node, place: &Place, depth: u8, reads: &mut Vec<Fact>) {
    if depth > DEEPEST {
        return;
    }
    // `{ "__name": "PORT", "__format": "number" }`
    if let Some(name) = node.get("__name").or(Some(node)).filter(|node| node.is_scalar()) {
        reads.extend(
            name.arg().map(|name| Fact::new(Kind::EnvRead, name.span, API, place.clone()).about(name)),
        );
        return;
    }
    for (_, value) in node.entries() {
        gather(value, place, depth + 1, reads);
    }
}
