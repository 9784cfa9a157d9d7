//! Struct tags by which libraries fill fields from environment variables.
//!
//! <https://pkg.go.dev/github.com/caarlos0/env/v11>, <https://pkg.go.dev/github.com/kelseyhightower/envconfig>,
//! <https://pkg.go.dev/github.com/sethvargo/go-envconfig>, <https://pkg.go.dev/github.com/ilyakaznacheev/cleanenv>,
//! <https://pkg.go.dev/github.com/jessevdk/go-flags>, <https://pkg.go.dev/github.com/alecthomas/kong>,
//! <https://pkg.go.dev/github.com/alexflint/go-arg>.

use std::ops::Range;
use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::{File, children};
use super::super::unit::{Context, Read, Value};
use crate::source::Arg;

/// The reads that the tags of a struct's fields stand for, those of structs written in it included.
pub(super) fn reads(file: &File, class: Node, context: &Context) -> Vec<Arc<Read>> {
    let Some(body) = class.child_by_field_name("type").filter(|body| body.kind() == "struct_type") else {
        return Vec::new();
    };
    let name = class.child_by_field_name("name").map_or("", |name| file.text(name));
    let process = Process::of(file.reader.text);
    let mut reads = Vec::new();
    let mut structs = vec![(body, outer_prefix(file, class, name))];
    while let Some((body, prefix)) = structs.pop() {
        for field in children(body).into_iter().flat_map(children) {
            let tag = Tag::of(file, field);
            if let Some(inner) =
                field.child_by_field_name("type").filter(|inner| inner.kind() == "struct_type")
            {
                let own = tag.as_ref().map(Tag::prefix).unwrap_or_default();
                structs.push((inner, format!("{prefix}{own}")));
            }
            let read = tag.and_then(|tag| read(file, field, &tag, &prefix, process.as_ref(), context));
            reads.extend(read.map(Arc::new));
        }
    }
    reads
}

/// The prefix under which a field of another struct of the file holds the struct of that name.
fn outer_prefix(file: &File, class: Node, name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let text = file.reader.text;
    let fields = text.match_indices(name).filter_map(|(at, _)| {
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let rest = text[at + name.len()..line_end].trim_start();
        let tag = rest.strip_prefix('`')?.split('`').next()?;
        let start = text.len() - text[at + name.len()..].trim_start().len() + 1;
        Some(Tag { text: tag, start }.prefix())
    });
    let mut prefixes = fields.filter(|prefix| !prefix.is_empty() && class.parent().is_some());
    prefixes.next().unwrap_or_default()
}

fn read(
    file: &File,
    field: Node,
    tag: &Tag,
    prefix: &str,
    process: Option<&Process>,
    context: &Context,
) -> Option<Read> {
    let text = |range: &Range<usize>| file.reader.text.get(range.clone()).unwrap_or("");
    let (api, place) = match (tag.value("env"), tag.value("envconfig"), tag.value("arg")) {
        (Some(place), ..) => ("env", place),
        (_, Some(place), _) => ("envconfig", place),
        (_, _, Some(place)) => {
            let at = text(&place).find("env:")? + place.start + "env:".len();
            ("arg", at..place.end)
        }
        _ => return process?.read(file, field, tag, context),
    };
    let mut options = text(&place).split(',');
    let written = options.next()?.trim();
    if !is_variable(written) {
        return None;
    }
    let mut default = None;
    let mut required = false;
    for option in options.map(str::trim) {
        match option.split_once('=') {
            Some(("default", value)) => default = Some(Value::text(value, file.reader.span(place.clone()))),
            None => required |= matches!(option, "required" | "notEmpty"),
            _ => {}
        }
    }
    let named = ["envDefault", "env-default", "default"].iter().find_map(|key| tag.value(key));
    let default = default.or_else(|| named.map(|range| Value::text(text(&range), file.reader.span(range))));
    required |= ["required", "env-required"]
        .iter()
        .any(|key| tag.value(key).is_some_and(|range| text(&range) == "true"));
    let prefix = match process.filter(|_| api == "envconfig") {
        Some(process) => process.prefix(),
        None => prefix.to_owned(),
    };
    let name = Arg::literal(
        format!("{prefix}{written}"),
        file.reader.span(place.start..place.start + written.len()),
    );
    let required = required && default.is_none();
    Some(Read {
        name,
        default,
        required,
        api: api.to_owned(),
        span: file.span(field),
        context: context.clone(),
    })
}

/// The tag of a field.
#[derive(Clone, Copy)]
struct Tag<'t> {
    text: &'t str,
    /// Where the text starts in the file.
    start: usize,
}

impl<'t> Tag<'t> {
    fn of(file: &File<'t>, field: Node) -> Option<Self> {
        let tag = field.child_by_field_name("tag").filter(|tag| tag.kind() == "raw_string_literal")?;
        Some(Self { text: file.text(tag).trim_matches('`'), start: tag.start_byte() + 1 })
    }

    /// Where in the file the value of a key stands.
    fn value(&self, key: &str) -> Option<Range<usize>> {
        let mut at = 0;
        while let Some(found) = self.text[at..].find(key) {
            let start = at + found;
            let end = start + key.len();
            let is_first = start == 0 || self.text[..start].ends_with([' ', '\t', '\n']);
            if is_first && self.text[end..].starts_with(":\"") {
                let value = end + 2;
                let length = self.text[value..].find('"')?;
                return Some(self.start + value..self.start + value + length);
            }
            at = end;
        }
        None
    }

    /// What stands in front of the variables of the fields of the struct that this field holds.
    fn prefix(&self) -> String {
        let inner = |range: Range<usize>| &self.text[range.start - self.start..range.end - self.start];
        for key in ["envPrefix", "env-prefix", "envprefix"] {
            if let Some(range) = self.value(key) {
                return inner(range).to_owned();
            }
        }
        match self.value("env-namespace") {
            Some(range) => format!("{}_", inner(range)),
            None => {
                let env = self.value("env").map(inner).unwrap_or_default();
                let option = env.split(',').find_map(|option| option.trim().strip_prefix("prefix="));
                option.unwrap_or_default().to_owned()
            }
        }
    }
}

/// A call of `envconfig.Process`, which names variables after fields.
struct Process {
    prefix: String,
}

impl Process {
    fn of(text: &str) -> Option<Self> {
        let calls = ["envconfig.Process(", "envconfig.MustProcess("];
        let at = calls.iter().find_map(|call| text.find(call).map(|at| at + call.len()))?;
        let argument = text[at..].split([',', ')']).next()?.trim();
        let quoted = match argument.strip_prefix('"') {
            Some(quoted) => quoted,
            // A constant of the file.
            None => text.lines().find_map(|line| {
                let (name, value) = line.split_once('=')?;
                let name = name.trim().trim_start_matches("const ").trim_start_matches("var ");
                (name.trim() == argument).then(|| value.trim().strip_prefix('"')).flatten()
            })?,
        };
        Some(Self { prefix: quoted.split('"').next()?.to_ascii_uppercase() })
    }

    fn prefix(&self) -> String {
        if self.prefix.is_empty() { String::new() } else { format!("{}_", self.prefix) }
    }

    /// The read of a field whose variable is named after it.
    fn read(&self, file: &File, field: Node, tag: &Tag, context: &Context) -> Option<Read> {
        let name = field.child_by_field_name("name")?;
        let text = |range: Range<usize>| file.reader.text.get(range).unwrap_or("");
        let value = |key: &str| tag.value(key);
        let is_described =
            ["split_words", "required", "default", "desc"].iter().any(|key| value(key).is_some());
        let written = file.text(name);
        if !is_described || value("ignored").is_some() || !written.starts_with(char::is_uppercase) {
            return None;
        }
        let split = value("split_words").is_some_and(|range| text(range) == "true");
        let own = if split { split_words(written) } else { written.to_ascii_uppercase() };
        let default = value("default").map(|range| Value::text(text(range.clone()), file.reader.span(range)));
        let required = default.is_none() && value("required").is_some_and(|range| text(range) == "true");
        Some(Read {
            name: Arg::literal(format!("{}{own}", self.prefix()), file.span(name)),
            default,
            required,
            api: "envconfig".to_owned(),
            span: file.span(field),
            context: context.clone(),
        })
    }
}

/// `DATABASE_URL` of `DatabaseURL`.
fn split_words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut result = String::new();
    for (at, c) in chars.iter().enumerate() {
        let starts = at > 0 && c.is_uppercase() && {
            let next_is_small = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
            !chars[at - 1].is_uppercase() || next_is_small
        };
        if starts {
            result.push('_');
        }
        result.push(c.to_ascii_uppercase());
    }
    result
}

fn is_variable(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
