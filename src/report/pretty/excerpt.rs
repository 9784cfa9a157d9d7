//! The lines of a file that a diagnostic shows, as the source code of miette.
//!
//! miette's own implementation walks a file from its start for every label. An excerpt holds nothing but the lines around
//! the labels: without secrets, without what could steer a terminal, and cut to a readable length.

use std::collections::BTreeMap;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar as _;

use crate::report::clean;
use crate::source::{SourceFile, Span};

/// Lines shown before and after a label.
pub(super) const CONTEXT: usize = 1;
/// Columns between tab stops, as miette draws them.
const TAB: usize = 4;
/// A range over more lines than this is shown by its first line.
const MOST_LINES: u32 = 8;

/// A place to show, with what to say about it.
pub(super) struct Mark {
    /// Tight: whole characters, no line break at the end.
    pub(super) span: Span,
    /// The 1-based column at which the span starts.
    pub(super) column: u32,
    pub(super) label: Option<String>,
    /// Whether the title over the excerpt names this place.
    pub(super) primary: bool,
}

/// How a line is cut that is too long.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    /// The most columns that are shown.
    pub(super) columns: usize,
    /// What stands where something is left out.
    pub(super) ellipsis: &'static str,
}

/// Lines of one file, with labels.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    text: String,
    lines: Vec<Line>,
    labels: Vec<LabeledSpan>,
    /// The 0-based columns of the labels in the file, by their offset here: where a line is cut they cannot be counted.
    columns: BTreeMap<usize, usize>,
}

/// A line of an excerpt.
#[derive(Debug)]
struct Line {
    /// The 1-based number in the file.
    number: u32,
    /// Which bytes of the file are shown.
    shown: Range<usize>,
    /// Where the line starts in the excerpt.
    start: usize,
    /// Where its shown bytes start in the excerpt: past the sign of a cut, if there is one.
    content: usize,
}

impl Excerpt {
    /// The lines around `marks` in a file of which `text` is the text without its secrets, of the same length.
    pub(super) fn new(path: String, file: &SourceFile, text: &str, marks: &[Mark], cut: Cut) -> Self {
        let mut excerpt = Self {
            path,
            text: String::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            columns: BTreeMap::new(),
        };
        for (number, first) in wanted_lines(file, marks) {
            excerpt.push(file, text, number, first, cut);
        }
        for mark in marks {
            let label = excerpt.label(file, mark);
            excerpt.columns.insert(label.offset(), mark.column.saturating_sub(1) as usize);
            excerpt.labels.push(label);
        }
        excerpt
    }

    pub(super) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }

    fn push(&mut self, file: &SourceFile, text: &str, number: u32, first: Option<usize>, cut: Cut) {
        let from = file.lines.start(number).unwrap_or(0) as usize;
        let to = from + file.line_text(number).len();
        let from = if text.get(from..to).is_some_and(|line| line.starts_with('\u{feff}')) {
            from + '\u{feff}'.len_utf8()
        } else {
            from
        };
        let line = text.get(from..to).unwrap_or("");
        let shown = window(line, first.map_or(0, |first| first.saturating_sub(from)), cut.columns);

        let start = self.text.len();
        if shown.start > 0 {
            self.text.push_str(cut.ellipsis);
        }
        let content = self.text.len();
        self.text.push_str(&clean::same_length(&line[shown.clone()]));
        if shown.end < line.len() {
            self.text.push_str(cut.ellipsis);
        }
        self.text.push('\n');
        self.lines.push(Line { number, shown: from + shown.start..from + shown.end, start, content });
    }

    fn label(&self, file: &SourceFile, mark: &Mark) -> LabeledSpan {
        let (first, last) = rows(file, mark.span);
        let whole = last == file.lines.line(mark.span.end);
        let start = self.offset(first, mark.span.start as usize);
        let end = self.offset(last, if whole { mark.span.end as usize } else { usize::MAX });
        let span = (start, end.saturating_sub(start));
        if mark.primary {
            LabeledSpan::new_primary_with_span(mark.label.clone(), span)
        } else {
            LabeledSpan::new_with_span(mark.label.clone(), span)
        }
    }

    /// Where a byte of the file's line `number` is shown, or the nearest shown byte.
    fn offset(&self, number: u32, at: usize) -> usize {
        let Some(line) = self.lines.iter().find(|line| line.number == number) else { return 0 };
        line.content + at.clamp(line.shown.start, line.shown.end) - line.shown.start
    }

    /// The index of the line that holds the excerpt's byte at `offset`.
    fn row(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The row furthest from `row` in steps of `step`, at most `most` of them, that is joined to it without a gap.
    fn extend(&self, row: usize, most: usize, forward: bool) -> usize {
        let mut at = row;
        for _ in 0..most {
            let next = if forward { Some(at + 1) } else { at.checked_sub(1) };
            let Some(line) = next.and_then(|next| self.lines.get(next)) else { break };
            if line.number.abs_diff(self.lines[at].number) != 1 {
                break;
            }
            at = if forward { at + 1 } else { at - 1 };
        }
        at
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if self.lines.is_empty() || span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = self.extend(self.row(span.offset()), before, false);
        let last = self.extend(self.row(span.offset() + span.len().saturating_sub(1)), after, true);
        let start = self.lines[first].start;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |next| next.start);
        // Asked without context, miette wants the place to write over the excerpt; else columns count from the line's start.
        let named = before == 0 && after == 0;
        let column = if named { self.columns.get(&span.offset()).copied().unwrap_or(0) } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            &self.text.as_bytes()[start..end],
            (start, end - start).into(),
            self.lines[first].number as usize - 1,
            column,
            last + 1 - first,
        )))
    }
}

/// The lines to show, each with the offset in the file of the first mark that starts on it.
fn wanted_lines(file: &SourceFile, marks: &[Mark]) -> BTreeMap<u32, Option<usize>> {
    let mut lines: BTreeMap<u32, Option<usize>> = BTreeMap::new();
    let context = CONTEXT as u32;
    for mark in marks {
        let (first, last) = rows(file, mark.span);
        let from = first.saturating_sub(context).max(1);
        for number in from..=(last + context).min(file.lines.count()) {
            let at = (number == first).then_some(mark.span.start as usize);
            let known = lines.entry(number).or_default();
            *known = match (*known, at) {
                (Some(known), Some(at)) => Some(known.min(at)),
                (known, at) => known.or(at),
            };
        }
    }
    let end = file.lines.count();
    if end > 1 && file.line_text(end).is_empty() && !marks.iter().any(|mark| rows(file, mark.span).1 == end) {
        lines.remove(&end);
    }
    lines
}

/// The first and the last line of a span that are shown.
fn rows(file: &SourceFile, span: Span) -> (u32, u32) {
    let (first, last) = (file.lines.line(span.start), file.lines.line(span.end));
    if last - first >= MOST_LINES { (first, first) } else { (first, last) }
}

/// Which bytes of a line are shown, given the offset of its first mark and how many columns there are.
fn window(line: &str, mark: usize, columns: usize) -> Range<usize> {
    let widths = |from: usize| {
        line[from..].char_indices().scan(0, move |width, (at, c)| {
            *width += if c == '\t' { TAB } else { c.width().unwrap_or(1) };
            Some((from + at, *width))
        })
    };
    // The first character from `from` on that ends after so many columns.
    let past = |from: usize, most: usize| {
        widths(from).find(|(_, width)| *width > most).map_or(line.len(), |(at, _)| at)
    };
    if past(0, columns) == line.len() {
        return 0..line.len();
    }
    let before = widths(0).take_while(|(at, _)| *at < mark).last().map_or(0, |(_, width)| width);
    let start = past(0, before.saturating_sub(columns / 3));
    start..past(start, columns)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let line = "0123456789".repeat(3);
        assert_eq!(window(&line, 20, 40), 0..30);
        assert_eq!(window(&line, 20, 9), 17..26);
        assert_eq!(window(&line, 0, 9), 0..9);
        assert_eq!(window("漢字漢字", 3, 4), 0..6);
        assert_eq!(window("\tab", 1, 5), 0..2);
    }
}
