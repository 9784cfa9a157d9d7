//! Compose's own variables: `$NAME`, `${NAME:-default}` and their relatives, in any scalar.

use std::ops::Range;

use super::value::Variables;

/// Defaults that hold defaults are followed this deep.
const DEEPEST: usize = 8;

/// The longest expansion in bytes, so that a file of nothing but open braces costs no more than its length.
const LONGEST: usize = 2048;

/// A text after interpolation.
#[derive(Debug, Default)]
pub(super) struct Interpolated {
    /// The text with the defaults in the places of the variables, and `{}` where there is none.
    pub(super) text: String,
    /// The ranges of `text` that come from variables.
    pub(super) holes: Vec<Range<usize>>,
    /// The variables that are read, with ranges of the written text.
    pub(super) reads: Vec<Read>,
}

/// A variable that compose reads.
#[derive(Debug)]
pub(super) struct Read {
    /// The name.
    pub(super) name: Range<usize>,
    /// The default as written, and what it comes to.
    pub(super) default: Option<(Range<usize>, Interpolated)>,
    /// Whether compose refuses to run without the variable (`:?`, `?`).
    pub(super) required: bool,
    /// The whole expansion.
    pub(super) span: Range<usize>,
}

impl Interpolated {
    /// Whether nothing in the text comes from a variable.
    pub(super) fn is_literal(&self) -> bool {
        self.holes.is_empty()
    }

    /// Adds a character, or what stands for an expansion.
    fn push(&mut self, expansion: Expansion) {
        let start = self.text.len();
        self.text.push_str(&expansion.text);
        if expansion.is_hole {
            self.holes.push(start..self.text.len());
        }
        self.reads.extend(expansion.reads);
    }
}

/// Interpolates a text.
pub(super) fn interpolate(text: &str, variables: &Variables) -> Interpolated {
    Scope { base: 0, depth: 0, variables }.interpolate(text)
}

/// What a `$` starts.
pub(super) struct Expansion {
    /// How long it is as written.
    pub(super) length: usize,
    /// What it comes to.
    pub(super) text: String,
    /// Whether that depends on a variable; `$$` is a plain dollar sign.
    pub(super) is_hole: bool,
    /// The variables in it.
    pub(super) reads: Vec<Read>,
}

/// The expansion at the start of `rest`. What compose would refuse is plain text.
pub(super) fn expansion(rest: &str, variables: &Variables) -> Option<Expansion> {
    Scope { base: 0, depth: 0, variables }.expansion(rest)
}

/// What is known where a piece of text is interpolated.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// Where the piece starts in the whole text.
    base: usize,
    /// How many defaults are around it.
    depth: usize,
    variables: &'a Variables,
}

impl Scope<'_> {
    fn interpolate(self, text: &str) -> Interpolated {
        let mut result = Interpolated::default();
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            if let Some(expansion) = self.behind(at).expansion(&text[at..]) {
                at += expansion.length;
                result.push(expansion);
            } else {
                at += character.len_utf8();
                result.text.push(character);
            }
        }
        result
    }

    fn expansion(self, rest: &str) -> Option<Expansion> {
        let after = rest.strip_prefix('$')?;
        if after.starts_with('$') {
            return Some(Expansion { length: 2, text: "$".to_owned(), is_hole: false, reads: Vec::new() });
        }
        let (name, operation, length) = match after.strip_prefix('{') {
            None => (1..1 + name_length(after), "", 1 + name_length(after)),
            Some(inner) => {
                let body = closing(inner)?;
                let name = name_length(inner);
                (2..2 + name, inner.get(name..body)?, 2 + body + 1)
            }
        };
        if name.is_empty() {
            return None;
        }
        let value = self.variables.get(&rest[name.clone()]).map(String::as_str);
        let read = Read {
            name: self.base + name.start..self.base + name.end,
            default: None,
            required: operation.starts_with(":?") || operation.starts_with('?'),
            span: self.base..self.base + length,
        };
        let (text, reads) = self.behind(name.end).expand(read, operation, value)?;
        Some(Expansion { length, text, is_hole: true, reads })
    }

    /// What a variable with an operation such as `:-default` comes to; `value` is its own where that is known.
    fn expand(self, mut read: Read, operation: &str, value: Option<&str>) -> Option<(String, Vec<Read>)> {
        let operator = ["", ":-", "-", ":?", "?", ":+", "+"]
            .into_iter()
            .filter(|operator| operation.starts_with(operator))
            .max_by_key(|operator| operator.len())?;
        let word = &operation[operator.len()..];
        let value = value.filter(|value| !(operator.starts_with(':') && value.is_empty()));
        let plain = || value.unwrap_or("{}").to_owned();
        if operator.is_empty() {
            return word.is_empty().then(|| (plain(), vec![read]));
        }
        if self.depth >= DEEPEST {
            return Some(("{}".to_owned(), vec![read]));
        }
        let inside = self.behind(operator.len());
        let mut word_value = Scope { depth: self.depth + 1, ..inside }.interpolate(word);
        let mut nested = std::mem::take(&mut word_value.reads);
        let text = match (operator.trim_start_matches(':'), value) {
            ("-", None) | ("+", Some(_)) => word_value.text.clone(),
            ("+", None) => "{}".to_owned(),
            _ => plain(),
        };
        if operator.ends_with('-') {
            read.default = Some((inside.base..inside.base + word.len(), word_value));
        }
        nested.insert(0, read);
        Some((text, nested))
    }

    /// The same for what starts `length` bytes later.
    fn behind(self, length: usize) -> Self {
        Self { base: self.base + length, ..self }
    }
}

fn name_length(text: &str) -> usize {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if starts { length } else { 0 }
}

/// Where the brace is closed that was opened before `inner`.
fn closing(inner: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits at a separator that stands outside of `${…}`.
pub(super) fn split(text: &str, separator: char) -> Vec<Range<usize>> {
    let nothing = Variables::new();
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(character) = text[at..].chars().next() {
        if let Some(expansion) = expansion(&text[at..], &nothing) {
            at += expansion.length;
            continue;
        }
        if character == separator {
            parts.push(start..at);
            start = at + character.len_utf8();
        }
        at += character.len_utf8();
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_stand_for_their_variables() {
        let cases = [
            ("a$B-${C}é", "a{}-{}é", 2),
            ("${A:-x}:${B-}", "x:", 2),
            ("${A:-${B:-y}z}", "yz", 1),
            ("${A:?must be set}", "{}", 1),
            ("${A:+on}${B+on}", "{}{}", 2),
            ("${A:-{\"b\": 1}}!", "{\"b\": 1}!", 1),
            ("$$A $${B} 5$ $1", "$A ${B} 5$ $1", 0),
            ("${A", "${A", 0),
            ("${A!x} ${} ${é}", "${A!x} ${} ${é}", 0),
        ];
        for (written, text, holes) in cases {
            let found = interpolate(written, &Variables::new());
            assert_eq!((found.text.as_str(), found.holes.len()), (text, holes), "{written}");
        }
    }

    #[test]
    fn reads_tell_name_default_and_need() {
        let written = "é${A:-${B:-y}z}${C?no}";
        let found = interpolate(written, &Variables::new());
        let reads: Vec<_> = found
            .reads
            .iter()
            .map(|read| {
                let default = read
                    .default
                    .as_ref()
                    .map(|(range, value)| (&written[range.clone()], value.text.as_str(), value.is_literal()));
                (&written[read.name.clone()], default, read.required)
            })
            .collect();
        assert_eq!(
            reads,
            [
                ("A", Some(("${B:-y}z", "yz", false)), false),
                ("B", Some(("y", "y", true)), false),
                ("C", None, true)
            ]
        );
    }

    #[test]
    fn separators_inside_of_expansions_do_not_split() {
        let text = "${A:-1:2}:b:${C";
        let parts: Vec<_> = split(text, ':').into_iter().map(|part| &text[part]).collect();
        assert_eq!(parts, ["${A:-1:2}", "b", "${C"]);
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "${A:-".repeat(5000);
        assert!(interpolate(&text, &Variables::new()).reads.is_empty());
        let text = format!("{}{}", "${A:-".repeat(500), "}".repeat(500));
        assert!(!interpolate(&text, &Variables::new()).is_literal());
    }
}
