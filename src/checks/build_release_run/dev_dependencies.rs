//! Development dependencies in the image that runs.

use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::package::{Ecosystem, Need};
use crate::fact::Environment;
use crate::parse::dockerfile::{Body, Instruction, Stage, Value};
use crate::rule::Pass;
use crate::source::{Sources, Span, is_below, join, name_of};

/// Final images that install, or copy from a builder stage, what only development and tests need.
pub fn dev_dependencies_in_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production() && image.is_started()) {
        let mut reported: Vec<&str> = Vec::new();
        for run in image.final_runs() {
            for (at, command) in run.commands.iter().enumerate() {
                let later = run.commands.get(at + 1..).unwrap_or_default();
                let Some(install) = Install::of(app, image, run, command) else { continue };
                let known = reported.contains(&command.name());
                if !known && !is_pruned(image, &image.effective.chain, &install, run, later) {
                    reported.push(command.name());
                    report(pass, command.span, &install, command);
                }
            }
        }
        copied_from_builder(pass, image);
    }
}

fn report(pass: &mut Pass, span: Span, install: &Install, command: &Command) {
    let call = command
        .subcommand()
        .map_or_else(|| command.name().to_owned(), |verb| format!("{} {verb}", command.name()));
    let message = match &install.file {
        Some(file) => format!("'{call}' installs '{file}', which is for development, into the final image"),
        None => format!("'{call}' installs the development dependencies into the final image"),
    };
    let finding = pass.report(span, message);
    if let Some(listed) = install.listed {
        finding.because(listed, "this is only needed for development");
    }
    finding.help(install.manager.help);
}

/// A command that installs development dependencies.
struct Install {
    manager: &'static Manager,
    /// The file or extra that it names, where the name tells what is in it.
    file: Option<String>,
    /// A development dependency of the manifest.
    listed: Option<Span>,
}

/// How a package manager leaves development dependencies out.
struct Manager {
    programs: &'static [&'static str],
    verbs: &'static [&'static str],
    ecosystem: Ecosystem,
    /// The folder it installs into, beside the manifest.
    folder: &'static str,
    /// Options that leave them out.
    flags: &'static [&'static str],
    /// Options with the values that leave them out.
    options: &'static [(&'static str, &'static [&'static str])],
    /// Variables that leave them out: with any value that is not false, or with this one in it.
    variables: &'static [(&'static str, &'static str)],
    help: &'static str,
}

const NODE_VARIABLES: &[(&str, &str)] = &[
    ("NODE_ENV", "production"),
    ("NPM_CONFIG_PRODUCTION", "true"),
    ("npm_config_production", "true"),
    ("NPM_CONFIG_OMIT", "dev"),
    ("npm_config_omit", "dev"),
];

const MANAGERS: &[Manager] = &[
    Manager {
        programs: &["npm"],
        verbs: &["install", "i", "ci", "clean-install"],
        ecosystem: Ecosystem::Npm,
        folder: "node_modules",
        flags: &["--production", "--prod"],
        options: &[("--omit", &["dev"]), ("--only", &["prod", "production"])],
        variables: NODE_VARIABLES,
        help: "Write 'npm ci --omit=dev' in the final stage, and build in a stage of its own.",
    },
    Manager {
        programs: &["yarn"],
        verbs: &["install", ""],
        ecosystem: Ecosystem::Npm,
        folder: "node_modules",
        flags: &["--production", "--prod"],
        options: &[],
        variables: NODE_VARIABLES,
        help: "Write 'yarn install --production' (Yarn 2 and later: 'yarn workspaces focus --production') in the final stage.",
    },
    Manager {
        programs: &["pnpm"],
        verbs: &["install", "i"],
        ecosystem: Ecosystem::Npm,
        folder: "node_modules",
        flags: &["--prod", "--production", "-P"],
        options: &[],
        variables: NODE_VARIABLES,
        help: "Write 'pnpm install --prod' in the final stage, or copy what 'pnpm deploy --prod' makes.",
    },
    Manager {
        programs: &["bun"],
        verbs: &["install", "i"],
        ecosystem: Ecosystem::Npm,
        folder: "node_modules",
        flags: &["--production", "-p"],
        options: &[("--omit", &["dev"])],
        variables: NODE_VARIABLES,
        help: "Write 'bun install --production' in the final stage.",
    },
    Manager {
        programs: &["composer"],
        verbs: &["install"],
        ecosystem: Ecosystem::Php,
        folder: "vendor",
        flags: &["--no-dev"],
        options: &[],
        variables: &[("COMPOSER_NO_DEV", "")],
        help: "Write 'composer install --no-dev'.",
    },
    Manager {
        programs: &["bundle", "bundler"],
        verbs: &["install", ""],
        ecosystem: Ecosystem::Ruby,
        folder: "vendor/bundle",
        flags: &[],
        options: &[("--without", &["development", "development test", "development:test"])],
        variables: &[("BUNDLE_WITHOUT", "development"), ("BUNDLE_ONLY", "")],
        help: "Set 'ENV BUNDLE_WITHOUT=development:test' before 'bundle install'.",
    },
    Manager {
        programs: &["poetry"],
        verbs: &["install", "sync"],
        ecosystem: Ecosystem::Python,
        folder: ".venv",
        flags: &["--no-dev", "--only-root", "--only", "--without"],
        options: &[],
        variables: &[],
        help: "Write 'poetry install --only main'.",
    },
    Manager {
        programs: &["uv"],
        verbs: &["sync"],
        ecosystem: Ecosystem::Python,
        folder: ".venv",
        flags: &["--no-dev", "--no-default-groups", "--only-group", "--no-group"],
        options: &[],
        variables: &[("UV_NO_DEV", ""), ("UV_NO_DEFAULT_GROUPS", "")],
        help: "Write 'uv sync --locked --no-dev'.",
    },
    Manager {
        programs: &["pdm"],
        verbs: &["install", "sync"],
        ecosystem: Ecosystem::Python,
        folder: ".venv",
        flags: &["--prod", "--production", "--no-default", "--without", "-G"],
        options: &[],
        variables: &[],
        help: "Write 'pdm sync --prod'.",
    },
];

/// Managers that install development dependencies only when asked to.
const ON_DEMAND: Manager = Manager {
    programs: &["pip", "pip3", "pipenv"],
    verbs: &["install", "sync"],
    ecosystem: Ecosystem::Python,
    folder: "",
    flags: &[],
    options: &[],
    variables: &[],
    help: "Install what the app needs at run time, and nothing else, in the final stage.",
};

impl Install {
    fn of(app: &App, image: &Image, run: &Run, command: &Command) -> Option<Self> {
        if let Some(file) = asked_for(command) {
            return Some(Self { manager: &ON_DEMAND, file: Some(file), listed: None });
        }
        let verb = command.subcommand().unwrap_or("");
        let manager = MANAGERS
            .iter()
            .find(|manager| manager.programs.contains(&command.name()) && manager.verbs.contains(&verb))?;
        let other = ["-g", "--global", "--version", "-v", "--help", "--package-lock-only", "--lockfile-only"];
        if other.iter().any(|flag| command.has_flag(flag)) || names_packages(manager, command) {
            return None;
        }
        // What a variable adds may be the very option.
        let computed = command.arguments().iter().any(|word| word.text == "{}");
        if computed || manager.leaves_out(image, run, command) {
            return None;
        }
        let listed = listed(app, manager.ecosystem)?;
        Some(Self { manager, file: None, listed: Some(listed) })
    }
}

impl Manager {
    fn leaves_out(&self, image: &Image, run: &Run, command: &Command) -> bool {
        let by_option = |(flag, values): &(&str, &[&str])| {
            command.option(flag).is_some_and(|value| values.contains(&value) || value.contains("{}"))
        };
        let wanted = ["--include=dev", "--dev", "--production=false"]
            .iter()
            .any(|flag| command.arguments().iter().any(|word| word.text == *flag));
        let configured = || {
            let earlier = image.runs.iter().filter(|earlier| earlier.instruction <= run.instruction);
            let configs = earlier.flat_map(|earlier| &earlier.commands).filter(|earlier| {
                self.programs.contains(&earlier.name()) && earlier.subcommand() == Some("config")
            });
            configs.into_iter().any(|config| {
                let line = config.line();
                line.contains("without") || line.contains("omit") || line.contains("production")
            })
        };
        !wanted
            && (self.flags.iter().any(|flag| command.has_flag(flag))
                || self.options.iter().any(by_option)
                || self.variables.iter().any(|(name, value)| is_set(image, run, command, name, value))
                || configured())
    }
}

/// Whether a variable that a command sees has a value, and one that holds `wanted`. A value that is not known may be any.
fn is_set(image: &Image, run: &Run, command: &Command, name: &str, wanted: &str) -> bool {
    let fits = |text: &str, literal: bool| {
        !literal || (text.contains(wanted) && !text.is_empty() && !matches!(text, "0" | "false"))
    };
    let exported = run
        .commands
        .iter()
        .filter(|earlier| earlier.name() == "export")
        .flat_map(|export| &export.assignments);
    let own = command.assignments.iter().chain(exported).find(|(variable, _)| variable.text == name);
    if let Some((_, value)) = own {
        return fits(&value.text, value.literal);
    }
    let Some(pair) = image.variable(run.instruction, name) else { return false };
    pair.value.as_ref().is_some_and(|value| fits(value.text(), value.arg.literal))
}

/// Whether the words of an npm-like install name packages.
fn names_packages(manager: &Manager, command: &Command) -> bool {
    if manager.ecosystem != Ecosystem::Npm {
        return false;
    }
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
        "--network-timeout",
        "--omit",
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
    plain > 1
}

/// The requirements file, or the extra, for development that a command names.
fn asked_for(command: &Command) -> Option<String> {
    let words = command.arguments();
    match command.name() {
        "pip" | "pip3" => {}
        "uv" if command.subcommand() == Some("pip") => {}
        "pipenv" => {
            let asked = command.has_flag("--dev") || command.has_flag("-d");
            return asked.then(|| "[dev-packages]".to_owned());
        }
        _ => return None,
    }
    if !words.iter().any(|word| word.text == "install") {
        return None;
    }
    let files =
        words.iter().enumerate().filter(|(_, word)| matches!(word.text.as_str(), "-r" | "--requirement"));
    let files = files.filter_map(|(at, _)| words.get(at + 1)).map(|word| word.text.as_str());
    let file = files.into_iter().find(|file| names_development(file));
    let extra = words.iter().map(|word| word.text.as_str()).find(|word| {
        let extras = word
            .strip_prefix('.')
            .and_then(|rest| rest.split_once('['))
            .and_then(|(_, rest)| rest.strip_suffix(']'));
        extras.is_some_and(|extras| extras.split(',').any(|extra| is_development(extra.trim())))
    });
    file.or(extra).map(str::to_owned)
}

/// Whether a requirements file is for development, as its name says (`requirements/dev.txt`, `requirements-test.txt`).
fn names_development(path: &str) -> bool {
    let name = name_of(path).trim_end_matches(".txt").trim_end_matches(".in");
    name.split(['-', '_', '.']).any(is_development)
}

fn is_development(word: &str) -> bool {
    let environment =
        matches!(Environment::from_word(word), Some(Environment::Development | Environment::Test));
    // `requirements-local.txt` may as well list packages of the repository.
    (environment && word != "local") || matches!(word, "lint" | "docs")
}

/// A development dependency that a manifest of the app lists.
fn listed(app: &App, ecosystem: Ecosystem) -> Option<Span> {
    let own = app.packages.iter().filter(|package| package.ecosystem == ecosystem);
    let mut found =
        own.flat_map(|package| &package.dependencies).filter(|dependency| dependency.need == Need::Develop);
    found.next().map(|dependency| dependency.span)
}

/// Whether a later command takes them out again, or installs anew without them,
/// in one of the stages of `chain`.
fn is_pruned(image: &Image, chain: &[usize], install: &Install, run: &Run, later: &[Command]) -> bool {
    let folder = install.manager.folder;
    let next =
        image.runs.iter().filter(|other| chain.contains(&other.stage) && other.instruction > run.instruction);
    let next = next.map(|other| (other, other.commands.as_slice()));
    std::iter::once((run, later)).chain(next).any(|(run, commands)| {
        commands.iter().any(|command| {
            let verbs = ["prune", "focus", "deploy"];
            let prunes = install.manager.programs.contains(&command.name())
                && command.arguments().iter().any(|word| verbs.contains(&word.text.as_str()));
            let again = install.manager.programs.contains(&command.name())
                && install.manager.verbs.contains(&command.subcommand().unwrap_or(""))
                && install.manager.leaves_out(image, run, command);
            let removed = !folder.is_empty()
                && crate::artefact::layer::removed(command)
                    .iter()
                    .any(|path| path.text.trim_end_matches('/').ends_with(folder));
            prunes || again || removed
        })
    })
}

/// Reports folders of dependencies that the final image copies from a stage which installed development dependencies.
fn copied_from_builder(pass: &mut Pass, image: &Image) {
    let app = pass.app;
    for stage in image.effective.chain.iter().filter_map(|at| image.dockerfile.stages.get(*at)) {
        for link in &stage.links {
            let Some(copy) = image.dockerfile.instructions.get(link.instruction) else { continue };
            let (Body::Copy { sources, .. }, Some(from)) =
                (&copy.body, link.stage.and_then(|at| image.dockerfile.stages.get(at)))
            else {
                continue;
            };
            for source in sources {
                let Some(path) =
                    source.known().and_then(|path| join("", path)).map(|path| format!("/{path}"))
                else {
                    continue;
                };
                let Some((run, command, install)) = fills(pass.sources, app, image, from, &path) else {
                    continue;
                };
                let finding = pass.report(
                    source.span(),
                    format!("'{}' brings development dependencies into the final image", source.text()),
                );
                finding.because(command.span, "they are installed here");
                finding.because(install.listed.unwrap_or(run.span), "this is only needed for development");
                finding.help(install.manager.help);
            }
        }
    }
}

/// The command of a stage that installs development dependencies at `path` or below, and does not take them out again.
fn fills<'a>(
    sources: &Sources,
    app: &App,
    image: &'a Image,
    stage: &Stage,
    path: &str,
) -> Option<(&'a Run, &'a Command, Install)> {
    let chain = image.dockerfile.effective(stage.index)?.chain;
    let runs = image.runs.iter().filter(|run| chain.contains(&run.stage));
    let commands =
        runs.flat_map(|run| run.commands.iter().enumerate().map(move |(at, command)| (run, at, command)));
    commands.into_iter().find_map(|(run, at, command)| {
        let install =
            Install::of(app, image, run, command).filter(|install| !install.manager.folder.is_empty())?;
        let moved = run.commands.iter().take(at).any(|earlier| earlier.name() == "cd");
        let directory = image.directory(run.instruction)?;
        let folder = format!("{directory}/{}", install.manager.folder);
        let own = has_manifest(sources, image, run, &directory, install.manager.ecosystem);
        let later = run.commands.get(at + 1..).unwrap_or_default();
        let lands =
            own && is_below(&folder, path) && !moved && !is_pruned(image, &chain, &install, run, later);
        lands.then_some((run, command, install))
    })
}

/// Whether a manifest of the project is in a folder when a RUN installs there. One that the build wrote lists what it likes.
fn has_manifest(sources: &Sources, image: &Image, run: &Run, directory: &str, ecosystem: Ecosystem) -> bool {
    let names: &[&str] = match ecosystem {
        Ecosystem::Npm => &["package.json"],
        Ecosystem::Php => &["composer.json"],
        Ecosystem::Ruby => &["Gemfile"],
        _ => &["pyproject.toml", "Pipfile", "setup.py"],
    };
    let is_mounted = image.instruction(Some(run.instruction)).is_some_and(|own| own.flag("mount").is_some());
    let mut copies = image.before(run.instruction).filter_map(|earlier| match &earlier.body {
        Body::Copy { sources, destination, .. } => Some((earlier, sources, destination)),
        _ => None,
    });
    let brings = |(copy, copied, destination): (&Instruction, &Vec<Value>, &Value)| {
        let Some(to) = destination.known().and_then(|to| image.absolute(copy.index, to)) else { return true };
        let Some(rest) = directory.strip_prefix(to.trim_end_matches('/')) else {
            return names.iter().any(|name| to == format!("{directory}/{name}"));
        };
        let rest = rest.trim_start_matches('/');
        copy.flag("from").is_some()
            || copied.iter().filter_map(|source| source.known()).any(|source| {
                source.contains('*')
                    || rest.is_empty() && names.contains(&name_of(source))
                    || names.iter().any(|name| {
                        let inside = join(&image.context, &format!("{source}/{rest}/{name}"));
                        inside.is_some_and(|path| sources.find(&path).is_some())
                    })
            })
    };
    let Some(first) = copies.next() else { return true };
    is_mounted || brings(first) || copies.any(brings)
}
