//! `build`: where an image is built, as paths of the project.

use super::layers::Layers;
use super::value::{Field, last_of_each};
use crate::artefact::compose::Build;
use crate::extract::inline;
use crate::source::{Arg, Sources, join};

/// Reads the field.
pub(super) fn build(sources: &Sources, layers: &Layers) -> Option<Build> {
    let nodes = layers.all("build");
    let nearest = nodes.iter().find(|node| !node.is_null())?;
    let field = |key: &str| nodes.iter().find_map(|node| node.get(key));
    let context =
        nodes.iter().find_map(|node| if node.is_scalar() { Some(*node) } else { node.get("context") });
    let context = match context {
        Some(context) => context.arg().and_then(|path| local(context.folder(), &path)),
        None => Some(nearest.folder().to_owned()),
    };
    let inline = field("dockerfile_inline");
    // Version 1 of the format has the Dockerfile's name beside `build`.
    let named = field("dockerfile").or_else(|| layers.get("dockerfile")).and_then(Field::arg);
    let dockerfile = match (&context, &named) {
        _ if inline.is_some() => None,
        (Some(context), Some(named)) => local(context, named),
        (Some(context), None) => usual(sources, context),
        (None, _) => None,
    };
    let pairs = |key: &str| {
        last_of_each(nodes.iter().rev().filter_map(|node| node.get(key)).flat_map(Field::pairs).collect())
    };
    Some(Build {
        span: nearest.span(),
        context,
        dockerfile,
        inline: inline.and_then(|inline| inline::of_node(sources.path(inline.span().file), inline.node())),
        target: field("target").and_then(Field::arg),
        args: pairs("args"),
        contexts: pairs("additional_contexts"),
    })
}

/// A path of the project; `None` for a remote one, one outside of the project, or one that is not known.
fn local(folder: &str, path: &Arg) -> Option<String> {
    let text = path.text.as_str();
    let remote = text.contains("://")
        || text.starts_with("git@")
        || text.starts_with("github.com/")
        || text.split('#').next().is_some_and(|address| address.to_ascii_lowercase().ends_with(".git"));
    let elsewhere = text.starts_with(['/', '~']) || text.contains("{}") || text.is_empty();
    if remote || elsewhere { None } else { join(folder, text) }
}

/// The Dockerfile that a builder finds by itself.
fn usual(sources: &Sources, context: &str) -> Option<String> {
    let docker = join(context, "Dockerfile")?;
    let other = join(context, "Containerfile")
        .filter(|path| sources.find(&docker).is_none() && sources.find(path).is_some());
    Some(other.unwrap_or(docker))
}
