//! The one file table and the only position code: byte offsets inside, line and column at the edges.

mod rendered;

use std::fmt;

use rendered::RenderedFile;
pub use rendered::{Origin, Piece, Rendering};

/// Index of a file in [`Sources`]; files are numbered in path order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A half-open range of bytes of one file's decoded text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` (byte offsets) of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { file, start: start as u32, end: end as u32 }
    }

    /// The empty range at the start of `file`.
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The smallest range that holds `self` and `other`, which must lie in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        debug_assert_eq!(self.file, other.file);
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside `self`.
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The range as indices into the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// A value read from a file, and whether all of it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arg {
    /// The text. Where a part is computed at run time it holds `{}` in that part's place; code that reads an environment
    /// variable holds `${NAME}` or `${NAME:-default}` there.
    pub text: String,
    /// Whether `text` is the whole value as the program will see it.
    pub literal: bool,
    /// Where the value is written.
    pub span: Span,
}

impl Arg {
    /// A value that is wholly known.
    pub fn literal(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), literal: true, span }
    }

    /// A value that is computed at run time, wholly or in part.
    pub fn computed(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), literal: false, span }
    }

    /// The text if it is wholly known.
    pub fn known(&self) -> Option<&str> {
        self.literal.then_some(self.text.as_str())
    }

    /// The environment variable that the whole value is read from, and the default used when it is unset.
    pub fn variable(&self) -> Option<(&str, Option<&str>)> {
        if self.literal {
            return None;
        }
        let inside = self.text.strip_prefix("${")?.strip_suffix('}')?;
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        };
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then_some((name, default))
    }
}

/// A place as people count: both numbers start at 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the unit of the function that made the position.
    pub column: u32,
}

/// The offsets at which the lines of a text start. CR LF, LF and a lone CR each end a line.
#[derive(Clone, Debug, Default)]
pub struct LineIndex(Vec<u32>);

impl LineIndex {
    /// Reads the line starts of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        Self(starts)
    }

    /// The 1-based line that holds the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.0.partition_point(|start| *start <= offset) as u32
    }

    /// The offset at which the 1-based `line` starts, or `None` past the last line.
    pub fn start(&self, line: u32) -> Option<u32> {
        self.0.get(line.checked_sub(1)? as usize).copied()
    }

    /// How many lines there are; a text that ends in a line break has an empty last line.
    pub fn count(&self) -> u32 {
        self.0.len() as u32
    }
}

/// One file of the analysed tree.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project root, with `/` between its parts.
    pub path: String,
    /// The decoded text, a byte order mark included. Empty where no later step needs it.
    pub text: String,
    /// Line starts of `text`.
    pub lines: LineIndex,
}

impl SourceFile {
    /// A file of the given root-relative path and decoded text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { path: path.into(), lines: LineIndex::new(&text), text }
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        name_of(&self.path)
    }

    /// The text of the 1-based `line` without its line break; empty past the end.
    pub fn line_text(&self, line: u32) -> &str {
        let Some(start) = self.lines.start(line) else { return "" };
        let end = self.lines.start(line + 1).map_or(self.text.len(), |end| end as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// The last part of a `/`-separated path.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder part of a `/`-separated path; empty for a file at the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What stands between the path of an archive and the path of a file in it.
pub const PACKED: &str = "!/";

/// Whether a file lies in an archive.
pub fn is_packed(path: &str) -> bool {
    path.contains(".tgz!/")
}

/// Joins a `/`-separated relative path to a folder and resolves `.` and `..`; `None` if it leaves the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether `path` is `folder` or lies below it; the empty folder is the root and holds everything.
pub fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// All files of the analysed tree, in path order, and behind them the texts that renderers made of some.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    rendered: Vec<RenderedFile>,
}

impl Sources {
    /// A table of `files`, which must be sorted by path.
    pub fn new(files: Vec<SourceFile>) -> Self {
        debug_assert!(files.is_sorted_by(|a, b| a.path < b.path));
        Self { files, rendered: Vec::new() }
    }

    /// Adds what a renderer made. It can be read like a file, but is none: [`Sources::iter`] and [`Sources::find`] pass it over.
    pub fn add(&mut self, rendering: Rendering) -> FileId {
        self.rendered.push(RenderedFile::new(rendering));
        FileId((self.files.len() + self.rendered.len() - 1) as u32)
    }

    /// Whether the file is a rendered text.
    pub fn is_rendered(&self, id: FileId) -> bool {
        id.0 as usize >= self.files.len()
    }

    /// Where a span is written in a file of the tree; for a span of such a file the span itself.
    pub fn origin(&self, span: Span) -> Origin {
        let Some(rendered) = self.rendering(span.file) else {
            return Origin { written: span, values: Vec::new() };
        };
        let Some(origin) = rendered.origin(span) else {
            let file = self.find(&rendered.file.path).unwrap_or(FileId(0));
            return Origin { written: Span::start_of(file), values: Vec::new() };
        };
        let mut inner = self.origin(origin.written);
        inner.values.extend(origin.values);
        inner
    }

    /// Whether no file of the tree says any of a span: a function of a template made it up, such as a random password.
    pub fn is_made_up(&self, span: Span) -> bool {
        self.rendering(span.file).is_some_and(|rendered| rendered.is_made_up(span))
    }

    /// The places in files of the tree whose text a span shows.
    pub fn shown(&self, span: Span) -> Vec<Span> {
        match self.rendering(span.file) {
            None => vec![span],
            Some(rendered) => rendered.sources(span).flat_map(|source| self.shown(source)).collect(),
        }
    }

    fn rendering(&self, id: FileId) -> Option<&RenderedFile> {
        self.rendered.get((id.0 as usize).checked_sub(self.files.len())?)
    }

    /// The file of that id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        self.rendering(id).map_or_else(|| &self.files[id.0 as usize], |rendered| &rendered.file)
    }

    /// The paths of all files and rendered texts, in the order of their ids.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let rendered = self.rendered.iter().map(|rendered| &rendered.file);
        self.files.iter().chain(rendered).map(|file| file.path.as_str())
    }

    /// Every file with its id, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The files below a folder, in path order; the empty folder is the root.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a SourceFile> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.files.partition_point(|file| file.path.as_str() < prefix.as_str());
        self.files[start..].iter().take_while(move |file| file.path.starts_with(&prefix))
    }

    /// The file at a root-relative path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(FileId(at as u32))
    }

    /// The root-relative path of a file.
    pub fn path(&self, id: FileId) -> &str {
        &self.file(id).path
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// The 1-based line on which a span starts.
    pub fn line(&self, span: Span) -> u32 {
        self.file(span.file).lines.line(span.start)
    }

    /// Start and end of a span, columns counted in Unicode characters; the end is exclusive.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        self.measure(span, |text| text.chars().count())
    }

    /// Start and end of a span, columns counted in UTF-16 code units (SARIF 2.1.0 §3.14.27); the end is exclusive.
    pub fn utf16_positions(&self, span: Span) -> (Position, Position) {
        self.measure(span, |text| text.chars().map(char::len_utf16).sum())
    }

    fn measure(&self, span: Span, width: impl Fn(&str) -> usize) -> (Position, Position) {
        let file = self.file(span.file);
        let position = |offset: u32| {
            let line = file.lines.line(offset);
            let start = file.lines.start(line).unwrap_or(0);
            let before = file.text.get(start as usize..offset as usize).unwrap_or("");
            Position { line, column: width(before.trim_start_matches('\u{feff}')) as u32 + 1 }
        };
        (position(span.start), position(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units_at_the_edge() {
        let sources = Sources::new(vec![SourceFile::new("a", "one\r\nhé😀x\rlast")]);
        let at = sources.file(FileId(0)).text.find('x').unwrap();
        let span = Span::new(FileId(0), at, at + 1);
        assert_eq!(sources.utf16_positions(span).0, Position { line: 2, column: 5 });
        assert_eq!(sources.positions(span).0, Position { line: 2, column: 4 });
        assert_eq!(sources.file(FileId(0)).line_text(3), "last");
    }

    #[test]
    fn rendered_text_knows_where_it_was_written() {
        let mut sources = Sources::new(vec![
            SourceFile::new("t.yaml", "image: {{ .Values.tag }}\n"),
            SourceFile::new("values.yaml", "tag: latest\n"),
        ]);
        let (template, values) = (FileId(0), FileId(1));
        let (action, value) = (Span::new(template, 7, 24), Span::new(values, 5, 11));
        let pieces = vec![
            Piece { end: 7, written: Span::new(template, 0, 7), value: None },
            Piece { end: 13, written: action, value: Some(value) },
            Piece { end: 14, written: Span::new(template, 24, 25), value: None },
        ];
        let text = "image: latest\n".to_owned();
        let rendered = sources.add(Rendering { path: "t.yaml".to_owned(), text, pieces });
        assert_eq!(
            sources.origin(Span::new(rendered, 7, 13)),
            Origin { written: action, values: vec![value] }
        );
        assert_eq!(sources.origin(Span::new(rendered, 0, 5)).written, Span::new(template, 0, 5));
        assert_eq!(sources.origin(Span::new(rendered, 2, 14)).written, Span::new(template, 2, 25));
        assert_eq!(sources.shown(Span::new(rendered, 7, 13)), [value]);
        assert_eq!(sources.text(Span::new(rendered, 7, 13)), "latest");
    }

    #[test]
    fn paths_do_not_leave_the_root() {
        assert_eq!(join("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(join("a", "../../c"), None);
        assert!(is_below("a/b", "a") && !is_below("ab", "a") && is_below("x", ""));
    }
}
