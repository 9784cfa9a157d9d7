//! Values as YAML, laid out as sigs.k8s.io/yaml (and for `toYamlPretty` yaml.v3) does, each scalar with its sources.

use std::cmp::Ordering;

use super::arguments::Outcome;
use super::budget::Budget;
use super::number;
use super::print::scalar_text;
use super::scalar::{Style, block_header, escape, is_printable, style};
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::Value;

/// Keys up to this length may stand on the line of their value.
const LONGEST_SIMPLE_KEY: usize = 128;

/// How YAML is laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// Whether lists in maps are indented.
    pub(super) indented_lists: bool,
    /// The column behind which a line breaks at the next space.
    pub(super) width: usize,
}

/// As `toYaml` lays out.
pub(super) const PLAIN: Layout = Layout { indented_lists: false, width: 80 };

/// As `toYamlPretty` lays out.
pub(super) const PRETTY: Layout = Layout { indented_lists: true, width: usize::MAX };

/// A value as YAML, without the last line break.
pub(super) fn to_yaml(value: &Value, layout: Layout, budget: &mut Budget) -> Outcome {
    let mut writer = Writer { result: Text::default(), column: 0, layout };
    writer.node(value, 0, 0, budget)?;
    let end = writer.result.len();
    let trimmed = if writer.result.as_str().ends_with('\n') { end - 1 } else { end };
    Ok(Value::Text(writer.result.slice(0..trimmed)))
}

/// Go's order of keys: numbers in them count as numbers, and letters come last.
pub(super) fn key_order(left: &str, right: &str) -> Ordering {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    for at in 0..left.len().min(right.len()) {
        let (l, r) = (left[at], right[at]);
        if l == r {
            continue;
        }
        match (l.is_alphabetic(), r.is_alphabetic()) {
            (true, true) => return l.cmp(&r),
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        let digits = |text: &[char]| text[at..].iter().take_while(|digit| digit.is_ascii_digit()).count();
        // A digit before makes leading zeros count.
        let inside = (l == '0' || r == '0')
            && left[..at].iter().rev().take_while(|digit| digit.is_ascii_digit()).any(|digit| *digit != '0');
        let value = |text: &[char]| {
            text[at..at + digits(text)].iter().fold(i128::from(inside), |sum, digit| {
                sum.saturating_mul(10).saturating_add(i128::from(digit.to_digit(10).unwrap_or(0)))
            })
        };
        return value(&left)
            .cmp(&value(&right))
            .then_with(|| digits(&left).cmp(&digits(&right)))
            .then_with(|| l.cmp(&r));
    }
    left.len().cmp(&right.len())
}

struct Writer {
    result: Text,
    column: usize,
    layout: Layout,
}

impl Writer {
    /// Writes a value whose collections are indented by `indent`, and whose scalars go on at `inner`.
    fn node(
        &mut self,
        value: &Value,
        indent: usize,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<(), String> {
        budget.descend(|budget| {
            match value {
                Value::Map(map) if !map.borrow().is_empty() => {
                    let map = map.borrow();
                    let mut keys: Vec<&String> = map.keys().collect();
                    keys.sort_by(|left, right| key_order(left, right));
                    for (at, key) in keys.into_iter().enumerate() {
                        if at > 0 {
                            self.line(indent);
                        }
                        self.entry(key, &map[key], indent, budget)?;
                    }
                }
                Value::List(items) if !items.is_empty() => {
                    for (at, item) in items.iter().enumerate() {
                        if at > 0 {
                            self.line(indent);
                        }
                        self.put("- ");
                        self.node(item, indent + 2, depth + 1, budget)?;
                    }
                }
                Value::Text(text) => {
                    // A scalar at the root continues as deep as one in a list.
                    let inner = if depth == 0 { indent + 2 } else { indent };
                    self.string(text, inner, false);
                }
                other => self.scalar(other),
            }
            Ok(())
        })
    }

    fn entry(&mut self, key: &str, value: &Value, indent: usize, budget: &mut Budget) -> Result<(), String> {
        let simple = key.len() <= LONGEST_SIMPLE_KEY && !key.contains('\n');
        if simple {
            self.string(&Text::computed(key), indent + 2, true);
        } else {
            self.put("? ");
            self.string(&Text::computed(key), indent + 2, false);
            self.line(indent);
        }
        self.put(":");
        match value {
            Value::Map(map) if !map.borrow().is_empty() => {
                self.line(indent + 2);
                self.node(value, indent + 2, 1, budget)
            }
            Value::List(items) if !items.is_empty() => {
                let inner = if self.layout.indented_lists { indent + 2 } else { indent };
                self.line(inner);
                self.node(value, inner, 1, budget)
            }
            _ => {
                self.put(" ");
                self.node(value, indent + 2, 1, budget)
            }
        }
    }

    fn scalar(&mut self, value: &Value) {
        let text = match value {
            Value::Nil => "null".to_owned(),
            Value::Map(_) => "{}".to_owned(),
            Value::List(_) => "[]".to_owned(),
            Value::Float(number, _) => float(*number),
            other => scalar_text(other),
        };
        self.result.push(&text, Source { written: None, value: value.place() });
        self.column += text.chars().count();
    }

    fn string(&mut self, text: &Text, inner: usize, key: bool) {
        match style(text.as_str(), key) {
            Style::Literal => self.literal(text, inner),
            Style::Plain => self.flow(text, inner, key, "", |_| None),
            Style::Single => {
                self.flow(text, inner, key, "'", |character| (character == '\'').then(|| "''".to_owned()));
            }
            Style::Double => {
                let all = text.as_str().starts_with('\u{feff}');
                self.flow(text, inner, key, "\"", |character| {
                    let escaped = all || !is_printable(character) || matches!(character, '"' | '\\' | '\n');
                    escaped.then(|| escape(character))
                });
            }
        }
    }

    fn literal(&mut self, text: &Text, inner: usize) {
        self.put(&block_header(text.as_str()));
        let lines = text.lines();
        let ended = text.as_str().ends_with('\n');
        let shown = if ended { &lines[..lines.len() - 1] } else { &lines[..] };
        for line in shown {
            if line.is_empty() {
                self.line(0);
            } else {
                self.line(inner);
                self.result.append(line);
            }
        }
    }

    /// A scalar of one line, which breaks at spaces where it is too long.
    fn flow(
        &mut self,
        text: &Text,
        inner: usize,
        key: bool,
        quote: &str,
        escaped: impl Fn(char) -> Option<String>,
    ) {
        self.put(quote);
        let whole = text.as_str();
        let mut start = 0;
        let mut after_space = false;
        for (at, character) in whole.char_indices() {
            let next = whole[at + character.len_utf8()..].chars().next();
            let inside = at > 0 && next.is_some();
            let may_break = !key && character == ' ' && !after_space && self.column > self.layout.width;
            let replacement = if may_break && inside && (quote == "\"" || next != Some(' ')) {
                self.result.append(&text.slice(start..at));
                self.line(inner);
                Some(if next == Some(' ') { "\\".to_owned() } else { String::new() })
            } else {
                let replacement = escaped(character);
                if replacement.is_some() {
                    self.result.append(&text.slice(start..at));
                } else {
                    self.column += 1;
                }
                replacement
            };
            if let Some(replacement) = replacement {
                self.result.push(
                    &replacement,
                    Source { written: None, ..text.slice(at..at + character.len_utf8()).source() },
                );
                self.column += replacement.chars().count();
                start = at + character.len_utf8();
            }
            after_space = character == ' ';
        }
        self.result.append(&text.slice(start..whole.len()));
        self.put(quote);
    }

    fn line(&mut self, indent: usize) {
        self.put("\n");
        self.put(&" ".repeat(indent));
        self.column = indent;
    }

    fn put(&mut self, text: &str) {
        self.result.push(text, Source::default());
        self.column += text.len();
    }
}

/// A float as it comes through JSON: whole numbers as integers.
fn float(value: f64) -> String {
    let text = number::json(value);
    let whole = text.strip_prefix('-').unwrap_or(&text).bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
    if whole && fits { text } else { number::float(value) }
}
