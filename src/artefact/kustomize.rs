//! Kustomizations: which manifests are deployed together, and what an overlay changes in them.

use crate::fact::Place;
use crate::source::{Arg, Span};

/// A `kustomization.yaml`.
#[derive(Clone, PartialEq, Debug)]
pub struct Kustomization {
    /// Its root-relative path.
    pub path: String,
    /// The whole document.
    pub span: Span,
    /// What it is for, and for which environment.
    pub place: Place,
    /// `resources`, `bases` and `components` of the project: root-relative paths of files and of other kustomizations.
    pub resources: Vec<String>,
    /// Whether it also takes in resources from elsewhere: remote bases, `helmCharts`, plugins.
    pub external: bool,
    /// `namespace`.
    pub namespace: Option<Arg>,
    /// `namePrefix`.
    pub name_prefix: Option<Arg>,
    /// `nameSuffix`.
    pub name_suffix: Option<Arg>,
    /// `commonLabels` and the pairs of `labels`, which it adds to what it takes in.
    pub labels: Vec<(Arg, Arg)>,
    /// `images`.
    pub images: Vec<ImageOverride>,
    /// `replicas`: name of a workload and its number of pods.
    pub replicas: Vec<(Arg, Arg)>,
}

/// An entry of `images`.
#[derive(Clone, PartialEq, Debug)]
pub struct ImageOverride {
    /// `name`: the repository that it replaces.
    pub name: Arg,
    /// `newName`.
    pub new_name: Option<Arg>,
    /// `newTag`.
    pub new_tag: Option<Arg>,
    /// `digest`.
    pub digest: Option<Arg>,
    /// The whole entry.
    pub span: Span,
}
