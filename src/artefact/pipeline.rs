//! What CI pipelines run, push and deploy.

use super::build::ImageBuild;
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
    /// Whether it runs on a machine that the job logs in to, rather than on the job's own.
    pub remote: bool,
    /// When it runs, and where to.
    pub gates: Vec<Gate>,
    /// The whole text; the command that calls it where the text stands in another file of the repository.
    pub span: Span,
}

impl CiScript {
    /// The place in the pipeline that leads to a command, where the command stands elsewhere: in a script that it calls.
    pub fn caller(&self, command: &Command) -> Option<Span> {
        (!self.span.contains(command.span)).then_some(self.span)
    }
}

/// An image that a CI job builds or pushes.
#[derive(Clone, PartialEq, Debug)]
pub struct CiImage {
    /// The names it gets: references with their tags.
    pub references: Vec<Arg>,
    /// Build arguments: name and value.
    pub arguments: Vec<(Arg, Arg)>,
    /// Whether it is pushed to a registry.
    pub pushed: bool,
    /// The step or command.
    pub span: Span,
}

impl CiImage {
    /// What a step or command pushes that was built elsewhere.
    pub fn pushed(references: Vec<Arg>, span: Span) -> Self {
        Self { references, arguments: Vec::new(), pushed: true, span }
    }

    /// The build arguments whose value is written, not taken from the environment of the build.
    pub fn known_arguments(arguments: &[(Arg, Option<Arg>)]) -> Vec<(Arg, Arg)> {
        arguments.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?))).collect()
    }
}

impl From<&ImageBuild> for CiImage {
    fn from(build: &ImageBuild) -> Self {
        let (references, arguments) = (build.tags.clone(), Self::known_arguments(&build.arguments));
        Self { references, arguments, pushed: build.pushed, span: build.span }
    }
}

/// A step by which a CI job deploys.
#[derive(Clone, PartialEq, Debug)]
pub struct Deployment {
    /// By what means: `kubectl apply`, the name of an action.
    pub means: String,
    /// When it runs, and where to.
    pub gate: Gate,
    /// The step or command.
    pub span: Span,
}

/// What must be the case for a job or step to run, and what it deploys to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Gate {
    /// The branches that it runs for, where it runs for named ones alone.
    pub branches: Vec<Arg>,
    /// The environment it deploys to, as the pipeline says.
    pub environment: Option<Arg>,
}

impl Gate {
    /// The same gate, with what an inner one says instead.
    #[must_use]
    pub fn narrowed(&self, inner: Self) -> Self {
        Self {
            branches: if inner.branches.is_empty() { self.branches.clone() } else { inner.branches },
            environment: inner.environment.or_else(|| self.environment.clone()),
        }
    }
}
