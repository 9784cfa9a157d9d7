//! Fills the slots of a table's entries from a place of code, and tests their conditions.

use super::address::{Address, service_of_scheme};
use super::table::{Slot, When, names_callee};
use super::unit::{Call, Class, Context, Data, Field, Test, Unit, Value, last_part};
use crate::extract::Reader;
use crate::source::{Span, folder_of, name_of};

/// A place of code that an entry of a table can be about.
#[derive(Clone, Copy, Debug)]
pub enum Site<'u> {
    /// A call.
    Call(&'u Call),
    /// A field.
    Field(&'u Field),
    /// A comparison with one of its literals.
    Comparison(&'u Test, &'u Value, &'u Context),
    /// A class.
    Class(&'u Class),
}

/// What surrounds a site.
#[derive(Clone, Copy, Debug)]
pub struct Around<'u> {
    /// The file.
    pub reader: Reader<'u>,
    /// All that the file says.
    pub unit: &'u Unit,
}

impl<'u> Site<'u> {
    /// The whole place.
    pub fn span(self) -> Span {
        match self {
            Self::Call(call) => call.span,
            Self::Field(field) => {
                field.value.as_ref().map_or(field.name.span, |value| field.name.span.to(value.span))
            }
            Self::Comparison(test, right, _) => test.left.span.to(right.span),
            Self::Class(class) => class.span,
        }
    }

    /// Where the place stands.
    pub fn context(self) -> &'u Context {
        match self {
            Self::Call(call) => &call.context,
            Self::Field(field) => &field.context,
            Self::Comparison(_, _, context) => context,
            Self::Class(class) => &class.context,
        }
    }

    /// What the slot holds here.
    pub fn fill(self, slot: &Slot) -> Option<Value> {
        match (slot, self) {
            (Slot::Const(text), _) => Some(Value::text(*text, self.span())),
            (Slot::Named(text, inner), _) => Some(Value::text(*text, self.fill(inner)?.span)),
            (Slot::Arg(index, name), Self::Call(call)) => {
                call.key(name).or_else(|| call.positional(*index)).cloned()
            }
            (Slot::Key(path), Self::Call(call)) => call.key(path).cloned(),
            (Slot::Sibling(path), Self::Field(field)) => field.siblings.as_ref()?.at(path).cloned(),
            (Slot::Value, Self::Field(field)) => field.value.clone(),
            (Slot::Value, Self::Comparison(_, right, _)) => Some(right.clone()),
            (Slot::Name, Self::Field(field)) => Some(Value::text(field.name.text.as_str(), field.name.span)),
            (Slot::Name, Self::Class(class)) => Some(Value::text(class.name.as_str(), class.span)),
            (Slot::Method, Self::Call(call)) => {
                Some(Value::text(call.method().to_ascii_uppercase(), call.span))
            }
            (Slot::Receiver(inner), Self::Call(call)) => match &call.receiver.as_ref()?.data {
                Data::Call(made) => Site::Call(made).fill(inner),
                _ => None,
            },
            (Slot::Along(method, inner), Self::Call(call)) => {
                let mut at = call.receiver.as_ref()?;
                loop {
                    let Data::Call(made) = &at.data else { return None };
                    if made.method() == *method {
                        return Site::Call(made).fill(inner);
                    }
                    at = made.receiver.as_ref()?;
                }
            }
            (Slot::Of(outer, inner), _) => match self.fill(outer)?.data {
                Data::Call(made) => Site::Call(&made).fill(inner),
                _ => None,
            },
            (Slot::Object, Self::Call(call)) => call.receiver.clone(),
            (Slot::Last(inner), _) => Some(last(&self.fill(inner)?)),
            (Slot::ClassDecorator(name), _) => {
                let class = self.context().class.as_ref()?;
                let call = class.decorators.iter().find(|call| call.callee == *name)?;
                call.positional(0).or_else(|| call.key("value")).or_else(|| call.key("path")).cloned()
            }
            (Slot::Item(inner, index), _) => match self.fill(inner)?.data {
                Data::List(items) => items.get(*index).cloned(),
                _ => None,
            },
            (Slot::First(slots), _) => slots.iter().find_map(|slot| self.fill(slot)),
            (Slot::Path(slots), _) => {
                join_paths(slots.iter().filter_map(|slot| self.fill(slot)), self.span())
            }
            (Slot::Service(inner), _) => service(&self.fill(inner)?),
            (Slot::Host(inner), _) => derived(&self.fill(inner)?, |address| address.host),
            (Slot::Port(inner), _) => derived(&self.fill(inner)?, |address| address.port),
            (Slot::Word(inner), _) => first_word(&self.fill(inner)?),
            _ => None,
        }
    }

    /// Whether the condition holds here.
    pub fn holds(self, condition: &When, around: Around) -> bool {
        let text = |slot: &Slot| self.fill(slot).map(|value| value_text(&value));
        match condition {
            When::Present(slot) => self.fill(slot).is_some_and(|value| !matches!(value.data, Data::Null)),
            When::Absent(slot) => {
                self.fill(slot).is_none_or(|value| matches!(value.data, Data::Null)) && !self.is_open()
            }
            When::Is(slot, words) => self.fill(slot).is_some_and(|value| {
                value
                    .alternatives()
                    .iter()
                    .any(|value| is_known(value) && words.contains(&value_text(value).as_str()))
            }),
            When::Not(slot, words) => text(slot).is_none_or(|text| !words.contains(&text.as_str())),
            When::Starts(slot, heads) => {
                text(slot).is_some_and(|text| heads.iter().any(|head| text.starts_with(head)))
            }
            When::Has(slot, parts) => self.fill(slot).is_some_and(|value| has(&value, parts)),
            When::Lacks(slot, parts) => self.fill(slot).is_none_or(|value| !has(&value, parts)),
            When::IsFunction(slot) => {
                self.fill(slot).is_some_and(|value| matches!(value.data, Data::Function { .. }))
            }
            When::IsInert(slot) => {
                self.fill(slot).is_some_and(|value| matches!(value.data, Data::Function { inert: true }))
            }
            When::IsText(slot) => self.fill(slot).is_some_and(|value| {
                matches!(value.data, Data::Text(_) | Data::Template(..)) || value.result().is_some()
            }),
            When::IsCapitals(slot) => {
                self.fill(slot).and_then(|value| value.as_text().map(is_capitals)).unwrap_or(false)
            }
            When::AtLeast(slot, least) => self
                .fill(slot)
                .is_some_and(|value| matches!(&value.data, Data::Number(digits) if digits.parse::<u64>().is_ok_and(|number| number >= *least))),
            When::In(scope) => self.context().scope == *scope,
            When::Within(bases) => {
                let class = self.context().class.as_ref();
                class.is_some_and(|class| {
                    class.bases.iter().any(|have| bases.iter().any(|base| names_callee(base, have)))
                })
            }
            When::Undecorated(names) => {
                let class = self.context().class.as_ref();
                !class.is_some_and(|class| {
                    class.decorators.iter().any(|call| names.contains(&call.callee.as_str()))
                })
            }
            When::File(wanted) => is_file_about(around.reader.path, wanted),
            When::Imports(modules) => around
                .unit
                .imports
                .iter()
                .any(|import| modules.iter().any(|module| is_module(&import.module.text, module))),
        }
    }

    /// Whether more can be given than what is written.
    fn is_open(self) -> bool {
        match self {
            Self::Call(call) => call.is_open(),
            Self::Field(field) => field.siblings.as_ref().is_some_and(|map| map.open),
            Self::Comparison(..) | Self::Class(_) => false,
        }
    }
}

/// Whether `module` is `wanted` or lies below it.
pub fn is_module(module: &str, wanted: &str) -> bool {
    module.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/', ':']))
}

/// The text of a known value, the canonical name of a named or made one, the shown text of a computed one.
pub fn value_text(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        _ => value.canonical().unwrap_or_else(|| value.shown()),
    }
}

/// Whether the value's text or canonical name holds one of these.
fn has(value: &Value, parts: &[&str]) -> bool {
    let (text, shown) = (value_text(value), value.shown());
    parts.iter().any(|part| text.contains(part) || shown.contains(part))
}

fn is_known(value: &Value) -> bool {
    matches!(
        value.data,
        Data::Text(_) | Data::Number(_) | Data::Bool(_) | Data::Null | Data::Name(_) | Data::Call(_)
    )
}

/// The last part of the value's canonical name, or the value.
fn last(value: &Value) -> Value {
    match &value.data {
        Data::Name(name) => Value::text(last_part(name), value.span),
        Data::Choice(values) => {
            Value { data: Data::Choice(values.iter().map(last).collect()), span: value.span }
        }
        Data::List(values) => Value { data: Data::List(values.iter().map(last).collect()), span: value.span },
        // `ENV.fetch("STORE", :disk)`
        Data::Env(read) => match read.default.as_ref().map(|default| &default.data) {
            Some(Data::Name(name)) => {
                let shown = format!("${{{}:-{}}}", read.name.text, last_part(name));
                Value { data: Data::Template(shown, [value.clone()].into()), span: value.span }
            }
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// The kind of service that a URL, or the name of a driver, speaks to.
fn service(value: &Value) -> Option<Value> {
    let shown = value.shown();
    let variable = value.arg();
    let text = variable.variable().map_or(shown.as_str(), |(_, default)| default.unwrap_or(""));
    let scheme = Address::parse(text).scheme.unwrap_or(text);
    service_of_scheme(scheme).map(|service| Value::text(service, value.span))
}

/// A part of an address as a value of its own, at the place of the whole.
fn derived(value: &Value, part: impl for<'a> Fn(&Address<'a>) -> Option<&'a str>) -> Option<Value> {
    match &value.data {
        Data::Text(text) | Data::Number(text) => {
            part(&Address::parse(text)).map(|part| Value::text(part, value.span))
        }
        Data::Template(text, parts) => {
            let part = part(&Address::parse(text))?;
            Some(known_or_template(part, parts, value.span))
        }
        Data::Env(read) => {
            let default = read.default.as_ref()?;
            let text = default.as_text()?;
            part(&Address::parse(text)).map(|part| {
                let shown = format!("${{{}:-{part}}}", read.name.text);
                Value { data: Data::Template(shown, [value.clone()].into()), span: value.span }
            })
        }
        _ => None,
    }
}

/// A part of a template: a text where no computed part is in it.
fn known_or_template(part: &str, parts: &std::sync::Arc<[Value]>, span: Span) -> Value {
    if part.contains("{}") || part.contains("${") {
        let only = parts.iter().find(|value| value.shown() == part && part != "{}");
        return only
            .cloned()
            .unwrap_or_else(|| Value { data: Data::Template(part.to_owned(), parts.clone()), span });
    }
    Value::text(part, span)
}

fn first_word(value: &Value) -> Option<Value> {
    let shown = value.shown();
    let is_assignment = |word: &str| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    };
    let word = shown.split_whitespace().find(|word| !is_assignment(word))?;
    if word.contains('{') {
        return Some(Value { data: Data::Template(word.to_owned(), [].into()), span: value.span });
    }
    Some(Value::text(word, value.span))
}

fn join_paths(parts: impl Iterator<Item = Value>, span: Span) -> Option<Value> {
    let parts: Vec<Value> = parts.filter(|part| !part.shown().is_empty()).collect();
    if parts.len() < 2 {
        return parts.into_iter().next();
    }
    let mut text = String::new();
    for part in &parts {
        let shown = part.shown();
        let separated = text.trim_end_matches('/').len();
        text.truncate(separated);
        text.push('/');
        text.push_str(shown.trim_start_matches('/'));
    }
    let span = parts.last().map_or(span, |part| part.span);
    let known = parts.iter().all(|part| part.arg().literal);
    let data = if known { Data::Text(text) } else { Data::Template(text, parts.into()) };
    Some(Value { data, span })
}

/// Whether a text is written in capitals, as variables are named.
pub fn is_capitals(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a word of the file's stem or its folder is one of `wanted`.
pub fn is_file_about(path: &str, wanted: &[&str]) -> bool {
    let name = name_of(path);
    let stem = name.split('.').next().unwrap_or(name);
    let words = stem.split(['_', '-']).chain([stem, name_of(folder_of(path))]);
    words.into_iter().any(|word| wanted.iter().any(|wanted| word.eq_ignore_ascii_case(wanted)))
}
