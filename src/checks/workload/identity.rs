//! Labels, names and owners that do not fit together.

use std::collections::BTreeMap;

use crate::artefact::workload::{Workload, find};
use crate::rule::{Pass, Severity};
use crate::source::Span;

/// A selector that does not match the labels of its own template.
pub fn selector_mismatch(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    let added: Vec<&str> = project
        .clusters()
        .flat_map(|cluster| &cluster.kustomizations)
        .flat_map(|kustomization| &kustomization.labels)
        .map(|(key, _)| key.text.as_str())
        .collect();
    for workload in app.workloads.iter().filter(|workload| workload.is_production() && !workload.is_job()) {
        if added.is_empty() && lacks_selector(workload) {
            let message = format!("{} has no selector, so it cannot find its own pods", workload.title());
            let finding = pass.report(workload.name.span, message);
            finding.because(template_labels(workload), "the labels of its pods");
            finding.help("the API server rejects this: repeat the labels of the pod template in `selector.matchLabels`");
            continue;
        }
        let Some(selector) = workload.selector.as_ref().filter(|_| !workload.pod.containers.is_empty())
        else {
            continue;
        };
        for (key, wanted) in &selector.labels {
            let have = find(&workload.pod_labels, &key.text);
            let unknown = !wanted.literal
                || have.is_some_and(|have| !have.literal)
                || added.contains(&key.text.as_str());
            if unknown || have.is_some_and(|have| have.text == wanted.text) {
                continue;
            }
            let message = format!(
                "the selector of {} asks for '{}: {}', which its own pods do not carry",
                workload.title(),
                key.text,
                wanted.text
            );
            let finding = pass.report(wanted.span, message);
            match have {
                Some(have) => finding.because(have.span, format!("the pod template says '{}'", have.text)),
                None => finding.because(
                    template_labels(workload),
                    format!("the pod template has no label '{}'", key.text),
                ),
            };
            finding.help(format!(
                "the API server rejects this: put `{}: {}` on the pod template",
                key.text, wanted.text
            ));
        }
        for expression in &selector.expressions {
            let key = expression.key.text.as_str();
            let have = find(&workload.pod_labels, key);
            let unknown = !expression.is_known()
                || have.is_some_and(|have| !have.literal)
                || added.contains(&key)
                || expression.holds(&workload.pod_labels);
            if unknown {
                continue;
            }
            let message = format!(
                "the selector of {} asks for '{}', which its own pods do not fulfil",
                workload.title(),
                expression.text()
            );
            let finding = pass.report(expression.span, message);
            match have {
                Some(have) => finding.because(have.span, format!("the pod template says '{}'", have.text)),
                None => finding
                    .because(template_labels(workload), format!("the pod template has no label '{key}'")),
            };
            finding.help("the API server rejects this: let the labels of the pod template fulfil the expression, or drop it");
        }
    }
}

/// Whether an object is whole but for the selector, which `apps/v1` requires (`ValidateDeploymentSpec` and its like). One
/// without labels or images is a part of an object, such as a patch.
fn lacks_selector(workload: &Workload) -> bool {
    let kind =
        matches!(workload.kind.text.as_str(), "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet");
    kind && workload.api_version.as_ref().is_some_and(|version| version.text == "apps/v1")
        && workload.selector.is_none()
        && !workload.pod_labels.is_empty()
        && workload.pod.main().next().is_some()
        && workload.pod.main().all(|container| container.image.is_some())
}

/// The labels of the template, or the pod's specification where it has none.
fn template_labels(workload: &Workload) -> Span {
    match workload.pod_labels.as_slice() {
        [(key, _), .., (_, value)] | [(key, value)]
            if key.span.file == value.span.file && key.span <= value.span =>
        {
            key.span.to(value.span)
        }
        _ => workload.name.span,
    }
}

/// A Pod that nothing starts again.
pub fn naked_pod(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        if workload.kind.text != "Pod" || workload.owned || is_static(workload) {
            continue;
        }
        let once = workload.pod.restart_policy.as_ref().is_some_and(|policy| policy.text != "Always");
        let message = format!("{} has no controller: when its node goes, it is gone", workload.title());
        let finding = pass.report(workload.kind.span, message);
        if once {
            finding
                .severity(Severity::Note)
                .help("use a Job: it starts the pod again until it succeeds, on any node");
        } else {
            finding
                .help("use a Deployment (or a StatefulSet, or a DaemonSet) with this as its `spec.template`");
        }
    }
}

/// Whether a kubelet keeps the pod from a file, as it does with the control plane.
fn is_static(workload: &Workload) -> bool {
    workload.is_node_agent()
        || workload.annotations.iter().any(|(key, _)| key.text.starts_with("kubernetes.io/config."))
        || find(&workload.labels, "tier").is_some_and(|tier| tier.text == "control-plane")
}

/// A variable that is set twice in one container.
pub fn duplicate_env_key(pass: &mut Pass) {
    let containers = pass.app.workloads.iter().filter(|workload| workload.is_production());
    for container in containers.flat_map(|workload| &workload.pod.containers) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for var in container.env.iter().filter(|var| var.name.literal) {
            let name = var.name.text.as_str();
            if let Some(first) = seen.insert(name, var.name.span) {
                let message =
                    format!("variable '{name}' is set twice in container '{}'", container.name.text);
                pass.report(var.name.span, message)
                    .because(first, "set here first; this value is lost")
                    .help("keep one of them: the last one wins, and server-side apply refuses the list");
            }
        }
    }
}
