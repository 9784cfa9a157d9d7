//! Values of one deploy that the build of a frontend writes into its bundle.

use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::package::Ecosystem;
use crate::fact::Kind;
use crate::judge::{is_placeholder, words};
use crate::parse::dockerfile::{Body, Pair, Value};
use crate::rule::Pass;
use crate::source::Span;

/// What bundlers put in front of the variables that they write into the code for browsers.
const PREFIXES: [&str; 9] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "VUE_APP_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "GATSBY_",
    "EXPO_PUBLIC_",
    "NG_APP_",
];

/// Packages that make code for browsers of sources.
const BUNDLERS: [&str; 26] = [
    "angular-devkit",
    "astro",
    "bun",
    "craco",
    "esbuild",
    "expo",
    "gatsby",
    "kit",
    "next",
    "ng",
    "nuxt",
    "nuxi",
    "parcel",
    "react-router",
    "react-router-dev",
    "react-scripts",
    "remix",
    "rollup",
    "rsbuild",
    "rspack",
    "snowpack",
    "tsup",
    "vinxi",
    "vite",
    "vue-cli-service",
    "webpack",
];

/// Addresses that differ between deploys and are build arguments, or settings of the build, of a frontend.
pub fn build_time_config_in_frontend(pass: &mut Pass) {
    let app = pass.app;
    if bundles_nothing(app) {
        return;
    }
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for stage in image.built_stages() {
            let Some(build) = bundler(image, stage.index) else { continue };
            let before = image.dockerfile.instructions_of(stage).iter().filter(|one| one.index < build.0);
            let mut found: Vec<&Pair> = Vec::new();
            for instruction in before {
                let (Body::Arg(pairs) | Body::Env(pairs)) = &instruction.body else { continue };
                let is_argument = matches!(instruction.body, Body::Arg(_));
                for pair in pairs.iter().filter(|pair| is_address_of_deploy(pair)) {
                    // `ENV NAME=$NAME` only hands a build argument on.
                    let handed_on = pair.value.as_ref().is_some_and(|value| !value.variables.is_empty());
                    let known = found.iter().any(|known| known.key.text == pair.key.text);
                    if !known && (is_argument || !handed_on) {
                        found.push(pair);
                    }
                }
            }
            report(pass, &found, build.1);
        }
    }
}

/// Whether the manifests of a package in a folder of its own name no bundler: `build` is then a compiler's, and what is set
/// around it is read when the program runs.
fn bundles_nothing(app: &App) -> bool {
    let mut packages = app.packages.iter().filter(|package| package.ecosystem == Ecosystem::Npm).peekable();
    !app.root.is_empty()
        && packages.peek().is_some_and(|package| package.scripts.iter().any(|(name, _)| name.text == "build"))
        && packages.all(|package| {
            let dependencies = package.dependencies.iter().map(|own| own.name.text.as_str());
            let words = package.scripts.iter().flat_map(|(_, script)| script.text.split_whitespace());
            !dependencies.chain(words).any(|word| {
                let name = word.rsplit('/').next().unwrap_or(word);
                BUNDLERS.iter().any(|bundler| name == *bundler || word.contains(&format!("{bundler}/")))
            })
        })
}

/// One finding for a stage, at the first of its addresses.
fn report(pass: &mut Pass, addresses: &[&Pair], build: Span) {
    let Some((first, others)) = addresses.split_first() else { return };
    let name = first.key.text.as_str();
    let rest = match others {
        [] => String::new(),
        [other] => format!(" and '{}'", other.key.text),
        _ => format!(" and {} other addresses", others.len()),
    };
    let read = pass.app.facts(Kind::EnvRead).find(|fact| fact.subject_text() == name);
    let verb = if others.is_empty() { "is" } else { "are" };
    let finding = pass.report(
        first.span,
        format!("'{name}'{rest} {verb} fixed when the image is built: every deploy needs a build of its own"),
    );
    finding.because(build, "values become part of the bundle here");
    for other in others {
        finding.because(other.span, "this one too");
    }
    if let Some(read) = read {
        finding.because(read.span, "the code for browsers reads it here");
    }
    finding.help(
        "Serve the value from where the container runs: a relative path behind one proxy, or a small 'config.js' that is written at start \
         and read by the page.",
    );
}

/// The last RUN of a stage that builds a frontend, as its index and the command.
fn bundler(image: &Image, stage: usize) -> Option<(usize, Span)> {
    let runs = image.runs.iter().filter(|run| run.stage == stage);
    runs.flat_map(|run| run.commands.iter().map(move |command| (run.instruction, command)))
        .filter(|(_, command)| builds(command))
        .map(|(at, command)| (at, command.span))
        .next_back()
}

fn builds(command: &Command) -> bool {
    let has = |text: &str| {
        command.arguments().iter().any(|word| word.text == text || word.text.starts_with(&format!("{text}:")))
    };
    match command.name() {
        "npm" | "yarn" | "pnpm" | "bun" | "vite" | "next" | "nuxt" | "nuxi" | "astro" | "gatsby"
        | "vue-cli-service" | "react-scripts" | "turbo" | "nx" | "ng" | "expo" | "deno" | "make" => {
            has("build") || has("generate") || has("export")
        }
        "webpack" | "rollup" | "parcel" | "esbuild" => true,
        _ => false,
    }
}

/// Whether a variable for the bundle holds an address of a deploy, as its name and its value say.
fn is_address_of_deploy(pair: &Pair) -> bool {
    let name = pair.key.text.as_str();
    let Some(rest) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) else { return false };
    let parts = words(rest);
    let last = parts.last().map_or("", String::as_str);
    let names_address = matches!(
        last,
        "url"
            | "uri"
            | "host"
            | "hostname"
            | "endpoint"
            | "origin"
            | "domain"
            | "server"
            | "backend"
            | "api"
            | "dsn"
            | "address"
    ) || parts.ends_with(&["base".to_owned()])
        || parts.iter().any(|part| part == "url");
    // Where the assets lie, and what all deploys link to.
    let public = parts.iter().any(|part| {
        matches!(
            part.as_str(),
            "public"
                | "docs"
                | "documentation"
                | "repo"
                | "repository"
                | "github"
                | "help"
                | "support"
                | "website"
                | "homepage"
                | "terms"
                | "privacy"
                | "asset"
                | "assets"
                | "cdn"
        )
    });
    if !names_address || public {
        return false;
    }
    pair.value.as_ref().map(Value::text).is_none_or(|value| !is_relative(value) && !is_stand_in(value))
}

/// Whether an address holds no host: it is the same in every deploy.
fn is_relative(value: &str) -> bool {
    value.is_empty() || value.starts_with(['/', '.', '?']) && !value.starts_with("//")
}

/// Whether a value is there to be replaced when the container starts (`__API_URL__`, `APP_NEXT_PUBLIC_API_URL`).
fn is_stand_in(value: &str) -> bool {
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let capitals = host.bytes().all(|byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'%' | b'/' | b'-')
    });
    capitals && host.contains('_') || (is_placeholder(value) && !value.contains("://"))
}
