//! Paths of fields as replacements and variables write them: `spec.template.spec.containers.[name=web].env.0.value`.

use super::draft::{Draft, Key, Value};
use crate::source::Span;

/// One step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// A key of a mapping or an index of a list.
    Key(String),
    /// The items of a list that have that value in that key.
    Item(String, String),
    /// Everything in a list.
    All,
}

/// The steps of a path: parts between dots, those in brackets and behind a backslash being none.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    let (mut part, mut depth, mut bracketed) = (String::new(), 0_u32, false);
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if depth == 0 => part.extend(chars.next()),
            '[' => {
                if depth > 0 || !part.is_empty() {
                    part.push(c);
                }
                bracketed |= depth == 0 && part.is_empty();
                depth += 1;
            }
            ']' if depth > 0 => {
                depth -= 1;
                if depth > 0 || !bracketed {
                    part.push(c);
                }
            }
            '.' if depth == 0 => parts.push((std::mem::take(&mut part), std::mem::take(&mut bracketed))),
            c => part.push(c),
        }
    }
    parts.push((part, bracketed));
    parts
        .into_iter()
        .filter(|(part, _)| !part.is_empty())
        .map(|(part, bracketed)| match part.split_once('=') {
            Some((key, value)) if bracketed => {
                Step::Item(key.to_owned(), value.trim_matches(['"', '\'']).to_owned())
            }
            _ if part == "*" => Step::All,
            _ => Step::Key(part),
        })
        .collect()
}

/// The first value that a path leads to.
pub(super) fn find<'d>(draft: &'d Draft, steps: &[Step]) -> Option<&'d Draft> {
    let Some((first, rest)) = steps.split_first() else { return Some(draft) };
    match first {
        Step::Key(key) => {
            let next = match &draft.value {
                Value::List(items) => items.get(key.parse::<usize>().ok()?),
                _ => draft.get(key),
            };
            find(next?, rest)
        }
        Step::Item(key, value) => {
            draft.items().iter().filter(|item| fits(item, key, value)).find_map(|item| find(item, rest))
        }
        Step::All => draft.items().iter().find_map(|item| find(item, rest)),
    }
}

fn fits(item: &Draft, key: &str, value: &str) -> bool {
    if key.is_empty() {
        return item.text() == Some(value);
    }
    item.at(&key.split('.').collect::<Vec<_>>()).and_then(Draft::text) == Some(value)
}

/// Changes every value that a path leads to; where `create` tells a place, what is missing is made.
pub(super) fn change(
    draft: &mut Draft,
    steps: &[Step],
    create: Option<Span>,
    make: &mut dyn FnMut(&mut Draft),
) {
    let Some((first, rest)) = steps.split_first() else { return make(draft) };
    match first {
        Step::Key(key) if matches!(draft.value, Value::List(_)) => {
            let item = key.parse::<usize>().ok().and_then(|at| draft.items_mut().get_mut(at));
            if let Some(item) = item {
                change(item, rest, create, make);
            }
        }
        Step::Key(key) => {
            if draft.get(key).is_none()
                && let Some(span) = create
                && matches!(draft.value, Value::Map(_) | Value::Null)
            {
                draft.set(Key::new(key, span), Draft { value: Value::Null, span });
            }
            if let Some(value) = draft.get_mut(key) {
                change(value, rest, create, make);
            }
        }
        Step::Item(key, value) => {
            for item in draft.items_mut().iter_mut().filter(|item| fits(item, key, value)) {
                change(item, rest, create, make);
            }
        }
        Step::All => {
            for item in draft.items_mut() {
                change(item, rest, create, make);
            }
        }
    }
}
