//! Services that an image gives to s6-overlay.

use crate::artefact::image::Image;
use crate::artefact::start::Start;
use crate::parse::dockerfile::{Body, Value};
use crate::rule::Pass;
use crate::source::{FileId, Span, folder_of, is_below, join, name_of};

/// Folders in which s6-overlay looks for services, each in a folder of its own with a script `run`.
const HOLDERS: [&str; 2] = ["etc/s6-overlay/s6-rc.d", "etc/services.d"];

/// Images that bring more than one service for the supervisor that they start with.
pub(super) fn supervised_services(pass: &mut Pass) {
    let all = services(pass);
    if all.len() < 2 {
        return;
    }
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let mut is_reported = false;
        for instruction in image.instructions() {
            let Body::Copy { sources, .. } = &instruction.body else { continue };
            if instruction.flag("from").is_some() {
                continue;
            }
            for source in sources {
                let services = brought(pass, image, source, &all);
                if services.len() > 1 {
                    is_reported = true;
                    report(pass, source.span(), &services);
                }
            }
        }
        // The services may come by way of another stage.
        for start in app.starts_of(image).filter(|start| !is_reported && scans(start)) {
            let services: Vec<FileId> = start.supervised.iter().map(|service| service.span.file).collect();
            let services: Vec<FileId> = services.into_iter().filter(|file| all.contains(file)).collect();
            if services.len() > 1 {
                report(pass, start.span, &services);
            }
        }
    }
}

/// Whether a start is that of s6-overlay.
fn scans(start: &Start) -> bool {
    start.steps.iter().flat_map(|step| &step.command.argv).any(|word| word.text == "/init")
}

/// The scripts of all long-running services. A service that runs once has a file `up`, and one that only carries the logs of
/// another ends a pipeline.
fn services(pass: &Pass) -> Vec<FileId> {
    let has = |folder: &str, name: &str| pass.sources.find(&format!("{folder}/{name}")).is_some();
    let is_service = |folder: &str| {
        let holder = folder_of(folder);
        HOLDERS.iter().any(|known| holder == *known || holder.ends_with(&format!("/{known}")))
            && !has(folder, "up")
            && (!has(folder, "consumer-for") || has(folder, "producer-for"))
    };
    let scripts = pass.sources.iter().filter(|(_, file)| file.name() == "run");
    scripts.filter(|(_, file)| is_service(folder_of(&file.path))).map(|(id, _)| id).collect()
}

/// The scripts below what an instruction copies.
fn brought(pass: &Pass, image: &Image, source: &Value, all: &[FileId]) -> Vec<FileId> {
    let Some(root) = source.known().and_then(|path| join(&image.context, path)) else { return Vec::new() };
    all.iter().copied().filter(|file| is_below(pass.sources.path(*file), &root)).collect()
}

fn report(pass: &mut Pass, place: Span, services: &[FileId]) {
    let message = format!(
        "s6-overlay runs {} services in one container: they cannot be scaled or restarted one by one",
        services.len()
    );
    let names: Vec<String> =
        services.iter().map(|file| name_of(folder_of(pass.sources.path(*file))).to_owned()).collect();
    let finding = pass.report(place, message);
    finding.help("Start each process in a container of its own, from the same image.");
    for (file, name) in services.iter().zip(names).take(5) {
        finding.because(Span::start_of(*file), format!("the service '{name}'"));
    }
}
