//! Do all environments run the same major version of a backing service?

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::version::{Notation, Range};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::Pass;
use crate::source::{FileId, folder_of};

/// One file's services of one engine.
type Group<'a> = (FileId, Vec<&'a Fact>);

/// An engine whose major version differs between environments.
pub fn service_version_drift(pass: &mut Pass) {
    let engines: BTreeSet<&str> = pass.app.facts(Kind::Backing).map(Fact::subject_text).collect();
    for engine in engines.into_iter().filter(|engine| has_one_numbering(engine)) {
        for mut groups in units(pass, engine) {
            groups.sort_by_key(|(file, facts)| (rank(facts), std::cmp::Reverse(*file)));
            let Some((_, reference)) = groups.pop() else { continue };
            for (_, group) in groups.iter().rev() {
                let Some((there, here)) = conflict(engine, &reference, group) else { continue };
                // Two files for one environment are alternatives, or steps of a tutorial.
                if environment(there) != environment(here) {
                    report(pass, engine, there, here);
                }
            }
        }
    }
}

fn report(pass: &mut Pass, engine: &str, reference: &Fact, other: &Fact) {
    // A file's facts are shared with the apps beside it; its owner reports.
    if !pass.app.files.contains(&other.span.file) {
        return;
    }
    let (here, there) = (environment(other), environment(reference));
    let (own, wanted) = (other.value_text().to_owned(), reference.value_text().to_owned());
    let finding = pass.report(
        other.span,
        format!("{here} runs {engine} '{own}', but {there} runs '{wanted}': another major version"),
    );
    finding.because(reference.span, format!("{there} runs {engine} '{wanted}'"));
    finding.help(format!("Use {engine} {} in both places.", major(engine, &wanted)));
}

/// How a message calls the place of a fact.
fn environment(fact: &Fact) -> &'static str {
    match fact.place.environment {
        Environment::Test if fact.place.role == Role::Tooling => "CI",
        Environment::Test => "the test environment",
        Environment::Development => "development",
        Environment::Staging => "staging",
        Environment::Production => "production",
        Environment::Any => "the deployment",
    }
}

/// The more a file has to do with production, the higher.
fn rank(facts: &[&Fact]) -> u8 {
    let of = |fact: &&Fact| match fact.place.environment {
        Environment::Production => 4,
        Environment::Any => 3,
        Environment::Staging => 2,
        Environment::Development => 1,
        Environment::Test => 0,
    };
    facts.iter().map(of).max().unwrap_or(0)
}

/// Engines whose images do not all number releases as the engine does: Confluent's Kafka 7.5 is Apache's 3.5.
fn has_one_numbering(engine: &str) -> bool {
    !matches!(engine, "kafka" | "zookeeper" | "minio" | "smtp")
}

/// The services of one engine, by the part of the repository that they serve, then by file.
fn units<'a>(pass: &Pass<'a>, engine: &str) -> Vec<Vec<Group<'a>>> {
    let mut units: BTreeMap<&str, BTreeMap<FileId, Vec<&'a Fact>>> = BTreeMap::new();
    let mut ci: BTreeMap<FileId, Vec<&'a Fact>> = BTreeMap::new();
    let relevant = |fact: &&Fact| {
        fact.subject_text() == engine
            && matches!(fact.place.role, Role::Production | Role::Development | Role::Tooling)
    };
    for fact in pass.app.facts(Kind::Backing).filter(relevant) {
        let file = fact.span.file;
        let groups = if fact.place.role == Role::Tooling {
            &mut ci
        } else {
            units.entry(unit(folder_of(pass.sources.path(file)))).or_default()
        };
        groups.entry(file).or_default().push(fact);
    }
    // CI serves the whole repository; with several parts nobody can tell which of them a service is for.
    if units.len() <= 1 {
        units.entry(units.keys().next().copied().unwrap_or("")).or_default().extend(ci);
    }
    units.into_values().map(|groups| groups.into_iter().collect()).collect()
}

/// The folder of the software that a folder of deployment files belongs to: `shop/deploy/k8s/base` is about `shop`.
fn unit(folder: &str) -> &str {
    let mut at = 0;
    for part in folder.split('/') {
        let words: Vec<&str> = part.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
        let is_about_deployment = |word: &&str| {
            Environment::from_word(word).is_some()
                || matches!(
                    *word,
                    "docker"
                        | "compose"
                        | "k8s"
                        | "kubernetes"
                        | "kube"
                        | "deploy"
                        | "deployment"
                        | "deployments"
                        | "manifest"
                        | "manifests"
                        | "helm"
                        | "chart"
                        | "charts"
                        | "infra"
                        | "infrastructure"
                        | "ops"
                        | "kustomize"
                        | "overlays"
                        | "base"
                        | "env"
                        | "envs"
                        | "environments"
                        | "stack"
                        | "stacks"
                        | "containers"
                )
        };
        if !words.is_empty() && words.iter().any(is_about_deployment) {
            return folder[..at].trim_end_matches('/');
        }
        at = (at + part.len() + 1).min(folder.len());
    }
    folder
}

/// Two facts that show the conflict, if no version of one group can be one of the other.
fn conflict<'a>(engine: &str, reference: &[&'a Fact], group: &[&'a Fact]) -> Option<(&'a Fact, &'a Fact)> {
    let all_differ = reference.iter().all(|there| group.iter().all(|here| differ(engine, there, here)));
    if all_differ { Some((reference.first()?, group.first()?)) } else { None }
}

/// Whether both versions are known and of different major versions.
fn differ(engine: &str, a: &Fact, b: &Fact) -> bool {
    let major = |fact: &Fact| Range::parse(Notation::Release, &major(engine, fact.known_value()?));
    match (major(a), major(b)) {
        (Some(a), Some(b)) => !a.overlaps(&b),
        _ => false,
    }
}

/// The part of a version that changes with incompatible releases: two numbers for `PostgreSQL` before 10.
fn major(engine: &str, version: &str) -> String {
    let mut parts = version.split('.');
    let first = parts.next().unwrap_or(version);
    let is_old = engine == "postgres" && first.parse::<u32>().is_ok_and(|number| number < 10);
    match parts.next() {
        Some(second) if is_old => format!("{first}.{second}"),
        _ => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_deployment_files_belong_to_what_they_deploy() {
        assert_eq!(unit("shop/deploy/k8s/base"), "shop");
        assert_eq!(unit("docker"), "");
        assert_eq!(unit("flask-redis"), "flask-redis");
        assert_eq!(unit("services/cart/docker-compose"), "services/cart");
        assert_eq!(unit(""), "");
    }

    #[test]
    fn old_majors_have_two_numbers() {
        assert_eq!(major("postgres", "9.6.24"), "9.6");
        assert_eq!(major("postgres", "16.2"), "16");
        assert_eq!(major("mysql", "8.0.36"), "8");
    }
}
