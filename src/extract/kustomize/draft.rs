//! The tree that is patched: a copy of what was read, in which every key and value knows where it is written.

use crate::extract::helm::data;
use crate::extract::helm::value::Value as Data;
use crate::parse::tree::Node;
use crate::source::Span;

/// How many nodes a value may have that is copied from one place to another.
const LARGEST_COPY: usize = 20_000;

/// How deep objects may become.
pub(super) const DEEPEST: usize = 300;

/// A value and where it is written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Draft {
    pub(super) value: Value,
    pub(super) span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Null,
    Scalar(Scalar),
    List(Vec<Draft>),
    Map(Vec<(Key, Draft)>),
}

/// A string, or a plain scalar whose type its text tells.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) plain: bool,
    /// Where each line of a text of several lines is written; empty if all of it has one place.
    pub(super) lines: Vec<Span>,
}

impl Scalar {
    /// Whether it is a string, with quotes or without.
    fn is_string(&self) -> bool {
        !self.plain || matches!(data::plain(&self.text, None), Data::Text(_))
    }
}

/// A key of a mapping.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) plain: bool,
    pub(super) span: Span,
}

impl Key {
    /// A key that something at `span` adds.
    pub(super) fn new(text: &str, span: Span) -> Self {
        Self { text: text.to_owned(), plain: false, span }
    }
}

impl Draft {
    /// A copy of what was read; aliases and merge keys are written out. A text that ends at `end` has no last line break.
    pub(super) fn read(node: Node, end: Option<u32>) -> Self {
        let span = node.content_span();
        let value = if node.is_mapping() {
            let mut pairs: Vec<(Key, Self)> = Vec::new();
            for (key, value) in node.entries() {
                let own = Key { text: key.raw().to_owned(), plain: is_plain(key), span: key.span() };
                match pairs.iter_mut().find(|(known, _)| known.text == own.text) {
                    Some(known) => *known = (own, Self::read(value, end)),
                    None => pairs.push((own, Self::read(value, end))),
                }
            }
            Value::Map(pairs)
        } else if node.is_sequence() {
            Value::List(node.items().map(|item| Self::read(item, end)).collect())
        } else if let Some(text) = node.text() {
            let text = if end == Some(span.end) { text.strip_suffix('\n').unwrap_or(text) } else { text };
            Value::Scalar(Scalar { text: text.to_owned(), plain: is_plain(node), lines: lines(node, text) })
        } else {
            Value::Null
        };
        Self { value, span }
    }

    /// A string that stands at `span`.
    pub(super) fn string(text: impl Into<String>, span: Span) -> Self {
        Self { value: Value::Scalar(Scalar { text: text.into(), plain: false, lines: Vec::new() }), span }
    }

    /// A number or boolean that stands at `span`.
    pub(super) fn plain(text: impl Into<String>, span: Span) -> Self {
        Self { value: Value::Scalar(Scalar { text: text.into(), plain: true, lines: Vec::new() }), span }
    }

    /// A mapping with nothing in it.
    pub(super) fn map(span: Span) -> Self {
        Self { value: Value::Map(Vec::new()), span }
    }

    pub(super) fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The pairs of a mapping; none for anything else.
    pub(super) fn pairs(&self) -> &[(Key, Draft)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> &[Draft] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The items of the list at a key.
    pub(super) fn list(&self, key: &str) -> &[Draft] {
        self.get(key).map_or(&[], Draft::items)
    }

    /// The items of a list, to be changed.
    pub(super) fn items_mut(&mut self) -> &mut [Draft] {
        match &mut self.value {
            Value::List(items) => items,
            _ => &mut [],
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Draft> {
        self.pairs().iter().find(|(known, _)| known.text == key).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Draft> {
        match &mut self.value {
            Value::Map(pairs) => {
                pairs.iter_mut().find(|(known, _)| known.text == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Draft> {
        path.iter().try_fold(self, |draft, key| draft.get(key))
    }

    /// The text at the end of a path of keys; empty where there is none.
    pub(super) fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Draft::text).unwrap_or("")
    }

    /// Sets a key; a null or scalar becomes a mapping.
    pub(super) fn set(&mut self, key: Key, value: Draft) {
        if !matches!(self.value, Value::Map(_)) {
            *self = Self::map(key.span);
        }
        let Value::Map(pairs) = &mut self.value else { return };
        match pairs.iter_mut().find(|(known, _)| known.text == key.text) {
            Some(known) => *known = (key, value),
            None => pairs.push((key, value)),
        }
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Draft> {
        let Value::Map(pairs) = &mut self.value else { return None };
        let at = pairs.iter().position(|(known, _)| known.text == key)?;
        Some(pairs.remove(at).1)
    }

    /// The value of a key, a mapping that something at `span` makes where there is none.
    pub(super) fn entry(&mut self, key: &str, span: Span) -> &mut Draft {
        if self.get(key).is_none_or(Draft::is_null) {
            self.set(Key::new(key, span), Self::map(span));
        }
        let at = self.pairs().iter().position(|(known, _)| known.text == key).unwrap_or_default();
        match &mut self.value {
            Value::Map(pairs) => &mut pairs[at].1,
            _ => unreachable!("a key was set"),
        }
    }

    /// Says that everything stands at `span`.
    pub(super) fn place(&mut self, span: Span) {
        self.span = span;
        match &mut self.value {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    key.span = span;
                    value.place(span);
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.place(span)),
            Value::Scalar(scalar) => scalar.lines.clear(),
            Value::Null => {}
        }
    }

    /// Drops keys without a value, wherever they are in mappings of mappings.
    pub(super) fn drop_absent(&mut self) {
        let Value::Map(pairs) = &mut self.value else { return };
        pairs.retain(|(_, value)| !value.is_null() || value.span.start < value.span.end);
        for (_, value) in pairs {
            value.drop_absent();
        }
    }

    /// How deep collections lie in one another.
    pub(super) fn depth(&self) -> usize {
        let pairs = self.pairs().iter().map(|(_, value)| value.depth());
        1 + pairs.chain(self.items().iter().map(Draft::depth)).max().unwrap_or(0)
    }

    /// Whether a copy may be put into an object below so many keys: patches could make objects grow without end.
    pub(super) fn is_copyable(&self, below: usize) -> bool {
        self.size() <= LARGEST_COPY && below + self.depth() <= DEEPEST
    }

    /// How many nodes there are.
    pub(super) fn size(&self) -> usize {
        let pairs = self.pairs().iter().map(|(_, value)| value.size()).sum::<usize>();
        1 + pairs + self.items().iter().map(Draft::size).sum::<usize>()
    }

    /// Visits what a path of keys leads to, in every item of the lists on the way. Where `create` tells the place that asks for
    /// it, mappings that are missing are made, and at the end a null.
    pub(super) fn visit(&mut self, path: &[&str], create: Option<Span>, change: &mut dyn FnMut(&mut Draft)) {
        if let Value::List(items) = &mut self.value {
            for item in items {
                item.visit(path, create, change);
            }
            return;
        }
        let Some((first, rest)) = path.split_first() else { return change(self) };
        // A list is never made: what would be in it is not known.
        let (first, create) = match first.strip_suffix("[]") {
            Some(list) => {
                let is_there = self.get(list).is_some_and(|list| matches!(list.value, Value::List(_)));
                (list, create.filter(|_| is_there))
            }
            None => (*first, create),
        };
        let missing = self.get(first).is_none_or(Draft::is_null);
        if missing && let Some(span) = create {
            if !matches!(self.value, Value::Map(_) | Value::Null) {
                return;
            }
            let value = if rest.is_empty() { Self { value: Value::Null, span } } else { Self::map(span) };
            self.set(Key::new(first, span), value);
        }
        if let Some(value) = self.get_mut(first) {
            if rest.is_empty() && !matches!(value.value, Value::List(_)) {
                change(value);
            } else if rest.is_empty() {
                value.items_mut().iter_mut().for_each(change);
            } else {
                value.visit(rest, create, change);
            }
        }
    }
}

/// Whether two values are equal, wherever they are written.
pub(super) fn is_equal(a: &Draft, b: &Draft) -> bool {
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text && a.is_string() == b.is_string(),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (Value::Map(pairs), Value::Map(others)) => {
            pairs.len() == others.len()
                && pairs
                    .iter()
                    .all(|(key, value)| b.get(&key.text).is_some_and(|other| is_equal(value, other)))
        }
        _ => false,
    }
}

fn is_plain(node: Node) -> bool {
    node.is_plain() && !matches!(node.tag(), Some("!" | "!!str"))
}

fn lines(node: Node, text: &str) -> Vec<Span> {
    if !text.contains('\n') {
        return Vec::new();
    }
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let span = node.source_span(at..at + line.trim_end_matches('\n').len());
            at += line.len();
            span
        })
        .collect()
}
