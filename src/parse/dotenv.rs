//! Dotenv files: what Compose, python-dotenv and the npm package agree on, multi-line quotes included.

use std::ops::Range;

use super::placeholder;
use super::tree::{Comment, SyntaxError};
use crate::source::{Arg, FileId, Span};

/// The content of one dotenv file.
#[derive(Clone, Debug, Default)]
pub struct Dotenv {
    /// The variables in order, duplicates included; the last one counts.
    pub entries: Vec<Entry>,
    /// Comments on their own lines and behind values.
    pub comments: Vec<Comment>,
    /// Lines that are no assignment, quotes that are not closed, text after a closing quote.
    pub errors: Vec<SyntaxError>,
}

/// One variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The name.
    pub key: Arg,
    /// The value; its span includes the quotes. Not literal where it interpolates (`$NAME`, `${NAME}`, `$(command)`,
    /// except in single quotes), and where the file gives only the name, so that the variable is passed through.
    pub value: Arg,
}

/// Parses `text`. A bad line is an error and loses only itself.
pub fn parse(file: FileId, text: &str) -> Dotenv {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader = Reader { file, text, at: start, found: Dotenv::default() };
    while reader.at < text.len() {
        reader.statement();
    }
    reader.found
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    found: Dotenv,
}

impl Reader<'_> {
    fn statement(&mut self) {
        self.skip(char::is_whitespace);
        if self.at == self.text.len() || self.comment() {
            return;
        }
        let line = self.at..self.line_end();
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with([' ', '\t'])
        {
            self.at += "export".len();
            self.skip(is_blank);
        }
        let key = self.skip(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
        let key_end = key.end;
        self.skip(is_blank);
        let rest = &self.text[self.at..line.end];
        let is_assignment =
            rest.starts_with('=') || rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(is_blank));
        let is_passed_through = rest.is_empty() || rest.starts_with(['#', '\r']);
        if key.is_empty() || !(is_assignment || is_passed_through) {
            self.error(line.clone(), "the line is no assignment");
            self.at = line.end;
            return;
        }
        let key = Arg::literal(&self.text[key.clone()], self.span(key));
        let value = if is_assignment {
            self.at += 1;
            self.skip(is_blank);
            self.value()
        } else {
            Arg::computed("{}", self.span(key_end..key_end))
        };
        self.found.entries.push(Entry { key, value });
        self.end_of_line();
    }

    fn value(&mut self) -> Arg {
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let Some(quote) = quote else { return self.unquoted() };
        let Some(length) = quoted_length(self.rest(), quote) else {
            self.error(self.at..self.at + 1, "the quote is not closed");
            return self.unquoted();
        };
        let span = self.at..self.at + length;
        let content = self.text[span.start + 1..span.end - 1].replace("\r\n", "\n");
        self.at = span.end;
        let (text, literal) = if quote == '"' { unescape(&content) } else { (content, true) };
        Arg { text, literal, span: self.span(span) }
    }

    /// Up to the end of the line, or to a `#` after a blank.
    fn unquoted(&mut self) -> Arg {
        let line = &self.text[self.at..self.line_end()];
        let comment = line
            .char_indices()
            .zip(line.chars().skip(1))
            .find(|((_, before), c)| is_blank(*before) && *c == '#');
        let length = if self.text[..self.at].ends_with(is_blank) && line.starts_with('#') {
            0
        } else {
            comment.map_or(line.len(), |((at, _), _)| at)
        };
        let written = line[..length].trim_end();
        let span = self.at..self.at + written.len();
        self.at += length;
        let (text, literal) = placeholder::replace(written, placeholder::shell);
        Arg { text, literal, span: self.span(span) }
    }

    fn end_of_line(&mut self) {
        self.skip(|c| is_blank(c) || c == '\r');
        let rest = self.at..self.line_end();
        if !rest.is_empty() && !self.comment() {
            self.error(rest.clone(), "text after the value");
            self.at = rest.end;
        }
    }

    fn comment(&mut self) -> bool {
        let Some(text) = self.rest().strip_prefix('#') else { return false };
        let line = text.split('\n').next().unwrap_or("").trim_end();
        let span = self.span(self.at..self.at + 1 + line.len());
        self.found.comments.push(Comment { span, text: line.trim().to_owned() });
        self.at = self.line_end();
        true
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is_skipped).len();
        start..self.at
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn line_end(&self) -> usize {
        self.rest().find('\n').map_or(self.text.len(), |length| self.at + length)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn error(&mut self, range: Range<usize>, message: &str) {
        let trimmed = self.text[range.clone()].trim_end().len();
        let span = self.span(range.start..range.start + trimmed);
        self.found.errors.push(SyntaxError { span, message: message.to_owned() });
    }
}

fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// The length of the quoted string at the start of `rest`, both quotes included.
fn quoted_length(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == quote {
            return Some(at + c.len_utf8());
        } else {
            escaped = c == '\\' && quote == '"';
        }
    }
    None
}

fn unescape(content: &str) -> (String, bool) {
    let mut text = String::with_capacity(content.len());
    let mut literal = true;
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if let Some(skipped) = placeholder::shell(rest) {
            text.push_str("{}");
            literal = false;
            length = skipped;
        } else if c == '\\'
            && let Some(escaped) = rest.chars().nth(1)
        {
            length += escaped.len_utf8();
            match escaped {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                '"' | '\\' | '$' | '`' => text.push(escaped),
                other => text.extend(['\\', other]),
            }
        } else {
            text.push(c);
        }
        rest = &rest[length..];
    }
    (text, literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<(String, String, bool)> {
        let entries = parse(FileId(0), text).entries;
        entries.into_iter().map(|entry| (entry.key.text, entry.value.text, entry.value.literal)).collect()
    }

    fn one(text: &str) -> (String, bool) {
        let (_, value, literal) = show(text).remove(0);
        (value, literal)
    }

    #[test]
    fn values_are_decoded_as_they_are_loaded() {
        let cases = [
            ("A=b", "b", true),
            ("export A = b c  # d", "b c", true),
            ("A=b#c", "b#c", true),
            ("A= # c", "", true),
            ("A=#c", "#c", true),
            ("A=", "", true),
            ("A: b", "b", true),
            ("A='b $C \\n'", "b $C \\n", true),
            ("A=\"b\\n\\\"c\\\" \\$D \\q\" # e", "b\n\"c\" $D \\q", true),
            ("A=\"x\r\ny\"", "x\ny", true),
            ("A=`a 'b' \"c\"`", "a 'b' \"c\"", true),
            ("A=http://${HOST:-h}:$PORT/é", "http://{}:{}/é", false),
            ("A=\"${B}\"", "{}", false),
            ("A", "{}", false),
            ("A # passed through", "{}", false),
            ("A=postgres://u:p@h/d?x=1", "postgres://u:p@h/d?x=1", true),
        ];
        for (text, value, literal) in cases {
            assert_eq!(one(text), (value.to_owned(), literal), "{text}");
        }
    }

    #[test]
    fn spans_cover_what_is_written() {
        let text = "\u{feff}# é\r\nA=\"é\r\n b\"  # c\r\n\r\nexport B= 'x' \r\nC=plain é \r\nD\r\n";
        let found = parse(FileId(0), text);
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        let written: Vec<_> =
            found.entries.iter().map(|e| (&text[e.key.span.range()], &text[e.value.span.range()])).collect();
        assert_eq!(written, [("A", "\"é\r\n b\""), ("B", "'x'"), ("C", "plain é"), ("D", "")]);
        let comments: Vec<_> =
            found.comments.iter().map(|c| (&text[c.span.range()], c.text.as_str())).collect();
        assert_eq!(comments, [("# é", "é"), ("# c", "c")]);
    }

    #[test]
    fn a_bad_line_loses_only_itself() {
        let text = "{{ x }}\nA=1\nb c\nB=\"x\nC='y' z\nD='4\n=5\nexport\n";
        let found = parse(FileId(0), text);
        let names: Vec<_> =
            found.entries.iter().map(|e| (e.key.text.as_str(), e.value.text.as_str())).collect();
        assert_eq!(names, [("A", "1"), ("B", "\"x"), ("C", "y"), ("D", "'4"), ("export", "{}")]);
        let errors: Vec<_> = found.errors.iter().map(|error| &text[error.span.range()]).collect();
        assert_eq!(errors, ["{{ x }}", "b c", "\"", "z", "'", "=5"]);
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "\u{feff}é\nexport A=\"é\\\\\\é${x\"#\r\nB: 'é\n' `$(\nC=é #\nD=$é\\\n";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                for entry in parse(FileId(0), cut).entries {
                    assert!(cut.get(entry.value.span.range()).is_some());
                }
            }
        }
    }
}
