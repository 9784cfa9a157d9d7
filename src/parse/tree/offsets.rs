//! Maps offsets in the decoded text of a scalar back to the file, by laying the text over its source once more.

use std::ops::Range;

/// A stretch of decoded text that stands in the file byte for byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::parse) struct Run {
    text: u32,
    source: u32,
    len: u32,
}

impl Run {
    /// The `len` bytes of text from `text` on, which stand in the file from `source` on.
    pub(in crate::parse) fn new(text: usize, source: usize, len: usize) -> Self {
        Self { text: text as u32, source: source as u32, len: len as u32 }
    }
}

/// What a line break inside a quoted or plain scalar becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Folding {
    /// YAML: one break is a space, more are one line feed fewer, blanks around them vanish.
    Fold,
    /// TOML: a break is a line feed, and a backslash before it swallows all white space after it.
    Keep,
}

/// The file offset of `text_offset`; `start` where the text begins with nothing that is written.
pub(super) fn source_offset(runs: &[Run], text_offset: usize, start: u32) -> u32 {
    let offset = u32::try_from(text_offset).unwrap_or(u32::MAX);
    match runs.partition_point(|run| run.text <= offset).checked_sub(1).and_then(|at| runs.get(at)) {
        Some(run) => run.source + (offset - run.text).min(run.len),
        None => runs.first().map_or(start, |run| run.source),
    }
}

/// The runs of a YAML block scalar: `lines` covers whole source lines after the header, `indent` is the number of
/// spaces that each of them loses.
pub(in crate::parse) fn align_block(
    text: &str,
    source: &str,
    lines: Range<usize>,
    indent: usize,
) -> Vec<Run> {
    let mut runs = Runs::default();
    let mut at = 0;
    let mut line_start = lines.start;
    for line in source.get(lines).unwrap_or("").split_inclusive('\n') {
        let cut = line.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        let content = line[cut..].trim_end_matches(['\n', '\r']);
        if !content.is_empty() {
            while !text[at..].starts_with(content) && text[at..].starts_with([' ', '\n']) {
                at += 1;
            }
            if !text[at..].starts_with(content) {
                break;
            }
            runs.push(at, line_start + cut, content.len());
            at += content.len();
        }
        line_start += line.len();
    }
    runs.0
}

/// The runs of a quoted or plain scalar whose inside is `content` of `source`; `escape` is the character that begins
/// an escape sequence: a backslash, or a quote that is doubled.
pub(in crate::parse) fn align_flow(
    text: &str,
    source: &str,
    content: Range<usize>,
    escape: Option<char>,
    folding: Folding,
) -> Vec<Run> {
    let mut runs = Runs::default();
    let (mut at, mut written) = (0, content.start);
    while let Some(rest) = source.get(written..content.end).filter(|rest| !rest.is_empty()) {
        let step = match (escape, folding) {
            (Some(sign), _) if rest.starts_with(sign) => escape_sequence(rest, &text[at..], sign, folding),
            (_, Folding::Fold) if break_run(rest).is_some() => {
                break_run(rest).and_then(|length| Some((length, folded_break(&rest[..length], &text[at..])?)))
            }
            (_, Folding::Keep) if rest.starts_with("\r\n") && text[at..].starts_with('\n') => Some((2, 1)),
            _ => rest.chars().next().filter(|c| text[at..].starts_with(*c)).map(|c| {
                runs.push(at, written, c.len_utf8());
                (c.len_utf8(), c.len_utf8())
            }),
        };
        let Some((source_length, text_length)) = step else { break };
        if source_length != text_length {
            runs.push(at, written, 0);
        }
        written += source_length;
        at += text_length;
    }
    runs.0
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, text: usize, source: usize, len: usize) {
        let run = Run::new(text, source, len);
        match self.0.last_mut() {
            Some(last) if last.text + last.len == run.text && last.source + last.len == run.source => {
                last.len += run.len;
            }
            _ => self.0.push(run),
        }
    }
}

/// The length of the blanks at the start of `rest` if they hold a line break.
fn break_run(rest: &str) -> Option<usize> {
    let length = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    rest[..length].contains(['\n', '\r']).then_some(length)
}

/// How many bytes of `text` a folded line break has become.
fn folded_break(blanks: &str, text: &str) -> Option<usize> {
    let breaks = blanks.replace("\r\n", "\n").matches(['\n', '\r']).count();
    let expected = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
    text.starts_with(&expected).then_some(expected.len())
}

/// Lengths in source and text of the escape sequence at the start of `rest`.
fn escape_sequence(rest: &str, text: &str, sign: char, folding: Folding) -> Option<(usize, usize)> {
    if sign != '\\' {
        return text.starts_with(sign).then_some((2 * sign.len_utf8(), sign.len_utf8()));
    }
    let after = &rest[1..];
    if folding == Folding::Keep && after.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) {
        return Some((rest.len() - after.trim_start().len(), 0));
    }
    if after.starts_with(['\n', '\r']) {
        let line = after.strip_prefix("\r\n").unwrap_or_else(|| &after[1..]);
        return Some((rest.len() - line.trim_start_matches([' ', '\t']).len(), 0));
    }
    let kind = after.chars().next()?;
    let length = match kind {
        'x' => 4,
        'u' if is_high_surrogate(after) => 12,
        'u' => 6,
        'U' => 10,
        other => 1 + other.len_utf8(),
    };
    (length <= rest.len()).then_some((length, text.chars().next()?.len_utf8()))
}

fn is_high_surrogate(escape: &str) -> bool {
    escape
        .get(1..5)
        .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        .is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
}
