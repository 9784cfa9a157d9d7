//! What the builder makes of images, and the API server, the kubelet and the kernel of what is deployed, explained rather than
//! judged.

pub mod layers;
pub mod lifecycle;
pub mod processes;
pub mod qos;
mod table;

use serde::Serialize;

use crate::app::{App, Project};
use crate::artefact::workload::Workload;
use crate::fact::Role;
use crate::source::{Sources, Span, is_below};

/// Which workloads are shown.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Root-relative paths of files and folders; the empty path is the whole project.
    pub parts: Vec<String>,
    /// Also those of tests, examples, documentation and copied code.
    pub all: bool,
}

impl Selection {
    /// Whether a place lies in one of the parts.
    pub fn covers(&self, sources: &Sources, span: Span) -> bool {
        let written = sources.origin(span).written;
        self.parts.iter().any(|part| is_below(sources.path(written.file), part))
    }

    /// The workloads that have containers, with their apps, in the order of their places.
    pub fn workloads<'a>(&self, project: &'a Project) -> Vec<(&'a App, &'a Workload)> {
        let own =
            project.apps.iter().flat_map(|app| app.workloads.iter().map(move |workload| (app, workload)));
        let mut found: Vec<(&App, &Workload)> = own
            .filter(|(_, workload)| !workload.pod.containers.is_empty())
            .filter(|(_, workload)| self.all || (workload.place.role.is_own() && !workload.is_helm_test()))
            .filter(|(_, workload)| self.covers(&project.sources, workload.span))
            .collect();
        found.sort_by_key(|(_, workload)| workload.span);
        found
    }
}

/// What names a workload.
#[derive(Serialize, Debug)]
pub struct Identity<'a> {
    kind: &'a str,
    api_version: Option<&'a str>,
    namespace: Option<&'a str>,
    name: String,
    environment: Option<&'static str>,
    role: &'static str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Identity<'a> {
    fn of(project: &'a Project, workload: &'a Workload) -> Self {
        Self {
            kind: &workload.kind.text,
            api_version: workload.api_version.as_ref().map(|version| version.text.as_str()),
            namespace: workload.namespace.as_ref().map(|namespace| namespace.text.as_str()),
            name: workload.name.text.replace("{}", "…"),
            environment: Some(workload.place.environment.name()).filter(|name| !name.is_empty()),
            role: Role::name(workload.place.role),
            place: Place::of(&project.sources, workload.name.span),
        }
    }

    fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Place<'a> {
    path: &'a str,
    line: u32,
}

impl<'a> Place<'a> {
    /// Where a span is written.
    pub fn of(sources: &'a Sources, span: Span) -> Self {
        let written = sources.origin(span).written;
        Self { path: sources.path(written.file), line: sources.line(written) }
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}
