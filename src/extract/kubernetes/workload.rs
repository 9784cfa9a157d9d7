//! Objects with a pod template: built-in kinds by name, all others by shape.

use super::field::{arg, arg_at, is_true, pairs};
use super::{container, meta, volume};
use crate::artefact::workload::{ContainerClass, Job, Pod, Workload};
use crate::extract::Reader;
use crate::parse::tree::Node;
use crate::source::Arg;

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
    let Some(spec) = spec else {
        return Pod {
            span: template.span(),
            containers: Vec::new(),
            volumes: Vec::new(),
            restart_policy: None,
            grace_period: None,
            host_network: None,
            share_process_namespace: None,
            priority_class: None,
            resources: None,
        };
    };
    let mut containers = container::list(spec.get("initContainers"), ContainerClass::Init);
    containers.extend(container::list(spec.get("containers"), ContainerClass::Main));
    containers.extend(container::list(spec.get("ephemeralContainers"), ContainerClass::Ephemeral));
    containers.sort_by_key(|container| container.span);
    let flag = |key: &str| is_true(spec, &[key]).then(|| arg_at(spec, &[key])).flatten();
    Pod {
        span: spec.span(),
        containers,
        volumes: volume::list(spec.get("volumes")),
        restart_policy: text_at(spec, "restartPolicy"),
        grace_period: text_at(spec, "terminationGracePeriodSeconds"),
        host_network: flag("hostNetwork"),
        share_process_namespace: flag("shareProcessNamespace"),
        priority_class: text_at(spec, "priorityClassName"),
        resources: container::resources(spec.get("resources")),
    }
}

fn text_at(spec: Node, key: &str) -> Option<Arg> {
    spec.get(key).and_then(arg)
}
