//! The contract between code that reads variables and artefacts that provide them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::misspelt::slips;
use super::variables::{is_set_by_platform, is_tooling};
use crate::app::App;
use crate::artefact::cluster::same_namespace;
use crate::artefact::compose::{ComposeService, EnvFile};
use crate::artefact::reference::ImageReference;
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::{Pass, Severity};
use crate::source::{FileId, Span, folder_of, is_below, join, name_of};

/// Reads of the app's own code and settings; what compose interpolates is read by compose.
pub(super) fn reads(app: &App) -> impl Iterator<Item = &Fact> {
    app.facts(Kind::EnvRead).filter(|fact| {
        fact.api != "compose"
            && fact.subject.as_ref().is_some_and(|name| name.literal && !name.text.is_empty())
    })
}

/// The first read in production of every variable.
pub(super) fn first_reads(app: &App, wanted: impl Fn(&Fact) -> bool) -> BTreeMap<&str, &Fact> {
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

/// The facts in what deploys the app's own processes: containers of its image, services that are built from it, platforms.
fn deployed(app: &App) -> Vec<&Fact> {
    let containers = app.containers().filter(|(workload, _)| workload.place.role == Role::Production);
    let mut places: Vec<Span> = containers.map(|(_, container)| container.span).collect();
    let services = app.services.iter().filter(|service| runs_app(app, service));
    places.extend(services.flat_map(|service| service.layers.iter().copied().chain([service.span])));
    app.facts(Kind::EnvProvide)
        .filter(|fact| match fact.api.as_str() {
            "platform" | "procfile" => fact.place.role == Role::Production,
            "compose" | "kubernetes" => places.iter().any(|place| place.contains(fact.span)),
            "kubernetes-reference" => true,
            _ => false,
        })
        .collect()
}

/// Whether a compose service runs the app itself, and not for tests.
pub(super) fn runs_app(app: &App, service: &ComposeService) -> bool {
    let place = &service.place;
    let counts = place.role == Role::Production && place.environment != Environment::Test;
    counts && (service.build.is_some() || runs_image_of(app, service))
}

/// Whether the image of a service is named after the app.
fn runs_image_of(app: &App, service: &ComposeService) -> bool {
    let own =
        app.images.iter().flat_map(|image| &image.names).map(|name| name_of(name)).chain([app.name.as_str()]);
    let image = service.reference.as_ref().map(ImageReference::name);
    image.is_some_and(|image| own.into_iter().any(|name| name == image))
}

/// Required variables that nothing provides.
pub fn env_var_not_provided(pass: &mut Pass) {
    let app = pass.app;
    let provided = provided(app);
    let read: BTreeSet<&str> = reads(app).map(Fact::subject_text).collect();
    let given = deployed(app).into_iter().filter(|fact| read.contains(fact.subject_text()));
    let Some(last) = given.max_by_key(|fact| fact.span) else { return };
    if has_unrendered_chart(pass) {
        return;
    }
    // A read that copes with the absence shows that the others are guarded.
    let optional: BTreeSet<&str> = reads(app).filter(|fact| !fact.required).map(Fact::subject_text).collect();
    let misspelt = slips(pass);
    let unknown = unknown_source(pass);
    let profiles = active_profiles(app);
    let is_asked = |fact: &Fact| fact.required && is_in_force(pass, &profiles, fact);
    for (name, fact) in first_reads(app, is_asked) {
        let known = provided.contains_key(name) || optional.contains(name) || is_set_by_platform(name);
        if known || is_tested(pass, fact) || misspelt.iter().any(|slip| slip.read.subject_text() == name) {
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

/// The profiles of Spring that the app is started with.
fn active_profiles(app: &App) -> BTreeSet<String> {
    let set = app.facts(Kind::EnvProvide).filter(|fact| fact.subject_text() == "SPRING_PROFILES_ACTIVE");
    set.flat_map(|fact| fact.value_text().split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

/// Whether properties that read a variable hold for the app as it is started: those of a profile do if it is active, and the general ones
/// may be overridden by those of an active one beside them.
/// <https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.profile-specific>
fn is_in_force(pass: &Pass, active: &BTreeSet<String>, read: &Fact) -> bool {
    let path = pass.sources.path(read.span.file);
    let Some((stem, extension)) = name_of(path).rsplit_once('.') else { return true };
    if !matches!(extension, "yml" | "yaml" | "properties") {
        return true;
    }
    match stem.split_once('-') {
        Some(("application" | "bootstrap", profile)) => active.contains(&profile.to_ascii_lowercase()),
        None if matches!(stem, "application" | "bootstrap") => !active.iter().any(|profile| {
            let beside = format!("{stem}-{profile}.{extension}");
            join(folder_of(path), &beside).is_some_and(|path| pass.sources.find(&path).is_some())
        }),
        _ => true,
    }
}

/// Whether the file that reads a variable also asks whether it is there (`"NAME" in os.environ`).
fn is_tested(pass: &Pass, read: &Fact) -> bool {
    let (text, name) = (&pass.sources.file(read.span.file).text, read.subject_text());
    ['"', '\''].iter().any(|quote| text.contains(&format!("{quote}{name}{quote} in ")))
}

/// Templates that could not be rendered may provide anything.
fn has_unrendered_chart(pass: &Pass) -> bool {
    let charts: Vec<&str> =
        pass.sources.paths().filter(|path| name_of(path) == "Chart.yaml").map(folder_of).collect();
    let notes = pass.project.unreadable.iter().map(|note| pass.sources.path(note.span.file));
    notes.into_iter().any(|path| charts.iter().any(|chart| is_below(path, chart)))
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
    let platform = || app.platform_services.iter().find_map(|service| service.more_variables);
    object.or_else(platform).or_else(|| {
        app.services.iter().filter(|service| service.place.role == Role::Production).find_map(|service| {
            let missing =
                |path: &&EnvFile| path.file.as_deref().is_none_or(|path| pass.sources.find(path).is_none());
            service.env_files.iter().find(missing).map(|file| file.path.span)
        })
    })
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
    let samples: BTreeSet<FileId> = documents.iter().map(|fact| fact.span.file).collect();
    // The longest list of the nearest folder around the code is the one that counts.
    let list_of = |fact: &Fact| {
        let path = pass.sources.path(fact.span.file);
        let around = samples.iter().filter(|sample| is_below(path, folder_of(pass.sources.path(**sample))));
        let size = |sample: &FileId| documents.iter().filter(|fact| fact.span.file == *sample).count();
        around
            .min_by_key(|sample| {
                let folder = folder_of(pass.sources.path(**sample));
                (Reverse(folder.len()), Reverse(size(sample)), **sample)
            })
            .copied()
    };
    let mut found = Vec::new();
    for sample in &samples {
        let read = first_reads(app, |fact| list_of(fact) == Some(*sample));
        let mut listed = documents.iter().filter(|fact| fact.span.file == *sample);
        let Some(listed) = listed.find(|fact| read.contains_key(fact.subject_text())) else { continue };
        let lacking: Vec<(&str, &Fact)> = read
            .into_iter()
            .filter(|(name, _)| !documented.contains(*name) && !is_set_by_platform(name) && !is_tooling(name))
            .collect();
        found.push((listed.span, lacking));
    }
    for (listed, lacking) in found {
        report_undocumented(pass, listed, &lacking);
    }
}

fn report_undocumented(pass: &mut Pass, listed: Span, lacking: &[(&str, &Fact)]) {
    let path = pass.sources.path(listed.file).to_owned();
    if lacking.len() <= MOST_SINGLE {
        for (name, fact) in lacking {
            pass.report(fact.span, format!("'{name}' is read here, but '{path}' does not list it"))
                .because(listed, "the variables of the app are listed here")
                .help(format!("Add a line for '{name}' with a harmless sample value."));
        }
        return;
    }
    let (first, rest) = lacking.split_at(1);
    let [(name, fact)] = first else { return };
    let message =
        format!("'{name}' and {} more variables are read, but '{path}' does not list them", rest.len());
    let finding = pass.report(fact.span, message);
    finding.because(listed, "the variables of the app are listed here");
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
    if app.images.is_empty() || binds_any_variable(app) {
        return;
    }
    let read: BTreeSet<&str> =
        pass.project.apps.iter().flat_map(|app| app.facts(Kind::EnvRead)).map(Fact::subject_text).collect();
    let misspelt = slips(pass);
    let given: BTreeMap<&str, &Fact> =
        deployed(app).into_iter().map(|fact| (fact.subject_text(), fact)).collect();
    // The code is understood if it reads at least one of the variables.
    let own = first_reads(app, |_| true);
    if !given.keys().any(|name| own.contains_key(name)) {
        return;
    }
    for (name, fact) in given {
        let known = read.contains(name) || is_set_by_platform(name) || is_tooling(name);
        if known || misspelt.iter().any(|slip| slip.given == name) || is_mentioned(pass, name) {
            continue;
        }
        let at = fact.subject.as_ref().map_or(fact.span, |name| name.span);
        pass.report(at, format!("nothing in the app reads '{name}'"))
            .help(format!("Remove '{name}', or find out which reader was renamed."));
    }
}

/// Whether the app's framework takes every variable for the property whose name is alike.
fn binds_any_variable(app: &App) -> bool {
    app.facts(Kind::Server).any(|fact| matches!(fact.subject_text(), "spring" | "quarkus" | "micronaut"))
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
