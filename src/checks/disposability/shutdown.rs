//! Does the server stop in order when it is asked to?

use std::collections::BTreeSet;

use crate::checks::port_binding::is_for_itself;
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::Span;

/// Servers that know nothing of SIGTERM, in an app without a handler.
pub fn no_graceful_shutdown(pass: &mut Pass) {
    let app = pass.app;
    let handles =
        app.facts(Kind::Signal).any(|fact| fact.subject_text() == "SIGTERM" && fact.value_text() == "handle");
    let shim = app.starts.iter().any(|start| start.place.is_production() && start.init.is_some());
    if handles || shim || !app.is_containerised() || app.is_loaded_by_server() {
        return;
    }
    let mut seen = BTreeSet::new();
    let inner: BTreeSet<Span> =
        app.facts(Kind::Listen).filter(|fact| is_for_itself(fact)).map(|fact| fact.span).collect();
    let abrupt = |fact: &&Fact| {
        fact.value_text() == "abrupt"
            && !inner.contains(&fact.span)
            && app.ships(pass.sources, fact.span.file)
    };
    for fact in app.production(Kind::Server).filter(abrupt) {
        let server = fact.subject_text();
        if !seen.insert((fact.span.file, server)) {
            continue;
        }
        let finding = pass.report(
            fact.span,
            format!(
                "no handler of SIGTERM was seen: the '{server}' server drops its requests when it is stopped"
            ),
        );
        finding.help("Handle SIGTERM: stop taking connections, finish the open requests, exit.");
        if let Some(start) = app.starts.iter().find(|start| start.place.is_production()) {
            finding.because(start.span, "the process is started here");
        }
    }
}
