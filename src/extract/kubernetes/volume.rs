//! Volumes of pods, and claims.

use super::container::reference;
use super::field::{arg, arg_at, args};
use crate::artefact::cluster::{Meta, VolumeClaim};
use crate::artefact::workload::{Claim, Reference, Volume, VolumeSource};
use crate::parse::tree::Node;
use crate::source::Arg;

/// The volumes of a pod.
pub(super) fn list(node: Node) -> Vec<Volume> {
    node.items().filter_map(one).collect()
}

/// One volume.
pub(super) fn one(node: Node) -> Option<Volume> {
    Some(Volume { name: node.get("name").and_then(arg)?, source: source(node), span: node.span() })
}

fn source(volume: Node) -> VolumeSource {
    let Some((key, value)) = volume.entries().find(|(key, _)| key.text() != Some("name")) else {
        // A volume without a source is an emptyDir (`SetDefaults_Volume`).
        return VolumeSource::EmptyDir;
    };
    let key = key.text().unwrap_or("");
    let known = match key {
        "hostPath" => arg_at(value, &["path"]).map(VolumeSource::HostPath),
        "emptyDir" => Some(VolumeSource::EmptyDir),
        "persistentVolumeClaim" => arg_at(value, &["claimName"]).map(VolumeSource::Claim),
        "configMap" => config(value, false).map(VolumeSource::Config),
        "secret" => config(value, true).map(VolumeSource::Config),
        "projected" => Some(VolumeSource::Projected(projected(value))),
        _ => None,
    };
    known.unwrap_or_else(|| VolumeSource::Other(key.to_owned()))
}

fn config(node: Node, secret: bool) -> Option<Reference> {
    let name = if secret { arg_at(node, &["secretName"]) } else { None };
    reference(node, secret, name.or_else(|| arg_at(node, &["name"]))?)
}

fn projected(node: Node) -> Vec<Reference> {
    let sources = node.get("sources").into_iter().flat_map(Node::items);
    sources
        .filter_map(|source| match (source.get("configMap"), source.get("secret")) {
            (Some(map), _) => config(map, false),
            (None, secret) => config(secret?, true),
        })
        .collect()
}

/// `volumeClaimTemplates` of a StatefulSet.
pub(super) fn claim_templates(node: Option<Node>) -> Vec<Claim> {
    let items = node.into_iter().flat_map(Node::items);
    items.filter_map(|item| Some(claim(item, arg_at(item, &["metadata", "name"])?))).collect()
}

/// A PersistentVolumeClaim.
pub(super) fn persistent_claim(node: Node, meta: Meta) -> VolumeClaim {
    let claim = claim(node, meta.name.clone());
    VolumeClaim { meta, claim }
}

fn claim(node: Node, name: Arg) -> Claim {
    Claim { name, access_modes: args(node.at(&["spec", "accessModes"])), span: node.span() }
}
