//! Build tools that stay in the image that runs.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::artefact::os_package::{Action, Manager, Transaction, bare_name, is_build_tool, is_compiler};
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::reference::ImageReference;
use crate::rule::{Pass, Severity};
use crate::source::{Arg, name_of};

/// Final images that carry compilers and development kits.
pub fn build_tools_in_runtime_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production() && is_started(image)) {
        if !on_toolchain(pass, image) {
            for run in image.final_runs() {
                installed_tools(pass, image, run);
            }
        }
    }
}

/// Whether the image is made to be started. One that sets no command on a base that starts nothing useful by itself is a
/// base for others, or a box of tools.
fn is_started(image: &Image) -> bool {
    let idle = || {
        let name = image.base().and_then(|base| ImageReference::parse(&base.arg));
        name.is_some_and(|reference| starts_nothing(reference.familiar()))
    };
    image.effective.cmd.is_some() || image.effective.entrypoint.is_some() || !idle()
}

/// Whether an image of that name, started as it is, opens a shell and ends.
fn starts_nothing(repository: &str) -> bool {
    let system = [
        "debian",
        "ubuntu",
        "alpine",
        "fedora",
        "centos",
        "rockylinux",
        "almalinux",
        "amazonlinux",
        "archlinux",
        "busybox",
        "ubi8",
        "ubi9",
        "node",
        "python",
        "ruby",
        "buildpack-deps",
    ];
    let name = name_of(repository);
    system.contains(&name) || toolchain(repository, "").is_some()
}

/// Reports a final image that is built on a toolchain.
fn on_toolchain(pass: &mut Pass, image: &Image) -> bool {
    let Some(base) = image.base() else { return false };
    let Some(reference) = ImageReference::parse(&base.arg) else { return false };
    if reference.tag.as_ref().is_some_and(|tag| !tag.literal) || !reference.repository.literal {
        return false;
    }
    let tag = reference.tag.as_ref().map_or("", |tag| tag.text.as_str());
    let Some(found) = toolchain(reference.familiar(), tag) else { return false };
    if starts_toolchain(image) {
        return true;
    }
    let built = image
        .final_runs()
        .flat_map(|run| &run.commands)
        .find(|command| purpose::has(command, Purpose::Build));
    let finding = pass.report(
        base.span(),
        format!("the final image is built on '{}', which carries {}", base.text(), found.contents),
    );
    if let Some(command) = built {
        finding.because(command.span, "the app is compiled here, in the stage that is shipped");
    }
    finding.help(format!(
        "Compile in a stage of its own, and copy only the result into a final stage on {}.",
        found.instead
    ));
    true
}

/// Whether what starts is the toolchain itself: an image that is a tool, or one that builds when it starts, which is
/// reported as such.
fn starts_toolchain(image: &Image) -> bool {
    let instructions = [image.effective.entrypoint, image.effective.cmd];
    let commands = instructions
        .into_iter()
        .filter_map(|at| image.instruction(at))
        .filter_map(|instruction| crate::extract::commands::of_instruction(&image.dockerfile, instruction));
    commands.flatten().any(|command| {
        let tool = matches!(
            command.name(),
            "go" | "cargo" | "rustc" | "mvn" | "mvnw" | "gradle" | "gradlew" | "sbt" | "gcc" | "make"
        );
        tool || command.name() == "dotnet"
            && command.subcommand().is_some_and(|verb| matches!(verb, "run" | "watch" | "test" | "build"))
    })
}

/// What an image is a toolchain for.
struct Toolchain {
    contents: &'static str,
    instead: &'static str,
}

/// The toolchain in an image of that name and tag.
fn toolchain(repository: &str, tag: &str) -> Option<Toolchain> {
    let name = name_of(repository);
    let kit = |contents, instead| Some(Toolchain { contents, instead });
    let runtime = ["jre", "runtime", "headless", "slim-runtime"].iter().any(|word| tag.contains(word));
    match name {
        "golang" => kit("the Go toolchain", "'scratch', a distroless image or 'alpine'"),
        "rust" => kit("the Rust toolchain", "a slim distribution image, or 'scratch' for a static binary"),
        "gcc" => kit("a C compiler", "a slim distribution image"),
        "haskell" => kit("the Haskell toolchain", "a slim distribution image"),
        "maven" | "gradle" | "sbt" | "scala-sbt" => {
            kit("a build tool and a development kit", "a Java runtime ('…-jre')")
        }
        "sdk" if repository.contains("dotnet") => kit("the .NET SDK", "'dotnet/aspnet' or 'dotnet/runtime'"),
        "swift" if !tag.contains("slim") => kit("the Swift toolchain", "'swift:…-slim'"),
        "openjdk"
        | "eclipse-temurin"
        | "adoptopenjdk"
        | "amazoncorretto"
        | "sapmachine"
        | "zulu-openjdk"
        | "zulu-openjdk-alpine"
        | "zulu-openjdk-debian"
        | "liberica-openjdk-alpine"
        | "liberica-openjdk-debian"
        | "ibm-semeru-runtimes"
            if !runtime =>
        {
            kit("a Java development kit", "a Java runtime ('eclipse-temurin:…-jre')")
        }
        "jdk" if repository.contains("openjdk") || repository.contains("java") => {
            kit("a Java development kit", "a Java runtime ('eclipse-temurin:…-jre')")
        }
        _ => None,
    }
}

/// Reports compilers and headers that a RUN installs and leaves.
fn installed_tools(pass: &mut Pass, image: &Image, run: &Run) {
    for (at, command) in run.commands.iter().enumerate() {
        let Some(install) = Transaction::of(command).filter(|found| found.action == Action::Install) else {
            continue;
        };
        let later = run.commands.get(at + 1..).unwrap_or_default();
        // What a later RUN removes is another fault, and reported as such.
        let elsewhere = || image.final_runs().filter(|other| other.instruction > run.instruction);
        let removed = |package: &str| {
            is_removed(&install, package, later)
                || elsewhere().any(|other| is_removed(&install, package, &other.commands))
        };
        let tools: Vec<&Arg> = install
            .packages
            .iter()
            .copied()
            .filter(|package| package.literal && is_build_tool(&package.text) && !removed(&package.text))
            .collect();
        let Some(first) = tools.first() else { continue };
        let names: Vec<String> =
            tools.iter().take(4).map(|package| format!("'{}'", bare_name(&package.text))).collect();
        let more = if tools.len() > names.len() { ", …" } else { "" };
        let compiler = tools.iter().any(|package| is_compiler(&package.text));
        let what = if compiler { "build tools" } else { "headers to compile against" };
        let finding =
            pass.report(first.span, format!("{what} stay in the final image: {}{more}", names.join(", ")));
        if !compiler {
            finding.severity(Severity::Note);
        }
        finding.help(
            "Compile in a stage of its own and copy the result, or install, build and remove the tools in one RUN. What the \
             program loads at run time has a package without '-dev'.",
        );
    }
}

/// Whether one of the commands removes a package that `install` installed.
fn is_removed(install: &Transaction, package: &str, later: &[Command]) -> bool {
    // The idiom of the official images: everything is marked as automatic, what is needed as manual, the rest removed.
    let marked = install.manager == Manager::Apt
        && later.iter().any(|command| {
            let words = command.argv.windows(2);
            words.into_iter().any(|pair| name_of(&pair[0].text) == "apt-mark" && pair[1].text == "auto")
        });
    later.iter().filter_map(Transaction::of).any(|found| {
        found.action == Action::Remove
            && found.manager == install.manager
            && (marked
                || found.packages.iter().any(|removed| {
                    let pattern = format!("/{}", bare_name(&removed.text));
                    layer::is_removed_by(&format!("/{}", bare_name(package)), &pattern)
                        || install.group.is_some_and(|group| group == removed.text)
                }))
    })
}
