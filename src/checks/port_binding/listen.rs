//! Where code and start commands listen.

use super::listeners::has_file;
use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::start::{Origin, Start};
use crate::extract::settings;
use crate::fact::{Fact, Kind};
use crate::rule::{Pass, Severity};
use crate::source::Span;

/// Ports that are written into the code.
pub fn hardcoded_port(pass: &mut Pass) {
    let app = pass.app;
    let platform = app.facts(Kind::Start).find(|fact| {
        matches!(fact.subject_text(), "procfile" | "platform")
            && fact.api == "web"
            && fact.place.is_production()
    });
    if app.is_loaded_by_server() {
        return;
    }
    for fact in app.production(Kind::Listen) {
        // Frameworks that read such files let a variable say otherwise: `SERVER_PORT`, `QUARKUS_HTTP_PORT`.
        if fact.api == settings::API && platform.is_none() {
            continue;
        }
        let Some(port) = fact.known_value().filter(|port| !port.is_empty() && *port != "0") else { continue };
        let span = fact.value.as_ref().map_or(fact.span, |value| value.span);
        let span = if span.file == fact.span.file && fact.span.contains(span) { span } else { fact.span };
        let finding = pass.report(span, format!("the port '{port}' is fixed in code"));
        finding.help("Read the port from the environment, with this one as the default.");
        if let Some(platform) = platform {
            finding
                .severity(Severity::Warning)
                .because(platform.span, "the platform that starts this process demands its own $PORT");
        }
    }
}

/// Listeners and servers that only the container itself can reach.
pub fn loopback_bind(pass: &mut Pass) {
    let app = pass.app;
    if !app.is_containerised() {
        return;
    }
    let listeners = app
        .production(Kind::Listen)
        .filter(|fact| !is_for_itself(fact) && app.ships(pass.sources, fact.span.file));
    let listeners: Vec<&Fact> =
        listeners.filter(|fact| !app.is_loaded_by_server() || is_of_server(fact)).collect();
    if listeners.iter().all(|fact| is_loopback(fact.subject_text())) {
        for fact in listeners {
            let message = format!(
                "the app listens on '{}': nothing outside its container can reach it",
                fact.subject_text()
            );
            let finding = pass.report(fact.span, message);
            finding.help("Listen on 0.0.0.0, or let the environment say where.");
            if let Some(image) = app.images.iter().find(|image| image.place.is_production()) {
                finding.because(image.stage().image.span(), "the app runs in a container of this image");
            }
        }
    }
    // What a process manager runs may be there for its neighbours in the container.
    let alone = app.starts.iter().filter(|start| start.manager.is_none());
    for start in alone.filter(|start| start.place.is_production() && !start.ends) {
        let Some(main) = start.main() else { continue };
        let Some((span, host)) = command_host(pass, start, &main.command) else { continue };
        let program = main.command.name();
        let finding = pass.report(
            span,
            format!("'{program}' listens on '{host}': nothing outside its container can reach it"),
        );
        finding.help("Bind it to 0.0.0.0.");
        if span.file != start.span.file {
            finding.because(start.span, "the process is started here");
        }
    }
}

/// Whether the program listens on whichever port is free: only itself, and whom it tells, can know it.
pub(in crate::checks) fn is_for_itself(fact: &Fact) -> bool {
    fact.known_value() == Some("0")
}

/// Whether the place is configuration of the server itself, which holds for whatever it loads: a word of puma's or unicorn's.
fn is_of_server(fact: &Fact) -> bool {
    matches!(fact.api.as_str(), "bind" | "port" | "listen")
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "::1" | "[::1]") || host.starts_with("127.")
}

/// The loopback address that a server's command binds it to, by an option or by leaving it out.
fn command_host(pass: &Pass, start: &Start, command: &Command) -> Option<(Span, String)> {
    let app = pass.app;
    let (options, variable): (&[&str], &str) = match command.name() {
        "gunicorn" => (&["--bind", "-b"], "GUNICORN_CMD_ARGS"),
        "uvicorn" => (&["--host"], "UVICORN_HOST"),
        "flask" => (&["--host", "-h"], "FLASK_RUN_HOST"),
        "hypercorn" => (&["--bind", "-b"], ""),
        _ => return None,
    };
    if let Some(value) = options.iter().find_map(|option| command.option(option)) {
        let host = value.rsplit_once(':').map_or(value, |(host, _)| host);
        return is_loopback(host).then(|| (command.span, host.to_owned()));
    }
    let configured = match command.name() {
        "gunicorn" => {
            ["-c", "--config"].iter().any(|option| command.option(option).is_some())
                || has_file(pass, "gunicorn.conf.py")
        }
        "uvicorn" => ["--uds", "--fd"].iter().any(|option| command.option(option).is_some()),
        "hypercorn" => ["-c", "--config"].iter().any(|option| command.option(option).is_some()),
        _ => command.subcommand() != Some("run"),
    };
    // gunicorn listens on 0.0.0.0 where the platform sets PORT.
    let by_port = matches!(command.name(), "gunicorn") && provides(app, "PORT");
    let known = command.argv.iter().all(|word| word.literal);
    let default =
        !configured && !by_port && known && !provides(app, variable) && start.origin == Origin::Image;
    default.then(|| (command.span, "127.0.0.1".to_owned()))
}

fn provides(app: &App, variable: &str) -> bool {
    !variable.is_empty() && app.facts(Kind::EnvProvide).any(|fact| fact.subject_text() == variable)
}
