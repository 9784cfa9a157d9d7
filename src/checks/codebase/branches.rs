//! Is each environment deployed from a branch of its own?

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::pipeline::Deployment;
use crate::fact::Environment;
use crate::rule::Pass;
use crate::source::{Arg, Span};

/// Pipelines that build what they deploy to one environment from another branch than what they deploy to the next.
pub fn branch_per_environment(pass: &mut Pass) {
    let mut targets: BTreeMap<&str, Vec<Target>> = BTreeMap::new();
    for deployment in &pass.app.deployments {
        let program = deployment.means.split(' ').next().unwrap_or("");
        let program = if program.starts_with("deploy") { "deploy" } else { program };
        targets.entry(program).or_default().extend(self::targets(deployment));
    }
    let mut told: BTreeSet<Vec<Span>> = BTreeSet::new();
    for targets in targets.values() {
        let own = exclusive(targets);
        let Some(first) = own.iter().find(|target| named_after_environment(&target.branch.text)) else {
            continue;
        };
        let Some(other) = own.iter().find(|target| {
            target.environment != first.environment && target.branch.text != first.branch.text
        }) else {
            continue;
        };
        let mut spans = vec![first.branch.span, other.branch.span];
        spans.sort_unstable();
        if !told.insert(spans) {
            continue;
        }
        let message = format!(
            "{} is deployed from branch '{}', but {} from '{}': what was tried out in one is not what runs in the other",
            first.environment.name(),
            first.branch.text,
            other.environment.name(),
            other.branch.text
        );
        let finding = pass.report(first.branch.span, message);
        finding.because(other.branch.span, format!("{} comes from this branch", other.environment.name()));
        finding.help("Build one branch once and deploy that build to each environment in turn; keep what differs in configuration.");
    }
}

/// A branch that is deployed, and to which environment.
struct Target<'a> {
    branch: &'a Arg,
    environment: Environment,
}

/// What a step deploys; nothing where it runs for any branch.
fn targets(deployment: &Deployment) -> Vec<Target<'_>> {
    let gate = &deployment.gate;
    let told = gate.environment.as_ref().filter(|told| told.literal);
    let shared = told.and_then(|told| environment(&told.text));
    let branches = gate.branches.iter().filter_map(|branch| {
        let own = || {
            environment(&branch.text).or_else(|| is_trunk(&branch.text).then_some(Environment::Production))
        };
        Some(Target { branch, environment: shared.clone().or_else(own)? })
    });
    if gate.branches.is_empty() {
        return Vec::new();
    }
    branches.collect()
}

/// The targets of environments that never get what was deployed to another one.
fn exclusive<'t, 'a>(targets: &'t [Target<'a>]) -> Vec<&'t Target<'a>> {
    let is_shared = |target: &&Target| {
        targets
            .iter()
            .any(|other| other.branch.text == target.branch.text && other.environment != target.environment)
    };
    targets.iter().filter(|target| !is_shared(target)).collect()
}

/// The environment that a name has as one of its words.
fn environment(name: &str) -> Option<Environment> {
    let words = || name.split(['-', '_', '/', '.', ' ']);
    let known = words().find_map(Environment::from_word)?;
    (known != Environment::Test).then_some(known)
}

/// Whether the branch is called after an environment: `release` and `demo` are also names of other branches.
fn named_after_environment(branch: &str) -> bool {
    environment(branch).is_some() && !branch.contains("release") && !is_trunk(branch)
}

fn is_trunk(branch: &str) -> bool {
    matches!(branch, "main" | "master" | "trunk")
}
