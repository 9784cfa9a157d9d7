//! Variables that one environment of an app is given and another one is not.

use std::collections::BTreeSet;

use crate::app::App;
use crate::checks::config::variables::{is_set_by_platform, is_tooling};
use crate::checks::contracts::{self, Contract};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::Pass;
use crate::source::{FileId, Span, folder_of};

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
    let mut sets = contracts::of_workloads(pass);
    sets.extend(contracts::of_services(pass, |service| {
        service.place.role == Role::Production && !service.is_partial()
    }));
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
            for (name, given) in &has.names {
                let known = lacks.names.contains_key(name)
                    || in_image.contains(name)
                    || is_set_by_platform(name)
                    || is_tooling(name);
                if !known && matters(app, name, has, lacks) && seen.insert((lacks.anchor, name)) {
                    report(pass, name, given.span, has, lacks);
                }
            }
        }
    }
}

fn report(pass: &mut Pass, name: &str, span: Span, has: &Contract, lacks: &Contract) {
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
fn matters(app: &App, name: &str, has: &Contract, lacks: &Contract) -> bool {
    let deploys = |set: &Contract| matches!(set.environment, Environment::Staging | Environment::Production);
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

/// Dotenv files and values of charts: one set for each environment of a folder, what names no environment belongs to all.
fn of_files<'a>(pass: &Pass<'a>) -> Vec<Contract<'a>> {
    let app = pass.app;
    let files: BTreeSet<FileId> = app
        .facts(Kind::EnvProvide)
        .filter(|fact| {
            matches!(fact.api.as_str(), "env-file" | "helm") && fact.place.role == Role::Production
        })
        .filter(|fact| app.files.contains(&fact.span.file))
        .map(|fact| fact.span.file)
        .collect();
    let mut sets: Vec<Contract> = Vec::new();
    let mut shared: Vec<(String, FileId)> = Vec::new();
    for file in files {
        let Some(environment) = file_environment(pass, file) else { continue };
        let process = family(pass.sources.path(file));
        if environment == Environment::Any {
            shared.push((process, file));
            continue;
        }
        let names = contracts::of_file(pass, file).collect();
        sets.push(Contract { process, environment, anchor: Span::start_of(file), names, open: false });
    }
    for (process, file) in shared {
        for set in sets.iter_mut().filter(|set| set.process == process) {
            set.names.extend(contracts::of_file(pass, file));
        }
    }
    for set in &mut sets {
        // A finding about the whole file stands at its first variable.
        set.anchor = set
            .names
            .values()
            .map(|given| given.span)
            .filter(|span| span.file == set.anchor.file)
            .min()
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
