//! ConfigMaps and Secrets, and the custom objects that make them.

use super::base64;
use super::field::{arg_at, pairs};
use crate::artefact::cluster::{ConfigObject, Meta};
use crate::parse::tree::Node;
use crate::source::Arg;

/// The ConfigMap or Secret that an object is or makes.
pub(super) fn read(node: Node, kind: &str, group: &str, meta: &Meta) -> Option<ConfigObject> {
    let core = matches!(group, "v1" | "");
    Some(match kind {
        "ConfigMap" if core => config_map(node, meta.clone()),
        "Secret" if core => secret(node, meta.clone()),
        "SealedSecret" => sealed_secret(node, meta),
        "ExternalSecret" => external_secret(node, meta),
        "ClusterExternalSecret" => {
            let name = arg_at(node, &["spec", "externalSecretName"]);
            let target = arg_at(node, &["spec", "externalSecretSpec", "target", "name"]);
            made_secret(meta, target.or(name), Vec::new(), false)
        }
        "Certificate" => made_secret(meta, Some(arg_at(node, &["spec", "secretName"])?), Vec::new(), false),
        "SecretProviderClass" => {
            let object = node.at(&["spec", "secretObjects"])?.items().next()?;
            made_secret(meta, arg_at(object, &["secretName"]), Vec::new(), false)
        }
        _ if kind.contains("Secret") && node.get("spec").is_some() => {
            let paths: [&[&str]; 4] = [
                &["spec", "destination", "name"],
                &["spec", "target", "name"],
                &["spec", "managedSecret", "name"],
                &["spec", "managedSecretReference", "secretName"],
            ];
            made_secret(meta, paths.iter().find_map(|path| arg_at(node, path)), Vec::new(), false)
        }
        "OnePasswordItem" => made_secret(meta, None, Vec::new(), false),
        _ => return None,
    })
}

fn config_map(node: Node, meta: Meta) -> ConfigObject {
    let mut entries = pairs(node.get("data"));
    entries.extend(pairs(node.get("binaryData")));
    ConfigObject {
        secret: false,
        readable: node.get("sops").is_none(),
        complete: !entries.is_empty() && !is_filled_by_others(node, &meta),
        entries,
        meta,
    }
}

fn secret(node: Node, meta: Meta) -> ConfigObject {
    let mut entries: Vec<(Arg, Arg)> =
        pairs(node.get("data")).into_iter().map(|(key, value)| (key, decoded(value))).collect();
    entries.extend(pairs(node.get("stringData")));
    let token = node.get("type").and_then(Node::text) == Some("kubernetes.io/service-account-token");
    ConfigObject {
        secret: true,
        readable: node.get("sops").is_none(),
        complete: !entries.is_empty() && !token && !is_filled_by_others(node, &meta),
        entries,
        meta,
    }
}

fn decoded(value: Arg) -> Arg {
    if !value.literal {
        return value;
    }
    match base64::decode_text(&value.text) {
        Some(text) => Arg { text, ..value },
        None => value,
    }
}

/// Whether a controller copies or injects more data into the object than stands here.
fn is_filled_by_others(node: Node, meta: &Meta) -> bool {
    let labels = pairs(node.at(&["metadata", "labels"]));
    let mut marks = meta.annotations.iter().chain(&labels);
    marks.any(|(key, _)| {
        ["replicat", "reflect", "inject", "avp.kubernetes.io"].iter().any(|mark| key.text.contains(mark))
    })
}

fn sealed_secret(node: Node, meta: &Meta) -> ConfigObject {
    let mut entries = pairs(node.at(&["spec", "encryptedData"]));
    entries.extend(pairs(node.at(&["spec", "template", "data"])));
    let complete = !entries.is_empty();
    made_secret(meta, arg_at(node, &["spec", "template", "metadata", "name"]), entries, complete)
}

fn external_secret(node: Node, meta: &Meta) -> ConfigObject {
    let data = node.at(&["spec", "data"]).into_iter().flat_map(Node::items);
    let entries: Vec<(Arg, Arg)> = data
        .filter_map(|item| {
            let key = arg_at(item, &["secretKey"])?;
            let remote = arg_at(item, &["remoteRef", "key"]).unwrap_or_else(|| key.clone());
            Some((key, remote))
        })
        .collect();
    let open = node.at(&["spec", "dataFrom"]).is_some() || node.at(&["spec", "target", "template"]).is_some();
    let complete = !open && !entries.is_empty();
    made_secret(meta, arg_at(node, &["spec", "target", "name"]), entries, complete)
}

/// A Secret whose values do not stand here.
fn made_secret(meta: &Meta, name: Option<Arg>, entries: Vec<(Arg, Arg)>, complete: bool) -> ConfigObject {
    let mut meta = meta.clone();
    if let Some(name) = name {
        meta.name = name;
    }
    ConfigObject { meta, secret: true, readable: false, complete, entries }
}
