//! HOCON, the notation of `application.conf`: <https://github.com/lightbend/config/blob/main/HOCON.md>.
//!
//! A file is read into its settings with the whole path of their keys. What other files would add (`include`) is left out.

use std::collections::HashMap;
use std::ops::Range;

use crate::source::{Arg, FileId, Span};

/// One setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The keys that lead to it, joined by dots.
    pub key: Arg,
    /// Its text; substitutions stand in it as they are written.
    pub value: Arg,
    /// Whether it is written in quotes.
    pub is_quoted: bool,
    /// The name in a later `key = ${?NAME}`, which wins where there is such a variable or setting.
    pub overridden_by: Option<String>,
}

/// Objects and lists are nested no deeper than this; what is deeper is left out.
const DEEPEST: usize = 64;

/// Parses `text`; every text is one.
pub fn parse(file: FileId, text: &str) -> Vec<Entry> {
    let mut parser = Parser { file, text, at: 0, entries: Vec::new() };
    while parser.at < text.len() {
        parser.object("", 0);
        // A brace too many closes nothing.
        parser.at += usize::from(parser.at < text.len());
    }
    merged(parser.entries)
}

/// Takes settings that may override others together with them; of the rest the last one of a key counts.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let optional = entry.value.text.strip_prefix("${?").and_then(|rest| rest.strip_suffix('}'));
        let optional = optional.filter(|name| !name.contains(['{', '}'])).map(str::to_owned);
        match (places.get(&entry.key.text), optional) {
            (Some(at), Some(name)) => found[*at].overridden_by = Some(name),
            // Elements of a list have one key together.
            (Some(at), None) if found[*at].key.span != entry.key.span => found[*at] = entry,
            _ => {
                places.entry(entry.key.text.clone()).or_insert(found.len());
                found.push(entry);
            }
        }
    }
    found
}

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    entries: Vec<Entry>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Settings up to the brace that closes them, which is left in place.
    fn object(&mut self, path: &str, depth: usize) {
        loop {
            self.skip(|c| c.is_whitespace() || c == ',');
            match self.rest().chars().next() {
                None | Some('}') => return,
                Some(']') => self.at += 1,
                Some(_) => self.setting(path, depth),
            }
        }
    }

    fn setting(&mut self, path: &str, depth: usize) {
        let start = self.at;
        let (name, _) = self.words(|c| matches!(c, '=' | ':' | '{' | '}' | '[' | ']' | ',' | '\n'), false);
        let key_end = start + self.text[start..self.at].trim_end().len();
        if name.starts_with("include ") || name == "include" {
            self.skip(|c| c != '\n');
            return;
        }
        let key = if path.is_empty() { name } else { format!("{path}.{name}") };
        self.skip(char::is_whitespace);
        for sign in ["+=", "=", ":"] {
            if self.rest().starts_with(sign) {
                self.at += sign.len();
                break;
            }
        }
        let key = Arg::literal(key, self.span(start..key_end.max(start)));
        if self.at == start {
            // Nothing that begins a setting.
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            return;
        }
        self.value(&key, depth);
    }

    fn value(&mut self, key: &Arg, depth: usize) {
        self.skip(|c| c.is_whitespace() && c != '\n');
        match self.rest().chars().next() {
            Some('{') if depth < DEEPEST => {
                self.at += 1;
                self.object(&key.text, depth + 1);
                self.at += usize::from(self.rest().starts_with('}'));
            }
            Some('[') if depth < DEEPEST => {
                self.at += 1;
                loop {
                    self.skip(|c| c.is_whitespace() || c == ',');
                    match self.rest().chars().next() {
                        None | Some('}') => return,
                        Some(']') => break self.at += 1,
                        Some(_) => {
                            let before = self.at;
                            self.value(key, depth + 1);
                            self.at += usize::from(self.at == before);
                        }
                    }
                }
            }
            _ => {
                let start = self.at;
                let (text, is_quoted) = self.words(|c| matches!(c, ',' | '}' | ']' | '\n' | '#'), true);
                let end = start + self.text[start..self.at].trim_end().len();
                let value = Arg::literal(text, self.span(start..end.max(start)));
                self.entries.push(Entry { key: key.clone(), value, is_quoted, overridden_by: None });
            }
        }
    }

    /// The text up to a character outside of quotes for which `ends`, without its quotes; whether all of it was in quotes.
    fn words(&mut self, ends: impl Fn(char) -> bool, is_value: bool) -> (String, bool) {
        let mut text = String::new();
        let mut is_quoted = false;
        while let Some(c) = self.rest().chars().next() {
            if c == '"' {
                is_quoted |= text.trim().is_empty();
                self.quoted(&mut text);
            } else if self.rest().starts_with("${") {
                let length = self.rest().find(['}', '\n']).map_or(self.rest().len(), |end| end + 1);
                let length = if self.rest()[..length].ends_with('\n') { length - 1 } else { length };
                text.push_str(&self.text[self.at..self.at + length]);
                self.at += length;
                is_quoted = false;
            } else if ends(c)
                || is_value && self.rest().starts_with("//")
                || !is_value && self.rest().starts_with("+=")
            {
                break;
            } else {
                text.push(c);
                self.at += c.len_utf8();
            }
        }
        (text.trim().to_owned(), is_quoted)
    }

    fn quoted(&mut self, text: &mut String) {
        if self.rest().starts_with("\"\"\"") {
            let inside = self.at + 3;
            let end = self.text[inside..].find("\"\"\"").map_or(self.text.len(), |end| inside + end);
            text.push_str(&self.text[inside..end]);
            self.at = (end + 3).min(self.text.len());
            return;
        }
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            match c {
                '"' | '\n' => return,
                '\\' => {
                    let escaped = self.rest().chars().next();
                    self.at += escaped.map_or(0, char::len_utf8);
                    text.extend(escaped);
                }
                c => text.push(c),
            }
        }
    }

    /// Past characters, and comments between them.
    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(&is_skipped).len();
            let is_comment = self.rest().starts_with('#') || self.rest().starts_with("//");
            if !is_comment || !is_skipped('\n') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |entry: &Entry| {
            let by = entry.overridden_by.as_ref().map(|name| format!(" | {name}")).unwrap_or_default();
            format!("{} = {}{by}", entry.key.text, entry.value.text)
        };
        parse(FileId(0), text).iter().map(show).collect()
    }

    #[test]
    fn settings_have_the_path_of_their_keys() {
        let text = "include \"other\"\n# c\nktor {\n deployment { port = 8080, port = ${?PORT} } // c\n \
                    application { modules = [ a.B.c, \"d\" ] }\n}\ndb.default.url=\"jdbc:h2:mem\" # c\n\
                    \"a b\" : \"\"\"x\ny\"\"\"\nurl = \"http://\"${host}\"/x\"\ndb { user = sa }\nx = 1\nx = 2\n";
        assert_eq!(
            shown(text),
            [
                "ktor.deployment.port = 8080 | PORT",
                "ktor.application.modules = a.B.c",
                "ktor.application.modules = d",
                "db.default.url = jdbc:h2:mem",
                "a b = x\ny",
                "url = http://${host}/x",
                "db.user = sa",
                "x = 2",
            ]
        );
        let found = parse(FileId(0), text);
        assert_eq!(&text[found[3].value.span.range()], "\"jdbc:h2:mem\"");
        assert_eq!(&text[found[3].key.span.range()], "db.default.url");
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "é { ü = [ {a : \"\\é\"}, ${?é} ], b += \"\"\"é\"\"\" } # é\n} ] = : , include é\n//";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                for entry in parse(FileId(0), cut) {
                    assert!(
                        cut.get(entry.value.span.range()).is_some()
                            && cut.get(entry.key.span.range()).is_some()
                    );
                }
            }
        }
        for part in ["{", "[", "a{", "a=[", "\"", "${", "}", "]", "=", ",", "a=\n"] {
            parse(FileId(0), &part.repeat(20_000));
        }
    }
}
