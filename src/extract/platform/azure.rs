//! Azure Container Apps, their jobs, and Container Instances: as YAML for `az … create --yaml` and as resources of ARM
//! templates (learn.microsoft.com/azure/container-apps/azure-resource-manager-api-spec).

use super::Teller;
use super::teller::{named, seconds, value, words};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;

/// Whether a text describes something that is read here.
pub(crate) fn is_resource(text: &str) -> bool {
    let kinds =
        ["Microsoft.App/containerApps", "Microsoft.App/jobs", "Microsoft.ContainerInstance/containerGroups"];
    let says = |word: &str| text.contains(word);
    kinds.iter().any(|kind| says(kind))
        || says("properties:")
            && says("template:")
            && says("containers:")
            && (says("managedEnvironmentId:") || says("environmentId:"))
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let resources = root.get("resources").into_iter().flat_map(Node::items);
    for resource in std::iter::once(root).chain(resources) {
        let Some(properties) = resource.get("properties") else { continue };
        let kind = resource.get("type").and_then(Node::text).unwrap_or("");
        if let Some(template) = properties.get("template") {
            app(teller, properties, template, kind.ends_with("/jobs"));
        } else if kind.ends_with("/containerGroups") {
            group(teller, properties);
        }
    }
}

fn app(teller: &mut Teller, properties: Node, template: Node, is_job: bool) {
    let init = template.get("initContainers").into_iter().flat_map(Node::items).map(|node| (node, true));
    let main = template.get("containers").into_iter().flat_map(Node::items).map(|node| (node, false));
    let port = properties.at(&["configuration", "ingress", "targetPort"]).and_then(value);
    let mut first = true;
    for (container, ends) in main.chain(init) {
        let mut service = teller.blank(Platform::Azure, container, container.get("name"));
        service.image = container.get("image").and_then(value);
        service.entrypoint = words(container.get("command"));
        service.command = words(container.get("args"));
        service.environment = named(container.get("env"), "name", "value");
        service.memory = container.at(&["resources", "memory"]).and_then(value);
        let probes = container.get("probes").into_iter().flat_map(Node::items);
        service.checks = probes.filter_map(|probe| probe.at(&["httpGet", "path"]).and_then(value)).collect();
        service.grace = seconds(template.get("terminationGracePeriodSeconds"));
        service.instances = template.at(&["scale", "minReplicas"]).and_then(value);
        service.most = template.at(&["scale", "maxReplicas"]).and_then(value);
        service.ends = is_job || ends;
        // The ingress leads to one container, which is the first by convention.
        if std::mem::take(&mut first) {
            service.ports.extend(port.clone());
        }
        teller.service(service);
    }
}

fn group(teller: &mut Teller, properties: Node) {
    for container in properties.get("containers").into_iter().flat_map(Node::items) {
        let Some(own) = container.get("properties") else { continue };
        let mut service = teller.blank(Platform::Azure, container, container.get("name"));
        service.image = own.get("image").and_then(value);
        service.command = words(own.get("command"));
        let variables = own.get("environmentVariables");
        let keys = ["value", "secureValue"];
        service.environment = keys.iter().flat_map(|key| named(variables, "name", key)).collect();
        service.environment.retain(|(_, given)| given.is_some());
        let ports = own.get("ports").into_iter().flat_map(Node::items);
        service.ports = ports.filter_map(|port| port.get("port").and_then(value)).collect();
        service.memory = own.at(&["resources", "requests", "memoryInGB"]).and_then(value);
        teller.service(service);
    }
}
