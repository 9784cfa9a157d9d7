//! The written list of what other tools expect and this one does not do on purpose.

use crate::Row;

/// A line of the table in `divergences.md`.
pub(crate) struct Divergence {
    tool: &'static str,
    check: &'static str,
    expect: &'static str,
    /// The end of the path without its extension; `*` for every file.
    file: &'static str,
}

impl Divergence {
    pub(crate) fn covers(&self, row: &Row) -> bool {
        let file = row.file.rsplit_once('.').map_or(row.file.as_str(), |(file, _)| file);
        let is_named = |name: &str| {
            file.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        self.tool == row.tool
            && self.check == row.check
            && self.expect == row.expect
            && (self.file == "*" || is_named(self.file))
    }
}

/// The table, which names tool, check, expectation, file and reason.
pub(crate) fn written() -> Vec<Divergence> {
    let lines =
        include_str!("divergences.md").lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            let [_, tool, check, expect, file, reason, _] = cells[..] else {
                panic!("not five cells: {line}")
            };
            assert!(!reason.is_empty(), "no reason: {line}");
            Divergence { tool, check, expect, file }
        })
        .collect()
}
