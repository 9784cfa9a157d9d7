//! Values that stand for another value: templates, references to a secret store, samples for readers.

use super::name::words;

/// Whether another program puts the real value here, or the real value is kept elsewhere: `${NAME}`, `{{ name }}`, `<name>`,
/// `%(name)s`, a reference to a secret store, an encrypted text.
pub fn is_filled_in(value: &str) -> bool {
    let value = value.trim();
    let holds = ["${", "{{", "{%", "<%", "#{", "$(", "{}", "%(", "((", "[["];
    if holds.iter().any(|sign| value.contains(sign)) {
        return true;
    }
    is_variable(value) || is_bracketed(value) || is_kept_elsewhere(value)
}

/// `$NAME`, `%NAME%`, `%s`, `{0}`, `@name@`, `_NAME_`, `{name}`, `process.env.NAME` as the whole value.
fn is_variable(value: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    let between = |open: &str, close: &str| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_name)
    };
    value.strip_prefix('$').is_some_and(|name| is_name(name) && !name.contains(['.', '-']))
        || matches!(value, "%s" | "%v" | "%d" | "%q" | "{0}" | "{1}" | "{2}" | "{3}")
        || between("%", "%")
        || between("@", "@")
        || between("_", "_")
        || between("{", "}")
        || ["process.env", "os.environ", "ENV[", "env:", "env."].iter().any(|start| value.starts_with(start))
}

/// `<your key>`, `[your key]`, or a part in angle brackets within a longer text.
fn is_bracketed(value: &str) -> bool {
    if value.starts_with('[') && value.ends_with(']') {
        return true;
    }
    let Some((_, rest)) = value.split_once('<') else { return false };
    let starts = rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts && rest.split_once('>').is_some_and(|(name, _)| name.len() <= 60)
}

/// References to secret stores and values that are encrypted where they stand.
fn is_kept_elsewhere(value: &str) -> bool {
    #[rustfmt::skip]
    let starts = [
        "op://", "vault:", "ref+", "arn:aws:", "arn:aws-", "ENC[", "ENC(", "DEC(", "secretref:",
        "secret://", "sm://", "ssm://", "ssm:", "awssm", "gcp-sm", "keyvault", "@Microsoft.KeyVault(",
        "{cipher}", "!vault", "$ANSIBLE_VAULT", "file:", "/run/secrets/", "/var/run/secrets/",
    ];
    starts.iter().any(|start| value.starts_with(start))
        || (value.starts_with("projects/") && value.contains("/secrets/"))
}

/// Whether the value is no real one: it is filled in later, or says to readers that they must put theirs here.
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'', '`']).trim();
    value.is_empty()
        || is_filled_in(value)
        || is_monotonous(value)
        || is_sequence(value)
        || asks_to_be_replaced(value)
}

/// One character over and over, as in `xxxx` or `********`, dashes and dots left out of account.
fn is_monotonous(value: &str) -> bool {
    let mut rest = value
        .chars()
        .filter(|c| !matches!(c, '-' | '.' | '_' | ' ' | '/' | ':' | '…'))
        .map(|c| c.to_ascii_lowercase());
    let Some(first) = rest.next() else { return true };
    let same = rest.all(|c| c == first);
    same && (value.chars().count() >= 3 || matches!(first, '*' | 'x' | '?' | '#'))
}

/// Digits or letters in their own order: `0123456789abcdef`.
fn is_sequence(value: &str) -> bool {
    let chars: Vec<char> =
        value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let steps = chars.windows(2).filter(|pair| {
        let (a, b) = (pair[0] as u32, pair[1] as u32);
        b == a + 1 || (pair[0] == '9' && matches!(pair[1], '0' | 'a'))
    });
    chars.len() >= 12 && steps.count() + 3 >= chars.len()
}

fn asks_to_be_replaced(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let squeezed: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    #[rustfmt::skip]
    let within = [
        "changeme", "changethis", "changemenow", "pleasechange", "replaceme", "replacethis", "replacewith",
        "tobereplaced", "fillme", "fillin", "insertyour", "enteryour", "putyour", "addyour", "useyour",
        "setyour", "generateyour", "generatewith", "yoursecret", "yourpassword", "yourtoken", "yourkey",
        "yourapikey", "goeshere", "placeholder", "tobedefined", "notarealsecret", "notreal", "redacted",
        "xxxxxx",
    ];
    if within.iter().any(|text| squeezed.contains(text)) || lower.contains("example") || lower.contains("...")
    {
        return true;
    }
    #[rustfmt::skip]
    let whole = [
        "todo", "tbd", "tba", "fixme", "none", "null", "nil", "undefined", "na", "unset", "unused",
        "unknown", "notset", "set", "empty", "dummy", "fake", "sample", "foo", "bar", "baz", "foobar",
        "foobarbaz", "string", "redacted", "removed", "hidden", "masked", "value", "default", "change",
        "mysecrethere", "secrethere", "keyhere", "tokenhere", "passwordhere", "asdf",
    ];
    if whole.contains(&squeezed.as_str()) {
        return true;
    }
    let words = words(value);
    #[rustfmt::skip]
    let marks = [
        "your", "dummy", "fake", "placeholder", "todo", "tbd", "fixme", "sample", "xxx", "xxxx", "xxxxx",
        "mock", "unused", "unknown",
    ];
    words.iter().any(|word| marks.contains(&word.as_str()))
        || words.last().is_some_and(|word| word == "here")
        || matches!(words.first().map(String::as_str), Some("insert" | "enter" | "replace" | "change"))
            && words.len() > 1
}

/// Whether a value is a working credential that anybody would try: defaults of products and what people type first.
pub fn is_guessable(value: &str) -> bool {
    let lower = value.trim().to_ascii_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '!' | '.' | '-' | '_'));
    #[rustfmt::skip]
    let known = [
        "password", "passwd", "pass", "pwd", "passw0rd", "p@ssw0rd", "p@ssword", "p4ssw0rd", "pa$$word",
        "pa55word", "mypassword", "secret", "mysecret", "mysecretpassword", "supersecret", "topsecret",
        "secretpassword", "secretkey", "mysecretkey", "my-secret", "my-secret-key", "my_secret_key",
        "my_secret", "my-secret-pw", "supersecretkey", "super-secret", "super_secret", "super-secret-key",
        "super_secret_key", "s3cr3t", "s3cret", "secr3t", "admin", "administrator", "adminadmin", "root",
        "toor", "rootpassword", "rootpass", "rootroot", "guest", "user", "test", "testing", "tester",
        "demo", "welcome", "letmein", "qwerty", "qwertz", "abc", "postgres", "postgresql",
        "postgrespassword", "pgpassword", "mysql", "mariadb", "mongo", "mongodb", "redis", "rabbitmq",
        "rabbit", "kafka", "elastic", "kibana", "grafana", "minio", "minioadmin", "cassandra", "neo4j",
        "oracle", "sa", "sys", "system", "jenkins", "tomcat", "wordpress", "django", "flask", "laravel",
        "rails", "keycloak", "vagrant", "docker", "ubuntu", "dev", "development", "devsecret", "dev-secret",
        "dev_secret", "dev-secret-key", "dev-key", "devpassword", "local", "localdev", "insecure",
        "insecure-secret", "not-secure", "unsafe", "notsecret", "not-secret", "default", "keyboard cat",
        "shhhhh", "changeit", "password!", "hunter", "iloveyou", "monkey", "dragon", "master", "123",
        "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "abcd", "jwt",
        "jwtsecret", "jwt-secret", "jwt_secret", "session-secret", "session_secret", "cookie-secret",
        "secret-key", "secret_key",
    ];
    known.contains(&lower.as_str()) || (!bare.is_empty() && known.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_another_program_fills_in() {
        #[rustfmt::skip]
        let values = [
            "${DB_PASSWORD}", "$DB_PASSWORD", "{{ .Values.password }}", "<password>", "%(pw)s", "#{secret}",
            "%TOKEN%", "@token@", "__API_KEY__", "{password}", "a-{}-b", "postgres://<user>:<pw>@h/d",
            "op://vault/item/field", "ENC[AES256,data:x]", "arn:aws:secretsmanager:eu-west-1:1:secret:x",
            "$(cat /x)", "/run/secrets/db", "[your key]", "((password))", "%s", "{0}",
        ];
        for value in values {
            assert!(is_filled_in(value) && is_placeholder(value), "{value}");
        }
        for value in ["", "pa$$word", "a<b", "x > y < 3", "$2b$10$abc", "p%40ss", "hunter2"] {
            assert!(!is_filled_in(value), "{value}");
        }
    }

    #[test]
    fn values_that_ask_to_be_replaced() {
        #[rustfmt::skip]
        let values = [
            "", "  ", "changeme", "CHANGE_ME", "change-me-please", "ChangeThisNow", "please-change", "xxx",
            "XXXX-XXXX", "***", "********", "...", "your-api-key", "YOUR_TOKEN", "your-256-bit-secret",
            "REPLACE_ME", "replace-with-real", "todo", "TBD", "dummy", "dummy-key", "none", "null",
            "undefined", "AKIAIOSFODNN7EXAMPLE", "example-token", "fake-token", "0000000000000000",
            "0123456789abcdef", "abcdefghijklmnop", "sk-xxxxxxxxxxxx", "<insert here>", "put your key here",
            "api-key-here", "sample", "\"changeme\"", "redacted", "abc...xyz",
        ];
        for value in values {
            assert!(is_placeholder(value), "{value}");
        }
        #[rustfmt::skip]
        let values = [
            "secret", "postgres", "root", "hunter2", "s3cr3t-Pa55", "admin", "test", "changeit", "f9a0b3",
            "11", "mocha-7f",
        ];
        for value in values {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn defaults_of_products_are_guessable() {
        #[rustfmt::skip]
        let values = [
            "postgres", "Password1", "root", "admin123", "guest", "keyboard cat", "123456", "secret",
            "changeit", "minioadmin", "P@ssw0rd!",
        ];
        for value in values {
            assert!(is_guessable(value), "{value}");
        }
        for value in ["", "!", "hunter-x7Q", "orders", "2024"] {
            assert!(!is_guessable(value), "{value}");
        }
    }
}
