//! Files that should not be in the codebase: dotenv files, key files, configuration grouped by environment.

use std::collections::BTreeMap;

use super::{compose, hide};
use crate::discover::{Class, classify};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::judge::{
    Host, Secret, Setting, What, connection_string, host_kind, host_of, is_namespace, is_placeholder,
    secret_in,
};
use crate::rule::{Pass, Severity};
use crate::source::FileId;

/// How many further places a finding about a file shows.
const SHOWN: usize = 4;

/// Dotenv files with values.
pub fn committed_dotenv(pass: &mut Pass) {
    let app = pass.app;
    for (file, facts) in by_file(app.facts(Kind::EnvProvide).filter(|fact| fact.api == "env-file")) {
        if !app.files.contains(&file) {
            continue;
        }
        let Some(place) = facts.iter().map(|fact| &fact.place).find(|place| place.role == Role::Production)
        else {
            continue;
        };
        let name = pass.sources.file(file).name().to_ascii_lowercase();
        // `.env.local` is one developer's own file, wherever it is used.
        let shared = matches!(place.environment, Environment::Development | Environment::Test)
            && !name.contains("local");
        let secrets: Vec<(&Fact, Secret)> =
            facts.iter().filter_map(|fact| Some((*fact, dotenv_secret(fact)?))).collect();
        let strong = secrets.iter().find(|(_, secret)| !secret.guessable);
        let only_tokens = shared || name == ".envrc";
        let gravest = if only_tokens {
            secrets.iter().find(|(_, secret)| matches!(secret.what, What::Token(_)))
        } else {
            strong.or(secrets.first())
        };
        if let Some((fact, secret)) = gravest {
            report_dotenv_secret(pass, fact, secret, &secrets);
        } else if !only_tokens
            && name.starts_with(".env")
            && let Some((fact, severity)) = dotenv_value(&facts)
        {
            let variable = fact.subject_text();
            let finding = pass
                .report(fact.span, format!("'{variable}' and its file's other values are in the codebase"));
            finding.severity(severity).help(
                "Keep the names with sample values in `.env.example`, and add this file to `.gitignore`.",
            );
        }
    }
}

fn by_file<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeMap<FileId, Vec<&'a Fact>> {
    let mut files: BTreeMap<FileId, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        files.entry(fact.span.file).or_default().push(fact);
    }
    files
}

fn dotenv_secret(fact: &Fact) -> Option<Secret> {
    secret_in(fact.subject_text(), fact.value_text(), Setting::Given)
}

fn report_dotenv_secret(pass: &mut Pass, fact: &Fact, secret: &Secret, all: &[(&Fact, Secret)]) {
    let Some(value) = &fact.value else { return };
    let name = fact.subject_text();
    let others: Vec<_> = all
        .iter()
        .filter(|(other, _)| other.span != fact.span)
        .filter_map(|(other, secret)| {
            let value = other.value.as_ref()?;
            Some((other.subject_text().to_owned(), hide::place(pass.sources, value, secret.range.clone())))
        })
        .collect();
    let guessable = secret.guessable;
    let shown = hide::name(name, value, secret);
    let finding = hide::report(pass, value, secret, format!("{shown} is committed with its value"));
    finding.severity(if guessable { Severity::Warning } else { Severity::Error }).help(
        "Take the file out of the repository (`git rm --cached`), add it to `.gitignore`, and replace the credentials: they stay in the history.",
    );
    for (name, at) in others.into_iter().take(SHOWN) {
        finding.because(at, format!("'{name}' too")).secret(at);
    }
}

/// The value that shows best that the file holds configuration of a deploy, and how grave that is.
fn dotenv_value<'a>(facts: &[&'a Fact]) -> Option<(&'a Fact, Severity)> {
    let real = || {
        facts.iter().filter(|fact| {
            let value = fact.value_text();
            !is_placeholder(value)
                && fact.value.as_ref().is_some_and(|value| value.literal)
                && !is_constant(fact.subject_text())
        })
    };
    let address = real().find(|fact| {
        let value = fact.value_text();
        connection_string(value).is_some()
            || host_of(value).is_some_and(|host| host_kind(host) != Host::Documentation)
    });
    let first = address.or_else(|| real().next())?;
    let bundled = real().all(|fact| is_bundled(fact.subject_text()));
    Some((first, if bundled { Severity::Note } else { Severity::Warning }))
}

/// Variables that a bundler builds into what every browser gets; tools advise to commit their defaults.
pub(super) fn is_bundled(name: &str) -> bool {
    let prefixes = [
        "VITE_",
        "NEXT_PUBLIC_",
        "REACT_APP_",
        "NUXT_PUBLIC_",
        "PUBLIC_",
        "GATSBY_",
        "VUE_APP_",
        "EXPO_PUBLIC_",
        "NG_APP_",
    ];
    prefixes.iter().any(|prefix| name.starts_with(prefix))
        || matches!(
            name,
            "SKIP_PREFLIGHT_CHECK"
                | "GENERATE_SOURCEMAP"
                | "BROWSER"
                | "FAST_REFRESH"
                | "ESLINT_NO_DEV_ERRORS"
        )
}

/// Variables of tools that are the same for everybody: versions, tags, names of compose projects.
fn is_constant(name: &str) -> bool {
    let ends = ["_VERSION", "_TAG", "_IMAGE", "_IMAGE_NAME", "_REPO", "_REGISTRY"];
    name.starts_with("COMPOSE_")
        || name.starts_with("DOCKER_")
        || ends.iter().any(|end| name.ends_with(end))
        || matches!(
            name,
            "TZ" | "LANG"
                | "VERSION"
                | "TAG"
                | "PYTHONPATH"
                | "PYTHONUNBUFFERED"
                | "PYTHONDONTWRITEBYTECODE"
                | "IMAGE_VERSION"
                | "IMAGE_TAG"
                | "REPO"
                | "REGISTRY"
        )
}

/// Key files, keystores and tools' files with tokens.
pub fn committed_secret_file(pass: &mut Pass) {
    compose::committed_secrets(pass);
    let app = pass.app;
    let in_file = |fact: &&Fact| fact.api.starts_with("file:") && !fact.api.starts_with("file:compose-");
    let secrets = app.facts(Kind::Literal).filter(in_file);
    for (file, facts) in by_file(secrets) {
        let Some(fact) = facts.first() else { continue };
        if matches!(fact.place.role, Role::Vendored | Role::Generated) {
            continue;
        }
        let Some(value) = &fact.value else { continue };
        let path = pass.sources.path(file).to_owned();
        let kind = fact.api.trim_start_matches("file:");
        let finding = pass.report(value.span, format!("{} is in the codebase", describe(kind)));
        finding.secret(value.span).severity(file_severity(fact, kind, &path)).help(help(kind));
        for other in facts.iter().skip(1).take(SHOWN).filter_map(|fact| fact.value.as_ref()) {
            finding.because(other.span, "and here").secret(other.span);
        }
    }
}

fn file_severity(fact: &Fact, kind: &str, path: &str) -> Severity {
    let lower = path.to_ascii_lowercase();
    let sample = [
        "github",
        "localhost",
        "snakeoil",
        "self-signed",
        "selfsigned",
        "dummy",
        "example",
        "sample",
        "test",
        "dev",
        "demo",
        "fake",
    ];
    let is_sample = lower.split(['/', '.', '-', '_']).any(|word| sample.contains(&word));
    match fact.place.role {
        Role::Test | Role::Example | Role::Documentation | Role::Development => Severity::Note,
        _ if is_sample => Severity::Note,
        _ if matches!(kind, "encrypted-private-key" | "keystore") => Severity::Warning,
        _ => Severity::Error,
    }
}

fn describe(kind: &str) -> &'static str {
    match kind {
        "private-key" => "a private key",
        "encrypted-private-key" => "a private key, though encrypted,",
        "keystore" => "a keystore",
        "npmrc" | "yarnrc" => "a token of a package registry",
        "pypirc" => "a password of a package index",
        "kubeconfig" => "a credential of a Kubernetes cluster",
        "aws-credentials" => "a secret access key",
        "docker-config" => "a credential of an image registry",
        "rails-master-key" => "the key that decrypts Rails' credentials",
        "git-credentials" => "a credential of a git server",
        _ => "a password",
    }
}

fn help(kind: &str) -> &'static str {
    match kind {
        "npmrc" | "yarnrc" => {
            "Write `${NPM_TOKEN}` in its place and set the variable where packages are installed; revoke the token."
        }
        "private-key" | "encrypted-private-key" | "keystore" => {
            "Keep keys in the platform's secret store and mount them; make a new pair, as the old one stays in the history."
        }
        _ => {
            "Remove the file from the repository, add it to `.gitignore`, and replace the credential: it stays in the history."
        }
    }
}

/// Configuration files that are named after an environment and hold what differs between deploys.
pub fn config_per_environment(pass: &mut Pass) {
    let app = pass.app;
    let facts = app.facts(Kind::Literal).chain(app.facts(Kind::Connect)).filter(|fact| {
        let deploys = matches!(fact.place.environment, Environment::Staging | Environment::Production);
        let own = fact.api != "helm-values" && !fact.api.starts_with("file:");
        own && deploys && matches!(fact.place.role, Role::Production | Role::Client)
    });
    for (file, facts) in by_file(facts) {
        let path = pass.sources.path(file).to_owned();
        if !is_config(&path, &pass.sources.file(file).text) {
            continue;
        }
        // One file of Symfony guards parts of itself: `when@prod`.
        if pass.sources.file(file).text.lines().any(|line| line.starts_with("when@")) {
            continue;
        }
        let held: Vec<(&Fact, Option<Secret>)> =
            facts.iter().filter_map(|fact| Some((*fact, held(fact)?))).collect();
        let Some((first, secret)) = held.first() else { continue };
        let Some(value) = &first.value else { continue };
        let environment = first.place.environment.name();
        let hidden = secret.as_ref().map(|secret| hide::place(pass.sources, value, secret.range.clone()));
        let others: Vec<_> = held
            .iter()
            .skip(1)
            .filter_map(|(fact, secret)| {
                let value = fact.value.as_ref()?;
                Some((
                    value.span,
                    secret.as_ref().map(|secret| hide::place(pass.sources, value, secret.range.clone())),
                ))
            })
            .filter(|(span, _)| *span != value.span)
            .take(SHOWN)
            .collect();
        let finding = pass.report(
            value.span,
            format!("configuration of the {environment} environment is grouped in a file of the codebase"),
        );
        finding.help(
            "Let each deploy set these values as environment variables, and keep one file that reads them.",
        );
        finding.secrets.extend(hidden);
        for (span, hidden) in others {
            finding.because(span, "this one too");
            finding.secrets.extend(hidden);
        }
    }
}

/// Settings of a file or module: manifests and values files are a deploy's own.
fn is_config(path: &str, text: &str) -> bool {
    matches!(classify(path, text, &[]), Class::Config(_) | Class::Source(_))
}

/// Whether a fact holds what differs between deploys: a credential (`Some(Some(_))`) or an address.
#[allow(clippy::option_option, reason = "a value can be held without being a secret")]
fn held(fact: &Fact) -> Option<Option<Secret>> {
    let value = fact.value.as_ref()?;
    if let Some(secret) = secret_in(fact.subject_text(), &value.text, Setting::Written) {
        return Some(Some(secret));
    }
    let connection = connection_string(&value.text).filter(|connection| !connection.is_embedded());
    let host = match connection {
        Some(connection) => Some(connection.host),
        None if fact.kind == Kind::Connect && fact.subject_text() != "sqlite" => host_of(&value.text)
            .or_else(|| Some(value.text.as_str()).filter(|text| !text.contains(['/', ' ', '{']))),
        None => host_of(&value.text),
    };
    let varies = host.is_some_and(|host| !host.contains('{') && host_kind(host).varies());
    (varies && !is_namespace(&value.text)).then_some(None)
}
