//! What functions call and how they fail, and which of them answer routes: written once for every language.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Meaning, Table, package};
use super::unit::{Call, Context, Data, Unit, Value};
use crate::artefact::function::{Function, Handler, Reference};
use crate::extract::Reader;
use crate::fact::{Fact, Kind, Place, Role, Scope};
use crate::source::Span;

/// A function that calls more of the project than this is not followed further.
const MOST_CALLS: usize = 40;

/// Values within values are looked at no deeper than this for the functions that a route is given.
const DEEPEST: u8 = 4;

/// The functions of a file that say something: `facts` are those of the file.
pub fn functions(unit: &Unit, table: &Table, facts: &[Fact], place: &Place) -> Vec<Function> {
    let says = |fact: &&Fact| matches!(fact.kind, Kind::Query | Kind::FileWrite | Kind::Migrate);
    let says = Places::new(facts.iter().filter(says).map(|fact| (fact.span, ())));
    let answering = unit.calls.iter().filter(|call| call.context.scope == Scope::Handler);
    let answering = Places::new(answering.map(|call| (call.span, ())));
    let by_hand = |call: &Call| call.context.role.is_some_and(|role| role != Role::Production);
    let own = unit.calls.iter().filter(|call| is_own(&call.callee, table) && !by_hand(call));
    let own = Places::new(own.map(|call| (call.span, call.callee.as_str())));
    let [caught, raised, failures] = [&unit.caught, &unit.raised, &unit.failures]
        .map(|spans| Places::new(spans.iter().map(|span| (*span, ()))));
    let mut functions = Vec::new();
    for function in &unit.functions {
        let place_of = |(span, ()): (Span, ())| span;
        let calls: Vec<Reference> = own
            .within(function.span)
            .filter_map(|(span, callee)| Reference::new(callee, span))
            .take(MOST_CALLS)
            .collect();
        if calls.is_empty() && says.within(function.span).next().is_none() {
            continue;
        }
        let caught: Vec<Span> = caught.within(function.span).map(place_of).collect();
        let leaves = |span: Span| !caught.iter().any(|caught| caught.contains(span));
        let fails = failures.within(function.span).next().is_some()
            || raised.within(function.span).map(place_of).any(leaves);
        functions.push(Function {
            declaration: function.clone(),
            fails,
            answers: answering.within(function.span).next().is_some(),
            calls,
            caught,
            place: place.clone(),
        });
    }
    functions
}

/// Whether what is called can be of the project: it is of this file's package, or of a crate that may be one of the workspace.
fn is_own(callee: &str, table: &Table) -> bool {
    let crates = || callee.contains("::") && !callee.contains('(') && !callee.starts_with("std::");
    callee.starts_with('?') || crates() && !table.knows_package(package(callee))
}

/// Things of a file in order of their places.
struct Places<T>(Vec<(Span, T)>);

impl<T: Copy> Places<T> {
    fn new(things: impl Iterator<Item = (Span, T)>) -> Self {
        let mut things: Vec<(Span, T)> = things.collect();
        things.sort_by_key(|(span, _)| *span);
        Self(things)
    }

    /// Those that lie in a place.
    fn within(&self, place: Span) -> impl Iterator<Item = (Span, T)> + '_ {
        let first = self.0.partition_point(|(span, _)| span.start < place.start);
        let near = self.0[first..].iter().take_while(move |(span, _)| span.start < place.end);
        near.filter(move |(span, _)| place.contains(*span)).copied()
    }
}

/// Functions of a file that run while requests are answered, by their numbers.
#[derive(Debug)]
pub struct Answering(BTreeSet<u32>);

impl Answering {
    /// Whether what stands there runs while requests are answered.
    pub fn runs(&self, context: &Context) -> bool {
        context.scope == Scope::Handler || self.0.contains(&context.function)
    }
}

/// The functions that handlers of the file call by their names, or that those call.
pub fn answering(unit: &Unit) -> Answering {
    let mut found = BTreeSet::new();
    if unit.mutations.is_empty() {
        return Answering(found);
    }
    let numbers = outermost(unit);
    let calls =
        || unit.calls.iter().filter_map(|call| Some((call, *numbers.get(call.callee.strip_prefix('?')?)?)));
    let mut called: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut open = Vec::new();
    for (call, number) in calls() {
        match call.context.scope {
            Scope::Handler => open.push(number),
            _ => called.entry(call.context.function).or_default().push(number),
        }
    }
    while let Some(number) = open.pop() {
        if found.insert(number) {
            open.extend(called.get(&number).into_iter().flatten());
        }
    }
    Answering(found)
}

/// The numbers of functions that are in no other and in no class, by their names: see [`Context::function`].
fn outermost(unit: &Unit) -> BTreeMap<&str, u32> {
    let mut numbers = BTreeMap::new();
    let (mut number, mut end) = (0, 0);
    for function in &unit.functions {
        if function.start < end {
            continue;
        }
        (number, end) = (number + 1, function.span.end);
        if function.class.is_none() && !function.name.is_empty() {
            numbers.insert(function.name.as_str(), number);
        }
    }
    numbers
}

/// What the routes of a file are given to answer with.
pub fn handlers(unit: &Unit, table: &Table, reader: Reader) -> Vec<Handler> {
    let routes = unit.calls.iter().filter(|call| table.means(&call.callee, Meaning::Fact(Kind::Route)));
    routes
        .map(|call| {
            let mut handler = Handler { route: call.span, named: Vec::new(), given: Vec::new() };
            for argument in &call.args {
                gather(&argument.value, reader, &mut handler, 0);
            }
            handler
        })
        .collect()
}

fn gather(value: &Value, reader: Reader, handler: &mut Handler, depth: u8) {
    if depth > DEEPEST {
        return;
    }
    match &value.data {
        Data::Function { .. } => {
            let text = reader.text.get(value.span.start as usize..value.span.end as usize).unwrap_or("");
            if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:$".contains(&byte)) {
                handler.named.extend(Reference::new(text, value.span));
            } else {
                handler.given.push(value.span);
            }
        }
        Data::Name(name) if name.starts_with('?') => handler.named.extend(Reference::new(name, value.span)),
        Data::Call(call) => {
            if call.callee.starts_with('?') {
                handler.named.extend(Reference::new(&call.callee, value.span));
            }
            call.args.iter().for_each(|argument| gather(&argument.value, reader, handler, depth + 1));
            if let Some(receiver) = &call.receiver {
                gather(receiver, reader, handler, depth + 1);
            }
        }
        Data::List(values) | Data::Choice(values) => {
            values.iter().for_each(|value| gather(value, reader, handler, depth + 1));
        }
        Data::Map(map) => {
            map.entries.iter().for_each(|(_, value)| gather(value, reader, handler, depth + 1));
        }
        _ => {}
    }
}

/// Whether a name or number stands for a status by which a server says that it fails: `503`, `HTTP_503_SERVICE_UNAVAILABLE`,
/// `InternalServerError`.
pub fn is_server_error(text: &str) -> bool {
    if let Ok(status) = text.parse::<u16>() {
        return (500..600).contains(&status);
    }
    let names = ["serviceunavailable", "servererror", "badgateway", "gatewaytimeout", "badimplementation"];
    // Most names are too short to be one: every identifier of the code is asked.
    if text.len() < "badgateway".len() {
        return false;
    }
    let plain: String = text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    names.iter().any(|name| plain.contains(name))
}
