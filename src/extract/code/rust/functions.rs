//! Rust's functions, and where they fail on purpose; errors are values and leave a function only by its own doing.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::super::functions::is_server_error;
use super::super::unit::Unit;
use super::names::last_name;
use crate::artefact::function::Declaration;
use crate::extract::Reader;

/// Adds the functions of a file to its unit.
pub(super) fn record(file: &syn::File, reader: Reader, unit: &mut Unit) {
    Functions { reader, unit, this: None }.visit_file(file);
}

struct Functions<'a> {
    reader: Reader<'a>,
    unit: &'a mut Unit,
    this: Option<String>,
}

impl Functions<'_> {
    fn function(&mut self, name: String, range: Range<usize>, start: usize) {
        let (span, start) = (self.reader.span(range), start as u32);
        self.unit.functions.push(Declaration { name, class: self.this.clone(), span, start, raises: false });
    }

    fn failure(&mut self, node: &impl Spanned) {
        self.unit.failures.push(self.reader.span(node.span().byte_range()));
    }

    /// A function whose type says that it can fail does.
    fn signature(&mut self, signature: &syn::Signature) {
        if let syn::ReturnType::Type(_, declared) = &signature.output
            && last_name(declared).is_some_and(|name| name.ends_with("Result"))
        {
            self.failure(&signature.ident);
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let before = std::mem::replace(&mut self.this, last_name(&item.self_ty));
        visit::visit_item_impl(self, item);
        self.this = before;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(item.sig.ident.to_string(), range(item), range(&item.sig).start);
        self.signature(&item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(item.sig.ident.to_string(), range(item), range(&item.sig).start);
        self.signature(&item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.function(String::new(), range(closure), range(closure).start);
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_try(&mut self, attempt: &'ast syn::ExprTry) {
        self.failure(attempt);
        visit::visit_expr_try(self, attempt);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "unwrap" || call.method == "expect" {
            self.failure(&call.method);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if is_server_error(&segment.ident.to_string()) {
            self.failure(&segment.ident);
        }
        visit::visit_path_segment(self, segment);
    }

    fn visit_lit_int(&mut self, number: &'ast syn::LitInt) {
        if is_server_error(number.base10_digits()) {
            self.failure(number);
        }
    }
}

fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}
