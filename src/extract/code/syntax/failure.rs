//! Places where code fails by what it answers: a status of server errors, an error of that name.

use tree_sitter::Node;

use super::File;
use crate::extract::code::functions::is_server_error;
use crate::source::Span;

/// Words of a file's code that stand for a failure of the server.
pub(super) fn failures(file: &File, root: Node) -> Vec<Span> {
    let text = file.reader.text;
    let bytes = text.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut failures = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(is_word).map(|skipped| at + skipped) {
        let length = bytes[start..].iter().position(|byte| !is_word(byte)).unwrap_or(bytes.len() - start);
        at = start + length;
        let word = &text[start..at];
        if is_server_error(word)
            && root.descendant_for_byte_range(start, at).is_some_and(|node| is_code(node, start..at))
        {
            failures.push(file.reader.span(start..at));
        }
    }
    failures
}

/// Whether a node is that word of code, rather than a comment or a string with the word in it.
fn is_code(node: Node, word: std::ops::Range<usize>) -> bool {
    node.is_named() && node.byte_range() == word && !node.kind().contains("string")
}
