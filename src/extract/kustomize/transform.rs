//! What a kustomization does to every object it takes in: namespace, names, labels, annotations, counts and images.

use regex::Regex;

use super::draft::{Draft, Key, Value};
use super::field::{self, Field};
use super::object::{Id, Object};
use super::reference::is_kind;
use crate::source::Span;

/// A field that a configuration adds to those that a transformer knows, and the kind that has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Extra {
    pub(super) kind: Id,
    pub(super) field: Field,
}

/// The fields of an object among those that a configuration adds.
fn extra<'e>(extras: &'e [Extra], id: &Id) -> impl Iterator<Item = Field> + use<'e> {
    let id = id.clone();
    extras.iter().filter(move |extra| is_kind(&extra.kind, &id)).map(|extra| extra.field.clone())
}

/// `namespace`.
pub(super) fn namespace(objects: &mut [Object], namespace: &Draft, extras: &[Extra]) {
    let (Some(name), span) = (namespace.text(), namespace.span) else { return };
    for object in objects {
        object.remember();
        let id = object.id();
        let value = || Draft::string(name, span);
        if !id.is_cluster_scoped() {
            object.draft.entry("metadata", span).set(Key::new("namespace", span), value());
        }
        match id.kind.as_str() {
            "Namespace" if id.version == "v1" && id.group.is_empty() => {
                object.draft.entry("metadata", span).set(Key::new("name", span), value());
            }
            "RoleBinding" | "ClusterRoleBinding" => {
                if let Some(subjects) = object.draft.get_mut("subjects") {
                    for subject in subjects.items_mut() {
                        if subject.text_at(&["name"]) == "default" {
                            subject.set(Key::new("namespace", span), value());
                        }
                    }
                }
            }
            "APIService" => {
                object.draft.visit(&["spec", "service", "namespace"], Some(span), &mut |old| *old = value());
            }
            "CustomResourceDefinition" => {
                let path = ["spec", "conversion", "webhook", "clientConfig", "service", "namespace"];
                object.draft.visit(&path, None, &mut |old| *old = value());
            }
            _ => {}
        }
        for field in extra(extras, &id) {
            let create = field.create.then_some(span);
            object.draft.visit(&field.keys(), create, &mut |old| *old = value());
        }
    }
}

/// `namePrefix` and `nameSuffix`.
pub(super) fn rename(objects: &mut [Object], prefix: Option<&Draft>, suffix: Option<&Draft>) {
    for (part, is_prefix) in [(prefix, true), (suffix, false)] {
        let Some((part, text)) = part.and_then(|part| Some((part, part.text()?))) else { continue };
        for object in objects.iter_mut().filter(|_| !text.is_empty()) {
            if matches!(
                object.original().kind.as_str(),
                "CustomResourceDefinition" | "APIService" | "Namespace"
            ) {
                continue;
            }
            object.remember();
            let name = if is_prefix {
                object.prefixes.push(text.to_owned());
                format!("{text}{}", object.name())
            } else {
                object.suffixes.push(text.to_owned());
                format!("{}{text}", object.name())
            };
            object.rename(&name, part.span);
        }
    }
}

/// Adds pairs to mappings of labels or annotations.
pub(super) fn add_pairs(objects: &mut [Object], pairs: &Draft, fields: &dyn Fn(&Id) -> Vec<Field>) {
    for object in objects {
        for field in fields(&object.id()) {
            for (key, value) in pairs.pairs() {
                let mut path = field.keys();
                let create = field.create.then_some(key.span);
                path.push(&key.text);
                let parents = &path[..path.len() - 1];
                object.draft.visit(parents, create, &mut |labels| {
                    if matches!(labels.value, Value::Map(_) | Value::Null) {
                        let text = value.text().unwrap_or("");
                        labels.set(key.clone(), Draft::string(text, value.span));
                    }
                });
            }
        }
    }
}

/// `commonLabels` and `labels`.
pub(super) fn labels(objects: &mut [Object], kustomization: &Draft, extras: &[Extra]) {
    let selectors = |id: &Id| field::selector_labels(id).into_iter().chain(extra(extras, id)).collect();
    for entry in kustomization.list("labels") {
        let Some(pairs) = entry.get("pairs") else { continue };
        let is_on = |field: &str| entry.text_at(&[field]) == "true";
        let own: Vec<Extra> = entry.list("fields").iter().map(Extra::read).collect();
        add_pairs(objects, pairs, &|id| {
            let known = if is_on("includeSelectors") {
                selectors(id)
            } else if is_on("includeTemplates") {
                field::template_labels(id)
            } else {
                field::labels()
            };
            let claims = is_on("includeVolumeClaimTemplates").then(|| field::claim_labels(id)).flatten();
            known.into_iter().chain(claims).chain(extra(&own, id)).collect()
        });
    }
    if let Some(pairs) = kustomization.get("commonLabels") {
        add_pairs(objects, pairs, &selectors);
    }
}

/// `commonAnnotations`.
pub(super) fn annotations(objects: &mut [Object], pairs: &Draft, extras: &[Extra]) {
    add_pairs(objects, pairs, &|id| field::annotations(id).into_iter().chain(extra(extras, id)).collect());
}

impl Extra {
    /// A field as configurations write it.
    pub(super) fn read(draft: &Draft) -> Self {
        Self {
            kind: kind(draft),
            field: Field::new(draft.text_at(&["path"]), draft.text_at(&["create"]) == "true"),
        }
    }
}

/// Group, version and kind of a mapping; what it leaves out is empty.
pub(super) fn kind(draft: &Draft) -> Id {
    Id {
        group: draft.text_at(&["group"]).to_owned(),
        version: draft.text_at(&["version"]).to_owned(),
        kind: draft.text_at(&["kind"]).to_owned(),
        name: String::new(),
        namespace: String::new(),
    }
}

/// `replicas`.
pub(super) fn replicas(objects: &mut [Object], entries: &[Draft]) {
    for entry in entries {
        let (Some(name), Some(count)) = (entry.get("name").and_then(Draft::text), entry.get("count")) else {
            continue;
        };
        let Some(number) = count.text() else { continue };
        for object in objects.iter_mut().filter(|object| object.ids().any(|id| id.name == name)) {
            let kinds = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"];
            if kinds.contains(&object.id().kind.as_str()) {
                let spec = object.draft.entry("spec", count.span);
                spec.set(Key::new("replicas", count.span), Draft::plain(number, count.span));
            }
        }
    }
}

/// `images`.
pub(super) fn images(objects: &mut [Object], entries: &[Draft], extras: &[Extra]) {
    for entry in entries {
        let Some(change) = ImageChange::read(entry) else { continue };
        for object in objects.iter_mut() {
            let id = object.id();
            if id.kind != "CustomResourceDefinition" {
                change.containers(&mut object.draft);
            }
            for path in [
                &["spec", "volumes", "image", "reference"][..],
                &["spec", "template", "spec", "volumes", "image", "reference"],
            ] {
                object.draft.visit(path, None, &mut |image| change.apply(image));
            }
            for field in extra(extras, &id) {
                object.draft.visit(&field.keys(), None, &mut |image| change.apply(image));
            }
        }
    }
}

struct ImageChange {
    fits: Regex,
    name: Option<String>,
    tag: Option<String>,
    digest: Option<String>,
    suffix: Option<String>,
    /// The part of the entry that says the most of what runs.
    place: Span,
}

impl ImageChange {
    fn read(entry: &Draft) -> Option<Self> {
        let name = entry.get("name")?.text()?;
        let field =
            |key: &str| entry.get(key).filter(|value| value.text().is_some_and(|text| !text.is_empty()));
        let text = |key: &str| field(key).and_then(Draft::text).map(str::to_owned);
        let place = ["digest", "newTag", "tagSuffix", "newName"].iter().find_map(|key| field(key));
        // As kustomize has it, the name is a part of a regular expression.
        let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
        Some(Self {
            fits: Regex::new(&pattern).ok()?,
            name: text("newName"),
            tag: text("newTag"),
            digest: text("digest"),
            suffix: text("tagSuffix"),
            place: place.map_or(entry.span, |place| place.span),
        })
    }

    /// Changes the images of containers wherever they are: operators have pod templates of their own.
    fn containers(&self, draft: &mut Draft) {
        match &mut draft.value {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    if matches!(key.text.as_str(), "containers" | "initContainers") {
                        for container in value.items_mut() {
                            if let Some(image) = container.get_mut("image") {
                                self.apply(image);
                            }
                        }
                    }
                    self.containers(value);
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.containers(item)),
            Value::Scalar(_) | Value::Null => {}
        }
    }

    fn apply(&self, image: &mut Draft) {
        let Some(text) = image.text().filter(|text| self.fits.is_match(text)) else { return };
        let (name, tag, digest) = split(text);
        let (tag, digest) = match (&self.tag, &self.digest, &self.suffix) {
            (Some(tag), Some(digest), _) => (tag.clone(), digest.clone()),
            (Some(tag), None, _) => (tag.clone(), String::new()),
            (None, Some(digest), _) => (String::new(), digest.clone()),
            (None, None, Some(suffix)) => (format!("{tag}{suffix}"), String::new()),
            (None, None, None) => (tag.to_owned(), digest.to_owned()),
        };
        let mut changed = self.name.as_deref().unwrap_or(name).to_owned();
        for (sign, part) in [(':', &tag), ('@', &digest)] {
            if !part.is_empty() {
                changed.push(sign);
                changed.push_str(part);
            }
        }
        if changed != text {
            *image = Draft::string(changed, self.place);
        }
    }
}

/// Name, tag and digest of an image; what it has not is empty.
fn split(image: &str) -> (&str, &str, &str) {
    let (rest, digest) = image.split_once('@').unwrap_or((image, ""));
    let path = rest.rfind('/').map_or(0, |slash| slash + 1);
    match rest[path..].find(':') {
        Some(colon) => (&rest[..path + colon], &rest[path + colon + 1..], digest),
        None => (rest, "", digest),
    }
}
