//! Follows the commands of pipelines into scripts of the repository, targets of Makefiles and scripts of packages.

use super::start;
use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::package::Package;
use crate::artefact::pipeline::{CiImage, CiScript};
use crate::extract::Harvest;
use crate::extract::ci::{deployments_of, image_of};
use crate::source::{Arg, Sources, folder_of, join};

/// Adds what pipelines run by way of other files: its commands are those of the job that calls it.
pub(super) fn follow(sources: &Sources, harvest: &mut Harvest) {
    let mut called: Vec<CiScript> = Vec::new();
    for script in harvest.ci.iter().filter(|script| !script.remote) {
        let mut here = Some(app_in(sources, &harvest.packages, &script.folder));
        for command in script.commands.iter().filter(|command| !command.flow.remote) {
            if matches!(command.name(), "cd" | "pushd" | "popd") {
                let folder = here.and_then(|app| changed(&app.root, command));
                here = folder.map(|folder| app_in(sources, &harvest.packages, &folder));
                continue;
            }
            let Some(app) = &here else { break };
            let commands = start::called(sources, app, command);
            if !commands.is_empty() {
                called.push(CiScript {
                    commands,
                    span: command.span,
                    folder: app.root.clone(),
                    ..script.clone()
                });
            }
        }
    }
    for script in called {
        let images = script.commands.iter().filter_map(image_of);
        harvest.ci_images.extend(images.map(|image| as_written(sources, image)));
        let deployments = script.commands.iter().flat_map(|command| deployments_of(command, &script.gates));
        harvest.deployments.extend(deployments);
        harvest.ci.push(script);
    }
}

/// The folder that a command goes to; `None` where that is computed, or behind a way back.
fn changed(folder: &str, command: &Command) -> Option<String> {
    let to = command.arguments().iter().find(|word| !word.text.starts_with('-'))?;
    let is_inside = !to.text.starts_with(['/', '~']) && command.name() != "popd";
    join(folder, to.known().filter(|_| is_inside)?)
}

/// What a command finds in the folder that it runs in.
fn app_in(sources: &Sources, packages: &[Package], folder: &str) -> App {
    let own = packages.iter().filter(|package| folder_of(sources.path(package.file)) == folder);
    App { root: folder.to_owned(), packages: own.cloned().collect(), ..App::default() }
}

/// The image with the names that stand in the file as they are: what a variable holds may be set otherwise by the caller.
fn as_written(sources: &Sources, mut image: CiImage) -> CiImage {
    let settle = |arg: &mut Arg| {
        if !sources.text(arg.span).contains(&arg.text) {
            *arg = Arg::computed("{}", arg.span);
        }
    };
    image.references.iter_mut().for_each(settle);
    image.arguments.retain(|(name, value)| {
        let written = sources.text(name.span);
        written.contains(&name.text) && written.contains(&value.text)
    });
    image
}
