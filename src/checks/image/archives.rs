//! Archives that `ADD` fetches into a layer of their own.

use crate::artefact::layer::{Layer, Layers, Origin, absolute, is_archive, is_removed_by};
use crate::parse::dockerfile::Keyword;
use crate::rule::Pass;

/// Remote archives that one layer adds and another unpacks: both stay in the image.
pub fn archive_added_not_fetched(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if image.of(Keyword::Add).next().is_none() {
            continue;
        }
        let layers = Layers::of(pass.sources, image);
        let shipped: Vec<&Layer> = layers.shipped().collect();
        for (at, layer) in shipped.iter().enumerate() {
            for addition in
                layer.adds.iter().filter(|add| add.origin == Origin::Download && add.from.is_none())
            {
                if layer.instruction.keyword != Keyword::Add
                    || layer.instruction.flag("unpack").is_some()
                    || !is_archive(&addition.path)
                {
                    continue;
                }
                let later = &shipped[at + 1..];
                let removed =
                    |removal: &&crate::artefact::layer::Removal| is_removed_by(&addition.path, &removal.path);
                // That it is removed too late is what `deleted-in-later-layer` says.
                if later.iter().flat_map(|layer| &layer.removes).any(|removal| removed(&removal)) {
                    continue;
                }
                let unpacking = later.iter().filter_map(|layer| layer.run).find_map(|run| {
                    run.commands.iter().find(|command| {
                        let unpacks = matches!(
                            command.name(),
                            "tar"
                                | "bsdtar"
                                | "unzip"
                                | "7z"
                                | "gunzip"
                                | "dpkg"
                                | "rpm"
                                | "apt-get"
                                | "apt"
                                | "dnf"
                                | "yum"
                        );
                        let names = |text: &str| {
                            absolute(image, run, command, text)
                                .is_some_and(|path| is_removed_by(&addition.path, &path))
                        };
                        unpacks && command.arguments().iter().any(|word| word.known().is_some_and(names))
                    })
                });
                let Some(unpacking) = unpacking else { continue };
                let name = crate::source::name_of(&addition.path);
                pass.report(
                    addition.span,
                    format!("the archive '{name}' is added in one layer and unpacked in another: the image holds it twice"),
                )
                .because(unpacking.span, "it is unpacked here")
                .help("Download, check, unpack and remove it in one RUN, or write 'ADD --unpack=true --checksum=sha256:… <url> <folder>'.");
            }
        }
    }
}
