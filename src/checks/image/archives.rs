//! Archives that `ADD` fetches into a layer of their own.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer::{Addition, Layer, Layers, Origin, absolute, is_archive, is_removed_by};
use crate::parse::dockerfile::Keyword;
use crate::rule::Pass;
use crate::source::name_of;

/// Remote archives that one layer adds and another unpacks: both stay in the image.
pub fn archive_added_not_fetched(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if image.of(Keyword::Add).next().is_none() {
            continue;
        }
        let layers = Layers::of(pass.sources, image);
        let shipped: Vec<&Layer> = layers.shipped().collect();
        for (at, layer) in shipped.iter().enumerate().filter(|(_, layer)| keeps_archives(layer)) {
            for addition in layer.adds.iter().filter(|add| is_fetched_archive(add)) {
                unpacked_later(pass, image, addition, &shipped[at + 1..]);
            }
        }
    }
}

fn keeps_archives(layer: &Layer) -> bool {
    layer.instruction.keyword == Keyword::Add && layer.instruction.flag("unpack").is_none()
}

fn is_fetched_archive(addition: &Addition) -> bool {
    addition.origin == Origin::Download && is_archive(&addition.path)
}

fn unpacked_later(pass: &mut Pass, image: &Image, archive: &Addition, later: &[&Layer]) {
    let mut removals = later.iter().flat_map(|layer| &layer.removes);
    // That it is removed too late is what `deleted-in-later-layer` says.
    if removals.any(|removal| is_removed_by(&archive.path, &removal.path)) {
        return;
    }
    let unpacking = later
        .iter()
        .filter_map(|layer| layer.run)
        .find_map(|run| run.commands.iter().find(|command| unpacks(image, run, command, archive)));
    let Some(unpacking) = unpacking else { return };
    let name = name_of(&archive.path);
    pass.report(
        archive.span,
        format!("the archive '{name}' is added in one layer and unpacked in another: the image holds it twice"),
    )
    .because(unpacking.span, "it is unpacked here")
    .help(
        "Download, check, unpack and remove it in one RUN, or write 'ADD --unpack=true --checksum=sha256:… <url> <folder>'.",
    );
}

/// Whether a command unpacks or installs the archive.
fn unpacks(image: &Image, run: &Run, command: &Command, archive: &Addition) -> bool {
    let unpacker = matches!(
        command.name(),
        "tar" | "bsdtar" | "unzip" | "7z" | "gunzip" | "dpkg" | "rpm" | "apt-get" | "apt" | "dnf" | "yum"
    );
    let names = |text: &str| {
        absolute(image, run, command, text).is_some_and(|path| is_removed_by(&archive.path, &path))
    };
    unpacker && command.arguments().iter().any(|word| word.known().is_some_and(names))
}
