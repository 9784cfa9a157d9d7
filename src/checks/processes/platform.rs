//! Disks of platforms, of which every instance has its own.

use crate::artefact::backing;
use crate::artefact::platform::{Platform, PlatformService};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// Disks of processes of which several run.
pub(super) fn stateful_disks(pass: &mut Pass) {
    for service in pass.app.platform_services.iter().filter(|service| service.place.is_production()) {
        let Some((instances, count)) = service.scaled().filter(|_| !is_database(service)) else { continue };
        for disk in &service.disks {
            report(pass, service, disk, (instances, count));
        }
    }
}

fn report(pass: &mut Pass, service: &PlatformService, disk: &Arg, (instances, count): (&Arg, u64)) {
    let (name, path) = (&service.name.text, target(disk));
    let message = match service.platform {
        Platform::Render => format!(
            "'{name}' is to run '{count}' times, but a service with a disk at '{path}' cannot be scaled"
        ),
        Platform::Kamal => format!("the {count} hosts of '{name}' keep '{path}' on disks of their own"),
        _ => format!("the {count} machines of '{name}' keep '{path}' on volumes of their own"),
    };
    let finding = pass.report(disk.span, message);
    finding.because(instances.span, format!("{count} of it run"));
    if service.platform == Platform::Render {
        finding.severity(Severity::Error);
    }
    finding.help("Keep the data in a backing service: a database, or object storage.");
}

/// The path in the container of a volume such as `storage:/rails/storage`.
fn target(disk: &Arg) -> &str {
    disk.text.split(':').nth(1).unwrap_or(&disk.text)
}

/// A database that copies its data to its peers by itself.
fn is_database(service: &PlatformService) -> bool {
    service.reference().is_some_and(|reference| backing::engine(&reference.repository.text).is_some())
}
