//! Objects with a pod template: built-in kinds by name, all others by shape.

use super::field::{arg, arg_at, pairs};
use super::{container, meta, volume};
use crate::artefact::workload::{ContainerClass, Job, Pod, Workload};
use crate::extract::Reader;
use crate::parse::tree::Node;

/// A pod template and the specification that holds it, with the fields of a Job around it.
struct Template<'t> {
    /// The object that has `metadata.labels` and `spec` of the pod.
    pod: Node<'t>,
    /// The specification of the Job that starts the pod.
    job: Option<Node<'t>>,
}

/// The workloads of an object; `None` where it has no pod template. Only a JobSet has several.
pub(super) fn read(reader: Reader, node: Node, kind: &str, group: &str) -> Option<Vec<Workload>> {
    let spec = node.get("spec");
    let templates: Vec<Template> = match (kind, group) {
        ("Pod", "v1" | "") => vec![Template { pod: node, job: None }],
        ("PodTemplate", "v1" | "") => vec![Template { pod: node.get("template")?, job: None }],
        ("CronJob", _) => {
            let job = node.at(&["spec", "jobTemplate", "spec"])?;
            vec![Template { pod: job.get("template")?, job: Some(job) }]
        }
        ("ScaledJob", _) => {
            let job = node.at(&["spec", "jobTargetRef"])?;
            vec![Template { pod: job.get("template")?, job: Some(job) }]
        }
        ("JobSet", _) => {
            let jobs = spec?.get("replicatedJobs")?.items();
            jobs.filter_map(|item| {
                let job = item.at(&["template", "spec"])?;
                Some(Template { pod: job.get("template")?, job: Some(job) })
            })
            .collect()
        }
        ("Job", "batch" | "") => vec![Template { pod: spec?.get("template")?, job: spec }],
        _ if is_builtin(kind, group) => vec![Template { pod: template_of(node), job: None }],
        _ => {
            let pod = spec?.get("template")?;
            let containers = pod.at(&["spec", "containers"])?;
            if !containers.items().any(Node::is_mapping) {
                return None;
            }
            vec![Template { pod, job: kind.ends_with("Job").then_some(spec?) }]
        }
    };
    Some(templates.iter().filter_map(|template| workload(reader, node, template)).collect())
}

/// Kinds that are workloads even where the template is left out (a patch, an Argo Rollout with `workloadRef`).
fn is_builtin(kind: &str, group: &str) -> bool {
    match kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => {
            matches!(group, "apps" | "extensions" | "")
        }
        "ReplicationController" => matches!(group, "v1" | ""),
        "DeploymentConfig" => group.is_empty() || group == "v1" || group == "apps.openshift.io",
        "Rollout" => group == "argoproj.io",
        _ => false,
    }
}

/// The template of a built-in kind, or the object's empty stand-in for it: itself, whose `spec` has no containers.
fn template_of(node: Node) -> Node {
    node.at(&["spec", "template"]).filter(|template| template.is_mapping()).unwrap_or(node)
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
        selector: if is_pod { None } else { meta::selector(node.at(&["spec", "selector"]), bare) },
        pod_labels: if own_template { pairs(template.pod.at(&["metadata", "labels"])) } else { Vec::new() },
        claims: volume::claim_templates(node.at(&["spec", "volumeClaimTemplates"])),
        job: template.job.map(|job| job_fields(node, job)),
        pod: pod(template.pod, own_template),
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
        "shareProcessNamespace" => pod.share_process_namespace = flag(),
        "priorityClassName" => pod.priority_class = arg(value),
        "resources" => pod.resources = container::resources(value),
        _ => {}
    }
}
