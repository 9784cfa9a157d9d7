//! Kustomizations: what they take in, what they patch, what they generate.

use super::field::{arg_at, args, pairs};
use super::patch;
use crate::artefact::cluster::{ConfigObject, Meta};
use crate::artefact::kustomize::{ImageOverride, Kustomization, PatchContent};
use crate::extract::{Harvest, Reader};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Arg, Span, folder_of, join};

/// Reads one kustomization.
pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = yaml::parse(reader.file, reader.text);
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
    for document in tree.documents().filter(|document| document.is_mapping()) {
        read(reader, document, harvest);
    }
}

fn read(reader: Reader, node: Node, harvest: &mut Harvest) {
    let folder = folder_of(reader.path);
    let mut external = ["helmCharts", "helmChartInflationGenerator", "generators", "transformers"]
        .iter()
        .any(|key| node.get(key).is_some());
    let mut resources = Vec::new();
    for entry in ["resources", "bases", "components"].iter().flat_map(|key| args(node.get(key))) {
        match resolve(reader, folder, &entry) {
            Some(path) => resources.push(path),
            None => external = true,
        }
    }
    let patches = patch::list(reader, folder, node, harvest);
    for patch in &patches {
        if let PatchContent::File(path) = &patch.content {
            harvest.patches.push(path.clone());
        }
    }
    for path in other_files(node) {
        harvest.patches.extend(join(folder, &path.text).filter(|path| reader.exists(path)));
    }
    let kustomization = Kustomization {
        path: reader.path.to_owned(),
        span: node.span(),
        place: reader.place.clone(),
        component: node.get("kind").and_then(Node::text) == Some("Component"),
        resources,
        external,
        namespace: arg_at(node, &["namespace"]),
        name_prefix: arg_at(node, &["namePrefix"]),
        name_suffix: arg_at(node, &["nameSuffix"]),
        labels: added_labels(node),
        images: items(node, "images").filter_map(image).collect(),
        patches,
        replicas: items(node, "replicas")
            .filter_map(|item| Some((arg_at(item, &["name"])?, arg_at(item, &["count"])?)))
            .collect(),
    };
    for (key, secret) in [("configMapGenerator", false), ("secretGenerator", true)] {
        for item in items(node, key) {
            harvest.cluster.configs.extend(generated(reader, item, secret, kustomization.namespace.as_ref()));
        }
    }
    harvest.cluster.kustomizations.push(kustomization);
}

fn items<'t>(node: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
    node.get(key).into_iter().flat_map(Node::items)
}

/// The project file that an entry of `resources` means; `None` for a remote one or one outside the project.
fn resolve(reader: Reader, folder: &str, entry: &Arg) -> Option<String> {
    let path = join(folder, entry.known()?)?;
    if reader.exists(&path) {
        return Some(path);
    }
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    names.iter().find_map(|name| {
        let file = if path.is_empty() { (*name).to_owned() } else { format!("{path}/{name}") };
        reader.exists(&file).then_some(file)
    })
}

/// Files that are no objects though they look like some: values to replace, settings of transformers.
fn other_files(node: Node) -> Vec<Arg> {
    let mut files: Vec<Arg> =
        items(node, "replacements").filter_map(|item| arg_at(item, &["path"])).collect();
    files.extend(["configurations", "transformers", "generators"].iter().flat_map(|key| args(node.get(key))));
    files
}

fn added_labels(node: Node) -> Vec<(Arg, Arg)> {
    let mut labels = pairs(node.get("commonLabels"));
    labels.extend(items(node, "labels").flat_map(|item| pairs(item.get("pairs"))));
    labels
}

fn image(item: Node) -> Option<ImageOverride> {
    Some(ImageOverride {
        name: arg_at(item, &["name"])?,
        new_name: arg_at(item, &["newName"]),
        new_tag: arg_at(item, &["newTag"]),
        digest: arg_at(item, &["digest"]),
        span: item.span(),
    })
}

/// The ConfigMap or Secret that a generator makes. Keys of files are their names; keys of `envs` stand in other files.
fn generated(reader: Reader, item: Node, secret: bool, namespace: Option<&Arg>) -> Option<ConfigObject> {
    let name = arg_at(item, &["name"])?;
    let mut entries: Vec<(Arg, Arg)> =
        args(item.get("literals")).iter().filter_map(|literal| split(literal, literal.span)).collect();
    entries.extend(args(item.get("files")).iter().filter_map(|file| {
        split(file, file.span).map(|(key, path)| (key, Arg { literal: false, ..path })).or_else(|| {
            let key = Arg::literal(crate::source::name_of(file.known()?), file.span);
            Some((key, Arg::computed("{}", file.span)))
        })
    }));
    let open = item.get("envs").is_some() || item.get("env").is_some();
    let merges = item.get("behavior").and_then(Node::text).is_some_and(|behavior| behavior != "create");
    let kind = if secret { "Secret" } else { "ConfigMap" };
    Some(ConfigObject {
        meta: Meta {
            api_version: None,
            kind: Arg::literal(kind, name.span),
            namespace: arg_at(item, &["namespace"]).or_else(|| namespace.cloned()),
            annotations: Vec::new(),
            span: item.span(),
            place: reader.place.clone(),
            name,
        },
        secret,
        readable: true,
        complete: !open && !merges,
        entries,
    })
}

/// `key=value`, both at the place of the entry.
fn split(entry: &Arg, span: Span) -> Option<(Arg, Arg)> {
    let (key, value) = entry.text.split_once('=')?;
    let value = Arg { text: value.trim_matches(['"', '\'']).to_owned(), literal: entry.literal, span };
    Some((Arg::literal(key, span), value))
}
