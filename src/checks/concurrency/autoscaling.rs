//! Autoscalers that cannot work.

use crate::artefact::cluster::{Autoscaler, same_namespace};
use crate::artefact::qos::pod_level;
use crate::artefact::workload::{Container, Workload};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// An autoscaler on the utilisation of a resource that a container of its target does not request.
pub fn hpa_without_requests(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for autoscaler in
        app.cluster.autoscalers.iter().filter(|autoscaler| autoscaler.meta.place.is_production())
    {
        for workload in project.scaled(autoscaler) {
            for resource in &autoscaler.utilization {
                let all: Vec<&Container> = workload.pod.running().collect();
                report_missing(pass, autoscaler, workload, resource, &all);
            }
            for (name, resource) in &autoscaler.container_utilization {
                let named: Vec<&Container> =
                    workload.pod.running().filter(|container| container.name.text == name.text).collect();
                report_missing(pass, autoscaler, workload, resource, &named);
            }
        }
    }
}

fn report_missing(
    pass: &mut Pass,
    autoscaler: &Autoscaler,
    workload: &Workload,
    resource: &Arg,
    containers: &[&Container],
) {
    let name = resource.text.as_str();
    let by_pod = pod_level(&workload.pod)
        .is_some_and(|resources| resources.request(name).or(resources.limit(name)).is_some());
    let project = pass.project;
    let missing: Vec<&Container> = containers
        .iter()
        .copied()
        .filter(|container| !by_pod && project.effective(workload, container).request(name).is_none())
        .collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "{} scales by {name} utilisation, but {} does not request {name}",
        autoscaler.meta.title(),
        workload.title()
    );
    let finding = pass.report(resource.span, message);
    for container in missing {
        finding.because(
            container.name.span,
            format!("container '{}' has no {name} request", container.name.text),
        );
    }
    finding.help(format!(
        "utilisation is use divided by request: set `resources.requests.{name}` on every container, or scale by an `AverageValue`"
    ));
}

/// A fixed number of replicas, or another autoscaler, beside an autoscaler.
pub fn hpa_replicas_conflict(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for autoscaler in
        app.cluster.autoscalers.iter().filter(|autoscaler| autoscaler.meta.place.is_production())
    {
        if let (Some(target), Some(rival)) = (&autoscaler.target_name, rival(pass, autoscaler)) {
            let title = autoscaler.meta.title();
            let message = format!("{title} scales '{}', which another autoscaler scales too", target.text);
            let finding = pass.report(target.span, message);
            finding.because(rival.meta.name.span, format!("{} sets the number too", rival.meta.title()));
            finding.help("let each autoscaler name a workload of its own: one that names another's by mistake fights with it");
        }
    }
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        let Some(replicas) = &workload.replicas else { continue };
        let Some(autoscaler) =
            project.autoscaler_of(workload).filter(|found| found.meta.place.is_production())
        else {
            continue;
        };
        let message =
            format!("{} fixes replicas to '{}' beside an autoscaler", workload.title(), replicas.text);
        let finding = pass.report(replicas.span, message);
        finding
            .because(autoscaler.meta.name.span, format!("{} sets the number too", autoscaler.meta.title()));
        finding.help("remove `spec.replicas`: every apply resets what the autoscaler has found to be right");
    }
}

/// The autoscaler that scales the same workload as one that is named after another workload beside it. Two that are named
/// after neither may be a choice of which only one is applied.
fn rival<'a>(pass: &Pass<'a>, autoscaler: &Autoscaler) -> Option<&'a Autoscaler> {
    let project = pass.project;
    let own = project.scaled(autoscaler);
    let name = autoscaler.meta.name.known()?;
    let mut workloads = project.workloads();
    let named_after_another = workloads.any(|workload| {
        workload.name.text == name
            && own.iter().all(|target| target.name.text != name)
            && project.together(workload.span, autoscaler.meta.span)
    });
    project.clusters().flat_map(|cluster| &cluster.autoscalers).filter(|_| named_after_another).find(
        |other| {
            other.meta.name.text != name
                && other.meta.place.is_production()
                && same_namespace(other.meta.namespace.as_ref(), autoscaler.meta.namespace.as_ref())
                && project.together(other.meta.span, autoscaler.meta.span)
                && project
                    .scaled(other)
                    .iter()
                    .any(|rival| own.iter().any(|workload| workload.span == rival.span))
        },
    )
}

/// An autoscaler whose target is not there.
pub fn hpa_target_missing(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for autoscaler in
        app.cluster.autoscalers.iter().filter(|autoscaler| autoscaler.meta.place.is_production())
    {
        let Some(name) = autoscaler.target_name.as_ref().filter(|name| name.literal) else { continue };
        let kind = autoscaler.target_kind.as_ref().map_or("Deployment", |kind| kind.text.as_str());
        let known = matches!(
            kind,
            "Deployment"
                | "StatefulSet"
                | "ReplicaSet"
                | "ReplicationController"
                | "DeploymentConfig"
                | "Rollout"
        );
        if !known {
            continue;
        }
        let neighbours: Vec<&Workload> = project
            .workloads()
            .filter(|workload| project.together(autoscaler.meta.span, workload.span))
            .collect();
        let named: Vec<&Workload> = project
            .workloads()
            .filter(|workload| project.same_name(&workload.name.text, &name.text))
            .collect();
        if neighbours.is_empty() || named.iter().any(|workload| workload.kind.text == kind) {
            continue;
        }
        let near = if named.is_empty() { nearest_name(&neighbours, kind, &name.text) } else { None };
        // What cannot be read here may have the target, unless the name is a slip of one that is known.
        let slip =
            near.is_some_and(|near| name.text.len() > 3 && strsim::levenshtein(&near.text, &name.text) == 1);
        if project.is_open(autoscaler.meta.span) && !slip {
            continue;
        }
        let message = format!("{} scales {kind} '{}', which is not here", autoscaler.meta.title(), name.text);
        let finding = pass.report(name.span, message);
        match (named.first(), near) {
            (Some(other), _) => {
                finding.because(other.kind.span, format!("'{}' is a {}", name.text, other.kind.text));
            }
            (None, Some(near)) => {
                finding.because(near.span, "a name that is like it");
            }
            // Without a slip to point at, the target may come from a chart that is installed beside.
            (None, None) => {
                finding.severity(Severity::Note);
            }
        }
        finding.help("let `scaleTargetRef` name the kind and the name of the workload as they are");
    }
}

/// The name of a workload that has the other within it, the nearest in length.
fn nearest_name<'a>(workloads: &[&'a Workload], kind: &str, name: &str) -> Option<&'a Arg> {
    let names = workloads.iter().filter(|workload| workload.kind.text == kind).map(|workload| &workload.name);
    names
        .filter(|known| !known.text.is_empty() && (known.text.contains(name) || name.contains(&known.text)))
        .min_by_key(|known| known.text.len().abs_diff(name.len()))
}
