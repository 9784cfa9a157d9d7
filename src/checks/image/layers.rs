//! Layers that hold what a later layer takes away or copies again.

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::layer::{Addition, Change, Layer, Layers, Origin, Removal, Rewrite, is_archive};
use crate::artefact::os_package::{Action, Transaction, bare_name};
use crate::discover::{Class, classify};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Span, is_below, name_of};

/// Files and packages that a later layer than the one that adds them removes.
pub fn deleted_in_later_layer(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let layers = Layers::of(pass.sources, image);
        let shipped: Vec<&Layer> = layers.shipped().collect();
        for (at, layer) in shipped.iter().enumerate() {
            let earlier = &shipped[..at];
            for removal in &layer.removes {
                removed_path(pass, &layers, earlier, removal);
            }
            for command in layer.commands() {
                removed_packages(pass, earlier, layer, command);
            }
        }
    }
}

fn removed_path(pass: &mut Pass, layers: &Layers, earlier: &[&Layer], removal: &Removal) {
    let additions = earlier.iter().rev().flat_map(|layer| layer.adds.iter().rev());
    let Some(addition) = additions
        .filter(|addition| addition.origin != Origin::Made)
        .find(|addition| layers.takes_away(removal, addition))
    else {
        return;
    };
    if keeps_folders(layers, removal, addition) {
        return;
    }
    let text = &removal.word.text;
    let message = if removal.moved {
        format!("'{text}' is moved in a later layer: its bytes are in the image twice")
    } else {
        format!("'{text}' is removed in a later layer: its bytes stay in the image")
    };
    let finding = pass.report(removal.word.span, message);
    finding.because(addition.span, "it is added here, in a layer of its own");
    match &addition.origin {
        Origin::File(file) if is_secret(file) => finding.severity(Severity::Error).help(
            "Give it to the one RUN that needs it as a secret: 'RUN --mount=type=secret,id=…'. It is in the image for all to read \
             now, so replace it.",
        ),
        Origin::File(file) => {
            if !is_archive(file) {
                finding.severity(Severity::Note);
            }
            if removal.moved {
                finding.help("Copy it to where it belongs.")
            } else {
                finding.help(format!("Mount it for the RUN that needs it: 'RUN --mount=type=bind,source={file},target={}'.", addition.path))
            }
        }
        _ if removal.moved => finding.severity(Severity::Note).help("Put it where it belongs in the layer that adds it."),
        Origin::Folder(_) if addition.from.is_none() => {
            let mut taken = layers.taken(removal, addition);
            if let (Some(only), None) = (taken.next(), taken.next())
                && !is_archive(only)
            {
                finding.severity(Severity::Note);
            }
            finding.help(
                "Keep it out of the build context with '.dockerignore', or copy by name what is needed.",
            )
        }
        Origin::Folder(_) | Origin::Unknown => finding.help("Copy only what is needed, or remove it in the stage that it comes from."),
        Origin::Install => finding.help("Install in a builder stage, and copy what is needed into the final one."),
        Origin::Download | Origin::Archive | Origin::Made => finding.help("Fetch it, use it and remove it in one RUN, or do so in a builder stage."),
    };
}

/// Whether nothing is taken away but the files by which a repository keeps empty folders.
fn keeps_folders(layers: &Layers, removal: &Removal, addition: &Addition) -> bool {
    let mut taken = layers.taken(removal, addition).peekable();
    taken.peek().is_some()
        && taken.all(|file| matches!(name_of(file), ".gitkeep" | ".gitignore" | ".keep" | ".empty"))
}

fn is_secret(path: &str) -> bool {
    matches!(classify::by_name(path), Some(Class::Credentials))
}

/// Reports packages that an earlier RUN installed.
fn removed_packages(pass: &mut Pass, earlier: &[&Layer], layer: &Layer, command: &Command) {
    let Some(removal) = Transaction::of(command).filter(|call| call.action == Action::Remove) else { return };
    let installs =
        || layer.commands().iter().filter_map(Transaction::of).filter(|call| call.action == Action::Install);
    for installing in earlier.iter().flat_map(|earlier| earlier.commands()) {
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

/// Changes of owner or mode of files that an earlier layer added.
pub fn metadata_copy_layer(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let layers = Layers::of(pass.sources, image);
        let shipped: Vec<&Layer> = layers.shipped().collect();
        for (at, layer) in shipped.iter().enumerate() {
            let mut commands: Vec<&Command> = Vec::new();
            let mut stored: Vec<Span> = Vec::new();
            for rewrite in &layer.rewrites {
                // One finding for a command, however many folders it names.
                if commands.contains(&rewrite.command) {
                    continue;
                }
                let Some((addition, by_copy)) = stored_again(image, &shipped[..at], rewrite) else {
                    continue;
                };
                commands.push(rewrite.command);
                // The layer stores files once, however many commands change them.
                if !stored.contains(&addition.span) {
                    stored.push(addition.span);
                    report_copy(pass, rewrite, addition, by_copy);
                }
            }
        }
    }
}

/// The `COPY` flag that does what a change of files does.
fn flag_for(change: Change) -> Option<&'static str> {
    match change {
        Change::Owner => Some("chown"),
        Change::Mode => Some("chmod"),
        Change::Content => None,
    }
}

/// What an earlier layer added that a change stores anew, and whether a `COPY` did.
fn stored_again<'l>(image: &Image, earlier: &[&'l Layer], rewrite: &Rewrite) -> Option<(&'l Addition, bool)> {
    let flag = flag_for(rewrite.change)?;
    let additions = earlier.iter().rev().flat_map(|layer| layer.adds.iter().map(move |add| (layer, add)));
    let copied = additions.filter(|(layer, _)| layer.instruction.flag(flag).is_none());
    let found = copied.into_iter().find(|(_, addition)| {
        if rewrite.recursive {
            is_many(image, addition) && is_below(&addition.path, rewrite.path.trim_end_matches('/'))
        } else {
            is_large_file(rewrite, addition)
        }
    });
    found.map(|(layer, addition)| (addition, layer.run.is_none()))
}

fn report_copy(pass: &mut Pass, rewrite: &Rewrite, addition: &Addition, by_copy: bool) {
    let finding = pass.report(
        rewrite.command.span,
        format!(
            "'{} {}' stores a second copy of files that are already in the image",
            rewrite.command.name(),
            rewrite.word.text
        ),
    );
    finding.because(
        addition.span,
        if by_copy {
            "they are copied here, in an earlier layer"
        } else {
            "they are written here, in an earlier layer"
        },
    );
    finding.help(match (by_copy, rewrite.change) {
        (true, Change::Owner) => "Set the owner while copying: 'COPY --chown=<user>:<group> …'.",
        (true, _) => "Set the mode while copying: 'COPY --chmod=<mode> …'.",
        (false, _) => "Do so in the RUN that writes them.",
    });
}

/// Whether an addition is a folder full of files.
fn is_many(image: &Image, addition: &Addition) -> bool {
    match &addition.origin {
        Origin::Folder(_) | Origin::Unknown | Origin::Install => true,
        // What is unpacked at the root or into a folder of the system may be anywhere below.
        Origin::Archive => image.base().is_some() && addition.path != "/",
        Origin::File(_) | Origin::Download | Origin::Made => false,
    }
}

/// Whether a program is made executable that came from elsewhere: `+x` is said of files only.
fn is_large_file(rewrite: &Rewrite, addition: &Addition) -> bool {
    let words: Vec<&Arg> = rewrite.command.arguments().iter().collect();
    let executable = words
        .iter()
        .any(|word| matches!(word.text.as_str(), "+x" | "a+x" | "u+x" | "ugo+x" | "+rx" | "a+rx"));
    rewrite.change == Change::Mode
        && executable
        && matches!(addition.origin, Origin::Download | Origin::Unknown)
        && addition.path == rewrite.path
}
