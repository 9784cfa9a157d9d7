//! Server programs and the port that their command line gives them.

use super::variables::{Lookup, Variables};
use crate::artefact::command::Command;
use crate::source::{Arg, name_of};

/// How a server program is told its port.
struct Server {
    /// Options that take a port or an address with one.
    options: &'static [&'static str],
    /// Options that leave the port to a file or a socket.
    elsewhere: &'static [&'static str],
    /// Variables that the program reads where no option is given.
    variables: &'static [&'static str],
    /// The port without any of these; `None` where a file of the app decides.
    default: Option<u16>,
}

const fn server(
    options: &'static [&'static str],
    elsewhere: &'static [&'static str],
    variables: &'static [&'static str],
    default: Option<u16>,
) -> Server {
    Server { options, elsewhere, variables, default }
}

/// What a command's ports are.
pub(super) enum Ports {
    /// The command is no server program that is known here.
    NoServer,
    /// It is one, but which port it takes is not known.
    Unknown,
    /// The ports.
    Known(Vec<u16>),
}

/// The ports that a server program listens on, by its options, its variables, or its own default. Sources: the manuals of the
/// programs (gunicorn settings `bind`, `uvicorn --help`, `flask run --help`, `next start --help` …).
pub(super) fn ports(command: &Command, variables: &Variables) -> Ports {
    let Some(server) = known(command) else { return Ports::NoServer };
    let words = command.arguments();
    if words.iter().any(|word| {
        server.elsewhere.iter().any(|option| word.text == *option || is_assigned(&word.text, option))
    }) {
        return Ports::Unknown;
    }
    let given = values(words, server.options);
    let given = if given.is_empty() { positional(command) } else { given };
    if !given.is_empty() {
        let ports: Option<Vec<u16>> =
            given.iter().map(|(word, text)| port_of(&variables.fill(command, word, text)?)).collect();
        return ports.map_or(Ports::Unknown, Ports::Known);
    }
    if variables.are_open() {
        return Ports::Unknown;
    }
    for name in server.variables {
        match variables.get(name) {
            Lookup::Unset => {}
            Lookup::Unknown => return Ports::Unknown,
            Lookup::Known(text) => {
                return port_of(&text).map_or(Ports::Unknown, |port| Ports::Known(vec![port]));
            }
        }
    }
    server.default.map_or(Ports::Unknown, |port| Ports::Known(vec![port]))
}

fn known(command: &Command) -> Option<Server> {
    let sub = || command.subcommand().unwrap_or_default();
    Some(match command.name() {
        "gunicorn" => server(
            &["--bind", "-b"],
            &["--config", "-c", "--paste"],
            &["GUNICORN_CMD_ARGS", "PORT"],
            Some(8000),
        ),
        "uvicorn" => server(&["--port"], &["--uds", "--fd"], &["UVICORN_PORT"], Some(8000)),
        "hypercorn" => server(&["--bind", "-b"], &["--config", "-c"], &[], Some(8000)),
        "daphne" => {
            server(&["--port", "-p"], &["--endpoint", "-e", "--unix-socket", "-u", "--fd"], &[], Some(8000))
        }
        "granian" => server(&["--port"], &["--uds"], &["GRANIAN_PORT"], Some(8000)),
        "uwsgi" => {
            server(&["--http", "--http-socket", "--socket"], &["--ini", "--yaml", "--json"], &[], None)
        }
        "waitress-serve" => server(&["--port", "--listen"], &["--unix-socket"], &[], Some(8080)),
        "flask" if sub() == "run" => server(&["--port", "-p"], &[], &["FLASK_RUN_PORT"], Some(5000)),
        "fastapi" if matches!(sub(), "run" | "dev") => server(&["--port"], &[], &["PORT"], Some(8000)),
        "streamlit" if sub() == "run" => server(&["--server.port"], &[], &["STREAMLIT_SERVER_PORT"], None),
        "next" if sub() == "start" => server(&["--port", "-p"], &[], &["PORT"], Some(3000)),
        "http-server" => server(&["-p", "--port"], &[], &["PORT"], Some(8080)),
        "puma" => server(&["-p", "--port", "-b", "--bind"], &["-C", "--config"], &[], None),
        "rackup" | "unicorn" | "thin" => server(&["-p", "--port"], &["-c", "-C", "--config"], &[], None),
        "rails" if matches!(sub(), "server" | "s") => server(&["-p", "--port"], &[], &[], None),
        "php" if command.arguments().iter().any(|word| word.text == "-S") => server(&["-S"], &[], &[], None),
        _ if serves(command, "manage.py", "runserver") => server(&[], &[], &[], Some(8000)),
        _ if serves(command, "artisan", "serve") => server(&["--port"], &[], &["SERVER_PORT"], Some(8000)),
        _ => return None,
    })
}

/// Whether the command is a script with that subcommand, whoever interprets it.
fn serves(command: &Command, script: &str, subcommand: &str) -> bool {
    let mut words = command.argv[command.program..].iter().map(|word| name_of(&word.text));
    words.any(|word| word == script) && words.next() == Some(subcommand)
}

/// `manage.py runserver 0.0.0.0:8000`: the address is a word of its own.
fn positional(command: &Command) -> Vec<(&Arg, &str)> {
    if !serves(command, "manage.py", "runserver") {
        return Vec::new();
    }
    let words = command.arguments().iter().skip_while(|word| word.text != "runserver").skip(1);
    let address = |word: &&Arg| {
        !word.text.starts_with('-') && word.text.ends_with(|c: char| c.is_ascii_digit() || c == '}')
    };
    words.filter(address).map(|word| (word, word.text.as_str())).collect()
}

/// The values of options, written `-p 80`, `--port=80` or `-p80`.
fn values<'a>(words: &'a [Arg], options: &[&str]) -> Vec<(&'a Arg, &'a str)> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for option in options {
            let Some(rest) = word.text.strip_prefix(option) else { continue };
            let short = option.len() == 2;
            if rest.is_empty() {
                found.extend(words.get(at + 1).map(|next| (next, next.text.as_str())));
            } else if let Some(value) = rest.strip_prefix('=') {
                found.push((word, value));
            } else if short && !rest.starts_with('-') {
                found.push((word, rest));
            }
        }
    }
    found
}

fn is_assigned(word: &str, option: &str) -> bool {
    word.strip_prefix(option).is_some_and(|rest| rest.starts_with('='))
}

/// The port of `8000`, `:8000`, `0.0.0.0:8000`, `tcp://[::]:8000`.
fn port_of(text: &str) -> Option<u16> {
    let text = text.split(['?', ' ']).next()?.trim_end_matches('/');
    let port = text.rsplit_once(':').map_or(text, |(_, port)| port);
    port.parse().ok().filter(|port| *port > 0)
}
