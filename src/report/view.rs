//! What all reporters share: places as people count them, texts without secrets, rules by id.

use std::collections::BTreeMap;

use super::redact::Redaction;
use super::{Report, Style, clean, fingerprint};
use crate::rule::{Factor, Finding, Page, Rule};
use crate::source::{FileId, Position, Sources, Span};

/// Where the pages of the catalogue are shown.
const PAGES: &str = "https://github.com/twelvecheck/twelvecheck/blob/main/";

/// A report as its readers may see it.
pub(super) struct View<'a> {
    pub(super) report: Report<'a>,
    pub(super) style: &'a Style,
    pub(super) redaction: Redaction<'a>,
    rules: BTreeMap<&'a str, usize>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: Report<'a>, style: &'a Style) -> Self {
        let redaction = Redaction::new(report.secrets, report.sources);
        let rules = report.rules.iter().enumerate().map(|(at, rule)| (rule.page.id.as_str(), at)).collect();
        Self { report, style, redaction, rules }
    }

    pub(super) fn sources(&self) -> &'a Sources {
        self.report.sources
    }

    /// The path of a file as this report writes it.
    pub(super) fn path(&self, file: FileId) -> String {
        let path = format!("{}{}", self.style.prefix, self.sources().path(file));
        clean::line(&relative(&self.style.reader, &path))
    }

    /// A text of the finding on one line.
    pub(super) fn line(&self, finding: &Finding, text: &str) -> String {
        clean::line(&self.redaction.message(finding, text))
    }

    /// A text of the finding on several lines.
    pub(super) fn block(&self, finding: &Finding, text: &str) -> String {
        clean::block(&self.redaction.message(finding, text))
    }

    /// The span without line breaks at its end, cut to whole characters of the file.
    pub(super) fn tight(&self, span: Span) -> Span {
        let text = self.sources().file(span.file).text.as_str();
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (span.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let kept = text[start..end].trim_end_matches(['\n', '\r']).len();
        Span::new(span.file, start, start + kept)
    }

    /// Start and end of a tight span, columns counted in characters.
    pub(super) fn positions(&self, span: Span) -> (Position, Position) {
        self.sources().positions(self.tight(span))
    }

    /// The index of a rule among those of the report.
    pub(super) fn rule_index(&self, id: &str) -> Option<usize> {
        self.rules.get(id).copied()
    }

    /// The rule of a finding.
    pub(super) fn rule(&self, finding: &Finding) -> Option<&'a Rule> {
        self.rule_index(&finding.rule).and_then(|at| self.report.rules.get(at))
    }

    /// The chapter of a finding's rule.
    pub(super) fn factor(&self, finding: &Finding) -> Option<Factor> {
        self.rule(finding).map(|rule| rule.page.factor)
    }

    /// Where a rule's page is shown; nowhere for a user's own rule.
    pub(super) fn page_uri(&self, page: &Page) -> Option<String> {
        (!self.report.own_rules.contains(&page.id)).then(|| format!("{PAGES}{}", page.path()))
    }

    /// Stable fingerprints of the findings, then of the suppressed ones. They are numbered together, so that suppressing
    /// one of several alike does not change the fingerprints of the others.
    pub(super) fn fingerprints(&self) -> (Vec<String>, Vec<String>) {
        let findings = self.report.findings;
        let suppressed = self.report.suppressed.iter().map(|suppressed| &suppressed.finding);
        let mut all: Vec<(usize, &Finding)> = findings.iter().chain(suppressed).enumerate().collect();
        all.sort_by_key(|(_, finding)| finding.span);
        let prints = fingerprint::stable(all.iter().map(|(_, finding)| *finding), self.sources());
        let mut prints: Vec<(usize, String)> = all.iter().map(|(at, _)| *at).zip(prints).collect();
        prints.sort_unstable();
        let mut prints: Vec<String> = prints.into_iter().map(|(_, print)| print).collect();
        let suppressed = prints.split_off(findings.len());
        (prints, suppressed)
    }
}

/// A path as seen from a folder that starts where the path starts.
fn relative(folder: &str, path: &str) -> String {
    let mut folders = folder.split('/').filter(|part| !part.is_empty()).peekable();
    let mut rest = path;
    while let (Some(folder), Some((part, inner))) = (folders.peek(), rest.split_once('/')) {
        if part != *folder {
            break;
        }
        folders.next();
        rest = inner;
    }
    "../".repeat(folders.count()) + rest
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_start_where_the_reader_stands() {
        assert_eq!(relative("", "a/b.py"), "a/b.py");
        assert_eq!(relative("a", "a/b.py"), "b.py");
        assert_eq!(relative("a/c", "a/b.py"), "../b.py");
        assert_eq!(relative("x/y", "a"), "../../a");
    }
}
