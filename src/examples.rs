//! Runs the examples of rule pages: what a rule finds equals the marked lines, in both directions.

use std::fmt;

use crate::config::Config;
use crate::discover::Tree;
use crate::rule::page::Example;
use crate::rule::{Check, Rule, engine};
use crate::{analyse, suppress};

/// A line of a file of an example.
pub type Place = (String, u32);

/// An example that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The line of the example on its page.
    pub line: usize,
    /// The heading of the example.
    pub title: String,
    /// Marked lines on which nothing is found.
    pub missing: Vec<Place>,
    /// Findings on lines that are not marked, each with its message.
    pub unexpected: Vec<(Place, String)>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the example '{}' does not hold", self.title)?;
        for (path, line) in &self.missing {
            write!(f, "\n  nothing is found at {path}:{line}")?;
        }
        for ((path, line), message) in &self.unexpected {
            write!(f, "\n  not marked, but found at {path}:{line}: {message}")?;
        }
        Ok(())
    }
}

/// The examples on a rule's page that do not hold. `rules` are all rules, which those of the engine look at.
pub fn failures(rule: &Rule, rules: &[Rule]) -> Vec<Failure> {
    rule.page.examples.iter().filter_map(|example| failure(rule, rules, example)).collect()
}

fn failure(rule: &Rule, rules: &[Rule], example: &Example) -> Option<Failure> {
    let mut unexpected = found(rule, rules, example);
    let mut missing = Vec::new();
    for file in &example.files {
        for line in &file.wanted {
            let place = (file.path.clone(), *line);
            match unexpected.iter().position(|(found, _)| *found == place) {
                Some(at) => drop(unexpected.remove(at)),
                None => missing.push(place),
            }
        }
    }
    let holds = missing.is_empty() && unexpected.is_empty();
    (!holds).then(|| Failure { line: example.line, title: example.title.clone(), missing, unexpected })
}

/// What one rule finds in an example. Rules of the engine see what all others find.
fn found(rule: &Rule, rules: &[Rule], example: &Example) -> Vec<(Place, String)> {
    let files = example.files.iter().map(|file| (file.path.clone(), file.text.clone().into_bytes()));
    let project = analyse(&Tree::from_memory(files));
    let active: Vec<&Rule> = match rule.check {
        Check::Engine => rules.iter().collect(),
        _ => vec![rule],
    };
    let all = engine::run(&active, &project);
    let all = suppress::apply(all, &project, &Config::default(), &active, rules).findings;
    let own = all.into_iter().filter(|finding| finding.rule == rule.page.id);
    let sources = &project.sources;
    own.map(|finding| {
        ((sources.path(finding.span.file).to_owned(), sources.line(finding.span)), finding.message)
    })
    .collect()
}
