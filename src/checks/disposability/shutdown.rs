//! Does the server stop in order when it is asked to?

use std::collections::BTreeSet;

use super::spring;
use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::start::Origin;
use crate::checks::port_binding::is_for_itself;
use crate::extract::{settings, uwsgi};
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Span, name_of};

/// Servers that know nothing of SIGTERM, in an app without a handler.
pub fn no_graceful_shutdown(pass: &mut Pass) {
    let app = pass.app;
    masters_of_uwsgi(pass);
    let handles =
        app.facts(Kind::Signal).any(|fact| fact.subject_text() == "SIGTERM" && fact.value_text() == "handle");
    let shim = app.starts.iter().any(|start| start.place.is_production() && start.init.is_some());
    if handles || shim || !app.is_containerised() || app.is_loaded_by_server() {
        return;
    }
    spring::stops_at_once(pass);
    let mut seen = BTreeSet::new();
    let inner: BTreeSet<Span> =
        app.facts(Kind::Listen).filter(|fact| is_for_itself(fact)).map(|fact| fact.span).collect();
    let abrupt = |fact: &&Fact| {
        fact.value_text() == "abrupt"
            && fact.api != settings::API
            && !inner.contains(&fact.span)
            && fact.api != uwsgi::RELOADS
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

/// Masters of uWSGI in containers that are told to stop by SIGTERM: they start their workers anew, and run on until they are
/// killed. An init process hands on the same signal.
fn masters_of_uwsgi(pass: &mut Pass) {
    let app = pass.app;
    if !app.is_containerised() || has_other_stop_signal(app) {
        return;
    }
    let told = |name: &str| app.production(Kind::EnvProvide).any(|given| given.subject_text() == name);
    let masters: Vec<&Fact> =
        app.production(Kind::Server).filter(|fact| fact.api == uwsgi::RELOADS).collect();
    let starts = app
        .starts
        .iter()
        .filter(|start| start.place.is_production() && !start.ends && start.origin != Origin::Supervised);
    let mut seen = BTreeSet::new();
    for start in starts {
        let Some(main) = start.main().filter(|main| main.command.name() == "uwsgi") else { continue };
        let command = &main.command;
        if command.has_flag("--die-on-term") || told("UWSGI_DIE_ON_TERM") {
            continue;
        }
        let configured = masters.iter().find(|fact| names(command, pass.sources.path(fact.span.file)));
        let at = match configured {
            Some(fact) => fact.span,
            None if is_master(command) => command.span,
            None => continue,
        };
        if !seen.insert(at) {
            continue;
        }
        let finding = pass.report(at, "SIGTERM makes the master of uWSGI start its workers again: the container runs on until it is killed");
        finding.help("Set `die-on-term`, or stop in order by `hook-master-start = unix_signal:15 gracefully_kill_them_all`.");
        if at != start.span {
            finding.because(start.span, "the process is started here");
        }
    }
}

/// Whether a command names the file.
fn names(command: &Command, path: &str) -> bool {
    let words = command.arguments().iter().map(|word| word.text.as_str());
    words
        .map(|word| word.split_once('=').map_or(word, |(_, value)| value))
        .any(|word| name_of(word.split(':').next().unwrap_or(word)) == name_of(path))
}

/// Whether a command line without a file of options asks for a master.
fn is_master(command: &Command) -> bool {
    let mut words = command.arguments().iter().map(|word| word.text.as_str());
    let is_file = |word: &str| {
        [".ini", ".yaml", ".yml", ".json", ".xml"].iter().any(|end| word.ends_with(end)) || word == "-c"
    };
    (command.has_flag("--master") || command.has_flag("-M")) && !words.any(is_file)
}

/// Whether an image or service asks to be stopped by another signal.
fn has_other_stop_signal(app: &App) -> bool {
    let of_images = app.images.iter().any(|image| image.effective.stop_signal.is_some());
    of_images || app.services.iter().any(|service| service.stop_signal.is_some())
}
