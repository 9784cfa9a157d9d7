//! Horizontal and vertical autoscalers.

use super::field::arg_at;
use crate::artefact::cluster::{Autoscaler, Meta, VerticalAutoscaler};
use crate::parse::tree::Node;
use crate::source::Arg;

/// A HorizontalPodAutoscaler of any version.
///
/// Without metrics it watches the utilisation of CPU (`SetDefaults_HorizontalPodAutoscaler`).
pub(super) fn horizontal(node: Node, meta: Meta) -> Autoscaler {
    let spec = node.get("spec");
    let field = |key: &str| spec.and_then(|spec| arg_at(spec, &[key]));
    let metrics: Vec<Node> =
        spec.and_then(|spec| spec.get("metrics")).into_iter().flat_map(Node::items).collect();
    let mut utilization: Vec<Arg> = metrics.iter().filter_map(|metric| resource_metric(*metric)).collect();
    match field("targetCPUUtilizationPercentage") {
        Some(target) => utilization.push(Arg::literal("cpu", target.span)),
        None if metrics.is_empty() => utilization.push(Arg::literal("cpu", meta.name.span)),
        None => {}
    }
    Autoscaler {
        target_kind: arg_at(node, &["spec", "scaleTargetRef", "kind"]),
        target_name: arg_at(node, &["spec", "scaleTargetRef", "name"]),
        min_replicas: field("minReplicas"),
        max_replicas: field("maxReplicas"),
        utilization,
        container_utilization: metrics.iter().filter_map(|metric| container_metric(*metric)).collect(),
        meta,
    }
}

/// `type: Resource` with a target of utilisation, in the form of v2 or of its betas.
fn resource_metric(metric: Node) -> Option<Arg> {
    let resource = metric.get("resource")?;
    is_utilization(resource).then(|| arg_at(resource, &["name"])).flatten()
}

fn container_metric(metric: Node) -> Option<(Arg, Arg)> {
    let resource = metric.get("containerResource")?;
    let names = || Some((arg_at(resource, &["container"])?, arg_at(resource, &["name"])?));
    is_utilization(resource).then(names).flatten()
}

fn is_utilization(resource: Node) -> bool {
    resource.at(&["target", "type"]).and_then(Node::text) == Some("Utilization")
        || resource.at(&["target", "averageUtilization"]).is_some()
        || resource.get("targetAverageUtilization").is_some()
}

/// A KEDA ScaledObject: it makes a HorizontalPodAutoscaler.
pub(super) fn scaled_object(node: Node, meta: Meta) -> Autoscaler {
    let target = |key: &str| arg_at(node, &["spec", "scaleTargetRef", key]);
    let triggers = node.at(&["spec", "triggers"]).into_iter().flat_map(Node::items);
    let mut utilization = Vec::new();
    let mut container_utilization = Vec::new();
    for trigger in triggers {
        let Some(resource) =
            arg_at(trigger, &["type"]).filter(|kind| matches!(kind.text.as_str(), "cpu" | "memory"))
        else {
            continue;
        };
        let metric = trigger.get("metricType").or_else(|| trigger.at(&["metadata", "type"]));
        if metric.and_then(Node::text).is_some_and(|kind| kind != "Utilization") {
            continue;
        }
        match arg_at(trigger, &["metadata", "containerName"]) {
            Some(container) => container_utilization.push((container, resource)),
            None => utilization.push(resource),
        }
    }
    Autoscaler {
        target_kind: target("kind"),
        target_name: target("name"),
        min_replicas: arg_at(node, &["spec", "minReplicaCount"]),
        max_replicas: arg_at(node, &["spec", "maxReplicaCount"]),
        utilization,
        container_utilization,
        meta,
    }
}

/// A VerticalPodAutoscaler.
pub(super) fn vertical(node: Node, meta: Meta) -> VerticalAutoscaler {
    VerticalAutoscaler {
        target_kind: arg_at(node, &["spec", "targetRef", "kind"]),
        target_name: arg_at(node, &["spec", "targetRef", "name"]),
        update_mode: arg_at(node, &["spec", "updatePolicy", "updateMode"]),
        meta,
    }
}
