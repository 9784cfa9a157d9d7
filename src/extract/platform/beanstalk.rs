//! AWS Elastic Beanstalk (`Dockerrun.aws.json` and the options of `.ebextensions`, as its developer guide has them) and App
//! Runner.

use super::Teller;
use super::ecs::{self, Cased};
use super::teller::{named, value};
use crate::artefact::platform::Platform;
use crate::parse::tree::Node;

/// The namespace of the variables that the app gets.
const VARIABLES: &str = "aws:elasticbeanstalk:application:environment";

/// Reads `Dockerrun.aws.json`: one container in the first version, a task definition in the second; the third leaves it all to
/// compose.
pub(super) fn dockerrun(teller: &mut Teller, root: Node) {
    if root.get("containerDefinitions").is_some() {
        ecs::task(teller, Platform::Beanstalk, Cased::api(root), None);
        return;
    }
    let Some(image) = root.at(&["Image", "Name"]) else { return };
    let mut service = teller.blank(Platform::Beanstalk, root, None);
    service.image = value(image);
    let ports = root.get("Ports").into_iter().flat_map(Node::items);
    service.ports = ports.filter_map(|port| port.get("ContainerPort").and_then(value)).collect();
    teller.service(service);
}

/// Reads a file of `.ebextensions`. Commands of the container run once for every deployment.
pub(super) fn options(teller: &mut Teller, root: Node) {
    let settings = root.get("option_settings");
    teller.provide_all(settings.and_then(|settings| settings.get(VARIABLES)));
    for option in settings.into_iter().flat_map(Node::items) {
        if option.get("namespace").and_then(Node::text) != Some(VARIABLES) {
            continue;
        }
        if let Some(name) = option.get("option_name").and_then(value) {
            teller.provide(name, option.get("value").and_then(value));
        }
    }
    for (_, command) in root.get("container_commands").into_iter().flat_map(Node::entries) {
        teller.start("container_commands", command.get("command"));
    }
}

/// Reads `apprunner.yaml` of App Runner (docs.aws.amazon.com/apprunner/latest/dg/config-file-ref.html).
pub(super) fn app_runner(teller: &mut Teller, root: Node) {
    let Some(run) = root.get("run") else { return };
    let mut service = teller.blank(Platform::AppRunner, run, None);
    for key in ["env", "secrets"] {
        service.environment.extend(named(run.get(key), "name", "value"));
    }
    service.ports.extend(run.at(&["network", "port"]).and_then(value));
    let runtime = root.get("runtime").and_then(Node::text).unwrap_or("");
    let language = match runtime.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "python" => Some("python"),
        "nodejs" => Some("node"),
        "ruby" => Some("ruby"),
        "php" => Some("php"),
        "go" => Some("go"),
        _ => None,
    };
    if let (Some(language), Some(version)) = (language, run.get("runtime-version").and_then(value)) {
        teller.runtime(language, version);
    }
    teller.service(service);
    teller.start("web", run.get("command"));
}
