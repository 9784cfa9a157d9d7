//! Makes text that came from the tree harmless to show: no control characters, no reordering, bounded length.

/// The most characters of a message that are shown.
const LONGEST: usize = 2000;

/// A text on one line: line breaks and tabs become blanks, other control characters the replacement character.
pub(super) fn line(text: &str) -> String {
    shorten(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { visible(c) }))
}

/// A text of several lines, which keeps its line breaks and tabs.
pub(super) fn block(text: &str) -> String {
    let keep = |c| if matches!(c, '\n' | '\t') { c } else { visible(c) };
    shorten(text.chars().filter(|c| *c != '\r').map(keep))
}

/// A text of the same length in bytes, so that offsets into it stay true; tabs stay.
pub(super) fn same_length(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\t' || !is_unsafe(c) {
            out.push(c);
        } else if c.len_utf8() == char::REPLACEMENT_CHARACTER.len_utf8() {
            out.push(char::REPLACEMENT_CHARACTER);
        } else {
            out.extend(std::iter::repeat_n('?', c.len_utf8()));
        }
    }
    out
}

fn shorten(chars: impl Iterator<Item = char>) -> String {
    let mut chars = chars;
    let mut out: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

fn visible(c: char) -> char {
    if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c }
}

/// Characters that steer a terminal, or make text read otherwise than it is written (Unicode technical report 36, 3.1).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_replaced() {
        assert_eq!(line("a\nb\x1b[31m\u{202e}c"), "a b\u{fffd}[31m\u{fffd}c");
        assert_eq!(block("a:\r\n\tb\x07"), "a:\n\tb\u{fffd}");
        assert_eq!(line(&"x".repeat(3000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn offsets_stay_true() {
        let text = "é\x1b\u{85}\u{202e}\t😀";
        assert_eq!(same_length(text), "é???\u{fffd}\t😀");
        assert_eq!(same_length(text).len(), text.len());
    }
}
