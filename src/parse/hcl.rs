//! HCL to the spanned tree, in the shape that its JSON syntax has: a block is a mapping below its kind and its labels.
//!
//! What only the tool that reads the file can tell (a variable, an attribute of another resource, most functions) becomes
//! `{}`, and a scalar with such a hole has the tag [`COMPUTED`]. Locals of the same file are seen through, and come first in
//! the tree. Repeated blocks are repeated keys.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::expr::{Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Element, Template};
use hcl_edit::{Ident, Span as _, parser};

use super::tree::{Builder, Folding, Kind, ScalarToken, Style, SyntaxError, Tree, align_flow};
use crate::source::FileId;

/// The tag of a scalar of which the file does not tell every part.
pub const COMPUTED: &str = "!computed";

/// Parses `text`. A syntax error leaves no document.
pub fn parse(file: FileId, text: &str) -> Tree {
    let mut reader = Reader { text, builder: Builder::new(file), locals: BTreeMap::new() };
    if let Err(error) = reader.read() {
        reader.builder.abandon_document(error);
    }
    reader.builder.finish()
}

type Done = Result<(), SyntaxError>;

/// A local whose value is in the tree already.
struct Local {
    anchor: usize,
    text: Option<String>,
}

struct Reader<'a> {
    text: &'a str,
    builder: Builder,
    locals: BTreeMap<String, Local>,
}

impl Reader<'_> {
    fn read(&mut self) -> Done {
        // The parser takes no byte order mark; blanks in its place keep every offset.
        let blanked = self.text.replacen('\u{feff}', "   ", usize::from(self.text.starts_with('\u{feff}')));
        let body = parser::parse_body(&blanked).map_err(|error| {
            let (line, column) = (error.location().line(), error.location().column());
            let before: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let at = (before + column - 1).min(self.text.len());
            self.builder.error_at(at..at, error.message())
        })?;
        let is_local = |block: &&Block| block.ident.as_str() == "locals";
        self.builder.open(Kind::Mapping, 0, 0, None)?;
        for block in body.blocks().filter(is_local) {
            self.locals(&block.body)?;
        }
        for structure in &body {
            if !structure.as_block().as_ref().is_some_and(is_local) {
                self.structure(structure)?;
            }
        }
        self.builder.close(Some(self.text.len()));
        self.builder.end_document();
        Ok(())
    }

    fn locals(&mut self, body: &Body) -> Done {
        for attribute in body.attributes() {
            self.word(attribute.key.as_str(), place(attribute.key.span()))?;
            let anchor = self.locals.len() + 1;
            self.value(&attribute.value, anchor)?;
            let text = self.known(&attribute.value);
            self.locals.insert(attribute.key.as_str().to_owned(), Local { anchor, text });
        }
        Ok(())
    }

    fn structure(&mut self, structure: &Structure) -> Done {
        match structure {
            Structure::Attribute(own) => {
                self.word(own.key.as_str(), place(own.key.span()))?;
                self.value(&own.value, 0)
            }
            Structure::Block(block) => self.block(block),
        }
    }

    fn block(&mut self, block: &Block) -> Done {
        let span = place(block.span());
        self.word(block.ident.as_str(), place(block.ident.span()))?;
        for label in &block.labels {
            self.builder.open(Kind::Mapping, span.start, 0, None)?;
            match label {
                BlockLabel::Ident(own) => self.word(own.as_str(), place(own.span()))?,
                BlockLabel::String(own) => self.quoted(own.as_str(), place(own.span()), 0, false)?,
            }
        }
        self.builder.open(Kind::Mapping, span.start, 0, None)?;
        block.body.iter().try_for_each(|structure| self.structure(structure))?;
        for _ in 0..=block.labels.len() {
            self.builder.close(Some(span.end));
        }
        Ok(())
    }

    fn value(&mut self, expression: &Expression, anchor: usize) -> Done {
        let span = place(expression.span());
        match expression {
            Expression::Null(_) => self.plain(span, true, anchor),
            Expression::Bool(_) | Expression::Number(_) => self.plain(span, false, anchor),
            Expression::String(own) => self.quoted(own.as_str(), span, anchor, false),
            Expression::Array(own) => {
                self.builder.open(Kind::Sequence, span.start, anchor, None)?;
                own.iter().try_for_each(|item| self.value(item, 0))?;
                self.builder.close(Some(span.end));
                Ok(())
            }
            Expression::Object(own) => {
                self.builder.open(Kind::Mapping, span.start, anchor, None)?;
                self.object(own)?;
                self.builder.close(Some(span.end));
                Ok(())
            }
            Expression::StringTemplate(own) if is_list(own.iter()) => {
                self.builder.open(Kind::Sequence, span.start, anchor, None)?;
                for inner in own.iter().filter_map(Element::as_interpolation) {
                    self.value(&inner.expr, 0)?;
                }
                self.builder.close(Some(span.end));
                Ok(())
            }
            Expression::StringTemplate(own) => {
                let (text, whole) = self.template(own.iter());
                self.quoted(&text, span, anchor, !whole)
            }
            Expression::HeredocTemplate(own) => self.heredoc(&own.template, span, anchor),
            Expression::Parenthesis(own) => self.value(own.inner(), anchor),
            Expression::Traversal(own) => match self.local(own) {
                Some(local) if anchor == 0 => self.builder.alias(Some(local.anchor), span),
                _ => self.hole(span, anchor),
            },
            Expression::FuncCall(call) => self.call(call, span, anchor),
            Expression::ForExpr(own) if lists_pairs(own) => self.value(&own.intro.collection_expr, anchor),
            _ => self.hole(span, anchor),
        }
    }

    fn object(&mut self, object: &Object) -> Done {
        for (key, own) in object {
            match key {
                ObjectKey::Ident(name) => self.word(name.as_str(), place(name.span()))?,
                ObjectKey::Expression(Expression::Variable(name)) => {
                    self.word(name.as_str(), place(name.span()))?;
                }
                ObjectKey::Expression(key) => self.value(key, 0)?,
            }
            self.value(own.expr(), 0)?;
        }
        Ok(())
    }

    /// Functions that leave their arguments readable; the result of any other is unknown.
    fn call(&mut self, call: &FuncCall, span: Range<usize>, anchor: usize) -> Done {
        let mut arguments = call.args.iter();
        match call.name.name.as_str() {
            "jsonencode" | "yamlencode" | "tolist" | "toset" | "tomap" | "tostring" | "sensitive"
            | "nonsensitive" => match arguments.next() {
                Some(first) => self.value(first, anchor),
                None => self.hole(span, anchor),
            },
            "merge" => {
                let tag = self.holes(call);
                self.builder.open(Kind::Mapping, span.start, anchor, tag)?;
                for argument in arguments {
                    if let Expression::Object(own) = argument {
                        self.object(own)?;
                    } else {
                        let at = place(argument.span());
                        self.word("<<", at.start..at.start)?;
                        self.value(argument, 0)?;
                    }
                }
                self.builder.close(Some(span.end));
                Ok(())
            }
            "concat" => {
                let tag = self.holes(call);
                self.builder.open(Kind::Sequence, span.start, anchor, tag)?;
                for argument in arguments {
                    match argument {
                        Expression::Array(own) => own.iter().try_for_each(|item| self.value(item, 0))?,
                        other => self.value(other, 0)?,
                    }
                }
                self.builder.close(Some(span.end));
                Ok(())
            }
            _ => self.hole(span, anchor),
        }
    }

    /// The tag of what is put together from arguments of which one is not known.
    fn holes(&self, call: &FuncCall) -> Option<&'static str> {
        let known = |argument: &Expression| match argument {
            Expression::Array(_) | Expression::Object(_) => true,
            Expression::Traversal(own) => self.local(own).is_some(),
            _ => false,
        };
        (!call.args.iter().all(known)).then_some(COMPUTED)
    }

    /// `local.name`, if its value is in the tree.
    fn local(&self, traversal: &Traversal) -> Option<&Local> {
        let [only] = traversal.operators.as_slice() else { return None };
        let name = match (&traversal.expr, only.value()) {
            (Expression::Variable(root), TraversalOperator::GetAttr(name)) if root.as_str() == "local" => {
                name
            }
            _ => return None,
        };
        self.locals.get(name.as_str())
    }

    /// The text of an expression, where this file alone tells it.
    fn known(&self, expression: &Expression) -> Option<String> {
        match expression {
            Expression::String(own) => Some(own.as_str().to_owned()),
            Expression::Number(own) => Some(own.value().to_string()),
            Expression::Bool(own) => Some(own.value().to_string()),
            Expression::Parenthesis(own) => self.known(own.inner()),
            Expression::Traversal(own) => self.local(own)?.text.clone(),
            Expression::StringTemplate(own) => {
                let (text, whole) = self.template(own.iter());
                whole.then_some(text)
            }
            _ => None,
        }
    }

    /// The text of a template with `{}` for what is not known, and whether all of it is.
    fn template<'e>(&self, elements: impl Iterator<Item = &'e Element>) -> (String, bool) {
        let (mut text, mut whole) = (String::new(), true);
        for element in elements {
            let part = match element {
                Element::Literal(literal) => Some(literal.as_str().to_owned()),
                Element::Interpolation(inner) => self.known(&inner.expr),
                Element::Directive(_) => None,
            };
            whole &= part.is_some();
            text.push_str(part.as_deref().unwrap_or("{}"));
        }
        (text, whole)
    }

    fn heredoc(&mut self, template: &Template, span: Range<usize>, anchor: usize) -> Done {
        let (text, whole) = self.template(template.iter());
        let starts = self.text[span.clone()].find('\n').map_or(span.end, |line| span.start + line + 1);
        let ends = self.text[starts..span.end].rfind('\n').map_or(starts, |line| starts + line);
        let content = starts..ends;
        let tag = (!whole).then_some(COMPUTED);
        let token =
            ScalarToken { text: &text, style: Style::Literal, null: false, span, content, runs: None };
        self.builder.scalar(token, anchor, tag)
    }

    fn quoted(&mut self, text: &str, span: Range<usize>, anchor: usize, holes: bool) -> Done {
        let content = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
        let differs = !holes && self.text.get(content.clone()) != Some(text);
        let runs = differs.then(|| align_flow(text, self.text, content.clone(), Some('\\'), Folding::Keep));
        let token = ScalarToken { text, style: Style::DoubleQuoted, null: false, span, content, runs };
        self.builder.scalar(token, anchor, holes.then_some(COMPUTED))
    }

    fn plain(&mut self, span: Range<usize>, null: bool, anchor: usize) -> Done {
        let text = self.text.get(span.clone()).unwrap_or("");
        let token = ScalarToken { text, style: Style::Plain, null, content: span.clone(), span, runs: None };
        self.builder.scalar(token, anchor, None)
    }

    fn hole(&mut self, span: Range<usize>, anchor: usize) -> Done {
        let content = span.clone();
        let token = ScalarToken { text: "{}", style: Style::Plain, null: false, span, content, runs: None };
        self.builder.scalar(token, anchor, Some(COMPUTED))
    }

    fn word(&mut self, text: &str, span: Range<usize>) -> Done {
        let content = span.clone();
        let token = ScalarToken { text, style: Style::Plain, null: false, span, content, runs: None };
        self.builder.scalar(token, 0, None)
    }
}

fn place(span: Option<Range<usize>>) -> Range<usize> {
    span.unwrap_or_default()
}

/// Whether a template only writes the brackets and commas of a list around what stands elsewhere: `"[${local.a}, ${local.b}]"`.
fn is_list<'e>(elements: impl Iterator<Item = &'e Element>) -> bool {
    let sign = |element: &'e Element| match element {
        Element::Literal(literal) => literal.as_str(),
        Element::Interpolation(_) => "x",
        Element::Directive(_) => "?",
    };
    let signs: String = elements.map(sign).collect();
    let inside = signs.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| {
        inside.contains('x') && inside.chars().all(|c| matches!(c, 'x' | ',') || c.is_whitespace())
    })
}

/// Whether a comprehension only writes the pairs of a mapping as a list: `[for k, v in … : { name = k, value = v }]`.
fn lists_pairs(own: &ForExpr) -> bool {
    let (Some(key), None, None) = (&own.intro.key_var, &own.key_expr, &own.cond) else { return false };
    let Expression::Object(pair) = &own.value_expr else { return false };
    let is = |name: &str, value: &str| {
        pair.iter().any(|(own, given)| {
            let own = match own {
                ObjectKey::Ident(own) => Some(own.as_str()),
                ObjectKey::Expression(own) => own.as_str().or(own.as_variable().map(Ident::as_str)),
            };
            let given = given.expr().as_variable().map(Ident::as_str);
            own == Some(name) && given == Some(value)
        })
    };
    pair.len() == 2 && is("name", key.as_str()) && is("value", own.intro.value_var.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let tree = parse(FileId(0), text);
        assert!(tree.errors().is_empty(), "{:?}", tree.errors());
        format!("{:?}", tree.documents().next().unwrap())
    }

    #[test]
    fn blocks_are_mappings_below_kind_and_labels() {
        assert_eq!(
            shown("resource \"a\" b {\n  n = 1\n  c { x = \"y\" }\n  c { x = null }\n}\n"),
            "{resource: {\"a\": {b: {n: 1, c: {x: \"y\"}, c: {x: null}}}}}"
        );
    }

    #[test]
    fn what_the_file_does_not_tell_is_a_hole() {
        let text = "a = \"${var.x}:1\"\nb = f(1)\nc = x ? 1 : 2\nd = [for k, v in { A = \"1\" } : { name = k, value = v }]\n";
        assert_eq!(shown(text), "{a: \"{}:1\", b: {}, c: {}, d: {A: \"1\"}}");
    }

    #[test]
    fn locals_are_seen_through() {
        let text = "a = local.e\nb = \"${local.n}:2\"\nc = merge(local.e, { B = 2 })\nlocals {\n  n = \"x\"\n  e = { A = local.n }\n}\n";
        let tree = parse(FileId(0), text);
        let root = tree.documents().next().unwrap();
        assert_eq!(root.at(&["a", "A"]).and_then(crate::parse::tree::Node::text), Some("x"));
        assert_eq!(root.get("b").and_then(crate::parse::tree::Node::text), Some("x:2"));
        assert_eq!(root.at(&["c", "A"]).and_then(crate::parse::tree::Node::text), Some("x"));
        assert_eq!(&text[root.get("a").unwrap().span().range()], "local.e");
    }

    #[test]
    fn a_list_may_be_put_together_from_texts() {
        let text = "locals {\n  a = jsonencode({ name = \"a\" })\n}\nlist = \"[${local.a}, ${var.b}]\"\nmail = \"[${var.x}] hi\"\n";
        let tree = parse(FileId(0), text);
        let root = tree.documents().next().unwrap();
        let items: Vec<_> =
            root.get("list").unwrap().items().map(|item| format!("{:?}", item.target())).collect();
        assert_eq!(items, ["{name: \"a\"}", "{}"]);
        assert_eq!(root.get("mail").and_then(crate::parse::tree::Node::text), Some("[{}] hi"));
    }

    #[test]
    fn a_heredoc_has_its_content() {
        let text = "a = <<-EOT\n  [1]\nEOT\n";
        let tree = parse(FileId(0), text);
        let node = tree.documents().next().unwrap().get("a").unwrap();
        assert_eq!(&text[node.content_span().range()], "  [1]");
    }

    #[test]
    fn hostile_files_end_in_time() {
        let loops = "locals {\n a = local.b\n b = local.a\n}\n";
        assert!(parse(FileId(0), loops).errors().is_empty());
        assert_eq!(shown("\u{feff}a = 1"), "{a: 1}");
        let doubled: String =
            (0..60).map(|at| format!(" a{} = [local.a{at}, local.a{at}]\n", at + 1)).collect();
        let doubled = format!("locals {{\n a0 = [1]\n{doubled}");
        assert_eq!(parse(FileId(0), &(doubled + "}\n")).errors().len(), 1);
        for text in ["a = [".repeat(50_000), "a {".to_owned()] {
            assert_eq!(parse(FileId(0), &text).errors().len(), 1);
        }
    }
}
