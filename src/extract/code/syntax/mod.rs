//! What frontends on tree-sitter share: all but the [`grammar`] of their language.
//!
//! [`unit()`] reads a tree twice: once for its scopes (`declare`), once for what it says (`emit`), with the values of
//! expressions in between ([`evaluate`], [`expression`], [`call`]).

pub mod affair;
pub mod call;
mod condition;
mod declare;
mod emit;
pub mod escape;
pub mod evaluate;
pub mod expression;
mod failure;
pub mod grammar;
mod memory;
mod mutation;
pub mod record;
pub mod scopes;
mod target;

use std::cell::Cell;

use tree_sitter::{Language, Node, Parser, Tree};

use super::table::Table;
use super::unit::{Context, Unit, Value};
use crate::app::Unreadable;
use crate::extract::Reader;
use crate::source::Span;
use evaluate::At;
use grammar::Grammar;
use memory::Memory;
use scopes::{ScopeId, Scopes};

/// How many values one file may ask for, all its constants followed: more is hostile or generated.
const FILE_BUDGET: u32 = 4_000_000;

/// How many values one statement may ask for.
const STATEMENT_BUDGET: u32 = 4_000;

/// A parsed file on its way to a unit.
#[derive(Debug)]
pub struct File<'t> {
    /// The file.
    pub reader: Reader<'t>,
    /// What names mean in its language.
    pub table: &'t Table,
    /// Its scopes.
    pub scopes: Scopes<'t>,
    /// A unit that says nothing, for conditions on calls that are being read.
    pub blank: Unit,
    memory: Memory,
    frames: Cell<u32>,
    left_in_all: Cell<u32>,
    left_here: Cell<u32>,
}

impl<'t> File<'t> {
    /// A file before its scopes are filled.
    pub fn new(reader: Reader<'t>, table: &'t Table) -> Self {
        Self {
            reader,
            table,
            scopes: Scopes::default(),
            blank: Unit::default(),
            memory: Memory::default(),
            frames: Cell::new(0),
            left_in_all: Cell::new(FILE_BUDGET),
            left_here: Cell::new(STATEMENT_BUDGET),
        }
    }

    /// The text of a node.
    pub fn text(&self, node: Node<'_>) -> &'t str {
        self.reader.text.get(node.byte_range()).unwrap_or("")
    }

    /// The place of a node.
    pub fn span(&self, node: Node<'_>) -> Span {
        self.reader.span(node.byte_range())
    }

    /// The view from a place, where a new statement begins: it is allowed its share of values.
    pub fn at<'f>(&self, scope: ScopeId, context: &'f Context) -> At<'f> {
        self.memory.turn_to(context);
        self.left_here.set(STATEMENT_BUDGET);
        At::new(scope, context)
    }

    /// Takes one value from the budgets; `false` if they are spent.
    pub fn spend(&self) -> bool {
        let take = |left: &Cell<u32>| {
            let rest = left.get().checked_sub(1);
            left.set(rest.unwrap_or(0));
            rest.is_some()
        };
        take(&self.left_here) && take(&self.left_in_all)
    }

    /// A number for the next frame, other than 0, which stands for none.
    pub fn next_frame(&self) -> u32 {
        self.frames.set(self.frames.get() + 1);
        self.frames.get()
    }

    /// The value of an assigned expression, which `find` finds out unless it is known; `None` if it is being found out.
    fn assigned(&self, node: Node<'_>, frame: u32, depth: u8, find: impl FnOnce() -> Value) -> Option<Value> {
        self.memory.recall((node.id(), frame), depth, || {
            let value = find();
            (value, self.left_here.get() > 0 && self.left_in_all.get() > 0)
        })
    }
}

/// The grammar with the scopes of its file, for others that ask what its names are.
pub fn declared<'t, G: Grammar<'t>>(mut grammar: G, tree: &'t Tree) -> G {
    grammar.file_mut().scopes = declare::declare(&grammar, tree.root_node()).0;
    grammar
}

/// What the file of a grammar says.
pub fn unit<'t, G: Grammar<'t>>(mut grammar: G, tree: &'t Tree) -> Unit {
    let root = tree.root_node();
    let (scopes, calls) = declare::declare(&grammar, root);
    grammar.file_mut().scopes = scopes;
    let reader = grammar.file().reader;
    let broken = broken(root, reader.text).map(|range| reader.span(range));
    Unit { broken, ..emit::emit(&grammar, root, &calls) }
}

/// Parses a text.
///
/// # Errors
/// If the grammar does not fit the parser or the parser gives up.
pub fn parse(language: &Language, reader: Reader) -> Result<Tree, Unreadable> {
    let unreadable = |message: String| Unreadable { span: Span::start_of(reader.file), message };
    let mut parser = Parser::new();
    parser.set_language(language).map_err(|error| unreadable(error.to_string()))?;
    parser.parse(reader.text, None).ok_or_else(|| unreadable("the parser gave up".to_owned()))
}

/// Where the statements of a file stop making sense to its grammar. What is amiss inside a statement is more often a gap of the
/// grammar than a fault of the code, and loses little.
fn broken(root: Node, text: &str) -> Option<std::ops::Range<usize>> {
    let mut cursor = root.walk();
    let broken = if root.is_error() {
        Some(root)
    } else {
        root.children(&mut cursor).find(|child| child.is_error() || child.is_missing())
    };
    let range = broken.filter(|_| root.has_error())?.byte_range();
    let length = text.get(range.clone()).map_or(0, |text| text.lines().next().unwrap_or("").len());
    Some(range.start..range.start + length)
}

/// The named children of a node, comments left out.
pub fn children(node: Node<'_>) -> Vec<Node<'_>> {
    if node.named_child_count() == 0 {
        return Vec::new();
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.is_extra()).collect()
}

/// The children of a node under one field name.
pub fn fields<'t>(node: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.children_by_field_name(name, &mut cursor).collect()
}

/// Visits a tree from the root on, outer nodes first, without recursion. `visit` pushes the children it wants visited, in
/// order, each with the state that holds for it.
pub fn walk<'t, S>(root: Node<'t>, state: S, mut visit: impl FnMut(Node<'t>, S, &mut Vec<(Node<'t>, S)>)) {
    let mut stack = vec![(root, state)];
    let mut next = Vec::new();
    while let Some((node, state)) = stack.pop() {
        visit(node, state, &mut next);
        stack.extend(next.drain(..).rev());
    }
}
