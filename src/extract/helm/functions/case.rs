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
    let apart = |before: char| {
        !(before.is_alphanumeric() || before == '_') && (before.is_ascii() || before.is_whitespace())
    };
    made(arguments, |value| first_letters(value, to_upper, apart))
}

fn untitle(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| first_letters(value, to_lower, char::is_whitespace))
}

fn swap_case(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |value| {
        value
            .chars()
            .map(|character| if character.is_uppercase() { to_lower(character) } else { to_upper(character) })
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

/// The words of a string joined, each with a capital; of connectors side by side all but one stay.
fn camel(value: &str) -> String {
    let kept = value.len() - value.trim_start_matches(is_connector).len();
    let mut result = value[..kept].to_owned();
    let (mut before, mut mixed) = ('_', false);
    for character in value[kept..].chars() {
        if is_connector(character) {
            if is_connector(before) {
                result.push(before);
            }
            before = character;
            continue;
        }
        // `camelCase` has its capitals where they belong, `CAMEL` has not.
        let starts = is_connector(before);
        mixed = !starts && mixed || character.is_lowercase();
        result.push(match (starts, mixed) {
            (true, _) => to_upper(character),
            (false, true) => character,
            (false, false) => to_lower(character),
        });
        before = character;
    }
    if kept < value.len() && is_connector(before) {
        result.push(before);
    }
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
            Some(before) => {
                let digits = characters[at..].iter().take_while(|digit| digit.is_ascii_digit()).count();
                digits > 0
                    && before.is_uppercase()
                    && characters.get(at + digits).is_some_and(|next| next.is_lowercase())
            }
        };
        if starts {
            result.push(connector);
        }
        result.push(to_lower(*character));
    }
    result
}
