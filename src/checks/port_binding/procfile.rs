//! Web processes and the port that their platform chooses.

use crate::artefact::command::Command;
use crate::artefact::platform::Platform;
use crate::artefact::start::{Origin, Start, Step};
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Arg, name_of};

/// `web` processes of Procfiles, and their like on other platforms, that do not listen on `$PORT`.
pub fn procfile_port_ignored(pass: &mut Pass) {
    let app = pass.app;
    for start in &app.starts {
        let routing = routing(pass, start);
        if routing == Routing::Other || !start.place.is_production() || mentions_port(start) {
            continue;
        }
        let is_usual = |port: &str| routing == Routing::Fixed && port.ends_with(FIXED_PORT);
        let Some(main) = start.main() else { continue };
        if let Some(port) = written_port(&main.command) {
            if is_usual(&port.text) {
                continue;
            }
            let message = format!("the web process listens on '{}', not on $PORT", port.text);
            report(pass, start, main, message, port);
        } else if let Some((server, default)) = deaf_server(&main.command) {
            if is_usual(&default.to_string()) {
                continue;
            }
            let message = format!("'{server}' does not read $PORT: it listens on its default port {default}");
            report(pass, start, main, message, main.command.program());
        } else if let Some(listen) = fixed_listen(pass).filter(|_| !is_server(&main.command)) {
            let port = listen.value_text();
            if is_usual(port) {
                continue;
            }
            let message = format!("the web process listens on '{port}', and nothing in the app reads $PORT");
            let finding = pass.report(start.span, message);
            finding.because(listen.span, "the port is fixed here");
            finding.help("Read the port from the environment variable PORT.");
        }
    }
}

/// How requests find a process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Routing {
    /// By the port that the platform chooses for each process.
    Chosen,
    /// By the variable too, in which always stands [`FIXED_PORT`].
    Fixed,
    /// Otherwise, or in a way that is not known.
    Other,
}

/// What App Engine sets the variable to (cloud.google.com/appengine/docs/standard/reference/app-yaml#entrypoint).
const FIXED_PORT: &str = "8080";

fn routing(pass: &Pass, start: &Start) -> Routing {
    let file = start.span.file;
    let on = |platform: Platform| {
        let mut services = pass.app.platform_services.iter();
        services.any(|service| service.platform == platform && service.span.file == file)
    };
    match start.origin {
        Origin::Procfile if start.name == "web" => Routing::Chosen,
        Origin::Platform if start.name == "web" && name_of(pass.sources.path(file)) == "heroku.yml" => {
            Routing::Chosen
        }
        Origin::Platform if !start.ends && on(Platform::AppEngine) => Routing::Fixed,
        _ => Routing::Other,
    }
}

fn report(pass: &mut Pass, start: &Start, main: &Step, message: String, at: &Arg) {
    let finding = pass.report(at.span, message);
    finding.help(
        "The platform routes requests to the port in $PORT and to no other: pass it on the command line.",
    );
    if main.command.span.file != start.span.file {
        finding.because(start.span, "the process is started here");
    }
}

/// Whether a command on the way sets or passes the port.
fn mentions_port(start: &Start) -> bool {
    let names_port = |arg: &Arg| arg.text.contains("PORT");
    start.steps.iter().any(|step| {
        let command = &step.command;
        command.argv.iter().any(names_port)
            || command.expansions.iter().any(|expansion| expansion.name == "PORT")
            || command.assignments.iter().any(|(name, value)| names_port(name) || names_port(value))
    })
}

/// A port that is written as an option or address.
fn written_port(command: &Command) -> Option<&Arg> {
    let arguments = command.arguments();
    let options =
        ["--port", "-p", "--bind", "-b", "--http-port", "--server.port", "--listen", "-l", "-Dserver.port"];
    let by_option = arguments.iter().enumerate().find_map(|(at, word)| {
        let (option, value) = word.text.split_once('=').unwrap_or((&word.text, ""));
        let option = options.iter().find(|known| **known == option)?;
        if !value.is_empty() {
            return is_port(value).then_some(word);
        }
        let _ = option;
        arguments.get(at + 1).filter(|next| is_port(&next.text))
    });
    let by_address =
        || arguments.iter().find(|word| word.text.contains(':') && is_port(&word.text) && word.literal);
    by_option.filter(|word| word.literal).or_else(by_address)
}

/// A port, alone or behind an address.
fn is_port(text: &str) -> bool {
    let (address, port) = text.rsplit_once(':').unwrap_or(("", text));
    let is_address = address.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '*' | '[' | ']' | ':'))
        || address == "localhost";
    is_address && port.len() >= 2 && port.parse::<u16>().is_ok()
}

/// A server that neither reads PORT nor is told a port, and the port it takes then.
fn deaf_server(command: &Command) -> Option<(&'static str, u16)> {
    let words = || command.argv[command.program..].iter().map(|word| name_of(&word.text));
    let subcommand =
        |name: &str, sub: &str| words().any(|word| word == name) && words().any(|word| word == sub);
    let name = command.name();
    let told = command.arguments().iter().any(|word| {
        ["--config", "-c", "--uds", "--fd", "--unix-socket", "-u", "-e", "--endpoint"]
            .contains(&word.text.as_str())
    });
    Some(match name {
        _ if told => return None,
        "uvicorn" => ("uvicorn", 8000),
        "daphne" => ("daphne", 8000),
        "hypercorn" => ("hypercorn", 8000),
        "waitress-serve" => ("waitress-serve", 8080),
        "streamlit" => ("streamlit", 8501),
        "granian" => ("granian", 8000),
        _ if subcommand("manage.py", "runserver") => ("manage.py runserver", 8000),
        _ if subcommand("flask", "run") => ("flask run", 5000),
        _ if subcommand("artisan", "serve") => ("artisan serve", 8000),
        _ => return None,
    })
}

/// Servers that take the port from PORT by themselves or by their own configuration.
fn is_server(command: &Command) -> bool {
    let name = command.name();
    let known =
        ["gunicorn", "puma", "rails", "rackup", "thin", "unicorn", "passenger", "java", "nginx", "apache2"];
    known.contains(&name) || name.starts_with("heroku-php") || name.starts_with("heroku-")
}

/// The one port that the app's code listens on, where no code reads PORT.
fn fixed_listen<'a>(pass: &Pass<'a>) -> Option<&'a Fact> {
    let app = pass.app;
    let reads =
        app.facts(Kind::EnvRead).any(|fact| fact.subject_text().contains("PORT") && fact.api != "compose");
    let mut listens = app.production(Kind::Listen).filter(|_| !reads);
    let first = listens.next().filter(|fact| fact.known_value().is_some_and(is_port))?;
    listens.all(|other| other.value_text() == first.value_text()).then_some(first)
}
