//! Credentials and configuration of deploys that images carry with them.

use super::build_arguments;
use super::commands::{self, Found};
use super::hide;
use super::hosts::{is_fixed_host, is_same_everywhere, names_own_address, promised_host};
use crate::artefact::image::Image;
use crate::artefact::layer::{Layers, Origin};
use crate::fact::{Environment, Kind, Place, Role};
use crate::judge::{
    Connection, Host, Setting, What, connection_string, host_kind, host_of, is_namespace, secret_in, words,
};
use crate::parse::dockerfile::{Body, Instruction, Keyword, Pair, Value};
use crate::rule::Pass;
use crate::source::{Span, join, name_of};

/// Credentials in ENV, ARG, LABEL and RUN, and files with credentials that are copied into the image.
pub fn secret_in_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.role == Role::Production) {
        for instruction in built(image) {
            match &instruction.body {
                Body::Env(pairs) | Body::Arg(pairs) | Body::Label(pairs) => {
                    for pair in pairs {
                        pair_secret(pass, image, instruction, pair);
                    }
                }
                _ => {}
            }
        }
        if image.place.is_production() {
            copied_files(pass, image);
        }
        for run in image.built_runs() {
            for found in run.commands.iter().flat_map(commands::of_command) {
                run_secret(pass, &found, &image.place);
            }
        }
    }
}

/// A credential in a RUN line. What only makes the app start during the build (`SECRET_KEY=x manage.py collectstatic`) is no
/// secret of anything.
fn run_secret(pass: &mut Pass, found: &Found, place: &Place) {
    let strong = secret_in(&found.name, &found.word.text[found.secret.range.clone()], Setting::Written)
        .is_some_and(|secret| !secret.guessable);
    let counts = match found.secret.what {
        What::Token(_) => true,
        What::Connection(_) => place.is_production() && !found.secret.guessable,
        What::Named(_) => place.is_production() && strong,
    };
    if counts {
        let phrase = found.secret.what.phrase();
        let message = format!("{phrase} is used in a RUN instruction, which the history of the image shows");
        hide::report(pass, &found.word, &found.secret, message)
            .help("Mount it for the one command that needs it: `RUN --mount=type=secret,id=name …`.");
    }
}

/// The instructions of the final stage and of the builder stages that it needs.
pub(super) fn built(image: &Image) -> impl Iterator<Item = &Instruction> {
    let reached = image.dockerfile.reachable_from(image.target);
    image.dockerfile.instructions.iter().filter(move |instruction| {
        image
            .dockerfile
            .stage_of(instruction.index)
            .is_none_or(|stage| reached.get(stage.index).copied().unwrap_or(false))
    })
}

fn pair_secret(pass: &mut Pass, image: &Image, instruction: &Instruction, pair: &Pair) {
    let word = if instruction.keyword == Keyword::Arg { "ARG" } else { "ENV" };
    let name = pair.key.text.as_str();
    let value = pair.value.as_ref().filter(|value| value.variables.is_empty());
    if let Some(value) = value
        && let Some(secret) = secret_in(name, value.text(), Setting::Given)
    {
        let token = matches!(secret.what, What::Token(_));
        let is_label = instruction.keyword == Keyword::Label;
        // What only lets a build run opens nothing: a local database, a well-known word in a stage that is left behind.
        let stays = image.effective.instructions.contains(&instruction.index);
        let is_local = matches!(secret.what, What::Connection(_)) && is_local(value.text());
        let dummy = secret.guessable && (!stays || is_local);
        if (is_label || !image.place.is_production() || dummy) && !token {
            return;
        }
        let shown = hide::name(name, &value.arg, &secret);
        let message = match secret.what {
            What::Named(_) => format!("{word} {shown} writes a literal credential into the image"),
            _ => format!("{shown} writes {} into the image", secret.what.phrase()),
        };
        hide::report(pass, &value.arg, &secret, message)
            .help("Leave it out of the Dockerfile and set it when the container starts; for the build, use `RUN --mount=type=secret`.");
        return;
    }
    let is_open = value.is_none_or(|value| value.text().is_empty());
    if instruction.keyword == Keyword::Arg && is_open && image.place.is_production() {
        build_arguments::check(pass, image, instruction, pair);
    }
}

fn is_local(url: &str) -> bool {
    connection_string(url).is_some_and(|found| host_kind(found.host) == Host::Loopback)
}

/// Files with credentials that COPY and ADD bring, from the build context or through a stage that has them from there.
fn copied_files(pass: &mut Pass, image: &Image) {
    for instruction in image.instructions().filter(|instruction| instruction.flag("from").is_none()) {
        let Body::Copy { sources, .. } = &instruction.body else { continue };
        for source in sources {
            if let Some(path) = source.known() {
                copied_file(pass, image, path, source.span());
            }
        }
    }
    if image.instructions().all(|instruction| instruction.flag("from").is_none()) {
        return;
    }
    let layers = Layers::of(pass.sources, image);
    for addition in layers.shipped().flat_map(|layer| &layer.adds).filter(|addition| addition.from.is_some())
    {
        if let Origin::File(file) = &addition.origin {
            let inside = file.strip_prefix(image.context.as_str()).unwrap_or(file);
            copied_file(pass, image, inside.trim_start_matches('/'), addition.span);
        }
    }
}

/// Files that by their name hold credentials.
fn copied_file(pass: &mut Pass, image: &Image, path: &str, span: Span) {
    let name = name_of(path.trim_end_matches('/')).to_ascii_lowercase();
    let is_dotenv = name == ".env" || (name.starts_with(".env.") && !is_sample(&name));
    #[rustfmt::skip]
    let is_key = matches!(
        name.as_str(),
        "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519" | ".netrc" | "_netrc" | ".pypirc" | ".git-credentials" | ".ssh" | ".aws"
        | "kubeconfig" | ".kube" | "credentials.json" | "service-account.json" | "serviceaccount.json" | "master.key" | ".pgpass"
    );
    if is_key || (is_dotenv && !is_harmless(pass, image, path)) {
        pass.report(span, format!("'{path}' is copied into the image, with the credentials it holds"))
            .help("Leave the file out, list it in `.dockerignore`, and hand its values to the container when it starts.");
    }
}

/// Whether a dotenv file is in the codebase and holds no credential.
fn is_harmless(pass: &Pass, image: &Image, path: &str) -> bool {
    let file = join(&image.context, path).and_then(|path| pass.sources.find(&path));
    let facts = pass.project.apps.iter().flat_map(|app| app.facts(Kind::EnvProvide));
    file.is_some_and(|file| {
        facts
            .filter(|fact| fact.span.file == file)
            .all(|fact| secret_in(fact.subject_text(), fact.value_text(), Setting::Given).is_none())
    })
}

fn is_sample(name: &str) -> bool {
    ["example", "sample", "template", "dist", "defaults", "default", "test"]
        .iter()
        .any(|word| name.contains(word))
}

/// ENV that fixes what differs between deploys.
pub fn config_baked_into_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for setting in &image.effective.env {
            let name = setting.pair.key.text.as_str();
            let Some(value) = setting.pair.value.as_ref().filter(|value| value.known().is_some()) else {
                continue;
            };
            if secret_in(name, value.text(), Setting::Given).is_some() {
                continue;
            }
            if names_environment(name) {
                environment(pass, name, value, &image.place);
            } else if let Some(host) = baked_host(name, value.text()) {
                pass.report(setting.pair.span, format!("ENV '{name}' fixes the address '{host}' in the image")).help(format!(
                    "Leave '{name}' unset in the image and set it for each deploy; then one image serves them all."
                ));
            }
        }
    }
}

fn environment(pass: &mut Pass, name: &str, value: &Value, place: &Place) {
    let named = value.text().split(',').find_map(Environment::from_word);
    let other =
        !matches!(named, None | Some(Environment::Production)) && place.environment != Environment::Staging;
    if other {
        let text = value.text();
        pass.report(value.span(), format!("the image is built for the environment '{text}'")).help(format!(
            "Set '{name}' where the container is deployed; an image should not know its environment."
        ));
    }
}

/// Variables that frameworks read the name of the environment from.
#[rustfmt::skip]
pub(super) fn names_environment(name: &str) -> bool {
    matches!(
        name,
        "NODE_ENV" | "RAILS_ENV" | "RACK_ENV" | "APP_ENV" | "APPLICATION_ENV" | "FLASK_ENV" | "DJANGO_ENV" | "DJANGO_CONFIGURATION"
        | "ENV" | "ENVIRONMENT" | "ASPNETCORE_ENVIRONMENT" | "DOTNET_ENVIRONMENT" | "SPRING_PROFILES_ACTIVE" | "MIX_ENV" | "GO_ENV"
        | "QUARKUS_PROFILE" | "MICRONAUT_ENVIRONMENTS" | "RUN_MODE" | "RUST_ENV" | "DEPLOY_ENV" | "DEPLOYMENT_ENV" | "STAGE"
    )
}

/// The host in a value that differs between deploys.
fn baked_host<'v>(variable: &str, value: &'v str) -> Option<&'v str> {
    if is_tooling(variable) || is_namespace(value) || is_download(value) {
        return None;
    }
    let connection = connection_string(value);
    if connection.as_ref().is_some_and(Connection::is_embedded) {
        return None;
    }
    let host = match &connection {
        Some(connection) => connection.host,
        None => host_of(value).or_else(|| promised_host(variable, value))?,
    };
    let own_listener = matches!(variable, "HOST" | "HOSTNAME" | "ADDRESS" | "BIND" | "IP");
    if own_listener || !is_fixed_host(host) || is_same_everywhere(host) {
        return None;
    }
    let varies = match host_kind(host) {
        Host::Loopback => connection.is_some(),
        Host::Public => connection.is_some() || names_own_address(variable) || names_service(variable),
        kind => kind.varies(),
    };
    varies.then_some(host)
}

fn names_service(variable: &str) -> bool {
    words(variable)
        .last()
        .is_some_and(|word| matches!(word.as_str(), "url" | "uri" | "endpoint" | "host" | "dsn"))
}

/// Variables of build tools and package managers.
fn is_tooling(variable: &str) -> bool {
    words(variable).iter().any(|word| {
        matches!(
            word.as_str(),
            "mirror"
                | "registry"
                | "index"
                | "proxy"
                | "goproxy"
                | "download"
                | "repo"
                | "repository"
                | "gpg"
                | "source"
                | "release"
                | "dist"
                | "archive"
                | "sha"
                | "sha256"
                | "version"
                | "home"
                | "path"
                | "docs"
                | "sumdb"
                | "gosumdb"
                | "noproxy"
                | "maintainer"
                | "vcs"
        )
    })
}

fn is_download(value: &str) -> bool {
    [".tar.gz", ".tgz", ".zip", ".jar", ".deb", ".rpm", ".sh", ".tar.xz", ".whl", ".git"]
        .iter()
        .any(|end| value.ends_with(end))
}
