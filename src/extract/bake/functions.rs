//! The functions of bake's standard library that names, paths and tags are put together with.

use serde_json::{Map, Value};

use super::evaluate::{distinct, text};

/// The result of a function; `None` for one that is not known here or that does not take these arguments.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let string = |at: usize| arguments.get(at)?.as_str();
    let list = |at: usize| arguments.get(at)?.as_array();
    Some(match name {
        "concat" => {
            let lists = arguments.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?;
            lists.into_iter().flatten().cloned().collect()
        }
        "flatten" => Value::Array(flat(list(0)?)),
        "compact" => {
            Value::Array(list(0)?.iter().filter(|item| item.as_str() != Some("")).cloned().collect())
        }
        "distinct" => Value::Array(distinct(list(0)?)),
        "setproduct" => product(arguments)?,
        "split" => string(1)?.split(string(0)?).map(Value::from).collect(),
        "join" => {
            let lists = arguments.get(1..)?.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?;
            let words = lists.into_iter().flatten().map(text).collect::<Option<Vec<_>>>()?;
            words.join(string(0)?).into()
        }
        "lookup" => match arguments {
            [map, key, rest @ ..] => map.get(key.as_str()?).or(rest.first())?.clone(),
            _ => return None,
        },
        "merge" => {
            let maps = arguments.iter().map(Value::as_object).collect::<Option<Vec<_>>>()?;
            maps.into_iter()
                .flatten()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect::<Map<_, _>>()
                .into()
        }
        "keys" => arguments.first()?.as_object()?.keys().map(|key| Value::from(key.as_str())).collect(),
        "values" => Value::Array(arguments.first()?.as_object()?.values().cloned().collect()),
        "contains" => list(0)?.contains(arguments.get(1)?).into(),
        "coalesce" => arguments.iter().find(|value| !value.is_null())?.clone(),
        "equal" => (arguments.first()? == arguments.get(1)?).into(),
        "notequal" => (arguments.first()? != arguments.get(1)?).into(),
        "and" => (arguments.first()?.as_bool()? && arguments.get(1)?.as_bool()?).into(),
        "or" => (arguments.first()?.as_bool()? || arguments.get(1)?.as_bool()?).into(),
        "not" => (!arguments.first()?.as_bool()?).into(),
        "length" => match arguments.first()? {
            Value::Array(items) => items.len().into(),
            Value::Object(map) => map.len().into(),
            _ => return None,
        },
        "element" => {
            let items = list(0)?;
            items.get(usize::try_from(arguments.get(1)?.as_u64()?).ok()?.checked_rem(items.len())?)?.clone()
        }
        "replace" if !string(1)?.starts_with('/') || string(1)?.len() < 2 => {
            string(0)?.replace(string(1)?, string(2)?).into()
        }
        "trimprefix" => string(0)?.strip_prefix(string(1)?).or(string(0))?.into(),
        "trimsuffix" => string(0)?.strip_suffix(string(1)?).or(string(0))?.into(),
        "trimspace" => string(0)?.trim().into(),
        "lower" => string(0)?.to_lowercase().into(),
        "upper" => string(0)?.to_uppercase().into(),
        "basename" => crate::source::name_of(string(0)?).into(),
        "dirname" => crate::source::folder_of(string(0)?).into(),
        "format" => format(string(0)?, arguments.get(1..)?)?.into(),
        "tostring" => text(arguments.first()?)?.into(),
        _ => return None,
    })
}

fn flat(items: &[Value]) -> Vec<Value> {
    let inner = |item: &Value| match item {
        Value::Array(inner) => flat(inner),
        other => vec![other.clone()],
    };
    items.iter().flat_map(inner).collect()
}

/// Every choice of one item of each list.
fn product(lists: &[Value]) -> Option<Value> {
    /// Choices that are put together at most.
    const MOST: usize = 1024;
    let mut choices = vec![Vec::new()];
    for list in lists {
        let items = list.as_array()?;
        let grown = choices.iter().flat_map(|choice: &Vec<Value>| {
            items.iter().map(move |item| choice.iter().chain([item]).cloned().collect::<Vec<_>>())
        });
        choices = grown.take(MOST).collect();
    }
    Some(Value::Array(choices.into_iter().map(Value::Array).collect()))
}

/// `%s`, `%d` and `%v` replaced one after the other.
fn format(pattern: &str, values: &[Value]) -> Option<String> {
    let mut values = values.iter();
    let mut result = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => match characters.next()? {
                's' | 'd' | 'v' => result.push_str(&text(values.next()?)?),
                '%' => result.push('%'),
                _ => return None,
            },
            other => result.push(other),
        }
    }
    Some(result)
}
