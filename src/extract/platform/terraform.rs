//! Resources of Terraform and `OpenTofu` that run the app, and the services behind it (registry.terraform.io/providers:
//! hashicorp/aws, hashicorp/google, hashicorp/azurerm).

use super::teller::{self, mapping, named, value, words};
use super::{Teller, cloudrun, ecs, lambda};
use crate::artefact::platform::Platform;
use crate::fact::Environment;
use crate::parse::json;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// Whether a text has a resource that is read here.
pub(crate) fn is_read(text: &str) -> bool {
    let kinds = [
        "container_definitions",
        "aws_lambda_function",
        "aws_apprunner_service",
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_elasticache_",
        "google_cloud_run_",
        "google_sql_database_instance",
        "google_redis_instance",
        "azurerm_container_",
        "azurerm_linux_",
        "azurerm_postgresql_flexible_server",
        "azurerm_mysql_flexible_server",
        "azurerm_redis_cache",
    ];
    kinds.iter().any(|kind| text.contains(kind))
}

/// A block with a name: its kind, its name and what is in it.
#[derive(Clone, Copy)]
pub(super) struct Resource<'t> {
    pub(super) kind: &'t str,
    pub(super) name: Node<'t>,
    pub(super) body: Node<'t>,
}

impl<'t> Resource<'t> {
    /// The value of an argument, unless a later change of it is left alone: then the file does not tell it
    /// (developer.hashicorp.com/terraform/language/meta-arguments/lifecycle).
    pub(super) fn managed(self, teller: &Teller, node: Option<Node<'t>>, word: &str) -> Option<Arg> {
        let ignored = self.body.at(&["lifecycle", "ignore_changes"]).map_or("", |node| written(teller, node));
        let names = ["all", "template", "container_definitions", word];
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let ignores = ignored.split(|c| !is_word(c)).any(|part| names.contains(&part));
        node.filter(|_| !ignores).and_then(value)
    }
}

/// The text of a node as it is written.
fn written<'a>(teller: &Teller<'a, '_>, node: Node) -> &'a str {
    teller.reader.text.get(node.span().range()).unwrap_or("")
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let resources: Vec<Resource> = blocks(root, "resource")
        .flat_map(Node::own_entries)
        .flat_map(|(kind, named)| named.own_entries().map(move |own| (kind, own)))
        .filter_map(|(kind, (name, body))| Some(Resource { kind: kind.text()?, name, body }))
        .collect();
    for resource in &resources {
        self::resource(teller, &resources, *resource);
    }
    for (_, body) in blocks(root, "module").flat_map(Node::own_entries) {
        if let Some(definitions) = body.get("container_definitions") {
            let instances = body.get("desired_count").and_then(value);
            definitions_of(teller, definitions, body.get("memory").and_then(value), instances);
        }
    }
}

fn resource(teller: &mut Teller, resources: &[Resource], own: Resource) {
    let body = own.body;
    match own.kind {
        "aws_ecs_task_definition" => {
            let instances = desired(teller, resources, own);
            if let Some(definitions) = body.get("container_definitions") {
                definitions_of(teller, definitions, body.get("memory").and_then(value), instances);
            }
        }
        "aws_lambda_function" => lambda::of_terraform(teller, own),
        "aws_apprunner_service" => app_runner(teller, own),
        "google_cloud_run_service" => cloudrun::first(teller, own),
        "google_cloud_run_v2_service" => cloudrun::second(teller, own, false),
        "google_cloud_run_v2_job" => cloudrun::second(teller, own, true),
        "azurerm_container_app" => container_app(teller, own, false),
        "azurerm_container_app_job" => container_app(teller, own, true),
        "azurerm_container_group" => container_group(teller, own),
        "azurerm_linux_web_app" | "azurerm_linux_function_app" => web_app(teller, own),
        // A developer's machine has no use for them.
        _ if teller.reader.place.environment == Environment::Any => {
            teller.within(&Environment::Production, |teller| backing(teller, own));
        }
        _ => backing(teller, own),
    }
}

/// The blocks of that kind in a body.
pub(super) fn blocks<'t>(body: Node<'t>, kind: &'static str) -> impl Iterator<Item = Node<'t>> + use<'t> {
    body.own_entries().filter(move |(key, _)| key.text() == Some(kind)).map(|(_, block)| block)
}

/// The variables of blocks with a name and a value, and what adds more of them than the file tells.
pub(super) fn variables(
    holder: Node,
    kind: &'static str,
    given: &str,
) -> (Vec<(Arg, Option<Arg>)>, Option<Span>) {
    let found = blocks(holder, kind).filter_map(|block| {
        let given = block.get(given).filter(|given| given.is_scalar());
        Some((block.get("name").and_then(value)?, given.and_then(value)))
    });
    let more = blocks(holder, "dynamic").find_map(|dynamic| dynamic.entry(kind)).map(|(key, _)| key.span());
    (found.collect(), more)
}

/// `desired_count` of the ECS service that runs the task definition, if nothing else changes it.
fn desired(teller: &Teller, resources: &[Resource], task: Resource) -> Option<Arg> {
    let reference = format!("aws_ecs_task_definition.{}.", task.name.text()?);
    let runs = |service: &&Resource| {
        let definition = service.body.get("task_definition").map(|node| written(teller, node));
        service.kind == "aws_ecs_service"
            && definition.is_some_and(|definition| format!("{definition}.").contains(&reference))
    };
    let service = resources.iter().find(runs)?;
    service.managed(teller, service.body.get("desired_count"), "desired_count")
}

/// Containers as a list, as the text of one in JSON, or as a mapping by name as modules take them.
fn definitions_of(teller: &mut Teller, node: Node, memory: Option<Arg>, instances: Option<Arg>) {
    if node.is_sequence() {
        ecs::containers(teller, node, memory, instances);
    } else if node.is_mapping() {
        for (_, container) in node.entries().filter(|(_, container)| container.is_mapping()) {
            ecs::alone(teller, container, memory.clone(), instances.clone());
        }
    } else if let Some(text) = in_json(teller, node) {
        let tree = json::parse(teller.reader.file, &text);
        if let Some(root) = tree.documents().next() {
            ecs::containers(teller, root, memory, instances);
        }
    }
}

/// The file with nothing left of it but the JSON of a heredoc, whose interpolations are texts of the same length.
fn in_json(teller: &Teller, node: Node) -> Option<String> {
    let range = node.content_span().range();
    let inside = teller.reader.text.get(range.clone())?;
    if !inside.trim_start().starts_with(['[', '{']) {
        return None;
    }
    let mut text = " ".repeat(range.start);
    let (mut rest, mut quoted) = (inside, false);
    while let Some(character) = rest.chars().next() {
        let taken = match rest.strip_prefix("${").and_then(|after| after.find('}')) {
            Some(end) => {
                let length = end + 3;
                let sign = if quoted { "" } else { "\"" };
                text += sign;
                text += "${";
                text += &"x".repeat(length.saturating_sub(3 + 2 * sign.len()));
                text += "}";
                text += sign;
                length
            }
            None => {
                quoted ^= character == '"' && !text.ends_with('\\');
                text.push(character);
                character.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    Some(text)
}

fn app_runner(teller: &mut Teller, own: Resource) {
    let source = own.body.at(&["source_configuration", "image_repository"]);
    let mut service = teller.blank(Platform::AppRunner, own.body, Some(own.name));
    let settings = source.and_then(|source| source.get("image_configuration"));
    service.image = source.and_then(|source| source.get("image_identifier")).and_then(value);
    let variables = settings.and_then(|settings| settings.get("runtime_environment_variables"));
    service.environment = mapping(variables);
    service.more_variables = open(variables);
    service.ports.extend(settings.and_then(|settings| settings.get("port")).and_then(value));
    service.memory = own.body.at(&["instance_configuration", "memory"]).and_then(value);
    teller.service(service);
}

fn container_app(teller: &mut Teller, own: Resource, is_job: bool) {
    let Some(template) = own.body.get("template") else { return };
    let mut port = own.body.at(&["ingress", "target_port"]).and_then(value);
    let init = blocks(template, "init_container").map(|container| (container, true));
    for (container, ends) in blocks(template, "container").map(|container| (container, false)).chain(init) {
        let mut service = teller.blank(Platform::Azure, container, container.get("name"));
        service.image = own.managed(teller, container.get("image"), "image");
        service.entrypoint = words(container.get("command"));
        service.command = words(container.get("args"));
        (service.environment, service.more_variables) = variables(container, "env", "value");
        service.memory = container.get("memory").and_then(value);
        let probes = ["liveness_probe", "readiness_probe", "startup_probe"];
        let probes = probes.iter().flat_map(|probe| blocks(container, probe));
        service.checks = probes.filter_map(|probe| probe.get("path").and_then(value)).collect();
        service.grace = teller::seconds(template.get("termination_grace_period_seconds"));
        service.instances = template.get("min_replicas").and_then(value);
        service.most = template.get("max_replicas").and_then(value);
        service.ends = is_job || ends;
        // The ingress leads to one container, which is the first by convention.
        service.ports.extend(port.take());
        teller.service(service);
    }
}

fn container_group(teller: &mut Teller, own: Resource) {
    for container in blocks(own.body, "container") {
        let mut service = teller.blank(Platform::Azure, container, container.get("name"));
        service.image = own.managed(teller, container.get("image"), "image");
        service.command = words(container.get("commands"));
        let keys = ["environment_variables", "secure_environment_variables"];
        service.environment = keys.iter().flat_map(|key| mapping(container.get(key))).collect();
        service.more_variables = keys.iter().find_map(|key| open(container.get(key)));
        service.ports =
            blocks(container, "ports").filter_map(|port| port.get("port").and_then(value)).collect();
        service.memory = container.get("memory").and_then(value);
        teller.service(service);
    }
}

fn web_app(teller: &mut Teller, own: Resource) {
    let mut service = teller.blank(Platform::Azure, own.body, Some(own.name));
    service.environment = mapping(own.body.get("app_settings"));
    service.checks.extend(own.body.at(&["site_config", "health_check_path"]).and_then(value));
    service.more_variables = Some(own.name.span());
    teller.service(service);
    teller
        .start("web", own.body.at(&["site_config", "app_command_line"]).filter(|node| node.tag().is_none()));
}

/// A managed database or cache.
fn backing(teller: &mut Teller, own: Resource) {
    let get = |key: &str| own.body.get(key).and_then(value).filter(|value| value.literal);
    match own.kind {
        "aws_db_instance"
        | "aws_rds_cluster"
        | "aws_elasticache_cluster"
        | "aws_elasticache_replication_group"
        | "aws_elasticache_serverless_cache" => {
            teller.managed(get("engine"), get("engine_version"));
        }
        "google_sql_database_instance" => {
            let Some(given) = get("database_version") else { return };
            let (engine, version) = given.text.split_once('_').unwrap_or((&given.text, ""));
            let word = match engine {
                "POSTGRES" => "postgres",
                "MYSQL" => "mysql",
                _ => return,
            };
            let version = Arg { text: version.replace('_', "."), ..given.clone() };
            teller.backing(word, given.span, Some(version).filter(|version| !version.text.is_empty()));
        }
        "google_redis_instance" => {
            let version = get("redis_version").map(|given| {
                let text = given.text.trim_start_matches("REDIS_").trim_end_matches("_X").replace('_', ".");
                Arg { text, ..given }
            });
            teller.backing("redis", own.name.span(), version);
        }
        "azurerm_redis_cache" => teller.backing("redis", own.name.span(), get("redis_version")),
        "azurerm_postgresql_flexible_server" => {
            teller.backing("postgres", own.name.span(), get("version"));
        }
        "azurerm_mysql_flexible_server" => teller.backing("mysql", own.name.span(), get("version")),
        _ => {}
    }
}

/// Where variables come from that the file does not name: a hole in their place, or among them.
pub(super) fn open(variables: Option<Node>) -> Option<Span> {
    let unknown = |node: &Node| node.tag().is_some() || node.items().any(|item| item.tag().is_some());
    variables.filter(unknown).map(Node::span)
}

/// The variables of a list of mappings, or of a mapping that a comprehension makes such a list of.
pub(super) fn listed(node: Option<Node>, name: &str, given: &str) -> Vec<(Arg, Option<Arg>)> {
    if node.is_some_and(Node::is_mapping) { mapping(node) } else { named(node, name, given) }
}
