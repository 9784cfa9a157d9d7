//! The end of pretty text: counts by chapter and severity, then one sentence.

use crate::report::summary::{self, Counts};
use crate::report::view::View;

/// The counts, and how many findings were not shown, if any.
pub(super) fn render(view: &View, hidden: usize) -> String {
    let mut parts = Vec::new();
    if hidden > 0 {
        parts.push(format!("{} not shown here\n", summary::number(hidden, "more finding")));
    }
    if view.style.scorecard {
        parts.extend(table(view));
    }
    parts.push(summary::sentence(view) + "\n");
    parts.join("\n")
}

fn table(view: &View) -> Option<String> {
    let rows: Vec<_> =
        Counts::by_factor(view).into_iter().map(|(factor, counts)| (factor.heading(), counts)).collect();
    let width = rows.iter().map(|(heading, _)| heading.chars().count()).max()?;
    let head = format!("{:width$}  errors  warnings  notes\n", "");
    let row = |(heading, counts): (String, Counts)| {
        let Counts { errors, warnings, notes } = counts;
        format!("{heading:width$}  {errors:>6}  {warnings:>8}  {notes:>5}\n")
    };
    Some(head + &rows.into_iter().map(row).collect::<String>())
}
