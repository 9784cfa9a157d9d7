//! Whether a value bound to a name is a credential, and where in the value it stands.

use std::ops::Range;

use super::connection::{connection_string, find_connections};
use super::name::{Head, head, words};
use super::placeholder::{is_filled_in, is_guessable, is_placeholder};
use super::randomness::{entropy, is_wordy, looks_random};
use super::token::find_token;

/// How a value is bound to its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// Code or data says it, for whatever purpose: the value may be a label, a field's name or a message.
    Written,
    /// A program is given the value under that name (an environment variable, an argument of a client): whatever it is, it
    /// is used as the credential.
    Given,
}

/// A credential within a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What it is known by.
    pub what: What,
    /// Where in the value it stands, in bytes.
    pub range: Range<usize>,
    /// Whether anybody would guess it, as the default of a product.
    pub guessable: bool,
}

/// What a credential is known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Its own form: the kind of token.
    Token(&'static str),
    /// Its place in a connection string: the kind of service.
    Connection(&'static str),
    /// The name it is bound to.
    Named(Head),
}

impl What {
    /// The credential as a phrase with its article, to be put into a message.
    pub fn phrase(self) -> String {
        match self {
            Self::Token(title) => {
                let article = if title.starts_with(['A', 'O', 'a']) { "an" } else { "a" };
                format!("{article} {title}")
            }
            Self::Connection(service) => format!("the password of a {service} connection"),
            Self::Named(Head::Password) => "a password".to_owned(),
            Self::Named(Head::Key) => "a secret".to_owned(),
        }
    }
}

/// The credential in a value, if there is one: a known token, a password in a connection string, or a value that fits a name
/// which stands for a credential. Placeholders, hashes, public keys and names of things are none.
pub fn secret_in(name: &str, value: &str, setting: Setting) -> Option<Secret> {
    if value.len() < 3 || is_public(name) {
        return None;
    }
    if let Some((range, title)) = find_token(value) {
        return Some(Secret { what: What::Token(title), range, guessable: false });
    }
    if let Some(secret) = in_connection(value) {
        return Some(secret);
    }
    let head = head(name)?;
    let start = value.len() - value.trim_start().len();
    let text = value.trim();
    let secret = |guessable| Secret { what: What::Named(head), range: start..start + text.len(), guessable };
    if is_no_credential(text) || is_key_of_setting(name, text) {
        return None;
    }
    match setting {
        Setting::Given => Some(secret(is_guessable(text))),
        Setting::Written if is_spoken_of(name, text) => None,
        Setting::Written if is_guessable(text) => Some(secret(true)),
        Setting::Written => is_strong_enough(head, text).then(|| secret(false)),
    }
}

/// The credentials in a text of several lines, such as a whole file in a ConfigMap: each line is read as a setting.
pub fn secrets_in_text(text: &str) -> Vec<Secret> {
    if let Some((range, title)) = find_token(text).filter(|(range, _)| text[range.clone()].contains('\n')) {
        return vec![Secret { what: What::Token(title), range, guessable: false }];
    }
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        found.extend(
            secret_in_line(line).map(|secret| Secret {
                range: start + secret.range.start..start + secret.range.end,
                ..secret
            }),
        );
        start += line.len();
    }
    found
}

/// The credential in a line such as `password = x`, `"password": "x",` or `export PASSWORD=x`.
fn secret_in_line(line: &str) -> Option<Secret> {
    let content = line.trim_start();
    if content.starts_with(['#', ';', '/']) {
        return None;
    }
    let (key, value) = match content.find(['=', ':']) {
        Some(at) if content[at..].starts_with("://") => ("", content),
        Some(at) => (&content[..at], &content[at + 1..]),
        None => ("", content),
    };
    let key = key.trim().trim_start_matches("export ").trim_matches(['"', '\'', '-', ' ', '>']);
    let value = value.trim().trim_end_matches([',', ';']).trim().trim_matches(['"', '\'']);
    let offset = value.as_ptr() as usize - line.as_ptr() as usize;
    let name = if key.contains(char::is_whitespace) { "" } else { key };
    let found = secret_in(name, value, Setting::Written)?;
    Some(Secret { range: offset + found.range.start..offset + found.range.end, ..found })
}

fn in_connection(value: &str) -> Option<Secret> {
    let secret = |range: Range<usize>, service: &'static str| Secret {
        guessable: is_guessable(&value[range.clone()]),
        what: What::Connection(service),
        range,
    };
    if let Some(connection) = connection_string(value) {
        return connection.real_password(value).map(|range| secret(range, connection.service));
    }
    find_connections(value).into_iter().find_map(|(range, connection)| {
        let password = connection.real_password(&value[range.clone()])?;
        Some(secret(range.start + password.start..range.start + password.end, connection.service))
    })
}

/// Whether the name says that the value may be known to everybody.
fn is_public(name: &str) -> bool {
    words(name).iter().any(|word| matches!(word.as_str(), "public" | "publishable" | "anon"))
}

/// Values that are no credential under any name: placeholders, switches, paths, addresses, hashes, public keys, code.
fn is_no_credential(text: &str) -> bool {
    is_placeholder(text)
        || is_anonymous(text)
        || is_constant_name(text)
        || is_switch(text)
        || is_path(text)
        || is_hash_or_public(text)
        || is_code(text)
        || is_class(text)
        || is_holder(text)
}

/// What holds credentials rather than being one, such as the file that images of Kafka are told by
/// `KAFKA_SSL_KEYSTORE_CREDENTIALS`: `broker-keystore-credentials`.
fn is_holder(text: &str) -> bool {
    let is_lower = text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'));
    is_lower
        && words(text).len() > 1
        && words(text).last().is_some_and(|last| matches!(last.as_str(), "credentials" | "creds"))
}

/// What guests of a public server give for a password (RFC 1635): `anonymous`, or an address of theirs.
fn is_anonymous(text: &str) -> bool {
    text.split('@').next().is_some_and(|user| user.eq_ignore_ascii_case("anonymous"))
}

/// The path of a class: `accounts.serializers.TokenSerializer`.
fn is_class(text: &str) -> bool {
    let Some((modules, class)) = text.rsplit_once('.') else { return false };
    let is_module = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    modules.split('.').all(is_module)
        && class.starts_with(|c: char| c.is_ascii_uppercase())
        && class.contains(|c: char| c.is_ascii_lowercase())
        && class.chars().all(|c| c.is_ascii_alphabetic())
}

/// The name of a constant or variable, which somebody forgot or still has to replace: `MY_API_KEY`.
fn is_constant_name(text: &str) -> bool {
    text.contains('_')
        && text.len() >= 5
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

fn is_switch(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    #[rustfmt::skip]
    let words = [
        "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "required", "optional", "always",
        "never", "auto", "plain", "text", "object", "number", "boolean", "int", "str", "bool", "any",
        "self", "this", "trust", "md5", "scram-sha-256",
    ];
    let is_number = text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    words.contains(&lower.as_str()) || (is_number && !is_guessable(text))
}

fn is_path(text: &str) -> bool {
    if text.contains("://") {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let ends = [
        ".json", ".pem", ".key", ".crt", ".cer", ".txt", ".yaml", ".yml", ".p12", ".pfx", ".jks", ".env",
        ".toml", ".ini", ".html", ".js", ".ts", ".py", ".php", ".rb", ".go", ".java", ".png", ".svg", ".enc",
        ".pub",
    ];
    #[rustfmt::skip]
    let starts = [
        "./", "../", "~/", "/etc/", "/var/", "/run/", "/tmp/", "/home/", "/opt/", "/usr/", "/app/", "/mnt/",
        "/secrets/",
    ];
    ends.iter().any(|end| lower.ends_with(end))
        || starts.iter().any(|start| lower.starts_with(start))
        || (text.starts_with('/') && !looks_random(text.trim_matches('/')))
        || (text.len() > 2 && text.as_bytes()[1] == b':' && text.as_bytes()[2] == b'\\')
}

fn is_hash_or_public(text: &str) -> bool {
    #[rustfmt::skip]
    let starts = [
        "$2a$", "$2b$", "$2y$", "$argon2", "$5$", "$6$", "$1$", "$apr1$", "{SHA", "{SSHA", "{MD5",
        "{bcrypt}", "pbkdf2", "scrypt:", "sha1$", "sha256$", "bcrypt$", "md5$", "SCRAM-SHA-", "sha256:",
        "sha512:", "sha256-", "sha512-", "sha384-", "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2",
        "-----BEGIN PUBLIC", "-----BEGIN CERT", "-----BEGIN RSA PUBLIC", "-----BEGIN",
        // Keys that issuers mean for pages and apps: Stripe, Clerk, PostHog, Mapbox, Supabase.
        "pk_live_", "pk_test_", "phc_", "pk.eyJ", "sb_publishable_",
    ];
    starts.iter().any(|start| text.starts_with(start))
}

/// Expressions, patterns and markup.
fn is_code(text: &str) -> bool {
    let is_pattern = text.starts_with('^')
        || text.contains(".*")
        || text.contains("\\w")
        || text.contains("\\d")
        || text.contains("[a-z");
    let is_call = text.ends_with(')') && text.contains('(');
    is_pattern
        || is_call
        || text.contains("=>")
        || text.contains("</")
        || text.starts_with("function")
        || text.contains('\n')
}

/// Whether the value, rather than being the credential, says its own name, another name, or a sentence.
fn is_spoken_of(name: &str, text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return !is_guessable(text);
    }
    let own: String = words(name.rsplit(['.', '/', ':']).next().unwrap_or(name)).concat();
    let said = words(text);
    if said.concat() == own {
        return true;
    }
    // Names of constants within a space of names, and outcomes: `config/SET_TOKEN`, `STATUS_PASS = "pass"`.
    let within = text.rsplit(['/', ':', '.']).next().unwrap_or(text);
    if within.len() < text.len() && words(within).concat() == own {
        return true;
    }
    let outcomes = ["status", "state", "result", "outcome", "check"];
    if text == "pass" && words(name).iter().any(|word| outcomes.contains(&word.as_str())) {
        return true;
    }
    // The key of a field: `YUBIKEY_SECRET_KEY = "secretKey"`.
    let is_field = said.len() > 1 && said.iter().all(|word| VOCABULARY.contains(&word.as_str()));
    if is_field && own.ends_with(&said.concat()) {
        return true;
    }
    // `AuthModePassword = "password"` names one of several ways.
    let kinds = ["mode", "type", "kind", "method", "scheme", "grant", "provider", "strategy", "generator"];
    if said.len() == 1 && words(name).iter().any(|word| kinds.contains(&word.as_str())) {
        return true;
    }
    // `"master_key": "master"` says which key is meant.
    let rest = own.strip_prefix(&said.concat()).unwrap_or_default();
    if matches!(rest, "key" | "token") && !said.iter().any(|word| matches!(word.as_str(), "secret" | "api")) {
        return true;
    }
    if is_spelt(&words(name), &said, text) {
        return true;
    }
    // More words than a name has make a phrase that somebody thought up.
    let is_separated = (2..=4).contains(&said.len()) && is_wordy(text);
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    (is_separated
        && !has_digit
        && !is_guessable(text)
        && said.iter().any(|word| VOCABULARY.contains(&word.as_str())))
        || (text.contains('.') && is_separated && !is_guessable(text))
}

/// Whether the value is the key under which the setting of that name is looked up: `LDAP_BIND_PASSWORD = "app.ldap.bind-password"`.
fn is_key_of_setting(name: &str, text: &str) -> bool {
    let is_lower = text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-' | b'_'));
    let own = words(name);
    let Some(last) = own.len().checked_sub(2).map(|start| &own[start..]) else { return false };
    let said = words(text);
    let mut said = said.iter();
    is_lower && text.contains('.') && last.iter().all(|word| said.any(|other| other == word))
}

/// Words that names of credentials, and of what has to do with them, are made of.
#[rustfmt::skip]
const VOCABULARY: &[&str] = &[
    "password", "passwd", "pass", "pwd", "secret", "token", "key", "auth", "credential", "credentials",
    "bearer", "user", "login", "header", "name", "id", "session", "cookie", "api", "access", "refresh",
    "client", "jwt", "csrf", "field", "input", "type", "error", "invalid", "env", "config", "settings",
    "authorization", "oauth", "signin", "account", "reset", "forgot",
];

/// Whether the value is its own name in another spelling, perhaps with a number of a ticket:
/// `RotateVaultKey = "pm-1234-rotate-vault-key"` names a switch. A credential is seldom called by what it says.
fn is_spelt(name: &[String], said: &[String], text: &str) -> bool {
    let is_word = |word: &&String| word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_number = |word: &str| word.len() <= 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_named = |word: &&String| name.iter().any(|own| own == *word);
    let own_words = said.iter().filter(|word| is_word(word) && is_named(word));
    text.contains(['-', '_', '.'])
        && said.len() >= 3
        && said.iter().all(|word| {
            is_named(&word)
                || is_number(word)
                || word.len() <= 3 && !word.bytes().any(|byte| byte.is_ascii_digit())
        })
        && own_words.into_iter().any(|word| !VOCABULARY.contains(&word.as_str()))
}

/// Whether a value that is not known otherwise has what a credential of its kind has.
fn is_strong_enough(head: Head, text: &str) -> bool {
    if looks_random(text) {
        return true;
    }
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let mark = text.contains(['!', '@', '#', '$', '%', '^', '&', '*', '+', '=', '?', '~']);
    match head {
        Head::Password => {
            let mixed = text.len() >= 5 && letter && (digit || mark);
            let number = text.len() >= 6 && digit && !letter;
            mixed || number
        }
        Head::Key => {
            let long = text.len() >= 8 && letter && (digit || mark);
            let phrase = text.len() >= 20 && entropy(text) >= 3.0;
            long && entropy(text) >= 2.5 || phrase && !is_filled_in(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, value: &str) -> Option<(String, bool)> {
        let secret = secret_in(name, value, Setting::Written)?;
        Some((value[secret.range.clone()].to_owned(), secret.guessable))
    }

    #[test]
    fn credentials_are_found_by_name_and_form() {
        let cases = [
            ("DB_PASSWORD", "hunter2", true),
            ("password", "Tr0ub4dor&3", false),
            ("DB_PASS", "pass", true),
            ("DATABASES.default.PASSWORD", "postgres", true),
            ("JWT_SECRET", "secret", true),
            ("secret", "keyboard cat", true),
            ("SECRET_KEY", "django-insecure-8x!k2p9#vq7m4", false),
            ("SECRET_KEY", "dev", true),
            ("api_key", "9f86d081884c7d659a2feaa0c55ad015", false),
            ("session.secret", "a-very-long-session-phrase-for-orders", false),
            ("sa_password", "123456", true),
        ];
        for (name, value, guessable) in cases {
            assert_eq!(written(name, value), Some((value.to_owned(), guessable)), "{name}={value}");
        }
        let token = ["gh", "p_", "k3Jx9QpL2mVt7RzW4bNc8YhG5sDf1A1N0Mi0"].concat();
        assert_eq!(written("anything", &token), Some((token.clone(), false)));
        assert_eq!(written("url", "postgres://app:oak-93-Tin@db/o"), Some(("oak-93-Tin".to_owned(), false)));
        assert_eq!(written("cmd", "psql postgres://app:pw9@db/o -c x"), Some(("pw9".to_owned(), false)));
    }

    #[test]
    fn names_of_things_are_no_credentials() {
        let cases = [
            ("PASSWORD", "password"),
            ("password", "Password"),
            ("ACCESS_TOKEN", "access_token"),
            ("TOKEN_KEY", "auth_token"),
            ("secretKey", "user.secret"),
            ("password", "Enter your password"),
            ("password", "user_password"),
            ("token", "X-Auth-Token"),
            ("password", "string"),
            ("password", "required"),
            ("password", "auth.password.required"),
            ("VULN_POLICY_BEARER_TOKEN", "dt.vuln-policy-bundle.auth.bearer-token"),
            ("dt.vulnerability.policy.bearer.token", "dt.vuln-policy.bearer-token"),
            ("KEYSTORE_CREDENTIALS", "broker-keystore-credentials"),
            ("password", "^[a-z0-9]{8,}$"),
            ("password", "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
            ("private_key", "/etc/ssl/app.key"),
            ("credentials", "service-account.json"),
            ("token", "https://acme.io/token"),
            ("DB_PASSWORD", "changeme"),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", ""),
            ("url", "postgres://app:${PW}@db/o"),
            ("url", "postgres://app:changeme@db/o"),
            ("url", "postgres://app@db/o"),
            ("SUPABASE_ANON_KEY", "kX8vQ2mZ7pL4tR9wY1nBkX8vQ2mZ7pL4tR9wY1nB"),
            ("token", "bearer"),
            ("password", "bcrypt"),
            ("RotateVaultKey", "pm-12345-rotate-vault-key"),
            ("host", "kX8vQ2mZ7pL4tR9wY1nBkX8vQ2mZ7pL4tR9wY1nB"),
        ];
        for (name, value) in cases {
            assert_eq!(written(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn lines_of_a_file_are_settings() {
        let text = "# password = commented1\nspring.datasource.password=k3Jx9QpL\nurl: postgres://u:oak-93-Tin@db/o\n  \"apiKey\": \"kX8vQ2mZ7pL4tR9wY1nB\",\nname=x\nexport TOKEN=${T}\n";
        let found: Vec<_> = secrets_in_text(text).into_iter().map(|secret| &text[secret.range]).collect();
        assert_eq!(found, ["k3Jx9QpL", "oak-93-Tin", "kX8vQ2mZ7pL4tR9wY1nB"]);
    }

    #[test]
    fn what_a_program_is_given_is_used() {
        let given =
            |name: &str, value: &str| secret_in(name, value, Setting::Given).map(|secret| secret.guessable);
        assert_eq!(given("POSTGRES_PASSWORD", "password"), Some(true));
        assert_eq!(given("POSTGRES_PASSWORD", "sesame"), Some(false));
        assert_eq!(given("KC_CLIENT_SECRET", "my-client-secret"), Some(false));
        for (name, value) in [
            ("ALLOW_EMPTY_PASSWORD", "yes"),
            ("DB_PASSWORD_FILE", "/run/secrets/x"),
            ("DB_PASSWORD", "$PW"),
            ("X_TOKEN", "true"),
            ("X_SECRET", "/run/x"),
        ] {
            assert_eq!(given(name, value), None, "{name}");
        }
    }
}
