//! Splits a Gemfile into statements of words, strings and symbols.

use super::super::Reader;
use crate::source::Arg;

/// One token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::extract::packages) struct Token {
    pub(in crate::extract::packages) kind: Kind,
    pub(in crate::extract::packages) arg: Arg,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::extract::packages) enum Kind {
    /// An identifier, keyword or number.
    Word,
    /// A string; with `#{…}` in it, it is not literal.
    Text,
    /// `:name`.
    Symbol,
    /// `name:` or `:name =>`.
    Label,
    /// Anything else.
    Mark,
}

/// The statements in order. One goes on over line breaks after a comma and inside brackets.
pub(in crate::extract::packages) fn statements(reader: Reader) -> Vec<Vec<Token>> {
    let mut scanner = Scanner { reader, at: 0, depth: 0, found: vec![Vec::new()] };
    while scanner.step() {}
    scanner.found.retain(|statement| !statement.is_empty());
    scanner.found
}

struct Scanner<'a> {
    reader: Reader<'a>,
    at: usize,
    depth: usize,
    found: Vec<Vec<Token>>,
}

impl Scanner<'_> {
    /// Takes one token or blank; `false` at the end of the text.
    fn step(&mut self) -> bool {
        let rest = &self.reader.text[self.at..];
        let Some(next) = rest.chars().next() else { return false };
        match next {
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            '\n' | ';' => {
                self.at += 1;
                self.end_statement();
            }
            '"' | '\'' => self.text(next),
            ':' if rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                let length = word_length(&rest[1..]);
                self.push(Kind::Symbol, 1, length);
                self.at += 1 + length;
                let after = self.reader.text[self.at..].trim_start_matches([' ', '\t']);
                if after.starts_with("=>") {
                    self.at = self.reader.text.len() - after.len() + 2;
                    self.relabel();
                }
            }
            c if c.is_alphanumeric() || c == '_' => {
                let length = word_length(rest);
                let after = &rest[length..];
                let is_label = after.starts_with(':') && !after.starts_with("::");
                self.push(if is_label { Kind::Label } else { Kind::Word }, 0, length);
                self.at += length + usize::from(is_label);
            }
            c if c.is_whitespace() => self.at += c.len_utf8(),
            c => {
                match c {
                    '(' | '[' | '{' => self.depth += 1,
                    ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.push(Kind::Mark, 0, c.len_utf8());
                self.at += c.len_utf8();
            }
        }
        true
    }

    fn end_statement(&mut self) {
        let last = self.found.last().and_then(|statement| statement.last());
        let goes_on = last.is_some_and(|token| token.kind == Kind::Mark && token.arg.text == ",");
        if self.depth == 0 && !goes_on {
            self.found.push(Vec::new());
        }
    }

    fn text(&mut self, quote: char) {
        let rest = &self.reader.text[self.at + 1..];
        let mut is_escaped = false;
        let length = rest.find(|c: char| {
            let is_end = c == quote && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_end
        });
        let length = length.unwrap_or(rest.len());
        let end = (self.at + 1 + length + 1).min(self.reader.text.len());
        self.push(Kind::Text, 1, length);
        if let Some(token) = self.found.last_mut().and_then(|statement| statement.last_mut()) {
            token.arg.span = self.reader.span(self.at..end);
        }
        self.at = end;
    }

    /// Adds a token of `length` bytes, `skip` bytes ahead.
    fn push(&mut self, kind: Kind, skip: usize, length: usize) {
        let start = self.at + skip;
        let text = &self.reader.text[start..start + length];
        let literal = kind != Kind::Text || !text.contains("#{");
        let arg = Arg { text: text.to_owned(), literal, span: self.reader.span(start..start + length) };
        if let Some(statement) = self.found.last_mut() {
            statement.push(Token { kind, arg });
        }
    }

    fn relabel(&mut self) {
        if let Some(token) = self.found.last_mut().and_then(|statement| statement.last_mut()) {
            token.kind = Kind::Label;
        }
    }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}
