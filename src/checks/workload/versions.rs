//! API versions that the API server no longer knows, or does not know yet.

use crate::artefact::policy::Release;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A version of the API that is gone.
struct Retired {
    /// The version.
    version: &'static str,
    /// Its kinds.
    kinds: &'static [&'static str],
    /// The first release of Kubernetes without it.
    gone: Release,
    /// What replaces it; nothing does where that is empty.
    next: &'static str,
    /// The first release with what replaces it, from which on it is deprecated.
    since: Release,
}

const fn retired(
    version: &'static str,
    kinds: &'static [&'static str],
    gone: u32,
    next: &'static str,
    since: u32,
) -> Retired {
    Retired { version, kinds, gone: Release(1, gone), next, since: Release(1, since) }
}

/// Versions that are gone, with minor releases (the "Deprecated API Migration Guide" of the Kubernetes documentation).
const RETIRED: [Retired; 34] = [
    retired("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 16, "apps/v1", 9),
    retired("extensions/v1beta1", &["NetworkPolicy"], 16, "networking.k8s.io/v1", 8),
    retired("extensions/v1beta1", &["PodSecurityPolicy"], 16, "", 10),
    retired("extensions/v1beta1", &["Ingress"], 22, "networking.k8s.io/v1", 19),
    retired("apps/v1beta1", &["Deployment", "StatefulSet"], 16, "apps/v1", 9),
    retired("apps/v1beta2", &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], 16, "apps/v1", 9),
    retired("batch/v2alpha1", &["CronJob"], 21, "batch/v1", 21),
    retired("batch/v1beta1", &["CronJob"], 25, "batch/v1", 21),
    retired("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], 22, "networking.k8s.io/v1", 19),
    retired("rbac.authorization.k8s.io/v1alpha1", &ROLES, 23, "rbac.authorization.k8s.io/v1", 8),
    retired("rbac.authorization.k8s.io/v1beta1", &ROLES, 22, "rbac.authorization.k8s.io/v1", 8),
    retired("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], 22, "apiextensions.k8s.io/v1", 16),
    retired("apiregistration.k8s.io/v1beta1", &["APIService"], 22, "apiregistration.k8s.io/v1", 10),
    retired("admissionregistration.k8s.io/v1beta1", &WEBHOOKS, 22, "admissionregistration.k8s.io/v1", 16),
    retired("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 22, "certificates.k8s.io/v1", 19),
    retired("coordination.k8s.io/v1beta1", &["Lease"], 22, "coordination.k8s.io/v1", 14),
    retired("scheduling.k8s.io/v1alpha1", &["PriorityClass"], 23, "scheduling.k8s.io/v1", 14),
    retired("scheduling.k8s.io/v1beta1", &["PriorityClass"], 22, "scheduling.k8s.io/v1", 14),
    retired("storage.k8s.io/v1beta1", &["StorageClass"], 22, "storage.k8s.io/v1", 6),
    retired("storage.k8s.io/v1beta1", &["VolumeAttachment"], 22, "storage.k8s.io/v1", 13),
    retired("storage.k8s.io/v1beta1", &["CSINode"], 22, "storage.k8s.io/v1", 17),
    retired("storage.k8s.io/v1beta1", &["CSIDriver"], 22, "storage.k8s.io/v1", 19),
    retired("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 27, "storage.k8s.io/v1", 24),
    retired("discovery.k8s.io/v1beta1", &["EndpointSlice"], 25, "discovery.k8s.io/v1", 21),
    retired("events.k8s.io/v1beta1", &["Event"], 25, "events.k8s.io/v1", 19),
    retired("node.k8s.io/v1alpha1", &["RuntimeClass"], 24, "node.k8s.io/v1", 20),
    retired("node.k8s.io/v1beta1", &["RuntimeClass"], 25, "node.k8s.io/v1", 20),
    retired("policy/v1beta1", &["PodDisruptionBudget"], 25, "policy/v1", 21),
    retired("policy/v1beta1", &["PodSecurityPolicy"], 25, "", 21),
    retired("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 25, "autoscaling/v2", 23),
    retired("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 26, "autoscaling/v2", 23),
    retired("flowcontrol.apiserver.k8s.io/v1beta1", &FLOWS, 26, "flowcontrol.apiserver.k8s.io/v1", 29),
    retired("flowcontrol.apiserver.k8s.io/v1beta2", &FLOWS, 29, "flowcontrol.apiserver.k8s.io/v1", 29),
    retired("flowcontrol.apiserver.k8s.io/v1beta3", &FLOWS, 32, "flowcontrol.apiserver.k8s.io/v1", 29),
];

const ROLES: [&str; 4] = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
const WEBHOOKS: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const FLOWS: [&str; 2] = ["FlowSchema", "PriorityLevelConfiguration"];

/// An object in a version of the API that is gone; where the configuration names the cluster's release, one that this release
/// does not serve, or that a later one removes.
pub fn deprecated_api_version(pass: &mut Pass) {
    let app = pass.app;
    let workloads = app.workloads.iter().filter(|workload| workload.is_production());
    let workloads = workloads.map(|workload| (&workload.api_version, &workload.kind, workload.title()));
    let others = app.cluster.metas().filter(|meta| meta.place.is_production());
    let others = others.map(|meta| (&meta.api_version, &meta.kind, meta.title()));
    for (version, kind, title) in workloads.chain(others) {
        let Some(version) = version else { continue };
        let of_kind = || RETIRED.iter().filter(|retired| retired.kinds.contains(&kind.text.as_str()));
        if let Some(retired) = of_kind().find(|retired| retired.version == version.text) {
            old(pass, version, &title, retired);
        } else if let Some(before) = of_kind().rfind(|retired| retired.next == version.text) {
            new(pass, version, &title, before);
        }
    }
}

fn old(pass: &mut Pass, version: &Arg, title: &str, retired: &Retired) {
    let (text, gone) = (&version.text, retired.gone);
    let (message, severity) = match pass.project.policy.cluster {
        None => (format!("'{text}' of {title} is gone since Kubernetes {gone}"), Severity::Error),
        Some(cluster) if cluster >= gone => {
            let message =
                format!("'{text}' of {title} is gone since Kubernetes {gone}, and the cluster has {cluster}");
            (message, Severity::Error)
        }
        Some(cluster) if cluster >= retired.since => {
            (format!("'{text}' of {title} is deprecated: Kubernetes {gone} removes it"), Severity::Note)
        }
        Some(_) => return,
    };
    pass.report(version.span, message).severity(severity).help(if retired.next.is_empty() {
        "remove it: Pod Security Admission (labels of the namespace) does its work now".to_owned()
    } else {
        format!("write `apiVersion: {}`, and what else has changed with it", retired.next)
    });
}

fn new(pass: &mut Pass, version: &Arg, title: &str, before: &Retired) {
    let since = before.since;
    let Some(cluster) = pass.project.policy.cluster.filter(|cluster| *cluster < since) else { return };
    let message = format!(
        "'{}' of {title} is served since Kubernetes {since} only, and the cluster has {cluster}",
        version.text
    );
    pass.report(version.span, message)
        .help(format!("write `apiVersion: {}` until the cluster has Kubernetes {since}", before.version));
}
