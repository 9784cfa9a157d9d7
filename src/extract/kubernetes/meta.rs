//! `kind`, `metadata` and the selectors that all objects share.

use super::field::{arg, arg_at, args, pairs};
use crate::artefact::cluster::Meta;
use crate::artefact::selector::{Expression, Selector};
use crate::extract::Reader;
use crate::parse::tree::Node;
use crate::source::Arg;

/// What every object has; `None` where the object has no kind.
pub(super) fn read(reader: Reader, node: Node) -> Option<Meta> {
    let kind = node.get("kind").and_then(arg)?;
    Some(Meta {
        api_version: node.get("apiVersion").and_then(arg),
        name: name(node, &kind),
        kind,
        namespace: arg_at(node, &["metadata", "namespace"]),
        annotations: pairs(node.at(&["metadata", "annotations"])),
        span: node.span(),
        place: reader.place.clone(),
    })
}

/// The object's name; one that is generated or missing is computed, at the place of the kind.
pub(super) fn name(node: Node, kind: &Arg) -> Arg {
    if let Some(name) = arg_at(node, &["metadata", "name"]) {
        return name;
    }
    match arg_at(node, &["metadata", "generateName"]) {
        Some(prefix) => Arg::computed(format!("{}{{}}", prefix.text), prefix.span),
        None => Arg::computed("", kind.span),
    }
}

/// A selector; `bare` ones are a map of labels without `matchLabels` around it.
pub(super) fn selector(node: Option<Node>, bare: bool) -> Option<Selector> {
    let node = node.filter(|node| !node.is_null())?;
    let labels = if bare { pairs(Some(node)) } else { pairs(node.get("matchLabels")) };
    let entries = node.get("matchExpressions").filter(|_| !bare).into_iter().flat_map(Node::items);
    let expressions = entries.filter_map(|entry| expression(entry, "key")).collect();
    Some(Selector { span: node.span(), labels, expressions })
}

/// An expression about what stands at `key`: a label, or the scope of a quota.
pub(super) fn expression(node: Node, key: &str) -> Option<Expression> {
    Some(Expression {
        key: arg_at(node, &[key])?,
        operator: arg_at(node, &["operator"])?,
        values: args(node.get("values")),
        span: node.span(),
    })
}
