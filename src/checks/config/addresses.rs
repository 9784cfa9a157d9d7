//! Addresses of services and deploys that are fixed in code or settings.

use std::collections::{BTreeMap, BTreeSet};

use super::hide;
use super::hosts::{
    client_host, is_fixed_host, is_same_everywhere, names_host, names_own_address, promised_host,
};
use crate::checks::backing_services::is_embedded;
use crate::extract::code::address::service_of_scheme;
use crate::extract::settings;
use crate::fact::{Fact, Kind};
use crate::judge::address::{Host, host_kind, host_of, is_namespace};
use crate::judge::{Connection, connection_string, is_filled_in, words};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, FileId, Span};

/// Connection strings of backing services.
pub fn hardcoded_connection_string(pass: &mut Pass) {
    let app = pass.app;
    let defaults = hide::defaults(app);
    let facts = || app.production(Kind::Connect).chain(app.production(Kind::Literal));
    let written = facts().filter_map(|fact| Some((fact.span.file, fact.value.as_ref()?)));
    let written: Vec<(FileId, &Arg)> =
        written.filter(|(_, value)| value.literal && value.text.len() > 6).collect();
    // A path behind an address that the same file holds as a constant is no other address.
    let is_continued = |fact: &Fact, value: &Arg| {
        !value.literal
            && written.iter().any(|(file, start)| {
                *file == fact.span.file
                    && start.span != value.span
                    && value.text.starts_with(start.text.trim_end_matches('/'))
            })
    };
    for fact in facts().filter(|fact| fact.api != "helm-values" && !fact.api.starts_with("file:")) {
        let Some(value) = fact.value.as_ref().filter(|_| !hide::is_default(fact, &defaults)) else {
            continue;
        };
        let Some(connection) = connection_string(&value.text).filter(|_| !is_continued(fact, value)) else {
            continue;
        };
        let password = connection.real_password(&value.text);
        let is_sample =
            !is_fixed_host(connection.host) && !is_filled_in(connection.host) && !connection.host.is_empty();
        if connection.is_embedded() || is_sample || (password.is_none() && !is_fixed_host(connection.host)) {
            continue;
        }
        let is_local = matches!(host_kind(connection.host), Host::Loopback | Host::Any);
        if is_local && (is_fallback(fact) || (password.is_none() && is_overridable(fact))) {
            continue;
        }
        report_connection(pass, value, &connection, password.is_some(), is_local && is_overridable(fact));
    }
}

fn report_connection(pass: &mut Pass, value: &Arg, connection: &Connection, secret: bool, mild: bool) {
    let Connection { service, host, .. } = connection;
    let whose = if *service == "http" { "a URL".to_owned() } else { format!("the {service} connection") };
    let message = match (secret, is_fixed_host(host)) {
        (true, true) => format!("{whose} to '{host}' is fixed here together with its password"),
        (true, false) => format!("{whose} is fixed here together with its password"),
        (false, _) => format!("{whose} to '{host}' is fixed here"),
    };
    let hidden = connection.real_password(&value.text).map(|range| hide::place(pass.sources, value, range));
    let finding = pass.report(value.span, message);
    finding.help(format!("Read the whole URL from the environment ({}), so that the service can be swapped without a change of code.", variable(service)));
    if let Some(hidden) = hidden {
        finding.secret(hidden).severity(if mild { Severity::Warning } else { Severity::Error });
    } else {
        let vendor = host_kind(host) == Host::Vendor;
        finding.severity(if vendor { Severity::Note } else { Severity::Warning });
    }
}

/// The variable that people read the address of a service from.
fn variable(service: &str) -> &'static str {
    match service {
        "postgres" | "mysql" | "mariadb" | "mssql" | "oracle" | "cockroachdb" | "db2" => "`DATABASE_URL`",
        "mongodb" => "`MONGODB_URI`",
        "redis" => "`REDIS_URL`",
        "amqp" => "`AMQP_URL`",
        "kafka" => "`KAFKA_BROKERS`",
        "smtp" => "`SMTP_URL`",
        "elasticsearch" => "`ELASTICSEARCH_URL`",
        "s3" => "`S3_BUCKET`",
        "ldap" => "`LDAP_URL`",
        _ => "such as `SERVICE_URL`",
    }
}

/// Settings of files are defaults that the environment or another file can override; a constant in code is not.
fn is_overridable(fact: &Fact) -> bool {
    let sets_variable = ["ENV.", "os.environ.", "process.env."].iter().any(|of| fact.api.starts_with(of));
    fact.api == settings::API || is_fallback(fact) || sets_variable
}

/// Whether the value is used where another one is not given: `default=…`, `config.get("url", …)`.
fn is_fallback(fact: &Fact) -> bool {
    let subject = fact.subject_text();
    let is_getter = matches!(subject, "get" | "getattr" | "pop" | "setdefault" | "getOrDefault" | "get_or");
    let of_function = fact.api.split_once("().").map_or("", |(function, _)| function);
    let speaks = |name: &str| {
        words(name).iter().any(|word| matches!(word.as_str(), "default" | "defaults" | "fallback"))
    };
    is_getter || speaks(subject) || speaks(of_function)
}

/// Further places that one finding about an address shows.
const MOST_SHOWN: usize = 8;

/// Hosts handed to clients of services. An address is one finding for the whole app.
pub fn hardcoded_service_address(pass: &mut Pass) {
    let app = pass.app;
    let mut found: BTreeMap<(&str, &str), (Severity, Vec<Span>)> = BTreeMap::new();
    let defaults = hide::defaults(app);
    for fact in app.production(Kind::Connect).filter(|fact| !hide::is_default(fact, &defaults)) {
        let Some(value) = &fact.value else { continue };
        let service = fact.subject_text();
        if is_embedded(service)
            || matches!(service, "duckdb" | "pouchdb")
            || connection_string(&value.text).is_some()
            || value.variable().is_some()
            || is_relative(fact, &value.text)
        {
            continue;
        }
        let Some(host) = client_host(&value.text).filter(|host| is_fixed_host(host)) else { continue };
        let Some(severity) = severity(fact, service, host, value.literal) else { continue };
        found.entry((service, host)).or_insert((severity, Vec::new())).1.push(value.span);
    }
    for ((service, host), (severity, places)) in found {
        let article = if service.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
        let who = if service == "http" { "an HTTP client" } else { &format!("{article} {service} client") };
        let finding = pass.report(places[0], format!("{who} has the fixed address '{host}'"));
        finding.severity(severity).help(format!(
            "Read the address from the environment ({}): it is another one in every deploy.",
            variable(service)
        ));
        if severity > Severity::Note {
            for place in places.iter().skip(1).take(MOST_SHOWN) {
                finding.because(*place, "and here");
            }
        }
    }
}

/// Whether the value is a path below the base URL of an HTTP client; only node's own clients take a bare host.
fn is_relative(fact: &Fact, value: &str) -> bool {
    let takes_host = ["http.", "https."].iter().any(|module| fact.api.starts_with(module));
    let is_bare = !value.contains("//") && !value.contains(['.', ':']);
    fact.subject_text() == "http" && is_bare && !takes_host
}

/// How grave a fixed address is; `None` if it is none worth a word.
fn severity(fact: &Fact, service: &str, host: &str, known: bool) -> Option<Severity> {
    match host_kind(host) {
        Host::Any | Host::Documentation => None,
        // `local-mail-transport` speaks of mail through the machine itself.
        Host::Loopback if is_overridable(fact) || service == "smtp" || !known => None,
        // Whose interface a public name offers cannot be told; most are those of vendors.
        Host::Loopback | Host::Public if service == "http" => Some(Severity::Note),
        Host::Vendor => Some(Severity::Note),
        _ if is_same_everywhere(host) => None,
        Host::Public if service == "http" => Some(Severity::Note),
        _ => Some(Severity::Warning),
    }
}

/// Environment reads that fall back to a fixed service. One variable with one default is one finding for the whole app.
pub fn env_default_service(pass: &mut Pass) {
    let app = pass.app;
    let mut said = BTreeSet::new();
    // What compose interpolates is the wiring of one compose file.
    for fact in app.production(Kind::EnvRead).filter(|fact| fact.api != "compose") {
        let is_address = |value: &&Arg| !matches!(value.text.as_str(), "" | "true" | "false");
        let Some(value) = fact.value.as_ref().filter(is_address) else { continue };
        let name = fact.subject_text();
        if is_own_address(name) || is_document(name) || name.to_ascii_uppercase().ends_with("_ID") {
            continue;
        }
        let connection = connection_string(&value.text);
        // Several things in one text are content: links with their pictures.
        if connection.is_none() && value.text.contains(';') {
            continue;
        }
        // A password in the fallback is a matter of `env-default-credential`.
        let has_password = connection.as_ref().is_some_and(|connection| {
            connection.real_password(&value.text).is_some() && host_kind(connection.host) != Host::Loopback
        });
        if has_password || connection.as_ref().is_some_and(Connection::is_embedded) {
            continue;
        }
        let host = match &connection {
            Some(connection) => Some(connection.host),
            None => host_of(&value.text).or_else(|| promised_host(name, &value.text)),
        };
        let Some(host) = host.filter(|host| is_fixed_host(host) && !is_namespace(&value.text)) else {
            continue;
        };
        let severity = match host_kind(host) {
            Host::Any | Host::Vendor | Host::Documentation => continue,
            Host::Loopback => Severity::Note,
            _ if is_same_everywhere(host) => continue,
            _ => Severity::Warning,
        };
        if said.insert((name, host.to_owned())) {
            report_default(pass, name, host, value, severity);
        }
    }
}

fn report_default(pass: &mut Pass, name: &str, host: &str, value: &Arg, severity: Severity) {
    let hidden = connection_string(&value.text)
        .and_then(|connection| connection.real_password(&value.text))
        .map(|range| hide::place(pass.sources, value, range));
    let finding = pass.report(value.span, format!("'{name}' falls back to the service at '{host}'"));
    finding.severity(severity).help(format!(
        "Require '{name}': a deploy that forgets it should stop, not talk to another service than it was meant to."
    ));
    if let Some(hidden) = hidden {
        finding.secret(hidden);
    }
}

/// Variables that say where the app itself listens, or whom it lets in.
fn is_own_address(name: &str) -> bool {
    let words = words(name);
    let first = words.first().map_or("", String::as_str);
    let alone =
        words.len() == 1 && matches!(first, "host" | "hostname" | "address" | "addr" | "ip" | "interface");
    let binds = words.iter().any(|word| matches!(word.as_str(), "bind" | "listen" | "listener"));
    let own =
        matches!(first, "server" | "http" | "app" | "web" | "uvicorn" | "flask" | "hypercorn" | "gunicorn");
    let admits = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "allowed" | "allow" | "trusted" | "internal" | "ips" | "exclude" | "origins" | "origin" | "cors"
        )
    });
    // `SHOP_HTTP_ADDR` has the app's own name in front.
    let serves_http =
        words.len() == 3 && words[1] == "http" && matches!(words[2].as_str(), "addr" | "address");
    alone
        || binds
        || admits
        || serves_http
        || (own
            && words.len() == 2
            && matches!(words[1].as_str(), "host" | "hostname" | "address" | "addr" | "ip"))
        || (matches!(first, "app" | "site")
            && words.len() == 2
            && matches!(words[1].as_str(), "url" | "domain" | "root"))
}

/// Variables that hold links for readers.
fn is_document(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "docs"
                | "documentation"
                | "help"
                | "support"
                | "homepage"
                | "website"
                | "repo"
                | "repository"
                | "license"
                | "terms"
                | "termsurl"
                | "privacy"
                | "legal"
                | "github"
                | "changelog"
                | "issues"
                | "contact"
                | "email"
                | "mail"
                | "sender"
                | "from"
                | "version"
                | "user"
                | "agent"
        )
    })
}

/// Constants that name an environment, an internal zone, or the app's own public address.
pub fn hardcoded_deploy_url(pass: &mut Pass) {
    let app = pass.app;
    let defaults = hide::defaults(app);
    let clients: BTreeSet<Span> =
        app.facts(Kind::Connect).filter_map(|fact| Some(fact.value.as_ref()?.span)).collect();
    for fact in app
        .production(Kind::Literal)
        .filter(|fact| fact.api != "helm-values" && !fact.api.starts_with("file:"))
    {
        let Some(value) = fact.value.as_ref().filter(|value| !clients.contains(&value.span)) else {
            continue;
        };
        if hide::is_default(fact, &defaults)
            || connection_string(&value.text).is_some()
            || is_namespace(&value.text)
        {
            continue;
        }
        let name = fact.subject_text();
        let Some(host) = host_of(&value.text).filter(|host| is_fixed_host(host) && !is_same_everywhere(host))
        else {
            continue;
        };
        let Some(reason) = deploy_reason(name, &value.text, host) else { continue };
        pass.report(value.span, format!("'{host}' {reason}"))
            .help("Read it from the environment: the same build then serves every deploy.");
    }
}

/// Why an address belongs to one deploy only.
fn deploy_reason(name: &str, value: &str, host: &str) -> Option<&'static str> {
    let kind = host_kind(host);
    // A prefix is part of names: that of properties, of tables, of topics.
    if words(name).last().is_some_and(|word| word == "prefix") && !value.contains("://") {
        return None;
    }
    let is_address = value.contains("://") || value.contains(':') || names_place(name);
    match kind {
        Host::Private if is_address => Some("is an address of one private network"),
        // `settings.local` may be a module.
        Host::Internal if is_address || !host.ends_with(".local") => Some("is a name of one internal zone"),
        Host::Environment => Some("names one environment"),
        Host::Public | Host::Resource | Host::Service if names_own_address(name) && is_on_network(value) => {
            Some("is the address of one deploy of this app")
        }
        _ => None,
    }
}

/// Whether an address leads over the network; `shop-app://callback` opens an app on the user's device.
fn is_on_network(value: &str) -> bool {
    let scheme = value.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_none_or(|scheme| service_of_scheme(scheme).is_some())
}

fn names_place(name: &str) -> bool {
    names_host(name)
        || words(name).last().is_some_and(|word| {
            matches!(word.as_str(), "ip" | "ips" | "url" | "uri" | "origin" | "origins" | "domain" | "proxy")
        })
}
