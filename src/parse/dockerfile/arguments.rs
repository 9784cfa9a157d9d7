//! The arguments of an instruction, read into its typed body.

use super::heredoc::Marker;
use super::json::{self, Array};
use super::keyword::Keyword;
use super::syntax::{Body, Command, Form, Heredoc, Pair, Value};
use super::text::Text;
use super::words::{blank_words, quoted_words, unquote};
use crate::source::{Arg, Span};
use std::ops::Range;

/// A part of the arguments that the builder refuses, and why.
pub(super) type Problem = (Span, String);

/// A body, and a part of it that the builder refuses though the rest could be read; or why there is no body.
pub(super) type Read = Result<(Body, Option<Problem>), String>;

/// The arguments of one instruction on their way to a body.
pub(super) struct Arguments<'a> {
    /// The keyword as written.
    pub(super) name: &'a str,
    pub(super) args: &'a Text,
    pub(super) escape: char,
    pub(super) heredocs: &'a [Heredoc],
    pub(super) markers: &'a [Marker],
}

impl Arguments<'_> {
    pub(super) fn read(&self, keyword: Keyword) -> Read {
        let sound = |body| Ok((body, None));
        match keyword {
            Keyword::Add | Keyword::Copy => self.copy(),
            Keyword::Arg => self.args(),
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell => self.run(keyword),
            Keyword::Env => self.pairs().map(|(pairs, problem)| (Body::Env(pairs), problem)),
            Keyword::Label => self.pairs().map(|(pairs, problem)| (Body::Label(pairs), problem)),
            Keyword::Expose => sound(Body::Expose(self.some_words()?)),
            Keyword::From => self.from(),
            Keyword::Healthcheck => self.healthcheck(),
            Keyword::Maintainer => sound(Body::Maintainer(self.args.arg(0..self.args.as_str().len()))),
            Keyword::Onbuild if self.args.as_str().is_empty() => Err(self.needs("an instruction")),
            Keyword::Onbuild => Err("ONBUILD cannot register another ONBUILD".to_owned()),
            Keyword::StopSignal => sound(Body::StopSignal(self.whole()?)),
            Keyword::User => sound(Body::User(self.whole()?)),
            Keyword::Volume => self.volume(),
            Keyword::Workdir => sound(Body::Workdir(self.whole()?)),
            Keyword::Unknown => Err(format!("'{}' is no Dockerfile instruction", self.name)),
        }
    }

    fn needs(&self, what: &str) -> String {
        format!("{} needs {what}", self.name.to_ascii_uppercase())
    }

    fn value(&self, range: Range<usize>) -> Value {
        Value::unresolved(&self.args.as_str()[range.clone()], self.args.span(range))
    }

    fn whole(&self) -> Result<Value, String> {
        let end = self.args.as_str().len();
        if end == 0 { Err(self.needs("an argument")) } else { Ok(self.value(0..end)) }
    }

    fn some_words(&self) -> Result<Vec<Value>, String> {
        let words = blank_words(self.args.as_str());
        if words.is_empty() {
            return Err(self.needs("an argument"));
        }
        Ok(words.into_iter().map(|range| self.value(range)).collect())
    }

    /// The elements of the JSON form, or words split at blanks.
    fn list(&self) -> (Vec<Value>, Option<Problem>) {
        match json::array(self.args.as_str()) {
            Array::Strings(strings) => {
                let values = strings.into_iter();
                (values.map(|(text, range)| Value::unresolved(&text, self.args.span(range))).collect(), None)
            }
            Array::Mixed => (Vec::new(), Some((self.args.whole(), MIXED.to_owned()))),
            Array::Malformed | Array::No => {
                let inside_marker = |word: &Range<usize>| {
                    self.markers
                        .iter()
                        .any(|marker| word.start < marker.range.end && marker.range.start < word.end)
                };
                let words = blank_words(self.args.as_str()).into_iter().filter(|word| !inside_marker(word));
                (words.map(|range| self.value(range)).collect(), None)
            }
        }
    }

    fn copy(&self) -> Read {
        let (mut sources, problem) = self.list();
        if let Some((_, message)) = problem {
            return Err(message);
        }
        match sources.pop() {
            Some(destination) if !sources.is_empty() || !self.markers.is_empty() => {
                Ok((Body::Copy { sources, destination }, None))
            }
            _ => Err(self.needs("a source and a destination")),
        }
    }

    fn volume(&self) -> Read {
        let (paths, problem) = self.list();
        if paths.is_empty() && problem.is_none() && self.args.as_str().is_empty() {
            return Err(self.needs("an argument"));
        }
        Ok((Body::Volume(paths), problem))
    }

    fn from(&self) -> Read {
        let words = blank_words(self.args.as_str());
        let Some(image) = words.first() else { return Err(self.needs("an image")) };
        let image = self.value(image.clone());
        let named =
            words.get(1).is_some_and(|word| self.args.as_str()[word.clone()].eq_ignore_ascii_case("as"));
        let alias = words.get(2).filter(|_| named).map(|word| self.args.arg(word.clone()));
        let problem = if words.len() != 1 && !(named && words.len() == 3) {
            Some((self.args.whole(), "FROM takes an image, or an image and 'AS name'".to_owned()))
        } else {
            let wrong = alias.as_ref().filter(|alias| !is_stage_name(&alias.text));
            wrong.map(|alias| (alias.span, format!("'{}' cannot be the name of a stage", alias.text)))
        };
        Ok((Body::From { image, alias }, problem))
    }

    fn args(&self) -> Read {
        let words = quoted_words(self.args.as_str(), self.escape);
        if words.is_empty() {
            return Err(self.needs("a name"));
        }
        Ok((Body::Arg(words.into_iter().map(|word| self.pair(word)).collect()), None))
    }

    fn pairs(&self) -> Result<(Vec<Pair>, Option<Problem>), String> {
        let text = self.args.as_str();
        let words = quoted_words(text, self.escape);
        let Some(first) = words.first() else { return Err(self.needs("an argument")) };
        if !text[first.clone()].contains('=') {
            return self.legacy_pair();
        }
        let (pairs, odd): (Vec<_>, Vec<_>) =
            words.into_iter().partition(|word| text[word.clone()].contains('='));
        let pairs: Vec<_> = pairs.into_iter().map(|word| self.pair(word)).collect();
        let problem = odd.into_iter().next().map(|word| {
            let message = format!("'{}' is not of the form name=value", &text[word.clone()]);
            (self.args.span(word), message)
        });
        let unnamed = || {
            let pair = pairs.iter().find(|pair| pair.key.text.is_empty())?;
            Some((pair.span, self.needs("a name before '='")))
        };
        let problem = problem.or_else(unnamed);
        Ok((pairs, problem))
    }

    /// `ENV name all the rest`.
    fn legacy_pair(&self) -> Result<(Vec<Pair>, Option<Problem>), String> {
        let text = self.args.as_str();
        let blank = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
        let Some(key_end) = text.find(blank) else { return Err(self.needs("a name and a value")) };
        let start = text.len() - text[key_end..].trim_start_matches(blank).len();
        let key = self.key(0..key_end);
        Ok((vec![Pair { key, value: Some(self.value(start..text.len())), span: self.args.whole() }], None))
    }

    fn pair(&self, word: Range<usize>) -> Pair {
        let span = self.args.span(word.clone());
        let equals = self.args.as_str()[word.clone()].find('=').map(|at| word.start + at);
        let key = self.key(word.start..equals.unwrap_or(word.end));
        Pair { key, value: equals.map(|at| self.value(at + 1..word.end)), span }
    }

    fn key(&self, range: Range<usize>) -> Arg {
        let raw = &self.args.as_str()[range.clone()];
        Arg { text: unquote(raw, self.escape), literal: !raw.contains('$'), span: self.args.span(range) }
    }

    fn healthcheck(&self) -> Read {
        let text = self.args.as_str();
        let kind_end = text.find(char::is_whitespace).unwrap_or(text.len());
        match text[..kind_end].to_ascii_uppercase().as_str() {
            "NONE" if kind_end == text.len() => Ok((Body::Healthcheck(None), None)),
            "NONE" => Err("HEALTHCHECK NONE takes no arguments".to_owned()),
            "CMD" if kind_end < text.len() => {
                let args = self.args.slice(kind_end..text.len()).trim();
                let (command, problem) = Arguments { args: &args, ..*self }.command();
                Ok((Body::Healthcheck(Some(command)), problem))
            }
            "CMD" => Err(self.needs("a command after CMD")),
            "" => Err(self.needs("CMD or NONE")),
            kind => Err(format!("HEALTHCHECK takes CMD or NONE, not '{kind}'")),
        }
    }

    fn run(&self, keyword: Keyword) -> Read {
        if self.args.as_str().is_empty() && matches!(keyword, Keyword::Run | Keyword::Shell) {
            return Err(self.needs("a command"));
        }
        let (command, mut problem) = self.command();
        if keyword == Keyword::Shell && command.exec().is_none() && problem.is_none() {
            problem = Some((command.span, "SHELL needs a JSON array".to_owned()));
        }
        Ok((Body::Command(command), problem))
    }

    fn command(&self) -> (Command, Option<Problem>) {
        let span = self.args.whole();
        let array = json::array(self.args.as_str());
        let malformed_json = matches!(array, Array::Malformed | Array::Mixed);
        let problem = (array == Array::Mixed).then(|| (span, MIXED.to_owned()));
        let form = match array {
            Array::Strings(strings) => {
                let words =
                    strings.into_iter().map(|(text, range)| Arg::literal(text, self.args.span(range)));
                Form::Exec(words.collect())
            }
            _ => Form::Shell(self.shell_text()),
        };
        (Command { form, span, malformed_json }, problem)
    }

    /// The text the shell gets, heredoc bodies included.
    fn shell_text(&self) -> Text {
        if let ([heredoc], [marker]) = (self.heredocs, self.markers)
            && marker.range == (0..self.args.as_str().len())
        {
            return heredoc.content();
        }
        let mut text = self.args.clone();
        for heredoc in self.heredocs {
            text.push("\n", (heredoc.body.whole().start as usize).saturating_sub(1));
            text.append(&heredoc.body);
            text.push(&heredoc.name, (heredoc.terminator.end as usize).saturating_sub(heredoc.name.len()));
        }
        text
    }
}

const MIXED: &str = "a JSON array of arguments may hold strings only";

/// `BuildKit`, `instructions/parse.go`: a letter, then letters, digits, `-`, `_` and `.`.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
