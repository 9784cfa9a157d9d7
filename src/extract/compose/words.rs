//! `command` and `entrypoint`: a list of words, or a text that compose splits as a shell would, without running one.

use super::interpolate;
use super::value::Field;
use crate::artefact::compose::CommandField;
use crate::source::Arg;

/// Reads the field; `None` where nothing is written.
pub(super) fn command(node: Field) -> Option<CommandField> {
    let words = if node.is_scalar() { split(node) } else { node.items().filter_map(Field::arg).collect() };
    (!node.is_null()).then(|| CommandField { span: node.span(), words })
}

/// The words of a text. Blanks separate, quotes and backslashes protect; operators of the shell are words like any other.
fn split(node: Field) -> Vec<Arg> {
    let text = node.text().unwrap_or("");
    let mut splitter = Splitter { node, words: Vec::new(), word: None };
    let mut quote = None;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let mut end = at + character.len_utf8();
        if let Some(expansion) = interpolate::expansion(&text[at..], node.variables()) {
            end = at + expansion.length;
            splitter.push(at, &expansion.text, end);
            splitter.compute(expansion.is_hole);
        } else if character == '\\'
            && quote != Some('\'')
            && let Some(escaped) = text[end..].chars().next()
        {
            end += escaped.len_utf8();
            let kept =
                if quote == Some('"') && !matches!(escaped, '"' | '\\' | '$' | '`') { at } else { at + 1 };
            splitter.push(at, &text[kept..end], end);
        } else if quote == Some(character) {
            quote = None;
            splitter.push(at, "", end);
        } else if quote.is_none() && (character == '\'' || character == '"') {
            quote = Some(character);
            splitter.push(at, "", end);
        } else if quote.is_none() && character.is_whitespace() {
            splitter.end();
        } else {
            splitter.push(at, &text[at..end], end);
        }
        at = end;
    }
    splitter.end();
    splitter.words
}

struct Splitter<'t> {
    node: Field<'t>,
    words: Vec<Arg>,
    /// Start, end, text and whether it is known, of the word that is not ended yet.
    word: Option<(usize, usize, String, bool)>,
}

impl Splitter<'_> {
    fn push(&mut self, start: usize, text: &str, end: usize) {
        let word = self.word.get_or_insert_with(|| (start, end, String::new(), true));
        word.1 = end;
        word.2.push_str(text);
    }

    fn compute(&mut self, is_computed: bool) {
        if let Some(word) = &mut self.word {
            word.3 &= !is_computed;
        }
    }

    fn end(&mut self) {
        if let Some((start, end, text, literal)) = self.word.take() {
            self.words.push(Arg { text, literal, span: self.node.node().source_span(start..end) });
        }
    }
}
