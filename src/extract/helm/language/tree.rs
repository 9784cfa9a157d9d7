//! The tree of a template.

use std::sync::Arc;

use crate::extract::helm::text::{Source, Text};

/// A template file, parsed; threads share it.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// What is rendered.
    pub(super) body: Arc<Vec<Node>>,
    /// The templates it defines, in order.
    pub(super) defines: Vec<(String, Arc<Vec<Node>>)>,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Literal text.
    Text(Text),
    /// An action that prints, or declares variables.
    Action(Pipe),
    /// `if`, with the body for what is true and that for what is not.
    If(Branch),
    /// `with`.
    With(Branch),
    /// `range`.
    Range(Branch),
    /// `template`, and `block`.
    Call { name: String, data: Option<Pipe>, at: Source },
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// A condition with two bodies.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) pipe: Pipe,
    pub(super) then: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

/// A pipeline.
#[derive(Clone, Debug)]
pub(super) struct Pipe {
    /// The variables it sets.
    pub(super) variables: Vec<String>,
    /// Whether they are assigned to, not declared.
    pub(super) assigns: bool,
    pub(super) commands: Vec<Command>,
    /// The action around it.
    pub(super) at: Source,
}

/// A command of a pipeline: operands, the first of which may be a function.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) operands: Vec<Operand>,
}

/// An operand.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Dot,
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Text),
    /// A function.
    Function(String),
    /// `.a.b`
    Fields(Vec<String>),
    /// `$x.a.b`
    Variable(String, Vec<String>),
    /// `(…).a.b`
    Chain(Box<Operand>, Vec<String>),
    /// `(…)`
    Pipe(Box<Pipe>),
}
