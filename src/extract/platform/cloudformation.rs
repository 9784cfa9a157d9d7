//! `CloudFormation` and SAM templates: what of their resources runs the app, and the services behind it.

use super::Teller;
use super::ecs::{self, Cased};
use super::lambda;
use super::teller::value;
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

/// Whether a text is a template with a resource that is read here.
pub(crate) fn is_template(text: &str) -> bool {
    let kinds = ["AWS::ECS::TaskDefinition", "AWS::Serverless::Function", "AWS::Lambda::Function"];
    text.contains("Resources") && kinds.iter().any(|kind| text.contains(kind))
}

pub(super) fn extract(teller: &mut Teller, root: Node) {
    let resources: Vec<(Node, Node)> = root.get("Resources").into_iter().flat_map(Node::entries).collect();
    let globals = root.at(&["Globals", "Function"]);
    for (name, resource) in &resources {
        let Some(properties) = resource.get("Properties") else { continue };
        match resource.get("Type").and_then(Node::text).unwrap_or("") {
            "AWS::ECS::TaskDefinition" => {
                let instances = name.text().and_then(|name| desired(&resources, name));
                ecs::task(teller, Platform::Ecs, Cased::template(properties), instances);
            }
            "AWS::Serverless::Function" => lambda::of_template(teller, *name, properties, globals),
            "AWS::Lambda::Function" => lambda::of_template(teller, *name, properties, None),
            "AWS::RDS::DBInstance"
            | "AWS::RDS::DBCluster"
            | "AWS::ElastiCache::CacheCluster"
            | "AWS::ElastiCache::ReplicationGroup"
            | "AWS::ElastiCache::ServerlessCache" => {
                backing(teller, properties);
            }
            _ => {}
        }
    }
}

/// `DesiredCount` of the ECS service that runs the task definition of that name.
fn desired(resources: &[(Node, Node)], name: &str) -> Option<Arg> {
    resources.iter().find_map(|(_, resource)| {
        resource.get("Type").filter(|kind| kind.text() == Some("AWS::ECS::Service"))?;
        let properties = resource.get("Properties")?;
        let task = properties.get("TaskDefinition")?;
        task.get("Ref").unwrap_or(task).text().filter(|text| *text == name)?;
        properties.get("DesiredCount").and_then(value)
    })
}

fn backing(teller: &mut Teller, properties: Node) {
    let version = properties.get("EngineVersion").or_else(|| properties.get("MajorEngineVersion"));
    teller.managed(properties.get("Engine").and_then(value), version.and_then(value));
}
