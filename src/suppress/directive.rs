//! Somebody's wish not to see a finding, whatever it is written in.

use super::lines;
use crate::report::Means;
use crate::source::{Sources, Span};

/// A comment or an annotation that asks not to report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Directive {
    /// The directive as written.
    pub(super) span: Span,
    /// What it speaks of.
    pub(super) reach: Reach,
    /// Ids or globs of rules.
    pub(super) rules: Vec<String>,
    pub(super) reason: String,
    /// What is wrong with it, if it cannot be understood.
    pub(super) fault: Option<String>,
    /// Which of the rules dropped a finding.
    pub(super) used: Vec<bool>,
    /// What it is written in.
    pub(super) form: Form,
}

/// What a directive speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Lines of its file, both inclusive.
    Lines(u32, u32),
    /// An object: the places where it is written.
    Places(Vec<Span>),
}

/// What a directive is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// A comment.
    Comment,
    /// An annotation of ours.
    Annotation,
    /// An annotation of another tool, whose faults are that tool's business.
    Foreign,
    /// A comment for another tool, likewise.
    ForeignComment,
}

impl Reach {
    /// Also speaks of what another rendering of the same directive does.
    pub(super) fn widen(&mut self, other: Self) {
        if let (Self::Places(own), Self::Places(more)) = (self, other) {
            own.extend(more);
            own.sort();
            own.dedup();
        }
    }
}

impl Directive {
    /// Whether the directive speaks of that place.
    pub(super) fn speaks_of(&self, place: Span, sources: &Sources) -> bool {
        self.fault.is_none()
            && match &self.reach {
                Reach::Lines(first, last) => {
                    let lines = lines(place, sources);
                    self.span.file == place.file && lines.0 <= *last && *first <= lines.1
                }
                Reach::Places(places) => places.iter().any(|own| own.contains(place)),
            }
    }

    /// Whether it is written for another tool.
    pub(super) fn is_foreign(&self) -> bool {
        matches!(self.form, Form::Foreign | Form::ForeignComment)
    }

    /// By what means it suppresses.
    pub(super) fn means(&self) -> Means {
        match self.form {
            Form::Comment | Form::ForeignComment => Means::Comment,
            Form::Annotation | Form::Foreign => Means::Annotation,
        }
    }

    /// What it is called in messages.
    pub(super) fn noun(&self) -> &'static str {
        match self.form {
            Form::Comment | Form::ForeignComment => "comment",
            Form::Annotation | Form::Foreign => "annotation",
        }
    }

    /// What a finding that it is about has to lie in, for messages.
    pub(super) fn around(&self) -> &'static str {
        match self.reach {
            Reach::Lines(..) => "on this line",
            Reach::Places(_) => "in this object",
        }
    }
}
