//! Keeps from the parser what its scanner of tokens cannot hold.
//!
//! The scanner of tree-sitter-ruby 0.23 writes down its open literals and heredocs in a buffer of fixed size: five bytes for each
//! literal, four and its tag for each heredoc, the length of a tag in one byte. Where a tag is longer, or where all that is open
//! just exceeds the buffer, it ends the whole process. How much can be open at once is not known before a file is parsed, but
//! it is no more than all of it.

use crate::app::Unreadable;
use crate::extract::Reader;

/// The longest tag that the scanner can hold, in characters.
const LONGEST_TAG: usize = 255;

/// What the scanner can hold, in bytes.
const BUFFER: usize = 1000;

/// Refuses a text that could be more than the scanner can hold.
pub(super) fn check(reader: Reader) -> Result<(), Unreadable> {
    let text = reader.text;
    let mut held = 0;
    for (at, _) in text.match_indices("<<") {
        let length = tag(&text[at + 2..]);
        if length > LONGEST_TAG {
            return Err(unreadable(reader, at));
        }
        if length > 0 {
            held += 4 + length;
        }
    }
    // Literals alone are refused by the scanner itself; each stands in an interpolation of the one around it.
    if held > 0 && held + 5 * (1 + interpolations(text)) > BUFFER {
        let first = text.find("<<").unwrap_or(0);
        return Err(unreadable(reader, first));
    }
    Ok(())
}

fn unreadable(reader: Reader, at: usize) -> Unreadable {
    Unreadable {
        span: reader.span(at..at + 2),
        message: "the heredocs of this file are more than its parser can hold: it is not read".to_owned(),
    }
}

/// The length in characters of the tag that a heredoc has whose opening `rest` follows: 0 if it is none.
fn tag(rest: &str) -> usize {
    let rest = rest.strip_prefix(['-', '~']).unwrap_or(rest);
    match rest.chars().next() {
        Some(quote @ ('\'' | '"' | '`')) => rest[1..].chars().take_while(|c| *c != quote).count(),
        _ => rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').count(),
    }
}

/// How often code can stand in a literal of the text.
fn interpolations(text: &str) -> usize {
    text.matches("#{").count()
}
