//! File systems of containers.

use crate::rule::Pass;

/// A long-running container that can write to its own root file system.
pub fn writable_root_filesystem(pass: &mut Pass) {
    for (workload, container) in pass.app.running_containers() {
        if !workload.is_production() {
            continue;
        }
        let flag = container.read_only_root.as_ref();
        if flag.is_some_and(|flag| flag.text == "true" || !flag.literal) {
            continue;
        }
        let message = format!(
            "container '{}' of {} can write to its root file system",
            container.name.text,
            workload.title()
        );
        pass.report(flag.unwrap_or(&container.name).span, message).help(
            "set `securityContext: {readOnlyRootFilesystem: true}`, and mount an `emptyDir` where scratch files are needed",
        );
    }
}
