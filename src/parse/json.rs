//! JSON to the spanned tree; comments, trailing commas and the other leniencies of JSONC and JSON5 are accepted.

use jsonc_parser::ast::{Object, ObjectPropName, StringLit, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::tree::{Builder, Folding, Kind, ScalarToken, Style, SyntaxError, Tree, align_flow};
use crate::source::FileId;

/// Parses `text`. A syntax error leaves no document; an empty text has neither document nor error.
pub fn parse(file: FileId, text: &str) -> Tree {
    let base = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader = Reader { text, base, builder: Builder::new(file) };
    if let Err(error) = reader.read() {
        reader.builder.abandon_document(error);
    }
    reader.builder.finish()
}

struct Reader<'a> {
    text: &'a str,
    /// The length of the byte order mark, which the parser does not take.
    base: usize,
    builder: Builder,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Result<(), SyntaxError> {
        let collect = CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
        let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
        let parsed = parse_to_ast(&self.text[self.base..], &collect, &options)
            .map_err(|error| self.builder.error_at(self.shift(error.range()), error.kind().to_string()))?;
        for token in parsed.tokens.iter().flatten() {
            if let Token::CommentLine(text) | Token::CommentBlock(text) = &token.token {
                self.builder.comment(self.shift(token.range), text);
            }
        }
        if let Some(value) = &parsed.value {
            self.value(value)?;
            self.builder.end_document();
        }
        Ok(())
    }

    fn value(&mut self, value: &Value<'a>) -> Result<(), SyntaxError> {
        let range = value.range();
        match value {
            Value::Object(object) => self.object(object),
            Value::Array(array) => {
                self.builder.open(Kind::Sequence, self.shift(range).start, 0, None)?;
                array.elements.iter().try_for_each(|element| self.value(element))?;
                self.builder.close(Some(self.shift(range).end));
                Ok(())
            }
            Value::StringLit(string) => self.string(string),
            Value::NumberLit(_) | Value::BooleanLit(_) => self.plain(range, false),
            Value::NullKeyword(_) => self.plain(range, true),
        }
    }

    fn object(&mut self, object: &Object<'a>) -> Result<(), SyntaxError> {
        let range = self.shift(object.range);
        self.builder.open(Kind::Mapping, range.start, 0, None)?;
        for property in &object.properties {
            match &property.name {
                ObjectPropName::String(name) => self.string(name)?,
                ObjectPropName::Word(word) => self.plain(word.range, false)?,
            }
            self.value(&property.value)?;
        }
        self.builder.close(Some(range.end));
        Ok(())
    }

    fn string(&mut self, string: &StringLit<'a>) -> Result<(), SyntaxError> {
        let span = self.shift(string.range);
        let style =
            if self.text[span.start..].starts_with('\'') { Style::SingleQuoted } else { Style::DoubleQuoted };
        let content = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
        let differs = self.text.get(content.clone()) != Some(&*string.value);
        let runs =
            differs.then(|| align_flow(&string.value, self.text, content.clone(), Some('\\'), Folding::Keep));
        let token = ScalarToken { text: &string.value, style, null: false, span, content, runs };
        self.builder.scalar(token, 0, None)
    }

    fn plain(&mut self, range: Range, null: bool) -> Result<(), SyntaxError> {
        let span = self.shift(range);
        let text = self.text.get(span.clone()).unwrap_or("");
        let token = ScalarToken { text, style: Style::Plain, null, content: span.clone(), span, runs: None };
        self.builder.scalar(token, 0, None)
    }

    fn shift(&self, range: Range) -> std::ops::Range<usize> {
        range.start + self.base..range.end.max(range.start) + self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        parse(FileId(0), text)
    }

    #[test]
    fn spans_are_exact_after_a_byte_order_mark() {
        let text =
            "\u{feff}// é top\r\n{\"ké\": [1e3, \"a\\u00e9\\n\\ud83d\\ude00z\", null, true,], /* b */ k: -0}";
        let tree = tree(text);
        let root = tree.documents().next().unwrap();
        assert_eq!(format!("{root:?}"), "{\"ké\": [1e3, \"aé\\n😀z\", null, true], k: -0}");
        let slice = |node: crate::parse::tree::Node<'_>| &text[node.span().range()];
        let written: Vec<_> = root.get("ké").unwrap().items().map(slice).collect();
        assert_eq!(written, ["1e3", "\"a\\u00e9\\n\\ud83d\\ude00z\"", "null", "true"]);
        let string = root.get("ké").unwrap().items().nth(1).unwrap();
        let at = string.text().unwrap().find('z').unwrap();
        assert_eq!(&text[string.source_span(at..at + 1).range()], "z");
        assert_eq!(slice(root), &text[text.find('{').unwrap()..]);
        let comments: Vec<_> =
            tree.comments().iter().map(|c| (&text[c.span.range()], c.text.as_str())).collect();
        assert_eq!(comments, [("// é top", "é top"), ("/* b */", "b")]);
    }

    #[test]
    fn duplicates_are_kept_and_the_last_wins() {
        let tree = tree("{\"a\": 1, \"a\": 2, \"<<\": {\"b\": 1}}");
        let root = tree.documents().next().unwrap();
        assert_eq!(root.entries().count(), 3);
        assert_eq!(root.get("a").unwrap().as_integer(), Some(2));
        assert!(root.get("b").is_none());
    }

    #[test]
    fn a_syntax_error_has_its_place_and_leaves_nothing() {
        for text in [
            "{\"é\": }",
            "{\"a\": 1 \"b\": 2}",
            "[",
            "\"",
            "{} {}",
            "/*",
            "\u{feff}nul",
            "{\"a\": \"\\ud800\"}",
            "'",
        ] {
            let tree = tree(text);
            assert_eq!(tree.documents().len(), 0, "{text}");
            assert_eq!(tree.errors().len(), 1, "{text}");
            let span = tree.errors()[0].span;
            assert!(text.get(span.range()).is_some(), "{text}: {span:?}");
        }
        assert!(tree("").errors().is_empty() && tree(" // only\n").errors().is_empty());
    }

    #[test]
    fn nesting_without_end_is_an_error() {
        for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(300) + &"]".repeat(300)] {
            assert_eq!(tree(&text).errors().len(), 1);
        }
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "\u{feff}{\"é\\\n\": [1.5e3, 'x\\x41', 0xF, .5, +1, NaN], // c\n k: {\"n\": null,}, /* é */ t: true}";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                tree(cut).errors().iter().for_each(|error| assert!(cut.get(error.span.range()).is_some()));
            }
        }
    }
}
