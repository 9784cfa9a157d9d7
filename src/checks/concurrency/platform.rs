//! Served processes of platforms of which one runs.

use super::replicas::is_monitor;
use crate::artefact::backing;
use crate::artefact::platform::PlatformService;
use crate::artefact::reference::ImageReference;
use crate::fact::Environment;
use crate::rule::{Pass, Severity};
use crate::source::folder_of;

/// Processes that requests are sent to, and of which the file lets no second one run.
pub(super) fn single_instances(pass: &mut Pass) {
    let app = pass.app;
    for service in app.platform_services.iter().filter(|service| service.place.is_production()) {
        let Some(most) = service.most.as_ref().filter(|most| most.known() == Some("1")) else { continue };
        let asked = service.ports.first().or(service.checks.first());
        let Some(asked) = asked.filter(|_| !is_singleton(service) && !is_scaled(pass, service)) else {
            continue;
        };
        let (platform, name) = (service.platform.name(), &service.name.text);
        let message = format!("{platform} runs one instance of '{name}', which serves requests");
        let finding = pass.report(most.span, message);
        finding.because(asked.span, "requests are sent here");
        if service.place.environment == Environment::Production {
            finding.severity(Severity::Warning);
        }
        finding
            .help("Let at least two run: one is an outage at every crash and every move to another machine.");
    }
}

/// Whether a second one would not be more of the service: an engine, a monitor, a job, the only user of a disk.
fn is_singleton(service: &PlatformService) -> bool {
    let is_other = |reference: ImageReference| {
        backing::engine(&reference.repository.text).is_some() || is_monitor(&reference)
    };
    service.ends || !service.disks.is_empty() || service.reference().is_some_and(is_other)
}

/// Whether another file beside it has the number changed by load, as ECS has it by a target of Application Auto Scaling.
fn is_scaled(pass: &Pass, service: &PlatformService) -> bool {
    let folder = folder_of(pass.sources.path(service.span.file));
    let words = ["aws_appautoscaling_target", "AWS::ApplicationAutoScaling::ScalableTarget"];
    let mut beside = pass.sources.iter().filter(|(_, file)| folder_of(&file.path) == folder);
    beside.any(|(_, file)| words.iter().any(|word| file.text.contains(word)))
}
