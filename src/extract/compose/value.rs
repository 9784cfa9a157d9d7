//! Values of compose files, with compose's variables filled in where they are known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::interpolate::{self, Interpolated};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The variables that compose reads from dotenv files.
pub(super) type Variables = BTreeMap<String, String>;

/// Where the relative paths of a file start, and what fills its variables.
#[derive(Clone, Copy)]
pub(super) struct Setting<'t> {
    /// A folder of the project.
    pub(super) folder: &'t str,
    /// The variables that are known.
    pub(super) variables: &'t Variables,
}

/// A node of a compose file together with the setting that it is read in.
#[derive(Clone, Copy)]
pub(super) struct Field<'t> {
    node: Node<'t>,
    setting: Setting<'t>,
}

impl<'t> Field<'t> {
    pub(super) fn new(node: Node<'t>, setting: Setting<'t>) -> Self {
        Self { node, setting }
    }

    /// The node itself.
    pub(super) fn node(self) -> Node<'t> {
        self.node
    }

    /// The variables that are known.
    pub(super) fn variables(self) -> &'t Variables {
        self.setting.variables
    }

    /// The folder that relative paths start from.
    pub(super) fn folder(self) -> &'t str {
        self.setting.folder
    }

    /// Whether the node is a mapping.
    pub(super) fn is_mapping(self) -> bool {
        self.node.is_mapping()
    }

    /// Whether the node is a scalar other than null.
    pub(super) fn is_scalar(self) -> bool {
        self.node.is_scalar()
    }

    /// The tag as written.
    pub(super) fn tag(self) -> Option<&'t str> {
        self.node.tag()
    }

    /// The value of a key.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.beside(node))
    }

    /// Keys and values of a mapping.
    pub(super) fn entries(self) -> impl Iterator<Item = (Node<'t>, Self)> {
        self.node.entries().map(move |(key, value)| (key, self.beside(value)))
    }

    /// The items of a sequence.
    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        self.node.items().map(move |item| self.beside(item))
    }

    /// Where the value is written.
    pub(super) fn span(self) -> Span {
        self.node.span()
    }

    /// Whether there is no value.
    pub(super) fn is_null(self) -> bool {
        self.node.is_null()
    }

    /// The text of a scalar as written.
    pub(super) fn text(self) -> Option<&'t str> {
        self.node.text()
    }

    /// A plain scalar as a boolean.
    pub(super) fn as_bool(self) -> Option<bool> {
        self.node.as_bool()
    }

    /// The text of a scalar after interpolation.
    pub(super) fn interpolated(self) -> Option<Interpolated> {
        self.node.text().map(|text| interpolate::interpolate(text, self.setting.variables))
    }

    /// The value of a scalar, with the span of the token.
    pub(super) fn arg(self) -> Option<Arg> {
        let value = self.interpolated()?;
        Some(Arg { literal: value.is_literal(), text: value.text, span: self.node.span() })
    }

    /// The value of a part of a scalar's text.
    pub(super) fn part(self, range: Range<usize>) -> Arg {
        part(self.node, range, self.setting.variables)
    }

    /// The values of a list, or of a single scalar in its place.
    pub(super) fn list(self) -> Vec<Arg> {
        if self.node.is_scalar() {
            return self.arg().into_iter().collect();
        }
        self.items().filter_map(Self::arg).collect()
    }

    /// Names and values of a mapping, or of a list of `NAME=value`; a name alone has no value.
    ///
    /// The `.env` file does not count here: what it gives the containers of one machine says nothing of the next.
    pub(super) fn pairs(self) -> Vec<(Arg, Option<Arg>)> {
        let nothing = Variables::new();
        let of_mapping = self.node.entries().filter_map(|(key, value)| {
            let length = value.text().map(str::len);
            let whole = |length| Arg { span: value.span(), ..part(value, 0..length, &nothing) };
            Some((key.arg()?, length.map(whole)))
        });
        let of_list = self.node.items().filter_map(|item| {
            let text = item.text()?;
            let name = interpolate::split(text, '=').first().map_or(0, |name| name.end);
            let value = (name < text.len()).then(|| part(item, name + 1..text.len(), &nothing));
            Some((part(item, 0..name, &nothing), value))
        });
        of_mapping.chain(of_list).collect()
    }

    fn beside(self, node: Node<'t>) -> Self {
        Self { node, ..self }
    }
}

fn part(node: Node, range: Range<usize>, variables: &Variables) -> Arg {
    let written = node.text().and_then(|text| text.get(range.clone())).unwrap_or("");
    let value = interpolate::interpolate(written, variables);
    Arg { literal: value.is_literal(), text: value.text, span: node.source_span(range) }
}

/// The last pair of each name, in the order of the names' last appearance.
pub(super) fn last_of_each(pairs: Vec<(Arg, Option<Arg>)>) -> Vec<(Arg, Option<Arg>)> {
    let mut known = BTreeSet::new();
    let mut kept: Vec<_> =
        pairs.into_iter().rev().filter(|(name, _)| known.insert(name.text.clone())).collect();
    kept.reverse();
    kept
}
