//! JSON patches (RFC 6902).

use super::draft::{DEEPEST, Draft, Key, Value, is_equal};
use crate::source::Span;

/// Applies one operation.
///
/// # Errors
/// Where the operation or its path does not fit the object, and why.
pub(super) fn apply(object: &mut Draft, operation: &Draft) -> Result<(), String> {
    let path = operation.get("path").and_then(Draft::text).ok_or("a JSON patch without 'path'")?;
    let place = operation.get("path").map_or(operation.span, |path| path.span);
    let target = Pointer { parts: parts(path)?, place };
    if let [first, second, _, ..] = target.parts.as_slice()
        && first == "metadata"
        && second == "annotations"
    {
        // Kustomize keeps notes of its own there while it works, so the map is never missing.
        object.entry("metadata", place).entry("annotations", place);
    }
    let value = || match operation.get("value") {
        Some(value) => Ok(value.clone()),
        None => Err(format!("the operation on '{path}' has no 'value'")),
    };
    let from = || {
        let from = operation.get("from").and_then(Draft::text).ok_or("an operation without 'from'")?;
        Ok::<_, String>(Pointer { parts: parts(from)?, place })
    };
    match operation.text_at(&["op"]) {
        "add" => target.add(object, value()?),
        "replace" => target.replace(object, value()?),
        "remove" => target.remove(object).map(|_| ()),
        "move" => {
            let value = from()?.remove(object)?;
            target.add(object, value)
        }
        "copy" => {
            let value = from()?.find(object).cloned().ok_or_else(|| target.missing())?;
            if !value.is_copyable(target.parts.len()) {
                return Err("what is copied is too large".to_owned());
            }
            target.add(object, value)
        }
        "test" => {
            let found = target.find(object).ok_or_else(|| target.missing())?;
            if is_equal(found, &value()?) { Ok(()) } else { Err(format!("the test of '{path}' fails")) }
        }
        other => Err(format!("'{other}' is no operation of a JSON patch")),
    }
}

/// The parts of a JSON pointer (RFC 6901).
fn parts(path: &str) -> Result<Vec<String>, String> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let path = path.strip_prefix('/').ok_or_else(|| format!("the path '{path}' does not start with '/'"))?;
    Ok(path.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect())
}

struct Pointer {
    parts: Vec<String>,
    /// Where it is written.
    place: Span,
}

impl Pointer {
    fn missing(&self) -> String {
        format!("there is nothing at '/{}'", self.parts.join("/"))
    }

    fn find<'d>(&self, root: &'d Draft) -> Option<&'d Draft> {
        self.parts.iter().try_fold(root, |draft, part| match &draft.value {
            Value::List(items) => items.get(index(part, items.len())?),
            _ => draft.get(part),
        })
    }

    fn parent<'d>(&self, root: &'d mut Draft) -> Result<(&'d mut Draft, &str), String> {
        let Some((last, path)) = self.parts.split_last() else {
            return Err("the whole object cannot be replaced".to_owned());
        };
        let parent = path.iter().try_fold(root, |draft, part| {
            if matches!(draft.value, Value::List(_)) {
                let at = index(part, draft.items().len())?;
                draft.items_mut().get_mut(at)
            } else {
                draft.get_mut(part)
            }
        });
        Ok((parent.ok_or_else(|| self.missing())?, last))
    }

    fn add(&self, root: &mut Draft, value: Draft) -> Result<(), String> {
        if self.parts.len() + value.depth() > DEEPEST {
            return Err("it would lie too deep".to_owned());
        }
        let (parent, last) = self.parent(root)?;
        match &mut parent.value {
            Value::List(items) if last == "-" => items.push(value),
            Value::List(items) => match last.parse::<usize>() {
                Ok(at) if at <= items.len() => items.insert(at, value),
                _ => return Err(self.missing()),
            },
            Value::Map(_) => parent.set(Key::new(last, self.place), value),
            Value::Scalar(_) | Value::Null => return Err(self.missing()),
        }
        Ok(())
    }

    /// Replaces a value; a key that is missing is set.
    fn replace(&self, root: &mut Draft, value: Draft) -> Result<(), String> {
        let (parent, last) = self.parent(root)?;
        match &mut parent.value {
            Value::List(items) => match index(last, items.len()).and_then(|at| items.get_mut(at)) {
                Some(item) => *item = value,
                None => return Err(self.missing()),
            },
            Value::Map(_) => parent.set(Key::new(last, self.place), value),
            Value::Scalar(_) | Value::Null => return Err(self.missing()),
        }
        Ok(())
    }

    fn remove(&self, root: &mut Draft) -> Result<Draft, String> {
        let (parent, last) = self.parent(root)?;
        let removed = match &mut parent.value {
            Value::List(items) => {
                index(last, items.len()).filter(|at| *at < items.len()).map(|at| items.remove(at))
            }
            _ => parent.remove(last),
        };
        removed.ok_or_else(|| self.missing())
    }
}

fn index(part: &str, length: usize) -> Option<usize> {
    if part == "-" { length.checked_sub(1) } else { part.parse().ok() }
}
