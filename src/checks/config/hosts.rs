//! Hosts as rules see them: which are real, which are the same everywhere, which names promise one.

use crate::artefact::backing;
use crate::judge::{Host, host_kind, host_of, is_filled_in, is_placeholder, words};

/// Whether a host is a real one that is written out.
pub(super) fn is_fixed_host(host: &str) -> bool {
    let sample =
        ["host", "hostname", "server", "your-host", "yourhost", "dbhost", "my-host", "myhost", "db-host"];
    let label = host.split('.').next().unwrap_or(host);
    // `www` is as monotonous as `xxx`.
    let asks = label != "www" && label.contains(|c: char| c.is_ascii_alphabetic()) && is_placeholder(label);
    !host.is_empty()
        && !asks
        && !is_filled_in(host)
        && !host.contains(['{', '%', '*'])
        && !sample.contains(&host.to_ascii_lowercase().as_str())
        && !matches!(host_kind(host), Host::Documentation)
}

/// Addresses that every deploy on a platform has: metadata services, the cluster's own API.
pub(super) fn is_same_everywhere(host: &str) -> bool {
    matches!(
        host,
        "169.254.169.254"
            | "169.254.170.2"
            | "100.100.100.200"
            | "metadata.google.internal"
            | "metadata"
            | "kubernetes.default.svc"
            | "kubernetes.default.svc.cluster.local"
            | "kubernetes"
            | "host.docker.internal"
            | "gateway.docker.internal"
    )
}

/// The host that a client is given: part of a URL, `host:port`, or a bare name.
pub(super) fn client_host(value: &str) -> Option<&str> {
    let first = value.split(',').next().unwrap_or(value).trim();
    // The host is what the variable holds, or its default.
    if first.starts_with("${") {
        return None;
    }
    if let Some((_, rest)) = first.split_once("://") {
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let authority = authority.rsplit('@').next().unwrap_or(authority);
        return Some(authority.split(':').next().unwrap_or(authority));
    }
    let bare = first.split(':').next().unwrap_or(first);
    let is_host =
        !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    host_of(first)
        .or(is_host.then_some(bare))
        .filter(|host| host.contains(|c: char| c.is_ascii_alphanumeric()))
}

/// The host that a setting of that name holds, where the name promises one. A server may also be a kind of software
/// (`OCTANE_SERVER=frankenphp`) or a number of them, and a word in capitals stands for something else (`ANY`).
pub(super) fn promised_host<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let host = client_host(value).filter(|_| names_host(name))?;
    let is_alone = !value.contains(['.', ':', '/']);
    let is_constant = !value.contains(|c: char| c.is_ascii_lowercase());
    let words = words(name);
    let is_software = || {
        let kinds = &words[..words.len() - 1];
        let is_service =
            |word: &String| backing::engine(word).is_some() || matches!(word.as_str(), "db" | "database");
        words.last().is_some_and(|last| last.starts_with("server")) && !kinds.iter().any(is_service)
    };
    (!is_alone || !is_constant && !is_software()).then_some(host)
}

/// Whether a name promises a host.
pub(super) fn names_host(name: &str) -> bool {
    let words = words(name);
    // A password broker of Laravel is no broker of messages.
    let about_passwords = words.iter().any(|word| word == "password");
    !about_passwords
        && words.last().is_some_and(|word| {
            matches!(
                word.as_str(),
                "host"
                    | "hosts"
                    | "hostname"
                    | "server"
                    | "servers"
                    | "addr"
                    | "address"
                    | "endpoint"
                    | "broker"
                    | "brokers"
            )
        })
}

/// Names of settings that hold the app's own public address: origins, callbacks, cookie domains, allowed hosts.
pub(super) fn names_own_address(name: &str) -> bool {
    let own = words(name.rsplit('.').next().unwrap_or(name));
    let joined = own.join(" ");
    let whole = [
        "allowed hosts",
        "allowed origins",
        "cors origin",
        "cors origins",
        "cors allowed origins",
        "trusted origins",
        "csrf trusted origins",
        "cookie domain",
        "session cookie domain",
        "redirect uri",
        "redirect url",
        "callback url",
        "callback uri",
        "site url",
        "public url",
        "app url",
        "frontend url",
        "external url",
        "home url",
        "canonical host",
        "server name",
        "site domain",
        "app domain",
        "success url",
        "cancel url",
    ];
    whole.iter().any(|phrase| joined == *phrase || joined.ends_with(&format!(" {phrase}")))
}
