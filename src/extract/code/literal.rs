//! Strings worth a fact: those whose name or form speaks of credentials, hosts, addresses and the like.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::environment;
use super::unit::{Argument, Call, Context, Data, Unit, Value};
use crate::fact::{Fact, Kind, Place, Role};
use crate::source::{Arg, Span};

/// A list with more strings than this is data rather than configuration; the rest of it is left out.
const MOST_ITEMS: usize = 32;

/// Adds the literals of a unit.
///
/// The subject is the name, key or keyword (for a positional argument the callee's last part), `api` the whole path of the
/// field or the canonical callee.
pub fn facts(unit: &Unit, place: impl Fn(&Context) -> Place, facts: &mut Vec<Fact>) {
    let mut literals = Literals { seen: BTreeSet::new(), facts };
    let named = functions_of_defaults(unit);
    for field in &unit.fields {
        let Some(value) = &field.value else { continue };
        let function = named.iter().find(|(_, span)| span.contains(field.name.span));
        let path = match function {
            Some((name, _)) => format!("{name}().{}", field.path),
            None => field.path.clone(),
        };
        let place = environment::narrowed(place(&field.context), &field.path);
        literals.bind(&field.name, &path, value, &place);
    }
    for call in &unit.calls {
        let mut place = place(&call.context);
        if makes_sample(&call.callee) {
            place.role = Role::Test;
        }
        for (at, argument) in call.args.iter().enumerate() {
            literals.argument(call, at, argument, &place);
        }
    }
}

/// Functions that say by their name that others may give other values: `def default_options`.
fn functions_of_defaults(unit: &Unit) -> Vec<(&str, Span)> {
    let named = |name: &str| words(name).iter().any(|word| matches!(word.as_str(), "default" | "defaults"));
    let functions = unit.functions.iter().filter(|function| named(&function.name));
    functions.map(|function| (function.name.as_str(), function.span)).collect()
}

/// Whether the name of what is made says that it is no real value: `TestValue::Single("…")`, `sample_token("…")`.
fn makes_sample(callee: &str) -> bool {
    let sample =
        |word: &String| matches!(word.as_str(), "test" | "sample" | "example" | "mock" | "fake" | "dummy");
    words(callee).iter().any(sample)
}

/// Literals on their way to facts; one string is one fact, under the first name it was met with.
struct Literals<'f> {
    seen: BTreeSet<Span>,
    facts: &'f mut Vec<Fact>,
}

impl Literals<'_> {
    fn argument(&mut self, call: &Call, at: usize, argument: &Argument, place: &Place) {
        if let Some(name) = &argument.name {
            self.bind(name, &call.callee, &argument.value, place);
            return;
        }
        // `app.set("secret", "…")`, `config.setdefault("DB_HOST", "…")`
        if at == 1
            && call.args.len() == 2
            && is_setter(call.method())
            && let Some(key @ Value { data: Data::Text(name), .. }) = call.positional(0)
        {
            let name = Arg::literal(name.as_str(), key.span);
            self.bind(&name, &call.callee, &argument.value, place);
            return;
        }
        // The callee's name says nothing of an argument that has none itself, so only the form of the string counts.
        let name = Arg::literal(call.method(), call.span);
        for value in strings(&argument.value).into_iter().filter(|value| speaks_for_itself(value)) {
            self.push(&name, &call.callee, value, place);
        }
    }

    fn bind(&mut self, name: &Arg, api: &str, value: &Value, place: &Place) {
        let telling = is_telling_name(&name.text);
        let listed = matches!(value.data, Data::List(_));
        for value in strings(value) {
            // A list under a telling name mostly names things (`"secret": ["password"]`), unless it lists places.
            let worth = match &value.data {
                Data::Text(text) => !text.is_empty() && telling && (!listed || lists_places(&name.text)),
                _ => false,
            };
            if worth || speaks_for_itself(value) {
                self.push(name, api, value, place);
            }
        }
    }

    fn push(&mut self, name: &Arg, api: &str, value: &Value, place: &Place) {
        if self.seen.insert(value.span) {
            let fact = Fact::new(Kind::Literal, value.span, api, place.clone());
            self.facts.push(fact.about(name.clone()).valued(value.arg()));
        }
    }
}

/// The strings that a value is or consists of; maps are fields of their own.
fn strings(value: &Value) -> Vec<&Value> {
    match &value.data {
        Data::Text(_) | Data::Template(..) => vec![value],
        Data::List(values) | Data::Choice(values) => {
            let is_string = |value: &&Value| matches!(value.data, Data::Text(_) | Data::Template(..));
            values.iter().filter(is_string).take(MOST_ITEMS).collect()
        }
        _ => Vec::new(),
    }
}

fn is_setter(method: &str) -> bool {
    matches!(
        method,
        "set" | "setdefault" | "put" | "setProperty" | "set_default" | "from_value" | "insert" | "option"
    )
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

/// Whether a list of that name lists hosts or the like.
fn lists_places(name: &str) -> bool {
    let places = [
        "hosts",
        "servers",
        "brokers",
        "origins",
        "domains",
        "urls",
        "uris",
        "endpoints",
        "nodes",
        "addresses",
        "proxies",
    ];
    words(name).iter().any(|word| places.contains(&word.as_str()))
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

/// What a file must hold for one of its strings to be worth a look, in any language: a telling name with a quote behind it, a
/// quoted address, a token. Looking for it is much cheaper than parsing.
static TRACES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        "(?i:passw|pwd|passphrase|secret|token|api_?key|access_?key|private_?key|credential|auth|dsn|host|server|url|uri|endpoint",
        "|addr|broker|origin|domain|callback|port|conn|database|user|login|bucket|webhook|proxy|key|env)",
        r#"[A-Za-z0-9_.\]\)"']{0,24}\s{0,2}[:=]{1,2}>?\s{0,4}[^=\s"'`]{0,40}["'`]"#,
        r#"|["'`](?i:jdbc:)?[A-Za-z][A-Za-z0-9+.-]{1,30}://"#,
        r#"|["'`]\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[:"'`]"#,
        "|PRIVATE KEY-----|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|[rs]k_(live|test)_|AIza|eyJ",
    ))
    .ok()
});

/// Whether a file may hold a string that is worth a fact.
pub fn may_occur_in(text: &str) -> bool {
    TRACES.as_ref().is_none_or(|traces| traces.is_match(text))
}

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
        let span = Span::start_of(crate::source::FileId(0));
        let speaks = |text: &str| speaks_for_itself(&Value::text(text, span));
        assert!(speaks("amqp://mq:5672") && speaks("orders.prod.internal") && speaks("10.0.0.5:80"));
        assert!(!speaks("1.2.3") && !speaks("hello: world") && !speaks("a sentence about http"));
    }
}
