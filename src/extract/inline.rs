//! Dockerfiles that stand inside of compose files.

use std::collections::BTreeMap;

use super::code::Languages;
use super::{Harvest, Reader, image};
use crate::artefact::compose::Inline;
use crate::parse::tree::Node;
use crate::source::{Piece, Rendering, Sources};

/// The text of `dockerfile_inline` as the builder gets it, every line with its place. Compose hands `$$` on as `$`.
pub(super) fn of_node(path: &str, node: Node) -> Option<Inline> {
    let text = node.text()?;
    let mut made =
        Rendering { path: path.to_owned(), text: String::with_capacity(text.len()), pieces: Vec::new() };
    let mut at = 0;
    let mut push = |shown: &str, written: usize| {
        made.text.push_str(shown);
        let written_at = node.source_span(at..at + written);
        made.pieces.push(Piece { end: made.text.len() as u32, written: written_at, value: None });
        at += written;
    };
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        for (nth, part) in content.split("$$").enumerate() {
            if nth > 0 {
                push("$", 2);
            }
            push(part, part.len());
        }
        // The indentation of the next line is written between the two.
        push(&line[content.len()..], line.len() - content.len());
    }
    Some(Inline { rendering: made, file: None })
}

/// Reads the Dockerfiles inside of compose files as if each were a file in the same folder.
pub fn read(sources: &mut Sources, harvest: &mut Harvest, paths: &[String]) {
    let mut known = BTreeMap::new();
    let mut read = Harvest::default();
    let languages = Languages::default();
    for service in &mut harvest.services {
        let Some(build) = &mut service.build else { continue };
        let Some(inline) = &mut build.inline else { continue };
        let Some(written) = inline.rendering.pieces.first().map(|piece| piece.written) else { continue };
        let file = *known.entry(written).or_insert_with(|| {
            let file = sources.add(inline.rendering.clone());
            let source = sources.file(file);
            let (path, text) = (source.path.as_str(), source.text.as_str());
            let mut own = Harvest::default();
            image::extract(
                Reader { file, path, text, place: &service.place, paths, languages: &languages },
                &mut own,
            );
            if !service.place.role.is_own() {
                own.unreadable.clear();
            }
            if let Some(context) = &build.context {
                own.images.iter_mut().for_each(|image| image.context.clone_from(context));
            }
            read.append(own);
            file
        });
        inline.file = Some(file);
    }
    harvest.append(read);
}
