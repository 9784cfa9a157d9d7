//! A tree as YAML text, every part of it with the place it comes from.

use std::fmt::Write as _;

use super::draft::{Draft, Key, Scalar, Value};
use crate::source::{Piece, Rendering, Span};

/// Writes an object of the file at `path`.
pub(super) fn write(path: &str, draft: &Draft) -> Rendering {
    let mut writer = Writer { text: String::new(), pieces: Vec::new() };
    writer.node(draft, 0, Position::Root);
    Rendering { path: path.to_owned(), text: writer.text, pieces: writer.pieces }
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Root,
    /// Behind `key:`.
    Key,
    /// Behind `- `.
    Item,
}

struct Writer {
    text: String,
    pieces: Vec<Piece>,
}

impl Writer {
    fn push(&mut self, text: &str, written: Span) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(Piece { end: self.text.len() as u32, written, value: None });
        }
    }

    /// Writes a value in a collection whose keys or dashes stand in column `indent`.
    fn node(&mut self, draft: &Draft, indent: usize, position: Position) {
        let inner = if position == Position::Root { 0 } else { indent + 2 };
        match &draft.value {
            Value::Map(pairs) if !pairs.is_empty() => {
                for (at, (key, value)) in pairs.iter().enumerate() {
                    self.open(at, inner, position, key.span);
                    self.key(key);
                    self.node(value, inner, Position::Key);
                }
            }
            Value::List(items) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    let start = start(item);
                    self.open(at, inner, position, start);
                    self.push("-", start);
                    self.node(item, inner, Position::Item);
                }
            }
            other => {
                if position != Position::Root {
                    self.push(" ", draft.span);
                }
                match other {
                    Value::Map(_) => self.push("{}", draft.span),
                    Value::List(_) => self.push("[]", draft.span),
                    Value::Null => self.push("null", draft.span),
                    Value::Scalar(scalar) => self.scalar(scalar, draft.span, inner),
                }
                self.push("\n", draft.span);
            }
        }
    }

    /// Goes to where an entry of a collection starts: for the first one of an item right behind its dash.
    fn open(&mut self, at: usize, indent: usize, position: Position, span: Span) {
        match position {
            Position::Item if at == 0 => self.push(" ", span),
            Position::Key if at == 0 => {
                self.push("\n", span);
                self.push(&" ".repeat(indent), span);
            }
            _ => self.push(&" ".repeat(indent), span),
        }
    }

    fn key(&mut self, key: &Key) {
        if key.plain && !key.text.is_empty() {
            self.push(&key.text, key.span);
        } else {
            self.push(&quoted(&key.text), key.span);
        }
        self.push(":", key.span);
    }

    fn scalar(&mut self, scalar: &Scalar, span: Span, indent: usize) {
        let text = &scalar.text;
        let printable = text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control());
        let fits = printable && !text.contains(['\u{feff}', '\u{85}', '\u{2028}', '\u{2029}']);
        if scalar.plain && fits && !text.contains('\n') {
            self.push(text, span);
        } else if scalar.lines.len() > 1 && fits && text.trim_end_matches('\n').contains(|c| c != '\n') {
            self.block(scalar, span, indent);
        } else {
            let written = quoted(text);
            if written.len() == text.len() + 2 {
                self.push("\"", span);
                self.push(text, span);
                self.push("\"", span);
            } else {
                self.push(&written, span);
            }
        }
    }

    /// Writes a text of several lines as a literal block, so that each line keeps its place.
    fn block(&mut self, scalar: &Scalar, span: Span, indent: usize) {
        let text = &scalar.text;
        let chomp = if !text.ends_with('\n') {
            "-"
        } else if text.ends_with("\n\n") {
            "+"
        } else {
            ""
        };
        self.push(&format!("|2{chomp}"), span);
        for (line, place) in text.strip_suffix('\n').unwrap_or(text).split('\n').zip(&scalar.lines) {
            self.push("\n", *place);
            if !line.is_empty() {
                self.push(&" ".repeat(indent), *place);
                self.push(line, *place);
            }
        }
    }
}

/// Where the first token of a value is written.
fn start(draft: &Draft) -> Span {
    match &draft.value {
        Value::Map(pairs) => pairs.first().map_or(draft.span, |(key, _)| key.span),
        Value::List(items) => items.first().map_or(draft.span, start),
        _ => draft.span,
    }
}

/// A text in double quotes (YAML 1.2 §7.3.1).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
