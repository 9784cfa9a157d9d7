//! Kubernetes manifests to workloads and the objects around them.

mod affinity;
mod autoscaling;
pub(crate) mod base64;
mod config;
mod container;
mod facts;
pub(crate) mod field;
mod limits;
mod meta;
mod probe;
mod service;
mod template;
mod volume;
mod workload;

use super::{Harvest, Reader, builds, settings};
use crate::discover::{Class, Format};
use crate::parse::tree::{Node, Tree};
use crate::parse::{json, yaml};
use crate::source::Arg;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    match class {
        Class::Kubernetes(Format::Json) => manifest(reader, &json::parse(reader.file, reader.text), harvest),
        Class::Kubernetes(_) => manifest(reader, &yaml::parse(reader.file, reader.text), harvest),
        _ => {}
    }
}

fn manifest(reader: Reader, tree: &Tree, harvest: &mut Harvest) {
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
    // What says how it is merged is a part of an object.
    for document in tree.documents().filter(|document| document.get("$patch").is_none()) {
        objects(reader, document, harvest);
    }
}

/// Reads an object, or those of a list: `kind: List`, `DeploymentList` and its like, an OpenShift `Template`, a bare sequence.
fn objects(reader: Reader, node: Node, harvest: &mut Harvest) {
    if node.is_sequence() {
        node.items().for_each(|item| objects(reader, item, harvest));
        return;
    }
    let Some(kind) = node.get("kind").and_then(Node::text) else { return };
    let list = match kind {
        "Template" => node.get("objects"),
        _ if kind.ends_with("List") => node.get("items"),
        _ => None,
    };
    match list {
        Some(list) if list.is_sequence() => objects(reader, list, harvest),
        _ if field::is_templated(node) => {
            harvest.unreadable(node.span(), format!("this {kind} is a template that is not rendered"));
        }
        _ => object(reader, node, kind, harvest),
    }
}

/// The images that Skaffold builds and tags.
fn built_images(config: Node) -> Vec<Arg> {
    let profiles = config.get("profiles").into_iter().flat_map(Node::items);
    let builds = std::iter::once(config).chain(profiles).filter_map(|part| part.at(&["build", "artifacts"]));
    builds.flat_map(Node::items).filter_map(|artifact| field::arg_at(artifact, &["image"])).collect()
}

/// The values that objects of Flux and Argo CD give to the charts that they install.
fn release_values<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let Some(spec) = node.get("spec") else { return Vec::new() };
    match kind {
        "HelmRelease" => spec.get("values").into_iter().collect(),
        "Application" => {
            let more = spec.get("sources").into_iter().flat_map(Node::items);
            let sources = spec.get("source").into_iter().chain(more);
            sources.filter_map(|source| source.at(&["helm", "valuesObject"])).collect()
        }
        _ => Vec::new(),
    }
}

fn object(reader: Reader, node: Node, kind: &str, harvest: &mut Harvest) {
    let group = node.get("apiVersion").and_then(Node::text).unwrap_or("");
    let group = group.split('/').next().unwrap_or("");
    if group == "skaffold" {
        harvest.cluster.built_images.extend(built_images(node));
        builds::of_skaffold(reader, node, harvest);
        return;
    }
    for values in release_values(node, kind) {
        settings::extract_values_of(reader, values, harvest);
    }
    if let Some(workloads) = workload::read(reader, node, kind, group) {
        for workload in workloads {
            facts::of_workload(&workload, harvest);
            harvest.workloads.push(workload);
        }
        return;
    }
    let Some(meta) = meta::read(reader, node) else { return };
    let cluster = &mut harvest.cluster;
    match kind {
        "Service" => cluster.services.push(service::read(node, meta)),
        "HorizontalPodAutoscaler" => cluster.autoscalers.push(autoscaling::horizontal(node, meta)),
        "ScaledObject" => cluster.autoscalers.push(autoscaling::scaled_object(node, meta)),
        "VerticalPodAutoscaler" => cluster.vertical_autoscalers.push(autoscaling::vertical(node, meta)),
        "PodDisruptionBudget" => cluster.budgets.push(limits::disruption_budget(node, meta)),
        "LimitRange" => cluster.limit_ranges.push(limits::limit_range(node, meta)),
        "ResourceQuota" => cluster.quotas.push(limits::resource_quota(node, meta)),
        "PriorityClass" => cluster.priority_classes.push(limits::priority_class(node, meta)),
        "PersistentVolumeClaim" => cluster.claims.push(volume::persistent_claim(node, meta)),
        _ => {
            if let Some(config) = config::read(node, kind, group, &meta) {
                cluster.configs.push(config);
            } else if let Some(route) = affinity::route(node, kind, meta.clone()) {
                cluster.routes.push(route);
            } else {
                cluster.others.push(meta);
            }
        }
    }
}

#[cfg(test)]
mod tests;
