//! Macros: their tokens read as the expressions, statements or items that they mostly are.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Item, Macro, Pat, Stmt, Token};

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::syntax::evaluate::concatenated;
use super::super::unit::{Data, Test, Value};
use super::strings::{self, Part};
use super::walker::Walker;
use super::{depth, extent};
use crate::source::Span;

/// Brackets that are looked into where the tokens around them are no expressions.
const DEEPEST: u8 = 6;

/// Keys and signs that may stand in front of an expression.
const MOST_SIGNS: usize = 8;

/// Replaces macros that define items (`lazy_static! { … }`, `cfg_if! { … }`) by those items.
pub(super) fn expand(items: &mut Vec<Item>) {
    let mut expanded = Vec::with_capacity(items.len());
    for mut item in items.drain(..) {
        match &mut item {
            Item::Mod(module) => {
                if let Some((_, inner)) = &mut module.content {
                    expand(inner);
                }
                expanded.push(item);
            }
            Item::Macro(call) if call.ident.is_none() => {
                let mut defined = defined(call.mac.tokens.clone());
                if defined.is_empty() {
                    expanded.push(item);
                } else {
                    expanded.append(&mut defined);
                }
            }
            _ => expanded.push(item),
        }
    }
    *items = expanded;
}

/// The items among a macro's tokens, or in its braces.
fn defined(tokens: TokenStream) -> Vec<Item> {
    if depth::too_deep(tokens.clone()).is_some() {
        return Vec::new();
    }
    let tokens = without_ref(tokens);
    if let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) {
        return file.items;
    }
    let blocks = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    blocks.filter_map(|block| syn::parse2::<syn::File>(block).ok()).flat_map(|file| file.items).collect()
}

/// `static ref X` is `static X`.
fn without_ref(tokens: TokenStream) -> TokenStream {
    let mut after_static = false;
    let kept = tokens.into_iter().filter(|token| {
        let is = |word: &str| matches!(token, TokenTree::Ident(name) if name == word);
        let drop = after_static && is("ref");
        after_static = is("static");
        !drop
    });
    kept.collect()
}

impl Walker<'_> {
    /// The value of a macro call.
    pub(super) fn macro_call(&mut self, call: &Macro) -> Value {
        let span = self.between(extent::path_start(&call.path), extent::close(&call.delimiter));
        if depth::too_deep(call.tokens.clone()).is_some() {
            return Value::unknown(span);
        }
        let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        match name.as_str() {
            // What is known when the program is built, or never run.
            "env" | "option_env" | "include_str" | "include_bytes" | "include" | "stringify" | "cfg"
            | "line" | "file" | "module_path" | "macro_rules" | "compile_error" => Value::unknown(span),
            "format" | "format_args" => self.formatted(&call.tokens, span),
            "concat" => {
                let parts = self.in_macro(&call.tokens);
                concatenated(parts, "", span)
            }
            "vec" => {
                let items = self.in_macro(&call.tokens);
                Value { data: Data::List(items.into()), span }
            }
            "matches" => self.matches(&call.tokens, span),
            _ => {
                let args = self.in_macro(&call.tokens);
                for arg in &args {
                    self.met(arg);
                }
                let callee = format!("{}!", self.path(&call.path));
                if self.table.knows(&callee) {
                    self.invoked(callee, args, span)
                } else {
                    Value::unknown(span)
                }
            }
        }
    }

    /// Walks the expressions and statements among a macro's tokens; the result are the values of its arguments.
    fn in_macro(&mut self, tokens: &TokenStream) -> Vec<Value> {
        self.tokens(tokens.clone(), 0)
    }

    fn tokens(&mut self, tokens: TokenStream, depth: u8) -> Vec<Value> {
        if let Ok(args) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens.clone()) {
            return args.iter().map(|arg| self.argument(arg)).collect();
        }
        if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
            self.locals.push(BTreeMap::new());
            for statement in &statements {
                self.lone_statement(statement);
            }
            self.locals.pop();
            return Vec::new();
        }
        if depth >= DEEPEST {
            return Vec::new();
        }
        let mut values = Vec::new();
        for piece in pieces(tokens) {
            match expression(piece.clone()) {
                Some(expr) => values.push(self.argument(&expr)),
                None => {
                    for token in piece {
                        if let TokenTree::Group(group) = token {
                            self.tokens(group.stream(), depth + 1);
                        }
                    }
                }
            }
        }
        values
    }

    fn lone_statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Item(item) if !self.silent => self.item(item),
            statement => {
                self.statement(statement);
            }
        }
    }

    /// `name = value` among a macro's arguments names the value rather than assigning it.
    fn argument(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Assign(assign) => self.expression(&assign.right),
            other => self.expression(other),
        }
    }

    fn formatted(&mut self, tokens: &TokenStream, span: Span) -> Value {
        let Ok(args) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens.clone()) else {
            return Value::unknown(span);
        };
        let mut args = args.iter();
        let Some(format) = args.next().map(|format| self.expression(format)) else {
            return Value::unknown(span);
        };
        let mut positional = Vec::new();
        let mut named: BTreeMap<String, Value> = BTreeMap::new();
        for arg in args {
            let value = self.argument(arg);
            self.met(&value);
            match arg {
                Expr::Assign(assign) => {
                    if let Expr::Path(path) = &*assign.left
                        && let Some(name) = path.path.get_ident()
                    {
                        named.insert(name.to_string(), value);
                    }
                }
                _ => positional.push(value),
            }
        }
        let Some(text) = format.as_text() else { return Value::unknown(span) };
        let mut next = positional.iter();
        let mut values = Vec::new();
        for part in strings::parts(text) {
            values.push(match part {
                Part::Text(text) => Value::text(text, format.span),
                Part::Next => next.next().cloned().unwrap_or_else(|| Value::unknown(span)),
                Part::At(index) => positional.get(index).cloned().unwrap_or_else(|| Value::unknown(span)),
                Part::Named(name) => {
                    named.get(&name).cloned().unwrap_or_else(|| self.captured(&name, format.span))
                }
            });
        }
        concatenated(values, "", span)
    }

    /// The value of a variable that a format string names.
    fn captured(&mut self, name: &str, span: Span) -> Value {
        match self.find_local(name) {
            Some(value) => value.clone(),
            None => self.constant_value(name).unwrap_or_else(|| Value::unknown(span)),
        }
    }

    /// `matches!(value, "a" | "b")`
    fn matches(&mut self, tokens: &TokenStream, span: Span) -> Value {
        let parse = |input: ParseStream| {
            let expr: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            input.parse::<TokenStream>()?;
            Ok((expr, pattern))
        };
        let Ok((expr, pattern)) = parse.parse2(tokens.clone()) else { return Value::unknown(span) };
        let left = self.expression(&expr);
        let right = self.texts_of(&pattern);
        if right.is_empty() {
            return Value::unknown(span);
        }
        let test = Arc::new(Test { left, right, negated: false });
        self.compared(&test, span);
        Value { data: Data::Test(test), span }
    }
}

/// The expression that tokens are, or that stands behind a key or a sign of the macro's own: `port = %port`, `"a": 1`.
fn expression(tokens: TokenStream) -> Option<Expr> {
    let mut tokens = tokens;
    for _ in 0..MOST_SIGNS {
        if let Ok(expr) = syn::parse2::<Expr>(tokens.clone()) {
            return Some(expr);
        }
        let mut rest = tokens.into_iter();
        loop {
            match rest.next()? {
                // The second half of `::` follows its first.
                TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint => {
                    rest.next();
                }
                TokenTree::Punct(sign) if matches!(sign.as_char(), '=' | '%' | '?' | ':') => break,
                _ => {}
            }
        }
        tokens = rest.collect();
    }
    None
}

/// The tokens between commas, semicolons and arrows.
fn pieces(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![Vec::new()];
    let mut after_equals = false;
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(sign) => sign.as_char(),
            _ => ' ',
        };
        let arrow = after_equals && sign == '>';
        after_equals = sign == '=';
        if arrow && let Some(piece) = pieces.last_mut() {
            piece.pop();
        }
        if arrow || matches!(sign, ',' | ';') {
            pieces.push(Vec::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(token);
        }
    }
    pieces
        .into_iter()
        .filter(|piece: &Vec<TokenTree>| !piece.is_empty())
        .map(|piece| piece.into_iter().collect())
        .collect()
}
