//! Slash-separated paths: `base`, `dir`, `ext`, `clean`, `isAbs`, and their `os` forms.

use super::Family;
use super::arguments::{Outcome, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("base", base),
    ("osBase", base),
    ("dir", dir),
    ("osDir", dir),
    ("ext", ext),
    ("osExt", ext),
    ("clean", clean),
    ("osClean", clean),
    ("isAbs", is_absolute),
    ("osIsAbs", is_absolute),
];

fn made(arguments: Vec<Value>, make: impl Fn(&str) -> String) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    Ok(Value::Text(value.derive(make(value.as_str()))))
}

/// The shortest path that means the same.
fn cleaned(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

fn base(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |path| {
        let trimmed = path.trim_end_matches('/');
        match trimmed.rsplit('/').next() {
            _ if path.is_empty() => ".".to_owned(),
            Some(last) if !last.is_empty() => last.to_owned(),
            _ => "/".to_owned(),
        }
    })
}

fn dir(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |path| cleaned(path.rfind('/').map_or("", |at| &path[..=at])))
}

fn ext(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |path| {
        let last = path.rsplit('/').next().unwrap_or(path);
        last.rfind('.').map_or("", |at| &last[at..]).to_owned()
    })
}

fn clean(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, cleaned)
}

fn is_absolute(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::bool(text(value)?.as_str().starts_with('/')))
}
