//! Reads one logical line into an instruction: keyword, flags, heredocs, and the body.

use super::arguments::Arguments;
use super::heredoc::{self, Marker};
use super::keyword::Keyword;
use super::reader::{LogicalLine, Reader};
use super::syntax::{Body, Flag, Heredoc, Instruction, Value};
use super::text::Text;
use super::words::{flags, unquote};
use std::ops::Range;

/// Reads the next instruction; `None` at the end of the file.
pub(super) fn next(reader: &mut Reader<'_>, index: usize) -> Option<Instruction> {
    let LogicalLine { text, comments_above } = reader.next_line()?;
    Some(read(reader, &text, index, comments_above, false))
}

fn read(
    reader: &mut Reader<'_>,
    line: &Text,
    index: usize,
    comments_above: Range<usize>,
    triggered: bool,
) -> Instruction {
    let line = line.trim();
    let blank = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
    let keyword_end = line.as_str().find(blank).unwrap_or(line.as_str().len());
    let keyword = Keyword::of(&line.as_str()[..keyword_end]);
    let keyword_span = line.span(0..keyword_end);
    let rest = line.slice(keyword_end..line.as_str().len());
    let (flag_words, args_start) = flags(rest.as_str(), reader.escape);
    let flags = flag_words.into_iter().map(|range| flag(&rest, range)).collect();
    let args = rest.slice(args_start..rest.as_str().len()).trim();

    let (heredocs, markers) = heredocs(reader, keyword, &args);
    let (mut onbuild, mut body) = (None, Body::Invalid);
    if keyword == Keyword::Onbuild && !triggered && !args.as_str().is_empty() {
        onbuild = Some(Box::new(read(reader, &args, index, 0..0, true)));
        body = Body::Onbuild;
    } else {
        let name = &line.as_str()[..keyword_end];
        let arguments =
            Arguments { name, args: &args, escape: reader.escape, heredocs: &heredocs, markers: &markers };
        match arguments.read(keyword) {
            Ok((read, problem)) => {
                body = read;
                if let Some((span, message)) = problem {
                    reader.error(span, message);
                }
            }
            Err(message) => {
                let about_keyword = keyword == Keyword::Unknown || args.as_str().is_empty();
                reader.error(if about_keyword { keyword_span } else { args.whole() }, message);
            }
        }
    }
    let last = heredocs.last().map(|heredoc| heredoc.terminator);
    let last = last.or(onbuild.as_ref().map(|inner| inner.span)).unwrap_or(line.whole());
    let span = line.whole().to(last);
    Instruction { index, keyword, span, keyword_span, flags, body, heredocs, onbuild, comments_above }
}

fn flag(rest: &Text, range: Range<usize>) -> Flag {
    let span = rest.span(range.clone());
    let word = rest.as_str()[range.clone()].trim_start_matches('-');
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    let value = value.map(|raw| Value::unresolved(raw, rest.span(range.end - raw.len()..range.end)));
    Flag { name: unquote(name, '\\'), value, span }
}

fn heredocs(reader: &mut Reader<'_>, keyword: Keyword, args: &Text) -> (Vec<Heredoc>, Vec<Marker>) {
    let mut read = (Vec::new(), Vec::new());
    if !keyword.takes_heredocs() {
        return read;
    }
    for marker in heredoc::markers(args.as_str()) {
        let span = args.span(marker.range.clone());
        match reader.heredoc(marker.clone(), span) {
            Some(heredoc) => read.0.push(heredoc),
            None => reader.error(span, format!("the heredoc '{}' is not terminated", marker.name)),
        }
        read.1.push(marker);
    }
    read
}
