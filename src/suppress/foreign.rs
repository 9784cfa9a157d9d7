//! Annotations and comments by which people switched off checks of other tools, and the rules that ask for the same.

use std::collections::BTreeSet;

use crate::artefact::workload::find;
use crate::source::Arg;

/// A linter whose checks people switch off where they stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tool {
    /// `StackRox` kube-linter: `ignore-check.kube-linter.io/<check>: reason`, `kube-linter.io/ignore-all: reason`.
    KubeLinter,
    /// kube-score: `kube-score/ignore: check,check`; that of the pod template counts before that of the object.
    KubeScore,
    /// Fairwinds Polaris: `polaris.fairwinds.com/<check>-exempt: "true"`, `polaris.fairwinds.com/exempt: "true"`.
    Polaris,
    /// Checkov: `checkov.io/skip1: CKV_K8S_20=reason`, also under its older prefixes.
    Checkov,
    /// The build checks of `BuildKit`: `# check=skip=<check>,<check>` at the top of a Dockerfile or above an instruction.
    BuildKit,
    /// hadolint: `# hadolint ignore=<code>,<code>` above an instruction, `# hadolint global ignore=<code>` for the file.
    Hadolint,
}

/// Checks with the rules of this tool that ask for the same or for a part of it.
const EQUIVALENTS: &[(Tool, &str, &[&str])] = &[
    (Tool::KubeLinter, "dangling-horizontalpodautoscaler", &["hpa-target-missing"]),
    (Tool::KubeLinter, "dangling-service", &["service-selects-nothing"]),
    (Tool::KubeLinter, "docker-sock", &["hostpath-volume"]),
    (Tool::KubeLinter, "duplicate-env-var", &["duplicate-env-key"]),
    (Tool::KubeLinter, "env-value-from", &["missing-config-reference"]),
    (Tool::KubeLinter, "env-var-secret", &["secret-in-manifest"]),
    (Tool::KubeLinter, "host-network", &["host-network"]),
    (Tool::KubeLinter, "job-ttl-seconds-after-finished", &["job-unbounded"]),
    (Tool::KubeLinter, "latest-tag", &["mutable-image-tag"]),
    (Tool::KubeLinter, "liveness-port", &["probe-port-unknown"]),
    (Tool::KubeLinter, "minimum-three-replicas", &["single-replica"]),
    (Tool::KubeLinter, "mismatching-selector", &["selector-mismatch"]),
    (Tool::KubeLinter, "no-anti-affinity", &["missing-spread"]),
    (Tool::KubeLinter, "no-extensions-v1beta", &["deprecated-api-version"]),
    (Tool::KubeLinter, "no-liveness-probe", &["missing-liveness-probe"]),
    (Tool::KubeLinter, "no-read-only-root-fs", &["writable-root-filesystem"]),
    (Tool::KubeLinter, "no-readiness-probe", &["missing-readiness-probe"]),
    (Tool::KubeLinter, "no-rolling-update-strategy", &["recreate-strategy"]),
    (Tool::KubeLinter, "pdb-max-unavailable", &["pdb-blocks-eviction"]),
    (Tool::KubeLinter, "pdb-min-available", &["pdb-blocks-eviction"]),
    (Tool::KubeLinter, "readiness-port", &["probe-port-unknown"]),
    (Tool::KubeLinter, "restart-policy", &["restart-policy-invalid"]),
    (Tool::KubeLinter, "sensitive-host-mounts", &["hostpath-volume"]),
    (Tool::KubeLinter, "startup-port", &["probe-port-unknown"]),
    (Tool::KubeLinter, "unset-cpu-requirements", &["missing-cpu-request"]),
    (Tool::KubeLinter, "unset-memory-requirements", &["missing-memory-limit", "missing-memory-request"]),
    (Tool::KubeLinter, "writable-host-mount", &["hostpath-volume"]),
    (Tool::KubeScore, "container-ephemeral-storage-request-and-limit", &["missing-ephemeral-storage"]),
    (Tool::KubeScore, "container-image-tag", &["mutable-image-tag"]),
    (
        Tool::KubeScore,
        "container-resources",
        &[
            "missing-cpu-limit",
            "missing-cpu-request",
            "missing-memory-limit",
            "missing-memory-request",
            "qos-best-effort",
        ],
    ),
    (Tool::KubeScore, "container-security-context-readonlyrootfilesystem", &["writable-root-filesystem"]),
    (Tool::KubeScore, "cronjob-restartpolicy", &["restart-policy-invalid"]),
    (Tool::KubeScore, "deployment-has-host-podantiaffinity", &["missing-spread"]),
    (Tool::KubeScore, "deployment-has-poddisruptionbudget", &["missing-pdb"]),
    (
        Tool::KubeScore,
        "deployment-pod-selector-labels-match-template-metadata-labels",
        &["selector-mismatch"],
    ),
    (Tool::KubeScore, "deployment-replicas", &["single-replica"]),
    (Tool::KubeScore, "deployment-strategy", &["recreate-strategy"]),
    (
        Tool::KubeScore,
        "deployment-targeted-by-hpa-does-not-have-replicas-configured",
        &["hpa-replicas-conflict"],
    ),
    (Tool::KubeScore, "environment-variable-key-duplication", &["duplicate-env-key"]),
    (Tool::KubeScore, "horizontalpodautoscaler-has-target", &["hpa-target-missing"]),
    (Tool::KubeScore, "pod-probes", &["missing-liveness-probe", "missing-readiness-probe"]),
    (Tool::KubeScore, "pod-probes-identical", &["liveness-equals-readiness"]),
    (Tool::KubeScore, "poddisruptionbudget-has-policy", &["pdb-blocks-eviction"]),
    (Tool::KubeScore, "service-targets-pod", &["service-selects-nothing"]),
    (Tool::KubeScore, "stable-version", &["deprecated-api-version"]),
    (Tool::KubeScore, "statefulset-has-host-podantiaffinity", &["missing-spread"]),
    (Tool::KubeScore, "statefulset-has-poddisruptionbudget", &["missing-pdb"]),
    (
        Tool::KubeScore,
        "statefulset-pod-selector-labels-match-template-metadata-labels",
        &["selector-mismatch"],
    ),
    (Tool::Polaris, "cpuLimitsMissing", &["missing-cpu-limit"]),
    (Tool::Polaris, "cpuRequestsMissing", &["missing-cpu-request"]),
    (Tool::Polaris, "deploymentMissingReplicas", &["single-replica"]),
    (Tool::Polaris, "hostNetworkSet", &["host-network"]),
    (Tool::Polaris, "hostPathSet", &["hostpath-volume"]),
    (Tool::Polaris, "hostPortSet", &["host-network"]),
    (Tool::Polaris, "livenessProbeMissing", &["missing-liveness-probe"]),
    (Tool::Polaris, "memoryLimitsMissing", &["missing-memory-limit"]),
    (Tool::Polaris, "memoryRequestsMissing", &["missing-memory-request"]),
    (Tool::Polaris, "missingPodDisruptionBudget", &["missing-pdb"]),
    (Tool::Polaris, "notReadOnlyRootFilesystem", &["writable-root-filesystem"]),
    (Tool::Polaris, "pdbDisruptionsIsZero", &["pdb-blocks-eviction"]),
    (Tool::Polaris, "pdbMinAvailableGreaterThanHPAMinReplicas", &["pdb-blocks-eviction"]),
    (Tool::Polaris, "readinessProbeMissing", &["missing-readiness-probe"]),
    (Tool::Polaris, "sensitiveConfigmapContent", &["secret-in-configmap"]),
    (Tool::Polaris, "sensitiveContainerEnvVar", &["secret-in-manifest"]),
    (Tool::Polaris, "tagNotSpecified", &["mutable-image-tag"]),
    (Tool::Polaris, "topologySpreadConstraint", &["missing-spread"]),
    (Tool::Checkov, "CKV_K8S_10", &["missing-cpu-request"]),
    (Tool::Checkov, "CKV_K8S_11", &["missing-cpu-limit"]),
    (Tool::Checkov, "CKV_K8S_12", &["missing-memory-request"]),
    (Tool::Checkov, "CKV_K8S_13", &["missing-memory-limit"]),
    (Tool::Checkov, "CKV_K8S_14", &["mutable-image-tag"]),
    (Tool::Checkov, "CKV_K8S_19", &["host-network"]),
    (Tool::Checkov, "CKV_K8S_22", &["writable-root-filesystem"]),
    (Tool::Checkov, "CKV_K8S_26", &["host-network"]),
    (Tool::Checkov, "CKV_K8S_27", &["hostpath-volume"]),
    (Tool::Checkov, "CKV_K8S_8", &["missing-liveness-probe"]),
    (Tool::Checkov, "CKV_K8S_9", &["missing-readiness-probe"]),
    (Tool::BuildKit, "FromPlatformFlagConstDisallowed", &["platform-pinned-build"]),
    (Tool::BuildKit, "JSONArgsRecommended", &["shell-form-command"]),
    (Tool::BuildKit, "MultipleInstructionsDisallowed", &["cmd-ignored"]),
    (Tool::BuildKit, "SecretsUsedInArgOrEnv", &["secret-in-image"]),
    (Tool::Hadolint, "DL3002", &["root-user-image"]),
    (Tool::Hadolint, "DL3006", &["floating-base-image"]),
    (Tool::Hadolint, "DL3007", &["floating-base-image"]),
    (Tool::Hadolint, "DL3008", &["unpinned-os-package"]),
    (Tool::Hadolint, "DL3009", &["package-cache-left"]),
    (Tool::Hadolint, "DL3013", &["unpinned-tool-in-image"]),
    (Tool::Hadolint, "DL3015", &["recommended-packages"]),
    (Tool::Hadolint, "DL3016", &["unpinned-tool-in-image"]),
    (Tool::Hadolint, "DL3018", &["unpinned-os-package"]),
    (Tool::Hadolint, "DL3019", &["package-cache-left"]),
    (Tool::Hadolint, "DL3025", &["shell-form-command"]),
    (Tool::Hadolint, "DL3028", &["unpinned-tool-in-image"]),
    (Tool::Hadolint, "DL3029", &["platform-pinned-build"]),
    (Tool::Hadolint, "DL3032", &["package-cache-left"]),
    (Tool::Hadolint, "DL3033", &["unpinned-os-package"]),
    (Tool::Hadolint, "DL3036", &["package-cache-left"]),
    (Tool::Hadolint, "DL3037", &["unpinned-os-package"]),
    (Tool::Hadolint, "DL3040", &["package-cache-left"]),
    (Tool::Hadolint, "DL3041", &["unpinned-os-package"]),
    (Tool::Hadolint, "DL3042", &["package-cache-left"]),
    (Tool::Hadolint, "DL3060", &["package-cache-left"]),
    (Tool::Hadolint, "DL3062", &["unpinned-tool-in-image"]),
    (Tool::Hadolint, "DL3064", &["secret-in-image"]),
    (Tool::Hadolint, "DL4003", &["cmd-ignored"]),
    (Tool::Hadolint, "DL4004", &["cmd-ignored"]),
];

/// The rules that ask for the same as a check of another tool; none where no rule does.
pub fn rules_of(tool: Tool, check: &str) -> &'static [&'static str] {
    let known = EQUIVALENTS.iter().find(|(of, id, _)| *of == tool && *id == check);
    known.map_or(&[], |(_, _, rules)| rules)
}

/// All rules that ask for the same as some check of another tool.
pub(super) fn all_rules_of(tool: Tool) -> Vec<&'static str> {
    let own = EQUIVALENTS.iter().filter(|(of, _, _)| *of == tool);
    own.flat_map(|(_, _, rules)| rules.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The rules that an annotation of another tool switches off, and why; `None` where it is of no tool, or nothing is off.
///
/// `all` are the annotations of the object, outer ones first.
pub(super) fn read((key, value): &(Arg, Arg), all: &[(Arg, Arg)]) -> Option<(Vec<&'static str>, String)> {
    let of = |tool, checks: &mut dyn Iterator<Item = &str>| -> Vec<&'static str> {
        checks.flat_map(|check| rules_of(tool, check.trim())).copied().collect()
    };
    let told = || format!("{}: {}", key.text, value.text);
    let (rules, reason) = match key.text.split_once('/')? {
        ("ignore-check.kube-linter.io", check) => {
            (of(Tool::KubeLinter, &mut [check].into_iter()), value.text.clone())
        }
        ("kube-linter.io", "ignore-all") => (all_rules_of(Tool::KubeLinter), value.text.clone()),
        ("kube-score", "ignore") => {
            let counts = find(all, &key.text).is_some_and(|last| last.span == value.span);
            (counts.then(|| of(Tool::KubeScore, &mut value.text.split(',')))?, told())
        }
        ("polaris.fairwinds.com", exempt) if value.text.eq_ignore_ascii_case("true") => {
            let rules = match exempt.strip_suffix("-exempt") {
                Some(check) => of(Tool::Polaris, &mut [check].into_iter()),
                None if exempt == "exempt" => all_rules_of(Tool::Polaris),
                None => return None,
            };
            (rules, told())
        }
        ("checkov.io" | "bridgecrew.io" | "cortex.io", skip) if skip.starts_with("skip") => {
            let (check, reason) = value.text.split_once('=').unwrap_or((&value.text, ""));
            (of(Tool::Checkov, &mut [check].into_iter()), reason.trim().to_owned())
        }
        _ => return None,
    };
    let reason = if reason.is_empty() { told() } else { reason };
    (!rules.is_empty()).then_some((rules, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn off(annotations: &[(&str, &str)]) -> Vec<(String, String)> {
        let arg = |text: &str, at| Arg::literal(text, Span::new(FileId(0), at, at));
        let all: Vec<(Arg, Arg)> =
            annotations.iter().enumerate().map(|(at, (key, value))| (arg(key, at), arg(value, at))).collect();
        let read = all.iter().filter_map(|pair| read(pair, &all));
        read.map(|(rules, reason)| (rules.join(" "), reason)).collect()
    }

    fn pair(rules: &str, reason: &str) -> Vec<(String, String)> {
        vec![(rules.to_owned(), reason.to_owned())]
    }

    #[test]
    fn each_tool_has_its_form() {
        assert_eq!(
            off(&[("ignore-check.kube-linter.io/latest-tag", "set by the release")]),
            pair("mutable-image-tag", "set by the release")
        );
        assert_eq!(
            off(&[("kube-score/ignore", "pod-probes-identical, service-type,deployment-replicas")]),
            pair(
                "liveness-equals-readiness single-replica",
                "kube-score/ignore: pod-probes-identical, service-type,deployment-replicas"
            )
        );
        assert_eq!(
            off(&[("polaris.fairwinds.com/cpuRequestsMissing-exempt", "True")]),
            pair("missing-cpu-request", "polaris.fairwinds.com/cpuRequestsMissing-exempt: True")
        );
        for prefix in ["checkov.io", "bridgecrew.io", "cortex.io"] {
            assert_eq!(
                off(&[(&format!("{prefix}/skip12"), "CKV_K8S_8=no server")]),
                pair("missing-liveness-probe", "no server")
            );
        }
    }

    #[test]
    fn a_whole_object_is_left_out_of_the_checks_of_that_tool() {
        let all = off(&[("kube-linter.io/ignore-all", "vendored"), ("polaris.fairwinds.com/exempt", "true")]);
        assert!(all.iter().all(|(rules, _)| rules.contains("mutable-image-tag")), "{all:?}");
        assert!(all.iter().all(|(rules, _)| !rules.contains("grace-period-too-short")), "{all:?}");
    }

    #[test]
    fn what_switches_nothing_off_is_none() {
        assert!(off(&[("polaris.fairwinds.com/cpuRequestsMissing-exempt", "false")]).is_empty());
        assert!(off(&[("ignore-check.kube-linter.io/run-as-non-root", "legacy")]).is_empty());
        assert!(off(&[("checkov.io/skip1", "CKV_K8S_20=legacy"), ("kube-score/enable", "x")]).is_empty());
    }

    #[test]
    fn the_pod_template_counts_before_the_object_for_kube_score() {
        let found = off(&[("kube-score/ignore", "pod-probes"), ("kube-score/ignore", "container-image-tag")]);
        assert_eq!(found, pair("mutable-image-tag", "kube-score/ignore: container-image-tag"));
    }
}
