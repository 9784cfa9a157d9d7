//! What a kustomization deploys: everything that it takes in, with what it and the kustomizations below it change.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::configuration::Configuration;
use super::draft::{Draft, Value};
use super::files::{Documents, Files};
use super::generate::{Behaviour, Generated, generate};
use super::object::{Id, Object};
use super::replace::{self, Variable};
use super::schema::Schema;
use super::{hash, merge, reference, transform};
use crate::discover::Tree;
use crate::extract::helm;
use crate::source::{FileId, Sources, Span, folder_of, join};

/// How many nodes the objects of all kustomizations together may have.
const BUDGET: usize = 10_000_000;

/// How deep kustomizations may take in one another.
const DEEPEST: usize = 64;

/// The most bytes that may be read for the inline patches of the whole project, each counted from the start of its file.
const INLINE_BUDGET: usize = 256 << 20;

/// What a kustomization and those below it have taken in so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) objects: Vec<Object>,
    variables: Vec<Variable>,
    pub(super) configuration: Configuration,
    /// Whether there may be objects that are not known.
    pub(super) open: bool,
}

/// Builds kustomizations.
pub(super) struct Builder<'a> {
    pub(super) files: Files<'a>,
    /// The files, and behind them what charts are rendered to.
    pub(super) sources: &'a mut Sources,
    pub(super) paths: &'a [String],
    pub(super) options: &'a helm::Options,
    /// The charts of the project, once one is taken in.
    pub(super) charts: OnceCell<helm::Index>,
    /// What was not carried out, each once.
    pub(super) notes: BTreeSet<(Span, String)>,
    bases: BTreeMap<String, Rc<Layer>>,
    stack: Vec<String>,
    budget: usize,
    pub(super) inline: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        paths: &'a [String],
        sources: &'a mut Sources,
        options: &'a helm::Options,
    ) -> Self {
        Self {
            files: Files::new(tree),
            sources,
            paths,
            options,
            charts: OnceCell::new(),
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
        objects.iter_mut().for_each(Object::settle_annotations);
        objects.retain(|object| {
            object.draft.text_at(&["metadata", "annotations", "config.kubernetes.io/local-config"]) != "true"
        });
        objects
    }

    pub(super) fn note(&mut self, place: Span, message: impl Into<String>) {
        self.notes.insert((self.sources.origin(place).written, message.into()));
    }

    /// Whether so many objects may still be copied.
    fn spend(&mut self, objects: &[Object], place: Span) -> bool {
        let size = objects.iter().map(|object| object.draft.size()).sum::<usize>();
        let rest = self.budget.checked_sub(size);
        match rest {
            Some(rest) => self.budget = rest,
            None => self
                .note(place, "this is not built: the kustomizations of the project deploy too much together"),
        }
        rest.is_some()
    }

    /// What the kustomization at `path` makes by itself; each is made once.
    pub(super) fn base(&mut self, path: &str, place: Span) -> Rc<Layer> {
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
        for entry in kustomization.list("resources").iter().chain(kustomization.list("bases")) {
            self.resource(folder, entry, &mut layer);
        }
        for entry in kustomization.list("configurations") {
            self.configuration(folder, entry, &mut layer.configuration);
        }
        if let Some(entry) = kustomization.at(&["openapi", "path"]) {
            self.schema(folder, entry, &mut layer.configuration);
        }
        self.generate(path, kustomization, &mut layer);
        for entry in kustomization.list("components") {
            self.component(folder, entry, &mut layer);
        }
        self.transform(folder, kustomization, &mut layer);
        for entry in kustomization.list("validators") {
            self.validator(folder, entry);
        }
        layer.variables.extend(kustomization.list("vars").iter().filter_map(Variable::read));
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
    pub(super) fn missing(&self, text: &str, path: Option<&str>) -> String {
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
        let known: BTreeSet<Id> = layer.objects.iter().map(|object| object.id().settled()).collect();
        for object in &other.objects {
            if known.contains(&object.id().settled()) {
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
        self.documents(path, &documents, layer);
    }

    /// Takes in the objects of a file.
    pub(super) fn documents(&mut self, path: &str, documents: &Documents, layer: &mut Layer) {
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

    fn schema(&mut self, folder: &str, entry: &Draft, configuration: &mut Configuration) {
        let Some(text) = entry.text() else { return };
        let path = join(folder, text).filter(|_| !text.contains("://"));
        let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) else {
            let message =
                format!("the schema '{text}' is not in this repository: lists of its kinds are replaced");
            return self.note(entry.span, message);
        };
        configuration.schema = Some(Schema(self.files.documents(path, file)));
    }

    /// Adds what the kustomization generates.
    fn generate(&mut self, path: &str, kustomization: &Draft, layer: &mut Layer) {
        let options = kustomization.get("generatorOptions");
        for (key, secret) in [("configMapGenerator", false), ("secretGenerator", true)] {
            for entry in kustomization.list(key) {
                self.config(path, entry, secret, options, layer);
            }
        }
        let folder = folder_of(path);
        for entry in kustomization.list("helmCharts") {
            self.chart(folder, entry, kustomization.text_at(&["helmGlobals", "chartHome"]), layer);
        }
        for entry in kustomization.list("helmChartInflationGenerator") {
            self.chart(folder, entry, entry.text_at(&["chartHome"]), layer);
        }
        for entry in kustomization.list("generators") {
            self.generator(path, entry, layer);
        }
    }

    /// Makes a ConfigMap or Secret.
    pub(super) fn config(
        &mut self,
        path: &str,
        entry: &Draft,
        secret: bool,
        options: Option<&Draft>,
        layer: &mut Layer,
    ) {
        let mut errors = Vec::new();
        let generated = generate(&self.files, path, entry, secret, options, &mut errors);
        for (place, error) in errors {
            self.note(place, error);
        }
        if let Some(generated) = generated {
            self.generated(generated, entry.span, layer);
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
        for entry in kustomization.list("patchesStrategicMerge") {
            self.patch(folder, entry, None, layer);
        }
        for entry in kustomization.list("patches") {
            if let Some(text) = entry.text() {
                let message =
                    format!("kustomize refuses the text '{text}' in 'patches': write 'path: {text}'");
                self.note(entry.span, message);
            }
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
        for entry in kustomization.list("patchesJson6902") {
            self.patch(folder, entry, entry.get("target"), layer);
        }
        transform::replicas(&mut layer.objects, kustomization.list("replicas"));
        transform::images(&mut layer.objects, kustomization.list("images"), &layer.configuration.images);
        for entry in kustomization.list("replacements") {
            self.replacement(folder, entry, layer);
        }
        for entry in kustomization.list("transformers") {
            self.transformer(folder, entry, layer);
        }
    }

    pub(super) fn replacement(&mut self, folder: &str, entry: &Draft, layer: &mut Layer) {
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
}
