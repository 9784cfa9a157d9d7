//! Runs every example of every page: findings equal the marked lines, in both directions.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use twelvecheck::examples;
use twelvecheck::rule::registry;

#[test]
fn every_example_of_every_page_holds() {
    let rules = registry::builtin().unwrap();
    let only = std::env::var("RULE").ok();
    let chosen = || rules.iter().filter(|rule| only.as_ref().is_none_or(|only| *only == rule.page.id));
    let faults: Vec<String> = chosen()
        .flat_map(|rule| examples::failures(rule, &rules).into_iter().map(move |failure| (rule, failure)))
        .map(|(rule, failure)| format!("{}:{}: {failure}", rule.page.path(), failure.line))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(chosen().any(|rule| !rule.page.examples.is_empty()), "no example ran");
}
