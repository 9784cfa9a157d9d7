//! `volumes` of a service: short and long syntax (05-services.md of the Compose specification).

use std::ops::Range;

use super::interpolate;
use super::value::Field;
use crate::artefact::compose::ComposeVolume;
use crate::source::{Arg, join};

/// The entries of the field, file systems in memory left out.
pub(super) fn volumes(node: Field) -> Vec<ComposeVolume> {
    let volume = |item: Field| if item.is_mapping() { long(item) } else { short(item) };
    node.items().filter_map(volume).collect()
}

/// `[source:]target[:mode]`.
fn short(item: Field) -> Option<ComposeVolume> {
    let text = item.text()?;
    let parts = join_drives(text, interpolate::split(text, ':'));
    let (source, target, mode) = match parts.as_slice() {
        [target] => (None, target, None),
        [source, target] => (Some(source), target, None),
        [source, target, mode, ..] => (Some(source), target, Some(mode)),
        [] => return None,
    };
    let source = source.map(|range| item.part(range.clone()));
    let read_only = mode.is_some_and(|range| text[range.clone()].split(',').any(|option| option == "ro"));
    Some(ComposeVolume {
        host: source.as_ref().filter(|source| is_path(&source.text)).and_then(|source| host(item, source)),
        bind: source.as_ref().is_some_and(|source| is_path(&source.text)),
        source,
        target: item.part(target.clone()),
        read_only,
        span: item.span(),
    })
}

fn long(item: Field) -> Option<ComposeVolume> {
    let kind = item.get("type").and_then(Field::text).unwrap_or("volume");
    if !matches!(kind, "volume" | "bind" | "cluster") {
        return None;
    }
    let path = item.get("source").or_else(|| item.get("src"));
    let source = path.and_then(Field::arg);
    Some(ComposeVolume {
        host: path.filter(|_| kind == "bind").and_then(|path| host(path, source.as_ref()?)),
        source,
        bind: kind == "bind",
        target: ["target", "dst", "destination"]
            .into_iter()
            .find_map(|key| item.get(key))
            .and_then(Field::arg)?,
        read_only: item.get("read_only").and_then(Field::as_bool) == Some(true),
        span: item.span(),
    })
}

/// A path of the host as one of the project, where it lies in there. Compose is run in the folder of its file.
fn host(item: Field, source: &Arg) -> Option<String> {
    let written = item.text().unwrap_or_default();
    let behind = ["${PWD}", "$PWD"].iter().find_map(|folder| written.strip_prefix(folder));
    let path = match behind {
        Some(rest) => rest.split(':').next().unwrap_or_default().trim_start_matches('/'),
        None => source.text.as_str(),
    };
    let elsewhere = path.starts_with(['/', '~']) || path.contains("{}") || path.contains('\\');
    if elsewhere { None } else { join(item.folder(), path) }
}

/// The name of a volume has no slash and does not start with a dot or tilde.
fn is_path(source: &str) -> bool {
    source.starts_with(['.', '~']) || source.contains(['/', '\\'])
}

/// Puts the drive letter back before a Windows path.
fn join_drives(text: &str, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(parts.len());
    for part in parts {
        let is_rest = text[part.clone()].starts_with(['\\', '/']);
        let drive = joined.last_mut().filter(|before| {
            let before = &text[before.start..before.end];
            is_rest && before.len() == 1 && before.starts_with(|c: char| c.is_ascii_alphabetic())
        });
        match drive {
            Some(drive) => drive.end = part.end,
            None => joined.push(part),
        }
    }
    joined
}
