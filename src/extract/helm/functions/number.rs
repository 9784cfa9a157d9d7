//! Conversions as sprig (and the cast library below it) makes them, and Go's ways to write numbers.

use super::print;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::Value;

/// `toString`: a string as it is, anything else as `%v` prints it.
pub(super) fn to_string(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        other => print::formatted(other),
    }
}

/// `toInt64` of the cast library: what is no number is 0, fractions are cut.
pub(super) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Int(number, _) => *number,
        Value::Float(number, _) => cut(*number),
        Value::Bool(value, _) => i64::from(*value),
        Value::Text(text) => parse_int(&without_zero_fraction(text.as_str())).unwrap_or(0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0,
    }
}

/// `toFloat64` of the cast library: what is no number is 0.
pub(super) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Int(number, _) => widen(*number),
        Value::Float(number, _) => *number,
        Value::Bool(value, _) => f64::from(u8::from(*value)),
        Value::Text(text) => parse_float(text.as_str()).unwrap_or(0.0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0.0,
    }
}

/// An integer as a float, as Go converts it.
#[expect(clippy::cast_precision_loss, reason = "Go's float64(x) rounds, too")]
pub(super) fn widen(number: i64) -> f64 {
    number as f64
}

/// A float without its fraction, as Go's `int64(x)` does it.
pub(super) fn cut(number: f64) -> i64 {
    number as i64
}

/// Go's `strconv.ParseInt(text, 0, 64)`: with `0x`, `0o`, `0b` and `0` prefixes, and `_` between digits.
pub(super) fn parse_int(text: &str) -> Option<i64> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = unsigned.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', _, ..] => (16, &lower[2..]),
        [b'0', b'o', _, ..] => (8, &lower[2..]),
        [b'0', b'b', _, ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        [b'0'..=b'9', ..] => (10, lower.as_str()),
        _ => return None,
    };
    let digits = digits.replace('_', "");
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    let magnitude = i128::from_str_radix(&digits, radix).ok()?;
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// Go's `strconv.ParseFloat`, without hexadecimal floats.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    let infinite_word = text.contains(['i', 'I']);
    (number.is_finite() || number.is_nan() || infinite_word).then_some(number)
}

/// `%v` of a float: `1.5`, `8080`, `1.234567e+06`.
pub(super) fn float(number: f64) -> String {
    match special(number) {
        Some(word) => word.to_owned(),
        None if number == 0.0 || (-4..6).contains(&exponent_of(number)) => format!("{number}"),
        None => exponential(number),
    }
}

/// How JSON writes a float.
pub(super) fn json(number: f64) -> String {
    let magnitude = number.abs();
    if number != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        exponential(number).replace("e-0", "e-")
    } else {
        format!("{number}")
    }
}

/// Go's words for what is no finite number.
pub(super) fn special(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        Some("NaN")
    } else if number.is_infinite() {
        Some(if number > 0.0 { "+Inf" } else { "-Inf" })
    } else {
        None
    }
}

/// The shortest digits with an exponent of at least two digits: `1.234567e+06`.
pub(super) fn exponential(number: f64) -> String {
    two_digits(&format!("{number:e}"))
}

/// Rust's `1.5e6` as Go's `1.5e+06`.
pub(super) fn two_digits(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

fn exponent_of(number: f64) -> i32 {
    let text = format!("{number:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// `8.00` is the integer `8` for the cast library, `8.5` is none.
fn without_zero_fraction(text: &str) -> String {
    let Some((whole, fraction)) = text.split_once('.') else { return text.to_owned() };
    if fraction.bytes().all(|digit| digit == b'0') { whole.to_owned() } else { text.to_owned() }
}
