//! Functions that lay text out: `indent`, `nindent`, `wrap`, `wrapWith`, `abbrev`, `abbrevboth`, `plural`.

use super::Family;
use super::arguments::{Outcome, count, integer, take, text};
use super::strings::boundary;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("indent", indent),
    ("nindent", nindent),
    ("wrap", wrap),
    ("wrapWith", wrap_with),
    ("abbrev", abbrev),
    ("abbrevboth", abbrev_both),
    ("plural", plural),
];

fn indent(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    indented(engine, arguments, Text::default())
}

fn nindent(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    indented(engine, arguments, Text::computed("\n"))
}

fn indented(engine: &mut dyn Engine, arguments: Vec<Value>, mut result: Text) -> Outcome {
    let [spaces, value] = take(arguments)?;
    let spaces = integer(&spaces)?;
    let Ok(spaces) = usize::try_from(spaces) else {
        return Err("strings: negative Repeat count".to_owned());
    };
    let lines = text(value)?.lines();
    engine.spend(spaces.saturating_mul(lines.len()) / 64)?;
    let padding = " ".repeat(spaces);
    for (at, line) in lines.iter().enumerate() {
        result.push(if at > 0 { "\n" } else { "" }, Source::default());
        result.push(&padding, Source::default());
        result.append(line);
    }
    Ok(Value::Text(result))
}

fn wrap(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [width, value] = take(arguments)?;
    wrapped(engine, count(&width)?, "\n", &text(value)?, false)
}

fn wrap_with(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [width, separator, value] = take(arguments)?;
    wrapped(engine, count(&width)?, text(separator)?.as_str(), &text(value)?, true)
}

/// Breaks at spaces; a word that is too long is broken if `inside` words is allowed.
fn wrapped(engine: &mut dyn Engine, width: usize, separator: &str, value: &Text, inside: bool) -> Outcome {
    let width = width.max(1);
    let separator = if separator.is_empty() { "\n" } else { separator };
    let whole = value.as_str();
    let mut result = Text::default();
    let mut at = 0;
    while whole.len() - at > width {
        engine.spend(1 + separator.len() / 64)?;
        if whole.as_bytes()[at] == b' ' {
            at += 1;
            continue;
        }
        let window = &whole.as_bytes()[at..=at + width];
        let broken = match window.iter().rposition(|byte| *byte == b' ') {
            Some(space) => (at + space, at + space + 1),
            None if inside => {
                let end = boundary(whole, at + width);
                let end = if end > at { end } else { next_boundary(whole, at + 1) };
                (end, end)
            }
            None => match whole.as_bytes()[at + width..].iter().position(|byte| *byte == b' ') {
                Some(space) => (at + width + space, at + width + space + 1),
                None => break,
            },
        };
        result.append(&value.slice(at..broken.0));
        result.push(separator, Source::default());
        at = broken.1;
    }
    result.append(&value.slice(at..whole.len()));
    Ok(Value::Text(result))
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn abbrev(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [width, value] = take(arguments)?;
    let (width, value) = (integer(&width)?, text(value)?);
    Ok(Value::Text(if width < 4 { value } else { abbreviated(value, 0, count_of(width)) }))
}

fn abbrev_both(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [left, right, value] = take(arguments)?;
    let (left, right, value) = (integer(&left)?, integer(&right)?, text(value)?);
    let too_narrow = right < 4 || left > 0 && right < 7;
    Ok(Value::Text(if too_narrow { value } else { abbreviated(value, count_of(left), count_of(right)) }))
}

fn count_of(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// At most `width` bytes from around `offset`, with dots where something is left out.
fn abbreviated(value: Text, offset: usize, width: usize) -> Text {
    let length = value.len();
    if length <= width {
        return value;
    }
    let shown = width - 3;
    let offset = offset.min(length).min(length - shown);
    let cut =
        |from: usize, to: usize| value.slice(boundary(value.as_str(), from)..boundary(value.as_str(), to));
    let mut result = Text::default();
    if offset <= 4 {
        result.append(&cut(0, shown));
        result.push("...", Source::default());
    } else if offset + shown < length && shown >= 4 {
        result.push("...", Source::default());
        result.append(&abbreviated(cut(offset, length), 0, shown));
    } else {
        result.push("...", Source::default());
        result.append(&cut(length - shown, length));
    }
    result
}

fn plural(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [one, many, number] = take(arguments)?;
    Ok(if integer(&number)? == 1 { one } else { many })
}
