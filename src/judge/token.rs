//! Tokens that are known by their form: a prefix, an alphabet and a length that their issuer gives them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::placeholder::is_placeholder;
use super::randomness::entropy;

/// A kind of token: what it is called, the text it starts with, the pattern of the whole token, and what its issuer lets
/// anybody check.
struct Format {
    title: &'static str,
    start: &'static str,
    pattern: &'static str,
    check: Check,
}

/// What a token says of itself.
#[derive(Clone, Copy)]
enum Check {
    /// Nothing that can be checked.
    None,
    /// Behind its first underscore stand 30 characters and their CRC-32 in six digits of base 62.
    Base62,
    /// Behind its last underscore stands the CRC-32 of all before it, low byte first, in hexadecimal digits.
    Hexadecimal,
    /// It starts with a base64url header that names an algorithm (RFC 7519, section 5).
    Jwt,
}

const fn format(title: &'static str, start: &'static str, pattern: &'static str) -> Format {
    Format { title, start, pattern, check: Check::None }
}

const fn checked(title: &'static str, start: &'static str, pattern: &'static str, check: Check) -> Format {
    Format { title, start, pattern, check }
}

/// The formats, as their issuers document them or as the issued tokens show. Longer starts stand before shorter ones.
const FORMATS: &[Format] = &[
    format("AWS access key", "AKIA", "AKIA[A-Z2-7]{16}"),
    format("AWS access key", "ASIA", "ASIA[A-Z2-7]{16}"),
    format("GitHub token", "github_pat_", "github_pat_[0-9A-Za-z_]{60,255}"),
    checked("GitHub token", "ghp_", "ghp_[0-9A-Za-z]{36,255}", Check::Base62),
    checked("GitHub token", "gho_", "gho_[0-9A-Za-z]{36,255}", Check::Base62),
    checked("GitHub token", "ghu_", "ghu_[0-9A-Za-z]{36,255}", Check::Base62),
    checked("GitHub token", "ghs_", "ghs_[0-9A-Za-z._-]{36,1000}", Check::Base62),
    checked("GitHub token", "ghr_", "ghr_[0-9A-Za-z]{36,255}", Check::Base62),
    format("GitLab token", "glpat-", "glpat-[0-9A-Za-z_.-]{20,255}"),
    format("GitLab token", "gldt-", "gldt-[0-9A-Za-z_.-]{20,255}"),
    format("GitLab token", "glrt-", "glrt-[0-9A-Za-z_.-]{20,255}"),
    format("GitLab token", "glcbt-", "glcbt-[0-9A-Za-z_.-]{20,255}"),
    format("GitLab token", "glptt-", "glptt-[0-9a-f]{40}"),
    format("Slack token", "xoxb-", "xoxb-[0-9]{8,15}-[0-9A-Za-z-]{20,}"),
    format("Slack token", "xoxp-", "xoxp-[0-9]{8,15}-[0-9A-Za-z-]{20,}"),
    format("Slack token", "xoxa-", "xoxa-[0-9A-Za-z-]{24,}"),
    format("Slack token", "xoxe", "xoxe[.-][0-9A-Za-z.-]{24,}"),
    format("Slack token", "xoxs-", "xoxs-[0-9A-Za-z-]{24,}"),
    format("Slack token", "xapp-", "xapp-[0-9]-[0-9A-Z]{8,}-[0-9]{8,}-[0-9a-f]{32,}"),
    format(
        "Slack webhook URL",
        "hooks.slack.com/",
        "hooks\\.slack\\.com/(?:services|workflows|triggers)/[0-9A-Za-z/_-]{30,}",
    ),
    format(
        "Discord webhook URL",
        "discord.com/api/webhooks/",
        "discord\\.com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,}",
    ),
    format(
        "Discord webhook URL",
        "discordapp.com/api/webhooks/",
        "discordapp\\.com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,}",
    ),
    format(
        "Teams webhook URL",
        ".webhook.office.com/webhookb2/",
        "\\.webhook\\.office\\.com/webhookb2/[0-9A-Za-z@/_-]{60,}",
    ),
    format("Stripe key", "sk_live_", "sk_live_[0-9A-Za-z]{16,250}"),
    format("Stripe key", "rk_live_", "rk_live_[0-9A-Za-z]{16,250}"),
    format("Stripe test key", "sk_test_", "sk_test_[0-9A-Za-z]{16,250}"),
    format("Stripe test key", "rk_test_", "rk_test_[0-9A-Za-z]{16,250}"),
    format("Stripe webhook secret", "whsec_", "whsec_[0-9A-Za-z+/=]{32,}"),
    format("Twilio API key", "SK", "SK[0-9a-f]{32}"),
    format("SendGrid key", "SG.", "SG\\.[0-9A-Za-z_-]{16,32}\\.[0-9A-Za-z_-]{32,64}"),
    format("Google API key", "AIza", "AIza[0-9A-Za-z_-]{35}"),
    format("Google OAuth client secret", "GOCSPX-", "GOCSPX-[0-9A-Za-z_-]{28}"),
    format("Google OAuth token", "ya29.", "ya29\\.[0-9A-Za-z_-]{40,}"),
    checked("npm token", "npm_", "npm_[0-9A-Za-z]{36}", Check::Base62),
    format("PyPI token", "pypi-", "pypi-[0-9A-Za-z_-]{60,}"),
    format("RubyGems key", "rubygems_", "rubygems_[0-9a-f]{48}"),
    format("crates.io token", "cio", "cio[0-9A-Za-z]{32}"),
    format("Docker Hub token", "dckr_pat_", "dckr_pat_[0-9A-Za-z_-]{20,}"),
    format("Docker Hub token", "dckr_oat_", "dckr_oat_[0-9A-Za-z_-]{20,}"),
    format("Vault token", "hvs.", "hvs\\.[0-9A-Za-z_-]{24,}"),
    format("Vault token", "hvb.", "hvb\\.[0-9A-Za-z_-]{24,}"),
    format("DigitalOcean token", "dop_v1_", "dop_v1_[0-9a-f]{64}"),
    format("DigitalOcean token", "doo_v1_", "doo_v1_[0-9a-f]{64}"),
    format("Mailgun key", "key-", "key-[0-9a-f]{32}"),
    format("Heroku key", "HRKU-", "HRKU-[0-9A-Za-z_-]{36,}"),
    format("Anthropic key", "sk-ant-", "sk-ant-[a-z]+[0-9]{2}-[0-9A-Za-z_-]{60,}"),
    format("OpenAI key", "sk-proj-", "sk-proj-[0-9A-Za-z_-]{40,}"),
    format("OpenAI key", "sk-svcacct-", "sk-svcacct-[0-9A-Za-z_-]{40,}"),
    format("OpenAI key", "sk-admin-", "sk-admin-[0-9A-Za-z_-]{40,}"),
    format("OpenRouter key", "sk-or-v1-", "sk-or-v1-[0-9a-f]{64}"),
    format("OpenAI key", "sk-", "sk-[0-9A-Za-z]{48}"),
    format("Hugging Face token", "hf_", "hf_[0-9A-Za-z]{34,40}"),
    format("Groq key", "gsk_", "gsk_[0-9A-Za-z]{52}"),
    format("Replicate token", "r8_", "r8_[0-9A-Za-z]{37,40}"),
    format("Databricks token", "dapi", "dapi[0-9a-f]{32}"),
    format("Shopify token", "shpat_", "shpat_[0-9A-Fa-f]{32}"),
    format("Shopify token", "shpca_", "shpca_[0-9A-Fa-f]{32}"),
    format("Shopify token", "shppa_", "shppa_[0-9A-Fa-f]{32}"),
    format("Shopify token", "shpss_", "shpss_[0-9A-Fa-f]{32}"),
    format("Square token", "sq0atp-", "sq0atp-[0-9A-Za-z_-]{22}"),
    format("Square secret", "sq0csp-", "sq0csp-[0-9A-Za-z_-]{43}"),
    format("Linear key", "lin_api_", "lin_api_[0-9A-Za-z]{40}"),
    format("Notion token", "ntn_", "ntn_[0-9A-Za-z]{40,}"),
    format("Atlassian token", "ATATT3", "ATATT3[0-9A-Za-z_=-]{100,}"),
    format("Bitbucket password", "ATBB", "ATBB[0-9A-Za-z]{32}"),
    format("New Relic key", "NRAK-", "NRAK-[0-9A-Z]{27}"),
    format("Sentry token", "sntrys_", "sntrys_[0-9A-Za-z_=+/-]{60,}"),
    format("Sentry token", "sntryu_", "sntryu_[0-9a-f]{64}"),
    checked("Grafana token", "glsa_", "glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}", Check::Hexadecimal),
    format("Grafana token", "glc_", "glc_[0-9A-Za-z+/=]{40,}"),
    format("Supabase key", "sbp_", "sbp_[0-9a-f]{40}"),
    format("Supabase key", "sb_secret_", "sb_secret_[0-9A-Za-z_-]{24,}"),
    format("PlanetScale credential", "pscale_", "pscale_(?:pw|tkn|oauth)_[0-9A-Za-z_.=-]{32,}"),
    format("Doppler token", "dp.pt.", "dp\\.pt\\.[0-9A-Za-z]{40,}"),
    format("Doppler token", "dp.st.", "dp\\.st\\.(?:[0-9a-z_-]+\\.)?[0-9A-Za-z]{40,}"),
    format("age secret key", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    format("Postman key", "PMAK-", "PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    format("Figma token", "figd_", "figd_[0-9A-Za-z_-]{40,}"),
    format("Pulumi token", "pul-", "pul-[0-9a-f]{40}"),
    format("Brevo key", "xkeysib-", "xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}"),
    format("Tailscale key", "tskey-", "tskey-[a-z]+-[0-9A-Za-z]{8,}-[0-9A-Za-z]{20,}"),
    format("Fly.io token", "fm2_", "fm2_[0-9A-Za-z+/=]{100,}"),
    format("Netlify token", "nfp_", "nfp_[0-9A-Za-z_]{36}"),
    format("Dynatrace token", "dt0c01.", "dt0c01\\.[0-9A-Z]{24}\\.[0-9A-Z]{64}"),
    format("Airtable token", "pat", "pat[0-9A-Za-z]{14}\\.[0-9a-f]{64}"),
    format("Mapbox secret token", "sk.eyJ", "sk\\.eyJ[0-9A-Za-z_-]{20,}\\.[0-9A-Za-z_-]{20,}"),
    format("xAI key", "xai-", "xai-[0-9A-Za-z]{80}"),
    format("Perplexity key", "pplx-", "pplx-[0-9A-Za-z]{48}"),
    format("NVIDIA key", "nvapi-", "nvapi-[0-9A-Za-z_-]{60,70}"),
    format("Alibaba Cloud access key", "LTAI", "LTAI[0-9A-Za-z]{12,20}"),
    format("Contentful token", "CFPAT-", "CFPAT-[0-9A-Za-z_-]{43}"),
    format("EasyPost key", "EZAK", "EZAK[0-9A-Za-z]{54}"),
    format("Buildkite token", "bkua_", "bkua_[0-9a-f]{40}"),
    format("Cloudflare origin key", "v1.0-", "v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    format("Typeform token", "tfp_", "tfp_[0-9A-Za-z_.=-]{59}"),
    format("Shippo token", "shippo_live_", "shippo_live_[0-9a-f]{40}"),
    format("Prefect token", "pnu_", "pnu_[0-9A-Za-z]{36}"),
    format("NuGet key", "oy2", "oy2[0-9a-z]{43}"),
    format("Artifactory key", "AKCp", "AKCp[0-9A-Za-z]{69,}"),
    checked(
        "JSON Web Token",
        "eyJ",
        "eyJ[0-9A-Za-z_-]{8,}\\.eyJ[0-9A-Za-z_-]{8,}\\.[0-9A-Za-z_-]{20,}",
        Check::Jwt,
    ),
    format(
        "private key",
        "-----BEGIN ",
        "-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[^A-Za-z0-9+/]*(?:[A-Za-z0-9-]+: [^\\n]*\\n\\s*)*(?:[A-Za-z0-9+/=](?:\\s|\\\\n|\\\\r)*){60,}",
    ),
];

/// Formats that have their mark inside, not at the start.
const INNER: &[Format] = &[
    format("Telegram bot token", ":AA", "\\b[0-9]{8,10}:AA[0-9A-Za-z_-]{32,34}\\b"),
    format("Azure client secret", "Q~", "\\b[0-9A-Za-z_~.]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}"),
    format("Terraform Cloud token", ".atlasv1.", "\\b[0-9A-Za-z]{14}\\.atlasv1\\.[0-9A-Za-z_=-]{60,70}"),
    format("New Relic licence key", "NRAL", "\\b[0-9a-f]{36}NRAL\\b"),
];

static STARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostFirst)
        .build(FORMATS.iter().map(|format| format.start))
        .ok()
});

/// One pattern for each of [`FORMATS`], anchored at the start; `None` never happens, as a test makes sure.
static PATTERNS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    FORMATS.iter().map(|format| Regex::new(&format!("^(?:{})", format.pattern)).ok()).collect()
});

static INNER_PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| INNER.iter().map(|format| Regex::new(format.pattern).ok()).collect());

/// What kind of token the value holds, if any.
pub fn token_kind(value: &str) -> Option<&'static str> {
    find_token(value).map(|(_, title)| title)
}

/// The first token within a text, and its kind. Samples (`AKIA…EXAMPLE`, `ghp_xxxx…`) are none.
pub fn find_token(text: &str) -> Option<(Range<usize>, &'static str)> {
    if text.len() < 20 {
        return None;
    }
    let prefixed = STARTS.as_ref()?.find_iter(text).find_map(|found| {
        let start = found.start();
        let at = found.pattern().as_usize();
        let length = PATTERNS.get(at)?.as_ref()?.find(&text[start..])?.end();
        let range = start..start + length;
        let token = &text[range.clone()];
        let fits = stands_alone(text, &range) && FORMATS[at].check.passes(token) && is_genuine(token);
        fits.then_some((range, FORMATS[at].title))
    });
    prefixed.or_else(|| {
        INNER.iter().zip(INNER_PATTERNS.iter()).find_map(|(format, pattern)| {
            let found = text.contains(format.start).then(|| pattern.as_ref()?.find(text))??;
            is_genuine(found.as_str()).then_some((found.range(), format.title))
        })
    })
}

impl Check {
    /// Whether the token's issuer can have given it out. A token of another length than the checked one is of a newer form that
    /// nothing is known of.
    fn passes(self, token: &str) -> bool {
        match self {
            Self::None => true,
            Self::Base62 => token.split_once('_').is_none_or(|(_, body)| {
                body.len() != 36
                    || !body.is_ascii()
                    || base62(crc32fast::hash(&body.as_bytes()[..30])) == body[30..]
            }),
            Self::Hexadecimal => token.rsplit_once('_').is_none_or(|(body, sum)| {
                let expected = crc32fast::hash(body.as_bytes()).swap_bytes();
                u32::from_str_radix(sum, 16).is_ok_and(|sum| sum == expected)
            }),
            Self::Jwt => {
                let mut parts = token.split('.').map(decoded);
                let header = parts.next().flatten();
                let claims = parts.next().flatten();
                header.is_some_and(|header| header.get("alg").is_some())
                    && !claims.is_some_and(|claims| is_short_lived(&claims))
            }
        }
    }
}

/// A part of a JSON Web Token.
fn decoded(part: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
}

/// Whether the claims of a token end within two days after it was issued (RFC 7519, sections 4.1.4 to 4.1.6): nobody who reads a
/// repository can use it any more.
fn is_short_lived(claims: &serde_json::Value) -> bool {
    let time = |claim: &str| claims.get(claim).and_then(serde_json::Value::as_f64);
    let issued = time("iat").or_else(|| time("nbf"));
    issued.zip(time("exp")).is_some_and(|(issued, end)| end - issued <= 2.0 * 86_400.0)
}

/// A number in six digits of base 62, which are digits, capitals and small letters.
fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// Whether the token is not a piece of a longer word.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_host = text[range.start..].starts_with('.');
    (is_host || !before.is_some_and(joins)) && !after.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Whether the text is not a sample for readers.
fn is_genuine(token: &str) -> bool {
    let tail = token.rsplit(['_', '-', '.', '/']).next().unwrap_or(token);
    let body = if tail.len() >= 10 { tail } else { token };
    // The token on the front page of jwt.io is for one John Doe.
    let is_sample =
        is_placeholder(token) || counts_up(token) || token.contains("Sm9obiBEb2") || is_placeholder(body);
    !is_sample && entropy(body) >= 2.5
}

/// Whether a part of the text counts up or follows the alphabet, as people type when they make something up.
fn counts_up(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(8).any(|part| {
        part.windows(2)
            .all(|pair| pair[1] == pair[0] + 1 || matches!((pair[0], pair[1]), (b'9', b'0' | b'a' | b'A')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token made of its parts, so that no scanner takes this file for a leak.
    fn token(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn every_pattern_compiles() {
        assert!(STARTS.is_some());
        assert!(PATTERNS.iter().chain(INNER_PATTERNS.iter()).all(Option::is_some));
    }

    #[test]
    fn tokens_are_known_by_their_form() {
        let body = "k3Jx9QpL2mVt7RzW4bNc8YhG5sDf1AeU6oTi";
        let issued = "k3Jx9QpL2mVt7RzW4bNc8YhG5sDf1A1N0Mi0";
        let hex = "9f86d081884c7d659a2feaa0c55ad015";
        let cases = [
            (token(&["AK", "IA", "Q3EGB7VTXZ2MNW5K"]), "AWS access key"),
            (token(&["gh", "p_", issued]), "GitHub token"),
            (token(&["github", "_pat_", body, "_", body, body]), "GitHub token"),
            (token(&["gl", "pat-", "x7Kq2Lm9Rt4Vw1Zs8Bn3"]), "GitLab token"),
            (
                token(&["xo", "xb-", "123412341234-", "432143214321-", "aB3dE5gH7jK9mN1pQ3sT5vX7"]),
                "Slack token",
            ),
            (
                token(&[
                    "https://hooks.sl",
                    "ack.com/services/",
                    "T0A1B2C3D/B0E9F8G7H/",
                    "aB3dE5gH7jK9mN1pQ3sT5vX7",
                ]),
                "Slack webhook URL",
            ),
            (token(&["sk_", "live_", "51HqLyjWDarjtT1zdp7dc"]), "Stripe key"),
            (token(&["rk_", "test_", "51HqLyjWDarjtT1zdp7dc"]), "Stripe test key"),
            (token(&["S", "K", hex]), "Twilio API key"),
            (
                token(&[
                    "S",
                    "G.",
                    "ngeVfQFYQlKU0ufo8x5d1A",
                    ".",
                    "TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc1s5cr5k",
                ]),
                "SendGrid key",
            ),
            (token(&["AI", "za", "SyB9x7Kq2Lm4Rt6Vw8Zs1Bn3Dc5Fg7Hj9Kl"]), "Google API key"),
            (token(&["np", "m_", issued]), "npm token"),
            (token(&["dop", "_v1_", hex, "ab34cd12ef56ab78cd90ef12ab34cd5f"]), "DigitalOcean token"),
            (token(&["110201", "543:AA", "HdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"]), "Telegram bot token"),
            (token(&["key", "-", hex]), "Mailgun key"),
            (token(&["gl", "sa_", "yscW25imSKJIuav8zF37RZmnbiDvB05G", "_fcaaf58a"]), "Grafana token"),
            (token(&["sk", "-", "ant-api03-", body, body]), "Anthropic key"),
            (token(&["sk", "-", "proj-", body, body]), "OpenAI key"),
            (token(&["h", "f_", "kQxJvZrWbTnLpMsDfGhYcXqAeUoIiRtBnV"]), "Hugging Face token"),
            (
                token(&[
                    "ey",
                    "J",
                    "hbGciOiJIUzI1NiJ9",
                    ".ey",
                    "J",
                    "zdWIiOiI5OCJ9",
                    ".k3Jx9QpL2mVt7RzW4bNc8YhG5sDf",
                ]),
                "JSON Web Token",
            ),
        ];
        for (value, title) in cases {
            assert_eq!(token_kind(&value), Some(title), "{title}");
            let within = format!("curl -H 'Authorization: Bearer {value}' https://host");
            let found = find_token(&within).map(|(range, _)| &within[range]);
            assert!(found.is_some_and(|found| value.ends_with(found)), "{title}");
        }
    }

    #[test]
    fn tokens_of_a_session_end_before_they_are_read() {
        let jwt = |claims: &str| {
            let part = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
            format!("{}.{}.k3Jx9QpL2mVt7RzW4bNc8YhG5sDf", part("{\"alg\":\"RS256\"}"), part(claims))
        };
        assert_eq!(token_kind(&jwt("{\"iat\":1751645584,\"exp\":1751652784}")), None);
        assert_eq!(token_kind(&jwt("{\"iat\":1751645584,\"exp\":1851652784}")), Some("JSON Web Token"));
        assert_eq!(token_kind(&jwt("{\"exp\":1751652784}")), Some("JSON Web Token"));
    }

    #[test]
    fn private_keys_need_a_body() {
        let header = ["-----BEGIN ", "RSA PRIVATE KEY-----"].concat();
        let body = "MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9Oi2x0b9r\nk3Jx9QpL2mVt7RzW4bNc8YhG5sDf1AeU6oTi";
        assert_eq!(token_kind(&format!("{header}\n{body}\n")), Some("private key"));
        assert_eq!(token_kind(&format!("{header}\\n{}\\n", body.replace('\n', "\\n"))), Some("private key"));
        assert_eq!(token_kind(&header), None);
        assert_eq!(token_kind(&format!("{header}\n...\n-----END RSA PRIVATE KEY-----")), None);
        assert_eq!(
            token_kind("-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9Oi2x0b9r"),
            None
        );
    }

    #[test]
    fn samples_and_pieces_are_no_tokens() {
        let body = "k3Jx9QpL2mVt7RzW4bNc8YhG5sDf1AeU6oTi";
        for value in [
            token(&["AK", "IA", "IOSFODNN7EXAMPLE"]),
            token(&["gh", "p_", &"x".repeat(36)]),
            token(&["gh", "p_", "0123456789abcdefghijklmnopqrstuvwxyz"]),
            token(&["a", "gh", "p_", body]),
            token(&["gh", "p_", body]),
            token(&["gl", "sa_", "yscW25imSKJIuav8zF37RZmnbiDvB05G", "_fcaaf58b"]),
            token(&[
                "ey",
                "J",
                "hbGciOiJIUzI1NiJX",
                ".ey",
                "J",
                "zdWIiOiI5OCJ9",
                ".k3Jx9QpL2mVt7RzW4bNc8YhG5sDf",
            ]),
            token(&["sk", "-", "your-api-key-goes-here-please"]),
            token(&["TASK", "9f86d081884c7d659a2feaa0c55ad015"]),
            token(&["da", "pi", "1234567890ab1cde2f3ab456c7d89efa"]),
            "sk_live_".to_owned(),
            "sketch-library-with-a-long-name-and-more-words".to_owned(),
            "é".repeat(40),
        ] {
            assert_eq!(token_kind(&value), None, "{value}");
        }
    }
}
