//! The blocks of a bake file, whether it is written in HCL or in JSON.

use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::structure::{BlockLabel, Structure};
use hcl_edit::template::StringTemplate;
use hcl_edit::{Decorated, Ident, Span as _, parser};

use super::Reader;
use crate::parse::json;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// `kind "name" { … }`, or an attribute of the file itself as a block of no kind.
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) name: Arg,
    pub(super) attributes: Vec<(String, Expression, Span)>,
}

impl Block {
    /// The last attribute of that name.
    pub(super) fn get(&self, name: &str) -> Option<(&Expression, Span)> {
        let found = self.attributes.iter().rfind(|(key, ..)| key == name);
        found.map(|(_, value, span)| (value, *span))
    }
}

type Blocks = Result<Vec<Block>, (Span, String)>;

pub(super) fn of_hcl(reader: Reader) -> Blocks {
    let body = parser::parse_body(reader.text).map_err(|error| {
        let (line, column) = (error.location().line(), error.location().column());
        let before: usize = reader.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let at = (before + column - 1).min(reader.text.len());
        (reader.span(at..at), error.message().to_owned())
    })?;
    let span = |range: Option<std::ops::Range<usize>>| reader.span(range.unwrap_or_default());
    let mut blocks = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(own) => {
                let place = span(own.span());
                let name = Arg::literal(own.key.as_str(), place);
                blocks.push(Block {
                    kind: String::new(),
                    name,
                    attributes: vec![("default".to_owned(), own.value, place)],
                });
            }
            Structure::Block(own) => {
                let Some(label) = own.labels.first() else { continue };
                let name = match label {
                    BlockLabel::Ident(label) => Arg::literal(label.as_str(), span(label.span())),
                    BlockLabel::String(label) => Arg::literal(label.as_str(), span(label.span())),
                };
                let kind = own.ident.as_str().to_owned();
                let attributes = own.body.into_iter().filter_map(|inner| inner.into_attribute().ok());
                let attributes = attributes.map(|inner| {
                    let place = span(inner.value.span());
                    (inner.key.as_str().to_owned(), inner.value, place)
                });
                blocks.push(Block { kind, name, attributes: attributes.collect() });
            }
        }
    }
    Ok(blocks)
}

/// JSON has the kinds, the names and the attributes as keys of mappings in each other; a text is a template.
pub(super) fn of_json(reader: Reader) -> Blocks {
    let tree = json::parse(reader.file, reader.text);
    if let Some(error) = tree.errors().first() {
        return Err((error.span, error.message.clone()));
    }
    let mut blocks = Vec::new();
    for (kind, named) in tree.documents().flat_map(Node::own_entries) {
        for (name, own) in named.own_entries() {
            let (Some(kind), Some(name)) = (kind.text(), name.arg()) else { continue };
            let attributes = own
                .own_entries()
                .filter_map(|(key, value)| Some((key.text()?.to_owned(), expression(value), value.span())))
                .collect();
            blocks.push(Block { kind: kind.to_owned(), name, attributes });
        }
    }
    Ok(blocks)
}

fn expression(node: Node) -> Expression {
    if node.is_mapping() {
        let mut object = Object::new();
        for (key, value) in node.own_entries() {
            let key = Expression::from(key.text().unwrap_or_default());
            object.insert(ObjectKey::Expression(key), ObjectValue::new(expression(value)));
        }
        return Expression::Object(object);
    }
    if node.is_sequence() {
        return Expression::Array(node.items().map(expression).collect::<Array>());
    }
    if node.is_null() {
        return Expression::null();
    }
    if let Some(truth) = node.as_bool().filter(|_| node.is_plain()) {
        return Expression::from(truth);
    }
    let text = node.text().unwrap_or_default();
    match parser::parse_template(text) {
        Ok(template) => Expression::StringTemplate(StringTemplate::from_iter(template)),
        // What cannot be evaluated is as unknown as a variable that nobody sets.
        Err(_) => Expression::Variable(Decorated::new(Ident::new_unchecked("unreadable"))),
    }
}
