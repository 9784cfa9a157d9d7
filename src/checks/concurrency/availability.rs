//! Replicas that a drain or the loss of a node takes away together.

use super::replicas::fewest;
use crate::artefact::cluster::same_namespace;
use crate::artefact::selector::AntiAffinity;
use crate::artefact::workload::Workload;
use crate::rule::Pass;
use crate::source::Span;

/// Workloads of several pods, with their least number and the place that says it.
fn replicated<'a>(pass: &Pass<'a>) -> Vec<(&'a Workload, u64, Span)> {
    let app = pass.app;
    let own = app.workloads.iter().filter(|workload| {
        let scales = ["Deployment", "DeploymentConfig", "Rollout", "ReplicaSet", "StatefulSet"];
        workload.is_production()
            && scales.contains(&workload.kind.text.as_str())
            && !workload.pod.containers.is_empty()
    });
    own.filter_map(|workload| {
        let (count, place, _) = fewest(pass, workload)?;
        (count > 1).then_some((workload, count, place))
    })
    .collect()
}

/// A served workload of several pods that a drain may stop all at once.
pub fn missing_pdb(pass: &mut Pass) {
    let project = pass.project;
    for (workload, count, place) in replicated(pass) {
        let services = project.services_of(workload);
        let Some(service) = services.first() else { continue };
        if !project.budgets_of(workload).is_empty() || project.is_open(workload.span) {
            continue;
        }
        let message =
            format!("nothing keeps the {count} pods of {} from being drained at once", workload.title());
        pass.report(workload.name.span, message)
            .because(place, "this many pods run at least")
            .because(service.meta.name.span, "this Service sends requests to them")
            .help("add a PodDisruptionBudget with `maxUnavailable: 1` and the labels of its pods as the selector");
    }
}

/// A workload of several pods that may all run on one node.
pub fn missing_spread(pass: &mut Pass) {
    for (workload, count, place) in replicated(pass) {
        let is_here = |term: &&AntiAffinity| {
            let own = |name| same_namespace(Some(name), workload.namespace.as_ref());
            term.namespaces.is_empty() || term.namespaces.iter().any(own)
        };
        let apart = || workload.pod.apart.iter().filter(is_here).map(|term| &term.selector);
        let rules = || workload.pod.spread.iter().chain(apart());
        if rules().any(|selector| selector.matches(&workload.pod_labels)) || needs_own_node(workload) {
            continue;
        }
        let message = format!("the {count} pods of {} may all run on one node", workload.title());
        let finding = pass.report(workload.name.span, message);
        finding.because(place, "this many pods run at least");
        for selector in rules() {
            finding.because(selector.span, "this selects other pods");
        }
        finding.help(
            "add `topologySpreadConstraints` over `kubernetes.io/hostname` (and `topology.kubernetes.io/zone`), or a \
             `podAntiAffinity`, with the labels of the pods as the selector",
        );
    }
}

/// Whether two of its pods cannot run on one node, as they would need the same port of it.
fn needs_own_node(workload: &Workload) -> bool {
    let ports = || workload.pod.running().flat_map(|container| &container.ports);
    ports().any(|port| port.host_port.is_some())
        || workload.pod.host_network.is_some() && ports().next().is_some()
}
