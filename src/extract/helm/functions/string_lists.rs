//! Strings to lists and back: `split`, `splitList`, `splitn`, `sortAlpha`, `toStrings`.

use super::Family;
use super::arguments::{Outcome, integer, take, text, texts};
use super::number::to_string;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("split", split),
    ("splitn", splitn),
    ("splitList", split_list),
    ("sortAlpha", sort_alpha),
    ("toStrings", to_strings),
];

/// The parts between separators, at most so many; an empty separator parts characters.
pub(super) fn parts(value: &Text, separator: &str, most: usize) -> Vec<Text> {
    let whole = value.as_str();
    let mut result = Vec::new();
    let mut start = 0;
    if separator.is_empty() {
        for (at, character) in whole.char_indices() {
            if result.len() + 1 == most {
                result.push(value.slice(at..whole.len()));
                break;
            }
            result.push(value.slice(at..at + character.len_utf8()));
        }
        return result;
    }
    for (at, found) in whole.match_indices(separator) {
        if result.len() + 1 >= most {
            break;
        }
        result.push(value.slice(start..at));
        start = at + found.len();
    }
    result.push(value.slice(start..whole.len()));
    result
}

/// A dict with the parts as `_0`, `_1` and so on.
fn numbered(parts: Vec<Text>) -> Value {
    Value::map(parts.into_iter().enumerate().map(|(at, part)| (format!("_{at}"), Value::Text(part))))
}

fn split(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [separator, value] = take(arguments)?;
    Ok(numbered(parts(&text(value)?, text(separator)?.as_str(), usize::MAX)))
}

fn splitn(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [separator, most, value] = take(arguments)?;
    let (separator, most, value) = (text(separator)?, integer(&most)?, text(value)?);
    Ok(match most {
        0 => numbered(Vec::new()),
        most => numbered(parts(&value, separator.as_str(), usize::try_from(most).unwrap_or(usize::MAX))),
    })
}

fn split_list(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [separator, value] = take(arguments)?;
    let parts = parts(&text(value)?, text(separator)?.as_str(), usize::MAX);
    Ok(Value::list(parts.into_iter().map(Value::Text)))
}

fn sort_alpha(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let mut sorted = match &value {
        Value::List(_) => texts(&value),
        other => vec![to_string(other)],
    };
    sorted.sort_by(|left, right| left.as_str().cmp(right.as_str()));
    Ok(Value::list(sorted.into_iter().map(Value::Text)))
}

fn to_strings(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::list(texts(&value).into_iter().map(Value::Text)))
}
