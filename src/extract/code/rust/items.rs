//! Items: functions with their attributes, modules, implementations, constants.

use std::collections::BTreeMap;
use std::sync::Arc;

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Block, Expr, FnArg, ImplItem, Item, Meta, ReturnType, Signature, Stmt, Token, TraitItem,
    UseTree,
};

use super::super::syntax::evaluate::instance;
use super::super::table::Meaning;
use super::super::unit::{Argument, Call, Data, Import, Value};
use super::names::{Names, last_name};
use super::walker::Walker;
use super::{extent, guard};
use crate::fact::{Kind, Scope};
use crate::source::Arg;

impl Walker<'_> {
    /// Walks the items of a module.
    pub(super) fn module(&mut self, items: &[Item]) {
        self.names.push(Names::of_module(items.iter()));
        for item in items {
            self.item(item);
        }
        self.names.pop();
    }

    /// Walks an item.
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Use(item) => self.imports(&item.tree, &item.attrs),
            Item::ExternCrate(item) => {
                let name = self.ident(&item.ident);
                self.import(name, &item.attrs);
            }
            Item::Fn(item) => self.function(&item.attrs, &item.sig, Some(&item.block)),
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    self.in_role(guard::role_of(&item.attrs), |walker| walker.module(items));
                }
            }
            Item::Const(item) => {
                self.in_role(guard::role_of(&item.attrs), |walker| walker.constant(&item.ident, &item.expr));
            }
            Item::Static(item) => {
                self.in_role(guard::role_of(&item.attrs), |walker| walker.constant(&item.ident, &item.expr));
            }
            Item::Impl(item) => {
                self.in_role(guard::role_of(&item.attrs), |walker| walker.implementation(item));
            }
            Item::Trait(item) => {
                for member in &item.items {
                    if let TraitItem::Fn(member) = member {
                        self.function(&member.attrs, &member.sig, member.default.as_ref());
                    }
                }
            }
            Item::Struct(item) => {
                self.in_role(guard::role_of(&item.attrs), |walker| {
                    walker.arguments_of(&item.fields);
                    walker.defaults_of(item);
                });
            }
            Item::Enum(item) => {
                for variant in &item.variants {
                    self.in_role(guard::role_of(&item.attrs), |walker| walker.arguments_of(&variant.fields));
                }
            }
            Item::Macro(item) if item.ident.is_none() => {
                self.macro_call(&item.mac);
            }
            _ => {}
        }
    }

    fn constant(&mut self, name: &proc_macro2::Ident, value: &Expr) {
        let value = self.expression(value);
        let name = self.ident(name);
        self.bound(&name, value);
    }

    /// Records a value under the name it is bound to.
    pub(super) fn bound(&mut self, name: &Arg, value: Value) {
        if !self.silent {
            let context = self.context.clone();
            self.record.field(&name.text, name.clone(), Some(value), &context);
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let before = std::mem::replace(&mut self.this, last_name(&item.self_ty));
        for member in &item.items {
            match member {
                ImplItem::Fn(member) => self.function(&member.attrs, &member.sig, Some(&member.block)),
                ImplItem::Const(member) => self.constant(&member.ident, &member.expr),
                _ => {}
            }
        }
        self.this = before;
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: Option<&Block>) {
        let before = self.context.clone();
        self.context.role = before.role.or(guard::role_of(attributes));
        let name = signature.ident.to_string();
        if before.function == 0 {
            self.context.function = self.number(&name);
        }
        let decorated = self.attributes(attributes);
        // A helper is told by its caller which file it is about.
        let helps = signature.inputs.iter().any(|input| self.is_path(input));
        let handles = decorated || !helps && signature.inputs.iter().any(|input| self.is_extractor(input));
        let starts = attributes.iter().any(|attribute| {
            attribute
                .path()
                .segments
                .last()
                .is_some_and(|last| last.ident == "main" || last.ident == "launch")
        });
        self.context.scope = if handles || before.scope == Scope::Handler {
            Scope::Handler
        } else if starts || (name == "main" && self.this.is_none()) {
            Scope::Main
        } else {
            Scope::Function
        };
        if let Some(block) = block {
            let outer = std::mem::take(&mut self.locals);
            let brace = block.brace_token.span;
            let own = self.between(brace.open(), brace.close());
            let body = std::mem::replace(&mut self.body, own);
            self.locals.push(BTreeMap::new());
            self.parameters(signature);
            let value = self.block(block);
            self.locals = outer;
            self.body = body;
            self.schema_of_result(&value, &signature.output);
        }
        self.context = before;
    }

    /// Binds the parameters of a function to things of their types.
    fn parameters(&mut self, signature: &Signature) {
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    let span = self.span(receiver.self_token.span);
                    if let Some(this) = self.this.clone() {
                        let own = instance(format!("?{this}"), span, &self.context);
                        self.define("self", own);
                    }
                }
                FnArg::Typed(typed) => {
                    let span = self.span(extent::type_start(&typed.ty));
                    let thing = self.thing(&typed.ty, span);
                    self.bind(&typed.pat, &thing);
                }
            }
        }
    }

    fn is_path(&self, input: &FnArg) -> bool {
        let FnArg::Typed(typed) = input else { return false };
        let declared = self.type_name(&typed.ty);
        matches!(declared.as_deref(), Some("std::path::Path" | "std::path::PathBuf"))
    }

    /// Whether a parameter is one that a web framework fills from a request.
    fn is_extractor(&self, input: &FnArg) -> bool {
        let FnArg::Typed(typed) = input else { return false };
        // What others lend is lent by a caller, except by Rocket.
        let (declared, lent) = match &*typed.ty {
            syn::Type::Reference(reference) => (&*reference.elem, true),
            declared => (declared, false),
        };
        let syn::Type::Path(path) = declared else { return false };
        let name = self.path(&path.path);
        self.table.means(&name, Meaning::Handles) && (!lent || name.starts_with("rocket::"))
    }

    /// Records attributes that are calls of a framework; says whether they make what they stand at a handler.
    fn attributes(&mut self, attributes: &[Attribute]) -> bool {
        let mut handles = false;
        for attribute in attributes {
            let tokens = match &attribute.meta {
                Meta::List(list) => list.tokens.clone(),
                Meta::Path(_) => TokenStream::new(),
                Meta::NameValue(_) => continue,
            };
            let callee = self.path(attribute.path());
            if !self.table.knows(&callee) {
                continue;
            }
            let args = self.attribute_arguments(tokens);
            let span = self.between(attribute.pound_token.span, attribute.bracket_token.span.close());
            handles |= self.calls_back(&callee);
            let context = self.context.clone();
            let call = Call { callee, receiver: None, args, open: false, result: None, span, context };
            self.record.call(Arc::new(call));
        }
        handles
    }

    fn attribute_arguments(&mut self, tokens: TokenStream) -> Vec<Argument> {
        use syn::parse::Parser;
        let parsed = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens);
        let mut args = Vec::new();
        for expr in parsed.into_iter().flatten() {
            args.push(match &expr {
                Expr::Assign(assign) => {
                    let name = match &*assign.left {
                        Expr::Path(path) => path.path.get_ident().map(|name| self.ident(name)),
                        _ => None,
                    };
                    Argument { name, value: self.expression(&assign.right) }
                }
                other => Argument { name: None, value: self.expression(other) },
            });
        }
        args
    }

    /// Whether what is called so calls functions back while requests or events are handled.
    pub(super) fn calls_back(&self, callee: &str) -> bool {
        self.table.means(callee, Meaning::Handles) || self.table.means(callee, Meaning::Fact(Kind::Route))
    }

    /// Walks a block; its value is that of its last expression.
    pub(super) fn block(&mut self, block: &Block) -> Value {
        let items = || {
            block.stmts.iter().filter_map(|statement| match statement {
                Stmt::Item(item) => Some(item),
                _ => None,
            })
        };
        let has_items = items().next().is_some();
        if has_items {
            self.names.push(Names::of_block(items()));
        }
        self.locals.push(BTreeMap::new());
        for item in items() {
            match item {
                Item::Const(item) => {
                    let value = self.expression(&item.expr);
                    self.define(&item.ident.to_string(), value);
                }
                Item::Static(item) => {
                    let value = self.expression(&item.expr);
                    self.define(&item.ident.to_string(), value);
                }
                item if !self.silent => self.item(item),
                _ => {}
            }
        }
        let mut value = Value::unknown(self.span(block.brace_token.span.open()));
        for statement in &block.stmts {
            value = self.statement(statement).unwrap_or_else(|| Value::unknown(value.span));
        }
        self.locals.pop();
        if has_items {
            self.names.pop();
        }
        value
    }

    pub(super) fn statement(&mut self, statement: &Stmt) -> Option<Value> {
        match statement {
            Stmt::Local(binding) => {
                self.in_role(guard::role_of(&binding.attrs), |walker| walker.let_statement(binding));
                None
            }
            Stmt::Item(_) => None,
            Stmt::Expr(expr, end) => {
                let role = guard::role_of(attributes_of(expr));
                let value = self.in_role(role, |walker| walker.expression(expr));
                end.is_none().then_some(value)
            }
            Stmt::Macro(call) => {
                let role = guard::role_of(&call.attrs);
                let value = self.in_role(role, |walker| walker.macro_call(&call.mac));
                call.semi_token.is_none().then_some(value)
            }
        }
    }

    fn let_statement(&mut self, binding: &syn::Local) {
        let Some(init) = &binding.init else { return self.hide(&binding.pat) };
        let mut value = self.expression(&init.expr);
        if let syn::Pat::Type(typed) = &binding.pat {
            self.schema_of(&value, &typed.ty);
        }
        if let Some((_, otherwise)) = &init.diverge {
            let fails = self.fails(otherwise);
            if let Data::Env(read) = &value.data
                && fails
            {
                value = self.demanded(read, value.span);
            }
            self.expression(otherwise);
        }
        let named = match &binding.pat {
            syn::Pat::Type(typed) => &*typed.pat,
            pattern => pattern,
        };
        if let syn::Pat::Ident(name) = named {
            let name = self.ident(&name.ident);
            self.bound(&name, value.clone());
        }
        self.bind(&binding.pat, &value);
    }

    fn imports(&mut self, tree: &UseTree, attributes: &[Attribute]) {
        match tree {
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.imports(tree, attributes)),
            UseTree::Path(path) => {
                let name = self.ident(&path.ident);
                self.import(name, attributes);
            }
            UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }

    fn import(&mut self, krate: Arg, attributes: &[Attribute]) {
        let own = matches!(krate.text.as_str(), "crate" | "self" | "super" | "std" | "core" | "alloc");
        if own || self.silent || self.path_is_own(&krate.text) {
            return;
        }
        let mut context = self.context.clone();
        context.role = context.role.or(guard::role_of(attributes));
        let optional = attributes.iter().any(|attribute| attribute.path().is_ident("cfg"));
        self.record.unit().imports.push(Import { module: krate, context, optional });
    }

    fn path_is_own(&self, first: &str) -> bool {
        super::names::resolve(&self.names, self.table, self.reader.path, &format!("{first}::x"))
            .starts_with('?')
    }

    /// What a function returns by its declaration.
    pub(super) fn declared_result(&self, output: &ReturnType, span: crate::source::Span) -> Value {
        match output {
            ReturnType::Type(_, declared) => self.thing(declared, span),
            ReturnType::Default => Value::unknown(span),
        }
    }
}

/// The attributes of an expression that can stand as a statement with some.
fn attributes_of(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Block(expr) => &expr.attrs,
        Expr::If(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::Match(expr) => &expr.attrs,
        Expr::Assign(expr) => &expr.attrs,
        Expr::Try(expr) => &expr.attrs,
        Expr::Await(expr) => &expr.attrs,
        Expr::Macro(expr) => &expr.attrs,
        Expr::Unsafe(expr) => &expr.attrs,
        Expr::ForLoop(expr) => &expr.attrs,
        _ => &[],
    }
}
