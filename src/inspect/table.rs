//! Text in columns, as a terminal shows it.

use std::fmt::Write as _;

/// A table whose cells may have several lines.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    /// The rows with two spaces between columns; a column that is empty below its head is left out.
    pub(super) fn render(&self) -> String {
        let count = self.rows.first().map_or(0, Vec::len);
        let shown: Vec<usize> = (0..count)
            .filter(|at| {
                self.rows.iter().skip(1).any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let lines = |cell: &str| cell.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| lines(cell)).max();
        let widths: Vec<usize> = shown.iter().map(|at| width(*at).unwrap_or(0)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells: Vec<Vec<&str>> =
                shown.iter().map(|at| row.get(*at).map_or("", String::as_str).lines().collect()).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for line in 0..height {
                let mut written = String::new();
                for (cell, width) in cells.iter().zip(&widths) {
                    let part = cell.get(line).copied().unwrap_or("");
                    let _ = write!(written, "{part:width$}  ");
                }
                text.push_str(written.trim_end());
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_line() {
        let mut table = Table::new(&["A", "NONE", "B"]);
        table.row(["x".to_owned(), String::new(), "one\nlonger".to_owned()]);
        table.row(["longest".to_owned(), String::new(), "é".to_owned()]);
        assert_eq!(table.render(), "A        B\nx        one\n         longer\nlongest  é\n");
    }
}
