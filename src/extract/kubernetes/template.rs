//! Where the pod templates of an object are: those of built-in kinds by name, all others by their shape.

use crate::parse::tree::Node;

/// A pod template and the specification that holds it.
#[derive(Clone, Copy)]
pub(super) struct Template<'t> {
    /// The object that has `metadata.labels` and `spec` of the pod.
    pub(super) pod: Node<'t>,
    /// The specification that bounds the pod's run, where it runs to an end.
    pub(super) job: Option<Node<'t>>,
    /// Whether it is a step of an Argo Workflow, which has the containers without a `spec` around them.
    pub(super) is_step: bool,
}

impl<'t> Template<'t> {
    fn serving(pod: Node<'t>) -> Self {
        Self { pod, job: None, is_step: false }
    }

    fn of_job(job: Node<'t>) -> Option<Self> {
        Some(Self { pod: job.get("template")?, job: Some(job), is_step: false })
    }
}

/// The pod templates of an object; `None` where it has none.
pub(super) fn find<'t>(node: Node<'t>, kind: &str, group: &str) -> Option<Vec<Template<'t>>> {
    Some(match (kind, group) {
        ("Pod", "v1" | "") => vec![Template::serving(node)],
        ("PodTemplate", "v1" | "") => vec![Template::serving(node.get("template")?)],
        ("CronJob", "batch" | "") => vec![Template::of_job(node.at(&["spec", "jobTemplate", "spec"])?)?],
        ("ScaledJob", _) => vec![Template::of_job(node.at(&["spec", "jobTargetRef"])?)?],
        ("JobSet", _) => {
            let jobs = node.at(&["spec", "replicatedJobs"])?.items();
            jobs.filter_map(|item| Template::of_job(item.at(&["template", "spec"])?)).collect()
        }
        ("Job", "batch" | "") => vec![Template::of_job(node.get("spec")?)?],
        ("CustomResourceDefinition", _) => return None,
        (_, "argoproj.io") if is_workflow(kind) => {
            return Some(steps(node, kind)).filter(|steps| !steps.is_empty());
        }
        _ if is_builtin(kind, group) => vec![Template::serving(template_of(node))],
        _ => {
            let mut found = Vec::new();
            by_shape(node.get("spec")?, kind.ends_with("Job"), &mut found);
            return Some(found).filter(|found| !found.is_empty());
        }
    })
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

fn is_workflow(kind: &str) -> bool {
    matches!(kind, "Workflow" | "WorkflowTemplate" | "ClusterWorkflowTemplate" | "CronWorkflow")
}

/// The steps of an Argo Workflow that run a pod; each of its templates is one pod.
fn steps<'t>(node: Node<'t>, kind: &str) -> Vec<Template<'t>> {
    const RUNS: [&str; 3] = ["container", "script", "containerSet"];
    let path: &[&str] = if kind == "CronWorkflow" { &["spec", "workflowSpec"] } else { &["spec"] };
    let templates = node.at(path).and_then(|spec| spec.get("templates")).into_iter().flat_map(Node::items);
    templates
        .filter(|step| RUNS.iter().any(|key| step.get(key).is_some_and(Node::is_mapping)))
        .map(|step| Template { pod: step, job: Some(step), is_step: true })
        .collect()
}

/// Collects whatever looks like a pod template below a node. What is inside of one is part of it.
///
/// Parts of a policy or a patch may have the shape, but say what other pods are to look like: they are passed over.
fn by_shape<'t>(node: Node<'t>, is_job: bool, found: &mut Vec<Template<'t>>) {
    for (key, value) in node.own_entries() {
        let key = key.text().unwrap_or("");
        if key.starts_with("patch") || matches!(key, "pattern" | "anyPattern" | "overlay") {
            continue;
        }
        if value.is_mapping() && is_template(value, key == "template") {
            let policy = value.at(&["spec", "restartPolicy"]).and_then(Node::text);
            let ends = is_job || matches!(policy, Some("OnFailure" | "Never"));
            found.push(Template { pod: value, job: ends.then_some(node), is_step: false });
        } else if !value.is_alias() {
            by_shape(value, is_job || key == "jobTemplate", found);
        }
    }
    for item in node.items().filter(|item| !item.is_alias()) {
        by_shape(item, is_job, found);
    }
}

/// Whether `spec.containers` is a list of containers: mappings with an image and, as some kinds fill it in below a
/// `template`, perhaps without a name. Without an image they are what an operator lays over a template of its own.
fn is_template(node: Node, named: bool) -> bool {
    let containers = node.at(&["spec", "containers"]);
    containers.is_some_and(|list| {
        list.items().any(|item| {
            let name = item.get("name").and_then(Node::text);
            item.is_mapping()
                && item.get("image").is_some()
                && (named || name.is_some())
                && !name.is_some_and(is_pattern)
        })
    })
}

/// Whether a name stands for many.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}
