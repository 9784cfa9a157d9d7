//! Names of variables, keys and arguments: which of them stand for a credential.

/// What a credential's name promises of its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// Chosen by people, so that any text can be one: `DB_PASSWORD`.
    Password,
    /// Made by a machine or meant to be: `SECRET_KEY`, `authToken`.
    Key,
}

/// Whether a name stands for a credential itself, rather than for something about one (`PASSWORD_FILE`, `token_ttl`,
/// `secretName`, `publicKey`).
///
/// As in English the last word decides; what follows it may only say which one of several is meant (`API_KEY_PROD`). Only the
/// last part of a dotted path counts.
pub fn is_credential_name(name: &str) -> bool {
    head(name).is_some()
}

/// What kind of credential a name stands for, if any.
pub fn head(name: &str) -> Option<Head> {
    if name.len() > 200 || matches!(name, "PWD" | "OLDPWD") {
        return None;
    }
    let segments: Vec<&str> = name.split(['.', '/', ':']).filter(|part| !part.is_empty()).collect();
    let last = segments.iter().rev().find(|part| words(part).iter().any(|word| !is_qualifier(word)))?;
    let written = words(last);
    if written.len() > 1 && is_action(&written[0]) {
        return None;
    }
    let words: Vec<String> = written.iter().flat_map(|word| split_compound(word)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let end = words.iter().rposition(|word| !is_qualifier(word))?;
    let words = &words[..=end];
    if words.iter().any(|word| is_blocker(word)) {
        return None;
    }
    phrase(words)
}

/// The words of a name in lower case: split at everything but letters and digits, and at the humps of camel case.
pub fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let hump = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if hump && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Takes words apart that are commonly written as one, and drops a number at the end (`password2`).
fn split_compound(word: &str) -> Vec<String> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let word = if bare.is_empty() { word } else { bare };
    let pairs = [
        ("api", "key"),
        ("secret", "key"),
        ("access", "key"),
        ("private", "key"),
        ("auth", "key"),
        ("master", "key"),
        ("signing", "key"),
        ("encryption", "key"),
        ("public", "key"),
    ];
    if let Some((first, second)) = pairs.iter().find(|(first, second)| {
        word.strip_suffix(second).is_some_and(|rest| rest.ends_with(first) && rest.len() < 12)
    }) {
        let before = &word[..word.len() - first.len() - second.len()];
        let parts = [before, first, second];
        return parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    }
    for tail in ["password", "passwd", "passphrase", "secret", "token", "credentials"] {
        if let Some(before) = word.strip_suffix(tail).filter(|before| !before.is_empty()) {
            return vec![before.to_owned(), tail.to_owned()];
        }
    }
    let owners = [
        "db", "user", "admin", "root", "my", "sql", "mysql", "pg", "postgres", "redis", "require", "smtp",
        "mail", "ftp", "master", "sa",
    ];
    for tail in ["pass", "pwd"] {
        if let Some(before) = word.strip_suffix(tail).filter(|before| owners.contains(before)) {
            return vec![before.to_owned(), tail.to_owned()];
        }
    }
    vec![word.to_owned()]
}

/// Whether a word only says which of several credentials is meant, or how it is written.
#[rustfmt::skip]
fn is_qualifier(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
        || matches!(
            word,
            "value" | "val" | "raw" | "plain" | "plaintext" | "base64" | "b64" | "default" | "env" | "prod"
            | "production" | "dev" | "development" | "staging" | "stage" | "test" | "testing" | "local"
            | "live" | "sandbox" | "new" | "old" | "current" | "previous" | "primary" | "secondary" | "main"
            | "backup" | "v1" | "v2" | "a" | "b"
        )
}

/// Whether a name that starts with the word asks or does something rather than holds a value.
#[rustfmt::skip]
fn is_action(word: &str) -> bool {
    matches!(
        word,
        "is" | "has" | "had" | "use" | "uses" | "using" | "show" | "hide" | "need" | "needs" | "require"
        | "requires" | "enable" | "disable" | "allow" | "skip" | "no" | "not" | "without" | "validate"
        | "check" | "verify" | "reset" | "forgot" | "forget" | "change" | "update" | "confirm" | "generate"
        | "get" | "fetch" | "load" | "read" | "find" | "decode" | "encode" | "parse" | "create" | "revoke"
        | "rotate" | "should" | "can"
    )
}

/// Words that turn a credential into something public, derived or about it.
#[rustfmt::skip]
fn is_blocker(word: &str) -> bool {
    matches!(
        word,
        "public" | "publishable" | "pub" | "anon" | "anonymous" | "hash" | "hashed" | "hashes" | "encrypted"
        | "sealed" | "masked" | "redacted" | "invalid" | "missing" | "wrong" | "incorrect" | "expired"
        | "forgotten" | "empty" | "random" | "label" | "placeholder" | "hint" | "error" | "message"
        | "input" | "form" | "field" | "existing" | "csrf" | "xsrf" | "captcha" | "recaptcha" | "turnstile"
    )
}

/// Reads the end of a name as a credential's.
fn phrase(words: &[&str]) -> Option<Head> {
    let (last, before) = words.split_last()?;
    let previous = before.last().copied().unwrap_or("");
    let head = match *last {
        "password" | "passwd" | "passphrase" | "pwd" | "psw" | "pword" | "passcode" | "pswd" => {
            Head::Password
        }
        "pass" if !is_no_password(previous) => Head::Password,
        "pw" if !before.is_empty() => Head::Password,
        "secret" if !is_object(previous) => Head::Key,
        "token" if !is_grammar(previous) => Head::Key,
        "credential" | "credentials" | "creds" | "cred" => Head::Key,
        "key" if makes_secret_key(previous) => Head::Key,
        // Rails: `secret_key_base`.
        "base" if previous == "key" && before.len() > 1 && before[before.len() - 2] == "secret" => Head::Key,
        _ => return None,
    };
    Some(head)
}

/// Words before `pass` that make it a passage, a run or a permit.
#[rustfmt::skip]
fn is_no_password(word: &str) -> bool {
    matches!(
        word,
        "first" | "second" | "last" | "next" | "one" | "two" | "single" | "multi" | "render" | "shader"
        | "boarding" | "by" | "low" | "high" | "band" | "all" | "did" | "will" | "must" | "bi" | "com"
        | "over" | "under" | "proxy"
    )
}

/// Words before `secret` that make it the name of an object which holds one.
#[rustfmt::skip]
fn is_object(word: &str) -> bool {
    matches!(
        word,
        "pull" | "tls" | "ca" | "cert" | "certificate" | "image" | "ssl" | "imagepull" | "kubernetes"
        | "k8s" | "ref"
    )
}

/// Words before `token` that make it a piece of text, a cursor, or a signal to stop.
#[rustfmt::skip]
fn is_grammar(word: &str) -> bool {
    matches!(
        word,
        "page" | "next" | "continuation" | "continue" | "cancel" | "cancellation" | "abort" | "pad"
        | "padding" | "eos" | "bos" | "unk" | "sep" | "cls" | "mask" | "stop" | "start" | "end" | "begin"
        | "sync" | "resume" | "design" | "syntax" | "special" | "delimiter" | "separator" | "operator"
        | "string" | "number" | "comment" | "keyword" | "max" | "min"
    )
}

/// Words before `key` that make it a cryptographic or access key rather than a key of a map or table.
#[rustfmt::skip]
fn makes_secret_key(word: &str) -> bool {
    matches!(
        word,
        "api" | "secret" | "private" | "access" | "signing" | "signature" | "encryption" | "encrypt"
        | "decryption" | "crypto" | "cipher" | "auth" | "authentication" | "authorization" | "master"
        | "hmac" | "jwt" | "jws" | "jwe" | "account" | "shared" | "service"
        | "webhook" | "app" | "application" | "license" | "licence" | "deploy" | "integration"
        | "subscription" | "admin" | "security" | "nonce" | "fernet" | "aes"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_words() {
        let cases = [
            ("dbPassword", "db password"),
            ("DB_PASSWORD", "db password"),
            ("client-secret", "client secret"),
            ("APIKey", "api key"),
            ("DBPassword2", "db password2"),
            ("oauth2Token", "oauth2 token"),
            ("größeÄnderung", "größe änderung"),
            ("__x__", "x"),
            ("", ""),
        ];
        for (name, wanted) in cases {
            assert_eq!(words(name).join(" "), wanted, "{name}");
        }
    }

    #[test]
    fn credentials_are_named_by_their_last_word() {
        let names = "password PASSWORD db_password dbPassword DB_PASS mysqlPwd pgpassword PGPASSWORD POSTGRES_PASSWORD \
            requirepass spring.datasource.password secret SECRET_KEY SECRET_KEY_BASE jwtSecret JWT_SECRET_KEY clientSecret \
            client-secret apikey API_KEY api-key STRIPE_API_KEY_LIVE authToken access_token accessToken refresh_token token \
            GITHUB_TOKEN botToken private_key privateKey signingKey encryption-key AWS_SECRET_ACCESS_KEY account_key \
            credentials aws.credentials.default password2 SESSION_SECRET smtp_pw passphrase password.value WEBHOOK_SECRET \
            refreshToken secretkey accesskey rootPassword";
        for name in names.split_whitespace() {
            assert!(is_credential_name(name), "{name}");
        }
    }

    #[test]
    fn what_is_about_a_credential_is_none() {
        let names = "PASSWORD_FILE token_path SECRETS_DIR secretName SECRET_ID AWS_ACCESS_KEY_ID client_id publicKey PUBLIC_KEY \
            STRIPE_PUBLISHABLE_KEY SECRET_VERSION TOKEN_TTL token_expiry PASSWORD_LENGTH passwordRegex AUTH_TOKEN_HEADER \
            passwordField password_label PasswordPlaceholder TOKEN_TYPE password_reset_url token_endpoint max_tokens \
            tokenizer csrf_token csrf_token_name page_token nextToken pad_token imagePullSecret existingSecret tlsSecret \
            usePassword has_token reset_password invalid_password hashedPassword password_hash key cache_key primary_key \
            keyboard tokens passenger compass PWD first_pass errors.password.required user.password.label ssh_key_path \
            secretary SECRET_MANAGER_PROJECT passwordless recaptcha_site_key ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD \
            host user database url SECRET_KEY_FALLBACKS KEY_ID _ . 2";
        for name in names.split_whitespace() {
            assert!(!is_credential_name(name), "{name}");
        }
        assert!(!is_credential_name(""));
    }
}
