//! The built-in rules, written from the folder `rules` by `UPDATE=1 cargo test`. Do not edit.

use super::registry::{Builtin, Source};
use crate::checks;

/// Every built-in rule, in the order of the catalogue.
#[rustfmt::skip]
pub const RULES: &[Builtin] = &[
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
