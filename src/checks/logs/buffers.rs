//! Output that waits in the process until a buffer is full.

use crate::app::App;
use crate::artefact::image::Image;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::Start;
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Sources, folder_of, name_of};

/// Containers of Python programs that print without flushing: standard output is no terminal there.
pub fn buffered_stdout(pass: &mut Pass) {
    let app = pass.app;
    let mut prints = app.production(Kind::LogSink).filter(|fact| fact.subject_text() == "print").peekable();
    if prints.peek().is_none() || is_unbuffered(app) {
        return;
    }
    let prints: Vec<&Fact> = prints.collect();
    for image in app.images.iter().filter(|image| image.place.is_production() && leaves_buffering(image)) {
        for start in app.starts_of(image).filter(|start| !start.ends) {
            let Some(python) = python(start) else { continue };
            let Some(print) = prints.iter().find(|print| is_served(pass.sources, app, start, print)) else {
                continue;
            };
            let program = python.name();
            pass.report(
                start.span,
                format!("'{program}' keeps what the app prints in a buffer: lines come late, and after a crash not at all"),
            )
            .because(print.span, "this is printed without being flushed")
            .help("Write 'ENV PYTHONUNBUFFERED=1', or start Python with '-u'.");
        }
    }
}

/// Whether something switches the buffer off: a variable, or the code itself.
fn is_unbuffered(app: &App) -> bool {
    let provided = app.facts(Kind::EnvProvide).any(|fact| fact.subject_text() == "PYTHONUNBUFFERED");
    provided || app.facts(Kind::LogSink).any(|fact| fact.subject_text() == "line-buffered")
}

/// Whether the base of an image is one that is known to set nothing of the kind.
fn leaves_buffering(image: &Image) -> bool {
    let reference = image.base().and_then(|base| ImageReference::parse(&base.arg));
    let known = ["python", "debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux", "amazonlinux"];
    reference.is_some_and(|reference| known.contains(&reference.familiar()))
        && image.effective.env("PYTHONUNBUFFERED").is_none()
}

/// The Python program that a start runs in the end, if its output is buffered. Celery's workers send what is printed to
/// their log, which is flushed line by line.
fn python(start: &Start) -> Option<&crate::artefact::command::Command> {
    let sets = |name: &str| name == "PYTHONUNBUFFERED";
    if start.steps.iter().any(|step| step.command.assignments.iter().any(|(name, _)| sets(&name.text))) {
        return None;
    }
    let command = &start.main()?.command;
    let words = || command.argv.iter().map(|word| name_of(&word.text));
    let interpreted = words().any(|word| {
        word.strip_prefix("python")
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    });
    let servers =
        ["gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "granian", "flask", "fastapi"];
    let flushed = words().any(|word| matches!(word, "celery" | "stdbuf" | "unbuffer" | "-u"))
        || command.argv.iter().any(|word| {
            word.text.starts_with('-')
                && !word.text.starts_with("--")
                && word.text.len() < 5
                && word.text.contains('u')
                && interpreted
        });
    let server = servers.contains(&command.name());
    ((interpreted || server) && !flushed).then_some(command)
}

/// Whether the printing file is what is started, or answers requests.
fn is_served(sources: &Sources, app: &App, start: &Start, print: &Fact) -> bool {
    let path = sources.path(print.span.file);
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let Some(main) = start.main() else { return false };
    let named = main.command.argv.iter().any(|word| {
        let module =
            word.text.split(':').next().unwrap_or("").trim_start_matches("./").trim_end_matches(".py");
        let module = module.replace('.', "/");
        let last = name_of(&module);
        !last.is_empty()
            && (stem == module
                || stem.ends_with(&format!("/{module}"))
                || name_of(stem) == last && module.starts_with('/')
                || last == name_of(folder_of(path)) && matches!(name_of(path), "__main__.py" | "__init__.py"))
    });
    named
        || [Kind::Route, Kind::Server]
            .into_iter()
            .any(|kind| app.production(kind).any(|fact| fact.span.file == print.span.file))
}
