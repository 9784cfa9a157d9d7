//! Strings, paths and dictionaries that Python's operators and methods put together.

use std::sync::Arc;

use super::super::syntax::evaluate::{At, concatenated, map};
use super::super::unit::{Call, Data, Value};
use crate::source::Span;

/// `BASE_DIR / "data"`
pub(super) fn path(parts: Vec<Value>, span: Span, at: At) -> Value {
    let is_path = parts.iter().skip(1).any(|part| part.as_text().is_some())
        || parts
            .first()
            .is_some_and(|part| part.canonical().is_some_and(|name| name.starts_with("pathlib.")));
    if !is_path {
        return Value::unknown(span);
    }
    let call = Call {
        callee: "pathlib.Path".to_owned(),
        receiver: parts.first().cloned(),
        result: Some(concatenated(parts, "/", span)),
        args: Vec::new(),
        open: false,
        span,
        context: at.context.clone(),
    };
    Value { data: Data::Call(Arc::new(call)), span }
}

/// `dict(a=1)`
pub(super) fn dict(call: &Call) -> Value {
    let entries = call.args.iter().filter_map(|arg| Some((arg.name.clone()?, arg.value.clone())));
    map(entries.collect(), call.open, call.span)
}

/// `"…%s…" % items`
pub(super) fn percent(format: &str, right: &Value, span: Span) -> Value {
    let items = match &right.data {
        Data::List(items) => items,
        _ => std::slice::from_ref(right),
    };
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut items = items.iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            text.push('%');
            continue;
        }
        let mut named = false;
        if chars.peek() == Some(&'(') {
            named = true;
            for inner in chars.by_ref() {
                if inner == ')' {
                    break;
                }
            }
        }
        for inner in chars.by_ref() {
            if inner.is_ascii_alphabetic() {
                break;
            }
        }
        parts.push(Value::text(std::mem::take(&mut text), span));
        let item = if named { None } else { items.next() };
        parts.push(item.cloned().unwrap_or_else(|| Value::unknown(span)));
    }
    parts.push(Value::text(text, span));
    concatenated(parts, "", span)
}

/// `"…{}…{name}…".format(…)`
pub(super) fn formatted(format: &str, call: &Call) -> Value {
    let span = call.span;
    let mut parts = Vec::new();
    let mut next = 0;
    let mut rest = format;
    while let Some(open) = rest.find(['{', '}']) {
        parts.push(Value::text(&rest[..open], span));
        let after = &rest[open + 1..];
        if after.starts_with(&rest[open..=open]) {
            parts.push(Value::text(&rest[open..=open], span));
            rest = &after[1..];
            continue;
        }
        let Some(close) = after.find('}').filter(|_| rest[open..].starts_with('{')) else {
            return Value::unknown(span);
        };
        let name = after[..close].split([':', '!']).next().unwrap_or("");
        let value = if name.is_empty() {
            next += 1;
            call.positional(next - 1)
        } else if let Ok(index) = name.parse() {
            call.positional(index)
        } else {
            call.key(name)
        };
        parts.push(value.cloned().unwrap_or_else(|| Value::unknown(span)));
        rest = &after[close + 1..];
    }
    parts.push(Value::text(rest, span));
    concatenated(parts, "", span)
}

/// Text with the usual escape sequences resolved.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('r') => result.push('\r'),
            Some('\n') => {}
            Some(other @ ('\\' | '\'' | '"')) => result.push(other),
            Some(other) => {
                result.push('\\');
                result.push(other);
            }
            None => result.push('\\'),
        }
    }
    result
}
