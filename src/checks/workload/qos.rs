//! Quality-of-service classes that are too low.

use super::requests::{demanded_by_quota, is_best_effort};
use crate::artefact::policy::Demand;
use crate::artefact::qos::{QosClass, obstacles};
use crate::artefact::workload::Workload;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A workload whose pods are BestEffort.
pub fn qos_best_effort(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        let graver = critical_priority(workload).is_some() || project.policy.demand_on(workload).is_some();
        if !is_best_effort(project, workload) || graver {
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
        } else {
            let keys = ["requests.cpu", "cpu", "requests.memory", "memory", "limits.cpu", "limits.memory"];
            demanded_by_quota(finding, &project.quotas_of(workload), &keys);
        }
        finding.help(
            "any request makes the pods Burstable; CPU and memory limits on every container, init containers too, make \
             them Guaranteed: start with `resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 256Mi}}`",
        );
    }
}

/// A workload whose class is below what the configuration demands, or whose priority says that it matters most while its
/// pods are BestEffort.
pub fn qos_class_too_low(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| !workload.pod.containers.is_empty()) {
        if let Some(demand) = project.policy.demand_on(workload) {
            below_demand(pass, workload, demand);
        } else if workload.is_production() {
            below_priority(pass, workload);
        }
    }
}

fn below_demand(pass: &mut Pass, workload: &Workload, demand: &Demand) {
    let project = pass.project;
    let Some(class) = project.qos_class(workload).filter(|class| *class < demand.require) else { return };
    let message = format!(
        "pods of {} are '{}', but {} requires {}",
        workload.title(),
        class.name(),
        demand.place,
        demand.require.name()
    );
    let ranges = project.limit_ranges(workload);
    let finding = pass.report(workload.name.span, message);
    for obstacle in obstacles(&workload.pod, &ranges) {
        finding.because(obstacle.span, obstacle.text());
    }
    finding.help(match demand.require {
        QosClass::Guaranteed => {
            "set CPU and memory limits on every container, init containers too, and requests equal to them or none"
        }
        _ => "request CPU or memory in one container at least",
    });
}

fn below_priority(pass: &mut Pass, workload: &Workload) {
    let Some(priority) = critical_priority(workload).filter(|_| is_best_effort(pass.project, workload))
    else {
        return;
    };
    let message =
        format!("{} has priority '{}' but its pods are BestEffort", workload.title(), priority.text);
    let finding = pass.report(priority.span, message);
    for container in workload.pod.running() {
        finding.because(container.name.span, "requests no CPU and no memory: nothing is reserved for it");
    }
    finding.help("add `resources.requests` for CPU and memory to every container; with equal limits the pods are Guaranteed");
}

/// The priority class, if it is one of those that Kubernetes keeps for components a cluster cannot do without.
fn critical_priority(workload: &Workload) -> Option<&Arg> {
    let class = workload.pod.priority_class.as_ref()?;
    matches!(class.text.as_str(), "system-cluster-critical" | "system-node-critical").then_some(class)
}
