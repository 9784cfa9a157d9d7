//! Numbers of worker processes that an image fixes.

use crate::artefact::command::Command;
use crate::artefact::start::Origin;
use crate::rule::Pass;
use crate::source::Arg;

/// The options by which servers and workers are told how many processes to run, and the variable that does the same where
/// there is one.
const SERVERS: [(&str, &[&str], &str); 8] = [
    ("gunicorn", &["-w", "--workers"], "WEB_CONCURRENCY"),
    ("uvicorn", &["--workers"], "WEB_CONCURRENCY"),
    ("hypercorn", &["-w", "--workers"], ""),
    ("granian", &["--workers"], "GRANIAN_WORKERS"),
    ("fastapi", &["--workers"], "WEB_CONCURRENCY"),
    ("puma", &["-w", "--workers"], "WEB_CONCURRENCY"),
    ("celery", &["-c", "--concurrency"], ""),
    ("uwsgi", &["-p", "--processes", "--workers"], "UWSGI_PROCESSES"),
];

/// An image that starts a fixed number of workers.
pub fn hardcoded_worker_count(pass: &mut Pass) {
    let app = pass.app;
    let images =
        app.starts.iter().filter(|start| start.origin == Origin::Image && start.place.is_production());
    for start in images {
        let Some(main) = start.main() else { continue };
        let program = main.command.name();
        let Some((_, options, variable)) = SERVERS.iter().find(|(server, ..)| *server == program) else {
            continue;
        };
        let Some((place, count)) = fixed(&main.command, options) else { continue };
        let message = format!("'{program}' always starts '{count}' workers, whatever the container is given");
        let finding = pass.report(place.span, message);
        if !start.span.contains(place.span) {
            finding.because(start.span, "the image starts it here");
        }
        finding.help(if variable.is_empty() {
            "read the number from the environment: `${WORKERS:-2}` in an entrypoint script".to_owned()
        } else {
            format!("leave the option out and set `{variable}` where the app is deployed")
        });
    }
}

/// A number above one that one of the options is given, and its place.
fn fixed<'a>(command: &'a Command, options: &[&str]) -> Option<(&'a Arg, u32)> {
    let arguments = command.arguments();
    arguments.iter().enumerate().find_map(|(at, arg)| {
        let option = options.iter().find(|option| arg.text.starts_with(**option))?;
        let rest = &arg.text[option.len()..];
        let (place, text) = match rest.strip_prefix('=') {
            None if rest.is_empty() => {
                let next = arguments.get(at + 1)?;
                (next, next.text.as_str())
            }
            None if option.starts_with("--") => return None,
            None => (arg, rest),
            Some(value) => (arg, value),
        };
        let count = text.parse().ok().filter(|count| place.literal && *count > 1)?;
        Some((place, count))
    })
}
