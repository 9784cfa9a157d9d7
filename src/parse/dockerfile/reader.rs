//! Cuts a Dockerfile into logical lines: continuations, comments, parser directives and heredoc bodies.

use super::heredoc::Marker;
use super::syntax::{Comment, Directive, Heredoc, SyntaxError};
use super::text::Text;
use crate::source::{Arg, FileId, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// A logical line: one instruction without its heredoc bodies.
pub(super) struct LogicalLine {
    /// The joined text, leading white space removed.
    pub(super) text: Text,
    /// The comments above it, as a range of [`Reader::comments`].
    pub(super) comments_above: Range<usize>,
}

/// Reads logical lines in order. The rules are those of `BuildKit`, `frontend/dockerfile/parser/parser.go`.
pub(super) struct Reader<'t> {
    file: FileId,
    text: &'t str,
    /// Start and end of each physical line; the end excludes the line break.
    lines: Vec<(usize, usize)>,
    next: usize,
    /// The character that escapes and that continues lines.
    pub(super) escape: char,
    directives_open: bool,
    comments_start: usize,
    terminators: BTreeMap<bool, BTreeMap<&'t str, Vec<usize>>>,
    pub(super) directives: Vec<Directive>,
    pub(super) comments: Vec<Comment>,
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            text,
            lines: physical_lines(text),
            next: 0,
            escape: '\\',
            directives_open: true,
            comments_start: 0,
            terminators: BTreeMap::new(),
            directives: Vec::new(),
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The next logical line that is not empty.
    pub(super) fn next_line(&mut self) -> Option<LogicalLine> {
        loop {
            let (start, end) = self.take_line()?;
            if self.comment(start, end, true) {
                continue;
            }
            let line = &self.text[start..end];
            let start = start + (line.len() - line.trim_start().len());
            let (end, mut continued) = self.continuation(start, end);
            if start == end && !continued {
                continue;
            }
            let comments_above = self.comments_start..self.comments.len();
            let mut text = Text::new(self.file, start);
            text.push(&self.text[start..end], start);
            while continued && let Some((start, end)) = self.take_line() {
                if self.comment(start, end, false) || self.text[start..end].trim().is_empty() {
                    continue;
                }
                let (end, goes_on) = self.continuation(start, end);
                text.push(&self.text[start..end], start);
                continued = goes_on;
            }
            self.comments_start = self.comments.len();
            if !text.as_str().trim().is_empty() {
                return Some(LogicalLine { text, comments_above });
            }
        }
    }

    /// The body that belongs to a heredoc marker: the lines down to its terminator. `None` if there is no terminator.
    pub(super) fn heredoc(&mut self, marker: Marker, span: Span) -> Option<Heredoc> {
        let at = self.find_terminator(&marker)?;
        let start = self.lines.get(self.next).map_or(self.text.len(), |line| line.0);
        let (end, terminator_end) = *self.lines.get(at)?;
        let mut body = Text::new(self.file, start);
        body.push(&self.text[start..end], start);
        self.next = at + 1;
        Some(Heredoc {
            name: marker.name,
            expand: marker.expand,
            strip_tabs: marker.strip_tabs,
            descriptor: marker.descriptor,
            body,
            span,
            terminator: Span::new(self.file, end, terminator_end),
        })
    }

    fn find_terminator(&mut self, marker: &Marker) -> Option<usize> {
        let (text, lines) = (self.text, &self.lines);
        let table = self.terminators.entry(marker.strip_tabs).or_insert_with(|| {
            let mut table: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, (start, end)) in lines.iter().enumerate() {
                let line = &text[*start..*end];
                let line = if marker.strip_tabs { line.trim_start_matches('\t') } else { line };
                table.entry(line).or_default().push(at);
            }
            table
        });
        let places = table.get(marker.name.as_str())?;
        places.get(places.partition_point(|at| *at < self.next)).copied()
    }

    fn take_line(&mut self) -> Option<(usize, usize)> {
        let line = *self.lines.get(self.next)?;
        self.next += 1;
        Some(line)
    }

    /// Records the line if it is a comment (or a directive) and says whether it was one.
    fn comment(&mut self, start: usize, end: usize, between_instructions: bool) -> bool {
        let line = &self.text[start..end];
        let Some(text) = line.trim_start().strip_prefix('#') else {
            self.directives_open = false;
            return false;
        };
        let start = end - text.len() - 1;
        if self.directive(text, start, end) {
            return true;
        }
        let text = text.trim();
        let span = Span::new(self.file, start, end);
        self.comments.push(Comment { text: text.to_owned(), span });
        if between_instructions && text.is_empty() {
            self.comments_start = self.comments.len();
        }
        true
    }

    fn directive(&mut self, text: &str, start: usize, end: usize) -> bool {
        if !self.directives_open {
            return false;
        }
        let parts =
            text.split_once('=').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()));
        let known = |name: &str| matches!(name, "escape" | "syntax" | "check");
        let Some((name, value)) = parts.filter(|(name, value)| known(name) && !value.is_empty()) else {
            self.directives_open = false;
            return false;
        };
        let span = Span::new(self.file, start, end);
        if self.directives.iter().any(|directive| directive.name == name) {
            self.error(span, format!("the '{name}' parser directive is given twice"));
            return true;
        }
        if name == "escape" {
            match value {
                "`" => self.escape = '`',
                "\\" => self.escape = '\\',
                _ => self.error(span, format!("'{value}' cannot be the escape character, only \\ and ` can")),
            }
        }
        let value_end = start + 1 + text.trim_end().len();
        let value = Arg::literal(value, Span::new(self.file, value_end - value.len(), value_end));
        self.directives.push(Directive { name, value, span });
        true
    }

    /// Where the line ends before a continuation mark, and whether there is one: a single escape character that only
    /// blanks follow.
    fn continuation(&self, start: usize, end: usize) -> (usize, bool) {
        let line = self.text[start..end].trim_end_matches([' ', '\t']);
        match line.strip_suffix(self.escape) {
            Some(before) if !before.ends_with(self.escape) => (start + before.len(), true),
            _ => (end, false),
        }
    }

    pub(super) fn error(&mut self, span: Span, message: String) {
        self.errors.push(SyntaxError { span, message });
    }
}

/// Lines end at LF; carriage returns before it belong to the line break. A byte order mark belongs to no line.
fn physical_lines(text: &str) -> Vec<(usize, usize)> {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Vec::new();
    for line in text[start..].split_inclusive('\n') {
        lines.push((start, start + line.trim_end_matches(['\r', '\n']).len()));
        start += line.len();
    }
    lines
}
