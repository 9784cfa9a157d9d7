//! Memory that is promised to several at once, and disks that nobody counts.

use super::requests::subjects;
use crate::artefact::qos::amount;
use crate::artefact::quantity::Quantity;
use crate::artefact::workload::{Container, VolumeSource, Workload};
use crate::rule::Pass;

/// How many times its request a limit may be, in thousandths.
const RATIO: u32 = 2_000;

/// A container whose memory limit is far above its request.
pub fn overcommitted_memory(pass: &mut Pass) {
    let ratio = u128::from(pass.project.policy.overcommit.unwrap_or(RATIO));
    for (workload, container, effective) in subjects(pass) {
        let (Some(request), Some(limit)) = (effective.request("memory"), effective.limit("memory")) else {
            continue;
        };
        let bytes = |value| amount(value).map(Quantity::units);
        let (Some(asked), Some(most)) = (bytes(request.value), bytes(limit.value)) else { continue };
        if most.saturating_mul(1_000) <= asked.saturating_mul(ratio) {
            continue;
        }
        if pass.project.vertical_autoscaler_of(workload).is_some() {
            continue;
        }
        let message = format!(
            "container '{}' of {} may use '{}' of memory, of which only '{}' is reserved",
            container.name.text,
            workload.title(),
            limit.value.text,
            request.value.text
        );
        pass.report(limit.value.span, message)
            .because(request.value.span, "the scheduler counts with this much")
            .help("raise the request to what the container uses at its peak, or lower the limit");
    }
}

/// A container that writes to the disk of its node, without saying how much.
pub fn missing_ephemeral_storage(pass: &mut Pass) {
    for (workload, container, effective) in subjects(pass) {
        // A limit counts as request too.
        if effective.limit("ephemeral-storage").is_some() || writes_nothing(workload, container) {
            continue;
        }
        let what = match effective.request("ephemeral-storage") {
            Some(_) => "may take more disk of its node than it asks for, without a limit",
            None => "does not say how much disk of its node it takes",
        };
        let message = format!("container '{}' of {} {what}", container.name.text, workload.title());
        let finding = pass.report(container.name.span, message);
        if let Some(resources) = &container.resources {
            finding.because(resources.span, "these resources say nothing of ephemeral-storage");
        }
        finding.help("set `ephemeral-storage` in `resources.requests` and `resources.limits`, such as `1Gi`: logs, image layers and emptyDir count");
    }
}

/// Whether the container can write nowhere but to its logs.
fn writes_nothing(workload: &Workload, container: &Container) -> bool {
    let is_scratch = |name: &str| {
        let mut volumes = workload.pod.volumes.iter();
        volumes.any(|volume| volume.name.text == name && volume.source == VolumeSource::EmptyDir)
    };
    container.read_only_root.as_ref().is_some_and(|flag| flag.text == "true")
        && !container.mounts.iter().any(|mount| !mount.read_only && is_scratch(&mount.volume.text))
}
