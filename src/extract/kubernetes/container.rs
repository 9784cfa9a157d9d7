//! Containers of a pod.

use super::field::{arg, arg_at, is_true, pairs, words};
use super::probe;
use crate::artefact::workload::{Container, ContainerClass, EnvVar, Mount, Port, Reference, Resources};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The containers of one of the pod's lists. Init containers that restart always are sidecars.
pub(super) fn list(node: Option<Node>, class: ContainerClass) -> Vec<Container> {
    let items = node.into_iter().flat_map(Node::items).filter(|item| item.is_mapping());
    items.map(|item| container(item, class)).collect()
}

fn container(node: Node, class: ContainerClass) -> Container {
    let restarts = node.get("restartPolicy").and_then(Node::text) == Some("Always");
    let class = if class == ContainerClass::Init && restarts { ContainerClass::Sidecar } else { class };
    let (pre_stop, lifecycle) = match node.entry("lifecycle").filter(|(_, value)| !value.is_null()) {
        Some((key, value)) => (probe::pre_stop(value), Some(key.span())),
        None => (None, None),
    };
    Container {
        name: arg_at(node, &["name"]).unwrap_or_else(|| Arg::literal("", anchor(node))),
        class,
        span: node.span(),
        image: arg_at(node, &["image"]),
        command: command(node.get("command")),
        args: command(node.get("args")),
        env: items(node.get("env")).filter_map(env_var).collect(),
        env_from: items(node.get("envFrom")).filter_map(env_from).collect(),
        ports: items(node.get("ports")).map(port).collect(),
        resources: resources(node.get("resources")),
        liveness: probe::read(node, "livenessProbe"),
        readiness: probe::read(node, "readinessProbe"),
        startup: probe::read(node, "startupProbe"),
        lifecycle,
        pre_stop,
        mounts: items(node.get("volumeMounts")).filter_map(mount).collect(),
    }
}

/// Where something about a container without a name is shown: its image, or its first key.
fn anchor(node: Node) -> Span {
    node.get("image").or_else(|| node.entries().next().map(|(key, _)| key)).map_or(node.span(), Node::span)
}

fn items(node: Option<Node>) -> impl Iterator<Item = Node> {
    node.into_iter().flat_map(Node::items).filter(|item| item.is_mapping())
}

fn command(node: Option<Node>) -> Option<(Span, Vec<Arg>)> {
    let node = node.filter(|node| node.is_sequence())?;
    Some((node.span(), words(node)))
}

fn env_var(node: Node) -> Option<EnvVar> {
    let source = node.get("valueFrom");
    let of = |key: &str, secret: bool| {
        let target = source?.get(key)?;
        reference(target, secret, arg_at(target, &["name"])?)
    };
    Some(EnvVar {
        name: arg_at(node, &["name"])?,
        value: arg_at(node, &["value"]),
        reference: of("configMapKeyRef", false).or_else(|| of("secretKeyRef", true)),
        from: source.filter(|source| !source.is_null()).map(Node::span),
        span: node.span(),
    })
}

fn env_from(node: Node) -> Option<Reference> {
    let (target, secret) = match (node.get("configMapRef"), node.get("secretRef")) {
        (Some(target), _) => (target, false),
        (None, target) => (target?, true),
    };
    let mut reference = reference(target, secret, arg_at(target, &["name"])?)?;
    reference.prefix = arg_at(node, &["prefix"]);
    Some(reference)
}

/// A reference to a ConfigMap or Secret whose name stands in the field that the caller knows.
pub(super) fn reference(node: Node, secret: bool, name: Arg) -> Option<Reference> {
    node.is_mapping().then(|| Reference {
        secret,
        name,
        key: arg_at(node, &["key"]),
        items: items(node.get("items")).filter_map(|item| arg_at(item, &["key"])).collect(),
        prefix: None,
        optional: is_true(node, &["optional"]),
        span: node.span(),
    })
}

fn port(node: Node) -> Port {
    Port {
        name: arg_at(node, &["name"]),
        number: arg_at(node, &["containerPort"]),
        host_port: arg_at(node, &["hostPort"]),
        protocol: node.get("protocol").and_then(Node::text).unwrap_or("TCP").to_owned(),
        span: node.span(),
    }
}

/// `resources` of a container or a pod.
pub(super) fn resources(node: Option<Node>) -> Option<Resources> {
    let node = node.filter(|node| node.is_mapping())?;
    let list = |key: &str| pairs(node.get(key)).into_iter().filter(|(_, value)| !value.text.is_empty());
    Some(Resources {
        span: node.span(),
        requests: list("requests").collect(),
        limits: list("limits").collect(),
    })
}

fn mount(node: Node) -> Option<Mount> {
    Some(Mount {
        volume: node.get("name").and_then(arg)?,
        path: node.get("mountPath").and_then(arg)?,
        read_only: is_true(node, &["readOnly"]),
        span: node.span(),
    })
}
