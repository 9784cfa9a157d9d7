//! Runs every example of every page: findings equal the marked lines, in both directions.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fmt::Write as _;

use twelvecheck::config::Config;
use twelvecheck::discover::Tree;
use twelvecheck::rule::page::Example;
use twelvecheck::rule::{Check, Rule, engine, registry};
use twelvecheck::{analyse, suppress};

/// The findings of one rule on an example, as (path, line, message) in order. Rules of the engine see what all others find.
fn findings(rules: &[Rule], rule: &Rule, example: &Example) -> Vec<(String, u32, String)> {
    let files = example.files.iter().map(|file| (file.path.clone(), file.text.clone().into_bytes()));
    let project = analyse(&Tree::from_memory(files));
    let all: Vec<&Rule> = match rule.check {
        Check::Engine => rules.iter().collect(),
        _ => vec![rule],
    };
    let found = engine::run(&all, &project);
    let found = suppress::apply(found, &project.sources, &Config::default(), &all, rules).findings;
    let mut found: Vec<_> = found
        .into_iter()
        .filter(|finding| finding.rule == rule.page.id)
        .map(|finding| {
            let sources = &project.sources;
            (sources.path(finding.span.file).to_owned(), sources.line(finding.span), finding.message)
        })
        .collect();
    found.sort();
    found
}

fn wanted(example: &Example) -> Vec<(String, u32)> {
    let files = example.files.iter();
    let mut wanted: Vec<_> =
        files.flat_map(|file| file.wanted.iter().map(|line| (file.path.clone(), *line))).collect();
    wanted.sort();
    wanted
}

#[test]
fn every_example_of_every_page_holds() {
    let rules = registry::builtin().unwrap();
    let only = std::env::var("RULE").ok();
    let mut faults = String::new();
    let mut count = 0;
    for rule in rules.iter().filter(|rule| only.as_ref().is_none_or(|only| *only == rule.page.id)) {
        for example in &rule.page.examples {
            count += 1;
            let found = findings(&rules, rule, example);
            let places: Vec<_> = found.iter().map(|(path, line, _)| (path.clone(), *line)).collect();
            if places != wanted(example) {
                let (page, line) = (rule.page.path(), example.line);
                writeln!(
                    faults,
                    "{page}:{line}: `{}`\n  wanted {:?}\n  found",
                    example.title,
                    wanted(example)
                )
                .unwrap();
                for (path, line, message) in found {
                    writeln!(faults, "    {path}:{line}: {message}").unwrap();
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
    assert!(count > 0, "no example ran");
}
