//! Expressions to values; each is walked once, and what it calls is recorded on the way.

use std::sync::Arc;

use syn::{BinOp, Block, Expr, Lit, Member, Pat, UnOp};

use super::super::syntax::evaluate::{concatenated, element_of, instance, local, map, merge, or_default};
use super::super::unit::{Branch, Data, Read, Test, Value};
use super::walker::Walker;
use super::{extent, guard, net};
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
                self.locals.push(std::collections::BTreeMap::new());
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

    fn literal(&self, literal: &Lit) -> Value {
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
        if let Some(fields) = own.and_then(|own| self.defined.structs.get(own).copied()) {
            let field = fields.iter().find(|field| field.ident.as_ref().is_some_and(|known| *known == name.text));
            let declared = field.and_then(|field| self.type_name(&field.ty));
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
                (Data::Text(_) | Data::Template(..) | Data::Env(_), _) => concatenated(vec![left, right], "", span),
                _ => Value::unknown(span),
            },
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

    fn branch(&mut self, branch: &syn::ExprIf, span: Span) -> Value {
        self.locals.push(std::collections::BTreeMap::new());
        let (role, other) = self.guard(&branch.cond);
        let condition = self.expression(&branch.cond);
        let read = match &*branch.cond {
            Expr::Let(binding) => Some(self.quietly(|walker| walker.expression(&binding.expr))),
            _ => None,
        };
        let subject = read.clone().unwrap_or_else(|| Value::unknown(condition.span));
        let yes = self.in_role(role, |walker| walker.settled(&subject, |walker| walker.block(&branch.then_branch)));
        self.locals.pop();
        let Some((_, otherwise)) = &branch.else_branch else { return Value::unknown(condition.span) };
        let mut no = self.in_role(other, |walker| walker.expression(otherwise));
        if leaves(otherwise) {
            no.data = Data::Null;
        }
        if let Some(Value { data: Data::Env(read), .. }) = &read {
            return self.fallen_back(read, yes, no, self.fails(otherwise), span);
        }
        either(yes, no, span)
    }

    fn choice(&mut self, choice: &syn::ExprMatch, span: Span) -> Value {
        let subject = self.expression(&choice.expr);
        let decides = choice.arms.iter().any(|arm| !is_bare(&arm.body));
        let mut present = None;
        let mut absent = None;
        let mut values = Vec::new();
        for arm in &choice.arms {
            self.locals.push(std::collections::BTreeMap::new());
            self.bind(&arm.pat, &subject);
            let texts = self.texts_of(&arm.pat);
            if !texts.is_empty() && decides && matches!(subject.data, Data::Env(_)) {
                let test = Test { left: subject.clone(), right: texts.clone(), negated: false };
                self.compared(&Arc::new(test), self.place(&arm.body));
            }
            let test = Test { left: subject.clone(), right: texts, negated: false };
            let (role, _) = super::super::environment::guarded(&test);
            if let Pat::Guard(guarded) = &arm.pat {
                self.expression(&guarded.guard);
            }
            let role = role.or(guard::role_of(&arm.attrs));
            let outcome = outcome(&arm.pat);
            let there = if outcome == Some(true) { subject.clone() } else { Value::unknown(subject.span) };
            let value = self.in_role(role, |walker| walker.settled(&there, |walker| walker.expression(&arm.body)));
            self.locals.pop();
            let fails = self.fails(&arm.body);
            let value = if leaves(&arm.body) { Value { data: Data::Null, ..value } } else { value };
            match outcome {
                Some(true) => present = Some(value.clone()),
                // `Err(NotPresent) => default, Err(_) => panic!()`
                Some(false) if absent.as_ref().is_none_or(|(_, fails)| *fails) => absent = Some((value.clone(), fails)),
                _ => {}
            }
            values.push(value);
        }
        if let (Data::Env(read), Some(present), Some((absent, fails))) = (&subject.data, present, absent) {
            return self.fallen_back(read, present, absent, fails, span);
        }
        values.into_iter().reduce(|left, right| either(left, right, span)).unwrap_or(subject)
    }

    /// The value of a choice between a variable and what stands in for it.
    fn fallen_back(&mut self, read: &Arc<Read>, present: Value, absent: Value, fails: bool, span: Span) -> Value {
        let same = matches!(&present.data, Data::Env(own) if own.name.span == read.name.span);
        if fails {
            let value = self.demanded(read, span);
            return if same { value } else { present };
        }
        match absent.data {
            Data::Text(_) | Data::Number(_) | Data::Bool(_) | Data::Template(..) if same => {
                let value = or_default(present, absent, span);
                self.met(&value);
                value
            }
            _ => either(present, absent, span),
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

    /// The string literals that a pattern compares with.
    pub(super) fn texts_of(&self, pattern: &Pat) -> Vec<Value> {
        match pattern {
            Pat::Lit(literal) => match self.literal(&literal.lit) {
                value @ Value { data: Data::Text(_), .. } => vec![value],
                _ => Vec::new(),
            },
            Pat::Or(choice) => choice.cases.iter().flat_map(|case| self.texts_of(case)).collect(),
            Pat::TupleStruct(wrapper) => wrapper.elems.iter().flat_map(|inner| self.texts_of(inner)).collect(),
            Pat::Reference(reference) => self.texts_of(&reference.pat),
            Pat::Guard(guarded) => self.texts_of(&guarded.pat),
            _ => Vec::new(),
        }
    }

    /// Walks a closure whose parameters are all that value; the result is what its body comes to.
    pub(super) fn closure(&mut self, closure: &syn::ExprClosure, given: &Value) -> Value {
        self.locals.push(std::collections::BTreeMap::new());
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
                            merge(vec![before, value.clone()]).unwrap_or_else(|| local(&name.text, value.span))
                        }
                        _ => value.clone(),
                    };
                    if let Some(block) = self.locals.iter_mut().rev().find(|block| block.contains_key(&name.text)) {
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
                    let path = if owner.is_empty() { name.text.clone() } else { format!("{owner}.{}", name.text) };
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

    /// Whether an expression ends the program or leaves with an error.
    pub(super) fn fails(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Block(block) => self.block_fails(&block.block),
            Expr::Macro(call) => is_failing_macro(&call.mac),
            Expr::Return(back) => match back.expr.as_deref() {
                Some(Expr::Call(call)) => matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err")),
                _ => false,
            },
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let callee = self.path(&path.path);
                    self.table.means(&callee, super::super::table::Meaning::Exits) || callee == "?Err"
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn block_fails(&self, block: &Block) -> bool {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(expr, _)) => self.fails(expr),
            Some(syn::Stmt::Macro(call)) => is_failing_macro(&call.mac),
            _ => false,
        }
    }
}

fn is_failing_macro(call: &syn::Macro) -> bool {
    call.path.segments.last().is_some_and(|last| {
        matches!(last.ident.to_string().as_str(), "panic" | "unreachable" | "bail" | "todo" | "unimplemented")
    })
}

/// Whether the pattern is that of a value that is there (`Ok(x)`), or of one that is not (`Err(_)`, `None`, `_`).
fn outcome(pattern: &Pat) -> Option<bool> {
    let last = |path: &syn::Path| path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    match pattern {
        Pat::TupleStruct(wrapper) => match last(&wrapper.path).as_str() {
            "Ok" | "Some" => wrapper.elems.iter().all(|inner| !matches!(inner, Pat::Lit(_))).then_some(true),
            "Err" => Some(false),
            _ => None,
        },
        Pat::Ident(name) if name.ident == "None" => Some(false),
        Pat::Path(path) if last(&path.path) == "None" => Some(false),
        Pat::Wild(_) => Some(false),
        _ => None,
    }
}

/// Whether an expression does nothing but name or wrap something: `Ok(Self::Production)`.
fn is_bare(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Call(call) => matches!(&*call.func, Expr::Path(_)) && call.args.iter().all(is_bare),
        Expr::Return(back) => back.expr.as_deref().is_none_or(is_bare),
        Expr::Macro(_) => true,
        _ => false,
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

fn is_literal(value: &Value) -> bool {
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

/// Whether an expression gives no value because control leaves it.
fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Macro(call) => is_failing_macro(&call.mac),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "exit" || last.ident == "Err"),
            _ => false,
        },
        Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(last, _)) => leaves(last),
            Some(syn::Stmt::Macro(call)) => is_failing_macro(&call.mac),
            _ => false,
        },
        _ => false,
    }
}

/// One of two values. What can also be something unknown is not a constant, but is used as the thing that is known.
fn either(left: Value, right: Value, span: Span) -> Value {
    match (&left.data, &right.data) {
        (Data::Null, _) => right,
        (_, Data::Null) => left,
        (Data::Unknown | Data::Test(_), _) if is_literal(&right) => Value::unknown(span),
        (_, Data::Unknown | Data::Test(_)) if is_literal(&left) => Value::unknown(span),
        (Data::Unknown | Data::Test(_), _) => right,
        (_, Data::Unknown | Data::Test(_)) => left,
        _ => {
            let mut values = left.alternatives().to_vec();
            values.extend(right.alternatives().iter().cloned());
            values.truncate(8);
            Value { data: Data::Choice(values.into()), span }
        }
    }
}
