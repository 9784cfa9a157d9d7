//! Probes that ask a path which the app does not serve.

use super::platform;
use super::probe_validity::probes;
use crate::app::App;
use crate::artefact::platform::PlatformService;
use crate::artefact::start::{Origin, Start};
use crate::artefact::workload::{Action, Container, Handler, Workload};
use crate::checks::port_binding::runs_code;
use crate::discover::{Class, classify};
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Arg, SourceFile, Span};

/// An `httpGet` path that is no route of the app's code, where its routes are known.
pub fn probe_path_not_served(pass: &mut Pass) {
    let app = pass.app;
    let Some(routes) = routes(pass) else { return };
    for (workload, container) in app.containers().filter(|(workload, _)| workload.is_production()) {
        let runs_app = app
            .start_of(container)
            .is_some_and(|start| start.main().is_some_and(|main| runs_code(pass, &main.command)));
        if !runs_app || container.ports.len() > 1 || workload.is_knative() {
            continue;
        }
        for (name, probe) in probes(container) {
            if let [handler] = probe.handlers.as_slice() {
                check(pass, workload, container, name, handler, &routes);
            }
        }
    }
    for service in platform::running(pass) {
        if !is_code_of(pass, service) {
            continue;
        }
        let title = format!("the health check of '{}' on {}", service.name.text, service.platform.name());
        for path in &service.checks {
            ask(pass, path, &title, &routes);
        }
    }
}

/// Whether a platform runs the app's code there: every process that its file starts does, or the image.
fn is_code_of(pass: &Pass, service: &PlatformService) -> bool {
    let app = pass.app;
    let told: Vec<&Start> =
        app.starts.iter().filter(|start| !start.ends && service.span.contains(start.span)).collect();
    let procfile =
        || app.starts.iter().filter(|start| start.origin == Origin::Procfile && start.name == "web");
    let image = || app.only_image().into_iter().flat_map(|image| app.starts_of(image));
    let starts: Vec<&Start> = match (told.is_empty(), procfile().next()) {
        (false, _) => told,
        (true, Some(_)) if app.images.is_empty() => procfile().collect(),
        _ => image().collect(),
    };
    let runs = |start: &&Start| start.main().is_some_and(|main| runs_code(pass, &main.command));
    !starts.is_empty() && starts.iter().all(runs) && service.ports.len() <= 1
}

fn check(
    pass: &mut Pass,
    workload: &Workload,
    container: &Container,
    probe: &str,
    handler: &Handler,
    routes: &[&Fact],
) {
    let known_port = handler.port.as_ref().is_none_or(|port| is_port_of(container, port));
    let path = handler.path.as_ref().filter(|_| handler.action == Action::HttpGet && known_port);
    if let Some(path) = path {
        ask(pass, path, &format!("{probe} of {}", workload.title()), routes);
    }
}

/// Looks for a route that answers what somebody asks.
fn ask(pass: &mut Pass, path: &Arg, who: &str, routes: &[&Fact]) {
    let wanted = path.text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let Some(last) = wanted.rsplit('/').next().filter(|last| !last.is_empty() && path.literal) else {
        return;
    };
    if routes.iter().any(|route| serves(route, wanted)) || is_mentioned(pass, last, routes) {
        return;
    }
    let like = routes.iter().find(|route| route.value_text().ends_with(&format!("/{last}")));
    let shown = like.or_else(|| routes.iter().find(|route| is_about_health(route))).or(routes.first());
    let message = format!("{who} asks '{}', which no route of the app serves", path.text);
    let finding = pass.report(path.span, message);
    if let Some(route) = shown {
        finding.because(route.span, format!("the app serves '{}'", route.value_text()));
    }
    finding.help("Ask a path that the app serves, or add the route: a probe that gets 404 counts as failed.");
}

/// Whether a probe's port is the one port that the container declares.
fn is_port_of(container: &Container, port: &Arg) -> bool {
    container
        .ports
        .iter()
        .all(|own| [&own.name, &own.number].into_iter().flatten().any(|known| known.text == port.text))
}

/// All routes of the app; `None` where others may exist.
fn routes<'a>(pass: &Pass<'a>) -> Option<Vec<&'a Fact>> {
    let app = pass.app;
    let routes: Vec<&Fact> = app.production(Kind::Route).collect();
    let known = |fact: &&Fact| {
        fact.value
            .as_ref()
            .is_some_and(|path| path.literal && !path.text.contains(['^', '$', '(', '\\', '[']))
    };
    // A file-system router also serves pages, of which nothing is known here.
    let by_files = routes.iter().any(|fact| fact.api == "framework.route");
    let whole = !routes.is_empty() && !by_files && routes.iter().all(known);
    (whole && !is_foreign(pass) && !answers_by_itself(app) && !serves_files(pass)).then_some(routes)
}

/// Whether code of the app is in a language whose routes are not read.
fn is_foreign(pass: &Pass) -> bool {
    pass.app.files.iter().any(|file| {
        let path = pass.sources.path(*file);
        let read = matches!(classify::by_name(path), Some(Class::Source(_)));
        classify::is_code(path) && !read
    })
}

/// Whether a package of the app adds routes for health checks or metrics, or serves pages by its own rules.
fn answers_by_itself(app: &App) -> bool {
    let words =
        ["health", "terminus", "lightship", "prom", "probe", "actuator", "metrics", "admin", "graphql"];
    let servers = ["next", "nuxt", "astro", "@remix-run/node", "@react-router/node", "@sveltejs/kit"];
    let mut names =
        app.packages.iter().flat_map(|package| &package.dependencies).map(|package| &package.name);
    names.any(|name| {
        servers.contains(&name.text.as_str()) || words.iter().any(|word| name.text.contains(word))
    })
}

/// The app's source files with their texts.
fn code<'a>(pass: &Pass<'a>) -> impl Iterator<Item = (crate::source::FileId, &'a SourceFile)> {
    let files = pass.app.files.iter().map(|id| (*id, pass.sources.file(*id)));
    files.filter(|(_, file)| matches!(classify::by_name(&file.path), Some(Class::Source(_))))
}

/// Whether the code hands out files, or requests to another server, under paths that are not written in it.
fn serves_files(pass: &Pass) -> bool {
    let words =
        ["static(", "serveStatic", "serve-static", "StaticFiles", "whitenoise", "roxy", "WSGIMiddleware"];
    code(pass).any(|(_, file)| words.iter().any(|word| file.text.contains(word)))
}

/// Whether the last part of a path stands in the code elsewhere than in a route: something may serve it by other means. Under a
/// prefix every route may be the one.
fn is_mentioned(pass: &Pass, last: &str, routes: &[&Fact]) -> bool {
    let prefixed = routes.iter().any(|route| route.subject_text() == "PREFIX");
    code(pass).any(|(id, file)| {
        file.text.match_indices(last).any(|(at, _)| {
            let place = Span::new(id, at, at + last.len());
            prefixed || !routes.iter().any(|route| is_statement(route.span, place, file))
        })
    })
}

/// Whether a place stands in the call of a route, or for a decorator in the line below, whose function people call alike.
fn is_statement(route: Span, place: Span, file: &SourceFile) -> bool {
    let lines = if file.path.ends_with(".py") { 2 } else { 0 };
    let rest = &file.text[route.end as usize..];
    let below: usize = rest.split_inclusive('\n').take(lines).map(str::len).sum();
    route.file == place.file && route.start <= place.start && place.end as usize <= route.end as usize + below
}

fn is_about_health(route: &Fact) -> bool {
    ["health", "ready", "live", "ping", "status"].iter().any(|word| route.value_text().contains(word))
}

/// Whether a route answers for a path, which has no slash at its end. Parameters match anything.
fn serves(route: &Fact, path: &str) -> bool {
    let own = route.value_text().trim_end_matches('/');
    if route.subject_text() == "PREFIX" {
        return path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    }
    let mut pieces = own.split("{}");
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else { return rest.is_empty() };
    for piece in between {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}
