//! What a framework does by settings of several files together: where its uploads go, its log, and what variables choose.

use std::collections::BTreeSet;

use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::fact::{Fact, Kind};
use crate::source::{Arg, Sources};

/// Settles what only the files of an app together say.
pub(super) fn settle(sources: &Sources, app: &mut App) {
    settle_uploads(sources, app);
    settle_log(sources, app);
    settle_menus(app);
    settle_sessions(app);
}

/// Sessions that are kept in the cache are where that is.
fn settle_sessions(app: &mut App) {
    let chosen = app.production(Kind::CacheStore).filter(|fact| fact.api.ends_with("cache_store"));
    let stores: BTreeSet<String> = chosen.map(|fact| fact.subject_text().to_owned()).collect();
    let Some(store) = stores.first().filter(|_| stores.len() == 1) else { return };
    if !matches!(store.as_str(), "memory" | "file") {
        return;
    }
    app.facts.retell(|fact| {
        if fact.kind == Kind::SessionStore && is(fact, "cache") {
            fact.subject = Some(Arg::literal(store.as_str(), fact.span));
        }
    });
}

/// Entries among which a variable chooses count where production is given their name, and as a fallback where it is given none.
fn settle_menus(app: &mut App) {
    let menus: Vec<(String, Choice)> = [Kind::LogSink, Kind::FileWrite, Kind::CacheStore]
        .into_iter()
        .flat_map(|kind| app.facts(kind))
        .filter_map(|fact| Some((fact.api.clone(), choice(app, &fact.api)?)))
        .collect();
    app.facts.retell(|fact| {
        let Some((_, choice)) = menus.iter().find(|(api, _)| *api == fact.api) else { return };
        let word = match choice {
            Choice::Made => return,
            Choice::Fallback => format!("{}-fallback", fact.subject_text()),
            Choice::Other => "unchosen".to_owned(),
        };
        fact.subject = Some(Arg::literal(word, fact.span));
    });
}

/// Whether an entry is the one that a variable chooses.
enum Choice {
    Made,
    Fallback,
    Other,
}

/// Reads what stands before an entry of a menu: `${LOG_CHANNEL:-stack}=single`.
fn choice(app: &App, api: &str) -> Option<Choice> {
    let (variable, entry) = api.split_once('.')?.0.strip_prefix("${")?.split_once("}=")?;
    let (name, default) = variable.split_once(":-").unwrap_or((variable, ""));
    Some(match provided(app, name) {
        Some(value) if value == entry => Choice::Made,
        None if default == entry => Choice::Fallback,
        _ => Choice::Other,
    })
}

/// Names of services for uploads become what they stand for. Without `config/storage.yml`, those that Rails itself gives count.
/// The template of Rails names one, whether or not the app attaches anything.
fn settle_uploads(sources: &Sources, app: &mut App) {
    let writes = app.facts(Kind::FileWrite).cloned().collect::<Vec<Fact>>();
    let disks: Vec<&str> =
        writes.iter().filter(|fact| is(fact, "disk")).map(|fact| fact.api.as_str()).collect();
    let is_disk = |name: &str| match name {
        name if disks.is_empty() => matches!(name, "local" | "disk"),
        name => disks.contains(&name),
    };
    let named: Vec<&Fact> = writes.iter().filter(|fact| is(fact, "named")).collect();
    if named.is_empty() || !attaches_files(sources, app) {
        return;
    }
    let mut settled: Vec<(Fact, &'static str)> = Vec::new();
    for fact in &named {
        let Some(value) = &fact.value else { continue };
        let given = value.variable().map(|(name, default)| (provided(app, name), default));
        let becomes = match given {
            Some((Some(name), _)) => is_disk(&name).then_some("upload"),
            Some((None, default)) => default.is_some_and(is_disk).then_some("upload-fallback"),
            None if !is_disk(&value.text) => None,
            // One of several that a condition chooses from.
            None if named.iter().any(|other| other.span == fact.span && other.value != fact.value) => {
                Some("upload-fallback")
            }
            None => Some("upload"),
        };
        settled.extend(becomes.map(|becomes| (Fact::clone(fact), becomes)));
    }
    app.facts.retell(|fact| {
        if let Some((_, becomes)) = settled.iter().find(|(known, _)| known == fact) {
            fact.subject = Some(Arg::literal(*becomes, fact.span));
            fact.value = None;
        }
    });
}

/// Whether a file of the app uses Active Storage.
fn attaches_files(sources: &Sources, app: &App) -> bool {
    let uses =
        ["has_one_attached", "has_many_attached", "has_rich_text", "ActiveStorage::", "active_storage_blobs"];
    let mut texts = app.files.iter().map(|file| &sources.file(*file).text);
    texts.any(|text| uses.iter().any(|word| text.contains(word)))
}

/// The file that Rails opens by itself is a log where nothing gives it a logger.
fn settle_log(sources: &Sources, app: &mut App) {
    let sinks = || app.facts(Kind::LogSink);
    if !sinks().any(|fact| is(fact, "implied")) || is_printed(app) || has_logger_of_gem(app) {
        return;
    }
    let given: Vec<&Fact> =
        sinks().filter(|fact| is(fact, "given") || fact.api.ends_with("paths.log")).collect();
    // The templates of Rails before 7.1 give it one where this variable is set.
    let asks = |fact: &&Fact| {
        app.facts(Kind::EnvRead)
            .any(|read| read.span.file == fact.span.file && read.subject_text() == TO_STDOUT)
    };
    let is_given = !given.is_empty() && !given.iter().all(asks);
    let is_told = !given.is_empty() && (is_set(sources, app) || app.images.is_empty());
    if is_given || is_told {
        return;
    }
    app.facts.retell(|fact| {
        if fact.kind == Kind::LogSink && is(fact, "implied") {
            fact.subject = Some(Arg::literal("file", fact.span));
        }
    });
}

/// The variable by which the templates of Rails let a deploy choose.
const TO_STDOUT: &str = "RAILS_LOG_TO_STDOUT";

/// Whether a manifest, a script or a list of variables of the app names that variable.
fn is_set(sources: &Sources, app: &App) -> bool {
    let files = app.files.iter().map(|file| sources.file(*file));
    files.into_iter().any(|file| {
        let is_other = !file.path.ends_with(".rb") && !file.path.ends_with(".md");
        is_other && file.text.contains(TO_STDOUT)
    })
}

fn is(fact: &Fact, subject: &str) -> bool {
    fact.subject_text() == subject
}

/// What production is given for a variable, as far as the repository says.
fn provided(app: &App, name: &str) -> Option<String> {
    let mut given =
        app.production(Kind::EnvProvide).filter(|fact| fact.subject_text() == name && fact.api != "ci");
    given.next().map(|fact| fact.value_text().to_owned())
}

/// Whether an image or a start says something of the file itself: it links it to a stream, or prints it.
fn is_printed(app: &App) -> bool {
    let says = |command: &Command| {
        command.arguments().iter().any(|word| {
            word.text.ends_with("log/production.log") || matches!(word.text.as_str(), "--log-to-stdout")
        })
    };
    app.images.iter().flat_map(Image::final_runs).flat_map(|run| &run.commands).any(&says)
        || app.starts.iter().flat_map(|start| &start.steps).any(|step| says(&step.command))
}

/// Whether a gem gives Rails its logger by itself.
fn has_logger_of_gem(app: &App) -> bool {
    let gems = [
        "govuk_app_config",
        "rails_12factor",
        "rails_stdout_logging",
        "rails_semantic_logger",
        "logging-rails",
        "stackdriver",
        "google-cloud-logging",
    ];
    app.facts(Kind::Dependency).any(|fact| gems.contains(&fact.subject_text()))
}
