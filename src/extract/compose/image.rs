//! `image`: a reference of which some parts may come from variables.

use std::ops::Range;

use super::value::Field;
use crate::artefact::reference::ImageReference;
use crate::source::Arg;

/// The parts of the reference. A default makes the text of a part known, but not what is deployed.
pub(super) fn reference(node: Field) -> Option<ImageReference> {
    let written = node.interpolated()?;
    let reference = ImageReference::parse(&Arg::literal(written.text.as_str(), node.span()))?;
    let known = |part: Arg| {
        let range = position(&written.text, &part.text);
        let literal = part.literal && !written.holes.iter().any(|hole| overlap(hole, &range));
        Arg { literal, ..part }
    };
    Some(ImageReference {
        repository: known(reference.repository),
        tag: reference.tag.map(known),
        digest: reference.digest.map(known),
    })
}

/// Where a part stands: the repository at the start, the tag and digest nearer to the end.
fn position(text: &str, part: &str) -> Range<usize> {
    let start = if text.trim_start().starts_with(part) { text.find(part) } else { text.rfind(part) };
    let start = start.unwrap_or(0);
    start..start + part.len()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
