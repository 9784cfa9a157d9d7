//! Reads one logical line into an instruction with a typed body.

use super::heredoc::{self, Marker};
use super::json::{self, Array};
use super::reader::{LogicalLine, Reader};
use super::syntax::{Body, Command, Flag, Form, Heredoc, Instruction, Keyword, Pair, Value};
use super::text::Text;
use super::words::{blank_words, flags, quoted_words, unquote};
use crate::source::{Arg, Span};
use std::ops::Range;

/// Reads the next instruction; `None` at the end of the file.
pub(super) fn next(reader: &mut Reader<'_>, index: usize) -> Option<Instruction> {
    let LogicalLine { text, comments_above } = reader.next_line()?;
    Some(read(reader, &text, index, comments_above, false))
}

fn read(
    reader: &mut Reader<'_>,
    line: &Text,
    index: usize,
    comments_above: Range<usize>,
    triggered: bool,
) -> Instruction {
    let line = line.trim();
    let blank = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
    let keyword_end = line.as_str().find(blank).unwrap_or(line.as_str().len());
    let keyword = Keyword::of(&line.as_str()[..keyword_end]);
    let keyword_span = line.span(0..keyword_end);
    let rest = line.slice(keyword_end..line.as_str().len());
    let (flag_words, args_start) = flags(rest.as_str(), reader.escape);
    let flags = flag_words.into_iter().map(|range| flag(&rest, range)).collect();
    let args = rest.slice(args_start..rest.as_str().len()).trim();

    let (heredocs, markers) = heredocs(reader, keyword, &args);
    let (mut onbuild, mut body) = (None, Body::Invalid);
    if keyword == Keyword::Onbuild && !triggered && !args.as_str().is_empty() {
        onbuild = Some(Box::new(read(reader, &args, index, 0..0, true)));
        body = Body::Onbuild;
    } else {
        match (Arguments { args: &args, escape: reader.escape, heredocs: &heredocs, markers: &markers })
            .read(keyword)
        {
            Ok((read, problem)) => {
                body = read;
                problem.into_iter().for_each(|(span, message)| reader.error(span, message));
            }
            Err(message) => {
                reader.error(if args.as_str().is_empty() { keyword_span } else { args.whole() }, message)
            }
        }
    }
    let last = heredocs.last().map(|heredoc| heredoc.terminator);
    let last = last.or(onbuild.as_ref().map(|inner| inner.span)).unwrap_or(line.whole());
    let span = line.whole().to(last);
    Instruction { index, keyword, span, keyword_span, flags, body, heredocs, onbuild, comments_above }
}

fn flag(rest: &Text, range: Range<usize>) -> Flag {
    let span = rest.span(range.clone());
    let word = rest.as_str()[range.clone()].trim_start_matches('-');
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    let value = value.map(|raw| Value::unresolved(raw, rest.span(range.end - raw.len()..range.end)));
    Flag { name: unquote(name, '\\'), value, span }
}

fn heredocs(reader: &mut Reader<'_>, keyword: Keyword, args: &Text) -> (Vec<Heredoc>, Vec<Marker>) {
    let mut read = (Vec::new(), Vec::new());
    if !keyword.takes_heredocs() {
        return read;
    }
    for marker in heredoc::markers(args.as_str()) {
        let span = args.span(marker.range.clone());
        match reader.heredoc(marker.clone(), span) {
            Some(heredoc) => read.0.push(heredoc),
            None => reader.error(span, format!("the heredoc '{}' is not terminated", marker.name)),
        }
        read.1.push(marker);
    }
    read
}

/// A body, and a part of it that the builder refuses though the rest could be read.
type Read = Result<(Body, Option<(Span, String)>), String>;

/// The arguments of one instruction on their way to a body.
struct Arguments<'a> {
    args: &'a Text,
    escape: char,
    heredocs: &'a [Heredoc],
    markers: &'a [Marker],
}

impl Arguments<'_> {
    fn read(&self, keyword: Keyword) -> Read {
        let sound = |body| Ok((body, None));
        match keyword {
            Keyword::Add | Keyword::Copy => self.copy(),
            Keyword::Arg => self.args(),
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell => self.run(keyword),
            Keyword::Env => self.pairs("ENV").map(|(pairs, problem)| (Body::Env(pairs), problem)),
            Keyword::Label => self.pairs("LABEL").map(|(pairs, problem)| (Body::Label(pairs), problem)),
            Keyword::Expose => sound(Body::Expose(self.some_words("EXPOSE")?)),
            Keyword::From => self.from(),
            Keyword::Healthcheck => self.healthcheck(),
            Keyword::Maintainer => sound(Body::Maintainer(self.args.arg(0..self.args.as_str().len()))),
            Keyword::Onbuild if self.args.as_str().is_empty() => {
                Err("ONBUILD needs an instruction".to_owned())
            }
            Keyword::Onbuild => Err("ONBUILD cannot register another ONBUILD".to_owned()),
            Keyword::StopSignal => sound(Body::StopSignal(self.whole("STOPSIGNAL")?)),
            Keyword::User => sound(Body::User(self.whole("USER")?)),
            Keyword::Volume => self.volume(),
            Keyword::Workdir => sound(Body::Workdir(self.whole("WORKDIR")?)),
            Keyword::Unknown => Err("this is no Dockerfile instruction".to_owned()),
        }
    }

    fn value(&self, range: Range<usize>) -> Value {
        Value::unresolved(&self.args.as_str()[range.clone()], self.args.span(range))
    }

    fn whole(&self, name: &str) -> Result<Value, String> {
        let end = self.args.as_str().len();
        if end == 0 { Err(format!("{name} needs an argument")) } else { Ok(self.value(0..end)) }
    }

    fn some_words(&self, name: &str) -> Result<Vec<Value>, String> {
        let words = blank_words(self.args.as_str());
        if words.is_empty() {
            return Err(format!("{name} needs an argument"));
        }
        Ok(words.into_iter().map(|range| self.value(range)).collect())
    }

    /// The elements of the JSON form, or words split at blanks.
    fn list(&self) -> (Vec<Value>, Option<(Span, String)>) {
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
            _ => Err("a source and a destination are needed".to_owned()),
        }
    }

    fn volume(&self) -> Read {
        let (paths, problem) = self.list();
        if paths.is_empty() && problem.is_none() && self.args.as_str().is_empty() {
            return Err("VOLUME needs an argument".to_owned());
        }
        Ok((Body::Volume(paths), problem))
    }

    fn from(&self) -> Read {
        let words = blank_words(self.args.as_str());
        let Some(image) = words.first() else { return Err("FROM needs an image".to_owned()) };
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
            return Err("ARG needs a name".to_owned());
        }
        Ok((Body::Arg(words.into_iter().map(|word| self.pair(word)).collect()), None))
    }

    fn pairs(&self, name: &str) -> Result<(Vec<Pair>, Option<(Span, String)>), String> {
        let text = self.args.as_str();
        let words = quoted_words(text, self.escape);
        let Some(first) = words.first() else { return Err(format!("{name} needs an argument")) };
        if !text[first.clone()].contains('=') {
            return self.legacy_pair(name);
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
            Some((pair.span, format!("{name} needs a name before '='")))
        };
        let problem = problem.or_else(unnamed);
        Ok((pairs, problem))
    }

    /// `ENV name all the rest`.
    fn legacy_pair(&self, name: &str) -> Result<(Vec<Pair>, Option<(Span, String)>), String> {
        let text = self.args.as_str();
        let blank = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
        let Some(key_end) = text.find(blank) else { return Err(format!("{name} needs a name and a value")) };
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
            "CMD" => Err("HEALTHCHECK CMD needs a command".to_owned()),
            "" => Err("HEALTHCHECK needs CMD or NONE".to_owned()),
            kind => Err(format!("HEALTHCHECK takes CMD or NONE, not '{kind}'")),
        }
    }

    fn run(&self, keyword: Keyword) -> Read {
        if self.args.as_str().is_empty() && matches!(keyword, Keyword::Run | Keyword::Shell) {
            return Err("a command is needed".to_owned());
        }
        let (command, mut problem) = self.command();
        if keyword == Keyword::Shell && command.exec().is_none() && problem.is_none() {
            problem = Some((command.span, "SHELL needs a JSON array".to_owned()));
        }
        Ok((Body::Command(command), problem))
    }

    fn command(&self) -> (Command, Option<(Span, String)>) {
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
