//! Text joined from several places of a file, with the way back from its offsets to the file's.

use crate::source::{Arg, FileId, Span};
use std::ops::Range;

/// A run of text copied byte for byte from the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Segment {
    /// Where the run starts in the joined text.
    at: u32,
    /// Where it starts in the file.
    from: u32,
}

/// Text as the builder sees it (line continuations and comment lines taken out) that knows where each byte was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The joined text.
    pub text: String,
    file: FileId,
    segments: Vec<Segment>,
}

impl Text {
    /// An empty text that stands at byte `at` of the file.
    pub fn new(file: FileId, at: usize) -> Self {
        Self { text: String::new(), file, segments: vec![Segment { at: 0, from: at as u32 }] }
    }

    /// The inside of a quoted value as text of its own; `None` if escapes or line breaks make it differ from what is
    /// written.
    pub fn inside_quotes(arg: &Arg) -> Option<Self> {
        let written = (arg.span.end - arg.span.start) as usize;
        let mut text = Self::new(arg.span.file, arg.span.start as usize + 1);
        text.push(&arg.text, arg.span.start as usize + 1);
        (written == arg.text.len() + 2).then_some(text)
    }

    /// Appends text that the file holds at byte `from`.
    pub fn push(&mut self, text: &str, from: usize) {
        let segment = Segment { at: self.text.len() as u32, from: from as u32 };
        match self.segments.last_mut() {
            Some(last) if last.at == segment.at => *last = segment,
            Some(last) if last.from + (segment.at - last.at) == segment.from => {}
            _ => self.segments.push(segment),
        }
        self.text.push_str(text);
    }

    /// Appends another text of the same file.
    pub fn append(&mut self, other: &Self) {
        let ends = other.segments.iter().skip(1).map(|segment| segment.at as usize).chain([other.text.len()]);
        for (segment, end) in other.segments.iter().zip(ends) {
            if let Some(run) = other.text.get(segment.at as usize..end) {
                self.push(run, segment.from as usize);
            }
        }
    }

    /// The joined text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte offset in the file of the byte at `at` of the joined text.
    pub fn offset(&self, at: usize) -> u32 {
        let next = self.segments.partition_point(|segment| segment.at as usize <= at);
        self.segments.get(next.saturating_sub(1)).map_or(0, |segment| segment.from + (at as u32 - segment.at))
    }

    /// Where a range of the joined text is written; covers what was taken out between its ends.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        Span { file: self.file, start, end: end.max(start) }
    }

    /// Where the whole text is written.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// A part of the text; empty if `range` does not lie on character boundaries.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut part = Self::new(self.file, self.offset(range.start) as usize);
        let Some(text) = self.text.get(range.clone()) else { return part };
        part.text.push_str(text);
        let first = self.segments.partition_point(|segment| segment.at as usize <= range.start);
        let inside = self.segments.iter().skip(first).take_while(|segment| (segment.at as usize) < range.end);
        part.segments.extend(inside.map(|s| Segment { at: s.at - range.start as u32, from: s.from }));
        part
    }

    /// The text without white space at its ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }

    /// A part of the text as a wholly known value.
    pub fn arg(&self, range: Range<usize>) -> Arg {
        let text = self.text.get(range.clone()).unwrap_or_default();
        Arg::literal(text, self.span(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back_over_what_was_taken_out() {
        let mut text = Text::new(FileId(0), 4);
        text.push("ab ", 4);
        text.push("cd", 10);
        assert_eq!(text.as_str(), "ab cd");
        assert_eq!(text.span(1..4).range(), 5..11);
        assert_eq!(text.span(3..5).range(), 10..12);
        assert_eq!(text.span(0..3).range(), 4..7, "an end at a seam stays before the gap");
        let part = text.slice(2..5);
        assert_eq!((part.as_str(), part.span(1..3).range()), (" cd", 10..12));
        assert_eq!(text.trim(), text);
    }

    #[test]
    fn quotes_are_looked_into_only_without_escapes() {
        let text = Text::inside_quotes(&Arg::literal("a && b", Span::new(FileId(0), 10, 18))).unwrap();
        assert_eq!(text.span(5..6).range(), 16..17);
        assert!(Text::inside_quotes(&Arg::literal("a\"b", Span::new(FileId(0), 0, 6))).is_none());
    }

    #[test]
    fn neighbouring_runs_become_one() {
        let mut text = Text::new(FileId(0), 0);
        text.push("a", 0);
        text.push("b", 1);
        assert_eq!(text.segments.len(), 1);
        assert_eq!(text.slice(5..9).as_str(), "");
    }
}
