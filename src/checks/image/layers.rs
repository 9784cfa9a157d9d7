//! Layers that hold what a later layer takes away or copies again.

use super::additions::{self, Addition, Origin};
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::artefact::os_package::{Action, Transaction, bare_name};
use crate::discover::{Class, classify};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Sources, is_below};

/// Files and packages that a later layer than the one that adds them removes.
pub fn deleted_in_later_layer(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let additions = additions::of_image(pass.sources, image);
        for run in image.final_runs() {
            for command in &run.commands {
                for path in layer::removed(command) {
                    removed_path(pass, image, run, command, path, &additions);
                }
                removed_packages(pass, image, run, command);
            }
        }
    }
}

fn removed_path(
    pass: &mut Pass,
    image: &Image,
    run: &Run,
    command: &Command,
    path: &Arg,
    additions: &[Addition],
) {
    let Some(removed) = path.known().and_then(|text| additions::absolute(image, run, command, text)) else {
        return;
    };
    let earlier = additions.iter().filter(|addition| addition.instruction < run.instruction);
    let Some(addition) = earlier.rev().find(|addition| takes_away(pass.sources, &removed, addition)) else {
        return;
    };
    let finding = pass.report(
        path.span,
        format!("'{}' is removed in a later layer: its bytes stay in the image", path.text),
    );
    finding.because(addition.span, "it is added here, in a layer of its own");
    match &addition.origin {
        Origin::File(file) if is_secret(file) => finding.severity(Severity::Error).help(
            "Give it to the one RUN that needs it as a secret: 'RUN --mount=type=secret,id=…'. It is in the image for all to read \
             now, so replace it.",
        ),
        Origin::File(file) => {
            if !additions::is_archive(file) {
                finding.severity(Severity::Note);
            }
            finding.help(format!("Mount it for the RUN that needs it: 'RUN --mount=type=bind,source={file},target={}'.", addition.path))
        }
        Origin::Folder(_) => finding.help("Keep it out of the build context with '.dockerignore', or copy by name what is needed."),
        Origin::Stage => finding.help("Copy only what is needed, or remove it in the stage that it comes from."),
        Origin::Download => finding.help("Download it, use it and remove it in one RUN, or do so in a builder stage."),
        Origin::Install => finding.help("Install in a builder stage, and copy what is needed into the final one."),
    };
}

/// Whether removing `removed` takes away files of the addition.
fn takes_away(sources: &Sources, removed: &str, addition: &Addition) -> bool {
    if addition.path != "/" && layer::is_removed_by(&addition.path, removed) {
        return true;
    }
    let Origin::Folder(folder) = &addition.origin else { return false };
    let fixed = removed.split(['*', '?', '[']).next().unwrap_or("");
    let Some(inside) =
        fixed.strip_prefix(addition.path.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'))
    else {
        return false;
    };
    let path = if folder.is_empty() { inside.to_owned() } else { format!("{folder}/{inside}") };
    let path = path.trim_end_matches('/');
    !inside.is_empty() && sources.iter().any(|(_, file)| is_below(&file.path, path))
}

fn is_secret(path: &str) -> bool {
    matches!(classify::by_name(path), Some(Class::Credentials))
}

/// Reports packages that an earlier RUN installed.
fn removed_packages(pass: &mut Pass, image: &Image, run: &Run, command: &Command) {
    let Some(removal) = Transaction::of(command).filter(|call| call.action == Action::Remove) else { return };
    let earlier = image.final_runs().filter(|earlier| earlier.instruction < run.instruction);
    let installs =
        || run.commands.iter().filter_map(Transaction::of).filter(|call| call.action == Action::Install);
    for installing in earlier.flat_map(|earlier| &earlier.commands) {
        let Some(install) = Transaction::of(installing)
            .filter(|call| call.action == Action::Install && call.manager == removal.manager)
        else {
            continue;
        };
        let names = |package: &&&Arg| {
            let same = |other: &Arg| bare_name(&other.text) == bare_name(&package.text);
            let again = installs().any(|call| call.packages.iter().any(|other| same(other)));
            package.literal
                && !again
                && (install.packages.iter().any(|other| same(other)) || install.group == package.known())
        };
        let Some(package) = removal.packages.iter().find(names) else { continue };
        let finding = pass.report(
            package.span,
            format!(
                "'{}' is removed in a later layer than it is installed in: it stays in the image",
                package.text
            ),
        );
        finding.because(installing.span, "it is installed here");
        finding.help("Install, use and remove it in one RUN, or do so in a builder stage.");
        return;
    }
}

/// Recursive changes of owner or mode of files that an earlier layer copied.
pub fn metadata_copy_layer(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let additions = additions::of_image(pass.sources, image);
        for run in image.final_runs() {
            for command in &run.commands {
                copied_again(pass, image, run, command, &additions);
            }
        }
    }
}

fn copied_again(pass: &mut Pass, image: &Image, run: &Run, command: &Command, additions: &[Addition]) {
    let flag = match command.name() {
        "chown" | "chgrp" => "chown",
        "chmod" => "chmod",
        _ => return,
    };
    let recursive = |text: &str| {
        text == "--recursive" || text.starts_with('-') && !text.starts_with("--") && text.contains('R')
    };
    if !command.arguments().iter().any(|word| recursive(&word.text)) {
        return;
    }
    let paths = command.arguments().iter().filter(|word| !word.text.starts_with('-')).skip(1);
    for path in paths {
        let Some(changed) = path.known().and_then(|text| additions::absolute(image, run, command, text))
        else {
            continue;
        };
        let copied = additions.iter().rev().find(|addition| {
            let whole = matches!(addition.origin, Origin::Folder(_) | Origin::Stage);
            let set =
                image.instruction(Some(addition.instruction)).is_some_and(|copy| copy.flag(flag).is_some());
            addition.instruction < run.instruction
                && whole
                && !set
                && is_below(&addition.path, changed.trim_end_matches('/'))
        });
        let Some(addition) = copied else { continue };
        let finding = pass.report(
            command.span,
            format!(
                "'{} {}' stores a second copy of files that are already in the image",
                command.name(),
                path.text
            ),
        );
        finding.because(addition.span, "they are copied here, in an earlier layer");
        finding.help(match flag {
            "chown" => "Set the owner while copying: 'COPY --chown=<user>:<group> …'.",
            _ => "Set the mode while copying: 'COPY --chmod=<mode> …'.",
        });
        return;
    }
}
