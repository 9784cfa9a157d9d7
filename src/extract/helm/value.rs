//! The values of the template engine: Go's dynamic values as templates see them, each with the place that set it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::Text;
use crate::source::Span;

/// A map with Go's reference semantics: `set`, `unset` and `merge` change it for all who hold it.
pub type Map = Rc<RefCell<BTreeMap<String, Value>>>;

/// A value.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `nil`.
    #[default]
    Nil,
    /// A boolean, with the place that sets it.
    Bool(bool, Option<Span>),
    /// An integer: of a template, `Chart.yaml`, or a function. Numbers of values files are [`Value::Float`], as in Helm.
    Int(i64, Option<Span>),
    /// A floating-point number.
    Float(f64, Option<Span>),
    /// A string.
    Text(Text),
    /// A list.
    List(Rc<Vec<Value>>),
    /// A map of strings to values.
    Map(Map),
    /// An object with methods.
    Object(Object),
}

/// What has methods in Helm's templates.
#[derive(Clone, Debug)]
pub enum Object {
    /// `.Files`, or what `.Files.Glob` leaves of them: root-relative paths below the chart, with their texts.
    Files(Rc<BTreeMap<String, Text>>),
    /// `.Capabilities.APIVersions`.
    ApiVersions(Rc<Vec<String>>),
    /// `.Capabilities.KubeVersion`: prints as its version (`v1.35.0`); fields `Version`, `Major`, `Minor`, `GitVersion`.
    KubeVersion(Rc<str>),
}

impl Value {
    /// A map of these entries.
    pub fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Map(Rc::new(RefCell::new(entries.into_iter().collect())))
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(Rc::new(items.into_iter().collect()))
    }

    /// A computed string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text::computed(text))
    }

    /// A computed boolean.
    pub fn bool(value: bool) -> Self {
        Self::Bool(value, None)
    }

    /// A computed integer.
    pub fn int(value: i64) -> Self {
        Self::Int(value, None)
    }

    /// Whether a template takes it for true (`text/template`: empty values are false; a number is, if it is not zero).
    pub fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value, _) => *value,
            Self::Int(value, _) => *value != 0,
            Self::Float(value, _) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(map) => !map.borrow().is_empty(),
            Self::Object(Object::Files(files)) => !files.is_empty(),
            Self::Object(Object::ApiVersions(versions)) => !versions.is_empty(),
            Self::Object(_) => true,
        }
    }

    /// The place that sets a scalar.
    pub fn place(&self) -> Option<Span> {
        match self {
            Self::Bool(_, place) | Self::Int(_, place) | Self::Float(_, place) => *place,
            Self::Text(text) => text.source().value,
            Self::Nil | Self::List(_) | Self::Map(_) | Self::Object(_) => None,
        }
    }

    /// The value without shared parts: changing the copy leaves the original alone.
    #[must_use]
    pub fn deep_copy(&self) -> Self {
        match self {
            Self::List(items) => Self::list(items.iter().map(Self::deep_copy)),
            Self::Map(map) => {
                Self::map(map.borrow().iter().map(|(key, value)| (key.clone(), value.deep_copy())))
            }
            other => other.clone(),
        }
    }
}
