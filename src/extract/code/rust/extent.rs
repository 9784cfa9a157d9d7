//! Where expressions start and end, without walking all that is in them.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, MacroDelimiter, Path};

/// The first token of an expression.
pub(super) fn start(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::MethodCall(call) => &call.receiver,
            Expr::Call(call) => &call.func,
            Expr::Field(field) => &field.base,
            Expr::Try(attempt) => &attempt.expr,
            Expr::Await(awaited) => &awaited.base,
            Expr::Index(index) => &index.expr,
            Expr::Binary(binary) => &binary.left,
            Expr::Assign(assign) => &assign.left,
            Expr::Cast(cast) => &cast.expr,
            Expr::Group(group) => &group.expr,
            Expr::Paren(paren) => return paren.paren_token.span.open(),
            Expr::Array(array) => return array.bracket_token.span.open(),
            Expr::Tuple(tuple) => return tuple.paren_token.span.open(),
            Expr::Reference(reference) => return reference.and_token.span,
            Expr::Block(block) => return block.block.brace_token.span.open(),
            Expr::If(branch) => return branch.if_token.span,
            Expr::Match(choice) => return choice.match_token.span,
            Expr::Async(block) => return block.async_token.span,
            Expr::Closure(closure) => return closure.inputs_begin.span,
            Expr::Return(back) => return back.return_token.span,
            Expr::Path(path) => return path_start(&path.path),
            Expr::Struct(literal) => return path_start(&literal.path),
            Expr::Macro(call) => return path_start(&call.mac.path),
            Expr::Lit(literal) => return literal.lit.span(),
            Expr::Unary(unary) => match unary.op {
                syn::UnOp::Deref(sign) => return sign.span,
                syn::UnOp::Not(sign) => return sign.span,
                syn::UnOp::Neg(sign) => return sign.span,
                _ => return start(&unary.expr),
            },
            other => return other.span(),
        };
    }
}

/// The last token of an expression.
pub(super) fn end(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::MethodCall(call) => return call.paren_token.span.close(),
            Expr::Call(call) => return call.paren_token.span.close(),
            Expr::Field(field) => return field.member.span(),
            Expr::Try(attempt) => return attempt.question_token.span,
            Expr::Await(awaited) => return awaited.await_token.span,
            Expr::Index(index) => return index.bracket_token.span.close(),
            Expr::Paren(paren) => return paren.paren_token.span.close(),
            Expr::Array(array) => return array.bracket_token.span.close(),
            Expr::Tuple(tuple) => return tuple.paren_token.span.close(),
            Expr::Struct(literal) => return literal.brace_token.span.close(),
            Expr::Block(block) => return block.block.brace_token.span.close(),
            Expr::Async(block) => return block.block.brace_token.span.close(),
            Expr::Match(choice) => return choice.brace_token.span.close(),
            Expr::If(branch) => match &branch.else_branch {
                Some((_, other)) => other,
                None => return branch.then_branch.brace_token.span.close(),
            },
            Expr::Macro(call) => return close(&call.mac.delimiter),
            Expr::Binary(binary) => &binary.right,
            Expr::Assign(assign) => &assign.right,
            Expr::Reference(reference) => &reference.expr,
            Expr::Unary(unary) => &unary.expr,
            Expr::Closure(closure) => &closure.body,
            Expr::Group(group) => &group.expr,
            Expr::Lit(literal) => return literal.lit.span(),
            Expr::Path(path) => {
                return path.path.segments.last().map_or_else(Span::call_site, |s| s.ident.span());
            }
            other => return other.span(),
        };
    }
}

/// The first token of a path.
pub(super) fn path_start(path: &Path) -> Span {
    match path.leading_colon {
        Some(colons) => colons.spans[0],
        None => path.segments.first().map_or_else(Span::call_site, |segment| segment.ident.span()),
    }
}

/// The token that ends a macro's arguments.
pub(super) fn close(delimiter: &MacroDelimiter) -> Span {
    delimiter.span().close()
}

/// The first token of a type.
pub(super) fn type_start(declared: &syn::Type) -> Span {
    match declared {
        syn::Type::Path(path) => path_start(&path.path),
        syn::Type::Reference(reference) => reference.and_token.span,
        other => other.span(),
    }
}
