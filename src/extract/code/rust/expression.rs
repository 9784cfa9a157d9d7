//! Expressions to values; each is walked once, and what it calls is recorded on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use syn::{BinOp, Expr, Lit, Member, UnOp};

use super::super::syntax::evaluate::{concatenated, element_of, instance, local, map, merge};
use super::super::unit::{Branch, Data, Read, Test, Value};
use super::walker::Walker;
use super::{extent, net};
use crate::fact::Environment;
use crate::source::{Arg, Span};

impl Walker<'_> {
    /// The place of an expression.
    pub(super) fn place(&self, expr: &Expr) -> Span {
        self.between(extent::start(expr), extent::end(expr))
    }

    /// The value of an expression.
    pub(super) fn expression(&mut self, expr: &Expr) -> Value {
        if !self.spend() {
            return Value::unknown(Span::start_of(self.reader.file));
        }
        match expr {
            Expr::Lit(literal) => self.literal(&literal.lit),
            Expr::Path(path) => self.named(&path.path),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Call(call) => self.function_call(call),
            Expr::Macro(call) => self.macro_call(&call.mac),
            Expr::Field(field) => {
                let object = self.expression(&field.base);
                let name = match &field.member {
                    Member::Named(name) => self.ident(name),
                    Member::Unnamed(index) => Arg::literal(index.index.to_string(), self.span(index.span)),
                };
                self.member(&object, &name, self.place(expr))
            }
            Expr::Reference(reference) => self.expression(&reference.expr),
            Expr::Paren(paren) => self.expression(&paren.expr),
            Expr::Group(group) => self.expression(&group.expr),
            Expr::Cast(cast) => self.expression(&cast.expr),
            Expr::Await(awaited) => self.expression(&awaited.base),
            Expr::Try(attempt) => {
                let value = self.expression(&attempt.expr);
                match &value.data {
                    Data::Env(read) if !asks_for_option(&attempt.expr) => self.demanded(read, value.span),
                    _ => value,
                }
            }
            Expr::Unary(unary) => {
                let value = self.expression(&unary.expr);
                match (&unary.op, &value.data) {
                    (UnOp::Deref(_), _) => value,
                    (UnOp::Not(_), Data::Test(test)) => {
                        let test = Test { negated: !test.negated, ..(**test).clone() };
                        Value { data: Data::Test(Arc::new(test)), span: value.span }
                    }
                    _ => Value::unknown(self.place(expr)),
                }
            }
            Expr::Binary(binary) => self.binary(binary, self.place(expr)),
            Expr::Block(block) => self.block(&block.block),
            Expr::Unsafe(block) => self.block(&block.block),
            Expr::Async(block) => self.block(&block.block),
            Expr::Const(block) => self.block(&block.block),
            Expr::TryBlock(block) => self.block(&block.block),
            Expr::If(branch) => self.branch(branch, self.place(expr)),
            Expr::Match(choice) => self.choice(choice, self.place(expr)),
            Expr::Closure(closure) => {
                self.closure(closure, &Value::unknown(self.place(expr)));
                let inert = matches!(&*closure.body, Expr::Block(block) if block.block.stmts.is_empty())
                    || matches!(&*closure.body, Expr::Tuple(unit) if unit.elems.is_empty());
                Value { data: Data::Function { inert }, span: self.place(expr) }
            }
            Expr::Struct(literal) => self.struct_literal(literal, self.place(expr)),
            Expr::Array(array) => self.list(array.elems.iter(), self.place(expr)),
            Expr::Tuple(tuple) => net::endpoint(self.list(tuple.elems.iter(), self.place(expr))),
            Expr::Assign(assign) => self.assign(assign),
            Expr::Let(binding) => {
                let value = self.expression(&binding.expr);
                self.bind(&binding.pat, &value);
                Value::unknown(value.span)
            }
            Expr::ForLoop(each) => {
                let values = self.expression(&each.expr);
                let element = match &values.data {
                    Data::List(items) if !items.is_empty() => {
                        Value { data: Data::Choice(items.clone()), span: values.span }
                    }
                    _ => element_of(&values, values.span),
                };
                self.locals.push(BTreeMap::new());
                self.bind(&each.pat, &element);
                self.block(&each.body);
                self.locals.pop();
                Value::unknown(values.span)
            }
            Expr::While(repeat) => {
                self.expression(&repeat.cond);
                self.block(&repeat.body)
            }
            Expr::Loop(repeat) => {
                self.block(&repeat.body);
                Value::unknown(self.span(repeat.loop_token.span))
            }
            Expr::Index(index) => {
                let object = self.expression(&index.expr);
                let key = self.expression(&index.index);
                match (&object.data, key.as_text()) {
                    (Data::Map(_), Some(name)) => {
                        let name = Arg::literal(name, key.span);
                        self.member(&object, &name, self.place(expr))
                    }
                    _ => element_of(&object, self.place(expr)),
                }
            }
            Expr::Return(back) => self.inside(back.expr.as_deref(), self.span(back.return_token.span)),
            Expr::Break(stop) => self.inside(stop.expr.as_deref(), self.span(stop.break_token.span)),
            Expr::Range(range) => {
                self.inside(range.start.as_deref(), Span::start_of(self.reader.file));
                self.inside(range.end.as_deref(), Span::start_of(self.reader.file));
                Value::unknown(Span::start_of(self.reader.file))
            }
            Expr::Repeat(repeat) => {
                self.expression(&repeat.expr);
                Value::unknown(self.span(repeat.bracket_token.span.open()))
            }
            _ => Value::unknown(Span::start_of(self.reader.file)),
        }
    }

    /// Walks what a `return` or the like holds; what it leaves behind has no value.
    fn inside(&mut self, expr: Option<&Expr>, span: Span) -> Value {
        if let Some(expr) = expr {
            self.expression(expr);
        }
        Value::unknown(span)
    }

    fn list<'e>(&mut self, items: impl Iterator<Item = &'e Expr>, span: Span) -> Value {
        let items: Vec<Value> = items.map(|item| self.expression(item)).collect();
        Value { data: Data::List(items.into()), span }
    }

    pub(super) fn literal(&self, literal: &Lit) -> Value {
        let span = self.span(literal.span());
        let data = match literal {
            Lit::Str(text) => Data::Text(text.value()),
            Lit::ByteStr(bytes) => match String::from_utf8(bytes.value()) {
                Ok(text) => Data::Text(text),
                Err(_) => Data::Unknown,
            },
            Lit::Int(number) => Data::Number(number.base10_digits().to_owned()),
            Lit::Bool(flag) => Data::Bool(flag.value),
            _ => Data::Unknown,
        };
        Value { data, span }
    }

    /// The value of a path: of a local variable, a constant, or of what is named elsewhere.
    fn named(&mut self, path: &syn::Path) -> Value {
        let last = path.segments.last().map_or_else(proc_macro2::Span::call_site, |last| last.ident.span());
        let span = self.between(extent::path_start(path), last);
        if let Some(name) = path.get_ident().map(ToString::to_string) {
            if let Some(value) = self.find_local(&name) {
                return value.clone();
            }
            if name == "None" {
                return Value { data: Data::Null, span };
            }
        }
        let canonical = self.path(path);
        if let Some(own) = canonical.strip_prefix('?')
            && let Some(value) = self.constant_value(own)
        {
            return value;
        }
        net::constant(&canonical, span).unwrap_or(Value { data: Data::Name(canonical), span })
    }

    /// The value of a constant of the file.
    pub(super) fn constant_value(&mut self, name: &str) -> Option<Value> {
        if let Some(known) = self.constants.get(name) {
            return known.clone();
        }
        let (expr, declared) = *self.defined.constants.get(name)?;
        self.constants.insert(name.to_owned(), None);
        let locals = std::mem::take(&mut self.locals);
        let value = self.quietly(|walker| walker.expression(expr));
        self.locals = locals;
        let value = match value.data {
            Data::Unknown | Data::Function { .. } => self.thing(declared, value.span),
            // What a cell holds comes later.
            Data::Call(ref made) if made.callee.contains("Once") => self.thing(declared, value.span),
            _ => value,
        };
        let value = match value.data {
            Data::Unknown => local(name, value.span),
            _ => value,
        };
        self.constants.insert(name.to_owned(), Some(value.clone()));
        Some(value)
    }

    /// The member of a value. `span` is the whole expression.
    pub(super) fn member(&mut self, object: &Value, name: &Arg, span: Span) -> Value {
        if let Data::Map(known) = &object.data {
            return known.get(&name.text).cloned().unwrap_or_else(|| local(&name.text, span));
        }
        if let (Data::List(items), Ok(index)) = (&object.data, name.text.parse::<usize>()) {
            return items.get(index).cloned().unwrap_or_else(|| Value::unknown(span));
        }
        let Some(canonical) = object.canonical() else { return local(&name.text, span) };
        let own = canonical.strip_prefix('?').and_then(|name| name.strip_suffix("()"));
        if let Some(item) = own.and_then(|own| self.defined.structs.get(own).copied()) {
            let index = name.text.parse::<usize>().ok();
            let field = item.fields.iter().enumerate().find(|(at, field)| match &field.ident {
                Some(known) => *known == name.text,
                None => index == Some(*at),
            });
            let declared = field.and_then(|(_, field)| self.type_name(&field.ty));
            if let Some(declared) = declared.filter(|declared| self.is_thing(declared)) {
                return instance(declared, span, &self.context);
            }
        }
        let object = canonical.replace("()", "");
        Value { data: Data::Name(format!("{object}.{}", name.text)), span }
    }

    /// Whether values of that type are followed: it is of this file, or the table has a word on it.
    fn is_thing(&self, declared: &str) -> bool {
        match declared.strip_prefix('?') {
            Some(own) => self.defined.structs.contains_key(own),
            None => self.table.knows(declared),
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary, span: Span) -> Value {
        let left = self.expression(&binary.left);
        let right = self.expression(&binary.right);
        match binary.op {
            BinOp::Add(_) => match (&left.data, &right.data) {
                (Data::Text(_) | Data::Template(..) | Data::Env(_), _) => {
                    concatenated(vec![left, right], "", span)
                }
                _ => Value::unknown(span),
            },
            BinOp::Mul(_) => {
                let number = |value: &Value| match &value.data {
                    Data::Number(digits) => digits.parse::<u64>().ok(),
                    _ => None,
                };
                let product =
                    number(&left).zip(number(&right)).and_then(|(left, right)| left.checked_mul(right));
                product.map_or_else(
                    || Value::unknown(span),
                    |product| Value { data: Data::Number(product.to_string()), span },
                )
            }
            BinOp::Eq(_) | BinOp::Ne(_) => {
                let (left, right) = if is_literal(&left) { (right, left) } else { (left, right) };
                let right = environment_variant(right);
                let negated = matches!(binary.op, BinOp::Ne(_));
                let test = Arc::new(Test { left, right: vec![right], negated });
                self.compared(&test, span);
                Value { data: Data::Test(test), span }
            }
            _ => Value::unknown(span),
        }
    }

    /// Records a comparison with a literal.
    pub(super) fn compared(&mut self, test: &Arc<Test>, span: Span) {
        if !self.silent && test.right.iter().any(|right| right.as_text().is_some()) {
            let branch = Branch { test: Arc::clone(test), span, context: self.context.clone() };
            self.record.unit().branches.push(branch);
        }
    }

    /// A variable without which the program stops.
    pub(super) fn demanded(&mut self, read: &Arc<Read>, span: Span) -> Value {
        let required = read.default.is_none() && !self.settled.contains(&read.name.span.start);
        let required = required || read.required;
        let value = Value { data: Data::Env(Arc::new(Read { required, ..(**read).clone() })), span };
        self.met(&value);
        value
    }

    /// Records the reads that a value consists of.
    pub(super) fn met(&mut self, value: &Value) {
        if !self.silent {
            self.record.reads_of(value);
        }
    }

    /// Walks a closure whose parameters are all that value; the result is what its body comes to.
    pub(super) fn closure(&mut self, closure: &syn::ExprClosure, given: &Value) -> Value {
        self.locals.push(BTreeMap::new());
        for input in &closure.inputs {
            self.bind(input, given);
        }
        let value = self.expression(&closure.body);
        self.locals.pop();
        value
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct, span: Span) -> Value {
        let name = self.path(&literal.path);
        let mut entries = Vec::new();
        for field in &literal.fields {
            let Member::Named(key) = &field.member else { continue };
            let value = self.expression(&field.expr);
            self.met(&value);
            entries.push((self.ident(key), value));
        }
        if let Some(rest) = &literal.rest {
            self.expression(rest);
        }
        let value = map(entries, literal.rest.is_some() || literal.dot2_token.is_some(), span);
        if let Some(own) = name.strip_prefix('?') {
            if let (Data::Map(known), false) = (&value.data, self.silent) {
                let context = self.context.clone();
                self.record.map(own, known, &context);
            }
            return value;
        }
        self.made(name, value, span)
    }

    fn assign(&mut self, assign: &syn::ExprAssign) -> Value {
        let value = self.expression(&assign.right);
        self.met(&value);
        match &*assign.left {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    let name = self.ident(name);
                    let before = self.find_local(&name.text).cloned();
                    let after = match before {
                        Some(before) if !matches!(before.data, Data::Unknown) && !is_named_only(&before) => {
                            merge(vec![before, value.clone()])
                                .unwrap_or_else(|| local(&name.text, value.span))
                        }
                        _ => value.clone(),
                    };
                    if let Some(block) =
                        self.locals.iter_mut().rev().find(|block| block.contains_key(&name.text))
                    {
                        block.insert(name.text.clone(), after);
                    }
                    self.bound(&name, value.clone());
                }
            }
            Expr::Field(field) => {
                let object = self.expression(&field.base);
                if let Member::Named(name) = &field.member {
                    let name = self.ident(name);
                    let owner = object.canonical().unwrap_or_default().replace("()", "");
                    let owner = owner.trim_start_matches('?');
                    let path =
                        if owner.is_empty() { name.text.clone() } else { format!("{owner}.{}", name.text) };
                    if !self.silent {
                        let context = self.context.clone();
                        self.record.field(&path, name, Some(value.clone()), &context);
                    }
                }
            }
            other => {
                self.expression(other);
            }
        }
        Value::unknown(value.span)
    }
}

/// Whether `?` on an expression asks an `Option`, so that what is missing is passed over rather than an error.
fn asks_for_option(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "ok" => true,
            "ok_or" | "ok_or_else" | "context" | "with_context" | "wrap_err" | "expect" => false,
            _ => asks_for_option(&call.receiver),
        },
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "var_os"))
        }
        Expr::Await(awaited) => asks_for_option(&awaited.base),
        _ => false,
    }
}

pub(super) fn is_literal(value: &Value) -> bool {
    matches!(value.data, Data::Text(_) | Data::Number(_) | Data::Bool(_))
}

fn is_named_only(value: &Value) -> bool {
    matches!(&value.data, Data::Name(name) if name.starts_with('?'))
}

/// `Environment::Production` is the word `production`.
fn environment_variant(value: Value) -> Value {
    let word = match &value.data {
        Data::Name(name) if name.contains("::") => name.rsplit("::").next(),
        _ => None,
    };
    match word.filter(|word| Environment::from_word(word).is_some()) {
        Some(word) => Value::text(word.to_lowercase(), value.span),
        None => value,
    }
}
