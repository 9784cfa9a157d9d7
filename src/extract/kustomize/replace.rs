//! Values that are copied from one object to others: `replacements`, and the older `vars`.

use std::collections::BTreeMap;

use super::draft::{Draft, Value};
use super::merge::pod_path;
use super::object::{Id, Object};
use super::path::{self, Step};
use super::select::Selector;
use super::transform::Extra;
use crate::source::Span;

/// Texts with variables in them do not become longer than this, in bytes.
const LONGEST: usize = 1 << 20;

/// Carries out one entry of `replacements`.
///
/// # Errors
/// What cannot be carried out, with its place.
pub(super) fn replace(objects: &mut [Object], entry: &Draft) -> Result<(), (Span, String)> {
    let value = source_value(objects, entry)?;
    for target in entry.list("targets") {
        let Some(select) = target.get("select") else { continue };
        let select = Selector::words(select);
        let rejected: Vec<Selector> = target.list("reject").iter().map(Selector::words).collect();
        let options = Options::read(target.get("options"));
        let default = [Draft::string("metadata.name", target.span)];
        let fields = target.get("fieldPaths").map_or(&default[..], Draft::items);
        let fits =
            |object: &&mut Object| select.fits(object) && !rejected.iter().any(|reject| reject.fits(object));
        for object in objects.iter_mut().filter(fits) {
            let before = object.id();
            for field in fields {
                let steps = path::steps(field.text().unwrap_or(""));
                if steps.is_empty() || !value.is_copyable(steps.len()) {
                    return Err((
                        field.span,
                        "this replacement is not carried out: it would copy too much".to_owned(),
                    ));
                }
                let create = options.create.then_some(value.span);
                path::change(&mut object.draft, &steps, create, &mut |old| options.put(old, &value));
            }
            if object.id() != before {
                object.former.push(before);
            }
        }
    }
    Ok(())
}

fn source_value(objects: &[Object], entry: &Draft) -> Result<Draft, (Span, String)> {
    if let Some(value) = entry.get("sourceValue") {
        return Ok(value.clone());
    }
    let Some(source) = entry.get("source") else {
        return Err((entry.span, "this replacement names no source".to_owned()));
    };
    let select = Selector::words(source);
    let Some(object) = objects.iter().find(|object| select.fits(object)) else {
        return Err((source.span, "no object is the source of this replacement".to_owned()));
    };
    let field = source.get("fieldPath").and_then(Draft::text).unwrap_or("metadata.name");
    let Some(value) = path::find(&object.draft, &path::steps(field)) else {
        let message = format!("'{}' has no field '{field}' to copy", object.name());
        return Err((source.span, message));
    };
    Ok(Options::read(source.get("options")).part(value))
}

/// Which part of a text is meant.
struct Options {
    delimiter: String,
    index: i64,
    create: bool,
}

impl Options {
    fn read(options: Option<&Draft>) -> Self {
        let text = |key: &str| options.map_or("", |options| options.text_at(&[key]));
        Self {
            delimiter: text("delimiter").to_owned(),
            index: text("index").parse().unwrap_or(0),
            create: text("create") == "true",
        }
    }

    /// The part of the value that is copied.
    fn part(&self, value: &Draft) -> Draft {
        let Some(text) = value.text().filter(|_| !self.delimiter.is_empty()) else { return value.clone() };
        let index = usize::try_from(self.index).unwrap_or(0);
        let part = text.split(self.delimiter.as_str()).nth(index).unwrap_or("");
        Draft::string(part, value.span)
    }

    /// Puts a value in the place of another, or of the part of it that is meant.
    fn put(&self, old: &mut Draft, value: &Draft) {
        let (Some(text), Some(new)) = (old.text(), value.text()) else {
            *old = value.clone();
            return;
        };
        if self.delimiter.is_empty() {
            // The target stays what it was, a string or a number.
            let string = matches!(&old.value, Value::Scalar(scalar) if !scalar.plain);
            *old = if string { Draft::string(new, value.span) } else { value.clone() };
            return;
        }
        let mut parts: Vec<&str> = text.split(self.delimiter.as_str()).collect();
        match usize::try_from(self.index) {
            Ok(at) if at < parts.len() => parts[at] = new,
            Ok(_) => parts.push(new),
            Err(_) => parts.insert(0, new),
        }
        *old = Draft::string(parts.join(&self.delimiter), value.span);
    }
}

/// A variable of `vars`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Variable {
    name: String,
    entry: Draft,
}

impl Variable {
    pub(super) fn read(entry: &Draft) -> Option<Self> {
        let name = entry.get("name")?.text()?.to_owned();
        Some(Self { name, entry: entry.clone() })
    }
}

/// Writes the values of variables in the place of `$(NAME)`.
pub(super) fn resolve(
    objects: &mut [Object],
    variables: &[Variable],
    extras: &[Extra],
) -> Vec<(Span, String)> {
    let mut errors = Vec::new();
    let mut values = BTreeMap::new();
    for variable in variables {
        let reference =
            variable.entry.get("objref").cloned().unwrap_or_else(|| Draft::map(variable.entry.span));
        let select = Selector::words(&reference);
        let field = match variable.entry.text_at(&["fieldref", "fieldPath"]) {
            "" => variable.entry.text_at(&["fieldref", "fieldpath"]),
            path => path,
        };
        let steps = path::steps(if field.is_empty() { "metadata.name" } else { field });
        let steps: Vec<Step> = steps.into_iter().flat_map(indexed).collect();
        let mut found = objects.iter().filter(|object| select.fits(object));
        match found.find_map(|object| path::find(&object.draft, &steps)) {
            Some(value) => _ = values.insert(variable.name.clone(), value.clone()),
            None => errors.push((
                variable.entry.span,
                format!("no object has the value of the variable '{}'", variable.name),
            )),
        }
    }
    if values.is_empty() {
        return errors;
    }
    for object in objects {
        let id = object.id();
        for path in fields(&id) {
            object.draft.visit(&path, None, &mut |value| expand(value, &values));
        }
        for extra in extras.iter().filter(|extra| super::reference::is_kind(&extra.kind, &id)) {
            object.draft.visit(&extra.field.keys(), None, &mut |value| expand(value, &values));
        }
    }
    errors
}

/// An index behind a key, as the paths of variables have it.
fn indexed(step: Step) -> Vec<Step> {
    match &step {
        Step::Key(key) => match key.split_once('[') {
            Some((key, index)) => {
                let index = index.trim_end_matches(']').to_owned();
                vec![Step::Key(key.to_owned()), Step::Key(index)]
            }
            None => vec![step],
        },
        _ => vec![step],
    }
}

/// Where variables are looked for.
fn fields(id: &Id) -> Vec<Vec<&'static str>> {
    let mut fields: Vec<Vec<&str>> = vec![vec!["metadata", "labels"], vec!["metadata", "annotations"]];
    if let Some(pod) = pod_path(&id.kind) {
        for containers in ["containers", "initContainers"] {
            for field in [&["args"][..], &["command"], &["env", "value"], &["volumeMounts", "mountPath"]] {
                fields.push(pod.iter().chain(&[containers]).chain(field).copied().collect());
            }
        }
        fields.push(pod.iter().chain(&["volumes", "nfs", "server"]).copied().collect());
    }
    match id.kind.as_str() {
        "Deployment" => fields.push(vec!["spec", "template", "metadata", "annotations"]),
        "Ingress" => {
            fields.push(vec!["spec", "rules", "host"]);
            fields.push(vec!["spec", "tls", "hosts"]);
            fields.push(vec!["spec", "tls", "secretName"]);
        }
        "Service" => {
            fields.push(vec!["spec", "ports", "port"]);
            fields.push(vec!["spec", "ports", "targetPort"]);
        }
        "StatefulSet" => fields.push(vec!["spec", "volumeClaimTemplates", "spec", "nfs", "server"]),
        "PersistentVolume" => fields.push(vec!["spec", "nfs", "server"]),
        _ => {}
    }
    fields
}

fn expand(value: &mut Draft, values: &BTreeMap<String, Draft>) {
    if let Value::Map(pairs) = &mut value.value {
        for (_, value) in pairs {
            expand(value, values);
        }
        return;
    }
    let Some(text) = value.text().filter(|text| text.contains("$(")) else { return };
    let alone =
        text.strip_prefix("$(").and_then(|name| name.strip_suffix(')')).and_then(|name| values.get(name));
    if let Some(known) = alone {
        *value = known.clone();
        return;
    }
    let (mut expanded, mut rest) = (String::new(), text);
    while let Some(start) = rest.find("$(").filter(|_| expanded.len() <= LONGEST) {
        let end = rest[start..].find(')').map_or(rest.len(), |end| start + end + 1);
        let name = rest[start..end].trim_start_matches("$(").trim_end_matches(')');
        expanded.push_str(&rest[..start]);
        match values.get(name).and_then(Draft::text) {
            Some(text) if !rest[..start].ends_with('$') => {
                expanded.push_str(text);
            }
            _ => expanded.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    expanded.push_str(rest);
    if expanded != text && expanded.len() <= LONGEST {
        *value = Draft::string(expanded, value.span);
    }
}
