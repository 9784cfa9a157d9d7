//! Words: quotes, escapes and everything that is expanded inside of them.

use super::parser::Parser;
use super::syntax::{Expansion, Operator, Word};

/// How far a template expression may reach.
const LONGEST_TEMPLATE: usize = 1024;

/// Where a word stands, which decides what ends it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the words of a command: blanks and operators end it.
    Command,
    /// Inside `[[ … ]]`: only blanks end it.
    Test,
    /// The operand of `${name-word}`: only `}` ends it. In double quotes a single quote is an ordinary character.
    Operand { quoted: bool },
}

impl Parser<'_> {
    /// Reads a word; it is empty if none starts here.
    pub(super) fn word(&mut self, place: Place) -> Word {
        let start = self.pos;
        let mut word = Word { literal: true, ..Word::default() };
        while let Some(byte) = self.peek() {
            if self.ends_word(byte, place, start) {
                break;
            }
            match byte {
                b'\\' => self.escape(&mut word),
                b'\'' if place != (Place::Operand { quoted: true }) => self.single_quoted(&mut word),
                b'"' => self.double_quoted(&mut word),
                b'$' => self.dollar(&mut word, place == (Place::Operand { quoted: true })),
                b'`' => self.backquoted(&mut word),
                b'<' | b'>' if self.peek_at(1) == Some(b'(') && place == Place::Command => {
                    self.pos += 2;
                    self.substitution(&mut word);
                }
                b'(' if place == Place::Command => self.extended_glob(&mut word),
                b'{' if self.starts_with("{{") && self.template(2, &mut word, false) => {}
                _ => word.text.extend(self.take_char()),
            }
        }
        word.span = start..self.pos;
        word
    }

    fn ends_word(&self, byte: u8, place: Place, start: usize) -> bool {
        match (place, byte) {
            (Place::Operand { .. }, _) => byte == b'}',
            (_, b' ' | b'\t' | b'\n') | (Place::Command, b';' | b'&' | b'|' | b')') => true,
            (_, b'\r') => matches!(self.peek_at(1), Some(b'\n') | None),
            (Place::Command, b'<' | b'>') => self.peek_at(1) != Some(b'('),
            (Place::Command, b'(') => {
                let before =
                    self.pos.checked_sub(1).filter(|at| *at >= start).and_then(|at| self.bytes.get(at));
                !before.is_some_and(|byte| b"?*+@!".contains(byte))
            }
            _ => false,
        }
    }

    /// A backslash outside of quotes.
    fn escape(&mut self, word: &mut Word) {
        let joined = self.joined_line();
        if joined > 0 {
            self.pos += joined;
            return;
        }
        self.pos += 1;
        word.quoted = true;
        word.text.push(self.take_char().unwrap_or('\\'));
    }

    fn single_quoted(&mut self, word: &mut Word) {
        let start = self.pos;
        self.pos += 1;
        word.quoted = true;
        loop {
            let rest = self.rest();
            let plain = rest.find(['\'', '$']).unwrap_or(rest.len());
            word.text.push_str(&rest[..plain]);
            self.pos += plain;
            match self.peek() {
                Some(b'$') => {
                    if !(self.starts_with("${{") && self.template(3, word, true)) {
                        word.text.extend(self.take_char());
                    }
                }
                Some(_) => {
                    self.pos += 1;
                    return;
                }
                None => return self.error(start..start + 1, "this single quote is not closed"),
            }
        }
    }

    pub(super) fn double_quoted(&mut self, word: &mut Word) {
        let start = self.pos;
        self.pos += 1;
        word.quoted = true;
        self.expanded_text(word, Some(b'"'));
        if !self.take("\"") {
            self.error(start..start + 1, "this double quote is not closed");
        }
    }

    /// The body of a heredoc up to the end of the region.
    pub(super) fn heredoc_word(&mut self) -> Word {
        let start = self.pos;
        let mut word = Word { literal: true, ..Word::default() };
        self.expanded_text(&mut word, None);
        word.span = start..self.pos;
        word
    }

    /// Text in which only `$`, backquotes and backslashes mean something, up to `close` (not taken).
    pub(super) fn expanded_text(&mut self, word: &mut Word, close: Option<u8>) {
        while let Some(byte) = self.peek() {
            match byte {
                _ if Some(byte) == close => return,
                b'\\' => {
                    let joined = self.joined_line();
                    let escapes =
                        self.peek_at(1).is_some_and(|next| b"$`\\".contains(&next) || Some(next) == close);
                    if joined > 0 {
                        self.pos += joined;
                    } else {
                        self.pos += usize::from(escapes);
                        word.text.extend(self.take_char());
                    }
                }
                b'$' => self.dollar(word, true),
                b'`' => self.backquoted(word),
                _ => word.text.extend(self.take_char()),
            }
        }
    }

    /// `` `command` ``: ends at the next backquote that is not escaped.
    fn backquoted(&mut self, word: &mut Word) {
        let start = self.pos;
        self.pos += 1;
        let mut escaped = false;
        let inside = self.rest().bytes().position(|byte| {
            let ends = byte == b'`' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let end = inside.map_or(self.end, |length| self.pos + length);
        self.within(end, |parser| parser.substituted_list(&[]));
        self.pos = end;
        if !self.take("`") {
            self.error(start..start + 1, "this backquote is not closed");
        }
        word.push_computed();
    }

    /// Patterns such as `@(a|b)`: taken as text.
    fn extended_glob(&mut self, word: &mut Word) {
        let mut open = 0_usize;
        while let Some(character) = self.take_char() {
            word.text.push(character);
            match character {
                '(' => open += 1,
                ')' if open == 1 => return,
                ')' => open -= 1,
                _ => {}
            }
        }
    }

    /// A template expression whose opening braces are `opening` bytes long. Says whether there was one: its end must
    /// be near.
    pub(super) fn template(&mut self, opening: usize, word: &mut Word, quoted: bool) -> bool {
        let bytes = &self.bytes[self.pos..self.end.min(self.pos + LONGEST_TEMPLATE)];
        let Some(length) = bytes.windows(2).skip(opening).position(|pair| pair == b"}}") else {
            return false;
        };
        let (start, inside) = (self.pos, self.pos + opening..self.pos + opening + length);
        if length == 0 || self.text[inside.clone()].contains('\n') {
            return false;
        }
        self.pos = inside.end + 2;
        let name = self.text[inside].trim().trim_matches('-').trim().to_owned();
        let span = start..self.pos;
        word.parameters.push(Expansion { name, operator: Operator::Template, operand: None, quoted, span });
        word.push_computed();
        true
    }
}

impl Word {
    /// Appends a part that the shell computes.
    pub(super) fn push_computed(&mut self) {
        self.text.push_str("{}");
        self.literal = false;
    }
}
