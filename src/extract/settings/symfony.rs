//! What the configuration of Symfony says by its own keys: sessions, caches, mail, logs and routes.

use crate::extract::code::address::service_of_scheme;
use crate::fact::{Environment, Fact, Kind, Place};
use crate::parse::tree::Node;
use crate::source::Arg;

/// The environment that a top-level key of a file is written for: `when@prod`.
pub(super) fn environment_of(key: &str) -> Option<Environment> {
    key.strip_prefix("when@").and_then(Environment::from_word)
}

/// What one document, or the part of one that is for an environment, says.
pub(super) fn facts(root: Node, place: &Place) -> Vec<Fact> {
    let mut found = Vec::new();
    if let Some(framework) = root.get("framework") {
        framework_facts(framework, place, &mut found);
    }
    let handlers = root.at(&["monolog", "handlers"]);
    for (_, handler) in handlers.into_iter().flat_map(Node::entries) {
        found.extend(sink(handler, place));
    }
    found
}

fn framework_facts(framework: Node, place: &Place, found: &mut Vec<Fact>) {
    let mut say = |kind, subject: &str, api: &str, at: Node| {
        let fact = Fact::new(kind, at.span(), api, place.clone());
        found.push(fact.about(Arg::literal(subject, at.span())));
    };
    if let Some(handler) = framework.at(&["session", "handler_id"]) {
        let text = handler.text().unwrap_or("");
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        match (text, scheme) {
            ("session.handler.native_file", _) | (_, Some("file")) => {
                say(Kind::SessionStore, "file", "session.handler_id", handler);
            }
            (_, Some(scheme)) => {
                say(
                    Kind::SessionStore,
                    service_of_scheme(scheme).unwrap_or("handler"),
                    "session.handler_id",
                    handler,
                );
            }
            (name, _) if is_native(name) => {}
            _ => say(Kind::SessionStore, "handler", "session.handler_id", handler),
        }
    }
    // PHP's own handler keeps files, where it is told a folder.
    let folder = framework.at(&["session", "save_path"]);
    if let Some(folder) =
        folder.filter(|folder| folder.text().is_some_and(|text| !text.is_empty() && !text.contains("://")))
        && framework
            .at(&["session", "handler_id"])
            .is_none_or(|handler| is_native(handler.text().unwrap_or("")))
    {
        say(Kind::SessionStore, "file", "session.save_path", folder);
    }
    let transports = framework.at(&["messenger", "transports"]).into_iter().flat_map(Node::entries);
    for (_, transport) in transports {
        let dsn = Some(transport).filter(|node| node.is_scalar()).or_else(|| transport.get("dsn"));
        if let Some(dsn) = dsn.filter(|dsn| dsn.text().is_some_and(|text| text.starts_with("in-memory:"))) {
            say(Kind::BackgroundWork, "queue", "messenger.transports", dsn);
        }
    }
    let pools = framework.at(&["cache", "pools"]).into_iter().flat_map(Node::entries);
    let adapters = pools.filter_map(|(_, pool)| pool.get("adapter").or_else(|| pool.get("adapters")));
    for adapter in framework.at(&["cache", "app"]).into_iter().chain(adapters) {
        match adapter.text().unwrap_or("") {
            name @ ("cache.adapter.apcu" | "cache.adapter.array") => {
                say(Kind::CacheStore, "memory", name, adapter);
            }
            name @ ("cache.adapter.filesystem" | "cache.adapter.php_files") => {
                say(Kind::CacheStore, "file", name, adapter);
            }
            "cache.adapter.redis" | "cache.adapter.redis_tag_aware" => {
                say(Kind::CacheStore, "redis", "cache.adapter.redis", adapter);
            }
            "cache.adapter.memcached" => {
                say(Kind::CacheStore, "memcached", "cache.adapter.memcached", adapter);
            }
            _ => {}
        }
    }
}

/// Whether sessions are left to PHP's own handler.
fn is_native(handler: &str) -> bool {
    matches!(handler, "" | "~" | "null" | "session.handler.native")
}

/// A handler of Monolog that opens a destination.
fn sink(handler: Node, place: &Place) -> Option<Fact> {
    let kind = handler.get("type")?;
    let (subject, key) = match kind.text()? {
        "stream" => ("file", "path"),
        "rotating_file" => ("rotating-file", "path"),
        "syslog" => ("syslog", "ident"),
        "syslogudp" => ("syslog", "host"),
        "gelf" | "socket" | "loggly" | "logentries" | "elasticsearch" | "elastica" | "elastic_search"
        | "redis" | "predis" | "mongo" | "mongodb" | "newrelic" | "insightops" => ("collector", "host"),
        _ => return None,
    };
    let value = handler.get(key).and_then(Node::arg);
    let text = value.as_ref().map_or("", |value| value.text.as_str());
    let subject = if text.starts_with("php://") { "stdout" } else { subject };
    let is_known = !text.starts_with("%env(");
    if subject.ends_with("file") && !is_known {
        return None;
    }
    let at = value.as_ref().map_or(kind.span(), |value| value.span);
    let mut fact = Fact::new(Kind::LogSink, at, "monolog", place.clone()).about(Arg::literal(subject, at));
    fact.value = value;
    Some(fact)
}
