//! Which rules a check of another tool is compared with.

use twelvecheck::suppress::foreign::{self, Tool};

/// Checks of tools that are not steered by annotations, and such that ask for something near to a rule, but not for the same.
const OTHERS: &[(&str, &str, &[&str])] = &[
    ("kube-score", "cronjob-has-deadline", &["cronjob-overlap"]),
    ("trivy", "KSV-0006", &["hostpath-volume"]),
    ("trivy", "KSV-0009", &["host-network"]),
    ("trivy", "KSV-0011", &["missing-cpu-limit"]),
    ("trivy", "KSV-0013", &["mutable-image-tag"]),
    ("trivy", "KSV-0014", &["writable-root-filesystem"]),
    ("trivy", "KSV-0015", &["missing-cpu-request"]),
    ("trivy", "KSV-0016", &["missing-memory-request"]),
    ("trivy", "KSV-0018", &["missing-memory-limit"]),
    ("trivy", "KSV-0023", &["hostpath-volume"]),
    ("trivy", "KSV-0024", &["host-network"]),
    ("trivy", "KSV-0107", &["deprecated-api-version"]),
    ("trivy", "KSV-0109", &["secret-in-configmap"]),
    ("trivy", "KSV-0121", &["hostpath-volume"]),
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
    OTHERS.iter().find(|(of, known, _)| *of == tool && *known == check).map_or(&[], |(_, _, rules)| rules)
}

/// The id of a check in one form: `KSV-0011`, `KSV011` and `AVD-KSV-0011` are one.
pub(crate) fn id(tool: &str, check: &str) -> String {
    let digits = check.trim_start_matches(|c: char| !c.is_ascii_digit());
    match tool {
        "trivy" if digits.bytes().all(|byte| byte.is_ascii_digit()) => format!("KSV-{digits:0>4}"),
        _ => check.to_owned(),
    }
}

/// Whether `count:N` of a check counts the containers that satisfy it, not those that break it.
pub(crate) fn counts_satisfied(check: &str) -> bool {
    check.starts_with("Requests") || check.starts_with("Limits") || check == "ReadOnlyRootFilesystem"
}
