//! The built-in rules, written from the folder `rules` by `UPDATE=1 cargo test`. Do not edit.

use super::registry::{Builtin, Source};
use crate::checks;

/// Every built-in rule, in the order of the catalogue.
#[rustfmt::skip]
pub const RULES: &[Builtin] = &[
    Builtin { folder: "01-codebase", id: "image-clones-source", page: include_str!("../../rules/01-codebase/image-clones-source.md"), source: Source::Code(checks::codebase::image_clones_source) },
    Builtin { folder: "02-dependencies", id: "conflicting-lockfiles", page: include_str!("../../rules/02-dependencies/conflicting-lockfiles.md"), source: Source::Code(checks::dependencies::conflicting_lockfiles) },
    Builtin { folder: "02-dependencies", id: "curl-pipe-shell", page: include_str!("../../rules/02-dependencies/curl-pipe-shell.md"), source: Source::Code(checks::dependencies::curl_pipe_shell) },
    Builtin { folder: "02-dependencies", id: "floating-git-dependency", page: include_str!("../../rules/02-dependencies/floating-git-dependency.md"), source: Source::Code(checks::dependencies::floating_git_dependency) },
    Builtin { folder: "02-dependencies", id: "install-without-lock", page: include_str!("../../rules/02-dependencies/install-without-lock.md"), source: Source::Code(checks::dependencies::install_without_lock) },
    Builtin { folder: "02-dependencies", id: "lockfile-ignored", page: include_str!("../../rules/02-dependencies/lockfile-ignored.md"), source: Source::Code(checks::dependencies::lockfile_ignored) },
    Builtin { folder: "02-dependencies", id: "missing-lockfile", page: include_str!("../../rules/02-dependencies/missing-lockfile.md"), source: Source::Code(checks::dependencies::missing_lockfile) },
    Builtin { folder: "02-dependencies", id: "runtime-install", page: include_str!("../../rules/02-dependencies/runtime-install.md"), source: Source::Code(checks::dependencies::runtime_install) },
    Builtin { folder: "02-dependencies", id: "unpinned-dependency", page: include_str!("../../rules/02-dependencies/unpinned-dependency.md"), source: Source::Code(checks::dependencies::unpinned_dependency) },
    Builtin { folder: "02-dependencies", id: "unpinned-tool-in-image", page: include_str!("../../rules/02-dependencies/unpinned-tool-in-image.md"), source: Source::Code(checks::dependencies::unpinned_tool_in_image) },
    Builtin { folder: "05-build-release-run", id: "build-at-start", page: include_str!("../../rules/05-build-release-run/build-at-start.md"), source: Source::Code(checks::build_release_run::build_at_start) },
    Builtin { folder: "08-concurrency", id: "multiple-processes-in-container", page: include_str!("../../rules/08-concurrency/multiple-processes-in-container.md"), source: Source::Code(checks::concurrency::multiple_processes_in_container) },
    Builtin { folder: "09-disposability", id: "shell-form-command", page: include_str!("../../rules/09-disposability/shell-form-command.md"), source: Source::Code(checks::disposability::shell_form_command) },
    Builtin { folder: "09-disposability", id: "sigterm-not-forwarded", page: include_str!("../../rules/09-disposability/sigterm-not-forwarded.md"), source: Source::Code(checks::disposability::sigterm_not_forwarded) },
    Builtin { folder: "10-dev-prod-parity", id: "dev-server-in-production", page: include_str!("../../rules/10-dev-prod-parity/dev-server-in-production.md"), source: Source::Code(checks::dev_prod_parity::dev_server_in_production) },
    Builtin { folder: "10-dev-prod-parity", id: "runtime-version-drift", page: include_str!("../../rules/10-dev-prod-parity/runtime-version-drift.md"), source: Source::Code(checks::dev_prod_parity::runtime_version_drift) },
    Builtin { folder: "10-dev-prod-parity", id: "service-version-drift", page: include_str!("../../rules/10-dev-prod-parity/service-version-drift.md"), source: Source::Code(checks::dev_prod_parity::service_version_drift) },
    Builtin { folder: "11-logs", id: "stdout-redirected", page: include_str!("../../rules/11-logs/stdout-redirected.md"), source: Source::Code(checks::logs::stdout_redirected) },
    Builtin { folder: "12-admin-processes", id: "migration-at-start", page: include_str!("../../rules/12-admin-processes/migration-at-start.md"), source: Source::Code(checks::admin_processes::migration_at_start) },
    Builtin { folder: "13-workload", id: "duplicate-env-key", page: include_str!("../../rules/13-workload/duplicate-env-key.md"), source: Source::Code(checks::workload::duplicate_env_key) },
    Builtin { folder: "13-workload", id: "heap-exceeds-limit", page: include_str!("../../rules/13-workload/heap-exceeds-limit.md"), source: Source::Code(checks::workload::heap_exceeds_limit) },
    Builtin { folder: "13-workload", id: "limit-below-request", page: include_str!("../../rules/13-workload/limit-below-request.md"), source: Source::Code(checks::workload::limit_below_request) },
    Builtin { folder: "13-workload", id: "missing-cpu-limit", page: include_str!("../../rules/13-workload/missing-cpu-limit.md"), source: Source::Code(checks::workload::missing_cpu_limit) },
    Builtin { folder: "13-workload", id: "missing-cpu-request", page: include_str!("../../rules/13-workload/missing-cpu-request.md"), source: Source::Code(checks::workload::missing_cpu_request) },
    Builtin { folder: "13-workload", id: "missing-memory-limit", page: include_str!("../../rules/13-workload/missing-memory-limit.md"), source: Source::Code(checks::workload::missing_memory_limit) },
    Builtin { folder: "13-workload", id: "missing-memory-request", page: include_str!("../../rules/13-workload/missing-memory-request.md"), source: Source::Code(checks::workload::missing_memory_request) },
    Builtin { folder: "13-workload", id: "naked-pod", page: include_str!("../../rules/13-workload/naked-pod.md"), source: Source::Code(checks::workload::naked_pod) },
    Builtin { folder: "13-workload", id: "qos-best-effort", page: include_str!("../../rules/13-workload/qos-best-effort.md"), source: Source::Code(checks::workload::qos_best_effort) },
    Builtin { folder: "13-workload", id: "qos-class-too-low", page: include_str!("../../rules/13-workload/qos-class-too-low.md"), source: Source::Code(checks::workload::qos_class_too_low) },
    Builtin { folder: "13-workload", id: "selector-mismatch", page: include_str!("../../rules/13-workload/selector-mismatch.md"), source: Source::Code(checks::workload::selector_mismatch) },
    Builtin { folder: "13-workload", id: "suspicious-quantity", page: include_str!("../../rules/13-workload/suspicious-quantity.md"), source: Source::Code(checks::workload::suspicious_quantity) },
    Builtin { folder: "15-twelvecheck", id: "suppression-without-reason", page: include_str!("../../rules/15-twelvecheck/suppression-without-reason.md"), source: Source::Engine },
    Builtin { folder: "15-twelvecheck", id: "unreadable-input", page: include_str!("../../rules/15-twelvecheck/unreadable-input.md"), source: Source::Engine },
    Builtin { folder: "15-twelvecheck", id: "unused-suppression", page: include_str!("../../rules/15-twelvecheck/unused-suppression.md"), source: Source::Engine },
];
