//! Does an image fetch the app's own source while it is built?

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::parse::dockerfile::{Body, Keyword};
use crate::rule::Pass;
use crate::source::{folder_of, name_of};

/// An image that clones or downloads a branch of the app's source instead of copying the code it is built beside.
pub fn image_clones_source(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let is_all = !copies_source(image) && builds(image);
        for run in image.built_runs() {
            let is_final = image.effective.chain.contains(&run.stage);
            let is_settled = run.commands.iter().any(settles);
            for command in &run.commands {
                let Some(source) = source(command, is_settled) else { continue };
                if names_app(pass, &source) || is_all && (is_final || feeds_final(image)) {
                    let finding = pass.report(
                        command.span,
                        format!(
                            "the image takes the source of '{source}' from a branch, not from this codebase"
                        ),
                    );
                    finding.help("Copy the checked-out code with COPY; for software of others name a release tag or a commit.");
                }
            }
        }
    }
}

/// Whether the image installs dependencies or compiles: what it fetched is software to run, not a helper script.
fn builds(image: &Image) -> bool {
    let commands = image.built_runs().flat_map(|run| &run.commands);
    commands.into_iter().any(|command| {
        let verb = command.subcommand().unwrap_or("");
        match command.name() {
            "npm" | "pnpm" | "bun" | "composer" | "poetry" | "pipenv" | "uv" | "pdm" => {
                matches!(verb, "install" | "ci" | "i" | "sync" | "run")
            }
            "pip" | "pip3" => {
                command.has_flag("-r") || command.arguments().iter().any(|word| word.text.starts_with('.'))
            }
            "cargo" | "go" | "dotnet" => matches!(verb, "build" | "install" | "publish"),
            "yarn" | "bundle" | "make" | "cmake" | "ninja" | "mvn" | "gradle" | "configure" | "setup.py" => {
                true
            }
            _ => false,
        }
    })
}

/// Whether a COPY or ADD of the image's own stages brings files of the build context that may be source code.
fn copies_source(image: &Image) -> bool {
    let reached = image.dockerfile.reachable_from(image.target);
    let instructions = image.dockerfile.instructions.iter().filter(|instruction| {
        let stage = image.dockerfile.stage_of(instruction.index);
        stage.is_some_and(|stage| reached.get(stage.index).copied().unwrap_or(false))
    });
    instructions
        .filter(|instruction| {
            matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && instruction.flag("from").is_none()
        })
        .any(|instruction| match &instruction.body {
            Body::Copy { sources, .. } => sources.iter().any(|source| is_source(source.text())),
            _ => false,
        })
}

/// Whether what is copied may be source code: a folder or the whole context, rather than a single configuration or script.
fn is_source(path: &str) -> bool {
    !path.contains("://") && !name_of(path.trim_end_matches('/')).trim_start_matches('.').contains('.')
        || matches!(path, "." | "./")
}

/// Whether the final stage takes files from other stages of the file.
fn feeds_final(image: &Image) -> bool {
    image.of(Keyword::Copy).any(|instruction| instruction.flag("from").is_some())
}

/// The repository whose moving branch a command fetches; a clone that is settled goes to a commit afterwards.
fn source(command: &Command, is_settled: bool) -> Option<String> {
    match command.name() {
        "git" => cloned(command).filter(|_| !is_settled),
        "curl" | "wget" => command.arguments().iter().find_map(|word| archived(&word.text)),
        _ => None,
    }
}

/// The repository of `git clone` without a tag, commit or computed version.
fn cloned(command: &Command) -> Option<String> {
    if command.subcommand() != Some("clone") {
        return None;
    }
    let branch = command.option("--branch").or_else(|| command.option("-b"));
    if branch.is_some_and(|branch| branch.contains("{}") || is_version(branch))
        || command.has_flag("--revision")
    {
        return None;
    }
    let address = command.arguments().iter().map(|word| word.text.as_str()).find(|word| {
        word.contains("://")
            || (word.contains('@') && word.contains(':'))
            || word.strip_suffix(".git").is_some()
    })?;
    Some(repository(address))
}

/// Whether a command afterwards goes to a commit or a version.
fn settles(command: &Command) -> bool {
    let is_git = command.name() == "git";
    let verb = command
        .arguments()
        .iter()
        .any(|word| matches!(word.text.as_str(), "checkout" | "reset" | "switch" | "fetch"));
    is_git && verb && command.arguments().iter().any(|word| !word.literal || is_version(&word.text))
}

/// A release tag or a commit, told from a branch by its digits.
fn is_version(text: &str) -> bool {
    let name = name_of(text);
    let is_commit = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let is_release = number.contains('.')
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.strip_suffix(".x").is_none();
    let is_major = name
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    is_commit || is_release || is_major
}

/// The repository of an archive of a branch, as GitHub and GitLab offer them.
fn archived(address: &str) -> Option<String> {
    let branches = ["/archive/refs/heads/", "/tarball/", "/zipball/", "/-/archive/", "/archive/"];
    let (before, after) = branches.iter().find_map(|sign| address.split_once(sign))?;
    let reference = after.split(['?', '#']).next().unwrap_or(after);
    let names: Vec<&str> = reference.split(['/', '.']).collect();
    let is_branch = matches!(names.first(), Some(&("main" | "master" | "develop" | "dev" | "HEAD")));
    (is_branch && before.contains("://")).then(|| repository(before))
}

/// `owner/name` of an address.
fn repository(address: &str) -> String {
    let path = address.trim_end_matches('/').trim_end_matches(".git").replace(':', "/");
    let owner = name_of(folder_of(&path)).to_owned();
    let name = name_of(&path);
    if owner.is_empty() { name.to_owned() } else { format!("{owner}/{name}") }
}

/// Whether the repository has the name of the app: of its package or its folder.
fn names_app(pass: &Pass, repository: &str) -> bool {
    let name = name_of(repository).to_ascii_lowercase();
    let packages = pass.app.packages.iter().filter_map(|package| package.name.as_ref());
    let mut names = packages.map(|package| name_of(&package.text).to_ascii_lowercase());
    name == name_of(&pass.app.root).to_ascii_lowercase() || names.any(|package| package == name)
}
