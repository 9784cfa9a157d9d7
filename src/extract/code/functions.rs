//! What functions call and how they fail, and which of them answer routes: written once for every language.

use super::table::{Meaning, Table};
use super::unit::{Call, Data, Unit, Value};
use crate::artefact::function::{Function, Handler, Reference};
use crate::extract::Reader;
use crate::fact::{Fact, Kind, Place};
use crate::source::Span;

/// A function that calls more of the project than this is not followed further.
const MOST_CALLS: usize = 200;

/// Values within values are looked at no deeper than this for the functions that a route is given.
const DEEPEST: u8 = 4;

/// The functions of a file that say something: `facts` are those of the file.
pub fn functions(unit: &Unit, facts: &[Fact], place: &Place) -> Vec<Function> {
    let asks: Vec<Span> =
        facts.iter().filter(|fact| fact.kind == Kind::Query).map(|fact| fact.span).collect();
    let own: Vec<&Call> =
        unit.calls.iter().map(AsRef::as_ref).filter(|call| call.callee.starts_with('?')).collect();
    let mut functions = Vec::new();
    for function in &unit.functions {
        let within = |span: Span| function.span.contains(span);
        let calls: Vec<Reference> = own
            .iter()
            .filter(|call| within(call.span))
            .filter_map(|call| Reference::new(&call.callee, call.span))
            .take(MOST_CALLS)
            .collect();
        if calls.is_empty() && !asks.iter().any(|ask| within(*ask)) {
            continue;
        }
        let caught: Vec<Span> = unit.caught.iter().copied().filter(|span| within(*span)).collect();
        let leaves = |span: &Span| within(*span) && !caught.iter().any(|caught| caught.contains(*span));
        let fails = unit.failures.iter().any(|span| within(*span)) || unit.raised.iter().any(leaves);
        functions.push(Function {
            name: function.name.clone(),
            class: function.class.clone(),
            span: function.span,
            start: function.start,
            raises: function.raises,
            fails,
            calls,
            caught,
            place: place.clone(),
        });
    }
    functions
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
    let plain: String = text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    ["serviceunavailable", "servererror", "badgateway", "gatewaytimeout", "badimplementation"]
        .iter()
        .any(|name| plain.contains(name))
}
