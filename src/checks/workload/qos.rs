//! Quality-of-service classes that are too low.

use super::requests::is_best_effort;
use crate::artefact::workload::Workload;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A workload whose pods are BestEffort.
pub fn qos_best_effort(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        if !is_best_effort(project, workload) || critical_priority(workload).is_some() {
            continue;
        }
        let vertical = project.vertical_autoscaler_of(workload);
        let message = format!(
            "pods of {} are BestEffort: no container requests or limits CPU or memory",
            workload.title()
        );
        let finding = pass.report(workload.name.span, message);
        for container in workload.pod.running() {
            finding.because(container.name.span, "asks for nothing");
        }
        if let Some(vertical) = vertical {
            finding.because(
                vertical.meta.name.span,
                "this autoscaler sets requests once it has seen the pod run",
            );
            finding.severity(Severity::Note);
        }
        finding.help(
            "any request makes the pods Burstable; CPU and memory limits on every container, init containers too, make \
             them Guaranteed: start with `resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 256Mi}}`",
        );
    }
}

/// A workload whose priority says that it matters most, and whose pods are BestEffort.
pub fn qos_class_too_low(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        let Some(priority) = critical_priority(workload).filter(|_| is_best_effort(project, workload)) else {
            continue;
        };
        let message =
            format!("{} has priority '{}' but its pods are BestEffort", workload.title(), priority.text);
        let finding = pass.report(priority.span, message);
        for container in workload.pod.running() {
            finding.because(container.name.span, "requests no CPU and no memory: nothing is reserved for it");
        }
        finding.help("add `resources.requests` for CPU and memory to every container; with equal limits the pods are Guaranteed");
    }
}

/// The priority class, if it is one of those that Kubernetes keeps for components a cluster cannot do without.
fn critical_priority(workload: &Workload) -> Option<&Arg> {
    let class = workload.pod.priority_class.as_ref()?;
    matches!(class.text.as_str(), "system-cluster-critical" | "system-node-critical").then_some(class)
}
