//! Strings worth a fact: those whose name or form speaks of credentials, hosts, addresses and the like.

use std::sync::LazyLock;

use regex::RegexSet;

use super::unit::{Argument, Call, Context, Data, Unit, Value};
use crate::fact::{Fact, Kind, Place};
use crate::source::Arg;

/// Nested maps are followed no deeper than this; what lies deeper is data rather than configuration.
const DEEPEST: usize = 6;

/// Adds the literals of a unit.
///
/// The subject is the name, key or keyword (for a positional argument the callee's last part), `api` the whole path of the
/// field or the canonical callee.
pub fn facts(unit: &Unit, place: impl Fn(&Context) -> Place, facts: &mut Vec<Fact>) {
    for field in &unit.fields {
        if let Some(value) = &field.value {
            let place = place(&field.context);
            bind(&field.name, &field.path, value, &place, 0, facts);
        }
    }
    for call in &unit.calls {
        let place = place(&call.context);
        for (at, argument) in call.args.iter().enumerate() {
            argument_fact(call, at, argument, &place, facts);
        }
    }
}

fn argument_fact(call: &Call, at: usize, argument: &Argument, place: &Place, facts: &mut Vec<Fact>) {
    if let Some(name) = &argument.name {
        bind(name, &call.callee, &argument.value, place, 0, facts);
        return;
    }
    // `app.set("secret", "…")`, `config.setdefault("DB_HOST", "…")`
    if at == 1 && call.args.len() == 2 && is_setter(call.method()) {
        if let Some(key @ Value { data: Data::Text(name), .. }) = call.positional(0) {
            bind(&Arg::literal(name.as_str(), key.span), &call.callee, &argument.value, place, 0, facts);
            return;
        }
    }
    // The callee's name says nothing of an argument that has none itself, so only the form of the string counts.
    let name = Arg::literal(call.method(), call.span);
    match &argument.value.data {
        Data::Map(_) | Data::List(_) => bind(&name, &call.callee, &argument.value, place, 0, facts),
        _ if speaks_for_itself(&argument.value) => push(&name, &call.callee, &argument.value, place, facts),
        _ => {}
    }
}

fn is_setter(method: &str) -> bool {
    matches!(
        method,
        "set" | "setdefault" | "put" | "setProperty" | "set_default" | "from_value" | "insert" | "option"
    )
}

/// Adds what is bound to `name`, down into maps and lists.
fn bind(name: &Arg, api: &str, value: &Value, place: &Place, depth: usize, facts: &mut Vec<Fact>) {
    if depth > DEEPEST {
        return;
    }
    match &value.data {
        Data::Map(map) => {
            for (key, value) in &map.entries {
                bind(key, &format!("{api}.{}", key.text), value, place, depth + 1, facts);
            }
        }
        Data::List(items) => {
            for item in items.iter() {
                bind(name, api, item, place, depth + 1, facts);
            }
        }
        Data::Choice(values) => {
            for value in values.iter() {
                bind(name, api, value, place, depth + 1, facts);
            }
        }
        Data::Text(_) | Data::Template(..) if is_telling_name(&name.text) || speaks_for_itself(value) => {
            push(name, api, value, place, facts);
        }
        _ => {}
    }
}

fn push(name: &Arg, api: &str, value: &Value, place: &Place, facts: &mut Vec<Fact>) {
    let fact = Fact::new(Kind::Literal, value.span, api, place.clone());
    facts.push(fact.about(name.clone()).valued(value.arg()));
}

/// Words of a name that make any string bound to it worth a look.
const TELLING: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "pwd",
    "pass",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "authkey",
    "credential",
    "credentials",
    "auth",
    "bearer",
    "jwt",
    "salt",
    "pepper",
    "dsn",
    "host",
    "hosts",
    "hostname",
    "server",
    "servers",
    "url",
    "uri",
    "endpoint",
    "address",
    "addr",
    "broker",
    "brokers",
    "origin",
    "origins",
    "domain",
    "callback",
    "port",
    "connection",
    "connectionstring",
    "conn",
    "database",
    "user",
    "username",
    "login",
    "bucket",
    "webhook",
    "proxy",
    "redirect",
    "account",
    "key",
    "env",
    "environment",
];

/// Whether a name speaks of credentials or addresses: one of its words does (`db_password`, `dbPassword`, `DB-PASSWORD`).
pub fn is_telling_name(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| TELLING.contains(&word.as_str()))
        || words.windows(2).any(|pair| TELLING.contains(&pair.concat().as_str()))
}

/// The words of a name in lower case, split at signs and where case rises.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            last = ' ';
            continue;
        }
        let falls = chars.peek().is_some_and(|next| next.is_lowercase());
        let begins = !last.is_alphanumeric()
            || (c.is_uppercase() && (last.is_lowercase() || (last.is_uppercase() && falls)));
        match words.last_mut() {
            Some(word) if !begins => word.extend(c.to_lowercase()),
            _ => words.push(c.to_lowercase().collect()),
        }
        last = c;
    }
    words
}

/// Forms of strings that are worth a look whatever they are bound to.
static FORMS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    RegexSet::new([
        // A URL of any service.
        r"^(?i:jdbc:)?[A-Za-z][A-Za-z0-9+.-]{1,30}:(//|[a-z]+:)[^\s/]",
        r"^jdbc:",
        // An IPv4 address, perhaps with a port.
        r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(:\d+)?$",
        // A host and port, or a host of an internal zone.
        r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*:\d{2,5}(/|$)",
        r"(?i)^[a-z0-9.-]+\.(internal|local|lan|corp|intra|svc|localdomain|svc\.cluster\.local)(:\d+)?$",
        // Key-value connection strings.
        r"(?i)\b(host|server|data source)\s*=[^;]+[; ].*\b(user|uid|password|pwd|dbname|database|initial catalog)\s*=",
        // Private keys and tokens of known form.
        r"-----BEGIN [A-Z ]*PRIVATE KEY",
        r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{30,}",
        r"\bgithub_pat_[A-Za-z0-9_]{30,}",
        r"\bglpat-[A-Za-z0-9_-]{15,}",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
        r"\b[rs]k_(live|test)_[A-Za-z0-9]{16,}",
        r"\bAIza[0-9A-Za-z_-]{30,}",
        r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        r"\b(AC|SK)[0-9a-f]{32}\b",
        r"\bkey-[0-9a-f]{32}\b",
        r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
        r"\bnpm_[A-Za-z0-9]{30,}",
        r"\bpypi-[A-Za-z0-9_-]{40,}",
        r"\bdop_v1_[0-9a-f]{40,}",
        r"\bhv[sb]\.[A-Za-z0-9_-]{20,}",
        r"\bsk-(ant-|proj-)?[A-Za-z0-9_-]{20,}",
    ])
    .ok()
});

/// Whether the form of a string makes it worth a look.
fn speaks_for_itself(value: &Value) -> bool {
    let (Data::Text(text) | Data::Template(text, _)) = &value.data else { return false };
    text.len() >= 4 && FORMS.as_ref().is_some_and(|forms| forms.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        assert_eq!(words("dbPassword"), ["db", "password"]);
        assert_eq!(words("AWS_SECRETAccessKey"), ["aws", "secret", "access", "key"]);
        assert!(is_telling_name("API_KEY") && is_telling_name("redisHost"));
        assert!(!is_telling_name("keyboard") && !is_telling_name("title"));
    }

    #[test]
    fn strings_are_known_by_their_form() {
        let span = crate::source::Span::start_of(crate::source::FileId(0));
        let speaks = |text: &str| speaks_for_itself(&Value::text(text, span));
        assert!(speaks("amqp://mq:5672") && speaks("orders.prod.internal") && speaks("10.0.0.5:80"));
        assert!(!speaks("1.2.3") && !speaks("hello: world") && !speaks("a sentence about http"));
    }
}
