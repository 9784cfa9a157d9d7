//! Choices between values: conditions, matches, and what stands in for a variable that is not there.

use std::collections::BTreeMap;
use std::sync::Arc;

use syn::{Block, Expr, Pat};

use super::super::environment;
use super::super::syntax::evaluate::or_default;
use super::super::table::Meaning;
use super::super::unit::{Data, Read, Test, Value};
use super::expression::is_literal;
use super::guard;
use super::walker::Walker;
use crate::source::Span;

/// A choice of choices is followed no further than this.
const MOST_ALTERNATIVES: usize = 8;

impl Walker<'_> {
    pub(super) fn branch(&mut self, branch: &syn::ExprIf, span: Span) -> Value {
        self.locals.push(BTreeMap::new());
        let (role, other) = self.guard(&branch.cond);
        let condition = self.expression(&branch.cond);
        let read = match &*branch.cond {
            Expr::Let(binding) => Some(self.quietly(|walker| walker.expression(&binding.expr))),
            _ => None,
        };
        let subject = read.clone().unwrap_or_else(|| Value::unknown(condition.span));
        let yes =
            self.in_role(role, |walker| walker.settled(&subject, |walker| walker.block(&branch.then_branch)));
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

    pub(super) fn choice(&mut self, choice: &syn::ExprMatch, span: Span) -> Value {
        let subject = self.expression(&choice.expr);
        let decides = choice.arms.iter().any(|arm| !is_bare(&arm.body));
        let mut present = None;
        let mut absent = None;
        let mut values = Vec::new();
        for arm in &choice.arms {
            self.locals.push(BTreeMap::new());
            self.bind(&arm.pat, &subject);
            let texts = self.texts_of(&arm.pat);
            if !texts.is_empty() && decides && matches!(subject.data, Data::Env(_)) {
                let test = Test { left: subject.clone(), right: texts.clone(), negated: false };
                self.compared(&Arc::new(test), self.place(&arm.body));
            }
            let test = Test { left: subject.clone(), right: texts, negated: false };
            let (role, _) = environment::guarded(&test);
            if let Pat::Guard(guarded) = &arm.pat {
                self.expression(&guarded.guard);
            }
            let role = role.or(guard::role_of(&arm.attrs)).or(guard::role_of_command(&arm.pat));
            let outcome = outcome(&arm.pat);
            let there = if outcome == Some(true) { subject.clone() } else { Value::unknown(subject.span) };
            let value =
                self.in_role(role, |walker| walker.settled(&there, |walker| walker.expression(&arm.body)));
            self.locals.pop();
            let fails = self.fails(&arm.body);
            let value = if leaves(&arm.body) { Value { data: Data::Null, ..value } } else { value };
            match outcome {
                Some(true) => present = Some(value.clone()),
                // `Err(NotPresent) => default, Err(_) => panic!()`
                Some(false) if absent.as_ref().is_none_or(|(_, fails)| *fails) => {
                    absent = Some((value.clone(), fails));
                }
                _ => {}
            }
            values.push(value);
        }
        if is_build_time(&choice.expr) {
            return Value::unknown(span);
        }
        if let (Data::Env(read), Some(present), Some((absent, fails))) = (&subject.data, present, absent) {
            return self.fallen_back(read, present, absent, fails, span);
        }
        values.into_iter().reduce(|left, right| either(left, right, span)).unwrap_or(subject)
    }

    /// The value of a choice between a variable and what stands in for it.
    fn fallen_back(
        &mut self,
        read: &Arc<Read>,
        present: Value,
        absent: Value,
        fails: bool,
        span: Span,
    ) -> Value {
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

    /// The string literals that a pattern compares with.
    pub(super) fn texts_of(&self, pattern: &Pat) -> Vec<Value> {
        match pattern {
            Pat::Lit(literal) => match self.literal(&literal.lit) {
                value @ Value { data: Data::Text(_), .. } => vec![value],
                _ => Vec::new(),
            },
            Pat::Or(choice) => choice.cases.iter().flat_map(|case| self.texts_of(case)).collect(),
            Pat::TupleStruct(wrapper) => {
                wrapper.elems.iter().flat_map(|inner| self.texts_of(inner)).collect()
            }
            Pat::Reference(reference) => self.texts_of(&reference.pat),
            Pat::Guard(guarded) => self.texts_of(&guarded.pat),
            _ => Vec::new(),
        }
    }

    /// Whether an expression ends the program or leaves with an error.
    pub(super) fn fails(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Block(block) => self.block_fails(&block.block),
            Expr::Macro(call) => is_failing_macro(&call.mac),
            Expr::Return(back) => match back.expr.as_deref() {
                Some(Expr::Call(call)) => {
                    matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err"))
                }
                _ => false,
            },
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let callee = self.path(&path.path);
                    self.table.means(&callee, Meaning::Exits) || callee == "?Err"
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

/// Whether an expression gives no value because control leaves it.
fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Macro(call) => is_failing_macro(&call.mac),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                path.path.segments.last().is_some_and(|last| last.ident == "exit" || last.ident == "Err")
            }
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

/// One of two values; what is not known at all only counts beside a literal, which is then no constant.
fn either(left: Value, right: Value, span: Span) -> Value {
    let unknown = |value: &Value| matches!(value.data, Data::Unknown | Data::Test(_));
    match (&left.data, &right.data) {
        (Data::Null, _) => right,
        (_, Data::Null) => left,
        _ if unknown(&left) && !is_literal(&right) => right,
        _ if unknown(&right) && !is_literal(&left) => left,
        _ => {
            let mut values = left.alternatives().to_vec();
            values.extend(right.alternatives().iter().cloned());
            values.truncate(MOST_ALTERNATIVES);
            Value { data: Data::Choice(values.into()), span }
        }
    }
}

/// Whether an expression asks for what was set when the program was built: what stands in for it is a build without it.
fn is_build_time(expr: &Expr) -> bool {
    matches!(expr, Expr::Macro(call) if call.mac.path.is_ident("option_env"))
}
