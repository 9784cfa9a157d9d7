//! What the text of a plain scalar means: YAML 1.1 as Go's yaml.v2 resolves it, of which JSON and TOML use a part.

/// Whether a plain scalar is one of YAML's words for null.
pub(in crate::parse) fn is_null_word(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// `y` and `n` are left out on purpose: parsers disagree about them.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

pub(crate) fn integer(text: &str) -> Option<i64> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &unsigned[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &unsigned[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        [b'0'..=b'9', ..] => (10, unsigned),
        _ => return None,
    };
    let magnitude = digits.bytes().filter(|digit| *digit != b'_').try_fold(0_i128, |sum, digit| {
        let value = char::from(digit).to_digit(radix)?;
        let sum = sum * i128::from(radix) + i128::from(value);
        (sum <= i128::from(u64::MAX)).then_some(sum)
    })?;
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_as_go_reads_them() {
        let cases = [
            ("0", Some(0)),
            ("8080", Some(8080)),
            ("-1", Some(-1)),
            ("+7", Some(7)),
            ("010", Some(8)),
            ("0o17", Some(15)),
            ("0x1F", Some(31)),
            ("0b101", Some(5)),
            ("1_000", Some(1000)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("99999999999999999999999999999999999999999999", None),
            ("08", None),
            ("0x", None),
            ("1e3", None),
            ("1.5", None),
            ("", None),
            ("-", None),
            ("_1", None),
            ("é", None),
            ("-é", None),
            ("22:22", None),
        ];
        for (text, value) in cases {
            assert_eq!(integer(text), value, "{text}");
        }
    }

    #[test]
    fn booleans_and_nulls() {
        assert_eq!(boolean("Yes"), Some(true));
        assert_eq!(boolean("OFF"), Some(false));
        assert_eq!(boolean("y"), None);
        assert_eq!(boolean("tRUE"), None);
        assert!(is_null_word("~") && is_null_word("") && !is_null_word("nil"));
    }
}
