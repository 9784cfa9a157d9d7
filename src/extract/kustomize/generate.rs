//! ConfigMaps and Secrets that a kustomization generates from literals, files and files of variables.

use super::draft::{Draft, Key, Scalar, Value};
use super::files::Files;
use super::merge::overlay;
use super::object::Object;
use crate::extract::kubernetes::base64;
use crate::source::{Span, join, name_of};

/// Base64 of more characters than this is broken into lines.
const BASE64_LINE: usize = 70;

/// What a generator does with an object of that name that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Behaviour {
    Create,
    Replace,
    Merge,
}

/// A generated object.
pub(super) struct Generated {
    pub(super) object: Object,
    pub(super) behaviour: Behaviour,
}

/// A key with its value.
struct Pair {
    key: String,
    value: Draft,
    /// Whether the value is the base64 of bytes that are no text.
    binary: bool,
}

/// Makes the object of an entry of `configMapGenerator` or `secretGenerator`.
///
/// # Errors
/// What cannot be read, with its place; the rest of the object is made all the same.
pub(super) fn generate(
    files: &Files,
    path: &str,
    entry: &Draft,
    secret: bool,
    options: Option<&Draft>,
    errors: &mut Vec<(Span, String)>,
) -> Option<Generated> {
    let folder = crate::source::folder_of(path);
    let name = entry.get("name").filter(|name| name.text().is_some())?;
    let mut pairs = Vec::new();
    let envs = entry.list("envs").iter().chain(entry.get("env"));
    for source in envs {
        match load(files, folder, source) {
            Ok((text, _)) => variables(&text, &mut pairs),
            Err(error) => errors.push(error),
        }
    }
    for literal in entry.list("literals") {
        match pair(literal) {
            Some(pair) => pairs.push(pair),
            None => errors.push((literal.span, "this literal is not read: it is no 'key=value'".to_owned())),
        }
    }
    for source in entry.list("files") {
        let Some(text) = source.text() else { continue };
        let (key, file) = text.split_once('=').unwrap_or((name_of(text), text));
        match load(files, folder, &Draft::string(file, source.span)) {
            Ok((value, binary)) => pairs.push(Pair { key: key.to_owned(), value, binary }),
            Err(error) => errors.push(error),
        }
    }
    let span = name.span;
    let mut draft = Draft::map(entry.span);
    draft.set(Key::new("apiVersion", span), Draft::string("v1", span));
    draft.set(Key::new("kind", span), Draft::string(if secret { "Secret" } else { "ConfigMap" }, span));
    let meta = draft.entry("metadata", span);
    meta.set(Key::new("name", span), name.clone());
    if let Some(namespace) = entry.get("namespace") {
        meta.set(Key::new("namespace", namespace.span), namespace.clone());
    }
    let own = entry.get("options");
    for options in options.into_iter().chain(own) {
        for field in ["labels", "annotations"] {
            if let Some(more) = options.get(field).filter(|more| !more.pairs().is_empty()) {
                overlay(draft.entry("metadata", more.span).entry(field, more.span), more);
            }
        }
    }
    let says = |field: &str| {
        let options = own.into_iter().chain(options);
        options.filter_map(|options| options.get(field)).find(|value| value.text() == Some("true"))
    };
    if secret {
        let kind = entry.get("type").cloned().unwrap_or_else(|| Draft::string("Opaque", span));
        draft.set(Key::new("type", kind.span), kind);
    }
    if secret {
        draft.entry("data", span);
    }
    for Pair { key, value, binary } in pairs {
        let field = if binary && !secret { "binaryData" } else { "data" };
        let value = if secret && !binary {
            encoded(value.text().unwrap_or("").as_bytes(), value.span)
        } else {
            value
        };
        draft.entry(field, span).set(Key::new(&key, value.span), value);
    }
    if let Some(immutable) = says("immutable") {
        draft.set(Key::new("immutable", immutable.span), Draft::plain("true", immutable.span));
    }
    let mut object = Object::new(draft, path);
    object.hashed = says("disableNameSuffixHash").is_none();
    let behaviour = match entry.text_at(&["behavior"]) {
        "merge" => Behaviour::Merge,
        "replace" => Behaviour::Replace,
        _ => Behaviour::Create,
    };
    Some(Generated { object, behaviour })
}

/// The text of a file, each line with its place there, or all of it with the place that names the file; the base64 of what is
/// no text, and that it is.
fn load(files: &Files, folder: &str, source: &Draft) -> Result<(Draft, bool), (Span, String)> {
    let name = source.text().unwrap_or("");
    let file = join(folder, name).and_then(|path| files.find(&path));
    let Some(file) = file else {
        return Err((source.span, format!("there is no file '{name}' to generate from")));
    };
    let bytes = files
        .bytes(file)
        .map_err(|reason| (source.span, format!("the file '{name}' was not read: {reason}")))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Ok((encoded(error.as_bytes(), source.span), true)),
    };
    if !files.is_kept(file) {
        return Ok((Draft::string(text, source.span), false));
    }
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        Span::new(file, start, start + line.trim_end_matches('\n').len())
    });
    let lines: Vec<Span> = lines.collect();
    let span = Span::new(file, 0, text.len());
    Ok((Draft { value: Value::Scalar(Scalar { text, plain: false, lines }), span }, false))
}

/// The pairs of a file of variables: lines of `KEY=value`, taken as they are; empty lines and comments left out.
fn variables(text: &Draft, pairs: &mut Vec<Pair>) {
    let Value::Scalar(scalar) = &text.value else { return };
    let lines = scalar.text.trim_start_matches('\u{feff}').split('\n');
    for (at, line) in lines.enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let own = line.trim_start();
        if own.is_empty() || own.starts_with('#') {
            continue;
        }
        let (key, value) = own.split_once('=').unwrap_or((own, ""));
        let place = scalar.lines.get(at).copied();
        let place = place.map_or(text.span, |place| Span {
            start: place.end.saturating_sub(value.len() as u32).max(place.start),
            ..place
        });
        pairs.push(Pair { key: key.to_owned(), value: Draft::string(value, place), binary: false });
    }
}

/// The key and value of a literal; quotes around the value are dropped.
fn pair(literal: &Draft) -> Option<Pair> {
    let text = literal.text()?;
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty())?;
    let mut start = key.len() + 1;
    let mut own = value;
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote)) {
            (own, start) = (inner, key.len() + 2);
            break;
        }
    }
    let is_copy = (literal.span.end - literal.span.start) as usize == text.len();
    let place = if is_copy {
        let start = literal.span.start as usize + start;
        Span::new(literal.span.file, start, start + own.len())
    } else {
        literal.span
    };
    Some(Pair { key: key.to_owned(), value: Draft::string(own, place), binary: false })
}

/// Bytes as the `data` of a Secret has them.
fn encoded(bytes: &[u8], span: Span) -> Draft {
    let text = base64::encode(bytes);
    if text.len() < BASE64_LINE {
        return Draft::string(text, span);
    }
    let mut broken = String::with_capacity(text.len() + text.len() / BASE64_LINE + 1);
    for (at, c) in text.chars().enumerate() {
        broken.push(c);
        if (at + 1) % BASE64_LINE == 0 {
            broken.push('\n');
        }
    }
    if !broken.ends_with('\n') {
        broken.push('\n');
    }
    Draft::string(broken, span)
}
