//! Is one image built for each environment?

use std::collections::BTreeMap;

use crate::artefact::command::Command;
use crate::fact::Environment;
use crate::rule::Pass;
use crate::source::{Span, folder_of, name_of};

/// Dockerfiles, build arguments and build modes that make an image fit for one environment only.
pub fn per_environment_build(pass: &mut Pass) {
    by_dockerfile(pass);
    by_argument(pass);
    by_mode(pass);
}

/// `Dockerfile.staging` beside `Dockerfile.prod`.
fn by_dockerfile(pass: &mut Pass) {
    let mut found: BTreeMap<String, BTreeMap<Environment, Span>> = BTreeMap::new();
    for image in &pass.app.images {
        let path = pass.sources.path(image.file);
        let Some(environment) = words(name_of(path)).find_map(deployed) else { continue };
        let anchor = image.stage().image.span();
        found.entry(folder_of(path).to_owned()).or_default().entry(environment).or_insert(anchor);
    }
    for images in found.values() {
        let pair = images.get(&Environment::Staging).zip(images.get(&Environment::Production));
        let Some((staging, production)) = pair else { continue };
        let name = |span: &Span| name_of(pass.sources.path(span.file)).to_owned();
        let message = format!(
            "'{}' builds another image for staging than '{}' does for production: what was tried out is not what is released",
            name(staging),
            name(production)
        );
        let finding = pass.report(*staging, message);
        finding.because(*production, "this one is for production");
        finding.help("Keep one Dockerfile and give the image its configuration when it starts.");
    }
}

/// `--build-arg APP_ENV=staging`.
fn by_argument(pass: &mut Pass) {
    let arguments = pass.app.ci_images.iter().flat_map(|image| &image.arguments);
    let mut told: Vec<Span> = Vec::new();
    for (name, value) in arguments.filter(|(name, _)| names_environment(&name.text)) {
        let is_chosen = !value.literal && is_placeholder(&value.text);
        if !is_chosen && deployed(&value.text) != Some(Environment::Staging) || told.contains(&name.span) {
            continue;
        }
        told.push(name.span);
        let which = if is_chosen { "one environment".to_owned() } else { format!("'{}'", value.text) };
        let finding = pass.report(
            name.span,
            format!(
                "build argument '{}' makes an image for {which} only: it cannot be promoted to the next",
                name.text
            ),
        );
        finding.help(format!(
            "Read '{}' when the app starts, and build the image once for all environments.",
            name.text
        ));
    }
}

/// `vite build --mode staging`, `ng build --configuration staging`, `npm run build:staging`.
fn by_mode(pass: &mut Pass) {
    let app = pass.app;
    let images = app.images.iter().filter(|image| image.place.is_production());
    let runs = images.flat_map(crate::artefact::image::Image::built_runs).flat_map(|run| &run.commands);
    let commands: Vec<&Command> = runs.chain(app.ci.iter().flat_map(|script| &script.commands)).collect();
    let mut told: Vec<Span> = Vec::new();
    for command in commands {
        let Some(mode) = mode(command).filter(|mode| deployed(mode) == Some(Environment::Staging)) else {
            continue;
        };
        if told.contains(&command.span) {
            continue;
        }
        told.push(command.span);
        let finding = pass.report(
            command.span,
            format!("the build is made for '{mode}' only: what is released to production is another one"),
        );
        finding.help("Build once, and let the app read at its start what differs between environments.");
    }
}

/// The mode that a bundler builds in.
fn mode(command: &Command) -> Option<&str> {
    let builds = command.arguments().first().is_some_and(|word| word.text == "build");
    match command.name() {
        "vite" | "vue-cli-service" if builds => command.option("--mode"),
        "ng" if builds => command.option("--configuration").or_else(|| command.option("-c")),
        "npm" | "yarn" | "pnpm" | "bun" => {
            let script = command.arguments().iter().map(|word| word.text.as_str());
            let script = script.into_iter().find(|word| !word.starts_with('-') && *word != "run")?;
            script.strip_prefix("build:").or_else(|| script.strip_prefix("build-"))
        }
        _ => None,
    }
}

/// Whether a build argument holds the name of an environment.
fn names_environment(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let last = name.rsplit('_').next().unwrap_or("");
    matches!(last, "env" | "environment" | "stage") && !name.contains("virtual")
}

/// Whether a value is wholly computed when the pipeline runs.
fn is_placeholder(text: &str) -> bool {
    text == "{}"
}

/// Staging or production, where a word is a usual name of just that.
fn deployed(word: &str) -> Option<Environment> {
    match word.to_ascii_lowercase().as_str() {
        "staging" | "stage" | "stg" | "qa" | "uat" | "preprod" => Some(Environment::Staging),
        "prod" | "production" | "prd" => Some(Environment::Production),
        _ => None,
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['.', '-', '_'])
}
