//! pip requirements files: names, specifiers, URLs, markers and hashes (PEP 508 and pip's own options).

use std::ops::Range;

use super::lines::{lines, trim};
use super::placeholder;
use super::tree::{Comment, SyntaxError};
use crate::source::{Arg, FileId, Span};

/// The content of one requirements or constraints file.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// The requirements in order.
    pub requirements: Vec<Requirement>,
    /// Files read by `-r` and `-c`.
    pub includes: Vec<Include>,
    /// Other options of the file, such as `--index-url`; a flag without a value has the empty text.
    pub options: Vec<(Arg, Arg)>,
    /// Comments on their own lines and behind requirements.
    pub comments: Vec<Comment>,
    /// Lines that are none of these.
    pub errors: Vec<SyntaxError>,
}

/// One requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// The distribution's name as written; of a URL its `#egg=`; `None` for a bare URL or path.
    pub name: Option<Arg>,
    /// The version specifier without blanks, such as `==1.2` or `>=1,<2`.
    pub specifier: Option<Arg>,
    /// The URL or local path. Not literal where pip inserts an environment variable (`${NAME}`).
    pub url: Option<Arg>,
    /// The environment marker after `;`.
    pub marker: Option<Arg>,
    /// Whether the line pins contents with `--hash`.
    pub hashes: bool,
    /// Whether the line starts with `-e`.
    pub editable: bool,
    /// The requirement from its first to its last token, continuation lines included.
    pub span: Span,
}

/// A file that pip reads in addition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Include {
    /// The path, relative to the folder of the including file.
    pub path: Arg,
    /// Whether the file only constrains versions (`-c`).
    pub constraint: bool,
}

/// Parses `text`. A bad line is an error and loses only itself.
pub fn parse(file: FileId, text: &str) -> Requirements {
    let mut reader = Reader { file, found: Requirements::default() };
    let masked = reader.mask(text);
    for (start, line) in lines(&masked) {
        let (indent, line) = trim(line);
        if !line.is_empty() {
            reader.line(start + indent, line);
        }
    }
    reader.found
}

struct Reader {
    file: FileId,
    found: Requirements,
}

impl Reader {
    /// The text with comments and line continuations overwritten by blanks, so that offsets stay true.
    fn mask(&mut self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        masked.extend(text.chars().take_while(|c| *c == '\u{feff}'));
        for (start, line) in lines(text) {
            let comment = comment_start(line);
            let written = &line[..comment.unwrap_or(line.len())];
            let continued = comment.is_none().then(|| written.strip_suffix('\\')).flatten();
            masked.push_str(continued.unwrap_or(written));
            if let Some(at) = comment {
                let span = Span::new(self.file, start + at, start + line.trim_end().len());
                let text = line[at + 1..].trim().to_owned();
                self.found.comments.push(Comment { span, text });
            }
            let next = start + line.len();
            let line_break = text[next..].find('\n').map_or(0, |length| length + 1);
            let blanks = next + line_break - masked.len();
            masked.extend(std::iter::repeat_n(' ', blanks));
            if continued.is_none() && line_break > 0 {
                masked.pop();
                masked.push('\n');
            }
        }
        masked
    }

    fn line(&mut self, start: usize, line: &str) {
        let span = Span::new(self.file, start, start + line.len());
        if !line.starts_with('-') {
            return self.requirement(start, line, false, span);
        }
        let flag = line.split([' ', '\t', '=']).next().unwrap_or(line);
        // pip takes the value of a short option without a blank too.
        let flag = if flag.starts_with("--") { flag } else { flag.get(..2).unwrap_or(flag) };
        let rest = &line[flag.len()..];
        let rest = rest.strip_prefix('=').unwrap_or(rest);
        let (_, value) = trim(rest);
        let at = start + line.len() - value.len();
        match flag {
            "-e" | "--editable" if !value.is_empty() => self.requirement(at, value, true, span),
            "-r" | "--requirement" | "-c" | "--constraint" if !value.is_empty() => {
                let path = self.arg(value, at..at + value.len());
                self.found.includes.push(Include { path, constraint: matches!(flag, "-c" | "--constraint") });
            }
            "-e" | "--editable" | "-r" | "--requirement" | "-c" | "--constraint" => {
                self.error(span, "the option has no value");
            }
            _ => {
                let name = self.arg(flag, start..start + flag.len());
                let value = self.arg(value, at..at + value.len());
                self.found.options.push((name, value));
            }
        }
    }

    fn requirement(&mut self, start: usize, line: &str, editable: bool, span: Span) {
        let (body, options) = line.split_at(options_start(line));
        let hashes = options.contains("--hash");
        let (body, marker) = split_marker(body);
        let marker = marker.map(|range| {
            let (indent, text) = trim(&line[range.clone()]);
            self.arg(text, start + range.start + indent..start + range.start + indent + text.len())
        });
        let body = body.trim_end();
        let blank = Requirement { name: None, specifier: None, url: None, marker, hashes, editable, span };
        let requirement = if is_location(body) {
            let name = egg_name(body).map(|range| self.slice(line, start, range));
            Some(Requirement { name, url: Some(self.arg(body, start..start + body.len())), ..blank })
        } else {
            self.named(start, body, blank)
        };
        match requirement {
            Some(requirement) => self.found.requirements.push(requirement),
            None => self.error(span, "the line is no requirement"),
        }
    }

    /// `name[extras] @ url` or `name[extras] specifier`.
    fn named(&self, start: usize, body: &str, blank: Requirement) -> Option<Requirement> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let length = body.len() - body.trim_start_matches(is_part).len();
        let name = &body[..length];
        if !name.starts_with(|c: char| c.is_ascii_alphanumeric())
            || !name.ends_with(|c: char| c.is_ascii_alphanumeric())
        {
            return None;
        }
        let (_, after) = trim(&body[length..]);
        let after = match after.strip_prefix('[') {
            Some(extras) => trim(extras.split_once(']')?.1).1,
            None => after,
        };
        let at = start + body.len() - after.len();
        let name = Some(self.arg(name, start..start + length));
        if after.is_empty() {
            return Some(Requirement { name, ..blank });
        }
        if let Some(url) = after.strip_prefix('@') {
            let (indent, url) = trim(url);
            let at = at + 1 + indent;
            return (!url.is_empty()).then(|| Requirement {
                name,
                url: Some(self.arg(url, at..at + url.len())),
                ..blank
            });
        }
        let inner = after.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(after);
        let text: String = inner.split_whitespace().collect();
        let specifier = Some(Arg::literal(text, Span::new(self.file, at, at + after.len())));
        inner.trim_start().starts_with(['=', '<', '>', '!', '~']).then_some(Requirement {
            name,
            specifier,
            ..blank
        })
    }

    fn slice(&self, line: &str, start: usize, range: Range<usize>) -> Arg {
        self.arg(&line[range.clone()], start + range.start..start + range.end)
    }

    fn arg(&self, text: &str, range: Range<usize>) -> Arg {
        let (text, literal) = placeholder::replace(text, environment_variable);
        Arg { text, literal, span: Span::new(self.file, range.start, range.end) }
    }

    fn error(&mut self, span: Span, message: &str) {
        self.found.errors.push(SyntaxError { span, message: message.to_owned() });
    }
}

/// pip inserts `${NAME}` only, not `$NAME`.
fn environment_variable(rest: &str) -> Option<usize> {
    rest.starts_with("${").then(|| placeholder::shell(rest)).flatten()
}

/// Where a `#` starts the line or follows a blank.
fn comment_start(line: &str) -> Option<usize> {
    let mut after_blank = true;
    for (at, c) in line.char_indices() {
        if c == '#' && after_blank {
            return Some(at);
        }
        after_blank = c.is_whitespace();
    }
    None
}

/// Where the first option of a requirement (`--hash=…`) starts.
fn options_start(line: &str) -> usize {
    [" --", "\t--"].iter().filter_map(|sign| line.find(sign)).min().unwrap_or(line.len())
}

/// The part before the marker, and the range of the marker. In a URL only a `;` after a blank begins one.
fn split_marker(body: &str) -> (&str, Option<Range<usize>>) {
    let has_url = is_location(body) || body.contains("://");
    let at = if has_url { body.find(" ;").map(|at| at + 1) } else { body.find(';') };
    at.map_or((body, None), |at| (&body[..at], Some(at + 1..body.len())))
}

fn is_location(body: &str) -> bool {
    let first = body.split([' ', '\t', ';', '@']).next().unwrap_or("");
    first.starts_with(['.', '/', '~'])
        || first.contains('/')
        || first.contains("://")
        || [".whl", ".zip", ".tar.gz", ".tgz"].iter().any(|end| first.ends_with(end))
}

/// The range of the name in `#egg=name[extras]`.
fn egg_name(url: &str) -> Option<Range<usize>> {
    let start = url.find("#egg=").or_else(|| url.find("&egg="))? + "#egg=".len();
    let length = url[start..].find(['[', '&', ' ', '=', '<', '>']).unwrap_or(url.len() - start);
    (length > 0).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(line: &str) -> String {
        let found = parse(FileId(0), line);
        let text = |arg: &Option<Arg>| arg.as_ref().map_or("-".to_owned(), |arg| arg.text.clone());
        let shown: Vec<_> = found
            .requirements
            .iter()
            .map(|r| format!("{} {} {} {}", text(&r.name), text(&r.specifier), text(&r.url), text(&r.marker)))
            .collect();
        shown.join(" | ")
    }

    #[test]
    fn requirements_as_pip_reads_them() {
        let cases = [
            ("Django==4.2", "Django ==4.2 - -"),
            ("a.b-c [x, y] >= 1.0 , <2 # why", "a.b-c >=1.0,<2 - -"),
            ("a (>=1)", "a >=1 - -"),
            ("a", "a - - -"),
            ("a>1;python_version<'3.9'", "a >1 - python_version<'3.9'"),
            (
                "a[x] @ https://h/a.whl#sha256=0 ; os_name == 'nt'",
                "a - https://h/a.whl#sha256=0 os_name == 'nt'",
            ),
            ("git+https://u:${TOKEN}@h/a;b.git@v1#egg=a[x]", "a - git+https://u:{}@h/a;b.git@v1#egg=a[x] -"),
            ("./libs/a.tar.gz", "- - ./libs/a.tar.gz -"),
            ("-e .", "- - . -"),
            ("--editable=git+ssh://git@h/x#egg=x", "x - git+ssh://git@h/x#egg=x -"),
            ("a==1 \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\nb", "a ==1 - - | b - - -"),
            ("a \\\r\n  >=1, \\\r\n  <2\r\nb\r\n", "a >=1,<2 - - | b - - -"),
            ("a.whl", "- - a.whl -"),
        ];
        for (line, expected) in cases {
            assert_eq!(show(line), expected, "{line}");
            assert!(parse(FileId(0), line).errors.is_empty(), "{line}");
        }
        let hashed = parse(FileId(0), "a==1 \\\n --hash=sha256:0");
        assert!(hashed.requirements[0].hashes);
        assert!(!parse(FileId(0), "git+https://${T}@h/x").requirements[0].url.as_ref().unwrap().literal);
    }

    #[test]
    fn includes_options_and_errors() {
        let text =
            "\u{feff}-r base.txt\r\n-cé.txt # é\r\n--index-url https://x\n--pre\n{{ x }}\n-r\na ? b\n==1\n";
        let found = parse(FileId(0), text);
        let includes: Vec<_> =
            found.includes.iter().map(|i| (&text[i.path.span.range()], i.constraint)).collect();
        assert_eq!(includes, [("base.txt", false), ("é.txt", true)]);
        let options: Vec<_> = found.options.iter().map(|(n, v)| (n.text.as_str(), v.text.as_str())).collect();
        assert_eq!(options, [("--index-url", "https://x"), ("--pre", "")]);
        let errors: Vec<_> = found.errors.iter().map(|error| &text[error.span.range()]).collect();
        assert_eq!(errors, ["{{ x }}", "-r", "a ? b", "==1"]);
        assert_eq!(&text[found.comments[0].span.range()], "# é");
    }

    #[test]
    fn spans_cover_what_is_written() {
        let text = "# é\r\na[x] \\\r\n >= 1 ; m\r\n-e ./é\r\n";
        let found = parse(FileId(0), text);
        let slice = |arg: &Option<Arg>| &text[arg.as_ref().unwrap().span.range()];
        let [first, second] = &found.requirements[..] else { panic!() };
        assert_eq!((slice(&first.name), slice(&first.specifier), slice(&first.marker)), ("a", ">= 1", "m"));
        assert_eq!(&text[first.span.range()], "a[x] \\\r\n >= 1 ; m");
        assert_eq!((slice(&second.url), &text[second.span.range()]), ("./é", "-e ./é"));
    }

    #[test]
    fn any_cut_of_a_file_parses() {
        let text = "\u{feff}é\na[é @ ;\\\r\n--hash=é #é\n-ré\n-é\na@é ;é\n#egg=é\na(é)\\";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                for requirement in parse(FileId(0), cut).requirements {
                    assert!(cut.get(requirement.span.range()).is_some());
                }
            }
        }
    }
}
