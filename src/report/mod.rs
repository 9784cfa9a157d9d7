//! Reports: pure functions from what was found to text. A reporter never drops a finding without saying so.

mod clean;
mod concise;
pub mod fingerprint;
mod json;
mod pretty;
mod redact;
#[cfg(test)]
mod sample;
mod sarif;
mod summary;
mod view;

use crate::rule::{Finding, Rule, Severity};
use crate::source::{Sources, Span};

/// Everything a reporter may say.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The findings to show, sorted by path, place and rule.
    pub findings: &'a [Finding],
    /// The findings that somebody chose to live with, in the same order.
    pub suppressed: &'a [Suppressed],
    /// All rules of the run, in the order of the catalogue, whether they found something or not.
    pub rules: &'a [Rule],
    /// How many of the rules ran.
    pub active: usize,
    /// Places that hold a secret, whether their findings are shown or not: no output shows their text.
    pub secrets: &'a [Span],
    /// Ids of those rules that come from the user's own pages: the catalogue on the web does not have them.
    pub own_rules: &'a [String],
    /// Rules whose level the configuration changes: id and level, `None` for a rule that is off.
    pub overrides: &'a [(String, Option<Severity>)],
    /// The files.
    pub sources: &'a Sources,
    /// How many apps were told apart.
    pub apps: usize,
    /// The exit code of the run: 0 or 1.
    pub exit_code: u8,
}

/// A finding that is not reported because somebody said so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// By what means.
    pub by: Means,
    /// The reason that was given; empty if none.
    pub reason: String,
}

/// How a finding was suppressed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Means {
    /// By a comment in the file.
    Comment,
    /// By an annotation of the Kubernetes object.
    Annotation,
    /// By the configuration.
    Config,
}

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people: each finding with its code and every place that takes part, then a summary by factor.
    Pretty,
    /// One line for each finding.
    Concise,
    /// This tool's own stable JSON, described in `src/report/json.rs`.
    Json,
    /// SARIF 2.1.0, as GitHub code scanning takes it.
    Sarif,
}

impl Format {
    /// Every format, in the order in which help texts list them.
    pub const ALL: [Self; 4] = [Self::Pretty, Self::Concise, Self::Json, Self::Sarif];

    /// The name used in options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a report looks like, so that nothing is guessed from the surroundings.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Style {
    /// The width of the terminal in columns, for the wrapping of pretty text.
    pub width: usize,
    /// Whether pretty text may draw with characters beyond ASCII.
    pub unicode: bool,
    /// Whether pretty and concise text is coloured.
    pub color: bool,
    /// Whether pretty text links rules to their pages (OSC 8).
    pub links: bool,
    /// Whether pretty text ends with the counts by chapter.
    pub scorecard: bool,
    /// The most diagnostics that pretty text shows before it says how many are left; `None` for all.
    pub max_diagnostics: Option<usize>,
    /// The way to the analysed tree from where paths start: from the top of the repository for SARIF, from the nearest folder
    /// above both the tree and the reader for text. Empty, or ends in `/`.
    pub prefix: String,
    /// The way from there to the folder in which the reader stands, from which paths are written; empty for none.
    pub reader: String,
    /// SARIF: the category under which code scanning keeps the results of this run apart from others.
    pub category: Option<String>,
    /// JSON and SARIF: also list suppressed findings, marked as such. Code scanning shows them as open alerts.
    pub include_suppressed: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 100,
            unicode: true,
            color: false,
            links: false,
            scorecard: true,
            max_diagnostics: None,
            prefix: String::new(),
            reader: String::new(),
            category: None,
            include_suppressed: false,
        }
    }
}

/// Writes a report. The text ends with a line break, and depends on nothing but the arguments.
pub fn render(report: &Report, format: Format, style: &Style) -> String {
    let view = view::View::new(*report, style);
    match format {
        Format::Pretty => pretty::render(&view),
        Format::Concise => concise::render(&view),
        Format::Json => json::render(&view),
        Format::Sarif => sarif::render(&view),
    }
}
