//! One object on its way through kustomizations, with the names it has had.

use super::draft::{Draft, Key, Value};
use crate::source::Span;

/// An object.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Object {
    pub(super) draft: Draft,
    /// The file that defines it.
    pub(super) path: String,
    /// What it was called before each change of its name, namespace or kind, oldest first.
    pub(super) former: Vec<Id>,
    pub(super) prefixes: Vec<String>,
    pub(super) suffixes: Vec<String>,
    /// Whether the hash of its content becomes a part of its name.
    pub(super) hashed: bool,
}

/// What an object is known by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Id {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

impl Id {
    /// What a document says it is.
    pub(super) fn of(draft: &Draft) -> Self {
        let api = draft.text_at(&["apiVersion"]);
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: draft.text_at(&["kind"]).to_owned(),
            name: draft.text_at(&["metadata", "name"]).to_owned(),
            namespace: draft.text_at(&["metadata", "namespace"]).to_owned(),
        }
    }

    /// Whether the two mean one object; no namespace is that by the name of `default`.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.same_kind(other) && self.name == other.name && self.meets(other)
    }

    /// The same with the namespace it is in where none is named, so that equal ones mean one object.
    pub(super) fn settled(self) -> Self {
        let namespace = self.effective_namespace().to_owned();
        Self { namespace, ..self }
    }

    pub(super) fn same_kind(&self, other: &Self) -> bool {
        self.group == other.group && self.version == other.version && self.kind == other.kind
    }

    /// Whether the two are in one namespace.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.effective_namespace() == other.effective_namespace()
    }

    /// The namespace it is in where none is named.
    pub(super) fn effective_namespace(&self) -> &str {
        match self.namespace.as_str() {
            _ if self.is_cluster_scoped() => "",
            "" => "default",
            namespace => namespace,
        }
    }

    /// Whether objects of that kind are in no namespace, as far as kustomize knows: it counts all others as namespaced.
    pub(super) fn is_cluster_scoped(&self) -> bool {
        let kinds: &[&str] = match self.group.as_str() {
            "" => &["Namespace", "Node", "PersistentVolume", "ComponentStatus"],
            "rbac.authorization.k8s.io" => &["ClusterRole", "ClusterRoleBinding"],
            "apiextensions.k8s.io" => &["CustomResourceDefinition"],
            "apiregistration.k8s.io" => &["APIService"],
            "storage.k8s.io" => &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"],
            "scheduling.k8s.io" => &["PriorityClass"],
            "networking.k8s.io" => &["IngressClass"],
            "node.k8s.io" => &["RuntimeClass"],
            "policy" => &["PodSecurityPolicy"],
            "certificates.k8s.io" => &["CertificateSigningRequest"],
            "flowcontrol.apiserver.k8s.io" if self.version == "v1beta1" => {
                &["FlowSchema", "PriorityLevelConfiguration"]
            }
            "admissionregistration.k8s.io" => &[
                "ValidatingWebhookConfiguration",
                "MutatingWebhookConfiguration",
                "ValidatingAdmissionPolicy",
                "ValidatingAdmissionPolicyBinding",
            ],
            _ => &[],
        };
        kinds.contains(&self.kind.as_str())
    }
}

impl Object {
    pub(super) fn new(draft: Draft, path: &str) -> Self {
        Self {
            draft,
            path: path.to_owned(),
            former: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            hashed: false,
        }
    }

    /// What it is called now.
    pub(super) fn id(&self) -> Id {
        Id::of(&self.draft)
    }

    /// What it was called in the file that defines it.
    pub(super) fn original(&self) -> Id {
        self.former.first().cloned().unwrap_or_else(|| self.id())
    }

    /// Everything it was ever called.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        self.former.iter().cloned().chain([self.id()])
    }

    /// Keeps what it is called now, before that changes.
    pub(super) fn remember(&mut self) {
        self.former.push(self.id());
    }

    /// Writes annotations as texts and drops them where they hold nothing, as kustomize does with its own notes among them.
    pub(super) fn settle_annotations(&mut self) {
        if let Some(annotations) = self.draft.get_mut("metadata").and_then(|meta| meta.get_mut("annotations"))
            && let Value::Map(pairs) = &mut annotations.value
        {
            for (_, value) in pairs {
                match &mut value.value {
                    Value::Scalar(scalar) => scalar.plain = false,
                    Value::Null => *value = Draft::string("null", value.span),
                    Value::Map(_) | Value::List(_) => {}
                }
            }
        }
        if let Some(meta) = self.draft.get_mut("metadata")
            && meta.get("annotations").is_some_and(|annotations| annotations.pairs().is_empty())
        {
            meta.remove("annotations");
        }
    }

    /// Whether a chart has it for `helm test` only.
    pub(super) fn is_test(&self) -> bool {
        let hooks = self.draft.text_at(&["metadata", "annotations", "helm.sh/hook"]);
        hooks.split(',').any(|hook| hook.trim().starts_with("test"))
    }

    pub(super) fn name(&self) -> &str {
        self.draft.text_at(&["metadata", "name"])
    }

    /// Gives it another name, which something at `span` asks for.
    pub(super) fn rename(&mut self, name: &str, span: Span) {
        let meta = self.draft.entry("metadata", span);
        // A name with a prefix is still written where the name is.
        let place = meta.get("name").map_or(span, |name| name.span);
        meta.set(Key::new("name", span), Draft::string(name, place));
    }
}
