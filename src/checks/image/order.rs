//! The order of instructions and what it does to the build cache.

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::layer::{self, Cause, Context, Layer, Layers};
use crate::judge;
use crate::parse::dockerfile::{Pair, Value};
use crate::rule::Pass;
use crate::source::{Sources, is_below, join, name_of};

/// What changes with every edit or commit, before the dependencies are installed, so that they are installed anew.
pub fn dependency_layer_invalidated(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if image.built_runs().flat_map(|run| &run.commands).all(|command| install(command).is_none()) {
            continue;
        }
        let layers = Layers::of(pass.sources, image);
        for stage in image.built_stages() {
            let chain: Vec<&Layer> = layers.of_stage(stage.index).collect();
            for (at, layer) in chain.iter().enumerate().filter(|(_, layer)| layer.stage == stage.index) {
                invalidated(pass, image, &layers, &chain[..at], layer);
            }
        }
    }
}

fn invalidated(pass: &mut Pass, image: &Image, layers: &Layers, earlier: &[&Layer], layer: &Layer) {
    let found = layer.commands().iter().find_map(|command| Some((command, install(command)?)));
    let Some((command, install)) = found else { return };
    if layer::has_cache(layer.instruction)
        || is_installed_before(layers, earlier, install)
        || install.fetch.is_some() && !has_dependencies(pass.sources, image, install)
    {
        return;
    }
    let call = words(command);
    let causes = || earlier.iter().flat_map(|layer| &layer.causes);
    if let Some(source) = causes().find_map(|cause| source_folder(&layers.context, image, cause, install)) {
        let manifests: Vec<String> = install.manifests.iter().map(|name| format!("'{name}'")).collect();
        let finding = pass.report(
            source.span(),
            format!(
                "the source is copied before '{call}' runs, so every edit installs all dependencies anew"
            ),
        );
        finding.because(command.span, "this runs again whenever a file of that copy changes");
        let first = install.fetch.unwrap_or(&call);
        finding.help(format!(
            "Copy {} first, run '{first}', and copy the rest after it.",
            manifests.join(" and ")
        ));
    } else if let Some(argument) = causes().chain(&layer.causes).find_map(changing_argument) {
        let name = &argument.key.text;
        let finding = pass.report(
            argument.span,
            format!("'{name}' is set before '{call}' runs, so every commit installs all dependencies anew"),
        );
        finding.because(command.span, "a RUN gets all build arguments, and runs again when one changes");
        finding.help(format!("Write 'ARG {name}' after it, just before what needs it."));
    }
}

/// A build argument whose value is another one for every commit or build.
fn changing_argument<'a>(cause: &Cause<'a>) -> Option<&'a Pair> {
    let Cause::Argument(argument) = cause else { return None };
    let default = argument.value.as_ref().map_or("", Value::text);
    // A default that is a commit fixes the version of something else.
    let is_pin = default.len() >= 7 && default.bytes().all(|byte| byte.is_ascii_hexdigit());
    let found = judge::words(&argument.key.text);
    let has = |words: &[&str]| found.iter().any(|word| words.contains(&word.as_str()));
    let of_repository = has(&["git", "commit", "vcs", "github", "source", "revision"]);
    let of_build = has(&["build"]) && has(&["date", "time", "timestamp", "number", "id"]);
    #[rustfmt::skip]
    let only = found.iter().all(|word| matches!(
        word.as_str(),
        "git" | "commit" | "vcs" | "github" | "source" | "revision" | "sha" | "sha1" | "hash" | "ref" | "rev" | "id" | "short" | "full"
        | "build" | "date" | "time" | "timestamp" | "number" | "ci" | "last" | "head" | "app" | "image"
    ));
    let names_one = has(&["commit", "revision", "sha", "sha1", "hash", "ref", "rev"]);
    (only && !is_pin && (of_build || of_repository && names_one)).then_some(*argument)
}

/// Whether a build has something to get: there is a lock file where its tool writes one, and the dependencies are no part of
/// the repository.
fn has_dependencies(sources: &Sources, image: &Image, install: &Install) -> bool {
    let has = |name: &str| {
        sources.iter().any(|(_, file)| file.name() == name && is_below(&file.path, &image.context))
    };
    let is_vendored =
        || join(&image.context, "vendor/modules.txt").is_some_and(|at| sources.find(&at).is_some());
    install.manifests.get(1).is_none_or(|lock| has(lock) && !is_vendored())
}

/// A command that installs what a manifest lists, by itself or because it builds.
#[derive(Debug)]
struct Install {
    programs: &'static [&'static str],
    verbs: &'static [&'static str],
    /// The files it needs; the first is the one that names an app's folder.
    manifests: &'static [&'static str],
    /// Of a build the command that only gets the dependencies.
    fetch: Option<&'static str>,
}

impl Install {
    const fn of(
        programs: &'static [&'static str],
        verbs: &'static [&'static str],
        manifests: &'static [&'static str],
    ) -> Self {
        Self { programs, verbs, manifests, fetch: None }
    }

    /// A build tool, which gets what is missing before it compiles.
    const fn by_build(
        programs: &'static [&'static str],
        verbs: &'static [&'static str],
        manifests: &'static [&'static str],
        fetch: &'static str,
    ) -> Self {
        Self { programs, verbs, manifests, fetch: Some(fetch) }
    }
}

const INSTALLS: &[Install] = &[
    Install::of(&["npm"], &["install", "i", "ci", "clean-install"], &["package.json", "package-lock.json"]),
    Install::of(&["yarn"], &["install", ""], &["package.json", "yarn.lock"]),
    Install::of(&["pnpm"], &["install", "i", "fetch"], &["package.json", "pnpm-lock.yaml"]),
    Install::of(&["bun"], &["install", "i"], &["package.json", "bun.lock"]),
    Install::of(&["pip", "pip3"], &["install"], &["requirements.txt"]),
    Install::of(&["poetry"], &["install"], &["pyproject.toml", "poetry.lock"]),
    Install::of(&["uv"], &["sync"], &["pyproject.toml", "uv.lock"]),
    Install::of(&["pdm"], &["install", "sync"], &["pyproject.toml", "pdm.lock"]),
    Install::of(&["pipenv"], &["install", "sync"], &["Pipfile", "Pipfile.lock"]),
    Install::of(&["bundle", "bundler"], &["install", ""], &["Gemfile", "Gemfile.lock"]),
    Install::of(&["composer"], &["install"], &["composer.json", "composer.lock"]),
    Install::of(&["go"], &["mod"], &["go.mod", "go.sum"]),
    Install::of(&["mix"], &["deps.get"], &["mix.exs", "mix.lock"]),
    Install::by_build(&["go"], &["build"], &["go.mod", "go.sum"], "go mod download"),
    Install::by_build(
        &["mvn", "mvnw"],
        &["package", "install", "verify", "compile", "deploy"],
        &["pom.xml"],
        "mvn dependency:go-offline",
    ),
    Install::by_build(
        &["gradle", "gradlew"],
        &["build", "assemble", "bootJar", "installDist", "shadowJar"],
        &["build.gradle"],
        "gradle dependencies",
    ),
    Install::by_build(&["dotnet"], &["restore", "build", "publish"], &["*.csproj"], "dotnet restore"),
];

/// What a command installs from a manifest of the app; `None` if it installs nothing, or what its words name.
fn install(command: &Command) -> Option<&'static Install> {
    let verb = command.subcommand().unwrap_or("");
    let has_verb = |install: &Install| match install.programs[0] {
        "mvn" | "gradle" => {
            command.arguments().iter().any(|goal| install.verbs.contains(&goal.text.as_str()))
        }
        _ => install.verbs.contains(&verb),
    };
    let found =
        INSTALLS.iter().find(|install| install.programs.contains(&command.name()) && has_verb(install))?;
    let mut plain = command
        .arguments()
        .iter()
        .map(|word| word.text.as_str())
        .filter(|word| !word.starts_with('-'))
        .skip(1);
    let global = ["-g", "--global", "--version", "-v", "--help"].iter().any(|flag| command.has_flag(flag));
    let fits = match found.programs[0] {
        "pip" => command.has_flag("-r") || command.has_flag("--requirement"),
        "go" => found.fetch.is_some() || plain.next() == Some("download"),
        "mvn" | "gradle" => !command.has_flag("-o") && !command.has_flag("--offline"),
        "dotnet" => !command.has_flag("--no-restore"),
        "npm" | "pnpm" | "bun" => names_nothing(command),
        _ => true,
    };
    (fits && !global).then_some(found)
}

/// Whether the words of an npm-like install are options only; the value of an option is a word that follows one.
fn names_nothing(command: &Command) -> bool {
    let valued = [
        "--prefix",
        "--filter",
        "-F",
        "-w",
        "--workspace",
        "-C",
        "--dir",
        "--cwd",
        "--registry",
        "--cache",
        "--loglevel",
    ];
    let mut words = command.arguments().iter().map(|word| word.text.as_str());
    let mut plain = 0;
    while let Some(word) = words.next() {
        if valued.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            plain += 1;
        }
    }
    plain <= 1
}

/// The source of a copy that takes a folder with the manifest and everything else in it.
fn source_folder<'a>(
    context: &Context,
    image: &Image,
    cause: &Cause<'a>,
    install: &Install,
) -> Option<&'a Value> {
    let Cause::Context(path, source) = cause else { return None };
    let folder = path.trim_end_matches('*').trim_end_matches('/');
    let whole = folder == image.context;
    let manifest = || {
        let name = install.manifests.first().copied().unwrap_or("");
        join(folder, name).is_some_and(|path| context.has_file(&path))
    };
    // Where an ignore file lets in little more than manifests, a copy of all is one of them.
    let has_source = || context.files(folder).any(|file| !is_manifest(name_of(file)));
    ((whole || !folder.contains(['*', '?', '[']) && manifest()) && has_source()).then_some(*source)
}

/// Whether a file of that name only says what to install.
fn is_manifest(name: &str) -> bool {
    let listed = |install: &Install| install.manifests.contains(&name);
    INSTALLS.iter().any(listed)
        || matches!(name, ".npmrc" | ".yarnrc.yml" | "bun.lockb" | "pnpm-workspace.yaml")
}

/// Whether an earlier RUN of the image has installed from the manifest already.
fn is_installed_before(layers: &Layers, earlier: &[&Layer], wanted: &Install) -> bool {
    // What tasks a build tool has is up to the project: any of them may have been for the dependencies.
    let may_fetch = |command: &Command| {
        wanted.fetch.is_some()
            && wanted.programs.contains(&command.name())
            && !command.arguments().iter().any(|word| word.text.contains('@'))
    };
    let installs = |command: &Command| {
        install(command).is_some_and(|found| found.manifests == wanted.manifests) || may_fetch(command)
    };
    // What is installed may also come from another stage.
    let in_stage = |cause: &Cause| match cause {
        Cause::Stage(from) => layers.of_stage(*from).flat_map(Layer::commands).any(installs),
        _ => false,
    };
    earlier.iter().any(|layer| layer.commands().iter().any(installs) || layer.causes.iter().any(in_stage))
}

fn words(command: &Command) -> String {
    match command.subcommand() {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}
