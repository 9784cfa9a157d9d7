//! Argo Rollouts that run the pod template of another object.

use crate::artefact::cluster::same_namespace;
use crate::artefact::workload::{Pod, Workload};
use crate::extract::Harvest;

/// Gives the pod template of a Deployment to the Rollout that refers to it by `workloadRef`.
///
/// The controller scales the Deployment down, so that it has no pods of its own and its `replicas` mean nothing.
pub(super) fn follow(harvest: &mut Harvest) {
    let workloads = &mut harvest.workloads;
    for at in 0..workloads.len() {
        let Some(from) = workloads[at].template_from.take() else { continue };
        let rollout = &workloads[at];
        let fits = |other: &Workload| {
            other.kind.text == from.0.text
                && other.name.text == from.1.text
                && same_namespace(other.namespace.as_ref(), rollout.namespace.as_ref())
                && other.place == rollout.place
        };
        let found = (0..workloads.len()).filter(|other| *other != at && fits(&workloads[*other]));
        // One of the same file is meant before one of elsewhere.
        let nearest = found.min_by_key(|other| workloads[*other].span.file != workloads[at].span.file);
        if let Some(other) = nearest {
            let blank = Pod::blank(workloads[other].pod.span);
            let pod = std::mem::replace(&mut workloads[other].pod, blank);
            let labels = std::mem::take(&mut workloads[other].pod_labels);
            workloads[other].replicas = None;
            workloads[at].pod = pod;
            workloads[at].pod_labels = labels;
        }
        workloads[at].template_from = Some(from);
    }
}
