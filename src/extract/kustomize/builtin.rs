//! `generators`, `transformers` and `validators`: kustomize's own ones are carried out, each with a document of its settings
//! (`apiVersion: builtin`).

use super::build::{Builder, Layer};
use super::draft::{Draft, Key};
use super::field::Field;
use super::files;
use super::object::Object;
use super::reference::is_kind;
use super::transform::{self, Extra};
use crate::source::{Span, folder_of, join};

impl Builder<'_> {
    /// Carries out an entry of `transformers`.
    pub(super) fn transformer(&mut self, folder: &str, entry: &Draft, layer: &mut Layer) {
        for document in self.settings(folder, entry) {
            if !is_builtin(&document) || !self.builtin(folder, &document, layer) {
                let kind = document.text_at(&["kind"]);
                self.note(entry.span, format!("the transformer '{kind}' is not carried out"));
            }
        }
    }

    /// Carries out an entry of `generators`.
    pub(super) fn generator(&mut self, path: &str, entry: &Draft, layer: &mut Layer) {
        for document in self.settings(folder_of(path), entry) {
            let kind = document.text_at(&["kind"]);
            let named = || {
                let mut named = document.clone();
                for key in ["name", "namespace"] {
                    if let Some(value) = document.at(&["metadata", key]) {
                        named.set(Key::new(key, value.span), value.clone());
                    }
                }
                named
            };
            match kind {
                "ConfigMapGenerator" | "SecretGenerator" if is_builtin(&document) => {
                    self.config(path, &named(), kind == "SecretGenerator", None, layer);
                }
                "HelmChartInflationGenerator" if is_builtin(&document) => {
                    self.chart(folder_of(path), &document, document.text_at(&["chartHome"]), layer);
                }
                _ => {
                    layer.open = true;
                    let message = format!("the generator '{kind}' is not run, so its objects are not known");
                    self.note(entry.span, message);
                }
            }
        }
    }

    /// Says of an entry of `validators` that it is not carried out: kustomize has none of its own.
    pub(super) fn validator(&mut self, folder: &str, entry: &Draft) {
        for document in self.settings(folder, entry) {
            let kind = document.text_at(&["kind"]);
            self.note(entry.span, format!("the validator '{kind}' is not carried out"));
        }
    }

    /// The documents that an entry means: those of a file, of a folder with a kustomization, or itself.
    fn settings(&mut self, folder: &str, entry: &Draft) -> Vec<Draft> {
        let Some(text) = entry.text() else { return Vec::new() };
        let is_inline = text.contains('\n') || text.starts_with('{');
        let path = join(folder, text).filter(|_| !is_inline);
        let mut roots =
            if let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) {
                self.files.documents(path, file).roots.clone()
            } else if let Some(path) = path.as_ref().and_then(|path| self.files.kustomization(path)) {
                let built = self.base(&path, entry.span);
                built.objects.iter().map(|object| object.draft.clone()).collect()
            } else if is_inline {
                let mut roots = files::parse(entry.span.file, text).roots;
                for root in &mut roots {
                    root.place(entry.span);
                }
                roots
            } else {
                let message = self.missing(text, path.as_deref());
                self.note(entry.span, message);
                return Vec::new();
            };
        roots.retain(|document| !document.is_null());
        roots
    }

    /// Whether it is a transformer that is known, which then was carried out.
    fn builtin(&mut self, folder: &str, document: &Draft, layer: &mut Layer) -> bool {
        let extras: Vec<Extra> = document.list("fieldSpecs").iter().map(Extra::read).collect();
        let objects = &mut layer.objects;
        let pairs = |objects: &mut [Object], key: &str| {
            let Some(pairs) = document.get(key) else { return };
            transform::add_pairs(objects, pairs, &|id| fields(&extras, |extra| is_kind(&extra.kind, id)));
        };
        match document.text_at(&["kind"]) {
            "PatchTransformer" => self.patch(folder, document, document.get("target"), layer),
            "PatchStrategicMergeTransformer" => {
                for path in document.list("paths") {
                    self.patch(folder, path, None, layer);
                }
            }
            "PatchJson6902Transformer" => {
                let mut patch = document.clone();
                if let Some(operations) = patch.remove("jsonOp") {
                    patch.set(Key::new("patch", operations.span), operations);
                }
                self.patch(folder, &patch, document.get("target"), layer);
            }
            "PrefixSuffixTransformer" | "PrefixTransformer" | "SuffixTransformer" => {
                affix(objects, document.get("prefix"), &extras, true);
                affix(objects, document.get("suffix"), &extras, false);
            }
            "LabelTransformer" => pairs(objects, "labels"),
            "AnnotationsTransformer" => pairs(objects, "annotations"),
            "NamespaceTransformer" => {
                if let Some(namespace) = document.at(&["metadata", "namespace"]) {
                    transform::namespace(objects, namespace, &extras);
                }
            }
            "ImageTagTransformer" => {
                let image = document.get("imageTag").map(std::slice::from_ref).unwrap_or_default();
                transform::images(objects, image, &extras);
            }
            "ReplicaCountTransformer" => {
                let replica = document.get("replica").map(std::slice::from_ref).unwrap_or_default();
                transform::replicas(objects, replica);
            }
            "ReplacementTransformer" => {
                for entry in document.list("replacements") {
                    self.replacement(folder, entry, layer);
                }
            }
            _ => return false,
        }
        true
    }
}

/// Whether kustomize itself knows what the settings are for.
fn is_builtin(document: &Draft) -> bool {
    document.text_at(&["apiVersion"]) == "builtin"
}

fn fields(extras: &[Extra], fits: impl Fn(&Extra) -> bool) -> Vec<Field> {
    extras.iter().filter(|extra| fits(extra)).map(|extra| extra.field.clone()).collect()
}

/// Puts a prefix or suffix to the fields of a transformer; to the name as `namePrefix` does.
fn affix(objects: &mut [Object], part: Option<&Draft>, extras: &[Extra], is_prefix: bool) {
    let Some((text, span)) = part.and_then(|part| Some((part.text()?, part.span))) else { return };
    for object in objects {
        let id = object.original();
        for field in fields(extras, |extra| is_kind(&extra.kind, &id)) {
            if field.path == ["metadata", "name"] {
                let (prefix, suffix) = if is_prefix { (part, None) } else { (None, part) };
                transform::rename(std::slice::from_mut(object), prefix, suffix);
                continue;
            }
            object.draft.visit(&field.keys(), None, &mut |value| set_affix(value, text, span, is_prefix));
        }
    }
}

fn set_affix(value: &mut Draft, text: &str, span: Span, is_prefix: bool) {
    if let Some(old) = value.text() {
        let new = if is_prefix { format!("{text}{old}") } else { format!("{old}{text}") };
        *value = Draft::string(new, span);
    }
}
