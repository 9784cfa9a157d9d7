//! Kustomizations: which manifests are deployed together, and what an overlay changes in them.

use std::collections::BTreeSet;

use crate::fact::Place;
use crate::source::{Arg, FileId, Span};

/// A `kustomization.yaml`.
#[derive(Clone, PartialEq, Debug)]
pub struct Kustomization {
    /// Its root-relative path.
    pub path: String,
    /// The whole document.
    pub span: Span,
    /// What it is for, and for which environment.
    pub place: Place,
    /// `kind: Component`: it changes what the kustomization around it takes in.
    pub component: bool,
    /// `resources`, `bases` and `components` of the project: root-relative paths of files and of other kustomizations.
    pub resources: Vec<String>,
    /// Files that it names and that are no objects of their own: patches and the like (root-relative paths).
    pub others: Vec<String>,
    /// Folders of the charts of the project that it renders with values of its own (`helmCharts`).
    pub charts: Vec<String>,
    /// Whether it also takes in resources from elsewhere: remote bases and charts, plugins.
    pub external: bool,
    /// `namePrefix`.
    pub name_prefix: Option<Arg>,
    /// `nameSuffix`.
    pub name_suffix: Option<Arg>,
    /// `commonLabels` and the pairs of `labels`, which it adds to what it takes in.
    pub labels: Vec<(Arg, Arg)>,
    /// `images`.
    pub images: Vec<ImageOverride>,
    /// If it is deployed by itself: all files that it reaches and the renderings of its objects. Known once it is built.
    pub files: BTreeSet<FileId>,
}

/// An entry of `images`.
#[derive(Clone, PartialEq, Debug)]
pub struct ImageOverride {
    /// `name`: the repository that it replaces.
    pub name: Arg,
    /// `newTag`.
    pub new_tag: Option<Arg>,
    /// `digest`.
    pub digest: Option<Arg>,
}
