//! Which rules a check of another tool is compared with.

use twelvecheck::suppress::foreign::{self, Tool};

/// Checks of tools that are not steered by annotations, and such that ask for something near to a rule, but not for the same.
const OTHERS: &[(&str, &str, &[&str])] = &[
    ("kube-score", "cronjob-has-deadline", &["cronjob-overlap"]),
    ("trivy", "0006", &["hostpath-volume"]),
    ("trivy", "0009", &["host-network"]),
    ("trivy", "0011", &["missing-cpu-limit"]),
    ("trivy", "0013", &["mutable-image-tag"]),
    ("trivy", "0014", &["writable-root-filesystem"]),
    ("trivy", "0015", &["missing-cpu-request"]),
    ("trivy", "0016", &["missing-memory-request"]),
    ("trivy", "0018", &["missing-memory-limit"]),
    ("trivy", "0023", &["hostpath-volume"]),
    ("trivy", "0024", &["host-network"]),
    ("trivy", "0107", &["deprecated-api-version"]),
    ("trivy", "0109", &["secret-in-configmap"]),
    ("trivy", "0121", &["hostpath-volume"]),
    ("kubesec", "DockerSock", &["hostpath-volume"]),
    ("kubesec", "HostNetwork", &["host-network"]),
    ("kubesec", "LimitsCPU", &["missing-cpu-limit"]),
    ("kubesec", "LimitsMemory", &["missing-memory-limit"]),
    ("kubesec", "ReadOnlyRootFilesystem", &["writable-root-filesystem"]),
    ("kubesec", "RequestsCPU", &["missing-cpu-request"]),
    ("kubesec", "RequestsMemory", &["missing-memory-request"]),
];

/// The rules; empty where the check has no counterpart.
pub(crate) fn rules(tool: &str, check: &str) -> &'static [&'static str] {
    let annotated = match tool {
        "kube-linter" => Some(Tool::KubeLinter),
        "kube-score" => Some(Tool::KubeScore),
        "polaris" => Some(Tool::Polaris),
        "checkov" => Some(Tool::Checkov),
        _ => None,
    };
    let same = annotated.map_or(&[][..], |tool| foreign::rules_of(tool, check));
    if !same.is_empty() {
        return same;
    }
    // `KSV-0011`, `KSV011` and `AVD-KSV-0011` are one check.
    let digits = check.trim_start_matches(|c: char| !c.is_ascii_digit());
    let id = if tool == "trivy" { format!("{digits:0>4}") } else { check.to_owned() };
    OTHERS.iter().find(|(of, known, _)| *of == tool && *known == id).map_or(&[], |(_, _, rules)| rules)
}

/// Whether `count:N` of a check counts the containers that satisfy it, not those that break it.
pub(crate) fn counts_satisfied(check: &str) -> bool {
    check.starts_with("Requests") || check.starts_with("Limits") || check == "ReadOnlyRootFilesystem"
}
