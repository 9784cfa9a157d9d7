//! Patches of a kustomization, applied to what it has taken in.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::build::{Builder, Layer};
use super::draft::{Draft, Value};
use super::files;
use super::json;
use super::merge::{self, Lists};
use super::object::Id;
use super::select::Selector;
use crate::source::{Span, join};

impl Builder<'_> {
    /// Applies an entry of one of the lists of patches.
    pub(super) fn patch(&mut self, folder: &str, entry: &Draft, target: Option<&Draft>, layer: &mut Layer) {
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
                    self.json_patch(operations, selector, layer);
                }
                (Value::List(_), None) => {
                    self.note(entry.span, "a JSON patch without 'target' is for no object");
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
        if text.contains('\n') || entry.get("patch").is_some() && entry.get("path").is_none() {
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

    fn json_patch(&mut self, operations: &[Draft], selector: &Selector, layer: &mut Layer) {
        let mut errors = Vec::new();
        for object in layer.objects.iter_mut().filter(|object| selector.fits(object)) {
            object.remember();
            for operation in operations {
                if let Err(error) = json::apply(&mut object.draft, operation) {
                    errors.push((operation.span, format!("this operation is not carried out: {error}")));
                    break;
                }
            }
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
        let schema = layer.configuration.schema.clone();
        let mut deleted = BTreeSet::new();
        for at in chosen {
            let object = &mut layer.objects[at];
            let mut patch = patch.clone();
            allowed.restrict(&mut patch);
            let before = object.id();
            let lists = Lists { id: &before, schema: schema.as_ref() };
            match merge::apply(object.draft.clone(), patch, lists) {
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
