//! Does a start command install what the image should hold?

use super::install::{self, What};
use super::installs::words;
use crate::artefact::command::Command;
use crate::artefact::start::{Start, Step};
use crate::fact::{Environment, Role};
use crate::rule::{Pass, Severity};

/// A start command or entrypoint that installs dependencies.
pub fn runtime_install(pass: &mut Pass) {
    for start in &pass.app.starts {
        if !matches!(start.place.role, Role::Production | Role::Development)
            || start.place.environment == Environment::Test
        {
            continue;
        }
        for step in start.steps.iter().filter(|step| installs(&step.command)) {
            report(pass, start, step);
        }
    }
}

fn report(pass: &mut Pass, start: &Start, step: &Step) {
    let command = &step.command;
    let severity = if !start.place.is_production() {
        Severity::Note
    } else if command.flow.conditional || start.ends {
        Severity::Warning
    } else {
        Severity::Error
    };
    let how = if command.flow.conditional {
        "may install dependencies at a start"
    } else {
        "installs dependencies at every start"
    };
    let what = if start.name == "." { "the app".to_owned() } else { format!("'{}'", start.name) };
    let finding = pass.report(command.span, format!("'{}' {how} of {what}", words(command)));
    finding.severity(severity);
    if !start.span.contains(command.span) {
        finding.because(start.span, "this starts it");
    }
    finding.help("Install in the Dockerfile, so that the image holds everything that the start needs.");
}

fn installs(command: &Command) -> bool {
    if install::of(command).is_some_and(|install| is_fetching(command, &install.what)) {
        return true;
    }
    let verb = command.subcommand();
    match command.name() {
        "apt-get" | "apt" | "aptitude" | "yum" | "dnf" | "microdnf" | "zypper" | "conda" | "mamba"
        | "micromamba" => verb == Some("install"),
        "apk" => verb == Some("add"),
        _ => false,
    }
}

/// Builds are another matter, and so is what only downloads for a later build.
fn is_fetching(command: &Command, what: &What) -> bool {
    !matches!((command.name(), what), ("cargo", What::Locked | What::Unlocked(_)))
}
