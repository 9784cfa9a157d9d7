//! Instructions in the notation of `BuildKit`'s parser tests (`Node.Dump` of `frontend/dockerfile/parser/parser.go`).

use super::{Body, Form, Instruction, Pair};
use std::fmt::Write as _;

/// The instruction in the notation of the `result` files.
pub(super) fn shown(text: &str, instruction: &Instruction) -> String {
    let written = |range: std::ops::Range<usize>| text[range].to_owned();
    let mut line = format!("({}", written(instruction.keyword_span.range()).to_ascii_lowercase());
    if matches!(instruction.body, Body::Invalid) {
        return line;
    }
    if !instruction.flags.is_empty() {
        let flags: Vec<_> =
            instruction.flags.iter().map(|flag| format!("{:?}", written(flag.span.range()))).collect();
        let _ = write!(line, " [{}]", flags.join(" "));
    }
    for word in words(text, instruction) {
        let _ = write!(line, " {}", quoted(&word));
    }
    if let Some(registered) = &instruction.onbuild {
        let _ = write!(line, " {}", shown(text, registered));
    }
    line + ")"
}

fn words(text: &str, instruction: &Instruction) -> Vec<String> {
    let values = |values: &[super::Value]| values.iter().map(|value| value.raw.clone()).collect();
    match &instruction.body {
        Body::From { image, alias } => {
            let alias = alias.iter().flat_map(|alias| ["AS".to_owned(), alias.text.clone()]);
            std::iter::once(image.raw.clone()).chain(alias).collect()
        }
        Body::Command(command) => command_words(&command.form),
        Body::Healthcheck(None) => vec!["NONE".to_owned()],
        Body::Healthcheck(Some(command)) => {
            std::iter::once("CMD".to_owned()).chain(command_words(&command.form)).collect()
        }
        Body::Env(pairs) | Body::Label(pairs) => pairs
            .iter()
            .flat_map(|pair| {
                let separator = text[pair.key.span.end as usize..].chars().next().filter(|next| *next == '=');
                let value = pair.value.as_ref().map(|value| value.raw.clone()).unwrap_or_default();
                [key(text, pair), value, separator.map(String::from).unwrap_or_default()]
            })
            .collect(),
        Body::Arg(pairs) => pairs
            .iter()
            .map(|pair| match &pair.value {
                Some(value) => format!("{}={}", key(text, pair), value.raw),
                None => key(text, pair),
            })
            .collect(),
        Body::Copy { sources, destination } => {
            sources.iter().chain([destination]).map(|value| value.raw.clone()).collect()
        }
        Body::Expose(list) | Body::Volume(list) => values(list),
        Body::User(value) | Body::Workdir(value) | Body::StopSignal(value) => vec![value.raw.clone()],
        Body::Maintainer(name) => vec![name.text.clone()],
        Body::Onbuild | Body::Invalid => Vec::new(),
    }
}

/// As Go quotes a string.
fn quoted(word: &str) -> String {
    let quoted = format!("{word:?}");
    quoted.replace("\\u{8}", "\\b").replace("\\u{c}", "\\f").replace("\\0", "\\x00")
}

fn key(text: &str, pair: &Pair) -> String {
    text[pair.key.span.range()].to_owned()
}

fn command_words(form: &Form) -> Vec<String> {
    match form {
        Form::Exec(words) => words.iter().map(|word| word.text.clone()).collect(),
        Form::Shell(text) if text.as_str().is_empty() => Vec::new(),
        Form::Shell(text) => vec![text.as_str().to_owned()],
    }
}
