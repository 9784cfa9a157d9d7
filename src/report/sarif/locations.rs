//! Places as SARIF locations: percent-encoded relative URIs, regions in UTF-16 columns, snippets without secrets.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::model::{ArtifactLocation, ContextRegion, PhysicalLocation, Region, Snippet};
use crate::report::view::View;
use crate::source::{FileId, Position, Span};

/// The name of the base of all URIs.
pub(super) const ROOT: &str = "%SRCROOT%";

/// How many lines are shown before and after a region.
const CONTEXT: u32 = 2;
/// The longest snippet in bytes. A longer one, of a minified file say, is left out rather than cut: a snippet has to be
/// the whole text of its region.
const LONGEST_SNIPPET: usize = 4000;

/// Makes locations in the files of one report.
pub(super) struct Locator<'v, 'a> {
    view: &'v View<'a>,
    /// Texts without secrets, of the files that hold some.
    texts: BTreeMap<FileId, Cow<'a, str>>,
}

impl<'v, 'a> Locator<'v, 'a> {
    /// A locator for the given files.
    pub(super) fn new(view: &'v View<'a>, files: impl Iterator<Item = FileId>) -> Self {
        let mut texts = BTreeMap::new();
        for file in files {
            texts.entry(file).or_insert_with(|| view.redaction.file(file));
        }
        Self { view, texts }
    }

    /// Whether a text of the report is shown without some part of it.
    pub(super) fn hides(&self) -> bool {
        self.texts.values().any(|text| matches!(text, Cow::Owned(_)))
    }

    /// The place of a span. An empty span stands for the rest of its line.
    pub(super) fn place(&self, span: Span) -> PhysicalLocation {
        let span = self.visible(span);
        let (start, end) = self.view.sources().utf16_positions(span);
        let text = self.texts.get(&span.file).map_or("", AsRef::as_ref);
        let snippet = text.get(span.range()).filter(|text| !text.is_empty() && text.len() <= LONGEST_SNIPPET);
        PhysicalLocation {
            artifact_location: ArtifactLocation { uri: self.uri(span.file), uri_base_id: ROOT },
            region: Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
                snippet: snippet.map(|text| Snippet { text: text.to_owned() }),
            },
            context_region: self.context(span.file, text, start, end),
        }
    }

    fn visible(&self, span: Span) -> Span {
        let span = self.view.tight(span);
        if span.start < span.end {
            return span;
        }
        let file = self.view.sources().file(span.file);
        let line = file.lines.line(span.start);
        let end = file.lines.start(line).unwrap_or(0) as usize + file.line_text(line).len();
        Span::new(span.file, span.start as usize, end.max(span.start as usize))
    }

    /// The lines around a region, which must hold more than the region itself (3.29.5).
    fn context(&self, id: FileId, text: &str, start: Position, end: Position) -> Option<ContextRegion> {
        let file = self.view.sources().file(id);
        let mut last = (end.line + CONTEXT).min(file.lines.count());
        if last > end.line && file.line_text(last).is_empty() && last == file.lines.count() {
            last -= 1;
        }
        let first = start.line.saturating_sub(CONTEXT).max(1);
        if (first, last) == (start.line, end.line) {
            return None;
        }
        let from = file.lines.start(first)? as usize;
        let to = file.lines.start(last)? as usize + file.line_text(last).len();
        let text = text.get(from..to).filter(|text| text.len() <= LONGEST_SNIPPET)?;
        Some(ContextRegion { start_line: first, end_line: last, snippet: Snippet { text: text.to_owned() } })
    }

    fn uri(&self, id: FileId) -> String {
        percent_encoded(&format!("{}{}", self.view.style.prefix, self.view.sources().path(id)))
    }
}

/// A relative path as a URI reference (RFC 3986): everything but unreserved characters and `/` is encoded, so that no
/// name can be taken for a scheme, query or fragment.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_schemes() {
        assert_eq!(percent_encoded("a b/c:d#é?.py"), "a%20b/c%3Ad%23%C3%A9%3F.py");
    }
}
