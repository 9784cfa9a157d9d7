//! Which platform a file is for, where its name alone does not say it.

use super::{azure, cloudformation, kamal};
use crate::source::{folder_of, is_below, name_of};

/// What the file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `app.yaml` of Google App Engine.
    AppEngine,
    /// A spec of `DigitalOcean` App Platform.
    AppPlatform,
    /// `apprunner.yaml`.
    AppRunner,
    /// An app, job or group of containers of Azure.
    Azure,
    /// `captain-definition`.
    Captain,
    /// A template of `CloudFormation` or SAM.
    CloudFormation,
    /// `manifest.yml` of Cloud Foundry.
    CloudFoundry,
    /// `manifest.yml` of AWS Copilot.
    Copilot,
    /// `devcontainer.json`.
    Devcontainer,
    /// `Dockerrun.aws.json`.
    Dockerrun,
    /// A file of `.ebextensions`.
    Ebextension,
    /// `deploy.yml` of Kamal.
    Kamal,
    /// `serverless.yml`.
    Serverless,
    /// A task definition of ECS.
    TaskDefinition,
}

/// What the file is, by its path and its text.
pub(crate) fn kind(path: &str, text: &str) -> Option<Kind> {
    let name = name_of(path).to_ascii_lowercase();
    let folder = folder_of(path);
    let has = |key: &str| has_key(text, key);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let yaml = matches!(extension, "yaml" | "yml");
    Some(match name.as_str() {
        "dockerrun.aws.json" => Kind::Dockerrun,
        "captain-definition" => Kind::Captain,
        "devcontainer.json" | ".devcontainer.json" => Kind::Devcontainer,
        "apprunner.yaml" if has("runtime") => Kind::AppRunner,
        "serverless.yml" | "serverless.yaml" if has("provider") => Kind::Serverless,
        _ if extension == "config" && name_of(folder) == ".ebextensions" => Kind::Ebextension,
        _ if yaml && is_below(path, ".do") || folder.ends_with("/.do") => Kind::AppPlatform,
        "app.yaml" if has("runtime") && !has("apiVersion") => Kind::AppEngine,
        "app.yaml" if is_app_spec(text) => Kind::AppPlatform,
        "manifest.yml" | "manifest.yaml" if has("type") && has("name") && is_copilot(path) => Kind::Copilot,
        _ if yaml && name.starts_with("manifest") && has("applications") => Kind::CloudFoundry,
        _ if yaml && name.starts_with("deploy") && kamal::is_deployment(path, text) => Kind::Kamal,
        _ if text.contains("\"containerDefinitions\"") => Kind::TaskDefinition,
        _ if cloudformation::is_template(text) => Kind::CloudFormation,
        _ if azure::is_resource(text) && (yaml || extension == "json") => Kind::Azure,
        _ => return None,
    })
}

/// A spec of App Platform beside other files called `app.yaml`.
fn is_app_spec(text: &str) -> bool {
    let components = ["services", "workers", "jobs", "static_sites"];
    has_key(text, "name")
        && !has_key(text, "apiVersion")
        && components.iter().any(|key| has_key(text, key))
        && (text.contains("environment_slug:") || text.contains("instance_size_slug:"))
}

fn is_copilot(path: &str) -> bool {
    path.starts_with("copilot/") || path.contains("/copilot/")
}

/// Whether a mapping at the top of the text has that key.
fn has_key(text: &str, key: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}'));
    lines.any(|line| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')))
}
