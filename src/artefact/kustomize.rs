//! Kustomizations: which manifests are deployed together, and what an overlay changes in them.

use super::workload::{Container, Workload};
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
    /// `kind: Component`: its patches are for what the kustomization around it takes in.
    pub component: bool,
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
    /// `patches`, `patchesStrategicMerge` and `patchesJson6902`, in order.
    pub patches: Vec<Patch>,
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

/// A patch that a kustomization applies to what it takes in.
#[derive(Clone, PartialEq, Debug)]
pub struct Patch {
    /// Which objects it is for; without one those that have the kind and name of the patch itself.
    pub target: Option<Target>,
    /// Where its content is.
    pub content: PatchContent,
}

/// `target` of a patch.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Target {
    /// `kind`, a regular expression.
    pub kind: Option<Arg>,
    /// `name`, a regular expression.
    pub name: Option<Arg>,
}

/// Where the content of a patch is.
#[derive(Clone, PartialEq, Debug)]
pub enum PatchContent {
    /// In the file at that root-relative path.
    File(String),
    /// In the kustomization.
    Inline(Vec<Change>),
}

/// What a patch does to a workload.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// The fields of a part of a workload replace or extend those of the whole (strategic merge).
    Merge(Box<Workload>),
    /// The fields of one container replace those of the container at that index (JSON patch): whether it is one of
    /// `initContainers`, the index, and the container.
    Container(bool, usize, Box<Container>),
    /// The object of that kind and name, or the target, is removed (`$patch: delete`).
    Delete(Arg, Arg),
    /// `spec.replicas` is removed.
    DeleteReplicas,
}
