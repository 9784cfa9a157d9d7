//! INI files (setup.cfg, tox.ini, php.ini, my.cnf) to the spanned tree: sections are mappings of the root.

use std::ops::Range;

use super::lines::{lines, trim};
use super::tree::{Builder, Kind, Run, ScalarToken, Style, SyntaxError, Tree};
use crate::source::FileId;

/// Whether ` #` and ` ;` behind a value begin a comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InlineComments {
    /// They do: php.ini, my.cnf.
    Yes,
    /// They belong to the value: what Python's configparser reads.
    No,
}

/// Parses `text`. Keys before the first section are keys of the root; a key without `=` or `:` has a null value; more
/// deeply indented lines continue a value, joined by line feeds. A bad line is an error and loses only itself.
pub fn parse(file: FileId, text: &str, inline_comments: InlineComments) -> Tree {
    let mut reader =
        Reader { text, inline_comments, builder: Builder::new(file), is_open: false, option: None };
    if let Err(error) = reader.read() {
        reader.builder.abandon_document(error);
    }
    reader.builder.finish()
}

struct Reader<'a> {
    text: &'a str,
    inline_comments: InlineComments,
    builder: Builder,
    /// Whether a section is open inside the root.
    is_open: bool,
    option: Option<Pending>,
}

/// An option whose value may go on.
struct Pending {
    key: Range<usize>,
    indent: usize,
    value: Option<Vec<Range<usize>>>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), SyntaxError> {
        let mut is_empty = true;
        for (start, line) in lines(self.text) {
            let (indent, content) = trim(line);
            let range = start + indent..start + indent + content.len();
            if let Some(comment) = content.strip_prefix(['#', ';']) {
                self.builder.comment(range, comment);
                continue;
            }
            if content.is_empty() {
                continue;
            }
            if is_empty {
                self.builder.open(Kind::Mapping, range.start, 0, None)?;
                is_empty = false;
            }
            let range = self.without_comment(range);
            if let Some(Pending { indent: of_key, value: Some(value), .. }) = &mut self.option
                && indent > *of_key
            {
                value.push(range);
            } else {
                self.finish_option()?;
                self.statement(range, indent)?;
            }
        }
        if !is_empty {
            self.finish_option()?;
            self.finish_section();
            self.builder.close(None);
            self.builder.end_document();
        }
        Ok(())
    }

    fn statement(&mut self, range: Range<usize>, indent: usize) -> Result<(), SyntaxError> {
        let line = &self.text[range.clone()];
        if let Some(rest) = line.strip_prefix('[') {
            let Some(length) = rest.find(']') else {
                self.builder.error(range, "the section name is not closed");
                return Ok(());
            };
            self.finish_section();
            self.scalar(range.start + 1..range.start + 1 + length)?;
            self.builder.open(Kind::Mapping, range.start, 0, None)?;
            self.is_open = true;
            return Ok(());
        }
        let (key, value) = match line.find(['=', ':']) {
            Some(0) => {
                self.builder.error(range, "the line has no key");
                return Ok(());
            }
            Some(at) => {
                let (blanks, value) = trim(&line[at + 1..]);
                let start = range.start + at + 1 + blanks.min(line.len() - at - 1);
                let value = start..start + value.len();
                (range.start..range.start + line[..at].trim_end().len(), Some(vec![value]))
            }
            None => (range, None),
        };
        self.option = Some(Pending { key, indent, value });
        Ok(())
    }

    fn finish_section(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.builder.close(None);
        }
    }

    fn finish_option(&mut self) -> Result<(), SyntaxError> {
        let Some(Pending { key, value, .. }) = self.option.take() else { return Ok(()) };
        let key_end = key.end;
        self.scalar(key)?;
        match value.as_deref() {
            None => self.null(key_end),
            Some([value]) => self.scalar(value.clone()),
            Some(values) => self.lines(values),
        }
    }

    /// A key, section name or value on one line, without the quotes around it.
    fn scalar(&mut self, span: Range<usize>) -> Result<(), SyntaxError> {
        let written = &self.text[span.clone()];
        let inside = |quote: char| written.strip_prefix(quote)?.strip_suffix(quote);
        let (style, text) = match (inside('"'), inside('\'')) {
            (Some(text), _) => (Style::DoubleQuoted, text),
            (_, Some(text)) => (Style::SingleQuoted, text),
            _ => (Style::Plain, written),
        };
        let start = span.start + usize::from(style != Style::Plain);
        let content = start..start + text.len();
        self.builder.scalar(ScalarToken { text, style, null: false, span, content, runs: None }, 0, None)
    }

    fn lines(&mut self, values: &[Range<usize>]) -> Result<(), SyntaxError> {
        let mut text = String::new();
        let mut runs = Vec::new();
        for value in values {
            if !runs.is_empty() {
                text.push('\n');
            }
            runs.push(Run::new(text.len(), value.start, value.len()));
            text.push_str(&self.text[value.clone()]);
        }
        let start = values.first().map_or(0, |value| value.start);
        let span = start..values.last().map_or(start, |value| value.end);
        let content = span.clone();
        let token =
            ScalarToken { text: &text, style: Style::Plain, null: false, span, content, runs: Some(runs) };
        self.builder.scalar(token, 0, None)
    }

    fn null(&mut self, at: usize) -> Result<(), SyntaxError> {
        let token = ScalarToken {
            text: "",
            style: Style::Plain,
            null: true,
            span: at..at,
            content: at..at,
            runs: None,
        };
        self.builder.scalar(token, 0, None)
    }

    fn without_comment(&mut self, range: Range<usize>) -> Range<usize> {
        let line = &self.text[range.clone()];
        let found = comment_start(line).filter(|_| self.inline_comments == InlineComments::Yes);
        let Some(at) = found else { return range };
        self.builder.comment(range.start + at..range.end, &line[at + 1..]);
        range.start..range.start + line[..at].trim_end().len()
    }
}

/// Where a `#` or `;` follows a blank outside double quotes.
fn comment_start(line: &str) -> Option<usize> {
    let (mut is_quoted, mut after_blank) = (false, false);
    for (at, c) in line.char_indices() {
        if after_blank && !is_quoted && matches!(c, '#' | ';') {
            return Some(at);
        }
        is_quoted ^= c == '"';
        after_blank = c.is_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keys_and_long_values() {
        let text = "\u{feff}; c\r\ntop: 1\r\n[a.é]\r\nk = v ; w\r\nlist =\r\n  x\r\n\r\n  # c\r\n  y é\r\nflag\r\n[empty]\r\n";
        let tree = parse(FileId(0), text, InlineComments::No);
        let root = tree.documents().next().unwrap();
        assert_eq!(format!("{root:?}"), "{top: 1, a.é: {k: v ; w, list: \nx\ny é, flag: null}, empty: {}}");
        let list = root.at(&["a.é", "list"]).unwrap();
        assert_eq!(&text[list.source_span(3..7).range()], "y é");
        assert_eq!(&text[root.get("a.é").unwrap().get("k").unwrap().span().range()], "v ; w");
        assert_eq!(tree.comments().len(), 2);
    }

    #[test]
    fn php_quotes_and_inline_comments() {
        let text = "[PHP]\n  a = \"x ;y\"\n  b = \"z\" ; c\n  error_log = /dev/stderr # d\n";
        let tree = parse(FileId(0), text, InlineComments::Yes);
        let php = tree.documents().next().unwrap().get("PHP").unwrap();
        assert_eq!(format!("{php:?}"), "{a: \"x ;y\", b: \"z\", error_log: /dev/stderr}");
        assert_eq!(&text[php.get("b").unwrap().span().range()], "\"z\"");
        let comments: Vec<_> = tree.comments().iter().map(|c| &text[c.span.range()]).collect();
        assert_eq!(comments, ["; c", "# d"]);
    }

    #[test]
    fn bad_lines_and_cuts() {
        let text = "[a\n= x\n[é]\né==\u{a0}é\n\té=\n  [x\n";
        let tree = parse(FileId(0), text, InlineComments::Yes);
        assert_eq!(tree.errors().len(), 2);
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                for error in parse(FileId(0), cut, InlineComments::Yes).errors() {
                    assert!(cut.get(error.span.range()).is_some());
                }
            }
        }
    }
}
