//! What follows a `$`: parameters, command substitutions, arithmetic, and the special quotes.

use super::parser::Parser;
use super::syntax::{Connector, Expansion, Operator, Word};
use super::word::Place;

/// How far a subscript may reach.
pub(super) const LONGEST_SUBSCRIPT: usize = 256;
/// How far an arithmetic expression may reach.
const LONGEST_ARITHMETIC: usize = 2048;

impl Parser<'_> {
    /// Reads an expansion from its `$` on, or a lone `$`.
    pub(super) fn dollar(&mut self, word: &mut Word, quoted: bool) {
        if self.starts_with("${{") && self.template(3, word, quoted) {
            return;
        }
        match self.peek_at(1) {
            Some(b'{') => self.braces(word, quoted),
            Some(b'(') if self.peek_at(2) == Some(b'(') && self.arithmetic_end(self.pos + 3).is_some() => {
                self.pos += 3;
                self.arithmetic(word);
            }
            Some(b'(') => {
                self.pos += 2;
                self.substitution(word);
            }
            Some(b'\'') if !quoted => self.ansi_quoted(word),
            Some(b'"') if !quoted => {
                self.pos += 1;
                self.double_quoted(word);
            }
            _ => self.plain_parameter(word, quoted),
        }
    }

    fn plain_parameter(&mut self, word: &mut Word, quoted: bool) {
        let start = self.pos;
        self.pos += 1;
        let name = self.parameter_name(true);
        if name.is_empty() {
            return word.text.push('$');
        }
        let span = start..self.pos;
        word.parameters.push(Expansion { name, operator: Operator::Plain, operand: None, quoted, span });
        word.push_computed();
    }

    /// A variable name, a number (one digit if `single`), or one special character. Empty if there is none.
    fn parameter_name(&mut self, single: bool) -> String {
        let rest = self.rest();
        let length = match rest.bytes().next() {
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => {
                rest.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(rest.len())
            }
            Some(b'0'..=b'9') if !single => {
                rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len())
            }
            Some(byte) if byte.is_ascii_digit() || b"@*#?-$!".contains(&byte) => 1,
            _ => 0,
        };
        self.pos += length;
        rest[..length].to_owned()
    }

    /// `${…}`.
    fn braces(&mut self, word: &mut Word, quoted: bool) {
        let start = self.pos;
        self.pos += 2;
        let prefix = self.prefix();
        let name = self.parameter_name(false);
        self.subscript();
        let operator = if self.peek() == Some(b'}') { Operator::Plain } else { self.operator() };
        let operator = prefix.unwrap_or(operator);
        let has_operand = self.peek() != Some(b'}');
        let operand = self.nested(|_| {}, |parser| Some(parser.word(Place::Operand { quoted })));
        let operand = operand.filter(|_| has_operand).map(Box::new);
        if !self.take("}") {
            self.error(start..self.pos, "this '${' is not closed");
        } else if name.is_empty() {
            self.error(start..self.pos, "this expansion names no parameter");
        }
        let span = start..self.pos;
        word.parameters.push(Expansion { name, operator, operand, quoted, span });
        word.push_computed();
    }

    /// `#` of a length or `!` of an indirection. `${#}`, `${#-x}` and the like are about the parameter `#` itself.
    fn prefix(&mut self) -> Option<Operator> {
        let next = self.peek_at(1)?;
        let names = next.is_ascii_alphanumeric() || next == b'_' || next == b'@' || next == b'*';
        let operator = match self.peek()? {
            b'#' if names => Operator::Length,
            b'!' if names => Operator::Indirect,
            _ => return None,
        };
        self.pos += 1;
        Some(operator)
    }

    fn subscript(&mut self) {
        if self.peek() != Some(b'[') {
            return;
        }
        let mut open = 0_usize;
        for (at, byte) in self.rest().bytes().take(LONGEST_SUBSCRIPT).enumerate() {
            match byte {
                b'[' => open += 1,
                b']' if open == 1 => {
                    self.pos += at + 1;
                    return;
                }
                b']' => open -= 1,
                b'\n' => return,
                _ => {}
            }
        }
    }

    fn operator(&mut self) -> Operator {
        let colon = self.peek() == Some(b':');
        let operator = match self.peek_at(usize::from(colon)) {
            Some(b'-') => Operator::Default,
            Some(b'=') => Operator::Assign,
            Some(b'+') => Operator::Alternative,
            Some(b'?') => Operator::Require,
            _ => {
                let double = matches!(self.peek(), Some(b'#' | b'%' | b'/' | b'^' | b','));
                let double = double && self.peek_at(1) == self.peek();
                self.pos += if double { 2 } else { usize::from(self.peek().is_some_and(|b| b.is_ascii())) };
                return Operator::Transform;
            }
        };
        self.pos += 1 + usize::from(colon);
        operator
    }

    /// A command substitution whose opening has been taken.
    pub(super) fn substitution(&mut self, word: &mut Word) {
        let start = self.pos;
        self.substituted_list(&[")"]);
        if !self.take(")") {
            self.error(start.saturating_sub(2)..start, "this command substitution is not closed");
        }
        word.push_computed();
    }

    /// The commands of a substitution.
    pub(super) fn substituted_list(&mut self, closers: &'static [&'static str]) {
        let connector = std::mem::replace(&mut self.connector, Connector::Start);
        self.nested(
            |context| {
                context.substitution = true;
                context.condition = None;
            },
            |parser| parser.block(closers),
        );
        self.connector = connector;
    }

    /// The offset of the `))` that closes an arithmetic expression opened before `from`; `None` if its parentheses
    /// close apart, as those of `$( (a); (b) )` do.
    pub(super) fn arithmetic_end(&self, from: usize) -> Option<usize> {
        let mut open = 2_usize;
        for (at, byte) in self.bytes.get(from..self.end)?.iter().take(LONGEST_ARITHMETIC).enumerate() {
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 1 {
                let end = from + at;
                return (end + 1 < self.end && self.bytes.get(end + 1) == Some(&b')')).then_some(end);
            }
        }
        None
    }

    /// An arithmetic expression whose opening has been taken.
    pub(super) fn arithmetic(&mut self, word: &mut Word) {
        let Some(end) = self.arithmetic_end(self.pos) else { return };
        let mut inside = Word::default();
        self.nested(|_| {}, |parser| parser.within(end, |parser| parser.expanded_text(&mut inside, None)));
        self.pos = self.end.min(end + 2);
        word.parameters.append(&mut inside.parameters);
        word.push_computed();
    }

    /// `$'…'` with C escapes.
    fn ansi_quoted(&mut self, word: &mut Word) {
        let start = self.pos;
        self.pos += 2;
        word.quoted = true;
        while let Some(character) = self.take_char() {
            match character {
                '\'' => return,
                '\\' => match self.take_char() {
                    Some('n') => word.text.push('\n'),
                    Some('t') => word.text.push('\t'),
                    Some('r') => word.text.push('\r'),
                    Some('e' | 'E') => word.text.push('\u{1b}'),
                    Some(escaped @ ('\'' | '"' | '\\' | '?')) => word.text.push(escaped),
                    Some(other) => word.text.extend(['\\', other]),
                    None => {}
                },
                character => word.text.push(character),
            }
        }
        self.error(start..start + 2, "this quote is not closed");
    }
}
