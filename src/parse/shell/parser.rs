//! The state of the shell parser and the steps everything else is made of: bytes, blanks, comments, line breaks.

use super::heredoc::Pending;
use super::syntax::{Connector, GuardKind, HereDocument, Script, ShellError};
use std::collections::BTreeMap;
use std::ops::Range;

/// How deep blocks, substitutions and expansions may nest before the rest is given up.
const DEEPEST: usize = 100;

/// A recursive-descent parser that never fails: it records an error and goes on.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) pos: usize,
    /// Where the region being read ends: the text, a backquoted command, a heredoc body.
    pub(super) end: usize,
    pub(super) context: Context,
    /// What joins the next simple command to the one before it.
    pub(super) connector: Connector,
    /// What the enclosing blocks end with, outermost first.
    pub(super) closers: Vec<&'static [&'static str]>,
    /// Heredocs whose bodies start at the next line break.
    pub(super) pending: Vec<Pending>,
    /// Bodies already read, by the offset of their redirection.
    pub(super) heredocs: BTreeMap<usize, HereDocument>,
    pub(super) script: Script,
    nesting: usize,
}

/// The circumstances that commands inherit from what encloses them.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent circumstance of a command")]
pub(super) struct Context {
    pub(super) depth: usize,
    pub(super) conditional: bool,
    pub(super) condition: Option<GuardKind>,
    pub(super) loop_body: bool,
    pub(super) subshell: bool,
    pub(super) substitution: bool,
    /// Index of the enclosing function.
    pub(super) function: Option<usize>,
    /// Index of the innermost guard.
    pub(super) guard: Option<usize>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            pos: start,
            end: text.len(),
            context: Context::default(),
            connector: Connector::Start,
            closers: Vec::new(),
            pending: Vec::new(),
            heredocs: BTreeMap::new(),
            script: Script::default(),
            nesting: 0,
        }
    }

    /// The byte `ahead` of the current one.
    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        let at = self.pos + ahead;
        if at < self.end { self.bytes.get(at).copied() } else { None }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    /// The unread part of the region.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.pos..self.end).unwrap_or_default()
    }

    pub(super) fn starts_with(&self, what: &str) -> bool {
        self.rest().starts_with(what)
    }

    /// Takes `what` if it comes next.
    pub(super) fn take(&mut self, what: &str) -> bool {
        let found = self.starts_with(what);
        if found {
            self.pos += what.len();
        }
        found
    }

    /// Takes one whole character.
    pub(super) fn take_char(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.pos += character.len_utf8();
        Some(character)
    }

    pub(super) fn error(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.script.errors.push(ShellError { at, message: message.into() });
    }

    /// Skips blanks, comments and joined lines; with `lines` also line breaks, after which heredoc bodies are read.
    pub(super) fn skip_blanks(&mut self, lines: bool) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.pos += 1,
                b'\r' if matches!(self.peek_at(1), Some(b'\n') | None) => self.pos += 1,
                b'\\' if self.joined_line() > 0 => self.pos += self.joined_line(),
                b'#' => self.comment(),
                b'\n' if lines => {
                    self.pos += 1;
                    self.read_heredocs();
                }
                _ => return,
            }
        }
    }

    /// The length of a backslash and the line break after it; 0 if there is none here.
    pub(super) fn joined_line(&self) -> usize {
        match (self.peek(), self.peek_at(1), self.peek_at(2)) {
            (Some(b'\\'), Some(b'\n'), _) => 2,
            (Some(b'\\'), Some(b'\r'), Some(b'\n')) => 3,
            _ => 0,
        }
    }

    fn comment(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or_default();
        let start = self.pos;
        self.pos += line.len();
        self.script.comments.push(start..start + line.trim_end_matches('\r').len());
    }

    /// The bytes up to the next blank, operator or quote, if they come at once: a candidate for a reserved word.
    pub(super) fn bare_word(&self) -> &'t str {
        let rest = self.rest();
        let ends = |byte: &u8| b" \t\r\n;&|<>()'\"\\$`".contains(byte);
        let length = rest.bytes().position(|byte| ends(&byte)).unwrap_or(rest.len());
        &rest[..length]
    }

    /// Takes a reserved word if it comes next.
    pub(super) fn take_reserved(&mut self, word: &str) -> bool {
        let found = self.bare_word() == word;
        if found {
            self.pos += word.len();
        }
        found
    }

    /// Runs `read` one level deeper with a changed context; everything but the position is as before afterwards.
    /// Beyond the depth limit the rest of the text is given up.
    pub(super) fn nested<T: Default>(
        &mut self,
        change: impl FnOnce(&mut Context),
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if self.nesting >= DEEPEST {
            let at = self.pos..self.pos;
            if self.pos < self.end {
                self.error(at, "this is nested too deeply to be read");
            }
            self.pos = self.end;
            return T::default();
        }
        let context = self.context;
        self.nesting += 1;
        self.context.depth += 1;
        change(&mut self.context);
        let result = read(self);
        self.context = context;
        self.nesting -= 1;
        result
    }

    /// Runs `read` on the region up to `end`, with no block open around it.
    pub(super) fn within<T>(&mut self, end: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer_end = self.end;
        self.end = end.min(outer_end);
        let closers = std::mem::take(&mut self.closers);
        let pending = std::mem::take(&mut self.pending);
        let result = read(self);
        self.read_heredocs();
        self.end = outer_end;
        self.closers = closers;
        self.pending = pending;
        result
    }
}
