//! One service, from the mappings that make it up.

use std::collections::BTreeSet;

use super::files::Project;
use super::layers::{Layers, entry};
use super::value::{Field, last_of_each};
use super::{build, image, ports, volumes, words};
use crate::artefact::compose::{CommandField, ComposePort, ComposeService, Dependency, EnvFile};
use crate::fact::{Environment, Place, Role};
use crate::parse::tree::Node;
use crate::source::{Arg, Span, join};

/// Reads a service of a file.
pub(super) fn service<'t>(
    project: &'t Project<'t>,
    file: usize,
    key: Node<'t>,
    own: Node<'t>,
) -> Option<ComposeService> {
    let layers = Layers::follow(project, file, key, own);
    let span = entry(key, own);
    let profiles = unique(all(&layers, "profiles", Field::list), |profile| profile.text.clone());
    let place = place(&project.files[file].place, &profiles);
    let (healthcheck, healthcheck_off) = healthcheck(&layers);
    Some(ComposeService {
        image: layers.arg(&["image"]),
        reference: layers.get("image").and_then(image::reference),
        build: build::build(project.sources, &layers),
        command: layers.get("command").and_then(words::command),
        entrypoint: layers.get("entrypoint").and_then(words::command),
        hooks: ["post_start", "pre_stop"].iter().flat_map(|key| all(&layers, key, hooks)).collect(),
        environment: pairs(&layers, "environment"),
        env_files: unique(all(&layers, "env_file", env_files), |file| file.path.text.clone()),
        ports: unique(all(&layers, "ports", ports::ports), ComposePort::key),
        expose: unique(all(&layers, "expose", Field::list), |port| port.text.clone()),
        volumes: unique(all(&layers, "volumes", volumes::volumes), |volume| volume.target.text.clone()),
        depends_on: depends_on(&layers),
        healthcheck,
        healthcheck_off,
        container_name: layers.arg(&["container_name"]),
        network_mode: layers.arg(&["network_mode"]),
        works_on_host: works_on_host(&layers),
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
        elsewhere: layers.open || layers.get("provider").is_some(),
        layers: layers.elsewhere,
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

/// Names and values, those of the nearest layer counting. One that is tagged `!reset` takes away what is behind it.
fn pairs(layers: &Layers, key: &str) -> Vec<(Arg, Option<Arg>)> {
    let mut pairs = Vec::new();
    for node in layers.all(key).into_iter().rev() {
        let taken = reset(node);
        pairs.retain(|(name, _): &(Arg, _)| !taken.contains(&name.text.as_str()));
        pairs.extend(node.pairs().into_iter().filter(|(name, _)| !taken.contains(&name.text.as_str())));
    }
    last_of_each(pairs)
}

/// The keys of a mapping that are tagged `!reset`.
fn reset(node: Field<'_>) -> Vec<&str> {
    let tagged = node.entries().filter(|(_, value)| value.tag() == Some("!reset"));
    tagged.filter_map(|(key, _)| key.text()).collect()
}

/// The services that are started before, nearest layer first; `links` of old files mean that too.
fn depends_on(layers: &Layers) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    for node in layers.all("depends_on") {
        taken.extend(reset(node));
        found.extend(
            dependencies(node).into_iter().filter(|other| !taken.contains(&other.service.text.as_str())),
        );
    }
    for link in all(layers, "links", Field::list) {
        let name = link.text.split(':').next().unwrap_or_default().to_owned();
        found.push(Dependency { service: Arg { text: name, ..link }, condition: None });
    }
    unique(found, |other| other.service.text.clone())
}

/// The first entry of each key.
fn unique<T>(entries: Vec<T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut known = BTreeSet::new();
    entries.into_iter().filter(|entry| known.insert(key(entry))).collect()
}

/// A path, or a list of paths and of mappings with a path.
fn env_files(node: Field) -> Vec<EnvFile> {
    let file = |path: Field, required: bool| {
        let path = path.arg()?;
        Some(EnvFile { file: join(node.folder(), &path.text), path, required })
    };
    if node.is_scalar() {
        return file(node, true).into_iter().collect();
    }
    node.items()
        .filter_map(|item| {
            if !item.is_mapping() {
                return file(item, true);
            }
            let optional = item.get("required").and_then(Field::as_bool) == Some(false);
            file(item.get("path")?, !optional)
        })
        .collect()
}

/// The commands of a list of hooks.
fn hooks(node: Field) -> Vec<CommandField> {
    node.items().filter_map(|hook| words::command(hook.get("command")?)).collect()
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

fn works_on_host(layers: &Layers) -> Option<Span> {
    let privileged = layers.get("privileged").filter(|node| node.as_bool() == Some(true));
    let global = || layers.at(&["deploy", "mode"]).filter(|mode| mode.text() == Some("global"));
    let network = || {
        let added = all(layers, "cap_add", Field::list).into_iter();
        added.map(|name| (name.text.trim_start_matches("CAP_") == "NET_ADMIN", name.span)).find(|(is, _)| *is)
    };
    privileged.or_else(global).map(Field::span).or_else(|| network().map(|(_, span)| span))
}

fn swarm(layers: &Layers) -> Option<Span> {
    let keys = ["placement", "update_config", "rollback_config", "endpoint_mode", "mode"];
    keys.iter().find_map(|key| layers.at(&["deploy", key])).map(Field::span)
}
