//! Credentials in code, in settings, and as the fallback of environment reads.

use std::collections::BTreeSet;

use super::hide;
use crate::app::App;
use crate::extract::code::slot::is_file_about;
use crate::extract::settings;
use crate::fact::{Environment, Fact, Kind, Role};
use crate::judge::name::{Head, head};
use crate::judge::{Host, Secret, Setting, What, connection_string, host_kind, secret_in, words};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, FileId, Span};

/// A literal credential in code or in the app's configuration.
pub fn hardcoded_credential(pass: &mut Pass) {
    let app = pass.app;
    let defaults = hide::defaults(app);
    let mut reported = signing_keys(pass, &defaults);
    let local = loopback_sections(app);
    let clients: BTreeSet<&str> = app.facts(Kind::Connect).map(|fact| fact.api.as_str()).collect();
    for fact in app.facts(Kind::Literal).filter(|fact| !has_own_rule(fact)) {
        let Some(value) = fact.value.as_ref().filter(|value| !reported.contains(&value.span)) else {
            continue;
        };
        if hide::is_default(fact, &defaults) || is_sample(fact) {
            continue;
        }
        let name = fact.subject_text();
        let given = || is_argument(fact, &clients) || is_setting(pass, fact, value);
        let setting =
            if head(name) == Some(Head::Password) && given() { Setting::Given } else { Setting::Written };
        let Some(secret) = secret_in(name, &value.text, setting) else { continue };
        if !counts(fact, &secret, value) {
            continue;
        }
        let shown = hide::name(name, value, &secret);
        let message = match secret.what {
            What::Token(_) => format!("{} is written into the codebase", secret.what.phrase()),
            _ if secret.guessable => format!("{shown} is a literal credential that anybody would guess"),
            _ => format!("{shown} is a literal credential"),
        };
        let finding = hide::report(pass, value, &secret, message);
        finding.help(format!("Read it from the environment ({}), and replace the one that was committed: whoever has the code has it.", variable(name)));
        let is_test = matches!(secret.what, What::Token(title) if title.contains("test"));
        if is_test || secret.guessable && is_for_loopback(fact, &local) {
            finding.severity(Severity::Warning);
        }
        reported.insert(value.span);
    }
}

/// Sections of settings, by file and path, whose service is on the machine of whoever runs the app.
fn loopback_sections(app: &App) -> BTreeSet<(FileId, String)> {
    let settings = |kind| app.facts(kind).filter(|fact| fact.api == settings::API);
    let hosts = settings(Kind::Literal).filter(|fact| is_host_name(fact.subject_text()));
    let local = hosts.filter(|fact| host_kind(fact.value_text()) == Host::Loopback);
    local.filter_map(|fact| Some((fact.span.file, section_of(fact)?.to_owned()))).collect()
}

/// Whether what anybody would guess opens only a service that a setting beside it looks for on the same machine: it is what a
/// developer's own service has, and every other deploy replaces both.
fn is_for_loopback(fact: &Fact, local: &BTreeSet<(FileId, String)>) -> bool {
    section_of(fact).is_some_and(|section| local.contains(&(fact.span.file, section.to_owned())))
}

fn section_of(fact: &Fact) -> Option<&str> {
    Some(fact.subject.as_ref()?.text.rsplit_once('.')?.0)
}

fn is_host_name(path: &str) -> bool {
    words(path.rsplit('.').next().unwrap_or(path))
        .last()
        .is_some_and(|word| matches!(word.as_str(), "host" | "hostname" | "server" | "address"))
}

/// Keys that code signs with: whatever they are, they are used. Returns their places.
fn signing_keys(pass: &mut Pass, defaults: &BTreeSet<Span>) -> BTreeSet<Span> {
    let app = pass.app;
    let mut reported = BTreeSet::new();
    for fact in app.production(Kind::SigningKey) {
        let Some(value) = fact.value.as_ref().filter(|value| value.literal) else { continue };
        if hide::is_default(fact, defaults) || is_sample(fact) || reported.contains(&value.span) {
            continue;
        }
        let Some(secret) = secret_in("secret_key", &value.text, Setting::Given) else { continue };
        let shown = match fact.subject_text() {
            "" => format!("the key of '{}'", fact.api),
            name => hide::name(name, value, &secret),
        };
        let guessable = if secret.guessable { " that anybody would guess" } else { "" };
        let finding =
            hide::report(pass, value, &secret, format!("{shown} is a literal credential{guessable}"));
        finding.help(format!("Read it from the environment ({}), and replace the one that was committed: whoever has the code can sign with it.", variable(fact.subject_text())));
        reported.insert(value.span);
    }
    reported
}

/// Whether a literal is an argument, or part of one, of a client of a service.
fn is_argument(fact: &Fact, clients: &BTreeSet<&str>) -> bool {
    let within = |client: &str| {
        let rest = fact.api.strip_prefix(client);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
    };
    fact.api != settings::API && clients.iter().any(|client| within(client))
}

/// Whether a literal is a setting that a framework reads by its name: a constant of a settings module, an entry of Flask's
/// `config`.
fn is_setting(pass: &Pass, fact: &Fact, value: &Arg) -> bool {
    let name = fact.subject_text();
    let in_settings = || is_file_about(pass.sources.path(value.span.file), &["settings", "config"]);
    let is_constant =
        name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    is_constant
        && fact.api != settings::API
        && (fact.api.starts_with("flask.Flask().config.") || in_settings())
}

/// Facts of files that other rules judge.
fn has_own_rule(fact: &Fact) -> bool {
    fact.api.starts_with("file:") || fact.api == "helm-values"
}

/// Whether the names around a value say that it is made up for readers or tests.
fn is_sample(fact: &Fact) -> bool {
    words(&fact.api).iter().chain(&words(fact.subject_text())).any(|word| {
        matches!(
            word.as_str(),
            "example"
                | "examples"
                | "sample"
                | "samples"
                | "dummy"
                | "fake"
                | "mock"
                | "fixture"
                | "placeholder"
        )
    })
}

/// Whether the secret matters at its place. A token that works leaks wherever the app's code holds it; what only a name
/// tells counts in what runs in production.
fn counts(fact: &Fact, secret: &Secret, value: &Arg) -> bool {
    match secret.what {
        What::Connection(_) => false,
        What::Named(_) => fact.place.is_production() && value.literal,
        // Google's keys for browsers and Firebase are public; they are restricted by origin.
        What::Token("Google API key") => fact.place.is_production(),
        What::Token(title) => {
            let role = matches!(fact.place.role, Role::Production | Role::Client | Role::Development);
            role && fact.place.environment != Environment::Test
                && (fact.place.is_production() || !title.contains("test"))
        }
    }
}

/// The variable that a credential of that name would be read from.
fn variable(name: &str) -> String {
    let words = words(name.rsplit('.').next().unwrap_or(name));
    if words.is_empty() { "`SECRET`".to_owned() } else { format!("`{}`", words.join("_").to_uppercase()) }
}

/// Environment reads that fall back to a literal credential, in code, settings, compose files and start scripts.
pub fn env_default_credential(pass: &mut Pass) {
    let app = pass.app;
    let mut said = BTreeSet::new();
    for fact in app.production(Kind::EnvRead) {
        if let Some(value) = &fact.value
            && said.insert((fact.subject_text(), value.text.as_str()))
        {
            fallback(pass, fact.subject_text(), value, is_for_anyone(fact));
        }
    }
    for start in app.starts.iter().filter(|start| start.place.is_production()) {
        for expansion in start.steps.iter().flat_map(|step| &step.command.expansions) {
            if let Some(default) = &expansion.default {
                fallback(pass, &expansion.name, &Arg::literal(default.as_str(), expansion.span), false);
            }
        }
    }
}

/// Whether the place is a compose file that names no environment: people also try the app with it.
fn is_for_anyone(fact: &Fact) -> bool {
    fact.api == "compose" && fact.place.environment == Environment::Any
}

/// Whether a fallback is a message or a duration: `missing in the pod`, `1 month`.
fn is_told(value: &Arg, secret: &Secret) -> bool {
    let mut words = value.text.split_whitespace();
    let is_first = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(secret.what, What::Named(_))
        && !secret.guessable
        && words.clone().count() > 1
        && words.next().is_some_and(is_first)
        && words.all(is_word)
}

fn fallback(pass: &mut Pass, name: &str, value: &Arg, mild: bool) {
    let Some(secret) = secret_in(name, &value.text, Setting::Given)
        .filter(|secret| works(name, value, secret) && !is_told(value, secret))
    else {
        return;
    };
    let shown = hide::name(name, value, &secret);
    let message = match secret.what {
        What::Connection(service) => {
            format!("{shown} falls back to a {service} connection with a literal password")
        }
        _ if secret.guessable => format!("{shown} falls back to a credential that anybody would guess"),
        _ => format!("{shown} falls back to a literal credential"),
    };
    let finding = hide::report(pass, value, &secret, message);
    finding.help(format!(
        "Drop the fallback, so that a deploy without {shown} stops at once instead of running on a known credential."
    ));
    if mild {
        finding.severity(Severity::Warning);
    }
}

/// Whether a fallback is a credential that opens something.
fn works(name: &str, value: &Arg, secret: &Secret) -> bool {
    match secret.what {
        // `postgres:postgres@localhost` opens nothing but a developer's own database.
        What::Connection(_) => !(secret.guessable && is_local(&value.text)),
        What::Named(_) if !value.literal => false,
        What::Token(_) | What::Named(Head::Password) => true,
        What::Named(Head::Key) => {
            let strong =
                || secret_in(name, &value.text, Setting::Written).is_some_and(|secret| !secret.guessable);
            let says_its_name = words(name).concat() == words(&value.text).concat();
            !says_its_name && (is_self_issued(name) || strong())
        }
    }
}

fn is_local(url: &str) -> bool {
    connection_string(url)
        .is_some_and(|found| found.host.is_empty() || host_kind(found.host) == Host::Loopback)
}

/// Whether the app itself checks what is signed or encrypted with the key, so that any text works: a session secret, not a
/// vendor's token.
fn is_self_issued(name: &str) -> bool {
    let words = words(name);
    let has = |word: &str| words.iter().any(|own| own == word);
    let foreign = ["client", "aws", "oauth", "access", "consumer", "api", "stripe", "google", "github"];
    !foreign.iter().any(|word| has(word))
        && ["secret", "jwt", "session", "cookie", "signing", "encryption", "hmac", "fernet", "master"]
            .iter()
            .any(|word| has(word))
}
