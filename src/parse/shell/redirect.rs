//! Redirections.

use super::heredoc::Pending;
use super::parser::Parser;
use super::syntax::{Redirect, RedirectOp};
use super::word::Place;

/// The operators, longer ones before their beginnings.
const OPERATORS: [(&str, RedirectOp); 12] = [
    ("&>>", RedirectOp::AppendBoth),
    ("&>", RedirectOp::WriteBoth),
    ("<<<", RedirectOp::HereString),
    ("<<-", RedirectOp::HereDocument),
    ("<<", RedirectOp::HereDocument),
    ("<&", RedirectOp::DuplicateInput),
    ("<>", RedirectOp::ReadWrite),
    ("<", RedirectOp::Read),
    (">>", RedirectOp::Append),
    (">&", RedirectOp::DuplicateOutput),
    (">|", RedirectOp::Write),
    (">", RedirectOp::Write),
];

impl Parser<'_> {
    /// Reads a redirection if one starts here. A heredoc's body is read at the next line break.
    pub(super) fn redirect(&mut self) -> Option<Redirect> {
        let start = self.pos;
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let named = named_descriptor(rest);
        let after = &rest[digits.max(named)..];
        if after.starts_with("<(") || after.starts_with(">(") || (digits > 0 && after.starts_with('&')) {
            return None;
        }
        let (operator, op) = OPERATORS.into_iter().find(|(operator, _)| after.starts_with(operator))?;
        self.pos += digits.max(named) + operator.len();
        self.skip_blanks(false);
        let target = self.word(Place::Command);
        if target.span.is_empty() {
            self.error(start..self.pos, "this redirection has no target");
        }
        if op == RedirectOp::HereDocument && !target.span.is_empty() {
            self.pending.push(Pending {
                redirect: start,
                // What looks like an expansion is none in a terminator.
                name: if target.literal {
                    target.text.clone()
                } else {
                    self.text[target.span.clone()].to_owned()
                },
                expand: !target.quoted,
                strip_tabs: operator == "<<-",
            });
        }
        let to_descriptor =
            target.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') || !target.literal;
        let op = if op == RedirectOp::DuplicateOutput && !to_descriptor { RedirectOp::WriteBoth } else { op };
        Some(Redirect { fd: rest[..digits].parse().ok(), op, target, heredoc: None, span: start..self.pos })
    }
}

/// The length of `{name}` at the start of the text, which bash sets to the descriptor it opens; 0 if there is none.
fn named_descriptor(text: &str) -> usize {
    let Some(name) = text.strip_prefix('{') else { return 0 };
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if length > 0 && name[length..].starts_with('}') { length + 2 } else { 0 }
}
