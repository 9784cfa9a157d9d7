//! Who has an image built: a bake target, a step of a pipeline, a `docker build` in a script.

use crate::fact::Place;
use crate::source::{Arg, Span};

/// One build of a Dockerfile of the project.
#[derive(Clone, PartialEq, Debug)]
pub struct ImageBuild {
    /// What asks for it.
    pub span: Span,
    /// What that is for.
    pub place: Place,
    /// The folder that relative paths start from, as far as it is known; a build may be started from any folder above it.
    pub folder: String,
    /// The build context as written; `.` where it is not.
    pub context: Arg,
    /// The Dockerfile as written.
    pub dockerfile: Option<Arg>,
    /// Whether the Dockerfile's path starts from the context, as bake and skaffold have it, not from the folder.
    pub in_context: bool,
    /// The stage to build.
    pub target: Option<Arg>,
    /// Under which names the image is kept.
    pub tags: Vec<Arg>,
    /// Its arguments: name, and value where one is written.
    pub arguments: Vec<(Arg, Option<Arg>)>,
    /// Its contexts besides the main one: name and what they are, as written.
    pub contexts: Vec<(Arg, Option<Arg>)>,
    /// Whether it is pushed to a registry under these names.
    pub pushed: bool,
}
