//! The JSON form of arguments: an array of strings, each with its place.

use std::ops::Range;

/// What text that may be a JSON array is.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Array {
    /// An array of strings; each with the range of the text it is written in, quotes included.
    Strings(Vec<(String, Range<usize>)>),
    /// An array that holds something else, which the builder refuses.
    Mixed,
    /// Not JSON, though it seems meant to be.
    Malformed,
    /// Not JSON.
    No,
}

/// Reads text as a JSON array (`BuildKit`: only if the whole of it is one).
pub(super) fn array(text: &str) -> Array {
    if !text.trim_start().starts_with('[') {
        return Array::No;
    }
    let Ok(elements) = serde_json::from_str::<Vec<serde_json::Value>>(text) else {
        return if seems_meant_as_array(text.trim()) { Array::Malformed } else { Array::No };
    };
    if !elements.iter().all(serde_json::Value::is_string) {
        return Array::Mixed;
    }
    let decoded = |range: Range<usize>| Some((serde_json::from_str(&text[range.clone()]).ok()?, range));
    Array::Strings(string_ranges(text).filter_map(decoded).collect())
}

/// The ranges of the strings of a valid array of strings.
fn string_ranges(array: &str) -> impl Iterator<Item = Range<usize>> {
    let mut bytes = array.bytes().enumerate();
    std::iter::from_fn(move || {
        let (start, _) = bytes.find(|(_, byte)| *byte == b'"')?;
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                b'"' => return Some(start..at + 1),
                _ => {}
            }
        }
        None
    })
}

/// Tells a broken array from a shell test (`[ -f x ] && …`): a test has a blank after its bracket and no commas
/// between quoted words.
fn seems_meant_as_array(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('[') else { return false };
    if inside.starts_with('[') {
        return false;
    }
    if !inside.starts_with(char::is_whitespace) {
        return true;
    }
    let inside = inside.trim_start();
    let quoted = inside.starts_with(['"', '\'', '\u{201c}', '\u{2018}']);
    let words = inside.trim_end_matches([']', ' ', '\t']).split_whitespace().count();
    quoted && (inside.contains(',') || words == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_places() {
        let text = r#" [ "a\"b" , "c" ] "#;
        assert_eq!(array(text), Array::Strings(vec![("a\"b".into(), 3..9), ("c".into(), 12..15)]));
        assert_eq!(array("[]"), Array::Strings(vec![]));
    }

    #[test]
    fn what_is_nearly_json_is_told_from_shell_tests() {
        for text in
            ["['a', 'b']", "[\"a\", \"b\",]", "[a, b]", "[ 'a', 'b' ]", "[\"a\"] && b", "[ 'a' ]", "[\"$X\""]
        {
            assert_eq!(array(text), Array::Malformed, "{text}");
        }
        for text in ["[ -f x ] && y", "[[ -f x ]] && y", "[ \"$a\" = b ] || exit 1", "npm start"] {
            assert_eq!(array(text), Array::No, "{text}");
        }
        assert_eq!(array("[\"a\", 1]"), Array::Mixed);
    }
}
