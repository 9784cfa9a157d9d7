//! Functions that cut, search and put together strings; what they keep of a string keeps its sources.

use super::Family;
use super::arguments::{Outcome, integer, take, text, texts};
use super::number::to_string;
use super::print;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("trim", trim),
    ("trimAll", trim_all),
    ("trimall", trim_all),
    ("trimPrefix", trim_prefix),
    ("trimSuffix", trim_suffix),
    ("trunc", trunc),
    ("substr", substr),
    ("contains", contains),
    ("hasPrefix", has_prefix),
    ("hasSuffix", has_suffix),
    ("replace", replace),
    ("repeat", repeat),
    ("cat", cat),
    ("join", join),
    ("toString", to_string_value),
    ("hello", hello),
];

/// The nearest character boundary at or below a byte offset.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The part of a text that a trimmed view of its string is.
fn part(whole: &Text, kept: &str) -> Value {
    let start = kept.as_ptr() as usize - whole.as_str().as_ptr() as usize;
    Value::Text(whole.slice(start..start + kept.len()))
}

fn trim(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    Ok(part(&value, value.as_str().trim()))
}

fn trim_all(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [characters, value] = take(arguments)?;
    let (characters, value) = (text(characters)?, text(value)?);
    let known: Vec<char> = characters.as_str().chars().collect();
    Ok(part(&value, value.as_str().trim_matches(known.as_slice())))
}

fn trim_prefix(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [prefix, value] = take(arguments)?;
    let (prefix, value) = (text(prefix)?, text(value)?);
    Ok(part(&value, value.as_str().strip_prefix(prefix.as_str()).unwrap_or(value.as_str())))
}

fn trim_suffix(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [suffix, value] = take(arguments)?;
    let (suffix, value) = (text(suffix)?, text(value)?);
    Ok(part(&value, value.as_str().strip_suffix(suffix.as_str()).unwrap_or(value.as_str())))
}

/// The first so many bytes, or with a negative number the last.
fn trunc(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [most, value] = take(arguments)?;
    let (most, value) = (integer(&most)?, text(value)?);
    let size = usize::try_from(most.unsigned_abs()).unwrap_or(usize::MAX);
    if size >= value.len() {
        return Ok(Value::Text(value));
    }
    let range = if most < 0 {
        boundary(value.as_str(), value.len() - size)..value.len()
    } else {
        0..boundary(value.as_str(), size)
    };
    Ok(Value::Text(value.slice(range)))
}

fn substr(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [start, end, value] = take(arguments)?;
    let (start, end, value) = (integer(&start)?, integer(&end)?, text(value)?);
    let length = value.len();
    let from = usize::try_from(start).unwrap_or(0);
    let to = usize::try_from(end).ok().filter(|to| *to <= length);
    let to = match to {
        Some(to) => to,
        None if start < 0 && end < 0 => return Err("slice bounds out of range".to_owned()),
        None => length,
    };
    if from > to {
        return Err(format!("slice bounds out of range [{from}:{to}]"));
    }
    Ok(Value::Text(value.slice(boundary(value.as_str(), from)..boundary(value.as_str(), to))))
}

fn contains(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [part, value] = take(arguments)?;
    let (part, value) = (text(part)?, text(value)?);
    Ok(Value::bool(value.as_str().contains(part.as_str())))
}

fn has_prefix(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [prefix, value] = take(arguments)?;
    let (prefix, value) = (text(prefix)?, text(value)?);
    Ok(Value::bool(value.as_str().starts_with(prefix.as_str())))
}

fn has_suffix(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [suffix, value] = take(arguments)?;
    let (suffix, value) = (text(suffix)?, text(value)?);
    Ok(Value::bool(value.as_str().ends_with(suffix.as_str())))
}

fn replace(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [old, new, value] = take(arguments)?;
    let (old, new, value) = (text(old)?, text(new)?, text(value)?);
    let mut result = Text::default();
    let mut end = 0;
    for (at, found) in value.as_str().match_indices(old.as_str()) {
        engine.spend(1 + new.len() / 64)?;
        result.append(&value.slice(end..at));
        result.append(&new);
        end = at + found.len();
    }
    result.append(&value.slice(end..value.len()));
    // Without a place of its own, the new text is at the place of what it stands in.
    let place = value.source().value;
    if result.source().value.is_none() && place.is_some() {
        return Ok(Value::Text(value.derive(result.into_string())));
    }
    Ok(Value::Text(result))
}

fn repeat(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [times, value] = take(arguments)?;
    let Ok(times) = usize::try_from(integer(&times)?) else {
        return Err("strings: negative Repeat count".to_owned());
    };
    let value = text(value)?;
    engine.spend(times.saturating_mul(value.len().max(1)))?;
    let mut result = Text::default();
    for _ in 0..times {
        result.append(&value);
    }
    Ok(Value::Text(result))
}

/// Everything but nil, with spaces between.
fn cat(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut result = Text::default();
    let given = arguments.iter().filter(|value| !matches!(value, Value::Nil));
    for (at, value) in given.enumerate() {
        result.push(if at > 0 { " " } else { "" }, Source::default());
        result.append(&print::formatted(value));
    }
    Ok(Value::Text(result))
}

fn join(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [separator, values] = take(arguments)?;
    let separator = text(separator)?;
    let mut result = Text::default();
    for (at, value) in texts(&values).iter().enumerate() {
        engine.spend(1 + separator.len() / 64)?;
        if at > 0 {
            result.append(&separator);
        }
        result.append(value);
    }
    Ok(Value::Text(result))
}

fn to_string_value(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::Text(to_string(&value)))
}

fn hello(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [] = take(arguments)?;
    Ok(Value::text("Hello!"))
}
