//! YAML to the spanned tree: every document by itself, comments kept, scalars untyped.
//!
//! Accepts what YAML 1.2 and the tools of the field accept: flow style (KYAML), byte order marks, CR LF, duplicate
//! keys, under-indented flow collections. Unrendered templates are not YAML and must be masked before.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span as Marks, StrInput, StructureStyle, options};

use super::tree::{
    self, Builder, DEPTH_BUDGET, Folding, Kind, Run, ScalarToken, Style, SyntaxError, Tree, align_block,
    align_flow,
};
use crate::source::FileId;

/// Parses `text`. A broken document is an error in the tree and loses only itself.
pub fn parse(file: FileId, text: &str) -> Tree {
    let options = options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: DEPTH_BUDGET,
        block_nesting_limit: DEPTH_BUDGET,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    Reader { text, parser, builder: Builder::new(file), last_end: 0, flow: Vec::new() }.read()
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    builder: Builder,
    /// Where the last token that is not a comment ended; the header of a block scalar follows it.
    last_end: usize,
    /// For each open collection, whether it is written in flow style.
    flow: Vec<bool>,
}

impl<'a> Reader<'a> {
    fn read(mut self) -> Tree {
        while let Some(next) = self.parser.next_event() {
            let outcome = match next {
                Ok((event, marks)) => self.accept(event, marks),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(self.last_end);
                    Err(self.builder.error_at(self.character_at(at), error.info()))
                }
            };
            if let Err(error) = outcome {
                self.builder.abandon_document(error);
                self.flow.clear();
                if self.parser.proceed_next_document().is_err() {
                    break;
                }
            }
        }
        self.builder.finish()
    }

    fn accept(&mut self, event: Event<'a>, marks: Marks) -> Result<(), SyntaxError> {
        let range = self.clamp(marks.byte_range().unwrap_or(0..0));
        let tag_span = marks.tag_span();
        let tag = tag_span.and_then(|tag| tag.slice(self.text));
        let after_tag = tag_span.and_then(|tag| tag.byte_range()).map_or(0, |tag| tag.end);
        self.last_end = self.last_end.max(after_tag.min(self.text.len()));
        match event {
            Event::Comment(text, _) => {
                self.builder.comment(range, &text);
                return Ok(());
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(Kind::Mapping, style, range.start, anchor, tag)?;
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(Kind::Sequence, style, range.start, anchor, tag)?;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let is_flow = self.flow.pop().unwrap_or(false);
                self.builder.close(is_flow.then_some(range.end));
            }
            Event::Scalar(text, style, anchor, _) => {
                let token = self.scalar(&text, style, range.clone(), marks.indent, tag);
                self.builder.scalar(token, anchor, tag)?;
            }
            Event::Alias(anchor) => self.builder.alias(Some(anchor), range.clone())?,
            Event::UnresolvedAlias(_) => self.builder.alias(None, range.clone())?,
            Event::DocumentEnd => self.builder.end_document(),
            _ => {}
        }
        // What the parser infers has an empty range that may lie past the next token.
        if !range.is_empty() {
            self.last_end = self.last_end.max(range.end);
        }
        Ok(())
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        start: usize,
        anchor: usize,
        tag: Option<&str>,
    ) -> Result<(), SyntaxError> {
        self.builder.open(kind, start, anchor, tag)?;
        self.flow.push(style == StructureStyle::Flow);
        Ok(())
    }

    fn scalar<'s>(
        &self,
        text: &'s str,
        style: ScalarStyle,
        range: Range<usize>,
        indent: Option<usize>,
        tag: Option<&str>,
    ) -> ScalarToken<'s> {
        let is_string = matches!(tag, Some("!" | "!!str" | "!<tag:yaml.org,2002:str>"));
        match style {
            // The parser reports an absent value as a `~` that covers nothing.
            ScalarStyle::Plain if range.is_empty() => ScalarToken {
                text: "",
                style: Style::Plain,
                null: !is_string,
                span: range.clone(),
                content: range,
                runs: None,
            },
            ScalarStyle::Plain => {
                let null = !is_string && tree::is_null_word(text);
                let runs = self.flow_runs(text, range.clone(), None);
                ScalarToken { text, style: Style::Plain, null, span: range.clone(), content: range, runs }
            }
            ScalarStyle::SingleQuoted => self.quoted(text, Style::SingleQuoted, range, '\''),
            ScalarStyle::DoubleQuoted => self.quoted(text, Style::DoubleQuoted, range, '\\'),
            ScalarStyle::Literal => self.block(text, Style::Literal, range, indent),
            ScalarStyle::Folded => self.block(text, Style::Folded, range, indent),
        }
    }

    fn quoted<'s>(&self, text: &'s str, style: Style, span: Range<usize>, escape: char) -> ScalarToken<'s> {
        let content = (span.start + 1).min(span.end)..span.end.saturating_sub(1).max(span.start);
        let content = self.clamp(content);
        let runs = self.flow_runs(text, content.clone(), Some(escape));
        ScalarToken { text, style, null: false, span, content, runs }
    }

    fn flow_runs(&self, text: &str, content: Range<usize>, escape: Option<char>) -> Option<Vec<Run>> {
        let differs = self.text.get(content.clone()) != Some(text);
        differs.then(|| align_flow(text, self.text, content, escape, Folding::Fold))
    }

    /// The parser's range of a block scalar starts after the header and the first indentation, and ends where the
    /// next token may start.
    fn block<'s>(
        &self,
        text: &'s str,
        style: Style,
        range: Range<usize>,
        indent: Option<usize>,
    ) -> ScalarToken<'s> {
        let header = self.block_header(range.start).unwrap_or(range.start);
        let header_line = self.text[header..].split(['\n', '\r']).next().unwrap_or("");
        let written = self.text[range.clone()].trim_end().len();
        if written == 0 {
            let span = header..header + header_line.trim_end().len();
            let content = span.end..span.end;
            return ScalarToken { text, style, null: false, span, content, runs: Some(Vec::new()) };
        }
        let content = range.start..range.start + written;
        let first_line = self.text[header..range.start].find('\n').map_or(range.start, |at| header + at + 1);
        let runs = align_block(text, self.text, first_line..range.end, indent.unwrap_or(0));
        ScalarToken { text, style, null: false, span: header..content.end, content, runs: Some(runs) }
    }

    /// Finds the `|` or `>` between the last token and the content, past dashes, colons, anchors, tags and comments.
    fn block_header(&self, content: usize) -> Option<usize> {
        let mut at = self.last_end.min(content);
        loop {
            let rest = self.text.get(at..content)?;
            let next = rest.chars().next()?;
            at += match next {
                '|' | '>' => return Some(at),
                '#' => rest.find(['\n', '\r'])?,
                '&' | '!' => rest.find([' ', '\t', '\n', '\r'])?,
                other => other.len_utf8(),
            };
        }
    }

    /// The character at `at`, or the empty range at the end of the text.
    fn character_at(&self, at: usize) -> Range<usize> {
        let start = self.clamp(at..at).start;
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        start..start + length
    }

    /// The parser counts a line break that is missing at the end of the text.
    fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let end = self.boundary(range.end);
        self.boundary(range.start).min(end)..end
    }

    fn boundary(&self, at: usize) -> usize {
        (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
