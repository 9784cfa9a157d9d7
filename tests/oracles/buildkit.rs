//! What `BuildKit`'s own tests expect of its build checks, compared with the rules that ask for the same.
//!
//! `TWELVECHECK_BUILDKIT=DIR cargo test --test oracles buildkit -- --nocapture` reads the Go test of a checkout; what differs on
//! purpose is in `buildkit.md`. Without the variable nothing is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use regex::Regex;
use twelvecheck::config::Config;
use twelvecheck::discover::Tree;
use twelvecheck::rule::{Rule, engine, registry};
use twelvecheck::suppress;
use twelvecheck::suppress::foreign::{self, Tool};

/// A build of the test.
struct Case {
    test: String,
    dockerfile: String,
    /// The checks that warn.
    warnings: BTreeSet<String>,
}

#[test]
fn buildkit_checks_expect_the_same() {
    let Some(folder) = std::env::var_os("TWELVECHECK_BUILDKIT") else { return };
    let test = PathBuf::from(folder).join("frontend/dockerfile/dockerfile_check_test.go");
    let cases = cases(&std::fs::read_to_string(test).unwrap());
    let rules = registry::builtin().unwrap();
    let divergences = divergences();
    let mut used = BTreeSet::new();
    let mut tallies: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut disagreements = Vec::new();
    let checks: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| &case.warnings)
        .map(String::as_str)
        .filter(|check| is_shared(check))
        .collect();
    for case in &cases {
        let found = findings(&case.dockerfile, &rules);
        for check in &checks {
            let wanted = case.warnings.contains(*check);
            let own = foreign::rules_of(Tool::BuildKit, check).iter().any(|rule| found.contains(*rule));
            let tally = tallies.entry(check).or_default();
            if wanted == own {
                tally[0] += usize::from(wanted);
                continue;
            }
            let only = if own { "twelvecheck" } else { "buildkit" };
            let known = divergences.iter().position(|(side, of, place)| {
                side == only && of == check && place.is_match(&case.dockerfile)
            });
            if let Some(known) = known {
                used.insert(known);
                tally[1] += 1;
            } else {
                tally[2] += 1;
                disagreements.push(format!("{only} {check} {}:\n{}", case.test, case.dockerfile));
            }
        }
    }
    println!("{} builds", cases.len());
    for (check, [agree, deliberate, disagree]) in &tallies {
        println!("{check}: {agree} warnings agree, {deliberate} differ on purpose, {disagree} disagree");
    }
    assert!(cases.len() > 60, "{}", cases.len());
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    assert_eq!(used.len(), divergences.len(), "a line of buildkit.md explains nothing");
}

fn is_shared(check: &str) -> bool {
    !foreign::rules_of(Tool::BuildKit, check).is_empty()
}

/// The ids of the rules that find something in a Dockerfile.
fn findings(dockerfile: &str, rules: &[Rule]) -> BTreeSet<String> {
    let tree = Tree::from_memory([("Dockerfile".to_owned(), dockerfile.as_bytes().to_vec())]);
    let project = twelvecheck::analyse(&tree);
    let active: Vec<&Rule> = rules.iter().collect();
    let found = engine::run(&active, &project);
    let left = suppress::apply(found, &project, &Config::default(), &active, rules).findings;
    left.into_iter().map(|finding| finding.rule).collect()
}

/// The builds of the Go test: each Dockerfile with the warnings that stand between it and the next one. Those whose options
/// change the checks from outside are left out.
fn cases(test: &str) -> Vec<Case> {
    let rule = Regex::new("RuleName: *\"([A-Za-z]+)\"").unwrap();
    let mut cases = Vec::new();
    for function in test.split("\nfunc ").skip(1) {
        let mut parts = function.split("[]byte(`");
        let head = parts.next().unwrap_or_default();
        let made = rule.captures(head).map(|found| found[1].to_owned());
        for part in parts {
            let Some((text, rest)) = part.split_once("`)") else { continue };
            if rest.contains("BUILDKIT_DOCKERFILE_CHECK") || !rest.contains("checkLinterWarnings(") {
                continue;
            }
            let mut warnings: BTreeSet<String> =
                rule.captures_iter(rest).map(|found| found[1].to_owned()).collect();
            warnings.extend(made.clone().filter(|_| rest.contains("makeLintWarning(")));
            let name = head.split('(').next().unwrap_or_default().to_owned();
            cases.push(Case { test: name, dockerfile: text.to_owned(), warnings });
        }
    }
    cases
}

/// Which of the two speaks alone, of which check, and what the Dockerfile then has.
fn divergences() -> Vec<(String, String, Regex)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracles/buildkit.md");
    let list = std::fs::read_to_string(path).unwrap();
    let rows =
        list.lines().filter(|line| line.starts_with("| buildkit") || line.starts_with("| twelvecheck"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").map(|cell| cell.trim_matches(['|', ' ', '`'])).collect();
        (cells[0].to_owned(), cells[1].to_owned(), Regex::new(&cells[2].replace("\\|", "|")).unwrap())
    })
    .collect()
}
