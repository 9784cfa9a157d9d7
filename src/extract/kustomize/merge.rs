//! Strategic merge patches, as kustomize applies them: mappings are merged, lists of known types are merged by their keys, all
//! other lists are replaced.

use super::draft::{Draft, Value, is_equal};
use super::object::Id;
use super::schema::Schema;

/// What `$patch` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    Merge,
    Replace,
    Delete,
}

/// What is known of the lists in an object: its kind, and a schema that the kustomization brings along.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) id: &'a Id,
    pub(super) schema: Option<&'a Schema>,
}

impl<'a> Lists<'a> {
    /// By which keys the items of the list at a path are known, as [`keys`] says; kustomize knows nothing but a schema that it
    /// is given.
    fn keys(self, path: &[String]) -> Option<Vec<&'a str>> {
        match self.schema {
            Some(schema) => schema.keys(self.id, path),
            None => keys(self.id, path).map(<[&str]>::to_vec),
        }
    }
}

/// The object with the patch in it; `None` where the patch deletes it.
pub(super) fn apply(object: Draft, patch: Draft, lists: Lists) -> Option<Draft> {
    let mut path = Vec::new();
    let mut merged = merge(Some(object), patch, lists, &mut path)?;
    merged.drop_absent();
    Some(merged)
}

fn merge(base: Option<Draft>, patch: Draft, lists: Lists, path: &mut Vec<String>) -> Option<Draft> {
    let base = base.filter(|base| !base.is_null());
    match patch.value {
        Value::Null => None,
        // What a patch only repeats is set where it was.
        Value::Scalar(_) => base.filter(|base| is_equal(base, &patch)).or(Some(patch)),
        Value::Map(_) => merge_map(base, patch, lists, path),
        Value::List(_) => match lists.keys(path) {
            Some(keys) => merge_list(base, patch, &keys, lists, path),
            None => Some(patch),
        },
    }
}

fn merge_map(base: Option<Draft>, mut patch: Draft, lists: Lists, path: &mut Vec<String>) -> Option<Draft> {
    let directive = directive(&mut patch);
    if directive == Directive::Delete {
        return None;
    }
    let base = base.filter(|base| directive == Directive::Merge && matches!(base.value, Value::Map(_)));
    let mut result = base.unwrap_or_else(|| Draft::map(patch.span));
    let Value::Map(pairs) = patch.value else { return Some(result) };
    for (key, value) in pairs {
        let known = result.get(&key.text).cloned();
        path.push(key.text.clone());
        let merged = merge(known, value, lists, path);
        path.pop();
        match merged {
            // What is merged is still written where it was; what is replaced is written in the patch.
            Some(merged) => match result.get_mut(&key.text) {
                Some(known) if is_merged(known, &merged) => *known = merged,
                _ => result.set(key, merged),
            },
            None => _ = result.remove(&key.text),
        }
    }
    Some(result)
}

/// Whether a collection took in a patch, rather than being replaced by one.
fn is_merged(known: &Draft, merged: &Draft) -> bool {
    known.span == merged.span && !matches!(merged.value, Value::Scalar(_) | Value::Null)
}

fn directive(patch: &mut Draft) -> Directive {
    match patch.remove("$patch").as_ref().and_then(Draft::text) {
        Some("delete") => Directive::Delete,
        Some("replace") => Directive::Replace,
        _ => Directive::Merge,
    }
}

/// What an item that holds nothing else says of the whole list.
fn list_directive(items: &mut Vec<Draft>) -> Directive {
    let alone = |item: &Draft| item.pairs().len() == 1 && item.get("$patch").is_some();
    let Some(at) = items.iter().position(alone) else { return Directive::Merge };
    directive(&mut items.remove(at))
}

/// Merges lists whose items are known by keys; without keys the items are values of a set. What the patch names comes first.
fn merge_list(
    base: Option<Draft>,
    patch: Draft,
    keys: &[&str],
    lists: Lists,
    path: &mut Vec<String>,
) -> Option<Draft> {
    let Value::List(mut patched) = patch.value else { return base };
    let directive = list_directive(&mut patched);
    if directive == Directive::Delete {
        return None;
    }
    let base = base.filter(|base| directive == Directive::Merge && matches!(base.value, Value::List(_)));
    let span = base.as_ref().map_or(patch.span, |base| base.span);
    let Some(Draft { value: Value::List(mut known), .. }) =
        base.or(Some(Draft { value: Value::List(Vec::new()), span }))
    else {
        return None;
    };
    let mut items: Vec<Draft> = Vec::new();
    for item in patched {
        let same = |other: &Draft| {
            if keys.is_empty() { other.text() == item.text() } else { is_same(other, &item, keys) }
        };
        let found = known.iter().position(same).map(|at| known.remove(at));
        let earlier = items.iter().position(same);
        let merged = merge(earlier.map(|at| items[at].clone()).or(found), item, lists, path);
        let merged = merged.filter(|merged| !matches!(&merged.value, Value::Map(pairs) if pairs.is_empty()));
        match (earlier, merged) {
            (Some(at), Some(merged)) => items[at] = merged,
            (Some(at), None) => _ = items.remove(at),
            (None, Some(merged)) => items.push(merged),
            (None, None) => {}
        }
    }
    items.append(&mut known);
    Some(Draft { value: Value::List(items), span })
}

/// Whether two items have the same keys: of several keys those that both have.
fn is_same(a: &Draft, b: &Draft, keys: &[&str]) -> bool {
    let mut common = false;
    for key in keys {
        match (a.get(key).and_then(Draft::text), b.get(key).and_then(Draft::text)) {
            (Some(a), Some(b)) if a == b => common = true,
            (Some(_), Some(_)) => return false,
            _ => {}
        }
    }
    common
}

/// The path of keys from an object of that kind to its pod specification.
pub(super) fn pod_path(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "Pod" => &["spec"],
        "PodTemplate" => &["template", "spec"],
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet" | "ReplicationController" | "Job" => {
            &["spec", "template", "spec"]
        }
        "CronJob" => &["spec", "jobTemplate", "spec", "template", "spec"],
        _ => return None,
    })
}

/// By which keys the items of a list are known (`x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of the
/// Kubernetes API); no keys for a set of values; `None` for a list that is replaced, as all of unknown kinds are.
fn keys(id: &Id, path: &[String]) -> Option<&'static [&'static str]> {
    if !is_builtin(&id.group) {
        return None;
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["metadata", "ownerReferences"] => return Some(&["uid"]),
        [.., "metadata", "finalizers"] => return Some(&[]),
        ["status", "conditions"] => return Some(&["type"]),
        _ => {}
    }
    if let Some(pod) = pod_path(&id.kind).and_then(|pod| path.strip_prefix(pod)) {
        return pod_keys(pod);
    }
    match (id.kind.as_str(), path.as_slice()) {
        ("Service", ["spec", "ports"]) => Some(&["port", "protocol"]),
        ("ServiceAccount", ["secrets"]) => Some(&["name"]),
        ("ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration", ["webhooks"]) => Some(&["name"]),
        (
            "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration",
            ["webhooks", "matchConditions"],
        )
        | ("ValidatingAdmissionPolicy", ["spec", "matchConditions" | "variables"]) => Some(&["name"]),
        _ => None,
    }
}

fn pod_keys(path: &[&str]) -> Option<&'static [&'static str]> {
    Some(match path {
        [
            "containers"
            | "initContainers"
            | "ephemeralContainers"
            | "volumes"
            | "imagePullSecrets"
            | "resourceClaims"
            | "schedulingGates",
        ]
        | ["containers" | "initContainers" | "ephemeralContainers", "env"] => &["name"],
        ["containers" | "initContainers" | "ephemeralContainers", "ports"] => &["containerPort", "protocol"],
        ["containers" | "initContainers" | "ephemeralContainers", "volumeMounts"] => &["mountPath"],
        ["containers" | "initContainers" | "ephemeralContainers", "volumeDevices"] => &["devicePath"],
        ["hostAliases"] => &["ip"],
        ["topologySpreadConstraints"] => &["topologyKey", "whenUnsatisfiable"],
        _ => return None,
    })
}

/// Whether Kubernetes itself defines the kinds of that API group.
fn is_builtin(group: &str) -> bool {
    matches!(group, "" | "apps" | "batch" | "autoscaling" | "policy" | "extensions")
        || group.strip_suffix(".k8s.io").is_some_and(|name| {
            matches!(
                name,
                "admissionregistration"
                    | "apiextensions"
                    | "apiregistration"
                    | "certificates"
                    | "coordination"
                    | "discovery"
                    | "events"
                    | "networking"
                    | "node"
                    | "rbac.authorization"
                    | "resource"
                    | "scheduling"
                    | "storage"
            )
        })
}

/// Adds what a patch without changes of its own would: the pairs of one mapping in another, those of the second winning.
pub(super) fn overlay(base: &mut Draft, more: &Draft) {
    for (key, value) in more.pairs() {
        base.set(key.clone(), value.clone());
    }
}
