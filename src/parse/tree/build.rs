//! Builds a tree from the events of a parser, within the budgets of nodes and depth.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Comment, DEPTH_BUDGET, Data, Entry, Kind, NODE_BUDGET, Run, Style, SyntaxError, Tree};
use crate::source::{FileId, Span};

/// A scalar as its parser found it; ranges are bytes of the file.
pub(in crate::parse) struct ScalarToken<'a> {
    pub(in crate::parse) text: &'a str,
    pub(in crate::parse) style: Style,
    /// Whether the scalar is null rather than a value.
    pub(in crate::parse) null: bool,
    /// The token as written, quotes included.
    pub(in crate::parse) span: Range<usize>,
    /// The inside of the quotes.
    pub(in crate::parse) content: Range<usize>,
    /// Where the text stands in the file, if it is not byte for byte the content.
    pub(in crate::parse) runs: Option<Vec<Run>>,
}

/// A collection that is not closed yet.
struct Open {
    id: u32,
    anchor: usize,
    measure: Measure,
    last_end: usize,
}

/// The size of a node when each alias is written out.
#[derive(Clone, Copy)]
struct Measure {
    nodes: usize,
    depth: usize,
}

/// How much of the tree belongs to the documents that are complete.
#[derive(Clone, Copy, Default)]
struct Checkpoint {
    nodes: usize,
    text: usize,
    runs: usize,
    expanded: usize,
}

/// Collects the nodes of one file. Anchors are numbers other than 0, as the parser hands them out.
pub(in crate::parse) struct Builder {
    tree: Tree,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (u32, Measure)>,
    complete: Checkpoint,
    expanded: usize,
}

impl Builder {
    pub(in crate::parse) fn new(file: FileId) -> Self {
        Self {
            tree: Tree {
                file,
                nodes: Vec::new(),
                text: String::new(),
                runs: Vec::new(),
                roots: Vec::new(),
                comments: Vec::new(),
                errors: Vec::new(),
            },
            open: Vec::new(),
            anchors: BTreeMap::new(),
            complete: Checkpoint::default(),
            expanded: 0,
        }
    }

    /// Opens a mapping or sequence whose first token starts at `start`.
    pub(in crate::parse) fn open(
        &mut self,
        kind: Kind,
        start: usize,
        anchor: usize,
        tag: Option<&str>,
    ) -> Result<(), SyntaxError> {
        let data = if kind == Kind::Mapping { Data::Mapping } else { Data::Sequence };
        self.measure(start..start, Measure { nodes: 1, depth: 1 })?;
        let id = self.push(data, Style::Plain, start..start, start..start);
        self.set_tag(id, tag);
        let measure = Measure { nodes: 1, depth: 1 };
        self.open.push(Open { id, anchor, measure, last_end: start });
        Ok(())
    }

    /// Closes the innermost collection, at `end` or after its last child, whichever is later.
    pub(in crate::parse) fn close(&mut self, end: Option<usize>) {
        let Some(open) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let end = end.unwrap_or(0).max(open.last_end) as u32;
        if let Some(entry) = self.tree.nodes.get_mut(open.id as usize) {
            entry.next = next;
            entry.span.1 = end.max(entry.span.0);
            entry.content = entry.span;
        }
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, (open.id, open.measure));
        }
        self.grow_parent(open.measure, end as usize);
    }

    pub(in crate::parse) fn scalar(
        &mut self,
        token: ScalarToken<'_>,
        anchor: usize,
        tag: Option<&str>,
    ) -> Result<(), SyntaxError> {
        let leaf = Measure { nodes: 1, depth: 0 };
        self.measure(token.span.clone(), leaf)?;
        let end = token.span.end;
        let data = if token.null { Data::Null } else { Data::Scalar };
        let id = self.push(data, token.style, token.span, token.content);
        let start = self.tree.text.len() as u32;
        self.tree.text.push_str(token.text);
        if let Some(entry) = self.tree.nodes.last_mut() {
            entry.text = (start, self.tree.text.len() as u32);
        }
        if let Some(runs) = token.runs {
            self.tree.runs.push((id, runs));
        }
        self.set_tag(id, tag);
        if anchor != 0 {
            self.anchors.insert(anchor, (id, leaf));
        }
        self.grow_parent(leaf, end);
        Ok(())
    }

    /// A reference to an anchored node; one that names nothing or its own ancestor reads as null and is an error.
    pub(in crate::parse) fn alias(
        &mut self,
        anchor: Option<usize>,
        span: Range<usize>,
    ) -> Result<(), SyntaxError> {
        let Some((target, measure)) = anchor.and_then(|anchor| self.anchors.get(&anchor).copied()) else {
            self.error(span.clone(), "the alias names no anchor that is complete before it");
            let content = span.clone();
            let token = ScalarToken { text: "", style: Style::Plain, null: true, span, content, runs: None };
            return self.scalar(token, 0, None);
        };
        self.measure(span.clone(), measure)?;
        let end = span.end;
        self.push(Data::Alias(target), Style::Plain, span.clone(), span);
        self.grow_parent(measure, end);
        Ok(())
    }

    pub(in crate::parse) fn comment(&mut self, span: Range<usize>, text: &str) {
        let span = Span::new(self.tree.file, span.start, span.end);
        self.tree.comments.push(Comment { span, text: text.trim().to_owned() });
    }

    /// Completes the document; one without any value is left out.
    pub(in crate::parse) fn end_document(&mut self) {
        let root = self.complete.nodes;
        let is_absent = self
            .tree
            .nodes
            .get(root)
            .is_none_or(|entry| matches!(entry.data, Data::Null) && entry.span.0 == entry.span.1);
        if is_absent || !self.open.is_empty() {
            self.roll_back();
            return;
        }
        self.tree.roots.push(root as u32);
        self.complete = Checkpoint {
            nodes: self.tree.nodes.len(),
            text: self.tree.text.len(),
            runs: self.tree.runs.len(),
            expanded: self.expanded,
        };
    }

    /// Records an error that does not break the document.
    pub(in crate::parse) fn error(&mut self, span: Range<usize>, message: &str) {
        let error = self.error_at(span, message);
        self.tree.errors.push(error);
    }

    /// Drops the document that is being built and records why.
    pub(in crate::parse) fn abandon_document(&mut self, error: SyntaxError) {
        self.tree.errors.push(error);
        self.roll_back();
    }

    pub(in crate::parse) fn error_at(&self, span: Range<usize>, message: impl Into<String>) -> SyntaxError {
        SyntaxError { span: Span::new(self.tree.file, span.start, span.end), message: message.into() }
    }

    pub(in crate::parse) fn finish(mut self) -> Tree {
        self.roll_back();
        self.tree.comments.sort_by_key(|comment| comment.span);
        self.tree
    }

    fn roll_back(&mut self) {
        self.open.clear();
        self.tree.nodes.truncate(self.complete.nodes);
        self.tree.text.truncate(self.complete.text);
        self.tree.runs.truncate(self.complete.runs);
        self.expanded = self.complete.expanded;
    }

    fn measure(&mut self, span: Range<usize>, added: Measure) -> Result<(), SyntaxError> {
        if self.open.len() + added.depth > DEPTH_BUDGET {
            return Err(self.error_at(span, format!("nested deeper than {DEPTH_BUDGET} levels")));
        }
        self.expanded = self.expanded.saturating_add(added.nodes);
        if self.expanded > NODE_BUDGET {
            return Err(self.error_at(span, format!("more than {NODE_BUDGET} nodes, aliases written out")));
        }
        Ok(())
    }

    fn grow_parent(&mut self, child: Measure, end: usize) {
        if let Some(parent) = self.open.last_mut() {
            parent.measure.nodes = parent.measure.nodes.saturating_add(child.nodes);
            parent.measure.depth = parent.measure.depth.max(child.depth + 1);
            parent.last_end = parent.last_end.max(end);
        }
    }

    fn push(&mut self, data: Data, style: Style, span: Range<usize>, content: Range<usize>) -> u32 {
        let id = self.tree.nodes.len() as u32;
        self.tree.nodes.push(Entry {
            data,
            style,
            span: (span.start as u32, span.end as u32),
            content: (content.start as u32, content.end as u32),
            text: (0, 0),
            next: id + 1,
            tag: None,
        });
        id
    }

    fn set_tag(&mut self, id: u32, tag: Option<&str>) {
        if let Some(entry) = self.tree.nodes.get_mut(id as usize) {
            entry.tag = tag.map(Into::into);
        }
    }
}
