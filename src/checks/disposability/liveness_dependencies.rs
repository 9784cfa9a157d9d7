//! Liveness probes whose answer depends on other services.

use crate::app::App;
use crate::artefact::workload::{Action, Handler};
use crate::checks::services::is_foreign;
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Arg, Sources, name_of};

/// An `httpGet` liveness probe whose path is answered by asking a backing service or a peer, and fails with it.
pub fn liveness_checks_dependency(pass: &mut Pass) {
    let app = pass.app;
    if app.facts(Kind::RouteQuery).next().is_none() {
        return;
    }
    for (workload, container) in app.containers().filter(|(workload, _)| workload.is_production()) {
        let runs_other = app
            .start_of(container)
            .and_then(|start| start.main())
            .is_some_and(|main| is_foreign(main.command.name()));
        let Some([handler]) = container.liveness.as_ref().map(|probe| probe.handlers.as_slice()) else {
            continue;
        };
        let Some(path) = asked(handler).filter(|_| !runs_other) else { continue };
        let mut queries = queries(pass.sources, app, &path.text);
        let Some(first) = queries.next() else { continue };
        let message = format!(
            "livenessProbe of {} asks '{}', which fails if {} does",
            workload.title(),
            path.text,
            service(first)
        );
        let finding = pass.report(path.span, message);
        for query in queries.chain([first]) {
            finding.because(query.span, format!("the handler asks {}", service(query)));
        }
        if let Some(route) = &first.value {
            finding.because(route.span, "the route");
        }
        finding.help(
            "Let liveness ask a path that only tells that the process answers, and leave the dependency to readiness: \
             an outage must not restart every replica.",
        );
    }
}

/// The path that a probe asks for by HTTP.
fn asked(handler: &Handler) -> Option<&Arg> {
    handler.path.as_ref().filter(|path| path.literal && handler.action == Action::HttpGet)
}

/// What answering a path asks, if every route that can be meant asks something.
fn queries<'a>(sources: &Sources, app: &'a App, path: &str) -> std::vec::IntoIter<&'a Fact> {
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let of = |route: &Fact| -> Vec<&'a Fact> {
        let place = route.value.as_ref().map(|value| value.span);
        app.production(Kind::RouteQuery)
            .filter(|query| query.value.as_ref().map(|value| value.span) == place)
            .collect()
    };
    let mut found: Vec<&Fact> = Vec::new();
    for route in routes(sources, app, path) {
        let own = of(route);
        if own.is_empty() {
            return Vec::new().into_iter();
        }
        found.extend(own);
    }
    found.sort_by_key(|query| query.span);
    found.dedup_by_key(|query| query.span);
    found.into_iter()
}

/// The routes that can be meant by a path: those that have it, else those that have it below a prefix.
fn routes<'a>(sources: &Sources, app: &'a App, path: &str) -> Vec<&'a Fact> {
    let answers =
        |route: &&Fact| !matches!(route.subject_text(), "PREFIX" | "POST" | "PUT" | "PATCH" | "DELETE");
    let all = || app.production(Kind::Route).filter(answers).filter(|route| route.value.is_some());
    let exact = |route: &&Fact| route.value_text().trim_end_matches('/') == path;
    let whole: Vec<&Fact> = all().filter(exact).collect();
    if !whole.is_empty() {
        return whole;
    }
    let prefixes: Vec<&Fact> =
        app.production(Kind::Route).filter(|route| route.subject_text() == "PREFIX").collect();
    all()
        .filter(|route| {
            let own = route.value_text().trim_end_matches('/');
            let Some(rest) = path.strip_suffix(own).filter(|rest| !rest.is_empty()) else { return false };
            let of_file = !own.is_empty() || is_about(sources.path(route.span.file), rest);
            of_file && is_prefix(rest, &prefixes, 0)
        })
        .collect()
}

/// Whether routers are mounted so that a path can start with it.
fn is_prefix(path: &str, prefixes: &[&Fact], depth: u8) -> bool {
    path.is_empty()
        || (depth < 3
            && prefixes.iter().any(|prefix| {
                let own = prefix.value_text().trim_matches('/');
                let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(own));
                // A prefix that is put together may be any.
                own.starts_with('{')
                    || !own.is_empty()
                        && rest.is_some_and(|rest| {
                            (rest.is_empty() || rest.starts_with('/')) && is_prefix(rest, prefixes, depth + 1)
                        })
            }))
}

/// Whether a file is named after the last part of a path, as routers are.
fn is_about(file: &str, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    !last.is_empty() && name_of(file).split(['.', '_', '-']).any(|word| word.eq_ignore_ascii_case(last))
}

/// The service that a query asks, in words.
fn service(query: &Fact) -> String {
    match query.subject_text() {
        "http" | "peer" => "another service".to_owned(),
        "database" | "cache" => format!("the {}", query.subject_text()),
        kind => format!("'{kind}'"),
    }
}
