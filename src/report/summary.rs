//! Counts: how many findings there are of each severity, in all and by chapter.

use super::view::View;
use crate::rule::{Factor, Severity};

/// How many findings there are of each severity.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }

    /// All findings.
    pub(super) fn of(view: &View) -> Self {
        let mut counts = Self::default();
        view.report.findings.iter().for_each(|finding| counts.add(finding.severity));
        counts
    }

    /// The findings of each chapter that has some, in the order of the catalogue.
    pub(super) fn by_factor(view: &View) -> Vec<(Factor, Self)> {
        let mut all: Vec<(Factor, Self)> =
            Factor::ALL.iter().map(|factor| (*factor, Self::default())).collect();
        for finding in view.report.findings {
            let factor = view.factor(finding);
            if let Some((_, counts)) = all.iter_mut().find(|(known, _)| Some(*known) == factor) {
                counts.add(finding.severity);
            }
        }
        all.retain(|(_, counts)| *counts != Self::default());
        all
    }

    /// The sum.
    pub(super) fn total(self) -> usize {
        self.errors + self.warnings + self.notes
    }
}

/// One line that says what was found and in how much.
pub(super) fn sentence(view: &View) -> String {
    let report = view.report;
    let counts = Counts::of(view);
    let seen = format!(
        "{}, {}, {}",
        number(report.sources.iter().count(), "file"),
        number(report.apps, "app"),
        number(report.active, "rule")
    );
    let found = if counts.total() == 0 {
        format!("no findings in {seen}")
    } else {
        let parts = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| number(count, name))
            .collect();
        format!("{} ({}) in {seen}", number(counts.total(), "finding"), parts.join(", "))
    };
    if report.suppressed.is_empty() {
        found
    } else {
        format!("{found}; {} suppressed", report.suppressed.len())
    }
}

/// `1 file`, `2 files`.
pub(super) fn number(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}
