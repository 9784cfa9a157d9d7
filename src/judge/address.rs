//! Hosts in addresses: whose they are, and whether they differ between deploys.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::fact::Environment;

/// What a host is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Host {
    /// The machine itself: `localhost`, `127.0.0.0/8`, `::1`.
    Loopback,
    /// Every interface: `0.0.0.0`, `::`.
    Any,
    /// An address that is private to a network (RFC 1918, RFC 4193, RFC 6598, link-local).
    Private,
    /// A name in a zone that only a private network or a cluster resolves: `.internal`, `.svc`, `.consul`, `.local`.
    Internal,
    /// A name of one label, as compose services, Kubernetes Services and machines have.
    Service,
    /// A name that says an environment: `staging.acme.io`, `orders-prod.acme.io`.
    Environment,
    /// A resource that a cloud provider made for one account: `x.rds.amazonaws.com`, `x.herokuapp.com`.
    Resource,
    /// Set apart for documentation (RFC 2606, RFC 5737, RFC 3849).
    Documentation,
    /// The public interface of a well-known vendor: the same for every deploy and every customer.
    Vendor,
    /// Any other public name or address.
    Public,
}

impl Host {
    /// Whether the host can be another one in every deploy.
    pub fn varies(self) -> bool {
        matches!(
            self,
            Self::Private
                | Self::Internal
                | Self::Service
                | Self::Environment
                | Self::Resource
                | Self::Public
        )
    }
}

/// The host of a URL, of `host:port`, or of a bare host name or address; `None` if the value is none of them.
///
/// A single word is taken for a host only with a port behind it, or as `localhost`.
pub fn host_of(value: &str) -> Option<&str> {
    let value = value.trim();
    if value.len() > 2048 || value.contains(char::is_whitespace) {
        return None;
    }
    if let Some((scheme, rest)) = value.split_once("://") {
        let is_scheme = !scheme.is_empty()
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-' | ':'));
        return is_scheme.then(|| authority_host(rest)).flatten();
    }
    if let Some(rest) = value.strip_prefix("//") {
        return authority_host(rest).filter(|host| host.contains('.'));
    }
    if value.parse::<IpAddr>().is_ok() {
        return Some(value);
    }
    let (host, port) = value.rsplit_once(':').map_or((value, None), |(host, port)| (host, Some(port)));
    let has_port = match port {
        Some(port) => port.parse::<u16>().ok()? > 0,
        None => false,
    };
    let known = host == "localhost" || host.parse::<Ipv4Addr>().is_ok() || is_domain(host);
    (is_name(host) && (known || has_port && host.contains(|c: char| c.is_ascii_alphabetic()))).then_some(host)
}

fn authority_host(rest: &str) -> Option<&str> {
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    if let Some(inner) = authority.strip_prefix('[') {
        return inner.split_once(']').map(|(host, _)| host);
    }
    let host = authority.split([':', ',']).next().unwrap_or("");
    is_name(host).then_some(host)
}

/// Whether a text has the form of a host name: labels of letters, digits, `-` and `_`.
fn is_name(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 253
        && host.trim_end_matches('.').split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                && !label.starts_with('-')
        })
}

/// Whether a bare text is more likely a domain name than a file name, a version or a dotted key.
fn is_domain(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    let Some((rest, last)) = lower.rsplit_once('.') else { return false };
    #[rustfmt::skip]
    let zones = [
        "com", "org", "net", "io", "dev", "app", "cloud", "internal", "local", "svc", "consul", "lan",
        "corp", "intranet", "edu", "gov", "eu", "de", "uk", "fr", "co", "us", "ai", "example", "test",
        "localhost", "invalid", "info", "biz", "ch", "nl", "se", "jp", "cn", "in", "ca", "au", "br", "ru",
        "it", "es", "pl", "at", "be", "tech", "xyz", "site", "online", "me",
    ];
    zones.contains(&last) && !rest.is_empty() && rest == rest.trim_matches('.') && host == lower
}

/// What a host is, by its form alone.
pub fn host_kind(host: &str) -> Host {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => ipv4(address),
            IpAddr::V6(address) => ipv6(address),
        };
    }
    let labels: Vec<&str> = host.split('.').collect();
    let within = |zone: &str| host == zone || host.ends_with(&format!(".{zone}"));
    if within("localhost")
        || host == "host.docker.internal"
        || host == "ip6-localhost"
        || host == "localhost.localdomain"
    {
        return Host::Loopback;
    }
    #[rustfmt::skip]
    let documentation = [
        "example", "example.com", "example.org", "example.net", "test", "invalid", "domain.com",
        "yourdomain.com", "mydomain.com", "your-domain.com",
    ];
    if documentation.iter().any(|zone| within(zone)) {
        return Host::Documentation;
    }
    #[rustfmt::skip]
    let internal = [
        "internal", "local", "svc", "cluster.local", "consul", "lan", "corp", "intranet", "home.arpa",
        "private", "localdomain",
    ];
    let is_service = labels.len() == 3 && labels[2] == "svc";
    if labels.len() > 1 && (is_service || internal.iter().any(|zone| within(zone))) {
        return Host::Internal;
    }
    if labels.len() == 1 {
        return Host::Service;
    }
    if is_resource(&host, &labels) {
        return Host::Resource;
    }
    if VENDORS.iter().any(|zone| within(zone)) {
        return Host::Vendor;
    }
    if labels[..labels.len() - 2].iter().any(|label| names_environment(label)) {
        return Host::Environment;
    }
    Host::Public
}

/// Whether a provider made the name for one customer's resource. AWS puts the region between the service and its zone.
fn is_resource(host: &str, labels: &[&str]) -> bool {
    #[rustfmt::skip]
    let services = [
        "rds", "cache", "es", "elb", "docdb", "redshift", "kafka", "mq", "compute", "execute-api", "aoss",
        "neptune", "dax",
    ];
    let of_aws = (host.ends_with(".amazonaws.com") || host.ends_with(".on.aws"))
        && labels.iter().any(|label| services.contains(label) || label.starts_with("lambda-url"));
    of_aws || RESOURCES.iter().any(|zone| host.ends_with(&format!(".{zone}")))
}

/// Whether a label is, or has as a part between hyphens, the name of an environment.
#[rustfmt::skip]
fn names_environment(label: &str) -> bool {
    label.split(['-', '_']).any(|word| {
        let ambiguous = matches!(
            word,
            "live" | "release" | "local" | "debug" | "demo" | "test" | "tests" | "integration" | "ci"
        );
        !ambiguous && Environment::from_word(word).is_some()
    })
}

fn ipv4(address: Ipv4Addr) -> Host {
    let [a, b, ..] = address.octets();
    if address.is_loopback() {
        Host::Loopback
    } else if address.is_unspecified() {
        Host::Any
    } else if address.is_documentation() {
        Host::Documentation
    } else if address.is_private() || address.is_link_local() || (a == 100 && (64..128).contains(&b)) {
        Host::Private
    } else {
        Host::Public
    }
}

fn ipv6(address: Ipv6Addr) -> Host {
    let first = address.segments()[0];
    if let Some(mapped) = address.to_ipv4_mapped() {
        return ipv4(mapped);
    }
    if address.is_loopback() {
        Host::Loopback
    } else if address.is_unspecified() {
        Host::Any
    } else if first == 0x2001 && address.segments()[1] == 0x0db8 {
        Host::Documentation
    } else if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 {
        Host::Private
    } else {
        Host::Public
    }
}

/// Whether a name starts where those of hosts end, as packages do: `jdk.internal`, `com.acme.shop.internal`.
fn names_package(name: &str) -> bool {
    let mut labels = name.split('.');
    let (first, length) = (labels.next().unwrap_or(""), name.split('.').count());
    match first {
        "java" | "javax" | "jakarta" | "jdk" | "kotlin" | "kotlinx" | "sun" => length > 1,
        "com" | "org" | "io" | "net" => length > 2,
        _ => false,
    }
}

/// Whether a URL is an identifier that nobody opens: an XML namespace, a schema, a licence, a vocabulary.
pub fn is_namespace(url: &str) -> bool {
    if names_package(url) {
        return true;
    }
    let Some(host) = host_of(url).map(str::to_ascii_lowercase) else { return false };
    #[rustfmt::skip]
    let hosts = [
        "w3.org", "schema.org", "json-schema.org", "spdx.org", "purl.org", "xmlns.com", "ogp.me",
        "opensource.org", "creativecommons.org", "tempuri.org", "schemastore.org", "opengis.net", "xml.org",
        "xmlsoap.org", "openxmlformats.org", "java.sun.com", "xmlns.jcp.org", "springframework.org",
        "gnu.org", "iana.org", "ietf.org", "unicode.org", "openid.net", "oasis-open.org", "sitemaps.org",
        "relaxng.org", "docbook.org", "rdfs.org", "dublincore.org", "semver.org",
    ];
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    host.starts_with("schemas.")
        || host.starts_with("schema.")
        || host.starts_with("ns.")
        || host.starts_with("xmlns.")
        || hosts.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
        || (host.ends_with("apache.org")
            && (path.starts_with("licenses") || path.contains("xsd") || path.contains("dtd")))
        || [".xsd", ".dtd", ".schema.json", ".rng"].iter().any(|end| path.ends_with(end))
}

/// Zones in which a provider gives every customer's resource a name of its own.
#[rustfmt::skip]
const RESOURCES: &[&str] = &[
    "elasticbeanstalk.com", "cloudfront.net", "awsapprunner.com", "database.windows.net",
    "redis.cache.windows.net", "servicebus.windows.net", "core.windows.net", "azurewebsites.net",
    "cloudapp.azure.com", "database.azure.com", "documents.azure.com", "cosmos.azure.com",
    "vault.azure.net", "search.windows.net", "azurecontainerapps.io", "azurefd.net", "run.app",
    "cloudfunctions.net", "appspot.com", "firebaseio.com", "web.app", "firebaseapp.com", "herokuapp.com",
    "vercel.app", "netlify.app", "onrender.com", "fly.dev", "railway.app", "pages.dev", "workers.dev",
    "ngrok.io", "ngrok-free.app", "ngrok.app", "mongodb.net", "upstash.io", "supabase.co", "neon.tech",
    "psdb.cloud", "redislabs.com", "redis-cloud.com", "cloudamqp.com", "rmq.cloudamqp.com",
    "elastic-cloud.com", "es.io", "confluent.cloud", "aivencloud.com", "ondigitalocean.app",
    "db.ondigitalocean.com", "digitaloceanspaces.com", "auth0.com", "okta.com", "atlassian.net",
    "my.salesforce.com", "trycloudflare.com", "snowflakecomputing.com", "cockroachlabs.cloud",
    "clickhouse.cloud", "influxdata.com", "cloudflarestorage.com",
];

/// Domains of vendors whose public interfaces are the same for everyone.
#[rustfmt::skip]
const VENDORS: &[&str] = &[
    "amazonaws.com", "googleapis.com", "google.com", "gstatic.com", "googletagmanager.com", "youtube.com",
    "microsoft.com", "microsoftonline.com", "live.com", "office.com", "office365.com", "windows.net",
    "azure.com", "apple.com", "icloud.com", "facebook.com", "instagram.com", "whatsapp.com", "twitter.com",
    "x.com", "linkedin.com", "github.com", "githubusercontent.com", "github.io", "gitlab.com",
    "bitbucket.org", "atlassian.com", "slack.com", "discord.com", "discordapp.com", "telegram.org",
    "stripe.com", "paypal.com", "paypalobjects.com", "squareup.com", "squareupsandbox.com",
    "braintreegateway.com", "adyen.com", "plaid.com", "razorpay.com", "mollie.com", "klarna.com",
    "coinbase.com", "binance.com", "coingecko.com", "infura.io", "alchemy.com", "etherscan.io",
    "twilio.com", "sendgrid.com", "sendgrid.net", "mailgun.net", "mailgun.org", "mailchimp.com",
    "mandrillapp.com", "postmarkapp.com", "sendinblue.com", "brevo.com", "sparkpost.com", "mailjet.com",
    "nexmo.com", "vonage.com", "plivo.com", "messagebird.com", "onesignal.com", "pusher.com",
    "pusherapp.com", "openai.com", "anthropic.com", "huggingface.co", "cohere.ai", "cohere.com",
    "mistral.ai", "groq.com", "replicate.com", "openrouter.ai", "deepseek.com", "together.ai",
    "cloudflare.com", "fastly.com", "digitalocean.com", "heroku.com", "vercel.com", "netlify.com",
    "linode.com", "hetzner.cloud", "datadoghq.com", "datadoghq.eu", "newrelic.com", "nr-data.net",
    "sentry.io", "rollbar.com", "bugsnag.com", "honeycomb.io", "logz.io", "loggly.com", "papertrailapp.com",
    "pagerduty.com", "opsgenie.com", "statuspage.io", "segment.com", "segment.io", "mixpanel.com",
    "amplitude.com", "posthog.com", "intercom.io", "zendesk.com", "hubspot.com", "hubapi.com",
    "salesforce.com", "shopify.com", "airtable.com", "notion.com", "notion.so", "trello.com", "asana.com",
    "linear.app", "zoom.us", "dropbox.com", "dropboxapi.com", "box.com", "spotify.com", "soundcloud.com",
    "twitch.tv", "vimeo.com", "reddit.com", "pinterest.com", "tiktok.com", "wikipedia.org", "wikimedia.org",
    "wikidata.org", "openstreetmap.org", "mapbox.com", "here.com", "openweathermap.org", "weatherapi.com",
    "gravatar.com", "unsplash.com", "giphy.com", "imgur.com", "algolia.net", "algolia.com", "npmjs.org",
    "npmjs.com", "pypi.org", "pythonhosted.org", "rubygems.org", "crates.io", "docker.com", "docker.io",
    "quay.io", "ghcr.io", "gcr.io", "maven.org", "packagist.org", "jsdelivr.net", "unpkg.com", "cdnjs.com",
    "hashicorp.com", "letsencrypt.org", "ipinfo.io", "ipify.org", "ip-api.com", "ipapi.co", "httpbin.org",
    "typicode.com", "reqres.in", "nasa.gov", "themoviedb.org", "omdbapi.com", "pokeapi.co",
    "steampowered.com", "expo.dev", "exp.host", "clerk.com", "clerk.dev", "yahoo.com", "bing.com",
    "duckduckgo.com", "baidu.com", "aliyuncs.com", "alipay.com", "qq.com", "weixin.qq.com", "vk.com",
    "yandex.net", "yandex.ru", "stackexchange.com", "stackoverflow.com", "archive.org", "arxiv.org",
    "doi.org", "crossref.org", "oxylabs.io", "rapidapi.com", "hcaptcha.com", "recaptcha.net",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        let cases = [
            ("localhost", Host::Loopback),
            ("127.0.0.53", Host::Loopback),
            ("::1", Host::Loopback),
            ("host.docker.internal", Host::Loopback),
            ("0.0.0.0", Host::Any),
            ("10.1.2.3", Host::Private),
            ("172.20.0.1", Host::Private),
            ("169.254.169.254", Host::Private),
            ("fd00::1", Host::Private),
            ("203.0.113.7", Host::Documentation),
            ("8.8.8.8", Host::Public),
            ("orders.internal", Host::Internal),
            ("orders.default.svc.cluster.local", Host::Internal),
            ("orders.default.svc", Host::Internal),
            ("db.service.consul", Host::Internal),
            ("orders", Host::Service),
            ("staging.acme.io", Host::Environment),
            ("orders-prod.acme.io", Host::Environment),
            ("dev.to", Host::Public),
            ("api.acme.io", Host::Public),
            ("api.sandbox.paypal.com", Host::Vendor),
            ("s3.eu-west-1.amazonaws.com", Host::Vendor),
            ("x.abc.eu-west-1.rds.amazonaws.com", Host::Resource),
            ("acme.herokuapp.com", Host::Resource),
            ("api.example.com", Host::Documentation),
        ];
        for (host, kind) in cases {
            assert_eq!(host_kind(host), kind, "{host}");
        }
    }

    #[test]
    fn hosts_are_found_in_addresses() {
        let cases = [
            ("https://user:pw@api.acme.io:8443/x?y#z", Some("api.acme.io")),
            ("http://[::1]:80/", Some("::1")),
            ("orders:8080", Some("orders")),
            ("localhost", Some("localhost")),
            ("10.0.0.5", Some("10.0.0.5")),
            ("10.0.0.5:6379", Some("10.0.0.5")),
            ("a.b.internal", Some("a.b.internal")),
            ("orders", None),
            ("settings.py", None),
            ("1.2.3", None),
            ("12:30", None),
            ("key:value", None),
            ("http://{}/x", None),
            ("https://", None),
            ("a b", None),
            ("é://é", None),
            ("User.Name", None),
        ];
        for (value, host) in cases {
            assert_eq!(host_of(value), host, "{value}");
        }
    }

    #[test]
    fn identifiers_are_no_addresses() {
        for url in [
            "http://www.w3.org/2000/svg",
            "https://json-schema.org/draft/2020-12/schema",
            "http://schemas.xmlsoap.org/x",
            "https://www.apache.org/licenses/LICENSE-2.0",
            "https://acme.io/x.xsd",
        ] {
            assert!(is_namespace(url), "{url}");
        }
        assert!(!is_namespace("https://api.acme.io/licenses"));
    }
}
