//! Functions of AWS Lambda: variables, runtimes and images, in SAM templates and in `serverless.yml`.

use super::Teller;
use super::teller::{mapping, value};
use super::terraform::{Resource, open};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;
use crate::source::Arg;

/// A function of a `CloudFormation` or SAM template, with the settings of `Globals`.
pub(super) fn of_template(teller: &mut Teller, name: Node, properties: Node, globals: Option<Node>) {
    let mut service = teller.blank(Platform::Lambda, properties, Some(name));
    service.folder = teller.folder(properties.get("CodeUri"));
    for holder in [Some(properties), globals].into_iter().flatten() {
        service.environment.extend(mapping(holder.at(&["Environment", "Variables"])));
    }
    let image = properties.at(&["Code", "ImageUri"]).or_else(|| properties.get("ImageUri"));
    service.image = image.and_then(value);
    service.memory = properties.get("MemorySize").and_then(value);
    let given = properties.get("Runtime").or_else(|| globals.and_then(|globals| globals.get("Runtime")));
    runtime(teller, given);
    teller.service(service);
}

/// `aws_lambda_function` of Terraform. Its runtime says nothing of the app: where its code stands is told by what packs it.
pub(super) fn of_terraform(teller: &mut Teller, own: Resource) {
    let mut service = teller.blank(Platform::Lambda, own.body, Some(own.name));
    let variables = own.body.at(&["environment", "variables"]);
    service.environment = mapping(variables);
    service.more_variables = open(variables);
    service.image = own.managed(teller, own.body.get("image_uri"), "image_uri");
    service.memory = own.body.get("memory_size").and_then(value);
    teller.service(service);
}

/// `serverless.yml` (serverless.com/framework/docs/providers/aws/guide/serverless.yml).
pub(super) fn serverless(teller: &mut Teller, root: Node) {
    teller.provide_all(root.at(&["provider", "environment"]));
    runtime(teller, root.at(&["provider", "runtime"]));
    for (name, function) in root.get("functions").into_iter().flat_map(Node::entries) {
        let mut service = teller.blank(Platform::Lambda, function, Some(name));
        service.environment = mapping(function.get("environment"));
        let image = function.get("image");
        // A plain name may be that of an image which `provider.ecr.images` builds.
        service.image = image
            .and_then(|image| image.get("uri").or(Some(image)))
            .and_then(value)
            .filter(|image| image.text.contains(['/', '{']));
        service.memory = function.get("memorySize").and_then(value);
        runtime(teller, function.get("runtime"));
        teller.service(service);
    }
}

/// `python3.12`, `nodejs20.x`, `ruby3.3`, `java21`.
fn runtime(teller: &mut Teller, node: Option<Node>) {
    let Some(given) = node.and_then(value).filter(|given| given.literal) else { return };
    let Some(digit) = given.text.find(|c: char| c.is_ascii_digit()) else { return };
    let (word, number) = given.text.split_at(digit);
    let language = match word {
        "python" => "python",
        "nodejs" => "node",
        "ruby" => "ruby",
        "java" => "java",
        _ => return,
    };
    let version = number.trim_end_matches(".x").trim_end_matches(".al2").to_owned();
    teller.runtime(language, Arg { text: version, ..given.clone() });
}
