//! The written list of what other tools expect and this one does not do on purpose.

use crate::Row;

/// A line of the table in `divergences.md`.
pub(crate) struct Divergence {
    tool: &'static str,
    check: &'static str,
    expect: &'static str,
    /// `*` for every manifest, conditions in parentheses, or the name of a manifest without its extension.
    place: &'static str,
}

impl Divergence {
    /// Whether the line speaks of a row; `holds` tells whether a condition is met by the objects of the row.
    pub(crate) fn covers(&self, row: &Row, holds: impl Fn(&str) -> bool) -> bool {
        let expect = row.expect.split(':').next().unwrap_or_default();
        let same = self.tool == row.tool && self.check == row.check && self.expect == expect;
        let conditions = self.place.strip_prefix('(').and_then(|place| place.strip_suffix(')'));
        same && match conditions {
            Some(conditions) => conditions.split(" or ").any(holds),
            None => self.place == "*" || row.file_stem() == self.place,
        }
    }
}

/// The table, which names tool, check, expectation, place and reason.
pub(crate) fn written() -> Vec<Divergence> {
    let rows = include_str!("divergences.md").lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, tool, check, expect, place, reason, _] = cells[..] else { panic!("not five cells: {line}") };
        assert!(!reason.is_empty(), "no reason: {line}");
        Divergence { tool, check, expect, place }
    })
    .collect()
}
