//! XML with places: elements, their attributes and their texts.

use std::ops::Range;

use roxmltree::ParsingOptions;

use super::tree::SyntaxError;
use crate::source::{Arg, FileId, Span};

/// The most nodes of one file.
const NODE_BUDGET: u32 = 1_000_000;

/// One file.
#[derive(Debug)]
pub struct Document<'t> {
    file: FileId,
    tree: roxmltree::Document<'t>,
}

/// Parses `text`. Entities of a document type are expanded within the parser's budget; nothing outside of the file is read.
pub fn parse(file: FileId, text: &str) -> Result<Document<'_>, SyntaxError> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: NODE_BUDGET, ..ParsingOptions::default() };
    match roxmltree::Document::parse_with_options(text, options) {
        Ok(tree) => Ok(Document { file, tree }),
        Err(error) => {
            let place = error.pos();
            let line = text.split_inclusive('\n').take(place.row.saturating_sub(1) as usize);
            let start: usize = line.map(str::len).sum();
            let column = text[start..].char_indices().nth(place.col.saturating_sub(1) as usize);
            let at = column.map_or(text.len(), |(offset, _)| start + offset);
            let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            Err(SyntaxError { span: Span::new(file, at, end), message: error.to_string() })
        }
    }
}

impl Document<'_> {
    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element { file: self.file, node: self.tree.root_element() }
    }
}

/// One element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'d> {
    file: FileId,
    node: roxmltree::Node<'d, 'd>,
}

impl<'d> Element<'d> {
    /// Its name without a prefix.
    pub fn name(self) -> &'d str {
        self.node.tag_name().name()
    }

    /// All of it, from its start tag to its end tag.
    pub fn span(self) -> Span {
        self.place(self.node.range())
    }

    /// The name in its start tag.
    pub fn name_span(self) -> Span {
        let range = self.node.range();
        let written = &self.node.document().input_text()[range.clone()];
        let length = written.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(1);
        self.place(range.start + 1..range.start + length.max(1))
    }

    /// The value of an attribute, whatever its prefix.
    pub fn attribute(self, name: &str) -> Option<Arg> {
        let found = self.node.attributes().find(|attribute| attribute.name() == name)?;
        Some(Arg::literal(found.value(), self.place(found.range_value())))
    }

    /// The value of an attribute, whatever its prefix and the case of its letters.
    pub fn attribute_in_any_case(self, name: &str) -> Option<Arg> {
        let found = self.node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name))?;
        Some(Arg::literal(found.value(), self.place(found.range_value())))
    }

    /// The text directly in it, without the blanks around; `None` where there is none.
    pub fn text(self) -> Option<Arg> {
        let texts: Vec<_> = self.node.children().filter(roxmltree::Node::is_text).collect();
        let content: String = texts.iter().filter_map(roxmltree::Node::text).collect();
        let (first, last) = (texts.first()?, texts.last()?);
        let (start, end) = (first.range().start, last.range().end);
        let written = &self.node.document().input_text()[start..end];
        let before = written.len() - written.trim_start().len();
        let range = start + before..start + before + written.trim().len();
        let content = content.trim();
        (!content.is_empty()).then(|| Arg::literal(content, self.place(range)))
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let file = self.file;
        self.node.children().filter(roxmltree::Node::is_element).map(move |node| Self { file, node })
    }

    /// The elements of that name directly in it.
    pub fn all(self, name: &str) -> impl Iterator<Item = Self> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element of that name directly in it.
    pub fn child(self, name: &str) -> Option<Self> {
        self.all(name).next()
    }

    /// The first element down that path of names.
    pub fn at(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The element itself and all in it, in order.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        let file = self.file;
        self.node.descendants().filter(roxmltree::Node::is_element).map(move |node| Self { file, node })
    }

    /// The element around it.
    pub fn parent(self) -> Option<Self> {
        Some(Self { file: self.file, node: self.node.parent_element()? })
    }

    fn place(self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_know_their_places() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\r\n<!DOCTYPE p>\n<p xmlns='u' é='&lt;ü'>\n <!-- c --><a>\n  ab&amp; </a><x:b xmlns:x='v' x:k=\"1\"/></p>";
        let document = parse(FileId(0), text).unwrap();
        let root = document.root();
        let slice = |span: Span| &text[span.range()];
        assert_eq!((root.name(), slice(root.name_span())), ("p", "p"));
        let value = root.attribute("é").unwrap();
        assert_eq!((value.text.as_str(), slice(value.span)), ("<ü", "&lt;ü"));
        let inner = root.child("a").and_then(Element::text).unwrap();
        assert_eq!((inner.text.as_str(), slice(inner.span)), ("ab&", "ab&amp;"));
        let last = root.at(&["b"]).unwrap();
        assert_eq!((slice(last.name_span()), last.attribute("k").unwrap().text.as_str()), ("x:b", "1"));
        assert_eq!((root.descendants().count(), last.parent().unwrap().name()), (3, "p"));
        assert!(root.text().is_none() && last.text().is_none());
    }

    #[test]
    fn hostile_documents_end() {
        let deep = |times: usize| format!("{}{}", "<a>".repeat(times), "</a>".repeat(times));
        assert_eq!(parse(FileId(0), &deep(100_000)).unwrap().root().descendants().count(), 100_000);
        let bomb = "<!DOCTYPE a [<!ENTITY x0 'xxxxxxxxxx'>".to_owned()
            + &(1..9)
                .map(|at| format!("<!ENTITY x{at} '{}'>", format!("&x{};", at - 1).repeat(10)))
                .collect::<String>()
            + "]><a>&x8;</a>";
        assert!(parse(FileId(0), &bomb).is_err());
        let text = "<é ü='&#233;'><![CDATA[é]]>é</é>";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                if let Err(error) = parse(FileId(0), cut) {
                    assert!(cut.get(error.span.range()).is_some());
                }
            }
        }
    }
}
