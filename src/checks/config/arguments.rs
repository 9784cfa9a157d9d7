//! Credentials on command lines: every process of the machine, and every log of the platform, can read them.

use std::collections::BTreeSet;

use super::commands::{self, Found};
use super::hide;
use crate::fact::{Environment, Place, Role};
use crate::judge::What;
use crate::rule::{Pass, Severity};
use crate::source::{Arg, Span};

/// Literal credentials in start commands and in `command` and `args` of containers.
pub fn secret_in_arguments(pass: &mut Pass) {
    let app = pass.app;
    let mut found: Vec<(Found, &Place)> = Vec::new();
    for start in &app.starts {
        let steps = start.steps.iter().flat_map(|step| commands::of_command(&step.command));
        found.extend(steps.map(|found| (found, &start.place)));
    }
    for workload in &app.workloads {
        for container in &workload.pod.containers {
            let fields = [&container.command, &container.args].into_iter().flatten();
            let words: Vec<Arg> = fields.flat_map(|(_, words)| words.clone()).collect();
            found.extend(commands::of_words(&words).into_iter().map(|found| (found, &workload.place)));
        }
    }
    for service in &app.services {
        for field in [&service.entrypoint, &service.command].into_iter().flatten() {
            found.extend(commands::of_words(&field.words).into_iter().map(|found| (found, &service.place)));
        }
    }
    for service in &app.platform_services {
        for field in [&service.entrypoint, &service.command].into_iter().flatten() {
            found.extend(commands::of_words(&field.words).into_iter().map(|found| (found, &service.place)));
        }
    }
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    for (found, place) in found {
        let counts = place.role == Role::Production && place.environment != Environment::Test;
        let at = hide::place(pass.sources, &found.word, found.secret.range.clone());
        if counts && seen.insert(at) {
            report(pass, &found, place, at);
        }
    }
}

fn report(pass: &mut Pass, found: &Found, place: &Place, at: Span) {
    let message = match found.secret.what {
        What::Named(_) => {
            let name = hide::name(&found.name, &found.word, &found.secret);
            format!("{name} is given as a literal on the command line")
        }
        what => format!("{} stands on the command line", what.phrase()),
    };
    let finding = pass.report(at, message);
    finding.secret(at).help(
        "Hand it over as an environment variable from a secret store, or as a file: process lists and logs show arguments.",
    );
    if !place.is_production() {
        finding.severity(Severity::Warning);
    }
}
