//! Commands that build an image from a Dockerfile: `docker build` and its relatives, Kaniko, Cloud Build, Azure.

use crate::artefact::build::ImageBuild;
use crate::artefact::command::Command;
use crate::fact::Place;
use crate::source::Arg;

/// Options of the programs that build which take no value.
const SWITCHES: [&str; 40] = [
    "--all-platforms",
    "--async",
    "--cache",
    "--cache-copy-layers",
    "--check",
    "--cleanup",
    "--compress",
    "--compressed-caching",
    "--debug",
    "--disable-compression",
    "--disable-content-trust",
    "--force",
    "--force-rm",
    "--http-proxy",
    "--identity-label",
    "--insecure",
    "--layers",
    "--load",
    "--no-cache",
    "--no-format",
    "--no-hostname",
    "--no-hosts",
    "--no-logs",
    "--no-push",
    "--omit-history",
    "--pull",
    "--pull-always",
    "--push",
    "--quiet",
    "--reproducible",
    "--rm",
    "--single-snapshot",
    "--skip-tls-verify",
    "--skip-unused-stages",
    "--squash",
    "--squash-all",
    "--tls-verify",
    "--use-new-run",
    "-D",
    "-q",
];

/// The build that a command asks for. What stands on another machine is not built from here.
pub fn of_command(command: &Command, folder: &str, place: &Place) -> Option<ImageBuild> {
    let (tool, arguments) = tool(command).filter(|_| !command.flow.remote)?;
    let mut words = arguments.iter();
    let (mut context, mut dockerfile, mut target) = (None, None, None);
    let (mut tags, mut arguments, mut contexts) = (Vec::new(), Vec::new(), Vec::new());
    let mut pushed = tool != Tool::Docker;
    while let Some(word) = words.next() {
        if !word.text.starts_with('-') || word.text == "-" {
            context = Some(word.clone());
            continue;
        }
        let (name, value) = match word.text.split_once('=') {
            Some((name, value)) => (name, Some(Arg { text: value.to_owned(), ..word.clone() })),
            None if SWITCHES.contains(&word.text.as_str()) => (word.text.as_str(), None),
            None => (word.text.as_str(), words.next().cloned()),
        };
        let is_set = value.as_ref().is_none_or(|value| value.text != "false");
        match (name, tool) {
            ("-f" | "--file" | "--dockerfile", _) => dockerfile = value,
            ("-c" | "--context", Tool::Kaniko) => context = value,
            ("-t" | "--tag", _) | ("-d" | "--destination", Tool::Kaniko) | ("--image", Tool::Azure) => {
                tags.extend(value);
            }
            ("--target", _) => target = value,
            ("--build-arg", _) => arguments.extend(value.as_ref().map(split)),
            ("--build-context", Tool::Docker) => contexts.extend(value.as_ref().map(split)),
            ("--push", Tool::Docker) => pushed = is_set,
            ("-o" | "--output", Tool::Docker) => pushed |= value.is_some_and(|value| is_pushing(&value.text)),
            ("--no-push", _) => pushed &= !is_set,
            ("--config" | "--pack", Tool::Google) => return None,
            _ => {}
        }
    }
    let is_input = |arg: &Option<Arg>| arg.as_ref().is_some_and(|arg| arg.text == "-");
    let given = is_input(&dockerfile) || is_input(&context);
    let from = context.filter(|context| context.text != "-").map(|context| in_workspace(context, command));
    Some(ImageBuild {
        span: command.span,
        place: place.clone(),
        folder: folder.to_owned(),
        context: from.unwrap_or_else(|| Arg::literal(".", command.span)),
        // What comes by standard input is no file of the project.
        dockerfile: if given {
            Some(Arg::computed("{}", command.span))
        } else {
            dockerfile.map(|dockerfile| in_workspace(dockerfile, command))
        },
        in_context: false,
        target,
        tags,
        arguments,
        contexts,
        pushed,
    })
}

/// Programs that build an image from a Dockerfile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    /// `docker build` and those that take its options.
    Docker,
    /// The executor of Kaniko.
    Kaniko,
    /// `gcloud builds submit`.
    Google,
    /// `az acr build`.
    Azure,
}

/// The program that builds, and what follows `docker build`, `docker buildx build`, `buildah bud` …
fn tool(command: &Command) -> Option<(Tool, &[Arg])> {
    let arguments = command.arguments();
    let starts = |verb: &[&str]| {
        arguments.len() >= verb.len() && arguments.iter().zip(verb).all(|(a, b)| a.text == *b)
    };
    match command.name() {
        "docker" | "podman" | "buildah" | "nerdctl" | "finch" => {
            let at = arguments
                .iter()
                .position(|word| !matches!(word.text.as_str(), "buildx" | "image" | "builder"))?;
            matches!(arguments[at].text.as_str(), "build" | "bud" | "b")
                .then_some((Tool::Docker, &arguments[at + 1..]))
        }
        "executor" => Some((Tool::Kaniko, arguments)),
        "gcloud" => starts(&["builds", "submit"]).then(|| (Tool::Google, &arguments[2..])),
        "az" => starts(&["acr", "build"]).then(|| (Tool::Azure, &arguments[2..])),
        _ => None,
    }
}

/// Whether an output of BuildKit goes to a registry under the names of the image; a push by digest leaves every tag where it is.
pub(in super::super) fn is_pushing(output: &str) -> bool {
    (output.contains("push=true") || output.contains("type=registry"))
        && !output.contains("push-by-digest=true")
}

/// Variables that CI services set to the folder of the checkout.
const WORKSPACES: [&str; 9] = [
    "BITBUCKET_CLONE_DIR",
    "BUILDKITE_BUILD_CHECKOUT_PATH",
    "CIRCLE_WORKING_DIRECTORY",
    "CI_PROJECT_DIR",
    "CODEBUILD_SRC_DIR",
    "DRONE_WORKSPACE",
    "GITHUB_WORKSPACE",
    "TRAVIS_BUILD_DIR",
    "WORKSPACE",
];

/// A path that starts with the folder of the checkout, as one in it.
fn in_workspace(path: Arg, command: &Command) -> Arg {
    let bare = path.text.strip_prefix("dir://").unwrap_or(&path.text);
    let rest = bare
        .strip_prefix("{}")
        .filter(|rest| !rest.contains("{}") && (rest.is_empty() || rest.starts_with('/')));
    let mut inside = command.expansions.iter().filter(|expansion| path.span.contains(expansion.span));
    let is_known = inside.next().is_some_and(|expansion| WORKSPACES.contains(&expansion.name.as_str()));
    match rest {
        Some(rest) if is_known && inside.next().is_none() => Arg::literal(format!(".{rest}"), path.span),
        _ => path,
    }
}

/// `NAME=value` as name and value; a name alone takes its value from the environment.
pub(in super::super) fn split(pair: &Arg) -> (Arg, Option<Arg>) {
    let part = |text: &str| Arg {
        text: text.trim().to_owned(),
        literal: !text.contains("{}") && !text.contains("${"),
        span: pair.span,
    };
    match pair.text.split_once('=') {
        Some((name, value)) => (part(name), Some(part(value))),
        None => (part(&pair.text), None),
    }
}
