//! Admin processes that run another release than the app.

use crate::artefact::backing;
use crate::artefact::compose::ComposeService;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::rule::Pass;

/// Jobs, init containers and one-off services with another version of the image that the app's own processes run.
pub fn admin_image_differs(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        for container in workload.pod.containers.iter().filter(|container| is_admin(workload, container)) {
            let Some(image) = reference(container) else { continue };
            let what = format!("container '{}' of {}", container.name.text, workload.title());
            let releases = releases(pass, workload, &image);
            check(pass, &what, &image, &releases);
        }
    }
    let services = pass.app.services.iter().filter(|service| service.place.is_production());
    for service in services.filter(|service| is_one_off(service)) {
        let Some(image) = service.reference.clone().filter(|image| !image.is_blank()) else { continue };
        let all = pass.project.apps.iter().flat_map(|app| &app.services);
        let beside = all.filter(|other| other.span.file == service.span.file && !is_one_off(other));
        let releases: Vec<(String, ImageReference)> = beside
            .filter_map(|other| {
                let reference =
                    other.reference.clone().filter(|other| other.familiar() == image.familiar())?;
                Some((format!("service '{}'", other.name.text), reference))
            })
            .collect();
        check(pass, &format!("service '{}'", service.name.text), &image, &releases);
    }
}

/// Whether a container runs to an end.
fn is_admin(workload: &Workload, container: &Container) -> bool {
    match container.class {
        ContainerClass::Init => true,
        ContainerClass::Main => workload.is_job(),
        ContainerClass::Sidecar | ContainerClass::Ephemeral => false,
    }
}

/// Whether a compose service is meant to end.
fn is_one_off(service: &ComposeService) -> bool {
    service.ends || service.restart.as_ref().is_some_and(|policy| policy.text == "no")
}

fn reference(container: &Container) -> Option<ImageReference> {
    ImageReference::parse(container.image.as_ref()?).filter(|image| image.repository.literal)
}

/// What runs the same image for as long as the app does: in the pod itself, else in the workloads that are deployed together.
fn releases(pass: &Pass, workload: &Workload, image: &ImageReference) -> Vec<(String, ImageReference)> {
    let of = |workload: &Workload| -> Vec<(String, ImageReference)> {
        let running = workload.pod.main().filter(|_| !workload.is_job());
        let same = running.filter_map(reference).filter(|other| other.familiar() == image.familiar());
        same.map(|other| (workload.title(), other)).collect()
    };
    let own = of(workload);
    if !own.is_empty() {
        return own;
    }
    let project = pass.project;
    let others = project.workloads().filter(|other| {
        other.is_production() && project.together(workload.span, other.span) && !of(other).is_empty()
    });
    let near = project.manifests.nearest(pass.sources, workload.site(), others, Workload::site);
    near.into_iter().flat_map(of).collect()
}

fn check(pass: &mut Pass, what: &str, image: &ImageReference, releases: &[(String, ImageReference)]) {
    let Some((title, release)) = releases.first() else { return };
    let several = releases.iter().any(|(_, other)| text(other) != text(release));
    if several || backing::engine(&image.repository.text).is_some() || !differ(image, release) {
        return;
    }
    let (own, wanted) = (shown(image), shown(release));
    let message = format!("{what} runs {own} of '{}', but {title} runs {wanted}", image.repository.text);
    let finding = pass.report(image.repository.span, message);
    finding.because(release.repository.span, format!("{title} runs {wanted}"));
    finding.help(
        "Name one version for both, in one place: admin code has to fit the release that it runs against.",
    );
}

fn text(image: &ImageReference) -> &str {
    image.version().map_or("latest", |version| version.text.as_str())
}

fn shown(image: &ImageReference) -> String {
    match image.version() {
        Some(version) if version.literal => format!("'{}'", version.text),
        Some(_) => "a version that is chosen later".to_owned(),
        None => "'latest'".to_owned(),
    }
}

/// Whether two references to one repository mean different releases. Tags that differ in words only (`1.2-web`, `1.2-jobs`) mean
/// variants of one release; a tag and a digest cannot be compared.
fn differ(a: &ImageReference, b: &ImageReference) -> bool {
    if a.digest.is_some() != b.digest.is_some() || text(a) == text(b) {
        return false;
    }
    let known = |image: &ImageReference| image.version().is_none_or(|version| version.literal);
    if !known(a) || !known(b) {
        return known(a) || known(b);
    }
    let (a, b) = (text(a), text(b));
    let prefix = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let suffix = a[prefix..].bytes().rev().zip(b[prefix..].bytes().rev()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| text[prefix..text.len() - suffix].contains(|c: char| c.is_ascii_digit());
    rest(a) || rest(b)
}
