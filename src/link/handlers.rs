//! Which backing services the answer to a route depends on, and which files it leaves behind: from routes to their handlers, and
//! through the functions these call.

use std::collections::BTreeMap;

use crate::app::Facts;
use crate::artefact::function::{Function, Handler, Reference};
use crate::fact::{Fact, Kind, Role, Scope};
use crate::source::{FileId, Sources, Span};

/// Functions are followed from a handler through no more calls than this: a controller, its service, a helper.
const DEEPEST: u8 = 2;

/// A name that more functions have says nothing.
const MOST_NAMESAKES: usize = 64;

/// The `route-query` facts of an app.
pub(super) fn queries(
    sources: &Sources,
    facts: &Facts,
    functions: &[Function],
    handlers: &[Handler],
) -> Vec<Fact> {
    if facts.of(Kind::Query).is_empty() {
        return Vec::new();
    }
    let code = Code::new(sources, facts.of(Kind::Query), functions);
    let handlers = by_route(handlers);
    let mut found = Vec::new();
    for route in facts.of(Kind::Route).iter().filter(|route| answers_probes(route)) {
        for query in code.asked_by(route, handlers.get(&route.span).copied()) {
            let mut fact = Fact::new(Kind::RouteQuery, query.span, query.api.as_str(), route.place.clone());
            fact.subject.clone_from(&query.subject);
            fact.value.clone_from(&route.value);
            found.push(fact);
        }
    }
    found
}

/// The `route-write` facts of an app: one for each place that writes, whichever routes lead there.
pub(super) fn writes(
    sources: &Sources,
    facts: &Facts,
    functions: &[Function],
    handlers: &[Handler],
) -> Vec<Fact> {
    if facts.of(Kind::FileWrite).is_empty() {
        return Vec::new();
    }
    let code = Code::new(sources, facts.of(Kind::FileWrite), functions);
    let handlers = by_route(handlers);
    let mut found: BTreeMap<Span, Fact> = BTreeMap::new();
    for route in facts.of(Kind::Route).iter().filter(|route| changes(route)) {
        for write in code.written_by(route, handlers.get(&route.span).copied()) {
            found.entry(write.span).or_insert_with(|| route_write(write, Some(route)));
        }
    }
    // A handler of Go is known by its form, whichever router it is given to. Of a path that is all its caller's nothing is known: it
    // may be that of a cache.
    let is_handler = |function: &&Function| {
        let path = sources.path(function.declaration.span.file);
        function.answers && function.place.role == Role::Production && path.ends_with(".go")
    };
    for function in functions.iter().filter(is_handler) {
        for write in code.kept(function, 0).into_iter().filter(|write| write.value_text() != "{}") {
            found.entry(write.span).or_insert_with(|| route_write(write, None));
        }
    }
    found.into_values().collect()
}

fn route_write(write: &Fact, route: Option<&Fact>) -> Fact {
    let mut fact = Fact::new(Kind::RouteWrite, write.span, write.api.as_str(), write.place.clone());
    fact.subject.clone_from(&write.value);
    fact.value = route.and_then(|route| route.value.clone());
    fact
}

/// Of several handlers of one route the first counts.
fn by_route(handlers: &[Handler]) -> BTreeMap<Span, &Handler> {
    handlers.iter().rev().map(|handler| (handler.route, handler)).collect()
}

/// Whether a request that changes something can reach the route.
fn changes(route: &Fact) -> bool {
    let method = route.subject_text().to_ascii_uppercase();
    route.place.is_production()
        && matches!(method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE" | "ANY" | "ALL")
}

/// Whether a file is kept by a function that is no handler itself.
fn is_kept(write: &Fact) -> bool {
    write.subject_text() == "durable" && write.place.scope == Scope::Function && write.place.is_production()
}

/// Whether a request with the method GET can reach the route.
fn answers_probes(route: &Fact) -> bool {
    matches!(route.subject_text(), "GET" | "HEAD" | "ANY" | "ALL" | "get" | "" | "{}")
}

/// The functions of an app, and facts in them.
pub(super) struct Code<'a> {
    sources: &'a Sources,
    /// By the file that holds them, in their order.
    written: BTreeMap<FileId, Vec<&'a Function>>,
    named: BTreeMap<&'a str, Vec<&'a Function>>,
    /// The facts in question, all of one kind.
    inside: &'a [Fact],
}

impl<'a> Code<'a> {
    pub(super) fn new(sources: &'a Sources, inside: &'a [Fact], functions: &'a [Function]) -> Self {
        let mut written: BTreeMap<FileId, Vec<&Function>> = BTreeMap::new();
        for function in functions {
            written.entry(function.declaration.span.file).or_default().push(function);
        }
        let mut named: BTreeMap<&str, Vec<&Function>> = BTreeMap::new();
        let own = functions.iter().filter(|function| function.place.role == Role::Production);
        for function in own.filter(|function| !function.declaration.name.is_empty()) {
            named.entry(&function.declaration.name).or_default().push(function);
        }
        Self { sources, written, named, inside }
    }

    /// What the answer to a route asks, if it fails with it.
    fn asked_by(&self, route: &Fact, handler: Option<&Handler>) -> Vec<&'a Fact> {
        let answering = self.of_route(route, handler, &["get", "dispatch", "head"]);
        let mut found: Vec<&Fact> =
            answering.into_iter().flat_map(|function| self.failing(function, 0)).collect();
        found.sort_by_key(|query| query.span);
        found.dedup_by_key(|query| query.span);
        found
    }

    /// The files that the answer to a route writes to keep them.
    fn written_by(&self, route: &Fact, handler: Option<&Handler>) -> Vec<&'a Fact> {
        let answering = self.of_route(route, handler, &["post", "put", "patch", "delete", "dispatch"]);
        answering.into_iter().flat_map(|function| self.kept(function, 0)).collect()
    }

    /// The functions that answer a route; of a class those methods.
    fn of_route(&self, route: &Fact, handler: Option<&Handler>, methods: &[&str]) -> Vec<&'a Function> {
        let mut answering: Vec<&Function> = Vec::new();
        if route.span.start == route.span.end {
            // The file is the route.
            let exported =
                |function: &&Function| matches!(function.declaration.name.as_str(), "GET" | "handler" | "");
            answering.extend(self.of_file(route.span.file).filter(exported));
        }
        let is_decorated = |function: &&Function| {
            let declaration = &function.declaration;
            declaration.span.contains(route.span) && route.span.end <= declaration.start
        };
        answering.extend(self.of_file(route.span.file).filter(is_decorated));
        if let Some(handler) = handler {
            for given in &handler.given {
                let is_given = |function: &&Function| given.contains(function.declaration.span);
                answering.extend(self.of_file(given.file).filter(is_given));
            }
            for reference in &handler.named {
                answering.extend(self.find(reference, methods));
            }
        }
        answering
    }

    /// The functions that a file holds.
    fn of_file(&self, file: FileId) -> impl Iterator<Item = &'a Function> {
        self.written.get(&file).into_iter().flatten().copied()
    }

    /// The functions that a reference can mean: of the same file, else the only ones that fit.
    pub(super) fn find(&self, reference: &Reference, methods: &[&str]) -> Vec<&'a Function> {
        let class =
            (reference.name == "as_view" || reference.name == "as_asgi").then_some(&reference.through);
        if let Some(class) = class {
            let methods = methods.iter().filter_map(|name| self.named.get(*name));
            return methods
                .flatten()
                .copied()
                .filter(|method| method.declaration.class.as_ref() == Some(class))
                .collect();
        }
        let all = self.named.get(reference.name.as_str()).filter(|all| all.len() <= MOST_NAMESAKES);
        let Some(all) = all else { return Vec::new() };
        let fits = |function: &&&Function| {
            reference.through.is_empty()
                || reference.leads_to(function, self.sources.path(function.declaration.span.file))
        };
        let here = |function: &&&Function| {
            function.declaration.span.file == reference.span.file && reference.through.is_empty()
        };
        let near: Vec<&Function> = all.iter().filter(here).copied().collect();
        if !near.is_empty() {
            return near;
        }
        let fitting: Vec<&Function> = all.iter().filter(fits).copied().collect();
        if fitting.len() == 1 { fitting } else { Vec::new() }
    }

    /// The facts that stand in a function.
    pub(super) fn own(&self, function: &Function) -> impl Iterator<Item = &'a Fact> {
        inside(self.inside, function.declaration.span)
    }

    /// The files that a function, or one that it calls, writes to keep them.
    fn kept(&self, function: &Function, depth: u8) -> Vec<&'a Fact> {
        let mut found: Vec<&Fact> = self.own(function).filter(|write| is_kept(write)).collect();
        if depth < DEEPEST {
            let called = function.calls.iter().flat_map(|call| self.find(call, &[]));
            let called = called.filter(|called| called.declaration.span != function.declaration.span);
            found.extend(called.flat_map(|called| self.kept(called, depth + 1)));
        }
        found
    }

    /// The queries whose failure makes the function fail.
    fn failing(&self, function: &Function, depth: u8) -> Vec<&'a Fact> {
        let fails_with = |place: Span| {
            let caught = function.caught.iter().any(|caught| caught.contains(place));
            function.fails || (function.declaration.raises && !caught)
        };
        let mut found: Vec<&Fact> = self.own(function).filter(|query| fails_with(query.span)).collect();
        if depth < DEEPEST {
            for call in function.calls.iter().filter(|call| fails_with(call.span)) {
                for called in self
                    .find(call, &[])
                    .into_iter()
                    .filter(|called| called.declaration.span != function.declaration.span)
                {
                    found.extend(if function.fails {
                        self.asked(called, depth + 1)
                    } else {
                        self.failing(called, depth + 1)
                    });
                }
            }
        }
        found
    }

    /// All queries of a function whose answer its caller looks at.
    fn asked(&self, function: &Function, depth: u8) -> Vec<&'a Fact> {
        let mut found: Vec<&Fact> = self.own(function).collect();
        if depth < DEEPEST {
            for call in &function.calls {
                let called = self
                    .find(call, &[])
                    .into_iter()
                    .filter(|called| called.declaration.span != function.declaration.span);
                found.extend(called.flat_map(|called| self.asked(called, depth + 1)));
            }
        }
        found
    }
}

/// The facts that stand in a place; they are in order.
fn inside(facts: &[Fact], place: Span) -> impl Iterator<Item = &Fact> {
    let start = facts.partition_point(|fact| fact.span < Span::start_of(place.file));
    let near = facts[start..].iter().take_while(move |fact| fact.span.file == place.file);
    near.filter(move |fact| place.contains(fact.span))
}
