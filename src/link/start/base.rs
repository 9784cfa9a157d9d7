//! Entrypoints that base images bring along.

use crate::artefact::image::Image;
use crate::artefact::reference::ImageReference;
use crate::source::{Arg, Span};

/// The ENTRYPOINT that an image inherits from its external base, as far as it is known: each of the distroless images of a
/// language starts its interpreter (their `BUILD` files set it).
pub(super) fn entrypoint(image: &Image, span: Span) -> Vec<Arg> {
    let reference = image.base().and_then(|base| ImageReference::parse(&base.arg));
    let name = reference.as_ref().map_or("", |reference| reference.repository.text.as_str());
    let Some((_, language)) = name.split_once("distroless/") else { return Vec::new() };
    let language = language.split('-').next().unwrap_or("").trim_end_matches(|c: char| c.is_ascii_digit());
    let words: &[&str] = match language {
        "nodejs" => &["/nodejs/bin/node"],
        "python" => &["/usr/bin/python3"],
        "java" => &["/usr/bin/java", "-jar"],
        _ => &[],
    };
    words.iter().map(|word| Arg::literal(*word, span)).collect()
}
