//! Data formats to values, each scalar with the source of the text that says it.

use super::arguments::Outcome;
use super::number::widen;
use super::resolve::{Plain, resolve};
use crate::extract::helm::text::Text;
use crate::extract::helm::value::Value;
use crate::parse;
use crate::parse::tree::{Kind, Node, Tree};
use crate::source::{FileId, Span};

/// The file of a text that is none.
const NO_FILE: FileId = FileId(u32::MAX);

/// The value of a YAML document, as sigs.k8s.io/yaml reads it: numbers are floats.
pub(super) fn yaml(text: &Text) -> Outcome {
    let tree = parse::yaml::parse(NO_FILE, text.as_str());
    document(&tree, text, "error converting YAML to JSON: yaml: ", |number, place| {
        Value::Float(widen(number), place)
    })
}

/// The value of a JSON document.
pub(super) fn json(text: &Text) -> Outcome {
    let tree = parse::json::parse(NO_FILE, text.as_str());
    document(&tree, text, "", |number, place| Value::Float(widen(number), place))
}

/// The value of a TOML document, whose integers stay integers.
pub(super) fn toml(text: &Text) -> Outcome {
    document(&parse::toml::parse(NO_FILE, text.as_str()), text, "toml: ", Value::Int)
}

/// What an integer is in a format.
type Integer = fn(i64, Option<Span>) -> Value;

fn document(tree: &Tree, text: &Text, error: &str, integer: Integer) -> Outcome {
    if let Some(wrong) = tree.errors().first() {
        return Err(format!("{error}{}", wrong.message));
    }
    Ok(tree.documents().next().map(|root| value(root, text, integer)).unwrap_or_default())
}

/// The value of a node of a tree of a text.
fn value(node: Node<'_>, whole: &Text, integer: Integer) -> Value {
    match node.kind() {
        Kind::Null => Value::Nil,
        Kind::Mapping => {
            let entries = node.entries().map(|(key, entry)| (key_of(key), value(entry, whole, integer)));
            Value::map(entries)
        }
        Kind::Sequence => Value::list(node.items().map(|item| value(item, whole, integer))),
        Kind::Scalar => scalar(node, whole, integer),
    }
}

fn key_of(key: Node<'_>) -> String {
    let text = key.raw();
    match if key.is_plain() { resolve(text) } else { Plain::Text } {
        Plain::Bool(word) => word.to_string(),
        Plain::Int(number) => number.to_string(),
        Plain::Float(number) => super::number::float(number),
        _ => text.to_owned(),
    }
}

fn scalar(node: Node<'_>, whole: &Text, integer: Integer) -> Value {
    let said = whole.slice(node.content_span().range());
    let place = said.source().value;
    let text = node.raw();
    let plain = node.is_plain() && node.tag() != Some("!!str");
    match if plain { resolve(text) } else { Plain::Text } {
        Plain::Null => Value::Nil,
        Plain::Bool(word) => Value::Bool(word, place),
        Plain::Int(number) => integer(number, place),
        Plain::Float(number) => Value::Float(number, place),
        Plain::Timestamp | Plain::Text if said.as_str() == text => Value::Text(said),
        Plain::Timestamp | Plain::Text => Value::Text(said.derive(text)),
    }
}
