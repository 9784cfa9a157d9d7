//! Migrations that run before a server listens, in other functions than the one that makes it listen.

use std::collections::BTreeMap;

use super::handlers::Code;
use crate::app::Facts;
use crate::artefact::function::Function;
use crate::fact::{Fact, Kind, Role, Scope};
use crate::source::{Arg, Sources, Span};

/// Calls are followed no further than this: what starts a server, its set-up, the database, its migrations.
const DEEPEST: u8 = 3;

/// Gives migrations the call by which a server comes to them.
pub(super) fn settle(sources: &Sources, facts: &mut Facts, functions: &[Function]) {
    let waits = |fact: &Fact| fact.place.scope == Scope::Function && fact.place.is_production();
    if !facts.of(Kind::Migrate).iter().any(waits) {
        return;
    }
    let migrated = migrations(sources, facts, functions);
    facts.retell(|fact| {
        if fact.kind == Kind::Migrate && fact.place.scope == Scope::Function && fact.value.is_none() {
            fact.value = migrated.get(&fact.span).cloned();
        }
    });
}

/// The places of migrations with the call that leads from a function that serves to each.
fn migrations(sources: &Sources, facts: &Facts, functions: &[Function]) -> BTreeMap<Span, Arg> {
    let code = Code::new(sources, facts.of(Kind::Migrate), functions);
    let serving: Vec<Span> = [Kind::Server, Kind::Listen]
        .into_iter()
        .flat_map(|kind| facts.of(kind))
        .filter(|fact| fact.place.is_production())
        .map(|fact| fact.span)
        .collect();
    let serves =
        |function: &&Function| serving.iter().any(|place| function.declaration.span.contains(*place));
    let mut found = BTreeMap::new();
    for function in functions.iter().filter(|function| function.place.role == Role::Production).filter(serves)
    {
        reached(&code, function, DEEPEST, &mut |fact, call| {
            if let Some(call) = call {
                found.entry(fact.span).or_insert(call);
            }
        });
    }
    found
}

/// Tells of every fact in a function and in those that it calls, with the first call on the way.
fn reached<'a>(
    code: &Code<'a>,
    function: &'a Function,
    depth: u8,
    tell: &mut impl FnMut(&'a Fact, Option<Arg>),
) {
    let mut open = vec![(function, None::<Arg>, depth)];
    let mut seen = Vec::new();
    while let Some((function, call, left)) = open.pop() {
        if seen.contains(&function.declaration.span) {
            continue;
        }
        seen.push(function.declaration.span);
        code.own(function).for_each(|fact| tell(fact, call.clone()));
        if left == 0 {
            continue;
        }
        for reference in &function.calls {
            let first = call.clone().or_else(|| Some(Arg::literal(reference.name.as_str(), reference.span)));
            // A bare name of another file is no method.
            let fits = |called: &&Function| {
                !reference.through.is_empty()
                    || called.declaration.class.is_none()
                    || called.declaration.span.file == reference.span.file
            };
            open.extend(
                code.find(reference, &[])
                    .into_iter()
                    .filter(fits)
                    .map(|called| (called, first.clone(), left - 1)),
            );
        }
    }
}
