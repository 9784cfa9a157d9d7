//! Text that a renderer made of other files, every part of it with the place where it was written.

use super::{SourceFile, Span};

/// Values are told for spans of at most this many bytes: what is larger has a place, but no one value.
const LONGEST_VALUE: u32 = 512;

/// Where a part of a rendered text comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Where it is written: the text of a template, the action that printed it, the line of a base or a patch.
    pub written: Span,
    /// Where the values that were printed there are set, in the order of the text, each once.
    pub values: Vec<Span>,
}

/// A part of a rendered text: from the end of the piece before it up to `end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Byte offset of its end in the rendered text.
    pub end: u32,
    /// Where it is written. Of equal length if it was copied as it is.
    pub written: Span,
    /// Where the value that was printed is set, for what an action printed.
    pub value: Option<Span>,
}

/// What a renderer made: a text of its own that stands for the file at `path`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendering {
    /// Root-relative path of the template, or of the file that defines the object.
    pub path: String,
    /// The text.
    pub text: String,
    /// Its pieces in order, which cover it.
    pub pieces: Vec<Piece>,
}

/// A rendering among the files of a project.
#[derive(Clone, Debug)]
pub(super) struct RenderedFile {
    pub(super) file: SourceFile,
    pieces: Vec<Piece>,
}

impl RenderedFile {
    pub(super) fn new(rendering: Rendering) -> Self {
        Self { file: SourceFile::new(rendering.path, rendering.text), pieces: rendering.pieces }
    }

    /// The origin of a span; `None` where nothing is known.
    pub(super) fn origin(&self, span: Span) -> Option<Origin> {
        let mut pieces = self.overlapping(span);
        let (start, first) = pieces.next()?;
        let mut written = first.part(start, span);
        let mut values: Vec<Span> = self.value(start, first, span).into_iter().collect();
        for (start, piece) in pieces {
            let part = piece.part(start, span);
            if part.file == written.file && part.start >= written.start {
                written.end = written.end.max(part.end);
            }
            let value = self.value(start, piece, span).filter(|value| !values.contains(value));
            let Some(value) = value else { continue };
            match values.last_mut() {
                // The next line of a file that is printed as a whole.
                Some(last) if last.file == value.file && value.start == last.end + 1 => last.end = value.end,
                _ => values.push(value),
            }
        }
        if span.end - span.start > LONGEST_VALUE {
            values.clear();
        }
        Some(Origin { written, values })
    }

    /// The places whose text is shown in a span: of values those that set them, else what was copied.
    pub(super) fn sources(&self, span: Span) -> impl Iterator<Item = Span> {
        self.overlapping(span).map(move |(start, piece)| {
            self.value(start, piece, span).unwrap_or_else(|| piece.part(start, span))
        })
    }

    /// Where the value is set that a piece shows in a span: of a file that is printed as it is, its lines.
    fn value(&self, start: u32, piece: &Piece, span: Span) -> Option<Span> {
        let value = piece.value?;
        let text = self.file.text.get(start as usize..piece.end as usize).unwrap_or("");
        let whole = Piece { written: value, value: None, ..*piece };
        Some(if text.contains('\n') { whole.part(start, span) } else { value })
    }

    /// Whether no file says any of a span: a function made it up, such as a random password.
    pub(super) fn is_made_up(&self, span: Span) -> bool {
        self.overlapping(span).all(|(start, piece)| piece.value.is_none() && !piece.is_copied(start))
    }

    /// The pieces of a span with the offsets at which they start; of an empty span the one around it.
    fn overlapping(&self, span: Span) -> impl Iterator<Item = (u32, &Piece)> {
        let first = self.pieces.partition_point(|piece| piece.end <= span.start);
        let first = first.min(self.pieces.len().saturating_sub(1));
        let start =
            first.checked_sub(1).and_then(|before| self.pieces.get(before)).map_or(0, |piece| piece.end);
        let pieces = self.pieces.get(first..).unwrap_or_default();
        let mut next = start;
        pieces
            .iter()
            .map(move |piece| (std::mem::replace(&mut next, piece.end), piece))
            .enumerate()
            .take_while(move |(at, (start, _))| *at == 0 || *start < span.end)
            .map(|(_, piece)| piece)
    }
}

impl Piece {
    /// Whether its text stands as it is where it is written.
    fn is_copied(&self, start: u32) -> bool {
        self.written.end - self.written.start == self.end - start
    }

    /// The part of `written` that a span shows, where the piece starts at `start`.
    fn part(&self, start: u32, span: Span) -> Span {
        if !self.is_copied(start) {
            return self.written;
        }
        let place = |offset: u32| self.written.start + (offset.clamp(start, self.end) - start);
        Span { file: self.written.file, start: place(span.start), end: place(span.end) }
    }
}
