//! What a kustomization deploys: everything that it takes in, with what it and the kustomizations below it change.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::draft::{Draft, Value};
use super::files::{self, Files};
use super::generate::{Behaviour, Generated, generate};
use super::object::{Id, Object};
use super::reference::{self, Reference};
use super::replace::{self, Variable};
use super::select::Selector;
use super::transform::{self, Extra};
use super::{field, hash, json, merge};
use crate::source::{FileId, Span, folder_of, join};

/// How many nodes the objects of all kustomizations together may have.
const BUDGET: usize = 20_000_000;

/// How deep kustomizations may take in one another.
const DEEPEST: usize = 64;

/// The most bytes that may be read for the inline patches of the whole project, each counted from the start of its file.
const INLINE_BUDGET: usize = 256 << 20;

/// Fields whose objects are not known: something else makes or changes them.
const FOREIGN: [&str; 5] =
    ["helmCharts", "helmChartInflationGenerator", "generators", "transformers", "validators"];

/// What a kustomization and those below it have taken in so far.
#[derive(Clone, Debug, Default)]
struct Layer {
    objects: Vec<Object>,
    variables: Vec<Variable>,
    configuration: Configuration,
    /// Whether there may be objects that are not known.
    open: bool,
}

/// Fields that `configurations` add.
#[derive(Clone, Debug, Default)]
struct Configuration {
    references: Vec<Reference>,
    namespace: Vec<Extra>,
    labels: Vec<Extra>,
    annotations: Vec<Extra>,
    images: Vec<Extra>,
    variables: Vec<Extra>,
}

/// Builds kustomizations.
pub(super) struct Builder<'a> {
    pub(super) files: Files<'a>,
    /// What was not carried out, each once.
    pub(super) notes: BTreeSet<(Span, String)>,
    bases: BTreeMap<String, Rc<Layer>>,
    stack: Vec<String>,
    budget: usize,
    inline: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(files: Files<'a>) -> Self {
        Self {
            files,
            notes: BTreeSet::new(),
            bases: BTreeMap::new(),
            stack: Vec::new(),
            budget: BUDGET,
            inline: INLINE_BUDGET,
        }
    }

    /// The objects that the kustomization at `path` deploys.
    pub(super) fn build(&mut self, path: &str) -> Vec<Object> {
        let Some(file) = self.files.find(path) else { return Vec::new() };
        let place = Span::start_of(file);
        let layer = self.base(path, place);
        if !self.spend(&layer.objects, place) {
            return Vec::new();
        }
        let Layer { mut objects, variables, configuration, .. } = layer.as_ref().clone();
        for object in objects.iter_mut().filter(|object| object.hashed) {
            let kind = object.draft.text_at(&["kind"]);
            if matches!(kind, "ConfigMap" | "Secret") {
                let name = format!("{}-{}", object.name(), hash::suffix(&object.draft));
                object.remember();
                object.rename(&name, object.draft.span);
            }
        }
        reference::settle(&mut objects, &configuration.references);
        for (place, error) in replace::resolve(&mut objects, &variables, &configuration.variables) {
            self.note(place, error);
        }
        objects.retain(|object| {
            object.draft.text_at(&["metadata", "annotations", "config.kubernetes.io/local-config"]) != "true"
        });
        objects
    }

    fn note(&mut self, place: Span, message: impl Into<String>) {
        self.notes.insert((place, message.into()));
    }

    fn spend(&mut self, objects: &[Object], place: Span) -> bool {
        let size = objects.iter().map(|object| object.draft.size()).sum::<usize>();
        match self.budget.checked_sub(size) {
            Some(rest) => self.budget = rest,
            None => self
                .note(place, "this is not built: the kustomizations of the project deploy too much together"),
        }
        self.budget >= size || size == 0
    }

    /// What the kustomization at `path` makes by itself; each is made once.
    fn base(&mut self, path: &str, place: Span) -> Rc<Layer> {
        if let Some(known) = self.bases.get(path) {
            return Rc::clone(known);
        }
        let layer = Rc::new(self.enter(path, place, Layer::default()));
        self.bases.insert(path.to_owned(), Rc::clone(&layer));
        layer
    }

    /// Adds what the kustomization at `path` takes in and changes to `layer`.
    fn enter(&mut self, path: &str, place: Span, mut layer: Layer) -> Layer {
        let Some(file) = self.files.find(path) else { return layer };
        if self.stack.iter().any(|above| above == path) || self.stack.len() >= DEEPEST {
            self.note(place, "this kustomization takes in itself");
            layer.open = true;
            return layer;
        }
        self.stack.push(path.to_owned());
        // Errors of the file itself are told where it is read by itself.
        for document in &self.files.documents(path, file).roots {
            layer = self.document(path, document, layer);
        }
        self.stack.pop();
        layer
    }

    fn document(&mut self, path: &str, kustomization: &Draft, mut layer: Layer) -> Layer {
        let folder = folder_of(path);
        for entry in list(kustomization, "resources").iter().chain(list(kustomization, "bases")) {
            self.resource(folder, entry, &mut layer);
        }
        for entry in list(kustomization, "components") {
            self.component(folder, entry, &mut layer);
        }
        for entry in list(kustomization, "configurations") {
            self.configuration(folder, entry, &mut layer.configuration);
        }
        for field in FOREIGN {
            let Some(value) = kustomization.get(field).filter(|value| !value.items().is_empty()) else {
                continue;
            };
            layer.open = true;
            for item in value.items() {
                self.note(item.span, format!("'{field}' is not carried out"));
            }
        }
        self.generators(path, kustomization, &mut layer);
        self.transform(folder, kustomization, &mut layer);
        layer.variables.extend(list(kustomization, "vars").iter().filter_map(Variable::read));
        layer
    }

    fn resource(&mut self, folder: &str, entry: &Draft, layer: &mut Layer) {
        let Some(text) = entry.text() else { return };
        let path = join(folder, text).filter(|_| !text.contains("://"));
        if let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) {
            return self.file(path, file, layer);
        }
        if let Some(base) = path.as_ref().and_then(|path| self.files.kustomization(path)) {
            let base = self.base(&base, entry.span);
            if self.spend(&base.objects, entry.span) {
                self.append(base.as_ref().clone(), layer, entry.span);
            }
            return;
        }
        layer.open = true;
        self.note(entry.span, self.missing(text, path.as_deref()));
    }

    /// Why an entry of `resources` or `components` is not read.
    fn missing(&self, text: &str, path: Option<&str>) -> String {
        match path {
            Some(path) if self.files.has_folder(path) => format!("the folder '{text}' has no kustomization"),
            _ if text.contains("://")
                || text.contains("?ref=")
                || text.starts_with("git@")
                || text.starts_with("github.com/") =>
            {
                format!("'{text}' is not in this repository, so its objects are not known")
            }
            None => format!("'{text}' is outside this repository, so its objects are not known"),
            Some(_) => format!("there is no file or folder '{text}'"),
        }
    }

    fn component(&mut self, folder: &str, entry: &Draft, layer: &mut Layer) {
        let Some(text) = entry.text() else { return };
        let path = join(folder, text).filter(|_| !text.contains("://"));
        match path.as_ref().and_then(|path| self.files.kustomization(path)) {
            Some(component) => *layer = self.enter(&component, entry.span, std::mem::take(layer)),
            None => {
                layer.open = true;
                self.note(entry.span, self.missing(text, path.as_deref()));
            }
        }
    }

    fn append(&mut self, mut other: Layer, layer: &mut Layer, place: Span) {
        for object in &other.objects {
            if layer.objects.iter().any(|known| known.id().is(&object.id())) {
                let message = format!("{} '{}' is taken in twice", object.id().kind, object.name());
                self.note(place, message);
            }
        }
        layer.objects.append(&mut other.objects);
        layer.variables.append(&mut other.variables);
        layer.configuration.append(other.configuration);
        layer.open |= other.open;
    }

    fn file(&mut self, path: &str, file: FileId, layer: &mut Layer) {
        let documents = self.files.documents(path, file);
        for (place, error) in &documents.errors {
            self.note(*place, error.clone());
            layer.open = true;
        }
        for document in &documents.roots {
            self.object(path, document, layer);
        }
    }

    /// Takes in a document: an object, or those of a list.
    fn object(&mut self, path: &str, document: &Draft, layer: &mut Layer) {
        let kind = document.text_at(&["kind"]);
        if kind.is_empty() {
            if !document.is_null() && !document.pairs().is_empty() {
                self.note(document.span, "this is taken in as a resource, but it has no 'kind'");
            }
            return;
        }
        match document.get("items") {
            Some(items) if kind.ends_with("List") && matches!(items.value, Value::List(_)) => {
                for item in items.items() {
                    self.object(path, item, layer);
                }
            }
            _ => layer.objects.push(Object::new(document.clone(), path)),
        }
    }

    fn configuration(&mut self, folder: &str, entry: &Draft, configuration: &mut Configuration) {
        let Some(text) = entry.text() else { return };
        let path = join(folder, text);
        let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) else {
            return self.note(entry.span, self.missing(text, path.as_deref()));
        };
        for document in &self.files.documents(path, file).roots {
            configuration.read(document);
        }
    }

    fn generators(&mut self, path: &str, kustomization: &Draft, layer: &mut Layer) {
        for (key, secret) in [("configMapGenerator", false), ("secretGenerator", true)] {
            for entry in list(kustomization, key) {
                let mut errors = Vec::new();
                let options = kustomization.get("generatorOptions");
                let generated = generate(&self.files, path, entry, secret, options, &mut errors);
                for (place, error) in errors {
                    self.note(place, error);
                }
                if let Some(generated) = generated {
                    self.generated(generated, entry.span, layer);
                }
            }
        }
    }

    fn generated(&mut self, generated: Generated, place: Span, layer: &mut Layer) {
        let Generated { object, behaviour } = generated;
        if behaviour == Behaviour::Create {
            layer.objects.push(object);
            return;
        }
        let id = object.id();
        let Some(known) = layer.objects.iter_mut().find(|known| known.ids().any(|old| old.is(&id))) else {
            if layer.open {
                layer.objects.push(object);
            } else {
                self.note(place, format!("there is no {} '{}' to change", id.kind, id.name));
            }
            return;
        };
        known.hashed &= object.hashed;
        for field in ["data", "binaryData", "immutable", "type"] {
            let Some(new) = object.draft.get(field) else {
                if behaviour == Behaviour::Replace && field == "data" {
                    known.draft.remove(field);
                }
                continue;
            };
            if behaviour == Behaviour::Merge && matches!(new.value, Value::Map(_)) {
                merge::overlay(known.draft.entry(field, new.span), new);
            } else {
                known.draft.set(super::draft::Key::new(field, new.span), new.clone());
            }
        }
        for field in ["labels", "annotations"] {
            if let Some(new) = object.draft.at(&["metadata", field]) {
                merge::overlay(known.draft.entry("metadata", new.span).entry(field, new.span), new);
            }
        }
    }

    /// Carries out what the kustomization changes, in the order in which kustomize does.
    fn transform(&mut self, folder: &str, kustomization: &Draft, layer: &mut Layer) {
        for entry in list(kustomization, "patchesStrategicMerge") {
            self.patch(folder, entry, None, layer);
        }
        for entry in list(kustomization, "patches") {
            self.patch(folder, entry, entry.get("target"), layer);
        }
        let Layer { objects, configuration, .. } = layer;
        if let Some(namespace) = kustomization.get("namespace").filter(|namespace| !namespace.is_null()) {
            transform::namespace(objects, namespace, &configuration.namespace);
        }
        transform::rename(objects, kustomization.get("namePrefix"), kustomization.get("nameSuffix"));
        transform::labels(objects, kustomization, &configuration.labels);
        if let Some(pairs) = kustomization.get("commonAnnotations") {
            transform::annotations(objects, pairs, &configuration.annotations);
        }
        for entry in list(kustomization, "patchesJson6902") {
            self.patch(folder, entry, entry.get("target"), layer);
        }
        transform::replicas(&mut layer.objects, list(kustomization, "replicas"));
        transform::images(&mut layer.objects, list(kustomization, "images"), &layer.configuration.images);
        for entry in list(kustomization, "replacements") {
            self.replacement(folder, entry, layer);
        }
    }

    fn replacement(&mut self, folder: &str, entry: &Draft, layer: &mut Layer) {
        let written = entry.get("path").and_then(Draft::text);
        let entries = match written {
            None => vec![entry.clone()],
            Some(text) => {
                let path = join(folder, text);
                let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?)))
                else {
                    return self.note(entry.span, self.missing(text, path.as_deref()));
                };
                let documents = self.files.documents(path, file);
                let lists = documents.roots.iter();
                lists
                    .flat_map(|root| {
                        if root.items().is_empty() { vec![root.clone()] } else { root.items().to_vec() }
                    })
                    .collect()
            }
        };
        for entry in entries {
            if let Err((place, error)) = replace::replace(&mut layer.objects, &entry)
                && !layer.open
            {
                self.note(place, error);
            }
        }
    }

    /// Applies an entry of one of the lists of patches.
    fn patch(&mut self, folder: &str, entry: &Draft, target: Option<&Draft>, layer: &mut Layer) {
        let Some(documents) = self.patch_documents(folder, entry) else { return };
        let target = target.filter(|target| !target.pairs().is_empty());
        let allows = |option: &str| entry.text_at(&["options", option]) == "true";
        let allowed = Allowed { name: allows("allowNameChange"), kind: allows("allowKindChange") };
        let place = target.map_or(entry.span, |target| target.span);
        let selector = target.map(Selector::patterns);
        for (span, error) in &documents.errors {
            self.note(*span, error.clone());
        }
        for document in &documents.roots {
            match (&document.value, &selector) {
                (Value::List(operations), Some(selector)) => {
                    self.json_patch(operations, selector, place, layer);
                }
                (Value::List(_), None) => {
                    self.note(entry.span, "a JSON patch without 'target' is for no object")
                }
                (Value::Map(_), _) => self.merge_patch(document, selector.as_ref(), place, allowed, layer),
                _ => {}
            }
        }
    }

    /// What an entry says: the patch in it, or in the file it names.
    fn patch_documents(&mut self, folder: &str, entry: &Draft) -> Option<Rc<files::Documents>> {
        let source = if entry.text().is_some() {
            Some(entry)
        } else {
            entry.get("path").or_else(|| entry.get("patch"))
        };
        let Some((source, text)) = source.and_then(|source| Some((source, source.text()?))) else {
            self.note(entry.span, "this patch has neither 'path' nor 'patch'");
            return None;
        };
        if text.contains("\n") || entry.get("patch").is_some() && entry.get("path").is_none() {
            return self.inline(source, text).map(Rc::new);
        }
        let path = join(folder, text);
        if let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) {
            return Some(self.files.documents(path, file));
        }
        if text.trim_start().starts_with(['{', '[']) {
            return self.inline(source, text).map(Rc::new);
        }
        let message = self.missing(text, path.as_deref());
        self.note(source.span, message);
        None
    }

    /// Reads a patch that is written in the kustomization, so that the places in it are those of the file.
    fn inline(&mut self, source: &Draft, text: &str) -> Option<files::Documents> {
        let range = source.span.range();
        let Some(rest) = self.inline.checked_sub(range.end) else {
            self.note(source.span, "this patch and those after it are not read: they are too many");
            return None;
        };
        self.inline = rest;
        let file = self.files.text(source.span.file).ok()?;
        let (before, patch) = (file.get(..range.start)?, file.get(range)?);
        // Everything but the patch is blanked out.
        let mut masked: String = before.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        masked.push_str(patch);
        let documents = files::parse(source.span.file, &masked);
        if documents.errors.is_empty() {
            return Some(documents);
        }
        // A quoted or folded text is another one than what is written: its places are all that of the whole.
        let mut documents = files::parse(source.span.file, text);
        documents.roots.iter_mut().for_each(|root| root.place(source.span));
        documents.errors.iter_mut().for_each(|(place, _)| *place = source.span);
        Some(documents)
    }

    fn json_patch(&mut self, operations: &[Draft], selector: &Selector, place: Span, layer: &mut Layer) {
        let mut found = false;
        let mut errors = Vec::new();
        for object in layer.objects.iter_mut().filter(|object| selector.fits(object)) {
            found = true;
            let before = object.id();
            for operation in operations {
                if let Err(error) = json::apply(&mut object.draft, operation) {
                    errors.push((operation.span, format!("this operation is not carried out: {error}")));
                    break;
                }
            }
            if object.id() != before {
                object.former.push(before);
            }
        }
        if !found && !layer.open {
            errors.push((place, "no object is the target of this patch".to_owned()));
        }
        for (place, error) in errors {
            self.note(place, error);
        }
    }

    fn merge_patch(
        &mut self,
        patch: &Draft,
        selector: Option<&Selector>,
        place: Span,
        allowed: Allowed,
        layer: &mut Layer,
    ) {
        let id = Id::of(patch);
        let chosen: Vec<usize> = layer
            .objects
            .iter()
            .enumerate()
            .filter(|(_, object)| match selector {
                Some(selector) => selector.fits(object),
                None => object.ids().any(|known| known.is(&id)),
            })
            .map(|(at, _)| at)
            .collect();
        if chosen.is_empty() && !layer.open && selector.is_none() {
            self.note(place, format!("there is no {} '{}' to patch", id.kind, id.name));
        }
        let mut deleted = BTreeSet::new();
        for at in chosen {
            let object = &mut layer.objects[at];
            let mut patch = patch.clone();
            allowed.restrict(&mut patch);
            let before = object.id();
            match merge::apply(object.draft.clone(), patch, &before) {
                Some(draft) => object.draft = draft,
                None => _ = deleted.insert(at),
            }
            if object.id() != before {
                object.former.push(before);
            }
        }
        let mut at = 0;
        layer.objects.retain(|_| {
            at += 1;
            !deleted.contains(&(at - 1))
        });
    }
}

/// What a patch may change of what an object is known by.
#[derive(Clone, Copy)]
struct Allowed {
    name: bool,
    kind: bool,
}

impl Allowed {
    /// Leaves out of a patch what only says for which object it is.
    fn restrict(self, patch: &mut Draft) {
        patch.remove("apiVersion");
        if !self.kind {
            patch.remove("kind");
        }
        if let Some(meta) = patch.get_mut("metadata") {
            meta.remove("namespace");
            if !self.name {
                meta.remove("name");
            }
            if meta.pairs().is_empty() {
                patch.remove("metadata");
            }
        }
    }
}

impl Configuration {
    fn append(&mut self, mut other: Self) {
        self.references.append(&mut other.references);
        self.namespace.append(&mut other.namespace);
        self.labels.append(&mut other.labels);
        self.annotations.append(&mut other.annotations);
        self.images.append(&mut other.images);
        self.variables.append(&mut other.variables);
    }

    fn read(&mut self, document: &Draft) {
        for entry in list(document, "nameReference") {
            for from in list(entry, "fieldSpecs") {
                self.references.push(Reference {
                    target: transform::kind(entry),
                    from: transform::kind(from),
                    field: field::Field::new(from.text_at(&["path"]), false),
                });
            }
        }
        let fields = |key: &str| list(document, key).iter().map(Extra::read).collect::<Vec<_>>();
        self.namespace.extend(fields("namespace"));
        self.labels.extend(fields("commonLabels"));
        self.annotations.extend(fields("commonAnnotations"));
        self.images.extend(fields("images"));
        self.variables.extend(fields("varReference"));
    }
}

fn list<'d>(draft: &'d Draft, key: &str) -> &'d [Draft] {
    draft.get(key).map_or(&[], Draft::items)
}
