//! Blots secrets out of everything that is shown: the marked ranges in files, and their text wherever it is repeated.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::judge::token::find_token;
use crate::judge::{Setting, secret_in};
use crate::rule::Finding;
use crate::source::{FileId, Sources, Span};

/// What stands for each byte or character of a secret.
pub(super) const MASK: &str = "*";

/// Lines of more bytes are of generated or minified files: they are shown in part and not searched.
const LONGEST_LINE: usize = 4000;

/// All secrets that findings have marked.
#[derive(Debug)]
pub(super) struct Redaction<'a> {
    sources: &'a Sources,
    /// In order of start, each with the furthest end of it and those before it.
    marked: BTreeMap<FileId, Vec<(Range<usize>, usize)>>,
    /// Finds the texts that are hidden wherever they stand.
    telling: Option<AhoCorasick>,
}

impl<'a> Redaction<'a> {
    /// Hides what stands at `secrets`, whether the findings that mark it are reported or not.
    pub(super) fn new(secrets: &[Span], sources: &'a Sources) -> Self {
        let mut marked: BTreeMap<FileId, Vec<(Range<usize>, usize)>> = BTreeMap::new();
        let mut telling: Vec<&str> = Vec::new();
        for span in secrets.iter().filter(|span| span.start < span.end) {
            let range = whole_characters(&sources.file(span.file).text, span.range());
            marked.entry(span.file).or_default().push((range, 0));
            telling.push(bare(sources.text(*span)));
        }
        for ranges in marked.values_mut() {
            ranges.sort_by_key(|(range, _)| (range.start, range.end));
            let mut furthest = 0;
            for (range, end) in ranges {
                furthest = range.end.max(furthest);
                *end = furthest;
            }
        }
        telling.retain(|text| is_telling(text));
        telling.sort_unstable();
        telling.dedup();
        let telling = (!telling.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(telling).ok())
            .flatten();
        Self { sources, marked, telling }
    }

    /// Whether there is any secret.
    pub(super) fn is_needed(&self) -> bool {
        !self.marked.is_empty()
    }

    /// The text of a file without its secrets; it has the same length in bytes and the same line breaks.
    ///
    /// The lines around a finding may hold credentials that no rule reports, of a test or a development database say. Whatever
    /// looks like one is hidden as well.
    pub(super) fn file(&self, id: FileId) -> Cow<'a, str> {
        let text = self.sources.file(id).text.as_str();
        let marked = self.marked.get(&id).into_iter().flatten();
        let mut hidden: Vec<Range<usize>> = marked.map(|(range, _)| range.clone()).collect();
        hidden.extend(likely(text));
        if let Some(telling) = &self.telling {
            hidden.extend(telling.find_iter(text).map(|found| found.range()));
        }
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        hidden.sort_by_key(|range| (range.start, range.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for range in hidden {
            let start = range.start.max(done);
            let (Some(kept), Some(secret)) = (text.get(done..start), text.get(start..range.end)) else {
                continue;
            };
            out.push_str(kept);
            for c in secret.chars() {
                if matches!(c, '\n' | '\r') {
                    out.push(c);
                } else {
                    out.extend(std::iter::repeat_n(MASK, c.len_utf8()));
                }
            }
            done = range.end;
        }
        out.push_str(text.get(done..).unwrap_or(""));
        Cow::Owned(out)
    }

    /// What `finding` says, without secrets.
    ///
    /// A secret that could as well be an ordinary word ('password') is hidden between quotes only, and only in what is
    /// said of its own place: elsewhere the word is a word.
    pub(super) fn message(&self, finding: &Finding, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(telling) = &self.telling {
            let mut hidden = String::with_capacity(text.len());
            telling.replace_all_with(&text, &mut hidden, |_, secret, out| {
                out.push_str(&masked(secret));
                true
            });
            text = hidden;
        }
        for word in self.touching(finding) {
            text = hide_quoted(&text, word);
        }
        text
    }

    /// Texts of the secrets at the finding's places.
    fn touching(&self, finding: &Finding) -> Vec<&'a str> {
        let sources = self.sources;
        let mut words: Vec<&str> = finding.secrets.iter().map(|span| bare(sources.text(*span))).collect();
        for place in std::iter::once(finding.span).chain(finding.related.iter().map(|related| related.span)) {
            let marked = self.marked.get(&place.file).map_or(&[][..], Vec::as_slice);
            let first = marked.partition_point(|(_, end)| *end <= place.start as usize);
            let near = marked[first..].iter().take_while(|(secret, _)| secret.start < place.end as usize);
            let touched = near.filter(|(secret, _)| overlap(secret, place));
            words.extend(
                touched
                    .map(|(range, _)| bare(sources.file(place.file).text.get(range.clone()).unwrap_or(""))),
            );
        }
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        words.dedup();
        words
    }
}

/// Where credentials are likely: tokens, passwords in connection strings, and what is bound to the name of a credential.
fn likely(text: &str) -> Vec<Range<usize>> {
    static BINDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"([\w.-]+)["']?[ \t]*(?:=>|:=|[=:])[ \t]*("[^"\n]+"|'[^'\n]+'|[^\s,;"'(){}\[\]]+)"#).ok()
    });
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut rest = 0;
    while let Some((token, _)) = text.get(rest..).and_then(find_token) {
        found.push(rest + token.start..rest + token.end);
        rest += token.end.max(1);
    }
    for line in text.split_inclusive('\n').filter(|line| line.len() <= LONGEST_LINE) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let mut rest = 0;
        while let Some(secret) = line.get(rest..).and_then(|line| secret_in("", line, Setting::Written)) {
            found.push(start + rest + secret.range.start..start + rest + secret.range.end);
            rest += secret.range.end.max(1);
        }
        for binding in BINDING.iter().flat_map(|pattern| pattern.captures_iter(line)) {
            let (Some(name), Some(value)) = (binding.get(1), binding.get(2)) else { continue };
            let inner = bare(value.as_str());
            let at = start + value.start() + (inner.as_ptr() as usize - value.as_str().as_ptr() as usize);
            let secret = secret_in(name.as_str(), inner, Setting::Written);
            found.extend(secret.map(|secret| at + secret.range.start..at + secret.range.end));
        }
    }
    found
}

fn overlap(secret: &Range<usize>, place: Span) -> bool {
    secret.start < place.end as usize && (place.start as usize) < secret.end
}

/// The range widened to whole characters and cut to the text.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start.min(text.len()), range.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// A value without the quotes and blanks around it.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(['\'', '"', '`'])
}

/// Whether a secret is unlike any word, so that hiding it everywhere hides nothing else.
fn is_telling(text: &str) -> bool {
    let has = |class: fn(char) -> bool| usize::from(text.chars().any(class));
    let classes = has(char::is_lowercase)
        + has(char::is_uppercase)
        + has(char::is_numeric)
        + has(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | ' ' | '.'));
    let length = text.chars().count();
    (length >= 8 && classes >= 2) || length >= 24
}

fn masked(secret: &str) -> String {
    MASK.repeat(secret.chars().count())
}

/// Replaces `word` inside the quoted parts of `text`. A quote opens after, and closes before, what is no letter or digit,
/// so that an apostrophe is no quote.
fn hide_quoted(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((open, close)) = next_quoted(rest) {
        out.push_str(&rest[..open]);
        out.push_str(&rest[open..close].replace(word, &masked(word)));
        // The closing quote goes along, lest it be taken for an opening one.
        out.push_str(&rest[close..=close]);
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// The offsets past the first opening quote and of the quote that closes it.
fn next_quoted(text: &str) -> Option<(usize, usize)> {
    let mut previous = ' ';
    let mut unclosed = Vec::new();
    for (at, c) in text.char_indices() {
        if matches!(c, '\'' | '"') && !previous.is_alphanumeric() && !unclosed.contains(&c) {
            let closes = |close: &usize| !text[close + 1..].starts_with(char::is_alphanumeric);
            let mut closing = text[at + 1..].match_indices(c).map(|(further, _)| at + 1 + further);
            if let Some(close) = closing.find(closes) {
                return Some((at + 1, close));
            }
            unclosed.push(c);
        }
        previous = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Severity;
    use crate::source::SourceFile;

    fn finding(text: &str, secret: &str) -> (Sources, Finding) {
        let at = text.find(secret).unwrap();
        let span = Span::new(FileId(0), at, at + secret.len());
        let finding = Finding {
            rule: "r".to_owned(),
            severity: Severity::Error,
            span,
            message: String::new(),
            related: Vec::new(),
            help: None,
            secrets: vec![span],
        };
        (Sources::new(vec![SourceFile::new("a", text)]), finding)
    }

    #[test]
    fn files_keep_their_shape() {
        let (sources, finding) = finding("k = 'pé1\nyZ99'\nq = 'pé1\nyZ99'\n", "pé1\nyZ99");
        let redaction = Redaction::new(&finding.secrets, &sources);
        assert_eq!(redaction.file(FileId(0)), "k = '****\n****'\nq = '****\n****'\n");
    }

    #[test]
    fn telling_secrets_are_hidden_in_every_message() {
        let (sources, own) = finding("k = 'hunter2!Z'", "'hunter2!Z'");
        let redaction = Redaction::new(&own.secrets, &sources);
        let other = Finding { span: Span::start_of(FileId(0)), secrets: Vec::new(), ..own };
        assert_eq!(redaction.message(&other, "uses hunter2!Z and hunter"), "uses ********* and hunter");
    }

    #[test]
    fn words_are_hidden_between_quotes_of_their_own_finding() {
        let (sources, own) = finding("password: password", "password");
        let redaction = Redaction::new(&own.secrets, &sources);
        let text = "the password 'pg://u:password@h' isn't 'password', that's \"password\"";
        assert_eq!(
            redaction.message(&own, text),
            "the password 'pg://u:********@h' isn't '********', that's \"********\""
        );
        let other = Finding { span: Span::start_of(FileId(0)), secrets: Vec::new(), ..own };
        assert_eq!(redaction.message(&other, text), text);
    }
}
