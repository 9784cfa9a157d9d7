//! Does an image name the versions of the tools that it installs?

use super::install::{self, Install, What};
use super::manifests::pinned_names;
use crate::artefact::package::Ecosystem;
use crate::rule::Pass;
use crate::source::Arg;

/// A tool that an image installs in whatever version is newest.
pub fn unpinned_tool_in_image(pass: &mut Pass) {
    let app = pass.app;
    let pinned = pinned_names(pass.project, app);
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let commands =
            image.built_runs().flat_map(|run| run.commands.iter().map(move |command| (run, command)));
        for (run, command) in commands {
            let Some(install) = install::of(command) else { continue };
            let What::Named(names) = &install.what else { continue };
            let is_set = |name: &&str| image.variable(run.instruction, name).is_some();
            if install.ecosystem == Ecosystem::Python && install::PIP_CONSTRAINTS.iter().any(is_set) {
                continue;
            }
            // pip leaves a distribution alone that another requirement has installed; npm and the like do not.
            let is_there = |name: &str| install.manager == "pip" && pinned.contains(&distribution(name));
            let is_open = |name: &Arg| {
                install::is_open(&install, name) && !is_installer(&name.text) && !is_there(&name.text)
            };
            let open: Vec<&Arg> = names.iter().copied().filter(|name| is_open(name)).collect();
            report(pass, &install, &open);
        }
    }
}

/// Reports what one command installs without a version, at the first name.
fn report(pass: &mut Pass, install: &Install, open: &[&Arg]) {
    let Some((first, others)) = open.split_first() else { return };
    let bare = distribution(&first.text);
    let text = &first.text;
    let advice = match install.manager {
        _ if text.contains("git+") && install.ecosystem == Ecosystem::Python => format!("'{text}@v…'"),
        _ if install.ecosystem == Ecosystem::Npm && install::is_npm_repository(text) => {
            format!("'{text}#v…'")
        }
        "pip" | "pipx" | "uv" | "poetry" | "pdm" | "pipenv" => format!("'{bare}==…'"),
        "pecl" => format!("'{bare}-…'"),
        "gem" => format!("`gem install {bare} -v …`"),
        "cargo" if text.contains("://") => format!("`cargo install --locked --git {text} --rev …`"),
        "cargo" => format!("`cargo install --locked {bare}@…`"),
        "go" => format!("'{}@v…'", first.text.split('@').next().unwrap_or(&first.text)),
        "composer" => format!("'{bare}:…'"),
        "dotnet" => format!("'{bare} --version …'"),
        _ => format!("'{bare}@…'"),
    };
    let subject = match others.len() {
        0 => format!("'{}' is", first.text),
        1 => format!("'{}' and one more package are", first.text),
        count => format!("'{}' and {count} more packages are", first.text),
    };
    let finding = pass
        .report(first.span, format!("{subject} installed without a version: each build takes the newest"));
    for other in others {
        finding.because(other.span, format!("'{}' has no version either", other.text));
    }
    finding.help(format!("Name the version that the image was tested with: {advice}."));
}

/// Package managers that bring newer releases of themselves: the base image fixes where they start.
fn is_installer(text: &str) -> bool {
    matches!(distribution(text).as_str(), "pip" | "setuptools" | "wheel" | "npm" | "bundler")
}

/// A package's name without extras, version and tag.
fn distribution(text: &str) -> String {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '@' | '[' | '=' | '<' | '>' | '~' | '!' | ':' | ' '));
    let name = end.map_or(text, |(at, _)| &text[..at]);
    name.to_ascii_lowercase().replace('_', "-")
}
