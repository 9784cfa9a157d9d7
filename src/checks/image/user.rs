//! The user that an image runs as, and what it installs for nobody.

use crate::app::App;
use crate::artefact::image::Image;
use crate::artefact::os_package::{Action, Manager, Transaction};
use crate::artefact::reference::ImageReference;
use crate::parse::dockerfile::{Base, Body};
use crate::rule::Pass;
use crate::source::name_of;

/// Final images that run as root.
pub fn root_user_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if drops_privileges(app, image) {
            continue;
        }
        let help = "Create a user and switch to it at the end: 'USER 1000'. A number lets Kubernetes check 'runAsNonRoot'.";
        match image.instruction(image.effective.user).map(|user| (user.span, &user.body)) {
            Some((span, Body::User(user))) => {
                let name = user.known().and_then(|user| user.split(':').next());
                if matches!(name, Some("root" | "0")) {
                    pass.report(span, "the image runs as root").help(help);
                }
            }
            _ if runs_as_root(image) => {
                let from = image.stage().image.span();
                pass.report(from, "the image runs as root: no USER is set").help(help);
            }
            _ => {}
        }
    }
}

/// Whether the image is built on one that is known to leave the user at root.
fn runs_as_root(image: &Image) -> bool {
    let first = image.effective.chain.first().and_then(|stage| image.dockerfile.stages.get(*stage));
    if first.is_some_and(|stage| stage.base == Base::Scratch) {
        return true;
    }
    let Some(reference) = image.base().and_then(|base| ImageReference::parse(&base.arg)) else {
        return false;
    };
    let rootless = |text: &str| {
        ["nonroot", "rootless", "unprivileged", "chiseled", "distroless"]
            .iter()
            .any(|word| text.contains(word))
    };
    let tag = reference.tag.as_ref().map_or("", |tag| tag.text.as_str());
    let official = [
        "debian",
        "ubuntu",
        "alpine",
        "fedora",
        "centos",
        "rockylinux",
        "almalinux",
        "amazonlinux",
        "busybox",
        "node",
        "python",
        "ruby",
        "php",
        "golang",
        "rust",
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
        "nginx",
        "httpd",
        "caddy",
        "perl",
        "erlang",
        "elixir",
    ];
    !rootless(&reference.repository.text) && !rootless(tag) && official.contains(&reference.familiar())
}

/// Whether something else than the image sets the user: a program that switches it at start, or every workload.
fn drops_privileges(app: &App, image: &Image) -> bool {
    let switches = |name: &str| {
        matches!(name, "gosu" | "su-exec" | "setpriv" | "s6-setuidgid" | "chpst" | "runuser" | "setuidgid")
    };
    let words = image.runs.iter().flat_map(|run| &run.commands).flat_map(|command| &command.argv);
    let started = app.starts.iter().flat_map(|start| &start.steps).flat_map(|step| &step.command.argv);
    words.chain(started).any(|word| switches(name_of(&word.text)))
}

/// `apt-get install` that takes recommended packages too.
pub fn recommended_packages(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let commands = || image.final_runs().flat_map(|run| &run.commands);
        let configured =
            commands().flat_map(|command| &command.argv).any(|word| word.text.contains("Install-Recommends"));
        for command in commands().filter(|_| !configured) {
            let installs = Transaction::of(command).is_some_and(|call| {
                call.manager == Manager::Apt && call.action == Action::Install && !call.packages.is_empty()
            });
            if installs && !command.has_flag("--no-install-recommends") {
                let name = command.name();
                let finding = pass
                    .report(command.span, format!("'{name} install' brings packages that nobody asked for"));
                finding.help(format!(
                    "Write '{name} install --no-install-recommends …', and name what is really needed."
                ));
            }
        }
    }
}
