//! Jobs of Nomad (developer.hashicorp.com/nomad/docs/job-specification).

use super::Teller;
use super::teller::{mapping, seconds, value};
use super::terraform::blocks;
use crate::artefact::compose::CommandField;
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

/// Whether a text is a job.
pub(crate) fn is_job(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("job ")) && text.contains("task ")
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    for (_, job) in blocks(root, "job").flat_map(Node::own_entries) {
        let ends = matches!(job.get("type").and_then(Node::text), Some("batch" | "sysbatch"));
        for (_, group) in blocks(job, "group").flat_map(Node::own_entries) {
            for (name, task) in blocks(group, "task").flat_map(Node::own_entries) {
                self::task(teller, group, name, task, ends);
            }
        }
    }
}

fn task(teller: &mut Teller, group: Node, name: Node, task: Node, ends: bool) {
    let Some(config) = task.get("config") else { return };
    if !matches!(task.get("driver").and_then(Node::text), Some("docker" | "podman")) {
        return;
    }
    let mut service = teller.blank(Platform::Nomad, task, Some(name));
    service.image = config.get("image").and_then(value);
    service.entrypoint = super::teller::words(config.get("entrypoint"));
    service.command = command(config);
    service.environment = blocks(task, "env").flat_map(|env| mapping(Some(env))).collect();
    let fills = |template: &Node| template.get("env").and_then(Node::as_bool) == Some(true);
    service.more_variables = blocks(task, "template").find(fills).map(Node::span);
    service.ports = ports(group, config);
    let services = [task, group].into_iter().flat_map(|holder| blocks(holder, "service"));
    let checks = services.flat_map(|service| blocks(service, "check"));
    service.checks = checks.filter_map(|check| check.get("path").and_then(value)).collect();
    service.memory =
        task.at(&["resources", "memory_max"]).or(task.at(&["resources", "memory"])).and_then(value);
    service.instances = group.get("count").and_then(value);
    service.most = service.instances.clone().filter(|_| group.get("scaling").is_none());
    service.disks =
        blocks(task, "volume_mount").filter_map(|mount| mount.get("destination").and_then(value)).collect();
    service.grace = seconds(task.get("kill_timeout"));
    service.stop_signal = task.get("kill_signal").and_then(value);
    let hook = task.at(&["lifecycle", "hook"]).is_some();
    let stays = task.at(&["lifecycle", "sidecar"]).and_then(Node::as_bool) == Some(true);
    service.ends = ends || hook && !stays;
    teller.service(service);
}

/// `command` and `args` come in the place of the image's CMD.
fn command(config: Node) -> Option<CommandField> {
    let command = config.get("command");
    let given = config.get("args");
    let span = command.or(given)?.span();
    let args = given.into_iter().flat_map(Node::items);
    let words: Vec<Arg> = command.into_iter().chain(args).filter_map(value).collect();
    Some(CommandField { span, words })
}

/// The ports in the container of those that the task takes from its group.
fn ports(group: Node, config: Node) -> Vec<Arg> {
    let taken: Vec<&str> =
        config.get("ports").into_iter().flat_map(Node::items).filter_map(Node::text).collect();
    let networks = blocks(group, "network").flat_map(|network| blocks(network, "port"));
    let named = networks.flat_map(Node::own_entries);
    let named = named.filter(|(name, _)| name.text().is_some_and(|name| taken.contains(&name)));
    named.filter_map(|(_, port)| port.get("to").and_then(value)).collect()
}
