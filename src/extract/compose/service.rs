//! One service, from the mappings that make it up.

use super::layers::Layers;
use super::value::{Field, last_of_each};
use super::{build, image, ports, volumes, words};
use crate::artefact::compose::{ComposePort, ComposeService, Dependency};
use crate::extract::Reader;
use crate::fact::{Environment, Place, Role};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// Reads the service `own` of `services`; `None` where it is no mapping.
pub(super) fn service(reader: Reader, services: Field, key: Node, own: Field) -> Option<ComposeService> {
    if !own.is_mapping() {
        return None;
    }
    let layers = Layers::follow(reader, services, own);
    let (from, to) = (key.span(), own.span());
    let span = if to.start < from.start { from } else { from.to(to) };
    let profiles = all(&layers, "profiles", Field::list);
    let place = place(reader.place, &profiles);
    let (healthcheck, healthcheck_off) = healthcheck(&layers);
    Some(ComposeService {
        image: layers.arg(&["image"]),
        reference: layers.get("image").and_then(image::reference),
        build: build::build(reader, &layers),
        command: layers.get("command").and_then(words::command),
        entrypoint: layers.get("entrypoint").and_then(words::command),
        environment: pairs(&layers, "environment"),
        env_files: all(&layers, "env_file", env_files),
        ports: unique(all(&layers, "ports", ports::ports), ComposePort::is_same),
        expose: unique(all(&layers, "expose", Field::list), |a, b| a.text == b.text),
        volumes: unique(all(&layers, "volumes", volumes::volumes), |a, b| a.target.text == b.target.text),
        depends_on: unique(all(&layers, "depends_on", dependencies), |a, b| a.service.text == b.service.text),
        healthcheck,
        healthcheck_off,
        container_name: layers.arg(&["container_name"]),
        network_mode: layers.arg(&["network_mode"]),
        restart: restart(&layers),
        init: layers.get("init").filter(|node| node.as_bool() == Some(true)).map(Field::span),
        stop_signal: layers.arg(&["stop_signal"]),
        stop_grace_period: layers.arg(&["stop_grace_period"]),
        replicas: layers.arg(&["deploy", "replicas"]).or_else(|| layers.arg(&["scale"])),
        limits: limits(&layers),
        logging_driver: layers.arg(&["logging", "driver"]).or_else(|| layers.arg(&["log_driver"])),
        profiles,
        working_dir: layers.arg(&["working_dir"]),
        swarm: swarm(&layers),
        replaced: layers.replaced(),
        extends: layers.extends,
        ..ComposeService::new(key.arg()?, span, place)
    })
}

/// A service that only runs under profiles of one environment is for that environment.
fn place(place: &Place, profiles: &[Arg]) -> Place {
    let mut place = place.clone();
    let mut named = profiles.iter().map(|profile| Environment::from_word(&profile.text));
    let first = named.next().flatten();
    if let Some(environment) = first.filter(|first| named.all(|other| other.as_ref() == Some(first))) {
        if environment == Environment::Test && place.role == Role::Production {
            place.role = Role::Test;
        }
        place.environment = environment;
    }
    place
}

/// The entries of a key that grows from layer to layer, nearest layer first.
fn all<'t, T>(layers: &Layers<'t>, key: &str, read: fn(Field<'t>) -> Vec<T>) -> Vec<T> {
    layers.all(key).into_iter().flat_map(read).collect()
}

/// Names and values, those of the nearest layer counting.
fn pairs(layers: &Layers, key: &str) -> Vec<(Arg, Option<Arg>)> {
    let base_first = layers.all(key).into_iter().rev();
    last_of_each(base_first.flat_map(Field::pairs).collect())
}

/// The first entry of each kind.
fn unique<T>(entries: Vec<T>, is_same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !kept.iter().any(|known| is_same(known, &entry)) {
            kept.push(entry);
        }
    }
    kept
}

/// A path, or a list of paths and of mappings with a path.
fn env_files(node: Field) -> Vec<Arg> {
    if node.is_scalar() {
        return Field::list(node);
    }
    node.items()
        .filter_map(|item| if item.is_mapping() { item.get("path") } else { Some(item) })
        .filter_map(Field::arg)
        .collect()
}

fn dependencies(node: Field) -> Vec<Dependency> {
    let long = node.entries().filter_map(|(key, value)| {
        let condition = value.get("condition").and_then(Field::arg);
        Some(Dependency { service: key.arg()?, condition })
    });
    let short = node.items().filter_map(|item| Some(Dependency { service: item.arg()?, condition: None }));
    long.chain(short).collect()
}

/// The place of the check, and the place that switches the image's own check off.
fn healthcheck(layers: &Layers) -> (Option<Span>, Option<Span>) {
    let Some(node) = layers.get("healthcheck") else { return (None, None) };
    let is_none = |node: Field| node.text() == Some("NONE");
    let off = layers.at(&["healthcheck", "disable"]).is_some_and(|node| node.as_bool() == Some(true))
        || layers
            .at(&["healthcheck", "test"])
            .is_some_and(|test| is_none(test) || test.items().next().is_some_and(is_none));
    if off { (None, Some(node.span())) } else { (Some(node.span()), None) }
}

/// `restart`, or the condition of `deploy.restart_policy`, which is `any` where it is not written.
fn restart(layers: &Layers) -> Option<Arg> {
    layers.arg(&["restart"]).or_else(|| {
        let policy = layers.at(&["deploy", "restart_policy"])?;
        Some(
            policy
                .get("condition")
                .and_then(Field::arg)
                .unwrap_or_else(|| Arg::literal("any", policy.span())),
        )
    })
}

fn limits(layers: &Layers) -> Option<Span> {
    let paths: [&[&str]; 5] =
        [&["deploy", "resources", "limits"], &["mem_limit"], &["cpus"], &["cpu_quota"], &["memswap_limit"]];
    paths.iter().find_map(|path| layers.at(path)).filter(|node| !node.is_null()).map(Field::span)
}

fn swarm(layers: &Layers) -> Option<Span> {
    let keys = ["placement", "update_config", "rollback_config", "endpoint_mode", "mode"];
    keys.iter().find_map(|key| layers.at(&["deploy", key])).map(Field::span)
}
