//! Objects with a pod template, as spanned fields.

use super::field::{arg, arg_at, args, pairs};
use super::template::{self, Template};
use super::{container, meta, volume};
use crate::artefact::selector::{AntiAffinity, Selector};
use crate::artefact::workload::{ContainerClass, Job, Pod, Workload};
use crate::extract::Reader;
use crate::parse::tree::Node;
use crate::source::Arg;

/// The workloads of an object; `None` where it has no pod template.
pub(super) fn read(reader: Reader, node: Node, kind: &str, group: &str) -> Option<Vec<Workload>> {
    let templates = template::find(node, kind, group)?;
    Some(templates.iter().filter_map(|template| workload(reader, node, template)).collect())
}

fn workload(reader: Reader, node: Node, template: &Template) -> Option<Workload> {
    let kind = node.get("kind").and_then(arg)?;
    let is_pod = kind.text == "Pod";
    let own_template = is_pod || template.pod.span() != node.span();
    let mut annotations = pairs(node.at(&["metadata", "annotations"]));
    annotations.extend(pairs(node.at(&["spec", "jobTemplate", "metadata", "annotations"])));
    if !is_pod && own_template {
        annotations.extend(pairs(template.pod.at(&["metadata", "annotations"])));
    }
    let spec = node.get("spec");
    // OpenShift's and the old core kinds select by a bare map of labels.
    let bare = matches!(kind.text.as_str(), "ReplicationController" | "DeploymentConfig");
    let selector = if is_pod { None } else { meta::selector(node.at(&["spec", "selector"]), bare) };
    let max_unavailable = ["strategy", "updateStrategy"]
        .iter()
        .find_map(|strategy| arg_at(node, &["spec", strategy, "rollingUpdate", "maxUnavailable"]));
    Some(Workload {
        api_version: node.get("apiVersion").and_then(arg),
        name: meta::name(node, &kind),
        namespace: arg_at(node, &["metadata", "namespace"]),
        span: node.span(),
        place: reader.place.clone(),
        labels: pairs(node.at(&["metadata", "labels"])),
        annotations,
        replicas: if is_pod { None } else { spec.and_then(|spec| arg_at(spec, &["replicas"])) },
        strategy: arg_at(node, &["spec", "strategy", "type"])
            .or_else(|| arg_at(node, &["spec", "updateStrategy", "type"])),
        max_unavailable,
        owned: node.at(&["metadata", "ownerReferences"]).is_some_and(|list| list.items().next().is_some()),
        pod_labels: if own_template {
            pairs(template.pod.at(&["metadata", "labels"]))
        } else {
            selector.as_ref().map(|selector| selector.labels.clone()).unwrap_or_default()
        },
        selector,
        claims: volume::claim_templates(node.at(&["spec", "volumeClaimTemplates"])),
        job: template.job.map(|job| job_fields(node, job)),
        template_from: node
            .at(&["spec", "workloadRef"])
            .and_then(|from| Some((arg_at(from, &["kind"])?, arg_at(from, &["name"])?))),
        pod: if template.is_step { step(template.pod) } else { pod(template.pod, own_template) },
        kind,
    })
}

fn job_fields(node: Node, job: Node) -> Job {
    Job {
        schedule: arg_at(node, &["spec", "schedule"]),
        concurrency_policy: arg_at(node, &["spec", "concurrencyPolicy"]),
        starting_deadline: arg_at(node, &["spec", "startingDeadlineSeconds"]),
        backoff_limit: arg_at(job, &["backoffLimit"]),
        active_deadline: arg_at(job, &["activeDeadlineSeconds"]),
        failure_policy: job
            .entry("podFailurePolicy")
            .filter(|(_, policy)| !policy.is_null())
            .map(|(key, _)| key.span()),
        ttl: arg_at(job, &["ttlSecondsAfterFinished"]),
    }
}

fn pod(template: Node, own_template: bool) -> Pod {
    let spec = if own_template { template.get("spec") } else { None };
    let mut pod = Pod::blank(spec.map_or(template.span(), Node::span));
    for (key, value) in spec.into_iter().flat_map(Node::entries) {
        set_pod_field(&mut pod, key.text().unwrap_or(""), value);
    }
    pod.containers.sort_by_key(|container| container.span);
    pod
}

/// The pod of a step of an Argo Workflow: fields of a pod stand beside its containers, and the main one is called `main`.
fn step(template: Node) -> Pod {
    let mut pod = Pod::blank(template.span());
    for (key, value) in template.entries() {
        match key.text().unwrap_or("") {
            "container" | "script" => {
                let mut main = container::one(value, ContainerClass::Main);
                main.name = arg_at(value, &["name"]).unwrap_or_else(|| Arg::literal("main", main.name.span));
                pod.containers.push(main);
            }
            "containerSet" => {
                let set = value.get("containers").into_iter();
                pod.containers.extend(set.flat_map(|set| container::list(set, ContainerClass::Main)));
            }
            "sidecars" => pod.containers.extend(container::list(value, ContainerClass::Sidecar)),
            name => set_pod_field(&mut pod, name, value),
        }
    }
    pod.containers.sort_by_key(|container| container.span);
    pod
}

/// Reads one field of a pod's specification.
pub(super) fn set_pod_field(pod: &mut Pod, name: &str, value: Node) {
    let class = match name {
        "initContainers" => Some(ContainerClass::Init),
        "containers" => Some(ContainerClass::Main),
        "ephemeralContainers" => Some(ContainerClass::Ephemeral),
        _ => None,
    };
    if let Some(class) = class {
        pod.containers.extend(container::list(value, class));
        return;
    }
    let flag = || arg(value).filter(|_| value.as_bool() == Some(true));
    match name {
        "volumes" => pod.volumes = volume::list(value),
        "restartPolicy" => pod.restart_policy = arg(value),
        "terminationGracePeriodSeconds" => pod.grace_period = arg(value),
        "hostNetwork" => pod.host_network = flag(),
        "securityContext" => pod.security = container::security(value),
        "shareProcessNamespace" => pod.share_process_namespace = flag(),
        "os" => pod.os = arg_at(value, &["name"]),
        "activeDeadlineSeconds" => pod.active_deadline = arg(value),
        "priorityClassName" => pod.priority_class = arg(value),
        "resources" => pod.resources = container::resources(value),
        "topologySpreadConstraints" => pod.spread = value.items().filter_map(label_selector).collect(),
        "affinity" => {
            pod.apart = terms(value, "podAntiAffinity").filter_map(anti_affinity).collect();
            let mut all = terms(value, "podAffinity").chain(terms(value, "podAntiAffinity"));
            pod.crosses_namespaces = all.any(crosses_namespaces);
        }
        _ => {}
    }
}

/// The terms of a pod's affinity or anti-affinity, required and preferred ones.
fn terms<'t>(affinity: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> {
    let list = |name: &str| affinity.at(&[key, name]).into_iter().flat_map(Node::items);
    let preferred = list("preferredDuringSchedulingIgnoredDuringExecution");
    list("requiredDuringSchedulingIgnoredDuringExecution")
        .chain(preferred.filter_map(|term| term.get("podAffinityTerm")))
}

/// The selector of a constraint or term; one without a selector counts no pods.
fn label_selector(term: Node) -> Option<Selector> {
    meta::selector(term.get("labelSelector"), false)
}

/// A term of anti-affinity. A selector of namespaces adds to those that are named, and may find any.
fn anti_affinity(term: Node) -> Option<AntiAffinity> {
    let named = term.get("namespaces").filter(|_| term.get("namespaceSelector").is_none());
    Some(AntiAffinity { selector: label_selector(term)?, namespaces: args(named) })
}

/// Whether a term looks at pods of namespaces that it names (`usesCrossNamespacePodAffinity` of the quota evaluator).
fn crosses_namespaces(term: Node) -> bool {
    term.get("namespaces").is_some_and(|list| list.items().next().is_some())
        || term.get("namespaceSelector").is_some_and(|selector| !selector.is_null())
}
