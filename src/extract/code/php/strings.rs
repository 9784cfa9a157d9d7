//! PHP's string literals.

/// The text of a part of a string in single quotes.
pub(super) fn single(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    text.replace("\\'", "'").replace("\\\\", "\\")
}

/// What an escape sequence in double quotes or a heredoc stands for.
pub(super) fn escaped(sequence: &str) -> String {
    let rest = sequence.trim_start_matches('\\');
    match rest.chars().next() {
        Some('n') => "\n".to_owned(),
        Some('r') => "\r".to_owned(),
        Some('t') => "\t".to_owned(),
        Some('v') => "\u{b}".to_owned(),
        Some('e') => "\u{1b}".to_owned(),
        Some('f') => "\u{c}".to_owned(),
        Some('x') => code(rest.get(1..), 16),
        Some('u') => code(rest.get(2..rest.len().saturating_sub(1)), 16),
        Some('0'..='7') => code(Some(rest), 8),
        None => "\\".to_owned(),
        Some(_) => rest.to_owned(),
    }
}

fn code(digits: Option<&str>, radix: u32) -> String {
    let code = digits.and_then(|digits| u32::from_str_radix(digits, radix).ok());
    code.and_then(char::from_u32).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(single(r"App\\Models\'s"), r"App\Models's");
        assert_eq!(escaped("\\n"), "\n");
        assert_eq!(escaped("\\u{48}"), "H");
        assert_eq!(escaped("\\x48"), "H");
        assert_eq!(escaped("\\\\"), "\\");
    }
}
