//! Syntax that the grammar does not know, taken out of a text at equal length.

use std::borrow::Cow;

/// The text without the blocks that are passed on at the end of a line: `link_to name, path, &`. The grammar wants a name or a
/// parenthesis behind the sign.
pub(super) fn filled(text: &str) -> Cow<'_, str> {
    let mut filled: Option<Vec<u8>> = None;
    for (at, _) in text.match_indices('&') {
        let is_last = text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let before = text[..at].trim_end();
        if is_last && before.ends_with(',') {
            let bytes = filled.get_or_insert_with(|| text.as_bytes().to_vec());
            bytes[before.len() - 1] = b' ';
            bytes[at] = b' ';
        }
    }
    filled.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}
