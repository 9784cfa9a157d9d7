//! Which rules a check of another tool is compared with.

use twelvecheck::suppress::foreign::{self, Tool};

/// Checks of tools that are not steered by annotations, and such that ask for something near to a rule, but not for the same.
const OTHERS: &[(&str, &str, &[&str])] = &[
    ("datree", "CONTAINERS_INCORRECT_HOSTNETWORK_VALUE_TRUE", &["host-network"]),
    ("datree", "CONTAINERS_INCORRECT_KEY_HOSTPATH", &["hostpath-volume"]),
    ("datree", "CONTAINERS_INCORRECT_KEY_HOSTPORT", &["host-network"]),
    ("datree", "CONTAINERS_INCORRECT_PATH_VALUE_DOCKERSOCKET", &["hostpath-volume"]),
    ("datree", "CONTAINERS_INCORRECT_READONLYROOTFILESYSTEM_VALUE", &["writable-root-filesystem"]),
    ("datree", "CONTAINERS_MISSING_CPU_LIMIT_KEY", &["missing-cpu-limit"]),
    ("datree", "CONTAINERS_MISSING_CPU_REQUEST_KEY", &["missing-cpu-request"]),
    ("datree", "CONTAINERS_MISSING_IMAGE_VALUE_VERSION", &["mutable-image-tag"]),
    ("datree", "CONTAINERS_MISSING_LIVENESSPROBE_KEY", &["missing-liveness-probe"]),
    ("datree", "CONTAINERS_MISSING_MEMORY_LIMIT_KEY", &["missing-memory-limit"]),
    ("datree", "CONTAINERS_MISSING_MEMORY_REQUEST_KEY", &["missing-memory-request"]),
    ("datree", "CONTAINERS_MISSING_READINESSPROBE_KEY", &["missing-readiness-probe"]),
    ("datree", "CRONJOB_MISSING_CONCURRENCYPOLICY_KEY", &["cronjob-overlap"]),
    ("datree", "DEPLOYMENT_INCORRECT_REPLICAS_VALUE", &["single-replica"]),
    ("datree", "K8S_INCORRECT_KIND_VALUE_POD", &["naked-pod"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.22", &["deprecated-api-version"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.23", &["deprecated-api-version"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.24", &["deprecated-api-version"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.25", &["deprecated-api-version"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.26", &["deprecated-api-version"]),
    ("datree", "K8S_REMOVED_APIVERSION_1.27", &["deprecated-api-version"]),
    ("datree", "WORKLOAD_INCORRECT_RESTARTPOLICY_VALUE_ALWAYS", &["restart-policy-invalid"]),
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
    let own = check.trim_start_matches("AVD-").strip_prefix("KSV").unwrap_or_default();
    let digits = own.trim_start_matches('-');
    match tool {
        "trivy" if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("KSV-{digits:0>4}")
        }
        _ => check.to_owned(),
    }
}

/// Whether `count:N` of a check counts the containers that satisfy it, not those that break it.
pub(crate) fn counts_satisfied(check: &str) -> bool {
    check.starts_with("Requests") || check.starts_with("Limits") || check == "ReadOnlyRootFilesystem"
}
