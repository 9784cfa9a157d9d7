//! The handle through which everything reads a tree.

use std::collections::BTreeSet;
use std::fmt;

use super::{Data, Entry, Kind, Style, Tree, offsets, scalar};
use crate::source::{Arg, Span};

/// A handle to one node of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, id: u32) -> Self {
        Self { tree, id }
    }

    /// The value as written, quotes included; for a block scalar from its `|` or `>` to the end of its last line;
    /// for a collection from its first to its last token. Tags and anchors are outside. An absent value has the
    /// empty span after its key or dash. For an alias, the `*name` token.
    pub fn span(self) -> Span {
        self.make_span(self.own().span)
    }

    /// The text inside the quotes, or the lines of a block scalar; else the same as the span. An alias is seen
    /// through: the span lies where the value is written.
    pub fn content_span(self) -> Span {
        self.make_span(self.entry_of_target().content)
    }

    /// The node an alias names; any other node itself.
    #[must_use]
    pub fn target(self) -> Self {
        match self.own().data {
            Data::Alias(target) => Self { tree: self.tree, id: target },
            _ => self,
        }
    }

    /// Whether the value is a YAML alias (`*name`).
    pub fn is_alias(self) -> bool {
        matches!(self.own().data, Data::Alias(_))
    }

    /// What the node is.
    pub fn kind(self) -> Kind {
        match self.entry_of_target().data {
            Data::Mapping => Kind::Mapping,
            Data::Sequence => Kind::Sequence,
            Data::Scalar => Kind::Scalar,
            Data::Null | Data::Alias(_) => Kind::Null,
        }
    }

    /// How the scalar is written; `Plain` for everything that is no scalar.
    pub fn style(self) -> Style {
        self.entry_of_target().style
    }

    /// Whether the node is a mapping.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether the node is a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether the node is a scalar other than null.
    pub fn is_scalar(self) -> bool {
        self.kind() == Kind::Scalar
    }

    /// Whether there is no value: nothing written, a plain `null` or `~`, or an alias that names nothing.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether the scalar is written without quotes, so that its type depends on its text.
    pub fn is_plain(self) -> bool {
        self.kind() == Kind::Scalar && self.style() == Style::Plain
    }

    /// The decoded text of a scalar; `None` for null and collections.
    ///
    /// A plain scalar is given as written: `1e3`, `0x1F`, `yes`, `1_000` are not converted.
    pub fn text(self) -> Option<&'t str> {
        (self.kind() == Kind::Scalar).then(|| self.raw())
    }

    /// The decoded text of a scalar or the word written for null; empty for collections.
    pub fn raw(self) -> &'t str {
        let (start, end) = self.entry_of_target().text;
        self.tree.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The tag as written, such as `!Ref` or `!!str`.
    pub fn tag(self) -> Option<&'t str> {
        self.entry_of_target().tag.as_deref()
    }

    /// A plain scalar as a boolean: `true`, `yes`, `on`, `false`, `no`, `off`, each also capitalised or in upper
    /// case (YAML 1.1, as sigs.k8s.io/yaml and Compose read it). A quoted `"true"` is a string.
    pub fn as_bool(self) -> Option<bool> {
        scalar::boolean(self.plain_text()?)
    }

    /// A plain scalar as an integer: decimal, `0x`, `0o`, `0b`, a leading `0` for octal, `_` between digits
    /// (YAML 1.1, as Go's yaml.v2 reads it). `None` where it does not fit; a quoted `"1"` is a string.
    pub fn as_integer(self) -> Option<i64> {
        scalar::integer(self.plain_text()?)
    }

    /// The text of a scalar as a literal value with the span of the token.
    pub fn arg(self) -> Option<Arg> {
        Some(Arg::literal(self.text()?, self.span()))
    }

    /// The value of a key: the last one written, else the one merged through `<<` (YAML 1.1 merge keys; of several
    /// merged mappings the first that has the key).
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value nodes of what [`Node::get`] finds.
    pub fn entry(self, key: &str) -> Option<(Node<'t>, Node<'t>)> {
        self.own_entries()
            .filter(|(name, _)| name.text() == Some(key))
            .last()
            .or_else(|| self.merge_sources().find_map(|source| source.entry(key)))
    }

    /// The value at the end of a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Node<'t>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The pairs of a mapping: those written in it, in order and with duplicates, then those merged through `<<`
    /// that none of the former overrides. Empty for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> + use<'t> {
        let mut pairs: Vec<_> = self.own_entries().collect();
        let mut sources = self.merge_sources().peekable();
        if sources.peek().is_some() {
            let mut known: BTreeSet<&str> = pairs.iter().filter_map(|(key, _)| key.text()).collect();
            for source in sources {
                let merged: Vec<_> = source
                    .entries()
                    .filter(|(key, _)| key.text().is_none_or(|text| !known.contains(text)))
                    .collect();
                known.extend(merged.iter().filter_map(|(key, _)| key.text()));
                pairs.extend(merged);
            }
        }
        pairs.into_iter()
    }

    /// The pairs written in a mapping itself, in order and with duplicates, without merge keys.
    pub fn own_entries(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> + use<'t> {
        self.pairs().filter(|(key, _)| !key.is_merge_key())
    }

    /// The items of a sequence; empty for anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let target = self.target();
        target.children(matches!(target.own().data, Data::Sequence))
    }

    /// The offset in the file of the byte at `text_offset` in the decoded text, for positions inside block scalars
    /// and escaped strings. Between two written pieces it is the end of the first; past the end, that of the last.
    pub fn source_offset(self, text_offset: usize) -> u32 {
        let target = self.target();
        let (start, end) = target.own().content;
        let runs = &self.tree.runs;
        let offset = match runs.binary_search_by_key(&target.id, |(id, _)| *id) {
            Ok(at) => {
                runs.get(at).map_or(start, |(_, runs)| offsets::source_offset(runs, text_offset, start))
            }
            Err(_) => u32::try_from(text_offset).map_or(end, |offset| start.saturating_add(offset)),
        };
        offset.min(end)
    }

    /// The place in the file of a range of the decoded text.
    pub fn source_span(self, text: std::ops::Range<usize>) -> Span {
        let start = self.source_offset(text.start);
        let end = self.source_offset(text.end).max(start);
        self.make_span((start, end))
    }

    fn make_span(self, (start, end): (u32, u32)) -> Span {
        Span { file: self.tree.file, start, end }
    }

    fn own(self) -> &'t Entry {
        &self.tree.nodes[self.id as usize]
    }

    fn entry_of_target(self) -> &'t Entry {
        self.target().own()
    }

    fn plain_text(self) -> Option<&'t str> {
        self.is_plain().then(|| self.raw())
    }

    fn children(self, wanted: bool) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let Self { tree, id } = self;
        let end = tree.nodes[id as usize].next;
        let first = (wanted && id + 1 < end).then_some(id + 1);
        std::iter::successors(first, move |id| {
            let next = tree.nodes[*id as usize].next;
            (next < end).then_some(next)
        })
        .map(move |id| Node { tree, id })
    }

    fn pairs(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> + use<'t> {
        let target = self.target();
        let mut children = target.children(matches!(target.own().data, Data::Mapping));
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    fn is_merge_key(self) -> bool {
        self.plain_text() == Some("<<")
    }

    fn merge_sources(self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        self.pairs()
            .filter(|(key, _)| key.is_merge_key())
            .flat_map(|(_, value)| value.is_mapping().then_some(value).into_iter().chain(value.items()))
            .filter(|source| source.is_mapping())
    }
}

/// The node in JSON-like flow notation, aliases written out.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Null => f.write_str("null"),
            Kind::Scalar if self.is_plain() => f.write_str(self.raw()),
            Kind::Scalar => write!(f, "{:?}", self.raw()),
            Kind::Sequence => f.debug_list().entries(self.items()).finish(),
            Kind::Mapping => f.debug_map().entries(self.entries()).finish(),
        }
    }
}
