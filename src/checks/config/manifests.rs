//! Credentials in what deploys the app: manifests, compose files, values of charts, CI.

use super::{compose, hide};
use crate::artefact::cluster::{Cluster, ConfigObject};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::judge::randomness::looks_random;
use crate::judge::{Secret, Setting, What, is_placeholder, name, secret_in, secrets_in_text, words};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Sources};

/// Literal credentials that manifests hand to programs.
pub fn secret_in_manifest(pass: &mut Pass) {
    compose::secrets_in_contents(pass);
    let app = pass.app;
    for fact in app.facts(Kind::EnvProvide) {
        if let Some(source) = source(fact) {
            variable(pass, fact, source);
        }
    }
    for fact in app.facts(Kind::Literal).filter(|fact| fact.api == "helm-values") {
        variable(pass, fact, Source::Chart);
    }
    for object in app.cluster.configs.iter().filter(|object| object.secret && object.readable) {
        secret_object(pass, object);
    }
}

/// What kind of artefact hands a variable over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Kubernetes,
    Compose,
    Chart,
    Ci,
    Platform,
}

fn source(fact: &Fact) -> Option<Source> {
    Some(match fact.api.as_str() {
        "kubernetes" => Source::Kubernetes,
        "compose" => Source::Compose,
        "helm" => Source::Chart,
        "ci" => Source::Ci,
        "platform" | "procfile" => Source::Platform,
        _ => return None,
    })
}

fn variable(pass: &mut Pass, fact: &Fact, source: Source) {
    let Some(value) = &fact.value else { return };
    let value = &as_written(pass.sources, value);
    let name = fact.subject_text();
    let Some(secret) = secret_in(name, &value.text, Setting::Given) else { return };
    if source == Source::Chart && says_where_kept(name, &value.text) {
        return;
    }
    let Some(severity) = severity(fact, source, &secret) else { return };
    let shown = hide::name(name, value, &secret);
    let message = match secret.what {
        What::Token(_) => format!("{shown} is {} in clear text", secret.what.phrase()),
        What::Connection(service) => {
            format!("{shown} holds the password of a {service} connection in clear text")
        }
        What::Named(_) => format!("{shown} is set to a literal credential"),
    };
    hide::report(pass, value, &secret, message).severity(severity).help(help(source, name));
}

/// Whether a value of a chart says where the credential is kept rather than what it is: the name of a Secret
/// (`postgresSecret: postgres`), or of a key in one, which says what it holds (`DB_PASS: database_password`).
fn says_where_kept(name: &str, value: &str) -> bool {
    let is_name = value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'.'));
    let key = name.rsplit('.').next().unwrap_or(name);
    let of_secret =
        || key.len() > "secret".len() && key.ends_with("Secret") && !key.ends_with("ClientSecret");
    let said = words(value);
    let of_key = || {
        name.to_ascii_lowercase().contains("secrets.")
            && said.len() > 1
            && said
                .last()
                .is_some_and(|word| matches!(word.as_str(), "password" | "secret" | "token" | "key"))
    };
    is_name && (of_secret() || of_key())
}

/// A value with interpolations as it is written, their defaults blanked out: these are a matter of `env-default-credential`.
fn as_written(sources: &Sources, value: &Arg) -> Arg {
    if value.literal {
        return value.clone();
    }
    let mut text = String::new();
    let mut rest = sources.text(value.span).trim_matches(['"', '\'']);
    if !rest.contains("${") {
        return value.clone();
    }
    while let Some((before, inside)) = rest.split_once("${") {
        let (inside, after) = inside.split_once('}').unwrap_or((inside, ""));
        text = text + before + "${" + &"X".repeat(inside.len()) + "}";
        rest = after;
    }
    Arg { text: text + rest, ..value.clone() }
}

/// How grave a literal credential is; `None` where it opens nothing but a throw-away service.
fn severity(fact: &Fact, source: Source, secret: &Secret) -> Option<Severity> {
    let token = matches!(secret.what, What::Token(_));
    let deploys = matches!(fact.place.environment, Environment::Staging | Environment::Production);
    let local = fact.place.role == Role::Development
        || matches!(fact.place.environment, Environment::Development | Environment::Test);
    if !matches!(fact.place.role, Role::Production | Role::Development) {
        return None;
    }
    if token {
        return Some(Severity::Error);
    }
    match source {
        Source::Ci => None,
        Source::Compose if fact.place.environment == Environment::Test => None,
        Source::Compose if deploys => Some(Severity::Error),
        Source::Chart if deploys || !secret.guessable => Some(Severity::Error),
        Source::Kubernetes | Source::Platform if !local => Some(Severity::Error),
        _ if local && secret.guessable => Some(Severity::Note),
        _ => Some(Severity::Warning),
    }
}

fn help(source: Source, name: &str) -> String {
    match source {
        Source::Kubernetes => format!(
            "Take '{name}' from a Secret (`valueFrom.secretKeyRef`) that is made outside of the repository."
        ),
        Source::Compose => format!(
            "Write `{name}: ${{{name}}}` and keep the value in an `.env` file that git ignores, or use `secrets:`."
        ),
        Source::Chart => format!("Leave '{name}' empty and let the chart take it from an existing Secret."),
        Source::Ci => "Use the CI system's secret store.".to_owned(),
        Source::Platform => "Set it with the platform's own command or dashboard.".to_owned(),
    }
}

/// A Secret whose data stand in the manifest: base64 is no encryption.
fn secret_object(pass: &mut Pass, object: &ConfigObject) {
    if !matches!(object.meta.place.role, Role::Production | Role::Development) {
        return;
    }
    let local = matches!(object.meta.place.environment, Environment::Development | Environment::Test);
    for (key, value) in &object.entries {
        let Some(secret) = entry_secret(key, value) else { continue };
        let what = match secret.what {
            What::Token(_) => secret.what.phrase(),
            _ => "a credential".to_owned(),
        };
        let (key, name) =
            (hide::name(&key.text, value, &secret), hide::name(&object.meta.name.text, value, &secret));
        let message = format!("key {key} of the Secret {name} holds {what} in the codebase");
        let finding = hide::report(pass, value, &secret, message);
        finding.help("Commit a SealedSecret, an ExternalSecret or a SOPS-encrypted file instead: base64 is no encryption.");
        if local {
            finding.severity(if secret.guessable { Severity::Note } else { Severity::Warning });
        }
    }
}

/// The credential in an entry of a Secret. A Secret is made for credentials, so a value without a telling name counts if it
/// looks like a key.
fn entry_secret(key: &Arg, value: &Arg) -> Option<Secret> {
    if !value.literal || value.text.is_empty() {
        return None;
    }
    if value.text.contains('\n') {
        return secrets_in_text(&value.text).into_iter().next();
    }
    let anonymous = || {
        let known = looks_random(&value.text) && !is_placeholder(&value.text) && !is_public_key(&key.text);
        known.then_some(Secret {
            what: What::Named(name::Head::Key),
            range: 0..value.text.len(),
            guessable: false,
        })
    };
    secret_in(&key.text, &value.text, Setting::Given).or_else(anonymous)
}

fn is_public_key(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    [".crt", ".cer", ".pub", "ca.", "id", "public", "user", "name", "host", "email"]
        .iter()
        .any(|part| lower.contains(part))
}

/// Whether what is called a secret is the name of an object: of one that the project has, or one named as the ConfigMap is, with
/// the release or the program in front. Object names are DNS names.
fn names_object(pass: &Pass, object: &ConfigObject, secret: &Secret, text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let named = matches!(secret.what, What::Named(name::Head::Key)) && text.bytes().all(is_word);
    let exists = || {
        let names = pass.project.clusters().flat_map(Cluster::metas).map(|meta| &meta.name.text);
        names.chain(pass.project.workloads().map(|workload| &workload.name.text)).any(|name| name == text)
    };
    let alike = || {
        let first = |name: &str| name.split_once('-').map(|(first, _)| first.to_owned());
        let (own, other) = (first(&object.meta.name.text), first(text));
        own.is_some() && own == other && !looks_random(text)
    };
    named && (exists() || alike())
}

/// Credentials in ConfigMaps.
pub fn secret_in_configmap(pass: &mut Pass) {
    let app = pass.app;
    for object in app.cluster.configs.iter().filter(|object| !object.secret && object.readable) {
        if !object.meta.place.is_production() {
            continue;
        }
        for (key, value) in
            object.entries.iter().filter(|(_, value)| value.literal || value.text.contains("://"))
        {
            let one_line = !value.text.contains('\n');
            let named = one_line.then(|| secret_in(&key.text, &value.text, Setting::Given)).flatten();
            let found = match named {
                Some(secret) => vec![secret],
                None => secrets_in_text(&value.text),
            };
            for secret in found {
                if names_object(pass, object, &secret, &value.text[secret.range.clone()]) {
                    continue;
                }
                let name = hide::name(&object.meta.name.text, value, &secret);
                let key = hide::name(&key.text, value, &secret);
                let message = format!("key {key} of the ConfigMap {name} holds {}", secret.what.phrase());
                hide::report(pass, value, &secret, message).help(
                    "Move it to a Secret: ConfigMaps are shown to everybody who may look at the namespace, and are not encrypted at rest.",
                );
            }
        }
    }
}
