//! Heredoc bodies: found at the line break after their redirection, expanded in place.

use super::parser::Parser;
use super::syntax::{HereDocument, Word};

/// A heredoc whose redirection has been read but not its body.
pub(super) struct Pending {
    /// The offset of the redirection.
    pub(super) redirect: usize,
    /// The terminator, quotes removed.
    pub(super) name: String,
    pub(super) expand: bool,
    pub(super) strip_tabs: bool,
}

impl Parser<'_> {
    /// Reads the bodies of all pending heredocs; the position is at the start of a line (or at the end).
    pub(super) fn read_heredocs(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let start = self.pos;
            let (body_end, next) = self.find_terminator(&pending);
            if next.is_none() {
                self.error(start..start, format!("the heredoc '{}' is not terminated", pending.name));
            }
            let word = if pending.expand {
                self.within(body_end, Self::heredoc_word)
            } else {
                let text = self.text.get(start..body_end).unwrap_or_default().to_owned();
                Word { text, literal: true, quoted: true, span: start..body_end, parameters: Vec::new() }
            };
            let Pending { redirect, expand, strip_tabs, .. } = pending;
            self.heredocs.insert(redirect, HereDocument { body: start..body_end, word, expand, strip_tabs });
            self.pos = next.unwrap_or(self.end);
        }
    }

    /// Where the body ends and where the line after the terminator starts.
    fn find_terminator(&self, pending: &Pending) -> (usize, Option<usize>) {
        let mut at = self.pos;
        for line in self.rest().split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            let bare = if pending.strip_tabs { bare.trim_start_matches('\t') } else { bare };
            if bare == pending.name {
                return (at, Some(at + line.len()));
            }
            at += line.len();
        }
        (self.end, None)
    }
}
