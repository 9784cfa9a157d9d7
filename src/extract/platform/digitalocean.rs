//! App specs of `DigitalOcean` App Platform, in `.do/` (docs.digitalocean.com/products/app-platform/reference/app-spec).

use super::Teller;
use super::teller::{named, seconds, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let spec = root.get("spec").unwrap_or(root);
    for (name, given) in variables(spec) {
        teller.provide(name, given);
    }
    for (kind, ends) in [("services", false), ("workers", false), ("jobs", true), ("functions", false)] {
        for component in spec.get(kind).into_iter().flat_map(Node::items) {
            self::component(teller, component, ends);
        }
    }
    for site in spec.get("static_sites").into_iter().flat_map(Node::items) {
        for (name, given) in variables(site) {
            teller.provide(name, given);
        }
    }
    for database in spec.get("databases").into_iter().flat_map(Node::items) {
        let shown = database.get("engine").or_else(|| database.get("name")).unwrap_or(database);
        // An app's database is PostgreSQL where nothing is said.
        let engine = match database.get("engine").map(|engine| engine.raw().to_ascii_uppercase()).as_deref() {
            None | Some("PG") => "postgres",
            Some("MYSQL") => "mysql",
            Some("REDIS") => "redis",
            Some("VALKEY") => "valkey",
            Some("MONGODB") => "mongodb",
            Some("KAFKA") => "kafka",
            Some("OPENSEARCH") => "opensearch",
            _ => continue,
        };
        teller.backing(engine, shown.span(), database.get("version").and_then(value));
    }
}

fn component(teller: &mut Teller, component: Node, ends: bool) {
    let mut service = teller.blank(Platform::AppPlatform, component, component.get("name"));
    service.folder = Teller::folder_of_root(component.get("source_dir"));
    service.environment = variables(component);
    service.ports.extend(component.get("http_port").and_then(value));
    for check in ["health_check", "liveness_health_check"] {
        service.checks.extend(component.at(&[check, "http_path"]).and_then(value));
    }
    let scaled = component.at(&["autoscaling", "min_instance_count"]);
    service.instances = scaled.or_else(|| component.get("instance_count")).and_then(value);
    let most = component.at(&["autoscaling", "max_instance_count"]);
    service.most = most.or_else(|| component.get("instance_count")).and_then(value);
    service.grace = seconds(component.at(&["termination", "grace_period_seconds"]));
    service.image = component.get("image").and_then(image);
    service.ends = ends;
    let name = service.name.text.clone();
    let command = component.get("run_command");
    teller.service(service);
    teller.start(&name, command);
}

/// Registry, repository, and tag or digest stand under keys of their own.
fn image(image: Node) -> Option<Arg> {
    let part = |key: &str| image.get(key).and_then(value);
    let repository = part("repository")?;
    let version = part("digest").map(|digest| ("@", digest)).or_else(|| Some((":", part("tag")?)));
    let registry = part("registry").map_or(String::new(), |registry| registry.text + "/");
    let literal = repository.literal && version.as_ref().is_none_or(|(_, version)| version.literal);
    let version = version.map_or(String::new(), |(mark, version)| format!("{mark}{}", version.text));
    Some(Arg { text: format!("{registry}{}{version}", repository.text), literal, span: image.span() })
}

/// `envs`; a value that the platform has encrypted (`EV[…]`) is known to nobody else.
fn variables(holder: Node) -> Vec<(Arg, Option<Arg>)> {
    let mut found: Vec<(Arg, Option<Arg>)> = named(holder.get("envs"), "key", "value");
    for (_, given) in &mut found {
        *given = given.take().filter(|given| !given.text.starts_with("EV["));
    }
    found
}
