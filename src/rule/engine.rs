//! Runs rules over apps.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Check, Finding, Pass, Related, Rule};
use crate::app::{Project, Unreadable};
use crate::discover::{Class, place};
use crate::fact::Role;
use crate::source::{FileId, Sources, Span, is_packed, name_of};

/// Every finding of `rules` on `project`, sorted by path, place and rule, each once.
///
/// The result does not depend on the number of threads.
pub fn run(rules: &[&Rule], project: &Project) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules
        .par_iter()
        .flat_map_iter(|rule| project.apps.iter().flat_map(|app| check(rule, app, project)))
        .collect();
    findings.extend(unreadable(rules, project));
    // A secret that nothing in the tree says is made anew for each release; one of sample values is nobody's.
    let sources = &project.sources;
    let is_harmless = |secret: &Span| sources.is_made_up(*secret) || is_of_samples(sources, *secret);
    findings.retain(|finding| finding.secrets.is_empty() || !finding.secrets.iter().all(is_harmless));
    let mut rendered: BTreeMap<(FileId, String), Vec<Span>> = BTreeMap::new();
    for finding in &mut findings {
        for value in settle(finding, &project.sources) {
            if value != finding.span {
                rendered.entry((value.file, finding.rule.clone())).or_default().push(value);
            }
        }
    }
    // What only a packed chart says is that of its authors.
    let is_packed = |span: Span| is_packed(project.sources.path(span.file));
    findings.retain(|finding| finding.rule == UNREADABLE || !is_packed(finding.span));
    // What a values file sets is found once: where it is rendered, which shows both places.
    findings.retain(|finding| {
        let values = rendered.get(&(finding.span.file, finding.rule.clone()));
        !values.into_iter().flatten().any(|value| finding.span.contains(*value))
    });
    sort(&mut findings);
    merge(findings)
}

/// Whether values for tests or examples say what a rendered text shows here.
fn is_of_samples(sources: &Sources, span: Span) -> bool {
    let is_sample = |shown: Span| {
        let source = sources.file(shown.file);
        let place = || place(&source.path, Class::HelmValues, &source.text);
        name_of(&source.path) != "values.yaml" && matches!(place().role, Role::Test | Role::Example)
    };
    sources.is_rendered(span.file) && sources.shown(span).into_iter().any(is_sample)
}

/// Moves a finding in rendered text to where that is written, and shows where the values in it are set, which it gives.
fn settle(finding: &mut Finding, sources: &Sources) -> Vec<Span> {
    let rendered = finding.span;
    let related = std::mem::take(&mut finding.related);
    let secrets = std::mem::take(&mut finding.secrets);
    let origin = sources.origin(finding.span);
    finding.span = origin.written;
    if is_packed(sources.path(origin.written.file))
        && let Some(value) = whole_value(rendered, sources)
    {
        finding.span = value;
        finding.because(origin.written, "a packed chart takes the value here");
    }
    for value in &origin.values {
        finding.because(*value, "the value is set here");
    }
    for Related { span, note } in related {
        finding.because(sources.origin(span).written, note);
    }
    finding.secrets = secrets.into_iter().flat_map(|secret| sources.shown(secret)).collect();
    origin.values
}

/// Where the project itself sets the value that makes the whole of a span. Names are left out: what is reported at one is
/// something that the object of that name lacks.
fn whole_value(span: Span, sources: &Sources) -> Option<Span> {
    let before = &sources.file(span.file).text[..span.start as usize];
    let line = before.rsplit('\n').next()?.trim_start_matches([' ', '-']);
    let values = sources.shown(span);
    let first = *values.first().filter(|_| !line.starts_with("name:"))?;
    let is_one = values.iter().all(|value| *value == first) && !is_packed(sources.path(first.file));
    is_one.then_some(first)
}

/// The rule by which the engine says what could not be read.
const UNREADABLE: &str = "unreadable-input";

fn unreadable(rules: &[&Rule], project: &Project) -> Vec<Finding> {
    let Some(rule) = rules.iter().find(|rule| rule.page.id == UNREADABLE) else { return Vec::new() };
    let finding = |note: &Unreadable| Finding::new(&rule.page, note.span, note.message.clone());
    project.unreadable.iter().map(finding).collect()
}

fn check(rule: &Rule, app: &crate::app::App, project: &Project) -> Vec<Finding> {
    let mut pass = Pass::new(&rule.page, app, project);
    match &rule.check {
        Check::Match(matcher) => matcher.run(&mut pass),
        Check::Code(check) => check(&mut pass),
        Check::Engine => {}
    }
    pass.into_findings()
}

/// Sorts findings by path (file ids are in path order), place and rule; at one place the gravest first.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (a.span.file, a.span.start, a.span.end, &a.rule, b.severity, &a.message).cmp(&(
            b.span.file,
            b.span.start,
            b.span.end,
            &b.rule,
            a.severity,
            &b.message,
        ))
    });
}

/// Folds findings of one rule at one place into the first of them, which keeps the places of all.
///
/// One shared file can belong to the view of several apps, and one value can break a rule in several ways; a reader wants
/// to see the place once.
fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match merged.last_mut() {
            Some(last) if last.rule == finding.rule && last.span == finding.span => {
                for related in finding.related {
                    if !last.related.contains(&related) {
                        last.related.push(related);
                    }
                }
                last.secrets.extend(finding.secrets);
            }
            _ => merged.push(finding),
        }
    }
    merged
}
