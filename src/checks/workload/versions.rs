//! API versions that the API server no longer knows.

use crate::rule::Pass;

/// Versions that are gone (the "Deprecated API Migration Guide" of the Kubernetes documentation): the version, its kinds,
/// the release of Kubernetes that removed it, and what replaces it; nothing does where that is empty.
const REMOVED: [(&str, &[&str], &str, &str); 31] = [
    ("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], "1.16", "apps/v1"),
    ("extensions/v1beta1", &["NetworkPolicy"], "1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", &["PodSecurityPolicy"], "1.16", ""),
    ("extensions/v1beta1", &["Ingress"], "1.22", "networking.k8s.io/v1"),
    ("apps/v1beta1", &["Deployment", "StatefulSet"], "1.16", "apps/v1"),
    ("apps/v1beta2", &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], "1.16", "apps/v1"),
    ("batch/v2alpha1", &["CronJob"], "1.21", "batch/v1"),
    ("batch/v1beta1", &["CronJob"], "1.25", "batch/v1"),
    ("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], "1.22", "networking.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1alpha1", &ROLES, "1.23", "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", &ROLES, "1.22", "rbac.authorization.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], "1.22", "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", &["APIService"], "1.22", "apiregistration.k8s.io/v1"),
    ("admissionregistration.k8s.io/v1beta1", &WEBHOOKS, "1.22", "admissionregistration.k8s.io/v1"),
    ("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], "1.22", "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", &["Lease"], "1.22", "coordination.k8s.io/v1"),
    ("scheduling.k8s.io/v1alpha1", &["PriorityClass"], "1.23", "scheduling.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], "1.22", "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", &STORAGE, "1.22", "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], "1.27", "storage.k8s.io/v1"),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], "1.25", "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", &["Event"], "1.25", "events.k8s.io/v1"),
    ("node.k8s.io/v1alpha1", &["RuntimeClass"], "1.24", "node.k8s.io/v1"),
    ("node.k8s.io/v1beta1", &["RuntimeClass"], "1.25", "node.k8s.io/v1"),
    ("policy/v1beta1", &["PodDisruptionBudget"], "1.25", "policy/v1"),
    ("policy/v1beta1", &["PodSecurityPolicy"], "1.25", ""),
    ("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], "1.25", "autoscaling/v2"),
    ("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], "1.26", "autoscaling/v2"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &FLOWS, "1.26", "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &FLOWS, "1.29", "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &FLOWS, "1.32", "flowcontrol.apiserver.k8s.io/v1"),
];

const FLOWS: [&str; 2] = ["FlowSchema", "PriorityLevelConfiguration"];
const STORAGE: [&str; 4] = ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"];
const ROLES: [&str; 4] = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
const WEBHOOKS: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// An object in a version of the API that is gone.
pub fn deprecated_api_version(pass: &mut Pass) {
    let app = pass.app;
    let workloads = app.workloads.iter().filter(|workload| workload.is_production());
    let workloads = workloads.map(|workload| (&workload.api_version, &workload.kind, workload.title()));
    let others = app.cluster.metas().filter(|meta| meta.place.is_production());
    let others = others.map(|meta| (&meta.api_version, &meta.kind, meta.title()));
    for (version, kind, title) in workloads.chain(others) {
        let Some(version) = version else { continue };
        let found = REMOVED
            .iter()
            .find(|(gone, kinds, ..)| *gone == version.text && kinds.contains(&kind.text.as_str()));
        let Some((_, _, release, new)) = found else { continue };
        let message = format!("'{}' of {title} is gone since Kubernetes {release}", version.text);
        pass.report(version.span, message).help(if new.is_empty() {
            "remove it: Pod Security Admission (labels of the namespace) does its work now".to_owned()
        } else {
            format!("write `apiVersion: {new}`, and what else has changed with it")
        });
    }
}
