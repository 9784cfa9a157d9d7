//! Which fields of which kinds a kustomization's labels, annotations, counts and images are written to.

use super::merge::pod_path;
use super::object::Id;

/// A field: keys from the object to it, lists on the way being walked through, and whether it is made where it is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Field {
    pub(super) path: Vec<String>,
    pub(super) create: bool,
}

impl Field {
    pub(super) fn new(path: &str, create: bool) -> Self {
        Self { path: keys(path), create }
    }

    fn joined(prefix: &[&str], path: &str, create: bool) -> Self {
        let prefix = prefix.iter().map(|key| (*key).to_owned());
        Self { path: prefix.chain(keys(path)).collect(), create }
    }

    pub(super) fn keys(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// How many keys of a path count; no field lies so deep.
const LONGEST: usize = 100;

/// The keys of a path: parts between slashes, of which `\/` is none.
pub(super) fn keys(path: &str) -> Vec<String> {
    let escaped = path.replace("\\/", "\0");
    let parts = escaped.split('/').filter(|part| !part.is_empty());
    parts.take(LONGEST).map(|part| part.replace('\0', "/")).collect()
}

/// Where a pod template of such an object stands, from outside in: the templates of jobs, then that of pods.
fn templates(id: &Id) -> &'static [&'static [&'static str]] {
    match (id.group.as_str(), id.kind.as_str()) {
        (_, "Deployment" | "ReplicaSet" | "DaemonSet") | ("apps", "StatefulSet") | ("batch", "Job") => {
            &[&["spec", "template"]]
        }
        (_, "ReplicationController") if id.version == "v1" => &[&["spec", "template"]],
        ("batch", "CronJob") => &[&["spec", "jobTemplate"], &["spec", "jobTemplate", "spec", "template"]],
        _ => &[],
    }
}

/// Where labels go that are for the object only.
pub(super) fn labels() -> Vec<Field> {
    vec![Field::new("metadata/labels", true)]
}

/// Where labels go that are also for the pods.
pub(super) fn template_labels(id: &Id) -> Vec<Field> {
    let mut fields = labels();
    fields.extend(templates(id).iter().map(|path| Field::joined(path, "metadata/labels", true)));
    fields
}

/// Where labels go that are for the volumes of a StatefulSet.
pub(super) fn claim_labels(id: &Id) -> Option<Field> {
    let is_set = id.group == "apps" && id.kind == "StatefulSet";
    is_set.then(|| Field::new("spec/volumeClaimTemplates[]/metadata/labels", true))
}

/// Where labels go that are also for selectors.
pub(super) fn selector_labels(id: &Id) -> Vec<Field> {
    let mut fields = template_labels(id);
    let mut add = |path: &str, create: bool| fields.push(Field::new(path, create));
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "Service" | "ReplicationController") => add("spec/selector", true),
        (_, "Deployment" | "ReplicaSet" | "DaemonSet") => add("spec/selector/matchLabels", true),
        ("apps", "StatefulSet") => {
            add("spec/selector/matchLabels", true);
            fields.extend(claim_labels(id));
        }
        ("batch", "Job") | ("policy", "PodDisruptionBudget") => add("spec/selector/matchLabels", false),
        ("batch", "CronJob") => add("spec/jobTemplate/spec/selector/matchLabels", false),
        ("networking.k8s.io", "NetworkPolicy") => {
            add("spec/podSelector/matchLabels", false);
            add("spec/ingress/from/podSelector/matchLabels", false);
            add("spec/egress/to/podSelector/matchLabels", false);
        }
        _ => {}
    }
    if id.group == "apps" && matches!(id.kind.as_str(), "Deployment" | "StatefulSet") {
        for affinity in ["podAffinity", "podAntiAffinity"] {
            for (demand, term) in [
                ("preferredDuringSchedulingIgnoredDuringExecution", "podAffinityTerm/"),
                ("requiredDuringSchedulingIgnoredDuringExecution", ""),
            ] {
                let path = format!("affinity/{affinity}/{demand}/{term}labelSelector/matchLabels");
                fields.push(Field::joined(&["spec", "template", "spec"], &path, false));
            }
        }
        let spread = "topologySpreadConstraints/labelSelector/matchLabels";
        fields.push(Field::joined(&["spec", "template", "spec"], spread, false));
    }
    fields
}

/// Where annotations go.
pub(super) fn annotations(id: &Id) -> Vec<Field> {
    let mut fields = vec![Field::new("metadata/annotations", true)];
    fields.extend(templates(id).iter().map(|path| Field::joined(path, "metadata/annotations", true)));
    fields
}

/// Where references to objects of a kind stand in objects of another: the kind that is meant, and the field.
pub(super) fn references(id: &Id) -> Vec<(Id, Field)> {
    let mut fields = Vec::new();
    let mut add = |group: &str, kind: &str, prefix: &[&str], paths: &[&str]| {
        let target = Id {
            group: group.to_owned(),
            version: String::new(),
            kind: kind.to_owned(),
            name: String::new(),
            namespace: String::new(),
        };
        fields.extend(paths.iter().map(|path| (target.clone(), Field::joined(prefix, path, false))));
    };
    if let Some(pod) = pod_path(&id.kind) {
        if id.kind != "ReplicationController" {
            add("", "ConfigMap", pod, &CONFIG_MAPS);
            add("", "Secret", pod, &SECRETS);
        }
        if !matches!(id.kind.as_str(), "PodTemplate" | "ReplicaSet") {
            add("", "ServiceAccount", pod, &["serviceAccountName"]);
            add("", "PersistentVolumeClaim", pod, &["volumes/persistentVolumeClaim/claimName"]);
            add("scheduling.k8s.io", "PriorityClass", pod, &["priorityClassName"]);
        }
    }
    match id.kind.as_str() {
        "HorizontalPodAutoscaler" => {
            for (group, kind) in [
                ("apps", "Deployment"),
                ("apps", "ReplicaSet"),
                ("apps", "StatefulSet"),
                ("", "ReplicationController"),
            ] {
                add(group, kind, &[], &["spec/scaleTargetRef/name"]);
            }
        }
        "StatefulSet" => {
            add("", "Service", &[], &["spec/serviceName"]);
            add("storage.k8s.io", "StorageClass", &[], &["spec/volumeClaimTemplates/spec/storageClassName"]);
        }
        "Ingress" => {
            add(
                "",
                "ConfigMap",
                &[],
                &["metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"],
            );
            add("", "Secret", &[], &INGRESS_SECRETS);
            add("", "Service", &[], &INGRESS_SERVICES);
            add("networking.k8s.io", "IngressClass", &[], &["spec/ingressClassName"]);
        }
        "Role" | "ClusterRole" => {
            add("", "ConfigMap", &[], &["rules/resourceNames"]);
            add("", "Secret", &[], &["rules/resourceNames"]);
        }
        "RoleBinding" | "ClusterRoleBinding" => {
            add("rbac.authorization.k8s.io", "Role", &[], &["roleRef/name"]);
            add("rbac.authorization.k8s.io", "ClusterRole", &[], &["roleRef/name"]);
            add("", "ServiceAccount", &[], &["subjects"]);
        }
        "ServiceAccount" => add("", "Secret", &[], &["imagePullSecrets/name"]),
        "StorageClass" => {
            let paths = [
                "parameters/secretName",
                "parameters/adminSecretName",
                "parameters/userSecretName",
                "parameters/secretRef",
            ];
            add("", "Secret", &[], &paths);
        }
        "APIService" => add("", "Service", &[], &["spec/service/name"]),
        "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration" => {
            add("", "Service", &[], &["webhooks/clientConfig/service"]);
        }
        "PersistentVolumeClaim" => {
            add("", "PersistentVolume", &[], &["spec/volumeName"]);
            add("storage.k8s.io", "StorageClass", &[], &["spec/storageClassName"]);
        }
        "PersistentVolume" => {
            add("", "Secret", &[], &["spec/azureFile/secretName"]);
            add("storage.k8s.io", "StorageClass", &[], &["spec/storageClassName"]);
        }
        "Service" if id.group == "serving.knative.dev" => {
            let path = "spec/template/spec/containers/env/valueFrom/secretKeyRef/name";
            add("", "Secret", &[], &[path]);
        }
        "ValidatingAdmissionPolicyBinding" => {
            add("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", &[], &["spec/policyName"]);
        }
        _ => {}
    }
    fields
}

const CONFIG_MAPS: [&str; 6] = [
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];

const SECRETS: [&str; 7] = [
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];

const INGRESS_SECRETS: [&str; 4] = [
    "spec/tls/secretName",
    "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
];

const INGRESS_SERVICES: [&str; 4] = [
    "spec/rules/http/paths/backend/serviceName",
    "spec/backend/serviceName",
    "spec/rules/http/paths/backend/service/name",
    "spec/defaultBackend/service/name",
];
