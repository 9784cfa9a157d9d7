//! Variables that are provided under a name with a slip in it.

use std::collections::{BTreeMap, BTreeSet};

use super::contract::{first_reads, reads, runs_app};
use super::variables::{is_set_by_platform, is_tooling, resembles};
use crate::checks::contracts::{self, Contract, Given};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::Pass;
use crate::source::{FileId, Span};

/// A variable that a contract provides, and the one that code reads in its place.
pub(super) struct Slip<'a> {
    /// The name provided.
    pub(super) given: &'a str,
    /// Where it is provided.
    at: Span,
    /// A read of the variable that is meant.
    pub(super) read: &'a Fact,
    /// Another contract that has the right name.
    right: Option<Span>,
}

/// Variables that a manifest provides and code reads under names that differ by a slip of the pen.
pub fn env_var_misspelt(pass: &mut Pass) {
    for slip in slips(pass) {
        let (wrong, right) = (slip.given, slip.read.subject_text());
        let finding = pass.report(slip.at, format!("'{wrong}' is provided, but the code reads '{right}'"));
        let unmet = if slip.right.is_some() { "this process lacks it" } else { "nothing provides it" };
        finding.because(slip.read.span, format!("'{right}' is read here, and {unmet}"));
        if let Some(right) = slip.right {
            finding.because(right, "another process is given it under its right name");
        }
        finding.help(format!(
            "Write '{right}' in the manifest, or '{wrong}' in the code: one of the two is a slip."
        ));
    }
}

/// Every slip of every contract, each place once. What one artefact spells right does not excuse another.
pub(super) fn slips<'a>(pass: &Pass<'a>) -> Vec<Slip<'a>> {
    let app = pass.app;
    let mut contracts = contracts::of_workloads(pass);
    contracts.extend(contracts::of_services(pass, |service| runs_app(app, service)));
    contracts.extend(of_files(pass));
    let read: BTreeSet<&str> = reads(app).map(Fact::subject_text).collect();
    let wanted = first_reads(app, |_| true);
    let baked: BTreeSet<&str> =
        app.facts(Kind::EnvProvide).filter(|fact| fact.api == "dockerfile").map(Fact::subject_text).collect();
    let mut slips: BTreeMap<Span, Slip> = BTreeMap::new();
    for contract in &contracts {
        let unread: BTreeMap<&str, Given> = contract
            .names
            .iter()
            .filter(|(name, _)| !read.contains(*name) && !is_set_by_platform(name) && !is_tooling(name))
            .map(|(name, given)| (*name, *given))
            .collect();
        let unmet = |name: &str| {
            !contract.names.contains_key(name) && !baked.contains(name) && !is_set_by_platform(name)
        };
        for (name, given) in &unread {
            let mut alike = wanted.iter().filter(|(read, _)| unmet(read) && resembles(name, read));
            let Some((right, fact)) = alike.next() else { continue };
            let rivals = unread.keys().filter(|other| resembles(other, right)).count();
            if alike.next().is_none() && rivals == 1 {
                let right = contracts.iter().find_map(|other| other.names.get(right)).map(|given| given.span);
                slips.insert(given.span, Slip { given: name, at: given.span, read: fact, right });
            }
        }
    }
    slips.into_values().collect()
}

/// One contract for each file in which a platform's configuration lists variables.
fn of_files<'a>(pass: &Pass<'a>) -> Vec<Contract<'a>> {
    let given = pass.app.facts(Kind::EnvProvide).filter(|fact| {
        matches!(fact.api.as_str(), "platform" | "procfile") && fact.place.role == Role::Production
    });
    let files: BTreeSet<FileId> = given.map(|fact| fact.span.file).collect();
    let contract = |file: FileId| Contract {
        process: pass.sources.path(file).to_owned(),
        environment: Environment::Any,
        anchor: Span::start_of(file),
        names: contracts::of_file(pass, file).collect(),
        open: false,
    };
    files.into_iter().map(contract).collect()
}
