//! What the tag of an image says of its version.

use super::reference::ImageReference;

/// Words by which publishers tell builds of one version apart.
const VARIANTS: [&str; 16] = [
    "alpine",
    "apache",
    "buildpack",
    "cli",
    "debian",
    "distroless",
    "fpm",
    "headless",
    "jdk",
    "jre",
    "management",
    "otel",
    "perl",
    "slim",
    "ubuntu",
    "zts",
];

/// Releases of Debian and Ubuntu by their names. They are the version of an operating system, but only a variant of what is
/// built on it.
const CODENAMES: [&str; 11] = [
    "bionic", "bookworm", "bullseye", "buster", "focal", "forky", "jammy", "noble", "stretch", "trixie",
    "xenial",
];

/// Images whose version is that of an operating system.
const SYSTEMS: [&str; 3] = ["debian", "ubuntu", "buildpack-deps"];

/// Whether the tag names a variant of the image and no version of it, as `node:alpine` does: it moves like `latest`.
pub fn names_variant_only(reference: &ImageReference) -> bool {
    let Some(tag) = reference.tag.as_ref().and_then(|tag| tag.known()) else { return false };
    let is_system = SYSTEMS.contains(&reference.name());
    tag.to_ascii_lowercase()
        .split('-')
        .all(|word| !is_system && (VARIANTS.contains(&word) || CODENAMES.contains(&word)))
}

/// Whether the tag follows the development of an operating system instead of one release.
pub fn follows_development(reference: &ImageReference) -> bool {
    let tag = reference.tag.as_ref().and_then(|tag| tag.known()).unwrap_or("");
    let line = tag.split('-').next().unwrap_or("");
    match reference.name() {
        "debian" | "buildpack-deps" => matches!(line, "sid" | "unstable" | "testing" | "experimental"),
        "ubuntu" => matches!(line, "rolling" | "devel"),
        "fedora" => line == "rawhide",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Arg, FileId, Span};

    fn reference(text: &str) -> ImageReference {
        ImageReference::parse(&Arg::literal(text, Span::start_of(FileId(0)))).expect(text)
    }

    #[test]
    fn variants_are_no_versions() {
        for text in
            ["node:alpine", "python:slim-bookworm", "docker.io/library/php:fpm-alpine", "rust:bookworm"]
        {
            assert!(names_variant_only(&reference(text)), "{text}");
        }
        for text in [
            "debian:bookworm-slim",
            "node:22-alpine",
            "eclipse-temurin:21-jre",
            "acme/app",
            "acme/app:payments",
            "alpine:3.20",
        ] {
            assert!(!names_variant_only(&reference(text)), "{text}");
        }
    }

    #[test]
    fn lines_of_development_are_known() {
        assert!(follows_development(&reference("debian:sid-slim")));
        assert!(follows_development(&reference("fedora:rawhide")));
        assert!(!follows_development(&reference("debian:trixie-slim")));
        assert!(!follows_development(&reference("acme/app:testing")));
    }
}
