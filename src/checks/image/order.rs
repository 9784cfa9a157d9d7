//! The order of instructions and what it does to the build cache.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::parse::dockerfile::{Body, Instruction, Value};
use crate::rule::Pass;
use crate::source::{Sources, join};

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
    if layer::has_cache(instruction) || is_installed_before(image, run, install) {
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
    finding
        .help(format!("Copy {} first, run '{call}', and copy the rest after it.", manifests.join(" and ")));
}

/// A command that installs what a manifest lists.
#[derive(Debug)]
struct Install {
    programs: &'static [&'static str],
    verbs: &'static [&'static str],
    /// The files it needs; the first is the one that names an app's folder.
    manifests: &'static [&'static str],
}

const INSTALLS: &[Install] = &[
    Install {
        programs: &["npm"],
        verbs: &["install", "i", "ci", "clean-install"],
        manifests: &["package.json", "package-lock.json"],
    },
    Install { programs: &["yarn"], verbs: &["install", ""], manifests: &["package.json", "yarn.lock"] },
    Install {
        programs: &["pnpm"],
        verbs: &["install", "i", "fetch"],
        manifests: &["package.json", "pnpm-lock.yaml"],
    },
    Install { programs: &["bun"], verbs: &["install", "i"], manifests: &["package.json", "bun.lock"] },
    Install { programs: &["pip", "pip3"], verbs: &["install"], manifests: &["requirements.txt"] },
    Install { programs: &["poetry"], verbs: &["install"], manifests: &["pyproject.toml", "poetry.lock"] },
    Install { programs: &["uv"], verbs: &["sync"], manifests: &["pyproject.toml", "uv.lock"] },
    Install { programs: &["pdm"], verbs: &["install", "sync"], manifests: &["pyproject.toml", "pdm.lock"] },
    Install { programs: &["pipenv"], verbs: &["install", "sync"], manifests: &["Pipfile", "Pipfile.lock"] },
    Install {
        programs: &["bundle", "bundler"],
        verbs: &["install", ""],
        manifests: &["Gemfile", "Gemfile.lock"],
    },
    Install { programs: &["composer"], verbs: &["install"], manifests: &["composer.json", "composer.lock"] },
    Install { programs: &["go"], verbs: &["mod"], manifests: &["go.mod", "go.sum"] },
    Install { programs: &["mix"], verbs: &["deps.get"], manifests: &["mix.exs", "mix.lock"] },
];

/// What a command installs from a manifest of the app; `None` if it installs nothing, or what its words name.
fn install(command: &Command) -> Option<&'static Install> {
    let verb = command.subcommand().unwrap_or("");
    let found = INSTALLS
        .iter()
        .find(|install| install.programs.contains(&command.name()) && install.verbs.contains(&verb))?;
    let mut plain = command
        .arguments()
        .iter()
        .map(|word| word.text.as_str())
        .filter(|word| !word.starts_with('-'))
        .skip(1);
    let global = ["-g", "--global", "--version", "-v", "--help"].iter().any(|flag| command.has_flag(flag));
    let fits = match found.programs[0] {
        "pip" => command.has_flag("-r") || command.has_flag("--requirement"),
        "go" => plain.next() == Some("download"),
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
    runs.any(|other| {
        other.commands.iter().filter_map(install).any(|found| found.manifests == wanted.manifests)
    })
}

fn words(command: &Command) -> String {
    match command.subcommand() {
        Some(verb) => format!("{} {verb}", command.name()),
        None => command.name().to_owned(),
    }
}
