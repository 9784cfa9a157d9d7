//! The tokens of Groovy and of Kotlin scripts: names, texts and punctuation, comments left out.

use std::ops::Range;

/// A token with the offset at which it starts.
#[derive(Clone, PartialEq, Debug)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind<'t>,
    /// Its offset.
    pub at: usize,
}

/// What a token is.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind<'t> {
    /// A name or a number.
    Word(&'t str),
    /// A string.
    Text(Text),
    /// Any other character.
    Mark(char),
}

/// A string, as the program gets it.
#[derive(Clone, PartialEq, Debug)]
pub struct Text {
    /// The content. An expression that Groovy fills in stands as a parameter of a shell would: `${env.TAG}` as `${env_TAG}`.
    pub content: String,
    /// The bytes between the quotes.
    pub inside: Range<usize>,
    /// Offsets of the content, each with how many bytes more are written up to there: the backslashes.
    escapes: Vec<(usize, usize)>,
}

impl Text {
    /// Where a range of the content is written.
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        let offset = |at: usize| {
            let before = self.escapes.partition_point(|(from, _)| *from <= at);
            let more = before.checked_sub(1).map_or(0, |last| self.escapes[last].1);
            (self.inside.start + at + more).min(self.inside.end)
        };
        let start = offset(range.start);
        start..if range.is_empty() { start } else { offset(range.end - 1) + 1 }.min(self.inside.end)
    }
}

/// The tokens of a file. Strings that are not closed end with it.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let length = if next.is_whitespace() {
            next.len_utf8()
        } else if rest.starts_with("//") || rest.starts_with("#!") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(quote) =
            ["'''", "\"\"\"", "'", "\""].into_iter().find(|quote| rest.starts_with(quote))
        {
            let (content, length, escapes) = string(&rest[quote.len()..], quote);
            let start = at + quote.len();
            let text = Text { content, inside: start..start + length, escapes };
            found.push(Token { kind: Kind::Text(text), at });
            (quote.len() + length + quote.len()).min(rest.len())
        } else if is_name(next) {
            let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            found.push(Token { kind: Kind::Word(&rest[..length]), at });
            length
        } else {
            found.push(Token { kind: Kind::Mark(next), at });
            next.len_utf8()
        };
        at += length;
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The content of a string up to its quote, how long it is written, and its escapes.
fn string(rest: &str, quote: &str) -> (String, usize, Vec<(usize, usize)>) {
    let mut content = String::new();
    let (mut at, mut escapes) = (0, Vec::new());
    while let Some(next) = rest[at..].chars().next().filter(|_| !rest[at..].starts_with(quote)) {
        at += next.len_utf8();
        if next == '\\' {
            let Some(escaped) = rest[at..].chars().next() else { break };
            at += escaped.len_utf8();
            let from = content.len();
            match escaped {
                'n' => content.push('\n'),
                't' => content.push('\t'),
                '\n' => {}
                other => content.push(other),
            }
            escapes.push((from, at - content.len()));
        } else if next == '$' && quote.starts_with('"') && rest[at..].starts_with('{') {
            let length = rest[at..].find('}').unwrap_or(rest.len() - at);
            content.push_str("${");
            let inside = rest[at..at + length].bytes().skip(1);
            content.extend(inside.map(|byte| if byte.is_ascii_alphanumeric() { byte as char } else { '_' }));
            at += length;
        } else {
            content.push(next);
        }
    }
    (content, at, escapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |token: Token| match token.kind {
            Kind::Word(word) => word.to_owned(),
            Kind::Text(own) => format!("<{}|{}>", own.content, own.escapes.is_empty()),
            Kind::Mark(mark) => mark.to_string(),
        };
        tokens(text).into_iter().map(show).collect()
    }

    #[test]
    fn strings_comments_and_names() {
        let text =
            "#!groovy\n// no 'text'\nsh(script: 'a \\'b', x: \"c ${env.D} $E\") /* x */ { '''f\ng''' }";
        let wanted = [
            "sh",
            "(",
            "script",
            ":",
            "<a 'b|false>",
            ",",
            "x",
            ":",
            "<c ${env_D} $E|true>",
            ")",
            "{",
            "<f\ng|true>",
            "}",
        ];
        assert_eq!(shown(text), wanted);
    }

    #[test]
    fn contents_know_where_they_are_written() {
        let text = "sh \"a \\$B \\\ncé\\n d\"";
        let Some(Kind::Text(own)) = tokens(text).pop().map(|token| token.kind) else { panic!("no string") };
        let at = |part: &str| {
            let start = own.content.find(part).unwrap();
            &text[own.written(start..start + part.len())]
        };
        assert_eq!([at("a"), at("B"), at("cé"), at("d")], ["a", "B", "cé", "d"]);
    }

    #[test]
    fn any_cut_is_read() {
        let text = "é 'é\\é' \"\"\"${é.é} \\\" $\"\"\" /* é */ // é";
        for (at, _) in text.char_indices() {
            tokens(&text[at..]);
            tokens(&text[..at]);
        }
    }
}
