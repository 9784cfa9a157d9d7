//! Limits and requests that the API server refuses beside each other (`pkg/apis/core/validation`).

use crate::artefact::cluster::LimitRange;
use crate::artefact::qos::{Effective, Origin, amount, container_requests};
use crate::artefact::workload::{Resources, Workload};
use crate::rule::Pass;

/// A limit below the request of the same resource, or other than it where that is not allowed.
pub fn limit_below_request(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        let ranges = project.limit_ranges(workload);
        for container in &workload.pod.containers {
            let effective = Effective::of(container.resources.as_ref(), &ranges);
            compare(pass, &effective);
            unlimited(pass, &effective);
        }
        if let Some(resources) = &workload.pod.resources {
            compare(pass, &Effective::of(Some(resources), &[]));
            within_pod(pass, workload, resources, &ranges);
        }
    }
}

/// `IsOvercommitAllowed`: huge pages and the resources of vendors are given out once only.
fn is_overcommitted(resource: &str) -> bool {
    let native = !resource.contains('/') || resource.contains("kubernetes.io/");
    native && !resource.starts_with("hugepages-")
}

fn compare(pass: &mut Pass, effective: &Effective) {
    for (resource, limit) in &effective.limits {
        let Some(request) = effective.requests.get(resource) else { continue };
        let (Some(high), Some(low)) = (amount(limit.value), amount(request.value)) else { continue };
        let fits = if is_overcommitted(resource) { low <= high } else { low == high };
        if fits {
            continue;
        }
        let (limit_text, request_text) = (&limit.value.text, &request.value.text);
        let (relation, help) = if low > high {
            ("is below", "the API server rejects the pod: raise the limit or lower the request")
        } else {
            (
                "is not",
                "the API server rejects the pod: this resource is given out once only, so write the same amount",
            )
        };
        let message = format!("the {resource} limit '{limit_text}' {relation} the request '{request_text}'");
        // The place that the author of the container can change comes first.
        let (at, other, note) = match limit.origin {
            Origin::Written => (limit.value, request.value, "the request"),
            _ => (request.value, limit.value, "the limit that a LimitRange fills in"),
        };
        pass.report(at.span, message).because(other.span, note).help(help);
    }
}

/// Requests of what is given out once only, without the limit that has to stand beside them.
fn unlimited(pass: &mut Pass, effective: &Effective) {
    for (resource, request) in &effective.requests {
        if !is_overcommitted(resource) && !effective.limits.contains_key(resource) {
            let message = format!("'{resource}' is requested without a limit");
            pass.report(request.value.span, message)
                .help("the API server rejects the pod: write the same amount under `limits`");
        }
    }
}

/// What the containers request together, and what each of them may take, has to fit into the pod's own resources.
fn within_pod(pass: &mut Pass, workload: &Workload, resources: &Resources, ranges: &[&LimitRange]) {
    for (name, request) in resources.requests.iter().chain(&resources.limits) {
        let total = container_requests(&workload.pod, &name.text, ranges).flatten();
        let (Some(total), Some(own)) = (total, amount(request)) else { continue };
        if total > own {
            let message = format!(
                "the containers request more {} together than the '{}' of the pod",
                name.text, request.text
            );
            pass.report(request.span, message)
                .help("the API server rejects the pod: raise what the pod has, or lower the requests of the containers");
            break;
        }
    }
    for container in workload.pod.main() {
        let effective = Effective::of(container.resources.as_ref(), ranges);
        for (name, own) in &resources.limits {
            let Some(limit) = effective.limits.get(name.text.as_str()) else { continue };
            if let (Some(one), Some(all)) = (amount(limit.value), amount(own))
                && one > all
            {
                let message = format!(
                    "the {} limit '{}' of container '{}' is above the limit '{}' of the pod",
                    name.text, limit.value.text, container.name.text, own.text
                );
                pass.report(limit.value.span, message)
                    .because(own.span, "the limit of the pod")
                    .help("the API server rejects the pod: raise its limit or lower that of the container");
            }
        }
    }
}
