//! The contract between code that reads variables and artefacts that provide them.

use std::collections::{BTreeMap, BTreeSet};

use super::variables::{is_set_by_platform, is_tooling, resembles};
use crate::app::App;
use crate::artefact::cluster::same_namespace;
use crate::fact::{Fact, Kind, Role};
use crate::rule::{Pass, Severity};
use crate::source::{Span, folder_of, join};

/// Reads of the app's own code and settings; what compose interpolates is read by compose.
fn reads(app: &App) -> impl Iterator<Item = &Fact> {
    app.facts(Kind::EnvRead).filter(|fact| {
        fact.api != "compose"
            && fact.subject.as_ref().is_some_and(|name| name.literal && !name.text.is_empty())
    })
}

/// The first read in production of every variable.
fn first_reads(app: &App, wanted: impl Fn(&Fact) -> bool) -> BTreeMap<&str, &Fact> {
    let mut first = BTreeMap::new();
    for fact in reads(app).filter(|fact| fact.place.is_production() && wanted(fact)) {
        first.entry(fact.subject_text()).or_insert(fact);
    }
    first
}

/// Variables that something gives to the app when it runs, with the facts that say so.
fn provided(app: &App) -> BTreeMap<&str, Vec<&Fact>> {
    let mut found: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in app.facts(Kind::EnvProvide).filter(|fact| fact.api != "ci") {
        found.entry(fact.subject_text()).or_default().push(fact);
    }
    found
}

/// Whether a fact stands in something that deploys the app, rather than in its image or a developer's file.
fn deploys(fact: &Fact) -> bool {
    fact.place.role == Role::Production
        && matches!(
            fact.api.as_str(),
            "compose" | "kubernetes" | "kubernetes-reference" | "helm" | "platform" | "procfile"
        )
}

/// Required variables that nothing provides.
pub fn env_var_not_provided(pass: &mut Pass) {
    let app = pass.app;
    let provided = provided(app);
    let manifests: Vec<&Fact> = provided.values().flatten().copied().filter(|fact| deploys(fact)).collect();
    let Some(last) = manifests.iter().max_by_key(|fact| fact.span) else { return };
    if has_unrendered_chart(pass) {
        return;
    }
    let misspelt = misspelt(app);
    let unknown = unknown_source(pass);
    for (name, fact) in first_reads(app, |fact| fact.required) {
        if provided.contains_key(name)
            || is_set_by_platform(name)
            || misspelt.iter().any(|(_, read)| read.subject_text() == name)
        {
            continue;
        }
        let finding = pass.report(fact.span, format!("nothing provides the required variable '{name}'"));
        finding.because(last.span, "the app gets other variables here");
        match unknown {
            Some(at) => {
                finding
                    .because(at, "it may come from here, which is not in the repository")
                    .severity(Severity::Note);
            }
            None => {
                finding.help(format!("Add '{name}' to the manifest that deploys the app, or give the read a default if it can do without."));
            }
        }
    }
}

/// Templates that are not rendered may provide anything.
fn has_unrendered_chart(pass: &Pass) -> bool {
    pass.sources.iter().any(|(_, file)| file.name() == "Chart.yaml")
}

/// A source of variables that the manifests name but the repository does not hold.
fn unknown_source(pass: &Pass) -> Option<Span> {
    let app = pass.app;
    let object = app.containers().find_map(|(workload, container)| {
        container.env_from.iter().find_map(|reference| {
            let known = pass.project.apps.iter().flat_map(|app| &app.cluster.configs).any(|object| {
                object.secret == reference.secret
                    && object.complete
                    && object.meta.name.text == reference.name.text
                    && same_namespace(object.meta.namespace.as_ref(), workload.namespace.as_ref())
            });
            (!known).then_some(reference.span)
        })
    });
    object.or_else(|| {
        app.services.iter().filter(|service| service.place.role == Role::Production).find_map(|service| {
            let folder = folder_of(pass.sources.path(service.span.file));
            let missing =
                |path: &str| join(folder, path).is_none_or(|path| pass.sources.find(&path).is_none());
            service.env_files.iter().find(|path| missing(&path.text)).map(|path| path.span)
        })
    })
}

/// Variables that a manifest provides and code reads under names that differ by a slip of the pen.
pub fn env_var_misspelt(pass: &mut Pass) {
    for (given, read) in misspelt(pass.app) {
        let (wrong, right) = (given.subject_text(), read.subject_text());
        let at = given.subject.as_ref().map_or(given.span, |name| name.span);
        let finding = pass.report(at, format!("'{wrong}' is provided, but the code reads '{right}'"));
        finding.because(read.span, format!("'{right}' is read here, and nothing provides it"));
        finding.help(format!(
            "Write '{right}' in the manifest, or '{wrong}' in the code: one of the two is a slip."
        ));
    }
}

/// Pairs of a provided and a read variable: neither has a partner of its own name, and each has only the other alike.
fn misspelt(app: &App) -> Vec<(&Fact, &Fact)> {
    let provided = provided(app);
    let all: BTreeSet<&str> = reads(app).map(Fact::subject_text).collect();
    let unmet: BTreeMap<&str, &Fact> = first_reads(app, |_| true)
        .into_iter()
        .filter(|(name, _)| !provided.contains_key(name) && !is_set_by_platform(name))
        .collect();
    let unread: Vec<(&str, &Fact)> = provided
        .iter()
        .filter(|(name, _)| !all.contains(*name) && !is_set_by_platform(name) && !is_tooling(name))
        .filter_map(|(name, facts)| Some((*name, *facts.iter().find(|fact| deploys(fact))?)))
        .collect();
    let mut pairs = Vec::new();
    for (name, given) in &unread {
        let mut alike = unmet.iter().filter(|(read, _)| resembles(name, read));
        let Some((read, fact)) = alike.next() else { continue };
        let rivals = unread.iter().filter(|(other, _)| resembles(other, read)).count();
        if alike.next().is_none() && rivals == 1 {
            pairs.push((*given, *fact));
        }
    }
    pairs
}

/// Variables that code reads and the documentation of the environment lacks.
pub fn env_var_undocumented(pass: &mut Pass) {
    let app = pass.app;
    let own: Vec<&Fact> = app.facts(Kind::EnvDocument).collect();
    let root = pass.project.apps.iter().find(|app| app.root.is_empty());
    let documents = if own.is_empty() {
        root.map(|root| root.facts(Kind::EnvDocument).collect()).unwrap_or_default()
    } else {
        own
    };
    let documented: BTreeSet<&str> = documents.iter().map(|fact| fact.subject_text()).collect();
    let read = first_reads(app, |_| true);
    let Some(sample) = documents.iter().find(|fact| read.contains_key(fact.subject_text())) else { return };
    let lacking: Vec<(&str, &Fact)> = read
        .iter()
        .filter(|(name, _)| !documented.contains(*name) && !is_set_by_platform(name) && !is_tooling(name))
        .map(|(name, fact)| (*name, *fact))
        .collect();
    let path = pass.sources.path(sample.span.file).to_owned();
    if lacking.len() <= MOST_SINGLE {
        for (name, fact) in lacking {
            pass.report(fact.span, format!("'{name}' is read here, but '{path}' does not list it"))
                .because(sample.span, "the variables of the app are listed here")
                .help(format!("Add a line for '{name}' with a harmless sample value."));
        }
        return;
    }
    let (first, rest) = lacking.split_at(1);
    let [(name, fact)] = first else { return };
    let message =
        format!("'{name}' and {} more variables are read, but '{path}' does not list them", rest.len());
    let finding = pass.report(fact.span, message);
    finding.because(sample.span, "the variables of the app are listed here");
    for (name, fact) in rest.iter().take(MOST_SHOWN) {
        finding.because(fact.span, format!("'{name}' is read here"));
    }
    finding
        .help("List every variable with a harmless sample value, or say in the file which ones it covers.");
}

/// Undocumented variables that are reported one by one; where there are more, the list was never meant to be whole, and
/// that is one finding.
const MOST_SINGLE: usize = 5;

/// Further places that one finding about many variables shows.
const MOST_SHOWN: usize = 8;

/// Variables that manifests hand to an app that never mentions them.
pub fn env_var_unused(pass: &mut Pass) {
    let app = pass.app;
    if first_reads(app, |_| true).is_empty() || app.images.is_empty() {
        return;
    }
    let read: BTreeSet<&str> =
        pass.project.apps.iter().flat_map(|app| app.facts(Kind::EnvRead)).map(Fact::subject_text).collect();
    let misspelt = misspelt(app);
    for (name, facts) in provided(app) {
        let Some(fact) = facts.iter().find(|fact| deploys(fact) && fact.api != "helm") else { continue };
        let known = read.contains(name) || is_set_by_platform(name) || is_tooling(name);
        if known || misspelt.iter().any(|(given, _)| given.subject_text() == name) || is_mentioned(pass, name)
        {
            continue;
        }
        let at = fact.subject.as_ref().map_or(fact.span, |name| name.span);
        pass.report(at, format!("nothing in the app reads '{name}'"))
            .help(format!("Remove '{name}', or find out which reader was renamed."));
    }
}

/// Whether a file other than those that provide variables has the name, or its lower-case form, anywhere in its text. Readers
/// that the frontends do not know (settings classes, scripts, other languages) name it in one form or the other.
fn is_mentioned(pass: &Pass, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let tail = lower.split_once('_').map_or(lower.as_str(), |(_, tail)| tail);
    let providers: BTreeSet<_> = pass
        .project
        .apps
        .iter()
        .flat_map(|app| app.facts(Kind::EnvProvide))
        .map(|fact| fact.span.file)
        .collect();
    pass.sources.iter().filter(|(id, _)| !providers.contains(id)).any(|(_, file)| {
        let text = &file.text;
        text.contains(name) || text.to_ascii_lowercase().contains(tail)
    })
}
