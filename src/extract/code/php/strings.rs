//! PHP's string literals.

use super::super::syntax::escape::Escapes;

/// The text of a part of a string in single quotes.
pub(super) fn single(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    text.replace("\\'", "'").replace("\\\\", "\\")
}

/// The escape sequences of double quotes and heredocs.
pub(super) const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('r', "\r"), ('t', "\t"), ('v', "\u{b}"), ('e', "\u{1b}"), ('f', "\u{c}")],
    hexadecimal: &['x', 'u'],
    octal: true,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(single(r"App\\Models\'s"), r"App\Models's");
        assert_eq!(ESCAPES.resolve("\\n"), "\n");
        assert_eq!(ESCAPES.resolve("\\u{48}"), "H");
        assert_eq!(ESCAPES.resolve("\\x48"), "H");
        assert_eq!(ESCAPES.resolve("\\\\"), "\\");
    }
}
