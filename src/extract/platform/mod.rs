//! Procfiles and the files of platforms to start commands, variables, ports, images and backing services.
//!
//! Each platform has one small reader. What it finds comes to the same facts as compose files and manifests; what a rule has
//! to say in the platform's own words (limits, grace periods, health checks, disks) to a [`PlatformService`].
//!
//! [`PlatformService`]: crate::artefact::platform::PlatformService

mod azure;
mod beanstalk;
mod cloudformation;
mod cloudfoundry;
mod cloudrun;
mod copilot;
mod deploy;
mod devcontainer;
mod digitalocean;
mod ecs;
mod engine;
mod fly;
mod heroku;
mod kamal;
mod kind;
mod lambda;
mod nomad;
mod railway;
mod render;
mod secrets;
mod teller;
mod terraform;
#[cfg(test)]
mod tests;

use super::{Harvest, Reader};
use crate::artefact::platform::Platform;
use crate::discover::{Class, Format};
use crate::judge::{is_credential_name, token};
use crate::parse::tree::Node;
use crate::parse::{hcl, json, procfile, yaml};
use crate::source::{Span, name_of};
pub(super) use deploy::{describe_deploys, may_deploy};
pub(crate) use kind::{Kind, kind};
use teller::Teller;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let mut teller = Teller { reader, harvest };
    if class == Class::Procfile {
        processes(&mut teller);
        return;
    }
    if class == Class::Hcl {
        infrastructure(&mut teller);
        return;
    }
    match name_of(reader.path).to_ascii_lowercase().as_str() {
        "app.json" => heroku::manifest(&mut teller),
        "heroku.yml" => heroku::containers(&mut teller),
        "fly.toml" => fly::extract(&mut teller),
        "render.yaml" => render::extract(&mut teller),
        "railway.toml" | "railway.json" | "nixpacks.toml" => railway::extract(&mut teller),
        _ => by_kind(&mut teller, class),
    }
}

/// Reads a file that only its folder or its text tells from others of that name.
fn by_kind(teller: &mut Teller, class: Class) {
    let Reader { file, path, text, .. } = teller.reader;
    let Some(kind) = kind(path, text) else { return };
    let is_json = class == Class::Platform(Format::Json);
    let tree = match kind {
        Kind::Kamal => yaml::parse(file, &kamal::without_tags(text)),
        _ if is_json => json::parse(file, text),
        _ => yaml::parse(file, text),
    };
    let Some(root) = teller.root(&tree) else { return };
    match kind {
        Kind::AppEngine => engine::extract(teller, root),
        Kind::AppPlatform => digitalocean::extract(teller, root),
        Kind::AppRunner => beanstalk::app_runner(teller, root),
        Kind::Azure => azure::extract(teller, root),
        Kind::Captain => captain(teller, root),
        Kind::CloudFormation => cloudformation::extract(teller, root),
        Kind::CloudFoundry => cloudfoundry::extract(teller, root),
        Kind::Copilot => copilot::extract(teller, root),
        Kind::Devcontainer => devcontainer::extract(teller, root),
        Kind::Dockerrun => beanstalk::dockerrun(teller, root),
        Kind::Ebextension => beanstalk::options(teller, root),
        Kind::Kamal => kamal::extract(teller, root),
        Kind::Serverless => lambda::serverless(teller, root),
        Kind::TaskDefinition => ecs::definition(teller, root),
    }
    settings(teller, class);
}

/// Credentials under other keys of the file. Addresses of hosts and of images are what such a file is for.
fn settings(teller: &mut Teller, class: Class) {
    let Class::Platform(format) = class else { return };
    let mut found = Harvest::default();
    super::settings::extract(teller.reader, format, &mut found);
    let told: Vec<Span> = teller.harvest.facts.iter().map(|fact| fact.span).collect();
    found.facts.retain(|fact| {
        let (name, given) = (name_of_key(fact.subject_text()), fact.value_text());
        let secret = is_credential_name(name) || token::find_token(given).is_some() || holds_password(given);
        secret && !told.iter().any(|span| span.contains(fact.span) || fact.span.contains(*span))
    });
    teller.harvest.facts.append(&mut found.facts);
}

/// The last key of a dotted path.
fn name_of_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Whether a text is a URL with a user.
fn holds_password(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

/// Terraform and Nomad.
fn infrastructure(teller: &mut Teller) {
    let Reader { file, text, .. } = teller.reader;
    let job = nomad::is_job(text);
    if !job && !terraform::is_read(text) && !secrets::may_stand_in(text) {
        return;
    }
    let tree = hcl::parse(file, text);
    let Some(root) = teller.root(&tree) else { return };
    if job {
        nomad::extract(teller, root);
    } else {
        terraform::extract(teller, root);
        secrets::extract(teller, root);
    }
}

fn processes(teller: &mut Teller) {
    let found = procfile::parse(teller.reader.file, teller.reader.text);
    for error in found.errors {
        teller.harvest.unreadable(error.span, error.message);
    }
    for process in found.processes {
        teller.started("procfile", &process.name.text, process.command);
    }
}

/// `captain-definition` of `CapRover` (caprover.com/docs/captain-definition-file.html): an image, or a Dockerfile.
fn captain(teller: &mut Teller, root: Node) {
    let mut service = teller.blank(Platform::CapRover, root, None);
    service.image = root.get("imageName").and_then(teller::value);
    teller.service(service);
}
