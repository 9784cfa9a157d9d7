//! Java `.properties` files, as `java.util.Properties.load` reads them.

use std::ops::Range;

use super::lines::lines;
use super::placeholder;
use super::tree::Comment;
use crate::source::{Arg, FileId, Span};

/// The content of one properties file; every text is one.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    /// The properties in order, duplicates included; the last one counts.
    pub entries: Vec<Property>,
    /// Lines that start with `#` or `!`. Spring Boot separates documents by `#---`.
    pub comments: Vec<Comment>,
}

/// One property.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Property {
    /// The decoded key.
    pub key: Arg,
    /// The decoded value; its span runs over continuation lines. Not literal where it holds `${…}` or `@…@`.
    pub value: Arg,
}

/// Parses `text`, which is decoded already.
pub fn parse(file: FileId, text: &str) -> Properties {
    let mut found = Properties::default();
    let mut done = 0;
    for (start, line) in lines(text) {
        let content = line.trim_start_matches(is_blank);
        let at = start + line.len() - content.len();
        if start < done || content.is_empty() {
            continue;
        }
        if let Some(comment) = content.strip_prefix(['#', '!']) {
            let span = Span::new(file, at, at + content.trim_end().len());
            found.comments.push(Comment { span, text: comment.trim().to_owned() });
            continue;
        }
        done = logical_end(text, at);
        found.entries.push(Logical { file, text, end: done }.property(at));
    }
    found
}

/// A logical line, which ends at `end`, before its line break.
struct Logical<'a> {
    file: FileId,
    text: &'a str,
    end: usize,
}

impl Logical<'_> {
    fn property(&self, start: usize) -> Property {
        let is_separator = |c: char| is_blank(c) || c == '=' || c == ':';
        let (key, key_end) = self.decode(start, is_separator);
        let mut at = self.skip_blanks(key_end);
        if self.text[at..self.end].starts_with(['=', ':']) {
            at = self.skip_blanks(at + 1);
        }
        let (value, _) = self.decode(at, |_| false);
        let (value, literal) = placeholder::replace(&value, placeholder::properties);
        Property {
            key: Arg::literal(key, self.span(start..key_end)),
            value: Arg { text: value, literal, span: self.span(at..self.end) },
        }
    }

    /// Decodes up to an unescaped character for which `stops`; gives the text and where it ends.
    fn decode(&self, start: usize, stops: impl Fn(char) -> bool) -> (String, usize) {
        let mut decoded = String::new();
        let mut at = start;
        while let Some(c) = self.text[at..self.end].chars().next() {
            if c == '\\' {
                let (escaped, length) = escape(&self.text[at..self.end]);
                decoded.extend(escaped);
                at += length;
            } else if stops(c) {
                break;
            } else {
                decoded.push(c);
                at += c.len_utf8();
            }
        }
        (decoded, at)
    }

    /// Past blanks and continuations.
    fn skip_blanks(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let rest = &self.text[at..self.end];
            at += rest.len() - rest.trim_start_matches(is_blank).len();
            match escape(&self.text[at..self.end]) {
                (None, length) if length > 1 => at += length,
                _ => return at,
            }
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

/// The end of the logical line that starts at `start`: the first line end that no odd number of backslashes precedes.
fn logical_end(text: &str, start: usize) -> usize {
    let mut at = start;
    loop {
        let length = text[at..].find('\n').unwrap_or(text.len() - at);
        let line = text[at..at + length].strip_suffix('\r').unwrap_or(&text[at..at + length]);
        let backslashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 0 || at + length == text.len() {
            return at + line.len();
        }
        at += length + 1;
    }
}

/// The character that the escape at the start of `rest` stands for, and the length of the escape; without a backslash
/// nothing and 0. A continuation stands for nothing.
fn escape(rest: &str) -> (Option<char>, usize) {
    let mut chars = rest.chars();
    if chars.next() != Some('\\') {
        return (None, 0);
    }
    let Some(kind) = chars.next() else { return (None, 1) };
    let decoded = match kind {
        '\n' | '\r' => {
            let line = rest[1..].strip_prefix("\r\n").unwrap_or(&rest[2..]);
            return (None, rest.len() - line.trim_start_matches(is_blank).len());
        }
        'u' => return unicode_escape(rest),
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        other => other,
    };
    (Some(decoded), 1 + kind.len_utf8())
}

/// `\uXXXX`, where two may make one character; a malformed one stands for its `u`.
fn unicode_escape(rest: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    let Some(first) = unit(0) else { return (Some('u'), 2) };
    if let Some(second) = unit(6)
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        && c.len_utf16() == 2
    {
        return (Some(c), 12);
    }
    (Some(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER)), 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_as_java_reads_them() {
        let cases = [
            ("a=b", "a", "b", true),
            ("  a : b ", "a", "b ", true),
            ("a b c", "a", "b c", true),
            ("a\\ b\\=c==d", "a b=c", "=d", true),
            ("a", "a", "", true),
            ("a = x\\\r\n   y\\\n\tz", "a", "xyz", true),
            ("a = \\\n  x", "a", "x", true),
            ("a=\\u00e9\\ud83d\\ude00\\t\\q\\\\", "a", "é😀\tq\\", true),
            ("a=\\uZZ\\ud83d", "a", "uZZ\u{fffd}", true),
            ("url=jdbc:${HOST:localhost}/@app.name@", "url", "jdbc:{}/{}", false),
            ("a=b\\", "a", "b", true),
            ("é=ü", "é", "ü", true),
        ];
        for (text, key, value, literal) in cases {
            let entries = parse(FileId(0), text).entries;
            assert_eq!(entries.len(), 1, "{text}");
            let found =
                (entries[0].key.text.as_str(), entries[0].value.text.as_str(), entries[0].value.literal);
            assert_eq!(found, (key, value, literal), "{text}");
        }
    }

    #[test]
    fn spans_cover_what_is_written() {
        let text = "\u{feff}# é\\\r\n! two\r\n\r\na = x\\\r\n  é\r\nb.c:1\r\n";
        let found = parse(FileId(0), text);
        let written: Vec<_> =
            found.entries.iter().map(|e| (&text[e.key.span.range()], &text[e.value.span.range()])).collect();
        assert_eq!(written, [("a", "x\\\r\n  é"), ("b.c", "1")]);
        assert_eq!(found.comments.len(), 2);
        assert_eq!(found.comments[1].text, "two");
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "\u{feff}é\\\r\n \\u00e9\\ud83d\\ude00=\\é${é\\\n #\n!é\n\\";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                for entry in parse(FileId(0), cut).entries {
                    assert!(cut.get(entry.value.span.range()).is_some());
                }
            }
        }
    }
}
