//! ECS task definitions as JSON (`RegisterTaskDefinition` of the ECS API), in `CloudFormation` and SAM templates
//! (`AWS::ECS::TaskDefinition`), and as the second version of `Dockerrun.aws.json`.

use super::Teller;
use super::teller::{seconds, value, words};
use super::terraform::{listed, open};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

/// A mapping whose keys begin with a small letter in the API and with a capital one in templates.
#[derive(Clone, Copy)]
pub(super) struct Cased<'t> {
    node: Node<'t>,
    capital: bool,
}

impl<'t> Cased<'t> {
    /// A mapping of a task definition as the API has it.
    pub(super) fn api(node: Node<'t>) -> Self {
        Self { node, capital: false }
    }

    /// A mapping of a template.
    pub(super) fn template(node: Node<'t>) -> Self {
        Self { node, capital: true }
    }

    fn key(self, key: &str) -> String {
        let (first, rest) = key.split_at(1);
        if self.capital { first.to_ascii_uppercase() + rest } else { key.to_owned() }
    }

    fn get(self, key: &str) -> Option<Node<'t>> {
        self.node.get(&self.key(key))
    }

    fn items(self, key: &str) -> impl Iterator<Item = Self> {
        let items = self.get(key).into_iter().flat_map(Node::items);
        items.map(move |node| Self { node, ..self })
    }
}

/// A definition by itself, or as `aws ecs describe-task-definition` wraps it.
pub(super) fn definition(teller: &mut Teller, root: Node) {
    let definition = root.get("taskDefinition").unwrap_or(root);
    task(teller, Platform::Ecs, Cased::api(definition), None);
}

/// What holds for every container of a task.
struct Shared {
    platform: Platform,
    memory: Option<Arg>,
    instances: Option<Arg>,
    /// The containers that others wait for until they have ended.
    ending: Vec<String>,
}

/// The containers of a task definition, of which that many run.
pub(super) fn task(teller: &mut Teller, platform: Platform, task: Cased, instances: Option<Arg>) {
    if let Some(list) = task.get("containerDefinitions") {
        let list = Cased { node: list, ..task };
        self::list(teller, platform, list, task.get("memory").and_then(value), instances);
    }
}

/// The containers of a list as the API has it, with what the task says of them.
pub(super) fn containers(teller: &mut Teller, list: Node, memory: Option<Arg>, instances: Option<Arg>) {
    self::list(teller, Platform::Ecs, Cased::api(list), memory, instances);
}

/// A container by itself, with what the task says of it.
pub(super) fn alone(teller: &mut Teller, container: Node, memory: Option<Arg>, instances: Option<Arg>) {
    let shared = Shared { platform: Platform::Ecs, memory, instances, ending: Vec::new() };
    self::container(teller, Cased::api(container), &shared);
}

fn list(teller: &mut Teller, platform: Platform, list: Cased, memory: Option<Arg>, instances: Option<Arg>) {
    let items = list.node.items().filter(|node| node.is_mapping());
    let containers: Vec<Cased> = items.map(|node| Cased { node, ..list }).collect();
    let waits = containers.iter().flat_map(|container| container.items("dependsOn"));
    let ending = waits.filter(|wait| {
        let condition = wait.get("condition").and_then(Node::text);
        matches!(condition, Some("COMPLETE" | "SUCCESS"))
    });
    let ending = ending.filter_map(|wait| wait.get("containerName")?.text().map(str::to_owned)).collect();
    let shared = Shared { platform, memory, instances, ending };
    for container in containers {
        self::container(teller, container, &shared);
    }
}

fn container(teller: &mut Teller, container: Cased, shared: &Shared) {
    let mut service = teller.blank(shared.platform, container.node, container.get("name"));
    service.image = container.get("image").and_then(value);
    service.entrypoint = words(container.get("entryPoint"));
    service.command = words(container.get("command"));
    let (name, given) = (container.key("name"), container.key("value"));
    let [variables, secrets] = ["environment", "secrets"].map(|key| container.get(key));
    service.environment = listed(variables, &name, &given);
    service.environment.extend(listed(secrets, &name, &given).into_iter().map(|(name, _)| (name, None)));
    let files = container.get("environmentFiles").map(Node::span);
    service.more_variables = files.or_else(|| open(variables)).or_else(|| open(secrets));
    let mappings = container.items("portMappings").filter(|mapping| {
        let protocol = mapping.get("protocol").and_then(Node::text);
        protocol.is_none_or(|protocol| protocol.eq_ignore_ascii_case("tcp"))
    });
    service.ports = mappings.filter_map(|mapping| mapping.get("containerPort").and_then(value)).collect();
    service.memory = container.get("memory").and_then(value).or_else(|| shared.memory.clone());
    service.reserved = container.get("memoryReservation").and_then(value);
    service.instances.clone_from(&shared.instances);
    service.most.clone_from(&shared.instances);
    service.grace = seconds(container.get("stopTimeout"));
    let logging = container.get("logConfiguration").map(|node| Cased { node, ..container });
    service.log_driver = logging.and_then(|logging| logging.get("logDriver")).and_then(value);
    service.ends = shared.ending.contains(&service.name.text);
    teller.service(service);
}
