//! Variables that one environment of an app is given and another one is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::artefact::cluster::same_namespace;
use crate::checks::config::variables::{is_set_by_platform, is_tooling};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::Pass;
use crate::source::{FileId, Span, folder_of, join};

/// The variables that one environment gives to one process of the app.
struct Set<'a> {
    /// What makes two sets comparable: the kind of artefact, and the process or folder.
    process: String,
    environment: Environment,
    /// Where the process or file is named.
    anchor: Span,
    /// Every variable, with its place.
    names: BTreeMap<&'a str, Span>,
    /// Whether variables may also come from where this repository cannot tell.
    open: bool,
}

/// How the code treats a variable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need<'a> {
    /// No code of the app was understood.
    Unknown,
    /// It is read without a default.
    Wanted(&'a str),
    /// The app cannot run without it.
    Required(&'a str),
}

/// Variables provided in one environment and missing in another.
pub fn env_contract_drift(pass: &mut Pass) {
    let app = pass.app;
    let mut sets = of_workloads(pass);
    sets.extend(of_services(pass));
    sets.extend(of_files(pass));
    let in_image: BTreeSet<&str> =
        app.facts(Kind::EnvProvide).filter(|fact| fact.api == "dockerfile").map(Fact::subject_text).collect();
    let mut seen: BTreeSet<(Span, &str)> = BTreeSet::new();
    for (at, has) in sets.iter().enumerate() {
        for (other, lacks) in sets.iter().enumerate() {
            if at == other
                || has.process != lacks.process
                || has.environment == lacks.environment
                || lacks.open
            {
                continue;
            }
            for (name, span) in &has.names {
                let known = lacks.names.contains_key(name)
                    || in_image.contains(name)
                    || is_set_by_platform(name)
                    || is_tooling(name);
                if !known && matters(app, name, has, lacks) && seen.insert((lacks.anchor, name)) {
                    report(pass, name, *span, has, lacks);
                }
            }
        }
    }
}

fn report(pass: &mut Pass, name: &str, span: Span, has: &Set, lacks: &Set) {
    let (here, there) = (lacks.environment.name(), has.environment.name());
    let read =
        pass.app.production(Kind::EnvRead).find(|fact| fact.subject_text() == name).map(|fact| fact.span);
    let finding = pass.report(lacks.anchor, format!("'{name}' is missing in {here}, though {there} has it"));
    finding.because(span, format!("{there} sets it here"));
    if let Some(read) = read {
        finding.because(read, "the code reads it here");
    }
    finding.help(format!("Set '{name}' for {here} too, or give the read a default that fits it."));
}

/// Whether the absence changes what the app does. Staging rehearses production, so that it has to have what the code reads;
/// development may go without what the code can go without.
fn matters(app: &App, name: &str, has: &Set, lacks: &Set) -> bool {
    let deploys = |set: &Set| matches!(set.environment, Environment::Staging | Environment::Production);
    match need(app, name) {
        None => false,
        Some(Need::Required(_)) => true,
        Some(Need::Wanted(_) | Need::Unknown) => deploys(has) && deploys(lacks),
    }
}

fn need<'a>(app: &'a App, name: &str) -> Option<Need<'a>> {
    let mut reads = app.facts(Kind::EnvRead).filter(|fact| fact.api != "compose").peekable();
    if reads.peek().is_none() {
        return Some(Need::Unknown);
    }
    reads
        .filter(|fact| fact.subject_text() == name && fact.place.is_production())
        .filter_map(|fact| match (fact.required, &fact.value) {
            (true, _) => Some(Need::Required(fact.subject_text())),
            (false, None) => Some(Need::Wanted(fact.subject_text())),
            (false, Some(_)) => None,
        })
        .max()
}

fn of_workloads<'a>(pass: &Pass<'a>) -> Vec<Set<'a>> {
    let app = pass.app;
    let mut sets = Vec::new();
    for (workload, container) in
        app.containers().filter(|(workload, _)| workload.place.role == Role::Production)
    {
        let mut set = Set {
            process: format!("{} {}/{}", workload.kind.text, workload.name.text, container.name.text),
            environment: workload.place.environment.clone(),
            anchor: container.name.span,
            names: container.env.iter().map(|var| (var.name.text.as_str(), var.name.span)).collect(),
            open: false,
        };
        for reference in &container.env_from {
            let object = pass.project.apps.iter().flat_map(|app| &app.cluster.configs).find(|object| {
                object.secret == reference.secret
                    && object.meta.name.text == reference.name.text
                    && object.meta.place.environment == workload.place.environment
                    && same_namespace(object.meta.namespace.as_ref(), workload.namespace.as_ref())
            });
            match object.filter(|object| object.complete && reference.prefix.is_none()) {
                Some(object) => {
                    set.names.extend(object.entries.iter().map(|(key, _)| (key.text.as_str(), key.span)));
                }
                None => set.open = true,
            }
        }
        sets.push(set);
    }
    sets
}

fn of_services<'a>(pass: &Pass<'a>) -> Vec<Set<'a>> {
    let app = pass.app;
    let mut sets = Vec::new();
    for service in
        app.services.iter().filter(|service| service.place.role == Role::Production && !service.is_partial())
    {
        let folder = folder_of(pass.sources.path(service.span.file));
        let mut set = Set {
            process: format!("compose {folder}/{}", service.name.text),
            environment: service.place.environment.clone(),
            anchor: service.name.span,
            names: service.environment.iter().map(|(name, _)| (name.text.as_str(), name.span)).collect(),
            open: false,
        };
        for path in &service.env_files {
            match join(folder, &path.text).and_then(|path| pass.sources.find(&path)) {
                Some(file) => set.names.extend(variables_of(pass, file)),
                None => set.open = true,
            }
        }
        sets.push(set);
    }
    sets
}

/// Dotenv files and values of charts: one set for each environment of a folder, what names no environment belongs to all.
fn of_files<'a>(pass: &Pass<'a>) -> Vec<Set<'a>> {
    let app = pass.app;
    let files: BTreeSet<FileId> = app
        .facts(Kind::EnvProvide)
        .filter(|fact| {
            matches!(fact.api.as_str(), "env-file" | "helm") && fact.place.role == Role::Production
        })
        .filter(|fact| app.files.contains(&fact.span.file))
        .map(|fact| fact.span.file)
        .collect();
    let mut sets: Vec<Set> = Vec::new();
    let mut shared: Vec<(String, FileId)> = Vec::new();
    for file in files {
        let Some(environment) = file_environment(pass, file) else { continue };
        let process = family(pass.sources.path(file));
        if environment == Environment::Any {
            shared.push((process, file));
            continue;
        }
        let names = variables_of(pass, file).collect();
        sets.push(Set { process, environment, anchor: Span::start_of(file), names, open: false });
    }
    for (process, file) in shared {
        for set in sets.iter_mut().filter(|set| set.process == process) {
            set.names.extend(variables_of(pass, file));
        }
    }
    for set in &mut sets {
        // A finding about the whole file stands at its first variable.
        set.anchor = set
            .names
            .values()
            .filter(|span| span.file == set.anchor.file)
            .min()
            .copied()
            .unwrap_or(set.anchor);
    }
    sets
}

/// The folder, and the file's name without the words that name an environment: what its siblings have in common.
fn family(path: &str) -> String {
    let name = crate::source::name_of(path);
    let words =
        name.split(['.', '-', '_']).filter(|word| Environment::from_word(word).is_none() && !word.is_empty());
    format!("file {}/{}", folder_of(path), words.collect::<Vec<_>>().join("."))
}

fn file_environment(pass: &Pass, file: FileId) -> Option<Environment> {
    let facts = pass.app.facts(Kind::EnvProvide).filter(|fact| fact.span.file == file);
    let name = crate::source::name_of(pass.sources.path(file));
    // `.env.local` is one developer's addition to the others.
    let is_own = name.split(['.', '-', '_']).any(|word| word == "local");
    facts.map(|fact| fact.place.environment.clone()).min().filter(|_| !is_own)
}

fn variables_of<'a>(pass: &Pass<'a>, file: FileId) -> impl Iterator<Item = (&'a str, Span)> {
    let project = pass.project;
    let facts = project.apps.iter().flat_map(|app| app.facts(Kind::EnvProvide));
    facts.filter(move |fact| fact.span.file == file).map(|fact| {
        let span = fact.subject.as_ref().map_or(fact.span, |name| name.span);
        (fact.subject_text(), span)
    })
}
