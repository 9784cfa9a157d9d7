//! One spanned tree for YAML, JSON and TOML, so that what reads configuration never meets a parser.
//!
//! Every node lies in one arena in the order of the text. An alias stays a reference and is seen through by every
//! accessor except [`Node::span`], which tells where the alias is used. The builder refuses a document that has
//! more than [`NODE_BUDGET`] nodes or is deeper than [`DEPTH_BUDGET`] **counting each alias as a copy of what it
//! names**, and an alias never lies inside its own anchor; so plain recursion over a tree is always safe.

mod build;
mod node;
mod offsets;
mod scalar;

use crate::source::{FileId, Span};

pub use node::Node;

pub(super) use build::{Builder, ScalarToken};
pub(super) use offsets::{Folding, Run, align_block, align_flow};
pub(super) use scalar::is_null_word;
pub(crate) use scalar::{boolean, integer};

/// The most nodes that the documents of one file may hold together, each alias counted as a copy of its target.
pub const NODE_BUDGET: usize = 2_000_000;

/// The deepest nesting of collections, each alias counted as a copy of its target.
pub const DEPTH_BUDGET: usize = 200;

/// The documents, comments and syntax errors of one file.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    nodes: Vec<Entry>,
    text: String,
    /// Pairs of node and the runs of its text, sorted by node; only nodes whose text differs from the source.
    runs: Vec<(u32, Vec<Run>)>,
    roots: Vec<u32>,
    comments: Vec<Comment>,
    errors: Vec<SyntaxError>,
}

/// A comment, in whatever notation the format has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// The comment as written, its `#` or `//` or `/* */` included, its line break excluded.
    pub span: Span,
    /// What stands after the comment sign, trimmed.
    pub text: String,
}

/// A place where the text breaks the rules of its format or exceeds a budget.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// The offending character or token.
    pub span: Span,
    /// What is wrong, in the parser's words.
    pub message: String,
}

/// What a node is. An alias has the kind of what it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Pairs of key and value.
    Mapping,
    /// Items in order.
    Sequence,
    /// A string, number, boolean or date: anything with a text.
    Scalar,
    /// An absent value, a plain `null` or `~`, or an alias that names nothing.
    Null,
}

/// How a scalar is written. JSON strings are double-quoted, JSON and TOML numbers, booleans and dates are plain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`, where nothing but the quote itself is escaped.
    SingleQuoted,
    /// `"…"`, with escapes.
    DoubleQuoted,
    /// A YAML `|` block, or a TOML multi-line string.
    Literal,
    /// A YAML `>` block.
    Folded,
}

#[derive(Clone, Copy, Debug)]
enum Data {
    Null,
    Scalar,
    Sequence,
    Mapping,
    Alias(u32),
}

/// One node of the arena. Its descendants follow it directly, up to `next`.
#[derive(Clone, Debug)]
struct Entry {
    data: Data,
    style: Style,
    span: (u32, u32),
    content: (u32, u32),
    text: (u32, u32),
    next: u32,
    tag: Option<Box<str>>,
}

impl Tree {
    /// The file that was parsed.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The root of every document that is not broken and not empty, in order.
    pub fn documents(&self) -> impl DoubleEndedIterator<Item = Node<'_>> + ExactSizeIterator {
        self.roots.iter().map(|root| Node::new(self, *root))
    }

    /// Every comment outside broken documents, in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// One error for each broken document, and one for each alias that names nothing (its document is kept and the
    /// alias reads as null).
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}
