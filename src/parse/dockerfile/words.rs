//! Splits the joined text of an instruction into words and flags, quotes kept.

use std::ops::Range;

/// Words split at any white space; quotes mean nothing.
pub(super) fn blank_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        if !character.is_whitespace() {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

/// Words split at white space outside of quotes; the escape character protects the next one except in single quotes.
pub(super) fn quoted_words(text: &str, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(word) = next_word(text, at, escape) {
        at = word.end;
        words.push(word);
    }
    words
}

/// The first word at or after `from`; `None` if there is only white space.
fn next_word(text: &str, from: usize, escape: char) -> Option<Range<usize>> {
    let rest = text.get(from..)?.trim_start();
    let start = text.len() - rest.len();
    let mut quote = None;
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        match quote {
            None if character.is_whitespace() => return Some(start..start + at),
            None if character == '\'' || character == '"' => quote = Some(character),
            Some(open) if character == open => quote = None,
            _ => {}
        }
        if character == escape && quote != Some('\'') {
            characters.next();
        }
    }
    (start < text.len()).then_some(start..text.len())
}

/// The `--name[=value]` words at the start of a text, and where the arguments after them start.
pub(super) fn flags(text: &str, escape: char) -> (Vec<Range<usize>>, usize) {
    let mut flags = Vec::new();
    let mut at = 0;
    while let Some(word) = next_word(text, at, escape) {
        let written = &text[word.clone()];
        if written == "--" {
            return (flags, word.end);
        }
        if !written.starts_with("--") {
            return (flags, word.start);
        }
        at = word.end;
        flags.push(word);
    }
    (flags, text.len())
}

/// Removes quotes and escape characters; variables stay as they are.
pub(super) fn unquote(word: &str, escape: char) -> String {
    let mut text = String::with_capacity(word.len());
    let mut quote = None;
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if character == open => quote = None,
            (None, _) if character == escape => text.extend(characters.next()),
            (Some('"'), _) if character == escape => {
                let escaped = characters.next_if(|next| *next == '"' || *next == '$' || *next == escape);
                text.push(escaped.unwrap_or(character));
            }
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quoted_words(text, '\\').into_iter().map(|word| &text[word]).collect()
    }

    #[test]
    fn white_space_in_quotes_does_not_split() {
        assert_eq!(quoted(r#" a="b c" d='e\' f=g\ h "#), [r#"a="b c""#, r"d='e\'", r"f=g\ h"]);
        assert_eq!(quoted("a=\"open end"), ["a=\"open end"]);
        assert_eq!(quoted("é\u{a0}ü"), ["é", "ü"]);
        assert_eq!(blank_words(" \"a b\" é\u{a0}").len(), 3);
    }

    #[test]
    fn a_lone_double_dash_ends_flags() {
        let line = "--mount=a --x  -- --y z";
        let (found, rest) = flags(line, '\\');
        assert_eq!((found.len(), &line[rest..]), (2, " --y z"));
    }

    #[test]
    fn quotes_go_and_escapes_follow_the_quotes() {
        assert_eq!(unquote(r#"'a\b'"c\d\"\\"\e"#, '\\'), r#"a\bc\d"\e"#);
        assert_eq!(unquote(r"C:\x`y", '`'), r"C:\xy");
    }
}
