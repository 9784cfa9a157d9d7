//! Appenders of Logback and Log4j: what a logger names, by way of other appenders, receives its lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Environment, Fact, Kind, Place};
use crate::source::{Arg, Span};

/// Where a logging configuration may send lines.
#[derive(Debug)]
pub(super) struct Appender {
    /// The name that loggers refer to.
    pub(super) name: String,
    /// The subject of its fact; none for one that only hands on.
    pub(super) sink: Option<&'static str>,
    /// The class or type, as it is written.
    pub(super) class: String,
    /// The file or address.
    pub(super) target: Option<Arg>,
    /// The place of its declaration.
    pub(super) span: Span,
    /// The appenders that it hands lines on to.
    pub(super) refs: Vec<String>,
    /// What it is declared for.
    pub(super) environment: Environment,
}

/// A logger's reference to an appender.
#[derive(Debug)]
pub(super) struct Reference {
    /// The appender's name.
    pub(super) name: String,
    /// What it is written for.
    pub(super) environment: Environment,
}

/// The facts of the appenders that loggers reach.
pub(super) fn sinks(appenders: &[Appender], references: &[Reference], place: &Place) -> Vec<Fact> {
    let mut by_name: BTreeMap<&str, Vec<&Appender>> = BTreeMap::new();
    for appender in appenders {
        by_name.entry(appender.name.as_str()).or_default().push(appender);
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(&str, &Environment)> =
        references.iter().map(|reference| (reference.name.as_str(), &reference.environment)).collect();
    open.reverse();
    while let Some((name, environment)) = open.pop() {
        for appender in by_name.get(name).into_iter().flatten() {
            let environment = narrowed(environment, &appender.environment);
            // What is found for all environments needs no second word for one of them.
            if seen.contains(&(appender.span, &Environment::Any))
                || !seen.insert((appender.span, environment))
            {
                continue;
            }
            open.extend(appender.refs.iter().map(|name| (name.as_str(), environment)));
            found.extend(fact(appender, environment, place));
        }
    }
    found
}

fn narrowed<'a>(outer: &'a Environment, inner: &'a Environment) -> &'a Environment {
    if *outer == Environment::Any { inner } else { outer }
}

fn fact(appender: &Appender, environment: &Environment, place: &Place) -> Option<Fact> {
    let at = appender.target.as_ref().map_or(appender.span, |target| target.span);
    let mut place = place.clone();
    if *environment != Environment::Any {
        place.environment = environment.clone();
    }
    let mut fact =
        Fact::new(Kind::LogSink, at, appender.class.as_str(), place).about(Arg::literal(appender.sink?, at));
    fact.value.clone_from(&appender.target);
    Some(fact)
}
