//! `devcontainer.json` (`json_reference` of containers.dev): the runtimes and variables of developers.

use super::Teller;
use super::teller::value;
use crate::artefact::reference::ImageReference;
use crate::extract::Reader;
use crate::fact::{Environment, Role};
use crate::parse::tree::Node;
use crate::source::{Arg, name_of};

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let mut place = teller.reader.place.clone();
    place.environment = Environment::Development;
    if place.role == Role::Production {
        place.role = Role::Development;
    }
    let reader = Reader { place: &place, ..teller.reader };
    let teller = &mut Teller { reader, harvest: teller.harvest };
    for key in ["containerEnv", "remoteEnv"] {
        teller.provide_all(root.get(key));
    }
    if let Some((language, version)) = root.get("image").and_then(image) {
        teller.runtime(language, version);
    }
    for (key, options) in root.get("features").into_iter().flat_map(Node::entries) {
        let feature = key.raw().split(':').next().unwrap_or("");
        let language = language(name_of(feature)).filter(|_| feature.contains("devcontainers/features/"));
        let version = options.get("version").or(Some(options)).and_then(value);
        let exact = |version: &Arg| version.literal && version.text.starts_with(|c: char| c.is_ascii_digit());
        if let (Some(language), Some(version)) = (language, version.filter(exact)) {
            teller.runtime(language, version);
        }
    }
}

/// The runtime of a prepared image: `mcr.microsoft.com/devcontainers/python:1-3.12-bookworm` has Python 3.12.
fn image(node: Node) -> Option<(&'static str, Arg)> {
    let reference = ImageReference::parse(&value(node)?)?;
    if !reference.repository.text.contains("devcontainers/") {
        return None;
    }
    let language = language(reference.name())?;
    let tag = reference.tag.filter(|tag| tag.literal)?;
    let is_number = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
    let mut numbers = tag.text.split('-').filter(is_number);
    let first = numbers.next()?;
    // A version of the image comes before that of the runtime.
    let version = numbers.next().unwrap_or(first).to_owned();
    let whole = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    whole.then(|| (language, Arg { text: version, ..tag.clone() }))
}

fn language(name: &str) -> Option<&'static str> {
    Some(match name {
        "python" => "python",
        "node" | "javascript-node" | "typescript-node" => "node",
        "go" => "go",
        "ruby" => "ruby",
        "php" => "php",
        "java" => "java",
        _ => return None,
    })
}
