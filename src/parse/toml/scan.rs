//! One pass over the bytes of a TOML text for what its parser does not give: comments, and nesting too deep for it.
//!
//! The parser limits brackets and dotted keys each to 80, but not the product of both, and its recursion follows the
//! product.

use std::ops::Range;

use crate::parse::tree::DEPTH_BUDGET;

/// What a pass found; nothing is known past `too_deep`.
pub(super) struct Scan {
    pub(super) comments: Vec<Range<usize>>,
    pub(super) too_deep: Option<usize>,
}

pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // Each dot of a key and each bracket is one level.
    let (mut depth, mut dots, mut at) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'#' => {
                at = find(bytes, at, b'\n');
                let line = text.get(start..at).unwrap_or("");
                comments.push(start..start + line.trim_end_matches('\r').len());
            }
            b'"' | b'\'' => at = string_end(bytes, start),
            b'[' | b'{' => {
                depth += 1 + dots;
                open.push(std::mem::take(&mut dots));
            }
            b']' | b'}' => {
                dots = open.pop().map_or(0, |outer| {
                    depth -= 1 + outer;
                    outer
                });
            }
            b'.' => dots += 1,
            b',' | b'\n' => dots = 0,
            _ => {}
        }
        if depth + dots > DEPTH_BUDGET {
            return Scan { comments, too_deep: Some(start) };
        }
    }
    Scan { comments, too_deep: None }
}

/// The offset past the string that starts at `start`; a string that is not closed ends with its line, or, if it may
/// have several lines, with the text.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let closing: &[u8] = if is_long { &[quote; 3] } else { &[quote] };
    let mut at = start + closing.len();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !is_long => return at,
            _ if bytes[at..].starts_with(closing) => {
                let extra =
                    bytes[at + closing.len()..].iter().take(2).take_while(|byte| is_long && **byte == quote);
                return at + closing.len() + extra.count();
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> usize {
    bytes.iter().skip(from).position(|byte| *byte == wanted).map_or(bytes.len(), |found| from + found)
}
