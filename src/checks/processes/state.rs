//! State that code keeps inside one process.

use std::collections::BTreeMap;

use crate::app::App;
use crate::artefact::workload::VolumeSource;
use crate::extract::settings;
use crate::fact::{Fact, Kind, Scope};
use crate::rule::{Finding, Pass, Severity};
use crate::source::{Arg, FileId, Sources, Span};

/// Further places that one finding about many jobs shows.
const MOST_SHOWN: usize = 8;

/// The place that chooses a store, and the one that asks for it.
type Choice = (Span, Span);

/// Sessions in memory or in files.
pub fn in_memory_session(pass: &mut Pass) {
    let app = pass.app;
    let is_configured = has_shared_sessions(app);
    let mut kept: BTreeMap<(Option<FileId>, &str), Vec<Choice>> = BTreeMap::new();
    for fact in app.production(Kind::SessionStore) {
        // What a runtime keeps by itself is kept elsewhere where the app says so.
        let is_implied = fact.api == SESSION_START || fact.api.contains("ervlet.http.");
        if is_implied && is_configured {
            continue;
        }
        for (at, store) in stores(app, fact) {
            let place = match store {
                "memory" => "in the memory of one process",
                "file" => "in files beside one process",
                _ => continue,
            };
            // What a runtime does by itself is the same in all files.
            let file = (!is_implied).then_some(at.file);
            kept.entry((file, place)).or_default().push((at, fact.span));
        }
    }
    for ((_, place), uses) in kept {
        let (at, asked) = uses[0];
        let finding = pass.report(at, format!("sessions are kept {place}"));
        finding.help("Keep sessions in a store that all processes share, or in a signed cookie.");
        if at != asked {
            finding.because(asked, "the app asks for the store here");
        }
        for (further, _) in uses.iter().skip(1).take(MOST_SHOWN) {
            finding.because(*further, "and here");
        }
        escalate(app, finding, Severity::Error);
    }
}

/// Whether the app gives its sessions to a store that processes share.
fn has_shared_sessions(app: &App) -> bool {
    let chosen =
        app.production(Kind::SessionStore).any(|fact| !matches!(fact.subject_text(), "memory" | "file"));
    let is_store = |name: &str| name.contains("spring-session-") && !name.ends_with("-core");
    chosen || app.facts(Kind::Dependency).any(|fact| is_store(fact.subject_text()))
}

/// Where sessions are kept and the place that says so. A variable says what it is given; its default counts where several
/// instances run with nothing else.
fn stores<'a>(app: &'a App, fact: &'a Fact) -> Vec<(Span, &'a str)> {
    let Some((name, default)) = fact.subject.as_ref().and_then(Arg::variable) else {
        return vec![(fact.span, fact.subject_text())];
    };
    let provided = app.production(Kind::EnvProvide).filter(|given| given.subject_text() == name);
    let given: Vec<&Fact> = provided.collect();
    match default {
        Some(default) if given.is_empty() && app.scaled().is_some() => vec![(fact.span, default)],
        _ => given.into_iter().filter_map(|given| Some((given.span, given.known_value()?))).collect(),
    }
}

/// What begins a session of PHP, in files unless the app names another handler anywhere.
const SESSION_START: &str = "session_start";

/// Caches in memory that are expected to agree.
pub fn in_process_cache(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::CacheStore) {
        // What a variable chooses is called by the value that stands for it, and its fallback counts where there are replicas.
        let told = if fact.api == settings::API { fact.value_text() } else { fact.api.as_str() };
        let api = match told.split_once("}=") {
            Some((_, entry)) => entry.split('.').next().unwrap_or(entry),
            None => told,
        };
        match fact.subject_text() {
            "memory" | "file" => {}
            "memory-fallback" | "file-fallback" if app.scaled().is_some() => {}
            _ => continue,
        }
        let finding =
            pass.report(fact.span, format!("'{api}' caches inside one process: replicas do not agree"));
        finding.help("Cache in a store that all processes share, or only what never changes.");
        escalate(app, finding, Severity::Warning);
    }
}

/// Messages to clients that only the process hears in which they are sent.
pub fn in_memory_pubsub(pass: &mut Pass) {
    let app = pass.app;
    let is_local = |fact: &&Fact| fact.subject_text() == "memory";
    if app.production(Kind::PubSub).any(|fact| !is_local(&fact)) {
        return;
    }
    for fact in app.production(Kind::PubSub).filter(is_local) {
        let message = format!("'{}' reaches only the clients of its own process", fact.api);
        let finding = pass.report(fact.span, message);
        finding.help("Give it a broker that all processes share as its adapter, layer or manager.");
        escalate(app, finding, Severity::Error);
    }
}

/// Limits of which every replica grants its own.
pub fn in_memory_rate_limit(pass: &mut Pass) {
    let app = pass.app;
    let Some((place, note)) = app.scaled() else { return };
    for fact in app.production(Kind::RateLimit).filter(|fact| fact.subject_text() == "memory") {
        let message = format!("'{}' counts in each process: every replica grants the whole limit", fact.api);
        let finding = pass.report(fact.span, message);
        finding.help("Keep the counters in a store that all processes share.").because(place, note.clone());
    }
}

/// Variables of the process that requests change.
pub fn mutable_global_state(pass: &mut Pass) {
    let app = pass.app;
    let mut changes: BTreeMap<(FileId, &str), Vec<&Fact>> = BTreeMap::new();
    for fact in app.production(Kind::SharedState) {
        changes.entry((fact.span.file, fact.subject_text())).or_default().push(fact);
    }
    for ((_, name), places) in changes {
        let message = format!("requests change '{name}', which only this process has");
        let finding = pass.report(places[0].span, message);
        finding.help("Keep what must outlive a request in a backing service.");
        for place in places.iter().skip(1).take(MOST_SHOWN) {
            finding.because(place.span, "and here");
        }
        if let Some((place, note)) = app.scaled() {
            finding.because(place, note);
        }
    }
}

/// Work that is lost with the process that has promised it.
pub fn in_process_job_queue(pass: &mut Pass) {
    let app = pass.app;
    if !app.serves() {
        return;
    }
    let mut handed: BTreeMap<(FileId, &str), Vec<&Fact>> = BTreeMap::new();
    for fact in app.production(Kind::BackgroundWork) {
        handed.entry((fact.span.file, fact.subject_text())).or_default().push(fact);
    }
    for ((_, holder), places) in handed {
        let holder = match holder {
            "queue" => "a queue in memory",
            "pool" => "a pool of threads",
            "thread" => "a thread",
            _ => "a task of its own process",
        };
        let message = format!("work is handed to {holder}: a restart loses it");
        let finding = pass.report(places[0].span, message);
        finding.help("Hand the work to a queue that is a backing service.");
        for place in places.iter().skip(1).take(MOST_SHOWN) {
            finding.because(place.span, "so is this work");
        }
    }
}

/// Jobs by the clock beside the serving of requests.
pub fn in_process_scheduler(pass: &mut Pass) {
    let app = pass.app;
    if !app.serves() {
        return;
    }
    let mut planned: BTreeMap<(FileId, &str), Vec<&Fact>> = BTreeMap::new();
    // A lock that all processes ask for lets one of them run the job.
    let locks = app.facts(Kind::Import).any(|fact| fact.value_text().starts_with("net.javacrumbs.shedlock."));
    let is_shared = |library: &str| {
        let mut stores = app.production(Kind::Schedule);
        library == "spring" && locks
            || stores.any(|fact| fact.subject_text() == library && fact.value_text() == settings::CLUSTERED)
    };
    let sources = pass.sources;
    let is_everywhere =
        |fact: &Fact| is_shared(fact.subject_text()) || is_led(sources, fact) || empties_cache(sources, fact);
    for fact in app.production(Kind::Schedule).filter(|fact| !is_everywhere(fact)) {
        planned.entry((fact.span.file, fact.subject_text())).or_default().push(fact);
    }
    for ((_, library), jobs) in planned {
        if library == TICKER {
            ticker(pass, &jobs);
            continue;
        }
        let finding =
            pass.report(jobs[0].span, format!("'{library}' runs timed jobs inside the serving process"));
        finding.help("Run the job as a CronJob, or in a process of its own with one instance.");
        for job in jobs.iter().skip(1).take(MOST_SHOWN) {
            finding.because(job.span, "so does this job");
        }
        escalate(app, finding, Severity::Error);
    }
}

/// Whether the file of a job asks for the leader that all processes elect, which alone does the work.
fn is_led(sources: &Sources, job: &Fact) -> bool {
    let text = &sources.file(job.span.file).text;
    ["isLeader", "is_leader", "IsLeader", "LeaderElection", "leaderElection"]
        .iter()
        .any(|name| text.contains(name))
}

/// Whether the annotations around a job's say that it empties a cache of the process, which has to be done in each.
fn empties_cache(sources: &Sources, job: &Fact) -> bool {
    let text = &sources.file(job.span.file).text;
    let is_annotation = |line: &&str| line.trim_start().starts_with('@');
    let Some((before, after)) = text.split_at_checked(job.span.start as usize) else { return false };
    let above = before.lines().rev().skip(1).take_while(is_annotation);
    let below = after.lines().skip(1).take_while(is_annotation);
    above.chain(below).any(|line| line.contains("@CacheEvict"))
}

/// What a language's own clock is called that ticks for whoever listens.
const TICKER: &str = "ticker";

/// Work by the ticks of a clock, unless it is done while one request is answered. It may well be about the process itself.
fn ticker(pass: &mut Pass, jobs: &[&Fact]) {
    for job in jobs.iter().filter(|job| job.place.scope != Scope::Handler).take(1) {
        let finding = pass.report(job.span, "the serving process works by the clock");
        finding.help(
            "Run what concerns all processes as a CronJob, or in a process of its own with one instance.",
        );
        finding.severity(Severity::Note);
    }
}

/// Files that request handlers, or libraries on their behalf, write to keep.
pub fn local_file_state(pass: &mut Pass) {
    let app = pass.app;
    let keeps = |fact: &&Fact| match fact.subject_text() {
        "upload-fallback" => true,
        "upload" => !(CHOSEN.iter().any(|api| fact.api.starts_with(api)) && stores_objects(app)),
        "durable" => fact.place.scope == Scope::Handler,
        _ => false,
    };
    for fact in app.production(Kind::FileWrite).filter(keeps) {
        let path = fact.value_text();
        if shared_volume(app, path) {
            continue;
        }
        let is_known = path.contains(|c: char| c.is_ascii_alphanumeric());
        let message = match (fact.subject_text(), is_known) {
            ("upload", true) => format!("uploads are kept on the local disk, in '{path}'"),
            ("upload", false) => "uploads are kept on the local disk".to_owned(),
            ("upload-fallback", _) => {
                "uploads are kept on the local disk unless the environment says otherwise".to_owned()
            }
            (_, true) => format!("a request writes the file '{path}' to keep it on the local disk"),
            (_, false) => "a request writes a file to keep it on the local disk".to_owned(),
        };
        let finding = pass.report(fact.span, message);
        finding.help("Hand the data to a backing service such as an object store.");
        if fact.subject_text() == "upload-fallback" {
            finding.severity(Severity::Note);
            continue;
        }
        escalate(app, finding, Severity::Error);
    }
    for fact in app.production(Kind::RouteWrite).filter(|fact| !shared_volume(app, fact.subject_text())) {
        let path = fact.subject_text();
        let file = if path.contains(|c: char| c.is_ascii_alphanumeric()) {
            format!("the file '{path}'")
        } else {
            "a file".to_owned()
        };
        let finding = pass.report(fact.span, format!("a request writes {file} to keep it on the local disk"));
        finding.help("Hand the data to a backing service such as an object store.");
        if let Some(route) = &fact.value {
            finding.because(route.span, format!("requests to '{}' lead here", route.text));
        }
        escalate(app, finding, Severity::Error);
    }
}

/// Where uploads are kept unless the app is given another storage: Django's, those of Rust's libraries for storages of all kinds.
const CHOSEN: &[&str] = &["MEDIA_ROOT", "object_store::local::", "opendal::services::Fs"];

/// Whether the app can be given a storage of objects for its uploads.
fn stores_objects(app: &App) -> bool {
    let services = ["s3", "gcs", "azure-blob"];
    let packages =
        ["django-storages", "django-cloudinary-storage", "django-minio-storage", "django-minio-backend"];
    app.facts(Kind::Connect).any(|fact| services.contains(&fact.subject_text()))
        || app.facts(Kind::Dependency).any(|fact| packages.contains(&fact.subject_text()))
}

/// Raises a finding and shows the other place, where several instances run.
fn escalate(app: &App, finding: &mut Finding, severity: Severity) {
    if let Some((place, note)) = app.scaled() {
        finding.severity(severity).because(place, note);
    }
}

/// Whether a volume that several pods can share is mounted around the path.
fn shared_volume(app: &App, path: &str) -> bool {
    app.workloads.iter().any(|workload| {
        let mounts = workload.pod.running().flat_map(|container| &container.mounts);
        let around = mounts.filter(|mount| {
            !mount.path.text.is_empty() && path.starts_with(mount.path.text.trim_end_matches('/'))
        });
        around.into_iter().any(|mount| {
            let volume = workload.pod.volumes.iter().find(|volume| volume.name.text == mount.volume.text);
            match volume.map(|volume| &volume.source) {
                Some(VolumeSource::Claim(name)) => many_writers(app, &name.text),
                Some(VolumeSource::Other(_)) => true,
                _ => false,
            }
        })
    })
}

/// Whether a claim of that name can be written from several nodes; one that is not in the repository may be.
fn many_writers(app: &App, name: &str) -> bool {
    let claim = app.cluster.claims.iter().find(|claim| claim.meta.name.text == name);
    claim.is_none_or(|claim| claim.claim.access_modes.iter().any(|mode| mode.text == "ReadWriteMany"))
}
