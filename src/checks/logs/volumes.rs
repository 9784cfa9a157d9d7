//! Volumes for log files, and logs that are thrown away.

use crate::artefact::compose::ComposeService;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::{VolumeSource, Workload};
use crate::checks::services;
use crate::rule::Pass;
use crate::source::Arg;

/// Volumes that are mounted so that the app can keep log files.
pub fn log_volume(pass: &mut Pass) {
    for service in services::in_production(pass) {
        if services::is_own(pass, service) && !is_collector(&service.name.text) {
            of_service(pass, service);
        }
    }
    let app = pass.app;
    for (workload, container) in app.running_containers() {
        let image = container.image.as_ref().and_then(ImageReference::parse);
        let foreign = image
            .is_some_and(|image| services::is_foreign(&image.repository.text) || is_collector(image.name()));
        let agent = workload.kind.text == "DaemonSet" || is_collector(&container.name.text);
        if foreign || agent || !workload.place.is_production() || workload.is_job() {
            continue;
        }
        let written = container.mounts.iter().filter(|mount| !mount.read_only && is_log_path(&mount.path));
        for mount in written.filter(|mount| is_storage(workload, &mount.volume)) {
            let finding = pass.report(mount.path.span, message(&mount.path));
            finding.help(HELP);
            if let Some(volume) =
                workload.pod.volumes.iter().find(|volume| volume.name.text == mount.volume.text)
            {
                finding.because(volume.span, "the log files are kept here");
            }
        }
    }
}

const HELP: &str = "Let the process write its log to standard output and remove the volume: the platform keeps and rotates it.";

fn of_service(pass: &mut Pass, service: &ComposeService) {
    for volume in service.volumes.iter().filter(|volume| !volume.read_only && is_log_path(&volume.target)) {
        let finding = pass.report(volume.span, message(&volume.target));
        finding.help(HELP);
        if volume.span.file != service.span.file {
            finding.because(service.name.span, "this service builds upon it");
        }
    }
}

fn message(path: &Arg) -> String {
    format!("a volume keeps log files in '{}'", path.text)
}

/// `/var/log`, and folders that are called after logs.
fn is_log_path(path: &Arg) -> bool {
    let mut parts = path.text.trim_end_matches('/').split('/').filter(|part| !part.is_empty()).rev();
    let last = parts.next().unwrap_or("");
    matches!(last, "log" | "logs") || path.text == "/var/log" || path.text.starts_with("/var/log/")
}

/// Whether what is mounted holds files that the container writes.
fn is_storage(workload: &Workload, name: &Arg) -> bool {
    let claimed = workload.claims.iter().any(|claim| claim.name.text == name.text);
    let volume = workload.pod.volumes.iter().find(|volume| volume.name.text == name.text);
    claimed
        || volume.is_some_and(|volume| {
            matches!(
                volume.source,
                VolumeSource::HostPath(_) | VolumeSource::EmptyDir | VolumeSource::Claim(_)
            )
        })
}

/// Programs whose work is to read and carry logs.
fn is_collector(name: &str) -> bool {
    let known = [
        "promtail",
        "fluent",
        "filebeat",
        "logstash",
        "vector",
        "loki",
        "logrotate",
        "alloy",
        "otel",
        "syslog",
    ];
    known.iter().any(|collector| name.contains(collector))
}

/// Compose services whose output is thrown away.
pub fn logs_disabled(pass: &mut Pass) {
    for service in services::in_production(pass) {
        let Some(driver) = service.logging_driver.as_ref().filter(|driver| driver.known() == Some("none"))
        else {
            continue;
        };
        let message = format!("the output of '{}' is thrown away", service.name.text);
        pass.report(driver.span, message).help(
            "Remove the driver, or bound the log's size: `driver: local` with `options: {max-size: 10m}`.",
        );
    }
}
