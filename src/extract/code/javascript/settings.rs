//! Classes that class-transformer makes of the environment and class-validator checks, as Nest's documentation shows them:
//! each member in capitals is a variable. <https://docs.nestjs.com/techniques/configuration#custom-validate-function>

use std::sync::Arc;

use tree_sitter::Node;

use super::super::slot::is_capitals;
use super::super::syntax::children;
use super::super::syntax::evaluate::Evaluate;
use super::super::syntax::scopes::ScopeId;
use super::super::unit::{Class, Data, Read};
use super::grammar::JavaScript;
use crate::source::Arg;

/// What makes an object of a class from plain values.
const MAKERS: &[&str] = &["plainToInstance(", "plainToClass("];

/// The reads that the members of a class stand for.
pub(super) fn reads<'t>(
    grammar: &JavaScript<'t>,
    node: Node<'t>,
    class: &Arc<Class>,
    scope: ScopeId,
) -> Vec<Arc<Read>> {
    let file = &grammar.file;
    let text = file.reader.text;
    let is_made = |maker: &str| {
        text.match_indices(maker).any(|(at, maker)| {
            let rest = text[at + maker.len()..].trim_start().strip_prefix(class.name.as_str());
            rest.is_some_and(|rest| rest.trim_start().starts_with([',', ')']))
        })
    };
    if !text.contains("class-validator") || !MAKERS.iter().any(|maker| is_made(maker)) {
        return Vec::new();
    }
    let Some(body) = node.child_by_field_name("body") else { return Vec::new() };
    let mut decorated_optional = false;
    let mut reads = Vec::new();
    for member in children(body) {
        if member.kind() == "decorator" {
            decorated_optional |= file.text(member).starts_with("@IsOptional");
            continue;
        }
        let decorated = file.text(member).contains("@IsOptional");
        let optional = std::mem::take(&mut decorated_optional) || decorated;
        if member.kind() != "public_field_definition" {
            continue;
        }
        let Some(name) = member.child_by_field_name("name").filter(|name| is_capitals(file.text(*name)))
        else {
            continue;
        };
        let default = member
            .child_by_field_name("value")
            .map(|value| grammar.value(value, file.at(scope, &class.context)))
            .filter(|value| !matches!(value.data, Data::Null));
        let span = file.span(name);
        let questioned = text[name.end_byte()..].starts_with('?');
        reads.push(Arc::new(Read {
            name: Arg::literal(file.text(name), span),
            required: default.is_none() && !optional && !questioned,
            span: default.as_ref().map_or(span, |value| span.to(value.span)),
            default,
            api: "class-validator".to_owned(),
            context: class.context.clone(),
        }));
    }
    reads
}
