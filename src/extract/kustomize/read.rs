//! What a kustomization says of itself: what it takes in, what it changes, which files are no objects of their own.

use super::chart;
use crate::artefact::kustomize::{ImageOverride, Kustomization};
use crate::extract::kubernetes::field::{arg_at, args, pairs};
use crate::extract::{Harvest, Reader};
use crate::fact::{Place, Role};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Arg, folder_of, join};

/// Reads one kustomization.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
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
    let (charts, missing) = charts(reader, folder, node);
    let mut external = missing || node.get("generators").is_some();
    let mut resources = Vec::new();
    for entry in ["resources", "bases", "components"].iter().flat_map(|key| args(node.get(key))) {
        match resolve(reader, folder, &entry) {
            Some(path) => resources.push(path),
            None => external = true,
        }
    }
    harvest.cluster.kustomizations.push(Kustomization {
        path: reader.path.to_owned(),
        span: node.span(),
        place: if makes_templates(node) { Place::of(Role::Generated) } else { reader.place.clone() },
        component: node.get("kind").and_then(Node::text) == Some("Component"),
        resources,
        others: other_files(node)
            .iter()
            .filter_map(|file| join(folder, file.known()?))
            .filter(|path| reader.exists(path))
            .collect(),
        charts,
        external,
        name_prefix: arg_at(node, &["namePrefix"]),
        name_suffix: arg_at(node, &["nameSuffix"]),
        labels: added_labels(node),
        images: items(node, "images").filter_map(image).collect(),
        files: std::collections::BTreeSet::new(),
    });
}

/// The folders of the charts that it takes in, and whether others are not in the project.
fn charts(reader: Reader, folder: &str, node: Node) -> (Vec<String>, bool) {
    let text = |node: Node, key: &str| node.get(key).and_then(Node::text).unwrap_or("").to_owned();
    let home = node.get("helmGlobals").map_or(String::new(), |globals| text(globals, "chartHome"));
    let new = items(node, "helmCharts").map(|item| (home.clone(), text(item, "name"), text(item, "version")));
    let old = items(node, "helmChartInflationGenerator")
        .map(|item| (text(item, "chartHome"), text(item, "chartName"), text(item, "chartVersion")));
    let found: Vec<Option<String>> = new
        .chain(old)
        .map(|(home, name, version)| {
            let mut folders = chart::folders(folder, &home, &name, &version).into_iter();
            folders.find(|folder| reader.exists(&format!("{folder}/Chart.yaml")))
        })
        .collect();
    let missing = found.iter().any(Option::is_none);
    (found.into_iter().flatten().collect(), missing)
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
    let names = super::files::NAMES.iter().filter_map(|name| join(&path, name));
    names.into_iter().find(|file| reader.exists(file))
}

/// Files that are no objects though they look like some: patches, values to replace, settings of transformers.
fn other_files(node: Node) -> Vec<Arg> {
    let lists = ["patches", "patchesJson6902", "replacements"];
    let mut files: Vec<Arg> =
        lists.iter().flat_map(|key| items(node, key)).filter_map(|item| arg_at(item, &["path"])).collect();
    let plain = [
        "patches",
        "patchesStrategicMerge",
        "configurations",
        "transformers",
        "generators",
        "validators",
        "crds",
    ];
    files.extend(plain.iter().flat_map(|key| args(node.get(key))));
    files
}

/// Whether what it adds is the text of a template: it is a step in the making of a chart, and what it builds is not deployed.
fn makes_templates(node: Node) -> bool {
    let labels = added_labels(node).into_iter().map(|(_, value)| value);
    let values = labels.chain(arg_at(node, &["namespace"]));
    values.chain(arg_at(node, &["namePrefix"])).any(|value| !value.literal)
}

fn added_labels(node: Node) -> Vec<(Arg, Arg)> {
    let mut labels = pairs(node.get("commonLabels"));
    labels.extend(items(node, "labels").flat_map(|item| pairs(item.get("pairs"))));
    labels
}

fn image(item: Node) -> Option<ImageOverride> {
    Some(ImageOverride {
        name: arg_at(item, &["name"])?,
        new_tag: arg_at(item, &["newTag"]),
        digest: arg_at(item, &["digest"]),
    })
}
