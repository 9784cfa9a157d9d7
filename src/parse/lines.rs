//! The lines of a text with the places where they start.

/// Offset and content of every line, line breaks (LF, CR LF) and a byte order mark excluded.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    text[at..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let content = line.strip_suffix('\n').unwrap_or(line);
        (start, content.strip_suffix('\r').unwrap_or(content))
    })
}

/// `text` without blanks around it, and how many bytes went before it.
pub(crate) fn trim(text: &str) -> (usize, &str) {
    let rest = text.trim_start();
    (text.len() - rest.len(), rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_offsets() {
        let text = "\u{feff}é\r\n\nb";
        assert_eq!(lines(text).collect::<Vec<_>>(), [(3, "é"), (7, ""), (8, "b")]);
        assert_eq!(trim(" \u{a0}x "), (3, "x"));
        assert_eq!(trim("  ").1, "");
    }
}
