//! Reports: pure functions from what was found to text. A reporter never drops a finding.

use crate::rule::{Finding, Rule, Severity};
use crate::source::Sources;

/// Everything a reporter may say.
#[derive(Debug)]
pub struct Report<'a> {
    /// The findings to show, sorted by path, place and rule.
    pub findings: &'a [Finding],
    /// The findings that somebody chose to live with.
    pub suppressed: &'a [Suppressed],
    /// All rules of the run, in the order of the catalogue, whether they found something or not.
    pub rules: &'a [Rule],
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
    /// By the configuration.
    Config,
}

/// A report format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Snippets.
    Pretty,
    /// Lines.
    Concise,
    /// JSON.
    Json,
    /// SARIF.
    Sarif,
}

/// How a report looks.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Colour.
    pub color: bool,
    /// Suppressed results in SARIF.
    pub sarif_include_suppressed: bool,
    /// SARIF category.
    pub sarif_category: Option<String>,
}

/// Renders a report.
pub fn render(report: &Report, _format: Format, _style: &Style) -> String {
    let mut text = String::new();
    for f in report.findings {
        let p = report.sources.positions(f.span).0;
        text += &format!(
            "{}:{}:{}: {}[{}] {}\n",
            report.sources.path(f.span.file),
            p.line,
            p.column,
            f.severity.name(),
            f.rule,
            f.message
        );
    }
    text
}
