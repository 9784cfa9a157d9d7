//! TOML to the spanned tree: tables become mappings in the order of the file, dates stay text.

mod scan;

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use super::tree::{Builder, Folding, Kind, ScalarToken, Style, SyntaxError, Tree, align_flow};
use crate::source::FileId;

/// Parses `text`. A syntax error leaves no document; a text without any key has neither document nor error.
///
/// The span of a table runs from its first header or key to its last value, other tables between them included.
pub fn parse(file: FileId, text: &str) -> Tree {
    let mut reader = Reader { text, builder: Builder::new(file) };
    if let Err(error) = reader.read() {
        reader.builder.abandon_document(error);
    }
    reader.builder.finish()
}

struct Reader<'a> {
    text: &'a str,
    builder: Builder,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Result<(), SyntaxError> {
        let found = scan::scan(self.text);
        if let Some(at) = found.too_deep {
            return Err(self.builder.error_at(at..at + 1, "nested too deep"));
        }
        let table = DeTable::parse(self.text).map_err(|error| {
            let span = error.span().filter(|span| self.text.get(span.clone()).is_some());
            self.builder.error_at(span.unwrap_or(self.text.len()..self.text.len()), error.message())
        })?;
        for comment in found.comments {
            let text = self.text.get(comment.start + 1..comment.end).unwrap_or("");
            self.builder.comment(comment, text);
        }
        if !table.get_ref().is_empty() {
            self.table(table.get_ref(), usize::MAX)?;
            self.builder.close(None);
            self.builder.end_document();
        }
        Ok(())
    }

    fn table(&mut self, table: &DeTable<'a>, start: usize) -> Result<(), SyntaxError> {
        let mut entries: Vec<(&Spanned<DeString<'a>>, &Spanned<DeValue<'a>>)> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let first = entries.first().map_or(start, |(key, _)| key.span().start);
        self.builder.open(Kind::Mapping, start.min(first), 0, None)?;
        for (key, value) in entries {
            self.scalar(key.span(), Some(key.get_ref()))?;
            self.value(value)?;
        }
        Ok(())
    }

    fn value(&mut self, value: &Spanned<DeValue<'a>>) -> Result<(), SyntaxError> {
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) => self.scalar(span, Some(text)),
            DeValue::Array(items) => {
                self.builder.open(Kind::Sequence, span.start, 0, None)?;
                items.iter().try_for_each(|item| self.value(item))?;
                self.builder.close(Some(span.end));
                Ok(())
            }
            DeValue::Table(table) => {
                self.table(table, span.start)?;
                self.builder.close(Some(span.end));
                Ok(())
            }
            _ => self.scalar(span, None),
        }
    }

    /// A key or value; `decoded` is its text if it is a string.
    fn scalar(&mut self, span: Range<usize>, decoded: Option<&str>) -> Result<(), SyntaxError> {
        let written = self.text.get(span.clone()).unwrap_or("");
        let (style, escape, opening, closing) = match decoded.and(written.get(..3)) {
            Some("\"\"\"") => (Style::Literal, Some('\\'), 3, 3),
            Some("'''") => (Style::Literal, None, 3, 3),
            _ if decoded.is_some() && written.starts_with('"') => (Style::DoubleQuoted, Some('\\'), 1, 1),
            _ if decoded.is_some() && written.starts_with('\'') => (Style::SingleQuoted, None, 1, 1),
            _ => (Style::Plain, None, 0, 0),
        };
        let inside = written.get(opening..).unwrap_or("");
        let break_length = if opening < 3 {
            0
        } else if inside.starts_with("\r\n") {
            2
        } else {
            usize::from(inside.starts_with('\n'))
        };
        let content = span.start + opening + break_length..span.end - closing;
        let text = decoded.unwrap_or(written);
        let differs = self.text.get(content.clone()) != Some(text);
        let runs = differs.then(|| align_flow(text, self.text, content.clone(), escape, Folding::Keep));
        self.builder.scalar(ScalarToken { text, style, null: false, span, content, runs }, 0, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tree::Node;

    fn tree(text: &str) -> Tree {
        parse(FileId(0), text)
    }

    #[test]
    fn tables_keep_the_order_and_the_places_of_the_file() {
        let text = "\u{feff}# é\r\nx.\"é\".z = 1_000 # n\r\n[tool.a]\r\nd = 1979-05-27 07:32:00\r\nb = \"q\\u00e9 k\"\r\n\
                    [other]\r\nf = 0x1F\r\n[tool.a.c]\r\ng = {h = [1, 2.5], 'i' = true}\r\n[[bin]]\r\nname = \'\'\'\r\n\
                    a#\r\n\'\'\'\r\n[[bin]]\r\nname = \"\"\"\\\r\n  y \\\"\"\"\"\"\"\r\n";
        let tree = tree(text);
        assert!(tree.errors().is_empty(), "{:?}", tree.errors());
        let root = tree.documents().next().unwrap();
        assert_eq!(
            format!("{root:?}"),
            "{x: {\"é\": {z: 1_000}}, tool: {a: {d: 1979-05-27 07:32:00, b: \"qé k\", \
             c: {g: {h: [1, 2.5], \"i\": true}}}}, other: {f: 0x1F}, \
             bin: [{name: \"a#\\r\\n\"}, {name: \"y \\\"\\\"\\\"\"}]}"
        );
        let slice = |node: Node<'_>| &text[node.span().range()];
        assert_eq!(root.at(&["x", "é", "z"]).unwrap().as_integer(), Some(1000));
        assert_eq!(root.at(&["other", "f"]).unwrap().as_integer(), Some(31));
        let b = root.at(&["tool", "a", "b"]).unwrap();
        assert_eq!(slice(b), "\"q\\u00e9 k\"");
        assert_eq!(&text[b.source_span(4..5).range()], "k");
        assert_eq!(slice(root.get("other").unwrap()), "[other]\r\nf = 0x1F");
        let long = root.get("bin").unwrap().items().nth(1).unwrap().get("name").unwrap();
        assert_eq!(&text[long.source_span(0..1).range()], "y");
        let comments: Vec<_> = tree.comments().iter().map(|c| &text[c.span.range()]).collect();
        assert_eq!(comments, ["# é", "# n"]);
    }

    #[test]
    fn a_syntax_error_has_its_place_and_leaves_nothing() {
        for text in ["[a]\nb = 1\n[a]\n", "é = 1\n", "a = ", "a = [1", "a = \"", "a = 1\na = 2", "[a", "\0"]
        {
            let tree = tree(text);
            assert_eq!((tree.documents().len(), tree.errors().len()), (0, 1), "{text}");
            assert!(text.get(tree.errors()[0].span.range()).is_some());
        }
        assert!(tree("# only\n").errors().is_empty());
        assert_eq!(tree("# only\n").documents().len(), 0);
    }

    #[test]
    fn nesting_without_end_is_an_error() {
        let dotted = "a.".repeat(78) + "a={";
        let deep = [
            "a = ".to_owned() + &"[".repeat(10_000),
            "a = ".to_owned() + &"{a=".repeat(10_000),
            dotted.repeat(75) + "a=1" + &"}".repeat(75),
            "a.".repeat(10_000) + "b = 1",
            format!("[{}b]", "a.".repeat(10_000)),
            "a = [".to_owned() + &"1.5, ".repeat(1_000) + "[[[x",
        ];
        for text in deep {
            assert_eq!(tree(&text).errors().len(), 1);
        }
        assert!(tree(&("a = [".to_owned() + &"1.5, ".repeat(1_000) + "]")).errors().is_empty());
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "a.b=[1,\n{c='é'}]#x\n[é]\nd=\"\"\"\n\\\n \\u00e9\"\"\"\n'e'=1.5\n[[t.'']]\n";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                tree(cut).errors().iter().for_each(|error| assert!(cut.get(error.span.range()).is_some()));
            }
        }
    }
}
