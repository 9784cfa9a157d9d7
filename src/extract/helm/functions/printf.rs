//! `printf` as Go's `fmt` formats: verbs, flags, width, precision, argument indexes, and its marks for what is wrong.

use super::Family;
use super::arguments::{Outcome, take_first, text};
use super::budget::Budget;
use super::print;
use super::types::type_of;
use super::verb::{Verb, format};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[("printf", printf)];

/// The widest field that Go writes.
const WIDEST: usize = 1_000_000;

fn printf(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([format], values) = take_first(arguments)?;
    sprintf(&text(format)?, &values, engine).map(Value::Text)
}

/// Formats values.
pub(super) fn sprintf(format: &Text, values: &[Value], engine: &mut dyn Engine) -> Result<Text, String> {
    let mut run = Run { format, at: 0, values, next: 0, reordered: false, result: Text::default() };
    run.all(engine)?;
    Ok(run.result)
}

struct Run<'a> {
    format: &'a Text,
    at: usize,
    values: &'a [Value],
    next: usize,
    reordered: bool,
    result: Text,
}

impl Run<'_> {
    fn all(&mut self, engine: &mut dyn Engine) -> Result<(), String> {
        loop {
            let rest = &self.format.as_str()[self.at..];
            let literal = rest.find('%').unwrap_or(rest.len());
            self.result.append(&self.format.slice(self.at..self.at + literal));
            self.at += literal;
            if literal == rest.len() {
                break;
            }
            self.at += 1;
            self.directive(engine)?;
        }
        if !self.reordered && self.next < self.values.len() {
            self.push("%!(EXTRA ");
            for at in self.next..self.values.len() {
                if at > self.next {
                    self.push(", ");
                }
                self.push(type_of(&self.values[at]));
                if !matches!(self.values[at], Value::Nil) {
                    self.push("=");
                    self.result.append(&print::formatted(&self.values[at]));
                }
            }
            self.push(")");
        }
        Ok(())
    }

    fn directive(&mut self, engine: &mut dyn Engine) -> Result<(), String> {
        let mut verb = Verb::default();
        loop {
            match self.peek() {
                Some('+') => verb.plus = true,
                Some('-') => verb.minus = true,
                Some('#') => verb.sharp = true,
                Some(' ') => verb.space = true,
                Some('0') => verb.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut good = self.index();
        if self.peek() == Some('*') {
            self.at += 1;
            match self.star() {
                Some(width) => {
                    verb.minus |= width < 0;
                    verb.width = Some(width.unsigned_abs() as usize);
                }
                None => self.push("%!(BADWIDTH)"),
            }
        } else {
            verb.width = self.digits();
        }
        if self.peek() == Some('.') {
            self.at += 1;
            good &= self.index();
            if self.peek() == Some('*') {
                self.at += 1;
                match self.star() {
                    Some(precision) => verb.precision = usize::try_from(precision).ok(),
                    None => self.push("%!(BADPREC)"),
                }
            } else {
                verb.precision = Some(self.digits().unwrap_or(0));
            }
        }
        good &= self.index();
        if verb.minus {
            verb.zero = false;
        }
        let Some(letter) = self.peek() else {
            self.push("%!(NOVERB)");
            return Ok(());
        };
        self.at += letter.len_utf8();
        verb.letter = letter;
        // Of structs, `%+v` would show the names of fields.
        verb.plus &= letter != 'v';
        engine.spend(verb.width.unwrap_or(0).max(verb.precision.unwrap_or(0)))?;
        match self.values.get(self.next) {
            _ if letter == '%' => self.push("%"),
            _ if !good => self.push(&format!("%!{letter}(BADINDEX)")),
            None => self.push(&format!("%!{letter}(MISSING)")),
            Some(value) => {
                self.next += 1;
                format(&mut self.result, value, &verb, 0, &mut Budget::of(engine))?;
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.format.as_str()[self.at..].chars().next()
    }

    fn push(&mut self, text: &str) {
        self.result.push(text, Source::default());
    }

    fn digits(&mut self) -> Option<usize> {
        let rest = &self.format.as_str()[self.at..];
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        rest[..length].parse().ok().filter(|number| *number <= WIDEST)
    }

    /// An explicit argument index, `[2]`; false if there is a bad one.
    fn index(&mut self) -> bool {
        if self.peek() != Some('[') {
            return true;
        }
        self.reordered = true;
        let rest = &self.format.as_str()[self.at + 1..];
        let Some(close) = rest.find(']') else {
            self.at += 1;
            return false;
        };
        self.at += close + 2;
        match rest[..close].parse::<usize>() {
            Ok(number) if (1..=self.values.len()).contains(&number) => {
                self.next = number - 1;
                true
            }
            _ => false,
        }
    }

    fn star(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        match value {
            Value::Int(number, _) if number.unsigned_abs() <= WIDEST as u64 => Some(*number),
            _ => None,
        }
    }
}
