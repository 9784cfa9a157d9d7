//! Calls: of functions, of methods along chains of receivers, and of helpers of the file itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use syn::{Expr, ExprCall, ExprMethodCall, FnArg, ReturnType};

use super::super::literal::{is_telling_name, words};
use super::super::slot::{Around, is_capitals};
use super::super::syntax::evaluate::{or_default, returned};
use super::super::unit::{Argument, Call, Data, Read, Test, Value, last_part};
use super::names::Function;
use super::walker::Walker;
use super::{extent, net};
use crate::fact::Scope;
use crate::source::{Arg, Span};

/// A canonical name grows no longer along a chain of calls.
const LONGEST_NAME: usize = 240;

/// A helper with more statements than this is not read for its callers.
const LONGEST_HELPER: usize = 16;

/// Helpers are read within helpers no deeper than this.
const DEEPEST_HELPER: u8 = 3;

/// An argument, and for a closure the value that its body comes to.
struct Given {
    value: Value,
    body: Option<Value>,
}

impl Given {
    /// What stands for the argument where the callee calls it.
    fn outcome(&self) -> Value {
        self.body.clone().unwrap_or_else(|| self.value.clone())
    }
}

impl Walker<'_> {
    /// A call of a function by its path.
    pub(super) fn function_call(&mut self, call: &ExprCall) -> Value {
        let span = self.between(extent::start(&call.func), call.paren_token.span.close());
        let Expr::Path(path) = &*call.func else {
            self.expression(&call.func);
            for arg in &call.args {
                self.expression(arg);
            }
            return Value::unknown(span);
        };
        let callee = self.path(&path.path);
        let given = self.arguments(call.args.iter(), &callee, None);
        if callee == "?Err" {
            for given in &given {
                self.met(&given.value);
            }
            return Value::unknown(span);
        }
        let own = callee.strip_prefix('?').map(str::to_owned);
        let function = own.as_ref().and_then(|own| self.defined.functions.get(own).copied());
        if let [Given { value, .. }] = given.as_slice()
            && callee.ends_with("::from_str")
            && is_data(value)
        {
            return value.clone();
        }
        if let Some(read) = self.named_read(&callee, &given, span).filter(|_| function.is_none()) {
            self.met(&read);
            return read;
        }
        let args = positional(&given);
        let made = Call {
            callee,
            receiver: None,
            args,
            open: false,
            result: None,
            span,
            context: self.context.clone(),
        };
        let value = self.called(made, &given);
        if let Some(declared) =
            path.path.segments.last().and_then(|last| super::walker::first_type(&last.arguments))
        {
            self.schema_of(&value, declared);
        }
        let (Some(own), Some(function)) = (own, function) else { return value };
        let values: Vec<Value> = given.iter().map(Given::outcome).collect();
        let value = self.inlined(&own, function, &values, span).unwrap_or(value);
        self.met(&value);
        value
    }

    /// What a function of another file reads whose name says that it reads a variable, and which is given one: `env_or("PORT",
    /// "80")`, `required_var("DATABASE_URL")`.
    fn named_read(&self, callee: &str, given: &[Given], span: Span) -> Option<Value> {
        let words = words(last_part(callee));
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        let reads = has(&["env", "var"]) && !has(&["set", "remove", "unset", "with", "temp", "is"]);
        let name = given.first().and_then(|given| given.value.as_text()).filter(|name| is_capitals(name))?;
        if !reads || self.table.calls(callee).next().is_some() {
            return None;
        }
        let name = Arg::literal(name, given[0].value.span);
        let default = given.get(1).map(Given::outcome).filter(is_data);
        let required = default.is_none() && has(&["required", "require", "must", "expect"]);
        let (api, context) = (callee.trim_start_matches('?').to_owned(), self.context.clone());
        Some(Value { data: Data::Env(Arc::new(Read { name, default, required, api, span, context })), span })
    }

    /// A call of a method.
    pub(super) fn method_call(&mut self, call: &ExprMethodCall) -> Value {
        let object = self.expression(&call.receiver);
        let span = self.between(extent::start(&call.receiver), call.paren_token.span.close());
        let method = call.method.to_string();
        let callee = chained(object.canonical().as_deref(), &method);
        let callee =
            if self.table.has_own_names() { self.table.preferred(&callee).to_owned() } else { callee };
        let given = self.arguments(call.args.iter(), &callee, Some(&object));
        if let Some(value) = self.standard(&object, &method, &given, span) {
            return value;
        }
        let name = self.ident(&call.method);
        if !self.silent
            && let [Given { value: value @ Value { data: Data::Text(_), .. }, .. }] = given.as_slice()
            && is_telling_name(&method)
            && !callee.starts_with('?')
        {
            let context = self.context.clone();
            self.record.field(&callee, name, Some(value.clone()), &context);
        }
        let args = positional(&given);
        let context = self.context.clone();
        let made = Call { callee, receiver: Some(object), args, open: false, result: None, span, context };
        self.changed(&made, &call.receiver);
        let value = self.called(made, &given);
        if let Some(declared) = call.turbofish.as_ref().and_then(|generics| {
            generics.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(declared) => Some(declared),
                _ => None,
            })
        }) {
            self.schema_of(&value, declared);
        }
        value
    }

    /// What the standard library's methods on options, results and strings come to; `None` for any other method.
    fn standard(&mut self, object: &Value, method: &str, given: &[Given], span: Span) -> Option<Value> {
        let is_data = is_data(object);
        match method {
            "unwrap" | "expect" => match &object.data {
                Data::Env(read) => Some(self.demanded(&Arc::clone(read), object.span)),
                _ => Some(object.clone()),
            },
            "unwrap_or_default" => match &object.data {
                Data::Env(read) if read.default.is_none() => {
                    let default = Some(Value::text("", span));
                    let value =
                        Value { data: Data::Env(Arc::new(Read { default, span, ..(**read).clone() })), span };
                    self.met(&value);
                    Some(value)
                }
                _ => Some(object.clone()),
            },
            "unwrap_or" | "unwrap_or_else" | "map_or" | "map_or_else" | "or" | "or_else"
            | "get_or_insert" => {
                let fallback = given.first()?.outcome();
                let value = match fallback.data {
                    Data::Unknown | Data::Null | Data::Name(_) | Data::Function { .. } => {
                        coped_with(object, span)
                    }
                    _ => or_default(object.clone(), fallback, span),
                };
                self.met(&value);
                Some(value)
            }
            "is_ok" | "is_err" | "is_some" | "is_none" | "is_empty" if is_data => Some(Value::unknown(span)),
            "eq" | "eq_ignore_ascii_case" | "ne" => {
                let right = vec![given.first()?.value.clone()];
                let test = Arc::new(Test { left: object.clone(), right, negated: method == "ne" });
                self.compared(&test, span);
                Some(Value { data: Data::Test(test), span })
            }
            _ if PASSING.contains(&method) || (is_data && PASSING_DATA.contains(&method)) => {
                for given in given {
                    self.met(&given.value);
                }
                Some(object.clone())
            }
            _ => None,
        }
    }

    /// Evaluates arguments; closures of callees that handle requests run while one is handled, and those on a known value are
    /// given it.
    fn arguments<'e>(
        &mut self,
        args: impl Iterator<Item = &'e Expr>,
        callee: &str,
        object: Option<&Value>,
    ) -> Vec<Given> {
        let handles = self.calls_back(callee);
        args.map(|arg| match arg {
            Expr::Closure(closure) => {
                let (scope, around) = (self.context.scope, self.body);
                let span = self.place(arg);
                if handles {
                    self.context.scope = Scope::Handler;
                    self.body = span;
                }
                let unknown = Value::unknown(span);
                let known = object.filter(|object| is_data(object));
                let given = known.unwrap_or(&unknown).clone();
                let body = self.settled(&given, |walker| walker.closure(closure, &given));
                (self.context.scope, self.body) = (scope, around);
                let inert = matches!(&*closure.body, Expr::Block(block) if block.block.stmts.is_empty());
                Given { value: Value { data: Data::Function { inert }, span }, body: Some(body) }
            }
            other => {
                let value = self.expression(other);
                if let (true, Data::Name(name)) = (handles, &value.data)
                    && let Some(own) = name.strip_prefix('?')
                {
                    self.handlers.insert(own.rsplit("::").next().unwrap_or(own).to_owned());
                }
                Given { value, body: None }
            }
        })
        .collect()
    }

    /// A struct of another package, written as a literal: it is made as by a call with named arguments.
    pub(super) fn made(&mut self, callee: String, fields: Value, span: Span) -> Value {
        let args = vec![Argument { name: None, value: fields }];
        let context = self.context.clone();
        self.called(Call { callee, receiver: None, args, open: false, result: None, span, context }, &[])
    }

    /// Records a call and says what it returns.
    fn called(&mut self, call: Call, given: &[Given]) -> Value {
        if let Some(address) = net::address(&call) {
            for arg in &call.args {
                self.met(&arg.value);
            }
            return address;
        }
        let callee = call.callee.clone();
        let around = Around { reader: self.reader, unit: &self.blank };
        let value = returned(self.table, call.clone(), around);
        if let Data::Env(read) = &value.data
            && read.api == callee
        {
            self.met(&value);
            return value;
        }
        if !self.silent {
            for arg in &call.args {
                self.record.reads_of(&arg.value);
            }
            self.record.reads_of(&value);
            self.record.arguments(&call);
            let call = match &value.data {
                Data::Call(made) if made.span == call.span => Arc::clone(made),
                _ => Arc::new(call),
            };
            self.record.call(call);
        }
        match (&value.data, given.first().and_then(|given| given.body.clone())) {
            (Data::Function { .. }, Some(body)) => body,
            _ => value,
        }
    }

    /// A macro that is used like a function, under its name with the exclamation mark.
    pub(super) fn invoked(&mut self, callee: String, args: Vec<Value>, span: Span) -> Value {
        if self.calls_back(&callee) {
            for value in &args {
                if let Data::Name(name) = &value.data {
                    self.handlers.insert(name.trim_start_matches('?').to_owned());
                }
            }
        }
        let args = args.into_iter().map(|value| Argument { name: None, value }).collect();
        let context = self.context.clone();
        self.called(Call { callee, receiver: None, args, open: false, result: None, span, context }, &[])
    }

    /// The value of a call of a function of this file, if its body tells; the body is read with the arguments in place.
    fn inlined(&mut self, name: &str, function: Function, args: &[Value], span: Span) -> Option<Value> {
        if matches!(function.signature.output, ReturnType::Default) {
            return None;
        }
        let declared = self.declared_result(&function.signature.output, span);
        let declared = Some(declared).filter(|value| !matches!(value.data, Data::Unknown));
        if self.inlined >= DEEPEST_HELPER || function.block.stmts.len() > LONGEST_HELPER {
            return declared;
        }
        let locals = std::mem::replace(&mut self.locals, vec![BTreeMap::new()]);
        let this = self.this.clone();
        if let Some((owner, _)) = name.split_once("::") {
            self.this = Some(owner.to_owned());
        }
        self.inlined += 1;
        let mut args = args.iter();
        for input in &function.signature.inputs {
            if let FnArg::Typed(typed) = input {
                match args.next() {
                    Some(value) => self.bind(&typed.pat, value),
                    None => self.hide(&typed.pat),
                }
            }
        }
        let value = self.quietly(|walker| walker.block(function.block));
        self.inlined -= 1;
        self.locals = locals;
        self.this = this;
        match value.data {
            Data::Env(read) => {
                let context = self.context.clone();
                Some(Value { data: Data::Env(Arc::new(Read { span, context, ..(*read).clone() })), span })
            }
            Data::Call(ref call) if !call.callee.starts_with('?') => Some(value),
            Data::Text(_) | Data::Number(_) | Data::Template(..) | Data::Map(_) | Data::List(_) => {
                Some(value)
            }
            _ => declared,
        }
    }
}

fn positional(given: &[Given]) -> Vec<Argument> {
    given.iter().map(|given| Argument { name: None, value: given.value.clone() }).collect()
}

/// A variable that something unknown stands in for.
fn coped_with(object: &Value, span: Span) -> Value {
    match &object.data {
        Data::Env(read) if read.default.is_none() => {
            let default = Some(Value::unknown(span));
            Value { data: Data::Env(Arc::new(Read { default, span, ..(**read).clone() })), span }
        }
        _ => object.clone(),
    }
}

/// The canonical name of a method on what has that name. A method that is called over and over is named once.
fn chained(object: Option<&str>, method: &str) -> String {
    let Some(object) = object else { return format!("?.{method}") };
    let again = object.strip_suffix("()").filter(|before| before.ends_with(&format!(".{method}")));
    if let Some(before) = again {
        return before.to_owned();
    }
    if object.len() > LONGEST_NAME
        && let Some(end) = object.find("()")
    {
        return format!("{}.{method}", &object[..end + 2]);
    }
    format!("{object}.{method}")
}

/// Whether a value is text, a number or the like rather than an object with a life of its own.
fn is_data(value: &Value) -> bool {
    match &value.data {
        Data::Text(_)
        | Data::Number(_)
        | Data::Bool(_)
        | Data::Env(_)
        | Data::Template(..)
        | Data::List(_) => true,
        Data::Choice(values) => values.iter().all(is_data),
        _ => false,
    }
}

/// Methods that return their receiver, or what it holds, in another form.
const PASSING: &[&str] = &[
    "as_bytes",
    "as_deref",
    "as_deref_mut",
    "as_mut",
    "as_ref",
    "as_str",
    "borrow",
    "boxed",
    "clone",
    "cloned",
    "context",
    "copied",
    "expose_secret",
    "get_ref",
    "instrument",
    "into",
    "into_boxed_str",
    "into_bytes",
    "into_inner",
    "into_owned",
    "into_string",
    "leak",
    "map_err",
    "ok",
    "ok_or",
    "ok_or_else",
    "ok_or_eyre",
    "parse",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_lowercase",
    "to_owned",
    "to_path_buf",
    "to_string",
    "to_string_lossy",
    "to_uppercase",
    "to_vec",
    "trim",
    "try_into",
    "with_context",
    "wrap_err",
    "wrap_err_with",
    "into_os_string",
    "unwrap_or_exit",
];

/// Methods that return data in another form, but do something else on other objects.
const PASSING_DATA: &[&str] = &[
    "and_then",
    "collect",
    "filter",
    "flatten",
    "inspect",
    "into_iter",
    "iter",
    "map",
    "next",
    "replace",
    "split",
    "split_whitespace",
    "trim_end",
    "trim_end_matches",
    "trim_matches",
    "trim_start",
    "trim_start_matches",
    "then",
    "into_string",
    "first",
    "last",
    "transpose",
    "inspect_err",
    "to_socket_addrs",
];
