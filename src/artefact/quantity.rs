//! Kubernetes quantities, exactly and on the text as written (`apimachinery/pkg/api/resource/quantity.go`, `suffix.go`).

use std::fmt;

/// Nano-units in one unit.
const NANO: u128 = 1_000_000_000;
/// Nano-units in the milli-unit to which the API server rounds resources up.
const MILLI: u128 = 1_000_000;
/// The largest magnitude, in nano-units, of what does not fit into a mantissa of 18 digits: 2^63 - 1 units.
const CAP: u128 = (i64::MAX as u128) * NANO;
/// Digits that the API server reads as an integer and a decimal exponent, exactly and without a cap.
const EXACT_DIGITS: usize = 18;
/// Digits of a fraction that are computed with; more only matter for rounding up.
const FRACTION_DIGITS: usize = 20;

/// An amount of a resource: bytes of memory, cores of CPU.
///
/// Amounts finer than a nano-unit are rounded up to one, and those beyond 2^63 - 1 are capped where the API server does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Quantity {
    nano: u128,
}

/// Why a text is no quantity that the API server takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuantityError {
    /// There is no text.
    Empty,
    /// The number is right, the suffix is none; the suffix as written.
    Suffix(String),
    /// The amount is below zero: it parses, but no resource may have it.
    Negative,
    /// There is no number.
    Malformed,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Suffix(suffix) => write!(f, "'{suffix}' is no suffix of quantities"),
            Self::Negative => f.write_str("it is negative"),
            Self::Malformed => f.write_str("it is no number"),
        }
    }
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { nano: 0 };

    /// Reads `<sign>(digits | digits.digits | digits. | .digits)<suffix>`. A number without any digit is nothing.
    ///
    /// # Errors
    /// Where the API server would refuse the text for a resource.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (negative, unsigned) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, rest) = digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
        let scale = Scale::parse(suffix).ok_or_else(|| match (whole, fraction) {
            ("", "") => QuantityError::Malformed,
            _ => QuantityError::Suffix(suffix.to_owned()),
        })?;
        let nano = match scale {
            Scale::Binary(power) => binary(whole, fraction, power),
            Scale::Decimal(exponent) => decimal(whole, fraction, exponent),
        };
        if negative && nano > 0 { Err(QuantityError::Negative) } else { Ok(Self { nano }) }
    }

    /// Whether it is more than nothing; only such amounts count for the quality of service.
    pub fn is_positive(self) -> bool {
        self.nano > 0
    }

    /// Rounded up to milli-units, as `SetDefaults_ResourceList` leaves requests and limits.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self { nano: self.nano.div_ceil(MILLI).saturating_mul(MILLI) }
    }

    /// In whole units (bytes, cores), rounded up.
    pub fn units(self) -> u128 {
        self.nano.div_ceil(NANO)
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { nano: self.nano.saturating_add(other.nano) }
    }

    /// A whole number of units.
    pub fn of_units(units: u64) -> Self {
        Self { nano: u128::from(units).saturating_mul(NANO) }
    }
}

/// What a suffix multiplies with.
enum Scale {
    /// A power of two.
    Binary(u32),
    /// A power of ten.
    Decimal(i32),
}

impl Scale {
    /// `1E` is exa; with digits behind it, `E` is the exponent.
    fn parse(suffix: &str) -> Option<Self> {
        Some(match suffix {
            "Ki" => Self::Binary(10),
            "Mi" => Self::Binary(20),
            "Gi" => Self::Binary(30),
            "Ti" => Self::Binary(40),
            "Pi" => Self::Binary(50),
            "Ei" => Self::Binary(60),
            "n" => Self::Decimal(-9),
            "u" => Self::Decimal(-6),
            "m" => Self::Decimal(-3),
            "" => Self::Decimal(0),
            "k" => Self::Decimal(3),
            "M" => Self::Decimal(6),
            "G" => Self::Decimal(9),
            "T" => Self::Decimal(12),
            "P" => Self::Decimal(15),
            "E" => Self::Decimal(18),
            _ => Self::Decimal(exponent(suffix.strip_prefix(['e', 'E'])?)?),
        })
    }
}

/// An exponent; beyond a thousand the size no longer matters, the amount is capped or rounded to one nano-unit.
fn exponent(text: &str) -> Option<i32> {
    let (negative, number) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = number.bytes().fold(0_i32, |size, digit| {
        (size.saturating_mul(10)).saturating_add(i32::from(digit - b'0')).min(1000)
    });
    Some(if negative { -size } else { size })
}

/// The digits at the start of a text, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// `whole.fraction × 10^exponent` in nano-units, rounded up, and capped unless it is short enough to be read exactly.
fn decimal(whole: &str, fraction: &str, exponent: i32) -> u128 {
    let written = whole.trim_start_matches('0').len().max(1) + fraction.len();
    let exact = written <= EXACT_DIGITS && i64::from(exponent) - to_i64(fraction.len()) >= -9;
    let cap = if exact { u128::MAX } else { CAP };
    // The place of a digit is the power of ten of nano-units that it counts.
    let first = to_i64(whole.len()) - 1 + i64::from(exponent) + 9;
    let mut nano = 0_u128;
    let mut rest = false;
    for (at, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
        let digit = u128::from(digit - b'0');
        let place = first - to_i64(at);
        if digit == 0 {
            continue;
        }
        let Ok(place) = u32::try_from(place) else {
            rest = true;
            break;
        };
        let value = 10_u128.checked_pow(place).and_then(|power| power.checked_mul(digit));
        nano = value.and_then(|value| nano.checked_add(value)).unwrap_or(cap).min(cap);
    }
    nano.saturating_add(u128::from(rest)).min(cap)
}

/// A count of digits; no text is longer.
fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 2)
}

/// `whole.fraction × 2^power` in nano-units, rounded up and capped.
fn binary(whole: &str, fraction: &str, power: u32) -> u128 {
    let factor = 1_u128 << power;
    let units = whole
        .bytes()
        .fold(0_u128, |sum, digit| sum.saturating_mul(10).saturating_add(u128::from(digit - b'0')).min(CAP));
    let kept = &fraction[..fraction.len().min(FRACTION_DIGITS)];
    let rest = fraction[kept.len()..].bytes().any(|digit| digit != b'0');
    let numerator = kept.bytes().fold(0_u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    // numerator / 10^n × 2^power × 10^9, with at most 20 digits and 2^60, stays below 2^127.
    let scaled = numerator * factor;
    let places = kept.len() as u32;
    let part = if places >= 9 {
        scaled.div_ceil(10_u128.pow(places - 9))
    } else {
        scaled.saturating_mul(10_u128.pow(9 - places))
    };
    units
        .saturating_mul(factor)
        .saturating_mul(NANO)
        .saturating_add(part)
        .saturating_add(u128::from(rest))
        .min(CAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nano(text: &str) -> u128 {
        Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).nano
    }

    #[test]
    fn spellings_of_one_amount_are_equal() {
        for (one, other) in [
            ("0.1", "100m"),
            ("1Gi", "1073741824"),
            ("1e9", "1G"),
            ("1E3", "1k"),
            ("1E", "1000P"),
            (".5", "500m"),
            ("5.", "5"),
            ("+1", "1000000u"),
            ("1.5Gi", "1536Mi"),
            ("12e-1", "1200m"),
            ("0.000000001", "1n"),
            ("1e-99999999999", "1n"),
            ("0e99", "0"),
            ("000128Mi", "128Mi"),
            ("-0", "0"),
            (".", "0"),
            ("-.", "0"),
            ("-", "0"),
            ("Mi", "0"),
        ] {
            assert_eq!(nano(one), nano(other), "{one} {other}");
        }
    }

    #[test]
    fn amounts_are_rounded_up_and_capped() {
        assert_eq!(nano("0.0000000001"), 1);
        assert_eq!(nano("1.0000000001"), NANO + 1);
        assert_eq!(nano("0.00000000000000000000000000001Ki"), 1);
        assert_eq!(nano("9223372036854775807"), CAP);
        assert_eq!(nano("9223372036854775808"), CAP);
        assert_eq!(nano("16Ei"), CAP);
        assert_eq!(nano("12E"), 12 * nano("1E"));
        assert_eq!(nano("1e1000000"), u128::MAX);
        assert_eq!(nano(&"9".repeat(5000)), CAP);
        assert_eq!(nano("0.99999999999999999999Ei"), nano("1Ei") - 11_529_215);
        assert_eq!(Quantity::parse("1u").unwrap().rounded(), Quantity::parse("1m").unwrap());
        assert_eq!(Quantity::parse("1500m").unwrap().units(), 2);
    }

    #[test]
    fn errors_are_told_apart() {
        let error = |text: &str| Quantity::parse(text).unwrap_err();
        for suffix in ["K", "ki", "gi", "mb", "GB", "MiB", "e", "e+", "eM", " Mi", "é"] {
            assert_eq!(error(&format!("1{suffix}")), QuantityError::Suffix(suffix.to_owned()));
        }
        assert_eq!(error("1.2.3"), QuantityError::Suffix(".3".to_owned()));
        assert_eq!(error(""), QuantityError::Empty);
        assert_eq!(error("-1Gi"), QuantityError::Negative);
        for text in ["abc", "-x", "é", " 1", ".x"] {
            assert_eq!(error(text), QuantityError::Malformed, "{text}");
        }
    }
}
