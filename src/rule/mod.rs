//! Rules as values: a page and a check; [`Pass`] is the only door through which a check sees and speaks.

pub mod builtin;
pub mod copies;
pub mod engine;
pub mod factor;
pub mod matcher;
pub mod page;
pub mod provenance;
pub mod registry;

use crate::app::{App, Project};
use crate::source::{Sources, Span};

pub use factor::Factor;
pub use matcher::Matcher;
pub use page::Page;

/// How grave a finding is. The order is from mild to grave.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Breaks a factor.
    Warning,
    /// Breaks the app or leaks a secret.
    Error,
}

impl Severity {
    /// The word used in pages, configuration, options and SARIF levels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }
}

/// How sure a rule is of its findings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// A guess worth a look.
    Low,
    /// Mostly right.
    Medium,
    /// Right but for rare exceptions.
    High,
}

impl Confidence {
    /// The word used in pages and SARIF's `precision`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The confidence of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|confidence| confidence.name() == name)
    }
}

/// A rule: what it says of itself and how it looks.
#[derive(Debug)]
pub struct Rule {
    /// Metadata, documentation and examples.
    pub page: Page,
    /// How findings are made.
    pub check: Check,
}

/// How a rule finds.
#[derive(Debug)]
pub enum Check {
    /// A pattern over facts, written on the page.
    Match(Box<Matcher>),
    /// A function of `src/checks`.
    Code(fn(&mut Pass)),
    /// The engine itself reports it (rules of the tool about itself).
    Engine,
}

/// What a check sees of the world, and the only way to report. The unit of work is one rule on one app.
#[derive(Debug)]
pub struct Pass<'a> {
    /// The app under inspection.
    pub app: &'a App,
    /// All apps, for joins across them. Report only on places of `app`.
    pub project: &'a Project,
    /// The files, for text at a span.
    pub sources: &'a Sources,
    rule: &'a Page,
    findings: Vec<Finding>,
}

impl<'a> Pass<'a> {
    /// A pass of `rule` over `app`.
    pub fn new(rule: &'a Page, app: &'a App, project: &'a Project) -> Self {
        Self { app, project, sources: &project.sources, rule, findings: Vec::new() }
    }

    /// Reports a finding at `span`. The message leads with what is wrong and names values in single quotes.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding::new(self.rule, span, message));
        &mut self.findings[at]
    }

    /// What was reported.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// One thing a rule found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How grave this finding is.
    pub severity: Severity,
    /// The tightest range that shows it.
    pub span: Span,
    /// What is wrong; the first sentence stands alone.
    pub message: String,
    /// The other places that take part.
    pub related: Vec<Related>,
    /// What to write instead.
    pub help: Option<String>,
    /// Ranges that hold a secret: no output shows their text.
    pub secrets: Vec<Span>,
}

impl Finding {
    /// A finding of `rule` at `span`, at the rule's own severity.
    pub fn new(rule: &Page, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: rule.id.clone(),
            severity: rule.severity,
            span,
            message: message.into(),
            related: Vec::new(),
            help: None,
            secrets: Vec::new(),
        }
    }

    /// Adds a place that takes part, with a short note about it. A place that is shown already is not repeated.
    pub fn because(&mut self, span: Span, note: impl Into<String>) -> &mut Self {
        if span != self.span && self.related.iter().all(|related| related.span != span) {
            self.related.push(Related { span, note: note.into() });
        }
        self
    }

    /// Says what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Sets another severity than the page's.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Hides the text of `span` in every output.
    pub fn secret(&mut self, span: Span) -> &mut Self {
        self.secrets.push(span);
        self
    }
}

/// A place that takes part in a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What it has to do with the finding.
    pub note: String,
}
