//! sprig's regular expressions, from Go's syntax to that of the regex crate.

use regex::Regex;

use super::Family;
use super::arguments::{Outcome, integer, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("regexMatch", matches_or_not),
    ("mustRegexMatch", matches),
    ("regexFind", find),
    ("mustRegexFind", find),
    ("regexFindAll", find_all),
    ("mustRegexFindAll", find_all),
    ("regexReplaceAll", replace_all),
    ("mustRegexReplaceAll", replace_all),
    ("regexReplaceAllLiteral", replace_literally),
    ("mustRegexReplaceAllLiteral", replace_literally),
    ("regexSplit", split),
    ("mustRegexSplit", split),
    ("regexQuoteMeta", quote_meta),
];

fn compile(pattern: &Text) -> Result<Regex, String> {
    Regex::new(&translated(pattern.as_str()))
        .map_err(|_| format!("error parsing regexp: `{pattern}` is no regular expression"))
}

/// Go's syntax in that of the regex crate: its classes are ASCII, a `[` in a class is itself, as is a `{` that repeats nothing.
fn translated(pattern: &str) -> String {
    let mut result = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        rest = after;
        match character {
            '\\' => {
                let Some(escaped) = after.chars().next() else {
                    result.push('\\');
                    break;
                };
                rest = &after[escaped.len_utf8()..];
                match escaped {
                    'd' => result.push_str("[0-9]"),
                    'D' => result.push_str("[^0-9]"),
                    'w' => result.push_str("[0-9A-Za-z_]"),
                    'W' => result.push_str("[^0-9A-Za-z_]"),
                    's' => result.push_str(r"[\t\n\f\r ]"),
                    'S' => result.push_str(r"[^\t\n\f\r ]"),
                    'b' => result.push_str(r"(?-u:\b)"),
                    'B' => result.push_str(r"(?-u:\B)"),
                    'Q' => {
                        let (literal, after) = rest.split_once(r"\E").unwrap_or((rest, ""));
                        result.push_str(&regex::escape(literal));
                        rest = after;
                    }
                    'p' | 'P' | 'x' if rest.starts_with('{') => {
                        let (inside, after) = rest.split_once('}').unwrap_or((rest, ""));
                        match inside.strip_prefix("{^") {
                            Some(class) if escaped == 'p' => result.extend([format!(r"\P{{{class}}}")]),
                            Some(class) => result.extend([format!(r"\p{{{class}}}")]),
                            None => result.extend([format!(r"\{escaped}{inside}}}")]),
                        }
                        rest = after;
                    }
                    // A digit other than 0 by itself would be a reference, which Go has not.
                    '0'..='7' if escaped == '0' || rest.starts_with(|next| matches!(next, '0'..='7')) => {
                        let (code, after) = octal(after);
                        result.extend([format!(r"\x{{{code:x}}}")]);
                        rest = after;
                    }
                    '<' | '>' => result.push(escaped),
                    other => result.extend(['\\', other]),
                }
            }
            '[' if !in_class => {
                in_class = true;
                result.push('[');
                for first in ["^", "]"] {
                    if let Some(after) = rest.strip_prefix(first) {
                        result.push_str(if first == "]" { r"\]" } else { first });
                        rest = after;
                    }
                }
            }
            '[' if rest.starts_with(':') => match rest.find(":]") {
                Some(end) => {
                    result.push('[');
                    result.push_str(&rest[..end + 2]);
                    rest = &rest[end + 2..];
                }
                None => result.push_str(r"\["),
            },
            '-' if in_class && rest.starts_with('-') => {
                if result.ends_with('[') || result.ends_with("[^") {
                    result.push_str(r"\-");
                } else {
                    result.push_str(r"-\-");
                    rest = &rest[1..];
                }
            }
            '[' | '&' | '~' if in_class => result.extend(['\\', character]),
            ']' if in_class => {
                in_class = false;
                result.push(']');
            }
            '{' if !in_class && !is_repetition(rest) => result.push_str(r"\{"),
            other => result.push(other),
        }
    }
    result
}

/// The code of up to three octal digits, and what follows them.
fn octal(text: &str) -> (u32, &str) {
    let end = text.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    (u32::from_str_radix(&text[..end], 8).unwrap_or(0), &text[end..])
}

fn is_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

fn matches(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [pattern, value] = take(arguments)?;
    Ok(Value::bool(compile(&text(pattern)?)?.is_match(text(value)?.as_str())))
}

/// What is no regular expression matches nothing.
fn matches_or_not(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [pattern, value] = take(arguments)?;
    let value = text(value)?;
    Ok(Value::bool(compile(&text(pattern)?).is_ok_and(|regex| regex.is_match(value.as_str()))))
}

fn find(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [pattern, value] = take(arguments)?;
    let value = text(value)?;
    let found = compile(&text(pattern)?)?.find(value.as_str()).map(|found| found.range());
    Ok(Value::Text(found.map(|range| value.slice(range)).unwrap_or_default()))
}

fn find_all(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [pattern, value, most] = take(arguments)?;
    let value = text(value)?;
    let most = usize::try_from(integer(&most)?).unwrap_or(usize::MAX);
    let regex = compile(&text(pattern)?)?;
    Ok(Value::list(
        regex.find_iter(value.as_str()).take(most).map(|found| Value::Text(value.slice(found.range()))),
    ))
}

fn replace_all(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    replaced(engine, arguments, true)
}

fn replace_literally(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    replaced(engine, arguments, false)
}

/// What is kept keeps its sources; what is put in has the place of the value it is put into.
fn replaced(engine: &mut dyn Engine, arguments: Vec<Value>, expand: bool) -> Outcome {
    let [pattern, value, replacement] = take(arguments)?;
    let (value, replacement) = (text(value)?, text(replacement)?);
    let regex = compile(&text(pattern)?)?;
    let source = Source { written: None, ..value.source() };
    let mut result = Text::default();
    let mut end = 0;
    for captures in regex.captures_iter(value.as_str()) {
        let Some(whole) = captures.get(0) else { continue };
        let mut new = String::new();
        if expand {
            captures.expand(replacement.as_str(), &mut new);
        } else {
            new.push_str(replacement.as_str());
        }
        engine.spend(1 + new.len() / 64)?;
        result.append(&value.slice(end..whole.start()));
        result.push(&new, source);
        end = whole.end();
    }
    result.append(&value.slice(end..value.len()));
    Ok(Value::Text(result))
}

fn split(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [pattern, value, most] = take(arguments)?;
    let (pattern, value) = (text(pattern)?, text(value)?);
    let most = match integer(&most)? {
        0 => return Ok(Value::list([])),
        most => usize::try_from(most).unwrap_or(usize::MAX),
    };
    let regex = compile(&pattern)?;
    let mut parts = Vec::new();
    let mut start = 0;
    for found in regex.find_iter(value.as_str()) {
        if parts.len() + 1 >= most {
            break;
        }
        if found.end() > 0 {
            parts.push(Value::Text(value.slice(start..found.start())));
        }
        start = found.end();
    }
    parts.push(Value::Text(value.slice(start..value.len())));
    Ok(Value::list(parts))
}

fn quote_meta(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    let mut result = String::with_capacity(value.len());
    for character in value.as_str().chars() {
        if r"\.+*?()|[]{}^$".contains(character) {
            result.push('\\');
        }
        result.push(character);
    }
    Ok(Value::Text(value.derive(result)))
}
