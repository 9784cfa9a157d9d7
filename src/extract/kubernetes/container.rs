//! Containers of a pod.

use super::field::{arg, arg_at, args, is_true, words};
use super::probe;
use crate::artefact::security::SecurityContext;
use crate::artefact::workload::{Container, ContainerClass, EnvVar, Mount, Port, Reference, Resources};
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The containers of one of the pod's lists. Init containers that restart always are sidecars.
pub(super) fn list(node: Node, class: ContainerClass) -> Vec<Container> {
    items(node).map(|item| one(item, class)).collect()
}

/// One container.
pub(super) fn one(node: Node, class: ContainerClass) -> Container {
    let restarts = node.get("restartPolicy").and_then(Node::text) == Some("Always");
    let class = if class == ContainerClass::Init && restarts { ContainerClass::Sidecar } else { class };
    let mut container = blank(Arg::literal("", anchor(node)), class, node.span());
    for (key, value) in node.entries() {
        set_field(&mut container, key.text().unwrap_or(""), key, value);
    }
    container
}

/// A container of which nothing is known yet.
pub(super) fn blank(name: Arg, class: ContainerClass, span: Span) -> Container {
    Container {
        name,
        class,
        span,
        image: None,
        command: None,
        args: None,
        env: Vec::new(),
        env_from: Vec::new(),
        ports: Vec::new(),
        resources: None,
        liveness: None,
        readiness: None,
        startup: None,
        lifecycle: None,
        stop_signal: None,
        security: SecurityContext::default(),
        read_only_root: None,
        hooks: Vec::new(),
        pre_stop: None,
        mounts: Vec::new(),
    }
}

/// Reads one field of a container; `key` is the place where it is named.
pub(super) fn set_field(container: &mut Container, name: &str, key: Node, value: Node) {
    match name {
        "name" => container.name = arg(value).unwrap_or_else(|| container.name.clone()),
        "image" => container.image = arg(value),
        "command" => container.command = command(value),
        "args" => container.args = command(value),
        "env" => container.env = items(value).filter_map(env_var).collect(),
        "envFrom" => container.env_from = items(value).filter_map(env_from).collect(),
        "ports" => container.ports = items(value).map(port).collect(),
        "resources" => container.resources = resources(value),
        "livenessProbe" => container.liveness = probe::read(key, value),
        "readinessProbe" => container.readiness = probe::read(key, value),
        "startupProbe" => container.startup = probe::read(key, value),
        "lifecycle" if !value.is_null() => {
            container.lifecycle = Some(key.span());
            container.hooks = probe::hooks(value);
            container.pre_stop = probe::pre_stop(value);
            container.stop_signal = arg_at(value, &["stopSignal"]);
        }
        "securityContext" => {
            container.security = security(value);
            container.read_only_root = arg_at(value, &["readOnlyRootFilesystem"]);
        }
        "volumeMounts" => container.mounts = items(value).filter_map(mount).collect(),
        _ => {}
    }
}

/// `securityContext` of a container or a pod.
pub(super) fn security(node: Node) -> SecurityContext {
    let sysctls = node.get("sysctls").into_iter().flat_map(items);
    SecurityContext {
        run_as_user: arg_at(node, &["runAsUser"]),
        run_as_non_root: arg_at(node, &["runAsNonRoot"]),
        privileged: is_true(node, &["privileged"]),
        added: args(node.at(&["capabilities", "add"])),
        dropped: args(node.at(&["capabilities", "drop"])),
        sysctls: sysctls
            .filter_map(|entry| Some((arg_at(entry, &["name"])?, arg_at(entry, &["value"])?)))
            .collect(),
    }
}

/// Where something about a container without a name is shown: its image, or its first key.
fn anchor(node: Node) -> Span {
    node.get("image").or_else(|| node.entries().next().map(|(key, _)| key)).map_or(node.span(), Node::span)
}

fn items(node: Node) -> impl Iterator<Item = Node> {
    node.items().filter(|item| item.is_mapping())
}

fn command(node: Node) -> Option<(Span, Vec<Arg>)> {
    node.is_sequence().then(|| (node.span(), words(node)))
}

pub(super) fn env_var(node: Node) -> Option<EnvVar> {
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

pub(super) fn env_from(node: Node) -> Option<Reference> {
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
        items: node
            .get("items")
            .into_iter()
            .flat_map(items)
            .filter_map(|item| arg_at(item, &["key"]))
            .collect(),
        prefix: None,
        optional: is_true(node, &["optional"]),
        span: node.span(),
    })
}

pub(super) fn port(node: Node) -> Port {
    Port {
        name: arg_at(node, &["name"]),
        number: arg_at(node, &["containerPort"]),
        host_port: arg_at(node, &["hostPort"]),
        protocol: node.get("protocol").and_then(Node::text).unwrap_or("TCP").to_owned(),
        span: node.span(),
    }
}

/// `resources` of a container or a pod.
pub(super) fn resources(node: Node) -> Option<Resources> {
    if !node.is_mapping() {
        return None;
    }
    let list = |key: &str| {
        let written = node.get(key).into_iter().flat_map(Node::entries);
        written.filter_map(|(name, value)| Some((name.arg()?, arg(value)?))).collect()
    };
    Some(Resources { span: node.span(), requests: list("requests"), limits: list("limits") })
}

pub(super) fn mount(node: Node) -> Option<Mount> {
    Some(Mount {
        volume: node.get("name").and_then(arg)?,
        path: node.get("mountPath").and_then(arg)?,
        read_only: is_true(node, &["readOnly"]),
        span: node.span(),
    })
}
