//! Scripts of CI pipelines.

use super::command::Command;
use crate::fact::Place;
use crate::source::{Arg, Span};

/// One text of shell commands that a CI job runs.
#[derive(Clone, PartialEq, Debug)]
pub struct CiScript {
    /// The job.
    pub job: Arg,
    /// The folder it runs in, relative to the project root, as far as the pipeline tells.
    pub folder: String,
    /// What the pipeline is for.
    pub place: Place,
    /// Its simple commands, in source order.
    pub commands: Vec<Command>,
    /// The whole text.
    pub span: Span,
}
