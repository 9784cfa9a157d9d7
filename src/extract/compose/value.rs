//! Scalars of compose files as values, with compose's variables filled in where they have a default.

use std::ops::Range;

use super::interpolate::{self, Interpolated};
use crate::parse::tree::Node;
use crate::source::Arg;

/// The value of a scalar, with the span of the token.
pub(super) fn arg(node: Node) -> Option<Arg> {
    let value = interpolate::interpolate(node.text()?);
    Some(Arg { literal: value.is_literal(), text: value.text, span: node.span() })
}

/// The value of a part of a scalar's text.
pub(super) fn part(node: Node, range: Range<usize>) -> Arg {
    let written = node.text().and_then(|text| text.get(range.clone())).unwrap_or("");
    let value = interpolate::interpolate(written);
    Arg { literal: value.is_literal(), text: value.text, span: node.source_span(range) }
}

/// The text of a scalar after interpolation.
pub(super) fn interpolated(node: Node) -> Option<Interpolated> {
    node.text().map(interpolate::interpolate)
}

/// The values of a list, or of a single scalar in its place.
pub(super) fn list(node: Node) -> Vec<Arg> {
    match node.is_scalar() {
        true => arg(node).into_iter().collect(),
        false => node.items().filter_map(arg).collect(),
    }
}

/// Names and values of a mapping, or of a list of `NAME=value`; a name alone has no value.
pub(super) fn pairs(node: Node) -> Vec<(Arg, Option<Arg>)> {
    let of_mapping = node.entries().filter_map(|(key, value)| Some((key.arg()?, arg(value))));
    let of_list = node.items().filter_map(|item| {
        let text = item.text()?;
        let name = interpolate::split(text, '=').first().map_or(0, |name| name.end);
        let value = (name < text.len()).then(|| part(item, name + 1..text.len()));
        Some((part(item, 0..name), value))
    });
    of_mapping.chain(of_list).collect()
}

/// The last pair of each name, in the order of the names' last appearance.
pub(super) fn last_of_each(pairs: Vec<(Arg, Option<Arg>)>) -> Vec<(Arg, Option<Arg>)> {
    let mut kept: Vec<(Arg, Option<Arg>)> = Vec::with_capacity(pairs.len());
    for pair in pairs.into_iter().rev() {
        if !kept.iter().any(|(name, _)| name.text == pair.0.text) {
            kept.push(pair);
        }
    }
    kept.reverse();
    kept
}
