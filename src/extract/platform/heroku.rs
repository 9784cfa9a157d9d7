//! Heroku's `app.json` (schema at devcenter.heroku.com/articles/app-json-schema) and `heroku.yml`.

use super::Teller;
use super::teller::value;
use crate::artefact::platform::Platform;
use crate::fact::Environment;
use crate::parse::tree::Node;
use crate::parse::{json, yaml};

/// Reads `app.json`.
pub(super) fn manifest(teller: &mut Teller) {
    let tree = json::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    environment(teller, root);
    formation(teller, root);
    for (key, own) in root.get("environments").into_iter().flat_map(Node::entries) {
        let name = match key.text() {
            Some("review") => Environment::Staging,
            Some("test") => Environment::Test,
            _ => continue,
        };
        teller.within(&name, |teller| environment(teller, own));
    }
}

fn environment(teller: &mut Teller, root: Node) {
    for (key, entry) in root.get("env").into_iter().flat_map(Node::entries) {
        let value = if entry.is_scalar() { Some(entry) } else { entry.get("value") };
        if let Some(name) = key.arg() {
            teller.provide(name, value.and_then(Node::arg));
        }
    }
    addons(teller, root.get("addons"));
    for (key, command) in root.get("scripts").into_iter().flat_map(Node::entries) {
        teller.start(key.text().unwrap_or(""), Some(command));
    }
}

/// How many of its processes run, and how the heirs of the format (Dokku, Scalingo) ask whether they are well
/// (dokku.com/docs/deployment/zero-downtime-deploys).
fn formation(teller: &mut Teller, root: Node) {
    for (key, size) in root.get("formation").into_iter().flat_map(Node::entries) {
        let mut service = teller.blank(Platform::Heroku, size, Some(key));
        service.instances = size.get("quantity").and_then(value);
        let checks = root.get("healthchecks").and_then(|checks| checks.get(key.raw()));
        let checks = checks.into_iter().flat_map(Node::items);
        service.checks = checks.filter_map(|check| check.get("path").and_then(value)).collect();
        teller.service(service);
    }
}

/// Reads `heroku.yml`.
pub(super) fn containers(teller: &mut Teller) {
    let tree = yaml::parse(teller.reader.file, teller.reader.text);
    let Some(root) = teller.root(&tree) else { return };
    teller.provide_all(root.at(&["setup", "config"]));
    addons(teller, root.at(&["setup", "addons"]));
    for (key, process) in root.get("run").into_iter().flat_map(Node::entries) {
        command(teller, key.text().unwrap_or(""), process);
    }
    if let Some(release) = root.get("release") {
        command(teller, "release", release);
    }
}

/// A command, a list of commands, or a mapping with one of them.
fn command(teller: &mut Teller, name: &str, process: Node) {
    let command = if process.is_mapping() { process.get("command") } else { Some(process) };
    let Some(command) = command else { return };
    teller.start(name, Some(command));
    for command in command.items() {
        teller.start(name, Some(command));
    }
}

/// Names of plans, or mappings with a plan.
fn addons(teller: &mut Teller, addons: Option<Node>) {
    for addon in addons.into_iter().flat_map(Node::items) {
        let plan = if addon.is_mapping() { addon.get("plan") } else { Some(addon) };
        let Some(plan) = plan.and_then(Node::arg) else { continue };
        let service = plan.text.split(':').next().unwrap_or("");
        if let Some(engine) = engine(service) {
            let version = addon.at(&["options", "version"]).and_then(Node::arg);
            teller.backing(engine, plan.span, version);
        }
    }
}

/// The engine behind an add-on of the marketplace.
fn engine(service: &str) -> Option<&'static str> {
    Some(match service {
        "heroku-postgresql" | "crunchybridge" | "stackhero-postgresql" => "postgres",
        "heroku-redis"
        | "heroku-key-value-store"
        | "rediscloud"
        | "redistogo"
        | "openredis"
        | "stackhero-redis" => "redis",
        "heroku-kafka" | "cloudkarafka" => "kafka",
        "cleardb" | "jawsdb" | "stackhero-mysql" => "mysql",
        "jawsdb-maria" => "mariadb",
        "mssql" => "mssql",
        "mongolab" | "mongohq" | "ormongo" | "stackhero-mongodb" => "mongodb",
        "cloudamqp" | "stackhero-rabbitmq" => "rabbitmq",
        "memcachier" | "memcachedcloud" => "memcached",
        "bonsai" | "searchbox" | "foundelasticsearch" | "stackhero-elasticsearch" => "elasticsearch",
        "sendgrid" | "mailgun" | "postmark" | "sparkpost" | "mailtrap" => "smtp",
        _ => return None,
    })
}
