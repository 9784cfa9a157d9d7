//! Wraps text to a width at blanks.

/// The lines of `text`, each of at most `width` characters unless a single word is longer. A wrapped line goes on at the
/// indentation of its start, so that code in it stays readable.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        let mut current = String::new();
        for word in body.split(' ') {
            let length = current.chars().count();
            if length > 0 && length + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut current));
            }
            current.push_str(if current.is_empty() { indent } else { " " });
            current.push_str(word);
        }
        lines.push(current);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three\n  four five", 8), ["one two", "three", "  four", "  five"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
        assert_eq!(wrap("abcdefghijk l", 4), ["abcdefghijk", "l"]);
    }
}
