//! Output that waits in the process until a buffer is full.

use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::Start;
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Arg, Sources, name_of};

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
fn python(start: &Start) -> Option<&Command> {
    let sets = |(name, _): &(Arg, Arg)| name.text == "PYTHONUNBUFFERED";
    if start.steps.iter().any(|step| step.command.assignments.iter().any(sets)) {
        return None;
    }
    let command = &start.main()?.command;
    let has = |wanted: &dyn Fn(&str) -> bool| command.argv.iter().any(|word| wanted(name_of(&word.text)));
    let interpreted = has(&|word| {
        let version = word.strip_prefix("python");
        version.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    });
    let servers =
        ["gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "granian", "flask", "fastapi"];
    let flushed = has(&|word| matches!(word, "celery" | "stdbuf" | "unbuffer"))
        || interpreted && has(&|word| is_bundle_with(word, 'u'));
    ((interpreted || servers.contains(&command.name())) && !flushed).then_some(command)
}

/// Whether a word is a bundle of short options of the interpreter that holds the letter (`-Bu`).
fn is_bundle_with(word: &str, letter: char) -> bool {
    let letters = word.strip_prefix('-').unwrap_or("");
    letters.contains(letter) && letters.len() < 5 && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether the printing file is what is started, or answers requests.
fn is_served(sources: &Sources, app: &App, start: &Start, print: &Fact) -> bool {
    let path = sources.path(print.span.file);
    let named = start.main().is_some_and(|main| main.command.argv.iter().any(|word| names(&word.text, path)));
    let serves = |kind| app.production(kind).any(|fact| fact.span.file == print.span.file);
    named || serves(Kind::Route) || serves(Kind::Server)
}

/// Whether a word of a start names a Python file: as a path (`/srv/app.py`), a module (`shop.web`) or an object of one
/// (`shop.web:app`). Where in the image the file is does not matter.
fn names(word: &str, path: &str) -> bool {
    let word = word.split(':').next().unwrap_or("");
    let wanted = match word.strip_suffix(".py") {
        Some(file) => name_of(file).to_owned(),
        None => word.replace('.', "/"),
    };
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__main__").or_else(|| stem.strip_suffix("/__init__")).unwrap_or(stem);
    !wanted.is_empty() && (stem == wanted || stem.ends_with(&format!("/{wanted}")))
}
