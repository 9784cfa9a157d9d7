//! Services that reach no pod or no port.

use crate::artefact::cluster::{Service, ServicePort, same_namespace};
use crate::artefact::selector::Selector;
use crate::artefact::workload::{Port, Workload, find};
use crate::manifests::is_external;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A `targetPort` that is no port of the pods behind the Service.
pub fn service_target_port_mismatch(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for service in app.cluster.services.iter().filter(|service| service.meta.place.is_production()) {
        let selected = project.selected(service);
        // Clients of a headless Service go to the ports of the pods by themselves.
        let is_headless = service.cluster_ip.as_ref().is_some_and(|address| address.text == "None");
        // Pods that a chart tests itself with have its labels and serve nothing.
        let serves = |workload: &&Workload| {
            workload.kind.text != "Pod" || workload.pod.running().any(|container| !container.ports.is_empty())
        };
        if !selected.iter().any(serves) || is_headless {
            continue;
        }
        for port in &service.ports {
            check_port(pass, service, port, &selected);
        }
    }
}

fn check_port(pass: &mut Pass, service: &Service, port: &ServicePort, selected: &[&Workload]) {
    let Some(target) = port.target.as_ref().or(port.port.as_ref()).filter(|target| target.literal) else {
        return;
    };
    let is_number = target.text.parse::<u16>().is_ok();
    // Names of ports are in small letters: `PORT` is a blank to be filled in.
    if target.text.contains(|c: char| c.is_ascii_uppercase()) {
        return;
    }
    // A headless Service hands out addresses; clients choose the port themselves.
    let headless = service.cluster_ip.as_ref().is_some_and(|address| address.text == "None");
    if is_number && headless {
        return;
    }
    let meets = |workload: &&Workload| {
        if workload.pod.containers.is_empty() {
            return true;
        }
        let ports = || workload.pod.running().flat_map(|container| &container.ports);
        if is_number {
            ports().next().is_none() || ports().any(|own| is_number_of(own, target))
        } else {
            ports().any(|own| own.name.as_ref().is_some_and(|name| !name.literal || name.text == target.text))
        }
    };
    if selected.iter().any(meets) || (is_number && is_likely_open(pass, service, selected, target)) {
        return;
    }
    let (name, wanted) = (&service.meta.name.text, &target.text);
    let message = format!("Service '{name}' sends requests to port '{wanted}', which no selected pod has");
    let finding = pass.report(target.span, message);
    let mut known: Vec<&str> = Vec::new();
    for workload in selected {
        for own in workload.pod.running().flat_map(|container| &container.ports) {
            finding.because(own.span, format!("a port of {}", workload.title()));
            known.extend(own.name.as_ref().or(own.number.as_ref()).map(|arg| arg.text.as_str()));
        }
        if workload.pod.running().all(|container| container.ports.is_empty()) {
            finding.because(workload.name.span, format!("{} declares no port", workload.title()));
        }
    }
    if is_number {
        // Ports need no declaration, so that a number may be right all the same.
        finding.severity(Severity::Warning);
    }
    match known.first() {
        Some(port) => finding.help(format!("set `targetPort: {port}`, or declare the port on the container")),
        None => finding.help(format!(
            "declare the port on the container: `ports: [{{name: {wanted}, containerPort: …}}]`"
        )),
    };
}

fn is_number_of(port: &Port, target: &Arg) -> bool {
    port.number.as_ref().is_none_or(|number| !number.literal || number.text == target.text)
}

/// Whether the port may be open though no container declares it: one is told to use it, the code behind it listens there, or
/// the image is somebody else's, unless one port of the Service stands against one port of the pod.
fn is_likely_open(pass: &Pass, service: &Service, selected: &[&Workload], target: &Arg) -> bool {
    selected.iter().any(|workload| {
        let one_each = service.ports.len() == 1
            && workload.pod.running().flat_map(|container| &container.ports).count() == 1;
        workload.pod.running().any(|container| container.mentions_port(&target.text))
            || pass.project.listens(workload, &target.text)
            || !(one_each || pass.project.runs_own_code(workload))
    })
}

/// A Service whose selector fits no workload of the repository.
pub fn service_selects_nothing(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for service in app.cluster.services.iter().filter(|service| service.meta.place.is_production()) {
        let Some(selector) = service.selector.as_ref().filter(|_| is_claimable(service)) else { continue };
        if !project.selected(service).is_empty()
            || project.is_open(service.meta.span)
            || has_foreign_label(pass, selector)
        {
            continue;
        }
        let neighbours: Vec<&Workload> = project
            .workloads()
            .filter(|workload| !workload.is_job() && project.together(service.meta.span, workload.span))
            .filter(|workload| in_one_namespace(service, workload))
            .collect();
        let fits: Vec<&Workload> =
            project.workloads().filter(|workload| may_match(selector, &workload.pod_labels)).collect();
        let reached = |workload: &&Workload| {
            same_namespace(service.meta.namespace.as_ref(), workload.namespace.as_ref())
        };
        let strayed = fits.iter().any(|workload| project.together(service.meta.span, workload.span));
        if fits.iter().any(reached) || (neighbours.is_empty() && !strayed) {
            continue;
        }
        let wanted: Vec<String> =
            selector.labels.iter().map(|(key, value)| format!("{}: {}", key.text, value.text)).collect();
        let message = format!(
            "Service '{}' selects '{}', which no pod here carries",
            service.meta.name.text,
            wanted.join(", ")
        );
        let finding = pass.report(selector.span, message);
        if let Some(workload) = fits.first() {
            let place = workload.namespace.as_ref().map_or(workload.name.span, |namespace| namespace.span);
            finding.because(place, format!("{} carries it, but in another namespace", workload.title()));
        } else if let Some((workload, value)) = nearest_miss(selector, &neighbours) {
            finding.because(value.span, format!("{} carries '{}'", workload.title(), value.text));
        } else {
            // Without a slip to point at, the pods may come with a chart that is installed beside.
            finding.severity(Severity::Note);
        }
        finding.help("let the selector name labels of the pod template, not of the Deployment around it");
    }
}

/// Whether both name the same namespace or none: pods of another one may come from anywhere.
fn in_one_namespace(service: &Service, workload: &Workload) -> bool {
    let text = |namespace: Option<&Arg>| namespace.map(|namespace| namespace.text.clone());
    text(service.meta.namespace.as_ref()) == text(workload.namespace.as_ref())
}

/// Whether the Service is one that pods of a repository stand behind. A headless one may stand for an operator's pods.
fn is_claimable(service: &Service) -> bool {
    let headless = service.cluster_ip.as_ref().is_some_and(|address| address.text == "None");
    !is_external(service) && !headless
}

/// Whether the selector names a label that charts, operators or kustomizations put on pods.
fn has_foreign_label(pass: &Pass, selector: &Selector) -> bool {
    let added = || {
        let all = pass.project.clusters().flat_map(|cluster| &cluster.kustomizations);
        all.flat_map(|kustomization| &kustomization.labels)
    };
    selector.labels.iter().any(|(key, value)| {
        let text = key.text.as_str();
        let domain = text.split_once('/').map(|(domain, _)| domain);
        !value.literal
            || domain.is_some_and(|domain| domain != "app.kubernetes.io")
            || matches!(
                text,
                "app.kubernetes.io/managed-by" | "app.kubernetes.io/instance" | "release" | "heritage"
            )
            || added().any(|(added, _)| added.text == text)
    })
}

fn may_match(selector: &Selector, labels: &[(Arg, Arg)]) -> bool {
    selector.labels.iter().all(|(key, value)| {
        find(labels, &key.text).is_some_and(|have| !have.literal || have.text == value.text)
    })
}

/// The workload that lacks the selector by one label only.
fn nearest_miss<'a>(selector: &Selector, neighbours: &[&'a Workload]) -> Option<(&'a Workload, &'a Arg)> {
    neighbours.iter().find_map(|workload| {
        let mut misses = selector.labels.iter().filter(|(key, value)| {
            find(&workload.pod_labels, &key.text).is_none_or(|have| have.text != value.text)
        });
        let (key, value) = misses.next()?;
        let have = find(&workload.pod_labels, &key.text)?;
        let close = have.text.contains(&value.text) || value.text.contains(&have.text);
        (misses.next().is_none() && close).then_some((*workload, have))
    })
}
