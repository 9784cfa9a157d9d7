//! Served workloads that cannot lose a pod, and budgets that forbid it.

use super::platform;
use crate::artefact::backing;
use crate::artefact::cluster::DisruptionBudget;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::{Container, VolumeSource, Workload, find};
use crate::fact::Environment;
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Span};

/// A served workload of one pod.
pub fn single_replica(pass: &mut Pass) {
    platform::single_instances(pass);
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        let scales = matches!(
            workload.kind.text.as_str(),
            "Deployment" | "DeploymentConfig" | "Rollout" | "ReplicaSet"
        );
        if !scales || workload.replica_count() != Some(1) || is_singleton(workload) {
            continue;
        }
        let services = project.services_of(workload);
        let Some(service) = services.first().filter(|_| project.autoscaler_of(workload).is_none()) else {
            continue;
        };
        let message = format!("{} serves requests with one pod", workload.title());
        let place = workload.replicas.as_ref().map_or(workload.name.span, |replicas| replicas.span);
        let finding = pass.report(place, message);
        finding.because(service.meta.name.span, "this Service has no second pod to send requests to");
        if workload.place.environment == Environment::Production {
            finding.severity(Severity::Warning);
        }
        finding.help("set `replicas: 2` or more, or add a HorizontalPodAutoscaler with `minReplicas: 2`");
    }
}

/// Whether the workload is one of a kind: an operator, a backing service, or the only user of a volume or node.
fn is_singleton(workload: &Workload) -> bool {
    let recreate = workload.strategy.as_ref().is_some_and(|strategy| strategy.text == "Recreate");
    let name = workload.name.text.as_str();
    let operator = ["operator", "controller", "controller-manager"].iter().any(|end| name.ends_with(end))
        || find(&workload.pod_labels, "control-plane").is_some();
    let stateful = workload
        .pod
        .volumes
        .iter()
        .any(|volume| matches!(volume.source, VolumeSource::Claim(_) | VolumeSource::HostPath(_)));
    recreate
        || operator
        || stateful
        || workload.pod.main().any(|container| is_backing_service(container) || measures(container))
        || workload.is_node_agent()
}

/// Whether a container runs an engine, or speaks the protocol of one: more of its pods would not be more of the service.
fn is_backing_service(container: &Container) -> bool {
    const PORTS: [&str; 12] =
        ["1433", "1521", "2181", "2379", "3306", "5432", "5672", "6379", "9042", "9092", "11211", "27017"];
    let reference = container.image.as_ref().and_then(ImageReference::parse);
    let ports = || container.ports.iter().filter_map(|port| port.number.as_ref());
    reference.is_some_and(|reference| backing::engine(&reference.repository.text).is_some())
        || ports().any(|number| PORTS.contains(&number.text.as_str()))
}

/// Whether an image measures for itself: two of its processes would hold, or alert about, everything twice.
pub(super) fn is_monitor(reference: &ImageReference) -> bool {
    const MONITORS: [&str; 9] = [
        "prometheus",
        "alertmanager",
        "kube-state-metrics",
        "grafana",
        "grafana-oss",
        "loki",
        "tempo",
        "jaeger",
        "all-in-one",
    ];
    MONITORS.contains(&reference.name())
}

fn measures(container: &Container) -> bool {
    container.image.as_ref().and_then(ImageReference::parse).is_some_and(|reference| is_monitor(&reference))
}

const ALLOW_ONE: &str = "allow one: `maxUnavailable: 1`, and run at least two pods";

/// A disruption budget that lets no pod go. One that sets neither limit expects no pods, and so allows no disruption
/// (`updatePdbStatus` of the disruption controller).
pub fn pdb_blocks_eviction(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for budget in app.cluster.budgets.iter().filter(|budget| budget.meta.place.is_production()) {
        if let Some(most) =
            budget.max_unavailable.as_ref().filter(|most| matches!(most.known(), Some("0" | "0%")))
        {
            report(pass, budget, most, "maxUnavailable", "no pod may ever be evicted");
            continue;
        }
        if budget.max_unavailable.is_none() && budget.min_available.is_none() && budget.selector.is_some() {
            let name = &budget.meta.name;
            let message = format!(
                "budget '{}' blocks every drain: it does not say how many pods may be missing",
                name.text
            );
            pass.report(name.span, message).help(ALLOW_ONE);
            continue;
        }
        let Some(least) = budget.min_available.as_ref() else { continue };
        if least.known() == Some("100%") {
            report(pass, budget, least, "minAvailable", "no pod may ever be evicted");
            continue;
        }
        let protected = project.protected(budget);
        let counts: Option<Vec<(Span, u64, Span, &str)>> = protected
            .into_iter()
            .map(|workload| {
                fewest(pass, workload).map(|(count, place, note)| (workload.span, count, place, note))
            })
            .collect();
        let Some(mut counts) = counts.filter(|counts| !counts.is_empty()) else { continue };
        // Overlays make several workloads of one; the smallest is the one that cannot spare a pod.
        counts.sort_unstable();
        counts.dedup_by_key(|(workload, ..)| *workload);
        let total = counts.iter().fold(0_u64, |sum, (_, count, ..)| sum.saturating_add(*count));
        let Some(needed) = resolve(least, total).filter(|needed| total > 0 && *needed >= total) else {
            continue;
        };
        let why = match total {
            1 => "the only pod must stay".to_owned(),
            _ => format!("'{needed}' of {total} pods must stay"),
        };
        let finding = report(pass, budget, least, "minAvailable", &why);
        for (_, _, place, note) in counts {
            finding.because(place, note);
        }
    }
}

fn report<'p>(
    pass: &'p mut Pass,
    budget: &DisruptionBudget,
    at: &Arg,
    field: &str,
    why: &str,
) -> &'p mut crate::rule::Finding {
    let message =
        format!("{field} '{}' of budget '{}' blocks every drain: {why}", at.text, budget.meta.name.text);
    let finding = pass.report(at.span, message);
    finding.help(ALLOW_ONE);
    finding
}

/// The fewest pods that a workload is meant to have, and where that is written.
pub(super) fn fewest<'a>(pass: &Pass<'a>, workload: &'a Workload) -> Option<(u64, Span, &'static str)> {
    if let Some(autoscaler) = pass.project.autoscaler_of(workload) {
        let Some(least) = &autoscaler.min_replicas else {
            return Some((1, autoscaler.meta.name.span, "the autoscaler goes down to one pod by default"));
        };
        return Some((
            least.known()?.parse().ok()?,
            least.span,
            "the autoscaler goes down to this many pods",
        ));
    }
    let count = workload.replica_count()?;
    Some(match &workload.replicas {
        Some(replicas) => (count, replicas.span, "this many pods run"),
        None => (count, workload.name.span, "one pod runs by default"),
    })
}

/// A number, or a percentage of `total` rounded up (`GetScaledValueFromIntOrPercent`).
fn resolve(value: &Arg, total: u64) -> Option<u64> {
    let text = value.known()?;
    match text.strip_suffix('%') {
        Some(percent) => Some(percent.trim().parse::<u64>().ok()?.checked_mul(total)?.div_ceil(100)),
        None => text.parse().ok(),
    }
}
