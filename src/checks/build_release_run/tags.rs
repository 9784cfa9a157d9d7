//! Deployed images whose tag may mean something else tomorrow.

use super::compose;
use crate::artefact::kustomize::ImageOverride;
use crate::artefact::platform::{Platform, PlatformService};
use crate::artefact::reference::ImageReference;
use crate::artefact::tag::names_variant_only;
use crate::discover::{Class, classify};
use crate::rule::{Finding, Pass};
use crate::source::name_of;

/// The image of a workload or compose service without a tag, or with one that moves.
pub fn mutable_image_tag(pass: &mut Pass) {
    compose::mutable_tags(pass);
    platforms(pass);
    let workloads = pass.app.workloads.iter().filter(|workload| workload.is_production());
    for container in workloads.flat_map(|workload| &workload.pod.containers) {
        let Some(image) = &container.image else { continue };
        let Some(reference) = ImageReference::parse(image) else { continue };
        let computed =
            !reference.repository.literal || reference.version().is_some_and(|version| !version.literal);
        if computed || !moves(&reference) || reference.digest.is_some() || is_replaced(pass, &reference) {
            continue;
        }
        report(pass, &reference);
    }
}

/// Images that the files of platforms deploy.
fn platforms(pass: &mut Pass) {
    let services = pass.app.platform_services.iter().filter(|service| service.place.is_production());
    for (service, reference) in services.filter_map(|service| Some((service, service.reference()?))) {
        let parts = [Some(&reference.repository), reference.tag.as_ref()];
        let computed = parts.into_iter().flatten().any(|part| !part.literal);
        let fixed = !moves(&reference) || reference.digest.is_some() || is_replaced(pass, &reference);
        if !computed && !fixed && !is_rendered_by_ci(pass, service) {
            report(pass, &reference);
        }
    }
}

/// Whether pipelines write the image of the release into this file before they deploy it: one of them renders a task definition,
/// and one names this file. `register-task-definition` alone takes the file as it is
/// (docs.aws.amazon.com/cli/latest/reference/ecs/register-task-definition.html).
fn is_rendered_by_ci(pass: &Pass, service: &PlatformService) -> bool {
    let name = name_of(pass.sources.path(service.span.file));
    let pipelines = || {
        let files = pass.sources.iter().map(|(_, file)| file);
        files.filter(|file| {
            let class = classify::by_name(&file.path);
            matches!(
                class,
                Some(
                    Class::GithubWorkflow
                        | Class::GitlabCi
                        | Class::CircleCi
                        | Class::Jenkinsfile
                        | Class::Shell
                )
            )
        })
    };
    let is_path = |c: char| c.is_alphanumeric() || "._-/".contains(c);
    service.platform == Platform::Ecs
        && pipelines().any(|file| renders(&file.text))
        && pipelines().any(|file| file.text.split(|c| !is_path(c)).any(|word| name_of(word) == name))
}

/// Whether a pipeline's text fills the image into a task definition.
fn renders(text: &str) -> bool {
    let registers = text.contains("register-task-definition");
    text.contains("amazon-ecs-render-task-definition")
        || registers && ["sed ", "jq ", "yq ", "envsubst"].iter().any(|editor| text.contains(editor))
}

pub(super) fn report<'p>(pass: &'p mut Pass, reference: &ImageReference) -> &'p mut Finding {
    let repository = &reference.repository;
    let message = match &reference.tag {
        None => format!("image '{}' has no tag, which means 'latest'", repository.text),
        Some(tag) => format!("tag '{}' of image '{}' moves", tag.text, repository.text),
    };
    pass.report(repository.span, message)
        .help(format!("name the release: `{0}:1.4.2`, or `{0}@sha256:…` for the very bytes", repository.text))
}

/// Whether something else in the project sets the tag when the manifests are rendered.
fn is_replaced(pass: &Pass, reference: &ImageReference) -> bool {
    let fits = |image: &ImageOverride| image.name.text == reference.repository.text || !image.name.literal;
    let fixed = |image: &&ImageOverride| {
        let tag = image.new_tag.as_ref().is_some_and(|tag| !tag.literal || !is_moving(&tag.text));
        fits(image) && (tag || image.digest.is_some())
    };
    let mut clusters = pass.project.clusters();
    clusters.any(|cluster| {
        let kustomized = cluster.kustomizations.iter().flat_map(|kustomization| &kustomization.images);
        kustomized.into_iter().any(|image| fixed(&image))
            || cluster
                .built_images
                .iter()
                .any(|built| !built.literal || built.text == reference.repository.text)
    })
}

/// Whether the tag of a reference may mean something else tomorrow; the one that is not written does.
pub(super) fn moves(reference: &ImageReference) -> bool {
    reference.tag.as_ref().is_none_or(|tag| is_moving(&tag.text)) || names_variant_only(reference)
}

/// Whether a tag is the name of a branch, a channel or an environment rather than of a release.
fn is_moving(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let channels = [
        "latest",
        "main",
        "master",
        "trunk",
        "head",
        "tip",
        "develop",
        "development",
        "dev",
        "edge",
        "next",
        "nightly",
        "canary",
        "unstable",
        "snapshot",
        "rolling",
        "stable",
        "lts",
        "release",
        "prod",
        "production",
        "staging",
        "current",
    ];
    channels.contains(&tag.as_str()) || tag.starts_with("latest-") || tag.ends_with("-latest")
}

#[cfg(test)]
mod tests {
    use super::is_moving;

    #[test]
    fn releases_are_told_from_channels() {
        for tag in ["latest", "Main", "alpine-latest", "stable", "lts"] {
            assert!(is_moving(tag), "{tag}");
        }
        for tag in ["1.4.2", "v5", "16-alpine", "main-1f3a2b9", "20240101"] {
            assert!(!is_moving(tag), "{tag}");
        }
    }
}
