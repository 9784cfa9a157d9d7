//! Templates of OpenShift: the values of their parameters put in, as `oc process` does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Harvest, Manifest};
use crate::discover::{Class, Format, place};
use crate::parse::tree::{Node, Tree};
use crate::parse::yaml;
use crate::source::{FileId, Piece, Rendering, Sources, Span};

/// What parameters stand for: each value, and where it is set.
type Values = BTreeMap<String, (String, Span)>;

/// Renders every template. What a template says as it is written is taken out of the harvest.
pub fn render(sources: &Sources, harvest: &mut Harvest) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    let mut files = BTreeSet::new();
    for (file, source) in sources.iter() {
        let extension = source.path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_manifest = matches!(extension, "yaml" | "yml" | "json");
        if !is_manifest || !source.text.contains("Template") || !source.text.contains("${") {
            continue;
        }
        let tree = yaml::parse(file, &source.text);
        let values = values(&tree);
        if values.is_empty() || !tree.errors().is_empty() {
            continue;
        }
        files.insert(file);
        manifests.push(Manifest {
            values: Vec::new(),
            rendering: rendering(&source.path, file, &source.text, &values),
            of: source.path.clone(),
            place: place(&source.path, Class::Kubernetes(Format::Yaml), &source.text),
            variants: BTreeSet::new(),
        });
    }
    harvest.forget(&files);
    manifests
}

fn values(tree: &Tree) -> Values {
    let templates = tree.documents().filter(|document| {
        let version = document.get("apiVersion").and_then(Node::text).unwrap_or("");
        document.get("kind").and_then(Node::text) == Some("Template")
            && (version == "v1" || version.starts_with("template.openshift.io/"))
    });
    let parameters = templates.filter_map(|template| template.get("parameters")).flat_map(Node::items);
    parameters
        .filter_map(|parameter| {
            let (name, value) = (parameter.get("name")?.text()?, parameter.get("value")?);
            let text = value.text().filter(|text| is_plain(text))?;
            Some((name.to_owned(), (text.to_owned(), value.span())))
        })
        .collect()
}

/// Whether a value means the same wherever it is put: in a string of JSON as well as in YAML without quotes.
fn is_plain(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/:@+=".contains(&byte))
        && !value.ends_with(':')
}

/// The text with the values in the place of `${NAME}` and `${{NAME}}`; what has no value stays as it is.
fn rendering(path: &str, file: FileId, text: &str, values: &Values) -> Rendering {
    let mut made =
        Rendering { path: path.to_owned(), text: String::with_capacity(text.len()), pieces: Vec::new() };
    let mut push = |part: &str, written: Span, value: Option<Span>| {
        made.text.push_str(part);
        made.pieces.push(Piece { end: made.text.len() as u32, written, value });
    };
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text[at..].find("${") {
        let open = at + found;
        let (inner, close) = if text[open..].starts_with("${{") { (open + 3, "}}") } else { (open + 2, "}") };
        at = inner;
        let Some(length) = text[inner..].find(close) else { continue };
        let Some((value, set)) = values.get(&text[inner..inner + length]) else { continue };
        at = inner + length + close.len();
        push(&text[copied..open], Span::new(file, copied, open), None);
        push(value, Span::new(file, open, at), Some(*set));
        copied = at;
    }
    push(&text[copied..], Span::new(file, copied, text.len()), None);
    made
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::extract::helm;

    #[test]
    fn templates_of_the_folder_are_rendered() {
        let template = "apiVersion: v1\nkind: Template\nparameters: [{name: IMAGE, value: shop:1}]\nobjects: [{kind: Pod, image: '${IMAGE}'}]\n";
        let files = ["a/t.yaml", "b/t.yaml"].map(|path| (path.to_owned(), template.as_bytes().to_vec()));
        let made = crate::rendered(&Tree::from_memory(files), &helm::Options::default(), "a");
        let [manifest] = made.manifests.as_slice() else { panic!("{:?}", made.manifests) };
        assert_eq!(manifest.rendering.path, "a/t.yaml");
        assert!(manifest.rendering.text.contains("image: 'shop:1'"));
    }
}
