//! Evaluation that does not depend on the language: names, members, calls of the file's own functions.

use std::sync::Arc;

use tree_sitter::Node;

use super::expression;
use super::grammar::{Expression, Grammar};
use super::scopes::{Definition, ScopeId};
use crate::extract::code::reads;
use crate::extract::code::slot::Around;
use crate::extract::code::table::{Meaning, Table};
use crate::extract::code::unit::{Argument, Call, Context, Data, Map, Read, Test, Value};
use crate::source::{Arg, Span};

/// How deep expressions and the names in them are followed.
const DEEPEST: u8 = 24;

/// How deep functions that call functions are read for one caller: `envInt` by way of `env`.
const MOST_FRAMES: u8 = 1;

/// Strings put together from parts grow no longer than this, in bytes.
pub const LONGEST_TEXT: usize = 8192;

/// From where an expression is looked at.
#[derive(Clone, Copy, Debug)]
pub struct At<'f> {
    /// The scope it stands in.
    pub scope: ScopeId,
    /// What is known of the place that asks for it.
    pub context: &'f Context,
    /// Arguments of the function whose body is read for one of its callers.
    pub frame: Option<&'f Frame>,
    depth: u8,
}

/// A function's parameters for one call.
#[derive(Clone, Debug)]
pub struct Frame {
    number: u32,
    /// How many functions are read for their callers around it.
    depth: u8,
    scope: ScopeId,
    values: Vec<(String, Value)>,
}

impl<'f> At<'f> {
    /// The view from a place of the file.
    pub fn new(scope: ScopeId, context: &'f Context) -> Self {
        Self { scope, context, frame: None, depth: 0 }
    }

    fn deeper(self) -> Option<Self> {
        (self.depth < DEEPEST).then_some(Self { depth: self.depth + 1, ..self })
    }

    fn within(self, scope: ScopeId) -> Self {
        Self { scope, ..self }
    }
}

/// Values of expressions, in whatever language they are written.
pub trait Evaluate<'t>: Grammar<'t> {
    /// The value of an expression.
    fn value(&self, node: Node<'t>, at: At) -> Value {
        self.value_of(node, self.expression(node), at)
    }

    /// The value of an expression of that form.
    fn value_of(&self, node: Node<'t>, form: Expression<'t>, at: At) -> Value {
        match at.deeper() {
            Some(at) if self.file().spend() => expression::value(self, node, form, at),
            _ => Value::unknown(self.file().span(node)),
        }
    }

    /// The value of an expression that a name is assigned; `None` where it asks for itself through the names in it.
    fn assigned(&self, node: Node<'t>, at: At) -> Option<Value> {
        let frame = at.frame.map_or(0, |frame| frame.number);
        self.file().assigned(node, frame, at.depth, || self.value(node, at))
    }

    /// The value of a name. `span` is the name's place, for values that are not known.
    fn name(&self, name: &str, span: Span, at: At) -> Value {
        let Some((scope, definitions)) = self.file().scopes.find(at.scope, name) else {
            let table = self.file().table;
            if let Some(canonical) = self.implied(name) {
                return Value { data: Data::Name(table.preferred(&canonical).to_owned()), span };
            }
            if let Some(value) = at.deeper().and_then(|at| self.elsewhere(name, span, at)) {
                return value;
            }
            return if table.knows_package(name) || table.is_taught(name) {
                Value { data: Data::Name(table.preferred(name).to_owned()), span }
            } else {
                local(name, span)
            };
        };
        if let Some(frame) = at.frame.filter(|frame| frame.scope == scope)
            && let Some((_, value)) = frame.values.iter().find(|(known, _)| known == name)
        {
            return value.clone();
        }
        let Some(at) = at.deeper() else { return Value::unknown(span) };
        let values = definitions
            .iter()
            .filter_map(|(definition, from)| self.defined(name, definition, span, at.within(*from)));
        merge(values.collect()).unwrap_or_else(|| local(name, span))
    }

    /// The value that a definition gives to a name; `None` for a definition by the name's own value.
    fn defined(&self, name: &str, definition: &Definition<'t>, span: Span, at: At) -> Option<Value> {
        Some(match definition {
            Definition::Import(canonical) => {
                Value { data: Data::Name(self.file().table.preferred(canonical).to_owned()), span }
            }
            Definition::Value(node) => match self.assigned(*node, at)? {
                Value { data: Data::Unknown, .. } => local(name, span),
                value => value,
            },
            Definition::Typed(node, declared) => {
                let value = self.assigned(*node, at)?;
                let tells = match value.canonical() {
                    Some(canonical) => {
                        let made_by = canonical.trim_end_matches("()");
                        !canonical.starts_with('?') && self.file().table.knows(made_by)
                    }
                    None => !matches!(value.data, Data::Unknown),
                };
                match self.type_name(*declared, at).filter(|_| !tells) {
                    Some(canonical) => instance(canonical, span, at.context),
                    None if matches!(value.data, Data::Unknown) => local(name, span),
                    None => value,
                }
            }
            Definition::Part { of, path, key, default } => {
                let place = self.file().span(*key);
                let mut value = self.assigned(*of, at)?;
                for part in path.split('.') {
                    value = self.member(&value, &Arg::literal(part, place), place, at);
                }
                let Some(default) = default.map(|default| self.value(default, at)) else {
                    return Some(value);
                };
                let whole = place.to(default.span);
                or_default(value, default, whole)
            }
            Definition::Element(node) => {
                let whole = self.assigned(*node, at)?;
                match (whole.canonical().filter(|canonical| !canonical.starts_with('?')), whole.data) {
                    (_, Data::List(items)) => Value { data: Data::Choice(items), span },
                    (Some(canonical), _) => Value { data: Data::Name(format!("{canonical}[]")), span },
                    _ => local(name, span),
                }
            }
            Definition::Parameter(declared, default) => {
                if let Some(canonical) = declared.and_then(|declared| self.type_name(declared, at)) {
                    return Some(instance(canonical, span, at.context));
                }
                // A literal default says little of what callers pass; a variable says where the value comes from.
                match default.map(|default| self.value(default, at)) {
                    Some(value @ Value { data: Data::Env(_), .. }) => value,
                    _ => local(name, span),
                }
            }
            Definition::Class(_) | Definition::Function(_) | Definition::Opaque => local(name, span),
        })
    }

    /// The element of a value at a known key. `span` is the whole expression.
    fn element(&self, object: &Value, key: &Arg, span: Span, at: At) -> Value {
        let table = self.file().table;
        if let Some(name) = object.canonical()
            && let Some(read) =
                reads::of_member(table, table.preferred(&name), key.clone(), span, at.context, true)
        {
            return Value { data: Data::Env(read), span };
        }
        match &object.data {
            Data::Map(_) => self.member(object, key, span, at),
            _ => element_of(object, span),
        }
    }

    /// The member of a value. `span` is the whole expression.
    fn member(&self, object: &Value, name: &Arg, span: Span, at: At) -> Value {
        if let Data::Map(map) = &object.data {
            return map.get(&name.text).cloned().unwrap_or_else(|| Value::unknown(span));
        }
        let Some(canonical) = object.canonical() else {
            return Value { data: Data::Name(format!("?.{}", name.text)), span };
        };
        let table = self.file().table;
        let canonical = table.preferred(&canonical);
        if let Some(read) = reads::of_member(table, canonical, name.clone(), span, at.context, false) {
            return Value { data: Data::Env(read), span };
        }
        if let Some(class) = canonical.strip_prefix('?') {
            let class = class.trim_end_matches("()");
            if let Some(value) = self.member_of_class(class, &name.text, span, at) {
                return value;
            }
        }
        let name = format!("{canonical}.{}", name.text);
        Value { data: Data::Name(table.preferred(&name).to_owned()), span }
    }

    /// The member of a class of this file, or what its one foreign base has under that name.
    fn member_of_class(&self, class: &str, name: &str, span: Span, at: At) -> Option<Value> {
        let file = self.file();
        let at = at.deeper()?;
        let Some(local_class) = file.scopes.class(class) else {
            return self.member_elsewhere(class, name, span, at);
        };
        if let Some(definitions) = file.scopes.member(local_class.scope, name) {
            let values = definitions.iter().filter_map(|(definition, from)| match definition {
                Definition::Function(_) | Definition::Opaque => {
                    Some(Value { data: Data::Name(format!("?{class}.{name}")), span })
                }
                definition => self.defined(name, definition, span, at.within(*from)),
            });
            return merge(values.collect());
        }
        let base = self.foreign_base(class, at)?;
        let canonical = format!("{base}().{name}");
        Some(Value { data: Data::Name(file.table.preferred(&canonical).to_owned()), span })
    }

    /// The one base of a class of this file, its own or that of a base, that is not of this file itself.
    fn foreign_base(&self, class: &str, at: At) -> Option<String> {
        let class = self.file().scopes.class(class)?;
        let mut foreign = self
            .all_bases(class.node, at.deeper()?.within(class.outside))
            .into_iter()
            .filter(|base| !base.starts_with('?'));
        let base = foreign.next()?;
        foreign.next().is_none().then_some(base)
    }

    /// Every base of a class, through bases that are classes of this file.
    fn all_bases(&self, class: Node<'t>, at: At) -> Vec<String> {
        let mut bases = self.bases(class, at);
        let mut next = 0;
        while next < bases.len() && bases.len() < 16 {
            let own = bases[next].strip_prefix('?').and_then(|name| self.file().scopes.class(name));
            if let Some(parent) = own {
                for base in self.bases(parent.node, at.within(parent.outside)) {
                    if !bases.contains(&base) {
                        bases.push(base);
                    }
                }
            }
            next += 1;
        }
        bases
    }

    /// The value of a call, by what the table says that it returns.
    fn returned(&self, call: Call) -> Value {
        let file = self.file();
        returned(file.table, call, Around { reader: file.reader, unit: &file.blank })
    }

    /// The value of a call of a function of this file, if its body tells; the body is read with the arguments in place.
    fn inlined(&self, function: Node<'t>, args: &[Argument], span: Span, at: At) -> Option<Value> {
        let frames = at.frame.map_or(0, |frame| frame.depth + 1);
        if frames > MOST_FRAMES {
            return None;
        }
        let function = self.file().scopes.function(function)?;
        let at = at.deeper()?;
        let mut positional = args.iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
        let mut values = Vec::new();
        for (name, default) in &function.parameters {
            let named = args.iter().find(|arg| arg.name.as_ref().is_some_and(|given| given.text == **name));
            let given = named.map(|arg| &arg.value).or_else(|| positional.next());
            let value = match (given, default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => self.value(*default, at.within(function.scope)),
                (None, None) => continue,
            };
            values.push(((*name).to_owned(), value));
        }
        let number = self.file().next_frame();
        let frame = Frame { number, depth: frames, scope: function.scope, values };
        let at = At { scope: function.scope, frame: Some(&frame), ..at };
        let returns = function.returns.iter().map(|(node, scope)| self.value(*node, at.within(*scope)));
        let value = merge(returns.collect())?;
        let here = |read: &Read| {
            let required = read.required || (function.demands && read.default.is_none());
            let read = Read { required, span, context: at.context.clone(), ..read.clone() };
            Value { data: Data::Env(Arc::new(read)), span }
        };
        match value.data {
            Data::Env(read) => Some(here(&read)),
            // A flag that the caller names; what a function compares by itself is said where it stands.
            Data::Test(test) if !function.parameters.is_empty() => {
                let Data::Env(read) = &test.left.data else { return None };
                let test = Test { left: here(read), ..(*test).clone() };
                Some(Value { data: Data::Test(Arc::new(test)), span })
            }
            Data::Call(ref call) if !call.callee.starts_with('?') => Some(value),
            Data::Text(_) | Data::Number(_) | Data::Template(..) | Data::Map(_) => Some(value),
            _ => None,
        }
    }
}

impl<'t, G: Grammar<'t>> Evaluate<'t> for G {}

/// The value of a call, by what the table says that it returns.
pub fn returned(table: &Table, mut call: Call, around: Around) -> Value {
    if let Some(read) = reads::of_call(table, &call, around) {
        return Value { span: call.span, data: Data::Env(read) };
    }
    let meanings: Vec<Meaning> = table.calls(&call.callee).map(|entry| entry.means).collect();
    if meanings.contains(&Meaning::Same)
        && let Some(same) = call.positional(0)
    {
        return same.clone();
    }
    if let Some(Value { data: Data::Env(read), .. }) = &call.receiver {
        if meanings.contains(&Meaning::Demands) {
            let read = Arc::new(Read { required: true, ..(**read).clone() });
            return Value { span: call.span, data: Data::Env(read) };
        }
        if let Some(default) = call.positional(0).filter(|_| meanings.contains(&Meaning::Defaults)) {
            let read = reads::with_default(read, default.clone(), call.span);
            return Value { span: call.span, data: Data::Env(read) };
        }
    }
    if meanings.contains(&Meaning::Receiver)
        && let Some(receiver) = &call.receiver
    {
        return receiver.clone();
    }
    if meanings.contains(&Meaning::Joins) {
        let own = call.receiver.as_ref().filter(|receiver| receiver.result().is_some()).cloned();
        let parts = own.into_iter().chain(call.args.iter().map(|arg| arg.value.clone()));
        call.result = Some(concatenated(parts.collect(), "/", call.span));
    }
    let span = call.span;
    Value { data: Data::Call(Arc::new(call)), span }
}

/// `left`, or `right` where it is unset: `a || b`, `a or b`, `a ?? b`.
pub fn or_default(left: Value, right: Value, span: Span) -> Value {
    match (&left.data, &right.data) {
        (Data::Env(read), _) if read.default.is_none() => {
            let whole = if span.contains(read.span) { span } else { read.span };
            Value { data: Data::Env(reads::with_default(read, right, whole)), span }
        }
        (Data::Env(_), _) => left,
        (Data::Null, _) => right,
        (Data::Text(text), _) if text.is_empty() => right,
        (Data::Text(_) | Data::Number(_) | Data::Map(_) | Data::List(_) | Data::Call(_), _) => left,
        (_, Data::Null) => left,
        (_, Data::Text(_) | Data::Number(_) | Data::Template(..)) => {
            Value { data: Data::Choice([left, right].into()), span }
        }
        _ => left,
    }
}

/// Some element of a named or made thing.
pub fn element_of(object: &Value, span: Span) -> Value {
    match object.canonical() {
        Some(name) => Value { data: Data::Name(format!("{name}[]")), span },
        None => Value::unknown(span),
    }
}

/// A value known only by its local name.
pub fn local(name: &str, span: Span) -> Value {
    Value { data: Data::Name(format!("?{name}")), span }
}

/// An instance of a type that is known by its name alone.
pub fn instance(canonical: String, span: Span, context: &Context) -> Value {
    let call = Call {
        callee: canonical,
        receiver: None,
        args: Vec::new(),
        open: true,
        result: None,
        span,
        context: context.clone(),
    };
    Value { data: Data::Call(Arc::new(call)), span }
}

/// What a name is that several definitions give a value to.
///
/// Definitions that set it to nothing do not count. Two ways to the same thing are that thing; a variable with a literal to
/// fall back on is a variable with a default. Anything else is not a constant.
pub fn merge(values: Vec<Value>) -> Option<Value> {
    let mut values: Vec<Value> = match values.iter().filter(|value| !matches!(value.data, Data::Null)).count()
    {
        0 => values,
        _ => values.into_iter().filter(|value| !matches!(value.data, Data::Null)).collect(),
    };
    if values.len() <= 1 {
        return values.pop();
    }
    let first = values.remove(0);
    let is_literal = |value: &Value| matches!(value.data, Data::Text(_) | Data::Number(_) | Data::Bool(_));
    if values.iter().all(|other| is_literal(other) && is_literal(&first) && other.shown() == first.shown()) {
        return Some(first);
    }
    if let ([other], Data::Env(read)) = (values.as_slice(), &first.data)
        && has_no_default(read)
        && is_literal(other)
    {
        let read = reads::with_default(read, other.clone(), read.span);
        return Some(Value { data: Data::Env(read), span: first.span });
    }
    if let ([Value { data: Data::Env(read), span }], true) = (values.as_slice(), is_literal(&first)) {
        if !has_no_default(read) {
            return Some(Value { data: Data::Env(read.clone()), span: *span });
        }
        let read = reads::with_default(read, first, read.span);
        return Some(Value { data: Data::Env(read), span: *span });
    }
    let foreign = |value: &Value| value.canonical().is_some_and(|name| !name.starts_with('?'));
    if values.iter().chain([&first]).any(is_literal) {
        return None;
    }
    std::iter::once(first).chain(values).find(foreign)
}

/// Whether a variable that is unset is nothing, for want of a default or by an empty one.
fn has_no_default(read: &Read) -> bool {
    read.default.as_ref().is_none_or(|default| default.as_text() == Some(""))
}

/// Several strings in a row, with a separator between two.
pub fn concatenated(parts: Vec<Value>, separator: &str, span: Span) -> Value {
    let mut text = String::new();
    let mut known = true;
    for (at, part) in parts.iter().enumerate() {
        let arg = part.arg();
        known &= arg.literal;
        if at > 0 && !separator.is_empty() {
            text.truncate(text.trim_end_matches(separator).len());
            text.push_str(separator);
            text.push_str(arg.text.trim_start_matches(separator));
        } else {
            text.push_str(&arg.text);
        }
        if text.len() > LONGEST_TEXT {
            return Value::unknown(span);
        }
    }
    if known {
        return Value { data: Data::Text(text), span };
    }
    let computed: Vec<Value> = parts
        .into_iter()
        .flat_map(|part| match part.data {
            Data::Template(_, inner) => inner.to_vec(),
            Data::Text(_) | Data::Number(_) | Data::Bool(_) => Vec::new(),
            _ => vec![part],
        })
        .collect();
    Value { data: Data::Template(text, computed.into()), span }
}

/// A map of those entries.
pub fn map(entries: Vec<(Arg, Value)>, open: bool, span: Span) -> Value {
    Value { data: Data::Map(Arc::new(Map { entries, open })), span }
}
