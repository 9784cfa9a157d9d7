//! The strings of the template engine: text that knows where each part of it was written, and which value it is.

use std::fmt;
use std::ops::Range;

use crate::source::Span;

/// Where a part of a text comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// Where a template says it: literal text, or a string in an action. `None` until an action prints it.
    pub written: Option<Span>,
    /// Where a values file, `Chart.yaml` or another data file sets it.
    pub value: Option<Span>,
}

/// A string with the sources of its parts. Equality and order are those of the string.
#[derive(Clone, Debug, Default)]
pub struct Text {
    text: String,
    /// End offsets with sources, in order; they cover the text. Neighbours differ, unless copied literally.
    parts: Vec<(u32, Source)>,
}

impl Text {
    /// A text of one source.
    pub fn new(text: impl Into<String>, source: Source) -> Self {
        let text = text.into();
        let parts = if text.is_empty() { Vec::new() } else { vec![(text.len() as u32, source)] };
        Self { text, parts }
    }

    /// A text that nothing is known of: a computed one.
    pub fn computed(text: impl Into<String>) -> Self {
        Self::new(text, Source::default())
    }

    /// A value that a data file sets at that place.
    pub fn of_value(text: impl Into<String>, value: Option<Span>) -> Self {
        Self::new(text, Source { written: None, value })
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The string alone.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends a string of that source.
    pub fn push(&mut self, text: &str, source: Source) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = self.text.len() as u32;
        match self.parts.last_mut() {
            // Two literal pieces are not one: they may stand apart in their file.
            Some((last, known))
                if *known == source && (source.value.is_some() || source.written.is_none()) =>
            {
                *last = end;
            }
            _ => self.parts.push((end, source)),
        }
    }

    /// Appends a text with its sources.
    pub fn append(&mut self, other: &Self) {
        for (text, source) in other.parts() {
            self.push(text, source);
        }
    }

    /// The parts in order, each with its string.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Source)> {
        let mut start = 0;
        self.parts.iter().map(move |(end, source)| {
            let text = &self.text[start..*end as usize];
            start = *end as usize;
            (text, *source)
        })
    }

    /// A range of bytes, which must lie on character boundaries. What a template says keeps its exact place.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut result = Self::default();
        let mut start = 0;
        for (end, source) in &self.parts {
            let end = *end as usize;
            let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
            if from < to {
                let source = source.part(start..end, from..to);
                let is_file = source.value.is_some() && self.text[start..end].contains('\n');
                let source = if is_file { source.line(start..end, from..to) } else { source };
                result.push(&self.text[from..to], source);
            }
            start = end;
        }
        result
    }

    /// The source of the whole: the first value in it, and the first place in a template.
    pub fn source(&self) -> Source {
        let mut sources = self.parts.iter().map(|(_, source)| source);
        Source {
            value: sources.clone().find_map(|source| source.value),
            written: sources.find_map(|source| source.written),
        }
    }

    /// Another string made of this one as a whole (`upper`, `b64enc`, `quote`): it has the source of the whole.
    #[must_use]
    pub fn derive(&self, text: impl Into<String>) -> Self {
        // The place in a template is that of another string, so it is printed where it is used.
        Self::new(text, Source { written: None, value: self.source().value })
    }

    /// What an action prints: a name or an image put together by a helper, and values that a helper only passes on, are what the
    /// action makes of them; a block of lines that a helper writes keeps its own places.
    #[must_use]
    pub fn made_by(self, action: Source) -> Self {
        let is_block = self.text.contains('\n') && self.parts().any(|(text, source)| source.is_copied(text));
        if is_block { self.printed_by(action) } else { self.set_by(action) }
    }

    /// Gives the parts that no template says yet the source of the action that prints them. Such an action stands in a values
    /// file if that holds a template.
    #[must_use]
    fn printed_by(mut self, action: Source) -> Self {
        for (_, source) in &mut self.parts {
            if source.written.is_none() {
                source.written = action.written;
                source.value = source.value.or(action.value);
            }
        }
        self
    }

    /// Gives all parts the place of the action that prints them, if that stands in a template.
    #[must_use]
    fn set_by(mut self, action: Source) -> Self {
        for (_, source) in &mut self.parts {
            source.written = action.written.or(source.written);
            source.value = source.value.or(action.value);
        }
        self
    }

    /// The lines, without their line breaks.
    pub fn lines(&self) -> Vec<Self> {
        let mut start = 0;
        self.text
            .split('\n')
            .map(|line| {
                let range = start..start + line.len();
                start = range.end + 1;
                self.slice(range)
            })
            .collect()
    }
}

impl Source {
    /// Whether a text stands as it is where it is written.
    fn is_copied(self, text: &str) -> bool {
        let has_length = |span: Span| (span.end - span.start) as usize == text.len();
        self.value.is_none() && !text.trim().is_empty() && self.written.is_some_and(has_length)
    }

    /// The source of a part of a text: exact where the text was copied literally.
    fn part(self, whole: Range<usize>, part: Range<usize>) -> Self {
        let written =
            self.written.map(|span| if self.value.is_none() { exact(span, whole, part) } else { span });
        Self { written, ..self }
    }

    /// The source of a part of the text of a whole file, whose lines have places of their own.
    fn line(self, whole: Range<usize>, part: Range<usize>) -> Self {
        let value = self.value.map(|span| exact(span, whole, part));
        Self { value, ..self }
    }
}

/// The place of a part of a text that is written at `span`; the whole where it does not stand there as it is.
fn exact(span: Span, whole: Range<usize>, part: Range<usize>) -> Span {
    if (span.end - span.start) as usize != whole.len() {
        return span;
    }
    let start = span.start + (part.start - whole.start) as u32;
    Span { start, end: start + part.len() as u32, ..span }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Text {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn parts_keep_their_sources() {
        let (template, values) = (FileId(0), FileId(1));
        let literal = Source { written: Some(Span::new(template, 10, 17)), value: None };
        let value = Span::new(values, 3, 9);
        let mut text = Text::new("image: ", literal);
        text.append(&Text::of_value("latest", Some(value)));
        let shown: Vec<_> = text.parts().collect();
        assert_eq!(shown[1], ("latest", Source { written: None, value: Some(value) }));
        let action = Source { written: Some(Span::new(template, 17, 30)), value: None };
        let tail = text.slice(5..9).printed_by(action);
        assert_eq!(tail.as_str(), ": la");
        assert_eq!(tail.parts().next().unwrap().1.written, Some(Span::new(template, 15, 17)));
        assert_eq!(tail.parts().nth(1).unwrap().1.written, Some(Span::new(template, 17, 30)));
        assert_eq!(text.derive("X").source().value, Some(value));
    }

    #[test]
    fn lines_of_files_keep_their_places() {
        let file = |start, end| Some(Span::new(FileId(2), start, end));
        let lines = Text::of_value("ab\ncd", file(0, 5)).lines();
        assert_eq!(lines[1].source().value, file(3, 5));
        let value = Text::of_value("shop:1.2", file(4, 12));
        assert_eq!(value.slice(5..8).source().value, file(4, 12));
    }
}
