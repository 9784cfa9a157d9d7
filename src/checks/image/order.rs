//! The order of instructions and what it does to the build cache.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::parse::dockerfile::{Body, Instruction, Value};
use crate::rule::Pass;
use crate::source::{Sources, is_below, join};

/// Source that is copied before the dependencies are installed, so that every edit installs them anew.
pub fn dependency_layer_invalidated(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let reached = image.dockerfile.reachable_from(image.target);
        let built = |run: &&Run| reached.get(run.stage).copied().unwrap_or(false);
        for run in image.runs.iter().filter(built) {
            invalidated(pass, image, run);
        }
    }
}

fn invalidated(pass: &mut Pass, image: &Image, run: &Run) {
    let Some(instruction) = image.dockerfile.instructions.get(run.instruction) else { return };
    let found = run.commands.iter().find_map(|command| Some((command, install(command)?)));
    let Some((command, install)) = found else { return };
    if layer::has_cache(instruction)
        || is_installed_before(image, run, install)
        || install.fetch.is_some() && !has_dependencies(pass.sources, image, install)
    {
        return;
    }
    let earlier =
        image.before(run.instruction).filter_map(|copy| source_folder(pass.sources, image, copy, install));
    let Some(source) = earlier.last() else { return };
    let call = words(command);
    let manifests: Vec<String> = install.manifests.iter().map(|name| format!("'{name}'")).collect();
    let finding = pass.report(
        source.span(),
        format!("the source is copied before '{call}' runs, so every edit installs all dependencies anew"),
    );
    finding.because(command.span, "this runs again whenever a file of that copy changes");
    let first = install.fetch.unwrap_or(&call);
    finding
        .help(format!("Copy {} first, run '{first}', and copy the rest after it.", manifests.join(" and ")));
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

/// The source of a COPY that takes a folder with the manifest and everything else in it.
fn source_folder<'a>(
    sources: &Sources,
    image: &Image,
    copy: &'a Instruction,
    install: &Install,
) -> Option<&'a Value> {
    let Body::Copy { sources: from, .. } = &copy.body else { return None };
    if copy.flag("from").is_some() {
        return None;
    }
    from.iter().find(|source| {
        let Some(path) = source.known().map(|path| path.trim_end_matches('*')) else { return false };
        let Some(folder) =
            (!source.text().is_empty()).then(|| join(&image.context, path.trim_start_matches('/'))).flatten()
        else {
            return false;
        };
        let whole = join("", path).as_deref() == Some("");
        let manifest = || {
            let name = install.manifests.first().copied().unwrap_or("");
            join(&folder, name).is_some_and(|path| sources.find(&path).is_some())
        };
        whole || (!path.contains(['*', '?', '[']) && manifest())
    })
}

/// Whether an earlier RUN of the image has installed from the manifest already.
fn is_installed_before(image: &Image, run: &Run, wanted: &Install) -> bool {
    let earlier = image.before(run.instruction).map(|instruction| instruction.index);
    let earlier: Vec<usize> = earlier.collect();
    let mut runs = image.runs.iter().filter(|other| earlier.contains(&other.instruction));
    // What tasks a build tool has is up to the project: any of them may have been for the dependencies.
    let may_fetch = |command: &Command| {
        wanted.fetch.is_some()
            && wanted.programs.contains(&command.name())
            && !command.arguments().iter().any(|word| word.text.contains('@'))
    };
    runs.any(|other| {
        let installs = other.commands.iter().filter_map(install);
        installs.into_iter().any(|found| found.manifests == wanted.manifests)
            || other.commands.iter().any(may_fetch)
    })
}

fn words(command: &Command) -> String {
    match command.subcommand() {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}
