//! Names that changed are changed where other objects refer to them.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Key, Value};
use super::field;
use super::object::{Id, Object};

/// Another object as far as references to it matter.
struct Referral {
    ids: Vec<Id>,
    now: Id,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    place: crate::source::Span,
}

/// Objects whose names changed, by each name they had.
type Referrals<'a> = BTreeMap<&'a str, Vec<&'a Referral>>;

/// A field of objects of some kind that names objects of another (`nameReference` of a kustomization's configuration).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Reference {
    /// Group and kind of what is meant; empty fits all.
    pub(super) target: Id,
    /// Group and kind of what names it.
    pub(super) from: Id,
    pub(super) field: field::Field,
}

/// Rewrites the references of all objects.
pub(super) fn settle(objects: &mut [Object], more: &[Reference]) {
    let referrals: Vec<Referral> = objects
        .iter()
        .filter(|object| !object.former.is_empty())
        .map(|object| Referral {
            ids: object.former.clone(),
            now: object.id(),
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
            place: object.draft.at(&["metadata", "name"]).map_or(object.draft.span, |name| name.span),
        })
        .collect();
    if referrals.is_empty() {
        return;
    }
    let mut by_name: BTreeMap<&str, Vec<&Referral>> = BTreeMap::new();
    for referral in &referrals {
        let names: BTreeSet<&str> = referral.ids.iter().map(|id| id.name.as_str()).collect();
        for name in names {
            by_name.entry(name).or_default().push(referral);
        }
    }
    for object in objects {
        let original = object.original();
        let own = more.iter().filter(|reference| is_kind(&reference.from, &original));
        let own = own.map(|reference| (reference.target.clone(), reference.field.clone()));
        let fields: Vec<_> = field::references(&original).into_iter().chain(own).collect();
        for (target, field) in fields {
            let from = Referrer::new(object, &target, &field);
            let keys = field.keys();
            object.draft.visit(&keys, None, &mut |value| from.rewrite(value, &by_name));
        }
    }
}

/// Whether an object is of the kind that a field names: parts that it leaves empty fit all.
pub(super) fn is_kind(wanted: &Id, id: &Id) -> bool {
    let fits = |wanted: &str, own: &str| wanted.is_empty() || wanted == own;
    fits(&wanted.group, &id.group) && fits(&wanted.version, &id.version) && fits(&wanted.kind, &id.kind)
}

/// The object whose field is rewritten, and which kind the field means.
struct Referrer<'a> {
    id: Id,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    target: &'a Id,
    /// For the role of a binding, which of the two kinds it is.
    role: Option<String>,
}

impl<'a> Referrer<'a> {
    fn new(object: &Object, target: &'a Id, field: &field::Field) -> Self {
        let is_role = field.path == ["roleRef", "name"];
        Self {
            id: object.id(),
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
            target,
            role: is_role.then(|| object.draft.text_at(&["roleRef", "kind"]).to_owned()),
        }
    }

    fn rewrite(&self, value: &mut Draft, referrals: &Referrals) {
        match &value.value {
            Value::Scalar(scalar) => {
                let Some(found) = self.find(&scalar.text, None, referrals) else { return };
                if found.now.name != scalar.text {
                    *value = Draft::string(&found.now.name, value.span);
                }
            }
            Value::Map(_) => {
                let Some(name) = value.get("name").and_then(Draft::text) else { return };
                let namespace = value.get("namespace").and_then(Draft::text);
                let Some(found) = self.find(name, namespace, referrals) else { return };
                let place = value.get("name").map_or(value.span, |name| name.span);
                value.set(Key::new("name", place), Draft::string(&found.now.name, place));
                if !found.now.namespace.is_empty() {
                    let place = value.get("namespace").map_or(found.place, |namespace| namespace.span);
                    value.set(Key::new("namespace", place), Draft::string(&found.now.namespace, place));
                }
            }
            Value::List(_) | Value::Null => {}
        }
    }

    /// The object that a name means: by what it was called, of the right kind, within reach of the namespace, and of several
    /// the one that got the same prefixes and suffixes.
    fn find<'r>(
        &self,
        name: &str,
        namespace: Option<&str>,
        referrals: &Referrals<'r>,
    ) -> Option<&'r Referral> {
        let mut found: Vec<&Referral> = referrals
            .get(name)?
            .iter()
            .copied()
            .filter(|referral| referral.ids.iter().any(|id| is_kind(self.target, id)))
            .filter(|referral| self.role.as_ref().is_none_or(|kind| referral.now.kind == *kind))
            .filter(|referral| self.reaches(&referral.now))
            .collect();
        if let Some(namespace) = namespace {
            let original = |referral: &&Referral| {
                referral.ids.first().is_some_and(|id| id.effective_namespace() == namespace)
            };
            if found.iter().any(original) {
                found.retain(original);
            } else {
                found.retain(|referral| referral.now.effective_namespace() == namespace);
            }
        }
        if found.len() > 1 {
            found.retain(|referral| self.is_near(referral, true));
        }
        if found.len() > 1 {
            found.retain(|referral| self.is_near(referral, false));
        }
        let first = *found.first()?;
        found.iter().all(|other| other.now.name == first.now.name).then_some(first)
    }

    fn reaches(&self, other: &Id) -> bool {
        self.id.is_cluster_scoped()
            || other.is_cluster_scoped()
            || other.kind == "ServiceAccount"
            || self.id.meets(other)
    }

    fn is_near(&self, other: &Referral, lenient: bool) -> bool {
        let ends = |a: &[String], b: &[String]| {
            if a.is_empty() || b.is_empty() {
                return lenient || a.len() == b.len();
            }
            a.iter().rev().zip(b.iter().rev()).all(|(a, b)| a == b)
        };
        ends(&self.prefixes, &other.prefixes) && ends(&self.suffixes, &other.suffixes)
    }
}
