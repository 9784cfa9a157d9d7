//! Memory of the containers of ECS.

use crate::artefact::platform::Platform;
use crate::rule::Pass;

/// Containers of a task without any limit: neither their own nor the task's.
pub(super) fn missing_memory_limits(pass: &mut Pass) {
    let services = pass.app.platform_services.iter();
    for service in services.filter(|service| service.place.is_production() && service.memory.is_none()) {
        let Some(reserved) = service.reserved.as_ref().filter(|_| service.platform == Platform::Ecs) else {
            continue;
        };
        let message = format!("container '{}' of the task definition has no memory limit", service.name.text);
        pass.report(service.name.span, message)
            .because(reserved.span, "this much is reserved, but nothing caps it")
            .help("Set `memory` beside `memoryReservation`, or `memory` of the whole task: without it the container may take all memory of its host.");
    }
}
