//! One formatting verb of Go's `fmt` applied to one value.

use super::budget::Budget;
use super::number::{special, two_digits};
use super::print::scalar_text;
use super::quoting::quoted;
use super::types::type_of;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

/// A verb with its flags.
#[derive(Clone, Copy, Default)]
pub(super) struct Verb {
    pub(super) letter: char,
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
}

/// Writes a value.
pub(super) fn format(
    into: &mut Text,
    value: &Value,
    verb: &Verb,
    depth: usize,
    budget: &mut Budget,
) -> Result<(), String> {
    let source = Source { written: None, value: value.place() };
    if verb.letter == 'T' {
        verb.pad(into, &Text::computed(type_of(value)));
        return Ok(());
    }
    match value {
        Value::Nil if verb.letter == 'v' || depth > 0 => verb.pad(into, &Text::computed("<nil>")),
        Value::Nil => into.push(&format!("%!{}(<nil>)", verb.letter), source),
        Value::List(_) | Value::Map(_) if verb.letter != 'p' => {
            budget.descend(|budget| collection(into, value, verb, depth, budget))?;
        }
        Value::Text(text) => match verb.string(text) {
            Some(text) => verb.pad(into, &text),
            None => verb.bad(into, value),
        },
        Value::Bool(value, _) if matches!(verb.letter, 't' | 'v') => {
            verb.pad(into, &Text::new(value.to_string(), source));
        }
        Value::Int(number, _) => match verb.integer(*number) {
            Some(text) => verb.pad_number(into, &text, source),
            None => verb.bad(into, value),
        },
        Value::Float(number, _) => match verb.float(*number) {
            Some(text) => verb.pad_number(into, &text, source),
            None => verb.bad(into, value),
        },
        Value::Object(_) if matches!(verb.letter, 'v' | 's') => {
            verb.pad(into, &Text::new(scalar_text(value), source));
        }
        _ => verb.bad(into, value),
    }
    Ok(())
}

fn collection(
    into: &mut Text,
    value: &Value,
    verb: &Verb,
    depth: usize,
    budget: &mut Budget,
) -> Result<(), String> {
    let plain = Source::default();
    if let Value::Map(map) = value {
        into.push("map[", plain);
        for (at, (key, value)) in map.borrow().iter().enumerate() {
            into.push(if at > 0 { " " } else { "" }, plain);
            format(into, &Value::text(key.clone()), verb, depth + 1, budget)?;
            into.push(":", plain);
            format(into, value, verb, depth + 1, budget)?;
        }
    } else if let Value::List(items) = value {
        into.push("[", plain);
        for (at, item) in items.iter().enumerate() {
            into.push(if at > 0 { " " } else { "" }, plain);
            format(into, item, verb, depth + 1, budget)?;
        }
    }
    into.push("]", plain);
    Ok(())
}

impl Verb {
    /// Go's mark for a verb that does not fit: `%!d(string=x)`.
    fn bad(&self, into: &mut Text, value: &Value) {
        let source = Source { written: None, value: value.place() };
        into.push(&format!("%!{}({}=", self.letter, type_of(value)), source);
        let plain = Self { letter: 'v', ..Self::default() };
        match value {
            Value::Text(text) => plain.pad(into, text),
            other => into.push(&scalar_text(other), source),
        }
        into.push(")", source);
    }

    fn pad(&self, into: &mut Text, text: &Text) {
        let length = text.as_str().chars().count();
        let missing = self.width.unwrap_or(0).saturating_sub(length);
        let padding = if self.zero && !self.minus { "0" } else { " " }.repeat(missing);
        if self.minus {
            into.append(text);
            into.push(&padding, Source::default());
        } else {
            into.push(&padding, Source::default());
            into.append(text);
        }
    }

    /// Zeros go between the sign and the digits.
    fn pad_number(&self, into: &mut Text, text: &str, source: Source) {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        let infinite = text.ends_with("Inf") || text.ends_with("NaN");
        if self.zero && !self.minus && !infinite {
            let sign = text.len() - text.trim_start_matches(['+', '-', ' ']).len();
            into.push(&format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..]), source);
        } else {
            Self { zero: false, ..*self }.pad(into, &Text::new(text, source));
        }
    }

    fn string(&self, text: &Text) -> Option<Text> {
        let end = match self.precision {
            Some(most) => text.as_str().char_indices().nth(most).map_or(text.len(), |(at, _)| at),
            None => text.len(),
        };
        let cut = text.slice(0..end);
        Some(match self.letter {
            'v' if self.sharp => quoted(&cut),
            's' | 'v' => cut,
            'q' if self.sharp && !cut.as_str().contains('`') => cut.derive(format!("`{cut}`")),
            'q' => quoted(&cut),
            'x' => cut.derive(hexadecimal(cut.as_str(), self.space)),
            'X' => cut.derive(hexadecimal(cut.as_str(), self.space).to_uppercase()),
            _ => return None,
        })
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        }
    }

    fn integer(&self, number: i64) -> Option<String> {
        let magnitude = number.unsigned_abs();
        let (prefix, digits) = match self.letter {
            'd' | 'v' => ("", magnitude.to_string()),
            'b' => (if self.sharp { "0b" } else { "" }, format!("{magnitude:b}")),
            'o' => (if self.sharp { "0" } else { "" }, format!("{magnitude:o}")),
            'O' => ("0o", format!("{magnitude:o}")),
            'x' => (if self.sharp { "0x" } else { "" }, format!("{magnitude:x}")),
            'X' => (if self.sharp { "0X" } else { "" }, format!("{magnitude:X}")),
            'U' => return Some(format!("U+{magnitude:04X}")),
            'c' => return Some(character(number).to_string()),
            'q' => return Some(format!("'{}'", character(number).escape_debug())),
            _ => return None,
        };
        let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        Some(format!("{}{prefix}{}{digits}", self.sign(number < 0), "0".repeat(zeros)))
    }

    fn float(&self, number: f64) -> Option<String> {
        if !matches!(self.letter, 'v' | 'g' | 'G' | 'e' | 'E' | 'f' | 'F') {
            return None;
        }
        if let Some(word) = special(number) {
            let sign = usize::from(word == "+Inf" && !self.plus);
            return Some(word[sign..].to_owned());
        }
        let magnitude = number.abs();
        let digits = match self.letter {
            'e' | 'E' => two_digits(&format!("{magnitude:.*e}", self.precision.unwrap_or(6))),
            'f' | 'F' => format!("{magnitude:.*}", self.precision.unwrap_or(6)),
            _ => self.general(magnitude),
        };
        let digits = if matches!(self.letter, 'E' | 'G') { digits.to_uppercase() } else { digits };
        Some(format!("{}{digits}", self.sign(number.is_sign_negative())))
    }

    /// `%g`: with so many digits in all, an exponent where it is shorter.
    fn general(&self, magnitude: f64) -> String {
        let Some(precision) = self.precision else { return super::number::float(magnitude) };
        let text = format!("{magnitude:.*e}", precision.saturating_sub(1));
        let precision = i32::try_from(precision.max(1)).unwrap_or(i32::MAX);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let short = |digits: &str| {
            if digits.contains('.') {
                digits.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                digits.to_owned()
            }
        };
        // Go compares with the number of digits that there are, if they are fewer.
        let shown = short(digits).bytes().filter(u8::is_ascii_digit).count();
        let shown = i32::try_from(shown).unwrap_or(i32::MAX);
        let most = if precision > shown && shown > exponent { shown } else { precision };
        if exponent < -4 || exponent >= most {
            two_digits(&format!("{}e{exponent}", short(digits)))
        } else {
            let decimals = usize::try_from(precision - 1 - exponent).unwrap_or(0);
            short(&format!("{magnitude:.decimals$}"))
        }
    }
}

fn hexadecimal(text: &str, spaced: bool) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(if spaced { " " } else { "" })
}

fn character(number: i64) -> char {
    u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
}
