//! Letter case and word shapes: `upper`, `title`, `camelcase`, `snakecase`, `initials` and the like.

use super::Family;
use super::arguments::{Outcome, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("upper", upper),
    ("lower", lower),
    ("title", title),
    ("untitle", untitle),
    ("swapcase", swap_case),
    ("nospace", no_space),
    ("initials", initials),
    ("camelcase", camel_case),
    ("snakecase", snake_case),
    ("kebabcase", kebab_case),
    ("shuffle", shuffle),
];

/// A string made of another.
fn made(arguments: Vec<Value>, make: impl Fn(&str) -> String) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    Ok(Value::Text(value.derive(make(value.as_str()))))
}

fn upper(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, str::to_uppercase)
}

fn lower(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, str::to_lowercase)
}

/// Every first letter of a word, as `change` makes it.
fn first_letters(value: &str, change: impl Fn(char) -> char, apart: impl Fn(char) -> bool) -> String {
    let mut before = ' ';
    value
        .chars()
        .map(|character| {
            let changed = if apart(before) { change(character) } else { character };
            before = character;
            changed
        })
        .collect()
}

fn title(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let apart = |before: char| !(before.is_alphanumeric() || before == '_') && (before.is_ascii() || before.is_whitespace());
    made(arguments, |value| first_letters(value, to_upper, apart))
}

fn untitle(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| first_letters(value, to_lower, char::is_whitespace))
}

fn swap_case(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| {
        let mut after_space = true;
        value
            .chars()
            .map(|character| {
                let swapped = if character.is_uppercase() {
                    to_lower(character)
                } else if character.is_lowercase() {
                    if after_space { to_upper(character) } else { to_upper(character) }
                } else {
                    character
                };
                after_space = character.is_whitespace();
                swapped
            })
            .collect()
    })
}

fn no_space(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| value.chars().filter(|character| !character.is_whitespace()).collect())
}

fn initials(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| value.split_whitespace().filter_map(|word| word.chars().next()).collect())
}

fn camel_case(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, camel)
}

fn snake_case(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| joined_words(value, '_'))
}

fn kebab_case(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| joined_words(value, '-'))
}

/// No order is random here: the characters in reverse.
fn shuffle(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| value.chars().rev().collect())
}

fn to_upper(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        _ => character,
    }
}

fn to_lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

fn is_connector(character: char) -> bool {
    matches!(character, '-' | '_') || character.is_whitespace()
}

fn camel(value: &str) -> String {
    let kept = value.len() - value.trim_start_matches(is_connector).len();
    let mut result = value[..kept].to_owned();
    let mut start = true;
    let rest = &value[kept..];
    let trailing = rest.len() - rest.trim_end_matches(is_connector).len();
    for character in rest[..rest.len() - trailing].chars() {
        if is_connector(character) {
            start = true;
        } else {
            result.push(if start { to_upper(character) } else { to_lower(character) });
            start = false;
        }
    }
    result.push_str(&rest[rest.len() - trailing..]);
    result
}

/// The words of a string in lower case, with a connector between.
fn joined_words(value: &str, connector: char) -> String {
    let characters: Vec<char> = value.chars().collect();
    let mut result = String::new();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before)).copied();
        let after = characters.get(at + 1).copied();
        if is_connector(*character) {
            result.push(connector);
            continue;
        }
        let starts = match before {
            None => false,
            Some(before) if is_connector(before) => false,
            Some(before) if character.is_uppercase() => {
                !before.is_uppercase() || after.is_some_and(char::is_lowercase)
            }
            Some(before) => character.is_ascii_digit() && before.is_alphabetic() && before.is_uppercase(),
        };
        if starts {
            result.push(connector);
        }
        result.push(to_lower(*character));
    }
    result
}
