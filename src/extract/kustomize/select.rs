//! Which objects a patch, a replacement or a variable means.

use regex::Regex;

use super::draft::Draft;
use super::object::{Id, Object};

/// Anchored patterns of names, and selectors of labels and annotations. What is empty fits everything.
#[derive(Debug, Default)]
pub(super) struct Selector {
    group: Pattern,
    version: Pattern,
    kind: Pattern,
    name: Pattern,
    namespace: Pattern,
    labels: String,
    annotations: String,
}

#[derive(Debug, Default)]
enum Pattern {
    #[default]
    Any,
    Exact(String),
    Expression(Regex),
}

impl Pattern {
    fn read(text: &str) -> Self {
        if text.is_empty() {
            return Self::Any;
        }
        Regex::new(&format!("^(?:{text})$")).map_or_else(|_| Self::Exact(text.to_owned()), Self::Expression)
    }

    fn exact(text: &str) -> Self {
        if text.is_empty() { Self::Any } else { Self::Exact(text.to_owned()) }
    }

    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == text,
            Self::Expression(regex) => regex.is_match(text),
        }
    }
}

impl Selector {
    /// The `target` of a patch: patterns.
    pub(super) fn patterns(draft: &Draft) -> Self {
        Self::read(draft, Pattern::read)
    }

    /// A selector of a replacement: words.
    pub(super) fn words(draft: &Draft) -> Self {
        Self::read(draft, Pattern::exact)
    }

    fn read(draft: &Draft, pattern: fn(&str) -> Pattern) -> Self {
        let field = |key: &str| pattern(draft.text_at(&[key]));
        let (mut group, mut version) = (field("group"), field("version"));
        if let Some((from, to)) = draft.text_at(&["apiVersion"]).split_once('/') {
            (group, version) = (pattern(from), pattern(to));
        } else if let Some(only) = draft.get("apiVersion").and_then(Draft::text) {
            version = pattern(only);
        }
        Self {
            group,
            version,
            kind: field("kind"),
            name: field("name"),
            namespace: field("namespace"),
            labels: draft.text_at(&["labelSelector"]).to_owned(),
            annotations: draft.text_at(&["annotationSelector"]).to_owned(),
        }
    }

    /// Whether it means the object, by what that is called now or was called before.
    pub(super) fn fits(&self, object: &Object) -> bool {
        object.ids().any(|id| self.fits_id(&id))
            && fits_pairs(&self.labels, object.draft.at(&["metadata", "labels"]))
            && fits_pairs(&self.annotations, object.draft.at(&["metadata", "annotations"]))
    }

    fn fits_id(&self, id: &Id) -> bool {
        let namespace = match id.namespace.as_str() {
            "" if !id.is_cluster_scoped() => self.namespace.fits("default") || self.namespace.fits(""),
            namespace => self.namespace.fits(namespace),
        };
        self.group.fits(&id.group)
            && self.version.fits(&id.version)
            && self.kind.fits(&id.kind)
            && self.name.fits(&id.name)
            && namespace
    }
}

/// Whether pairs fit a selector as `kubectl -l` takes it: `a=b`, `a!=b`, `a`, `!a`, `a in (b, c)`, `a notin (b)`, with commas.
fn fits_pairs(selector: &str, pairs: Option<&Draft>) -> bool {
    let find = |key: &str| pairs.and_then(|pairs| pairs.get(key.trim())).and_then(Draft::text);
    requirements(selector).all(|requirement| {
        if let Some((key, list)) = requirement.split_once(" notin ") {
            !find(key).is_some_and(|value| lists(list, value))
        } else if let Some((key, list)) = requirement.split_once(" in ") {
            find(key).is_some_and(|value| lists(list, value))
        } else if let Some((key, value)) = requirement.split_once("!=") {
            find(key) != Some(value.trim())
        } else if let Some((key, value)) = requirement.split_once('=') {
            find(key) == Some(value.trim_start_matches('=').trim())
        } else if let Some(key) = requirement.strip_prefix('!') {
            find(key).is_none()
        } else {
            find(requirement).is_some()
        }
    })
}

/// The parts of a selector; commas in parentheses do not part.
fn requirements(selector: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    let parts = selector.split(move |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn lists(list: &str, value: &str) -> bool {
    list.trim().trim_matches(['(', ')']).split(',').any(|item| item.trim() == value)
}
