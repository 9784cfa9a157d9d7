//! What somebody chose to live with: the only place that drops a finding.

mod annotation;
mod comment;
mod directive;
pub mod foreign;
mod image;
mod reach;

use std::collections::BTreeMap;

use crate::app::Project;
use crate::config::{Config, Level, is_selected, unknown};
use crate::report::{Means, Suppressed};
use crate::rule::{Finding, Rule, Severity};
use crate::source::{FileId, Sources, Span};
use directive::{Directive, Form, Reach};

/// A finding over this many lines is commented on at its first line only.
const LONGEST_FINDING: u32 = 50;

/// The rule that reports directives without effect.
pub const UNUSED: &str = "unused-suppression";
/// The rule that reports directives without a reason.
pub const UNREASONED: &str = "suppression-without-reason";

/// Rules whose findings stand for those of others, which say nothing beside them.
const SUMS: &[(&str, &[&str])] = &[("qos-best-effort", &["missing-cpu-request", "missing-memory-request"])];

/// What is left, and what is not.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings to show.
    pub findings: Vec<Finding>,
    /// The findings dropped by comments, annotations and configuration.
    pub suppressed: Vec<Suppressed>,
}

/// Applies levels of the configuration, comments of the files and annotations of objects. `active` are those of the `rules`
/// that run.
pub fn apply(
    findings: Vec<Finding>,
    project: &Project,
    config: &Config,
    active: &[&Rule],
    rules: &[Rule],
) -> Outcome {
    let sources = &project.sources;
    let mut directives = Directives::of(project);
    let mut outcome = Outcome::default();
    for finding in findings {
        let Some(finding) = levelled(finding, sources, config, &mut outcome) else { continue };
        match directives.claim(&finding, sources) {
            Some(directive) => {
                let (by, reason) = (directive.means(), directive.reason.clone());
                outcome.suppressed.push(Suppressed { finding, by, reason });
            }
            None => outcome.findings.push(finding),
        }
    }
    let own = directives.all.iter().filter(|directive| !directive.is_foreign());
    let judged = own.filter_map(|directive| judge(directive, &outcome.findings, sources, active, rules));
    for finding in judged.collect::<Vec<_>>() {
        let kept = levelled(finding, sources, config, &mut outcome);
        outcome.findings.extend(kept);
    }
    crate::rule::engine::sort(&mut outcome.findings);
    outcome
        .suppressed
        .sort_by(|a, b| (a.finding.span, &a.finding.rule).cmp(&(b.finding.span, &b.finding.rule)));
    outcome
}

/// All directives of a project: comments, then annotations, then comments for other tools.
struct Directives {
    all: Vec<Directive>,
    /// Which of them may speak of places in a file.
    by_file: BTreeMap<FileId, Vec<usize>>,
}

impl Directives {
    fn of(project: &Project) -> Self {
        let comments = project.sources.iter().flat_map(|(id, file)| comment::directives(id, file));
        let foreign = image::directives(project).into_iter();
        let all: Vec<Directive> = comments.chain(annotation::directives(project)).chain(foreign).collect();
        let mut by_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
        for (at, directive) in all.iter().enumerate() {
            let mut files = match &directive.reach {
                Reach::Lines(..) => vec![directive.span.file],
                Reach::Places(places) => places.iter().map(|place| place.file).collect(),
            };
            files.dedup();
            for file in files {
                by_file.entry(file).or_default().push(at);
            }
        }
        Self { all, by_file }
    }

    /// The first directive that asks not to report the finding, which is used by that. A finding that sums up others is left
    /// out where directives leave out each of them.
    fn claim(&mut self, finding: &Finding, sources: &Sources) -> Option<&Directive> {
        let summed = SUMS.iter().find(|(sum, _)| *sum == finding.rule).map(|(_, parts)| *parts);
        let by_name = self.about(finding, &finding.rule, sources).map(|place| vec![place]);
        let places = by_name.or_else(|| {
            summed?.iter().map(|part| self.about(finding, part, sources)).collect::<Option<Vec<_>>>()
        })?;
        for (directive, at) in &places {
            self.all[*directive].used[*at] = true;
        }
        places.first().map(|(directive, _)| &self.all[*directive])
    }

    /// The first directive that speaks of the finding's place and of a rule, and which of its words does.
    fn about(&self, finding: &Finding, rule: &str, sources: &Sources) -> Option<(usize, usize)> {
        self.by_file.get(&finding.span.file)?.iter().find_map(|candidate| {
            let directive = &self.all[*candidate];
            let at = directive.rules.iter().position(|word| means(word, rule))?;
            directive.speaks_of(finding.span, sources).then_some((*candidate, at))
        })
    }
}

/// The finding at the level that the configuration gives it; none if it is off, which is noted.
fn levelled(
    mut finding: Finding,
    sources: &Sources,
    config: &Config,
    outcome: &mut Outcome,
) -> Option<Finding> {
    match level(&finding, sources, config) {
        Level::Off => {
            outcome.suppressed.push(Suppressed { finding, by: Means::Config, reason: String::new() });
            return None;
        }
        Level::At(severity) => finding.severity = severity,
        Level::On => {}
    }
    Some(finding)
}

/// The lines on which a comment about a finding may stand: those it covers, or the first one of a long range.
fn lines(span: Span, sources: &Sources) -> (u32, u32) {
    let index = &sources.file(span.file).lines;
    let (first, last) = (index.line(span.start), index.line(span.end.max(span.start + 1) - 1));
    if last - first < LONGEST_FINDING { (first, last) } else { (first, first) }
}

/// The level that the configuration gives to a finding.
fn level(finding: &Finding, sources: &Sources, config: &Config) -> Level {
    let path = sources.path(finding.span.file);
    let mut special = config.overrides.iter().rev().filter(|special| special.paths.is_match(path));
    let special = special.find_map(|special| special.levels.get(&finding.rule));
    special.or_else(|| config.levels.get(&finding.rule)).copied().unwrap_or(Level::On)
}

fn means(selector: &str, id: &str) -> bool {
    selector == id
        || (selector.contains('*')
            && globset::Glob::new(selector).is_ok_and(|glob| glob.compile_matcher().is_match(id)))
}

/// What is to be said about a directive itself. `findings` are those that no directive dropped.
fn judge(
    directive: &Directive,
    findings: &[Finding],
    sources: &Sources,
    active: &[&Rule],
    rules: &[Rule],
) -> Option<Finding> {
    let rule = |id: &str| active.iter().find(|rule| rule.page.id == id).copied();
    let finding = |rule: &Rule, message: String| Finding::new(&rule.page, directive.span, message);
    if let Some(unused) = rule(UNUSED) {
        if let Some(fault) = &directive.fault {
            return Some(finding(unused, fault.clone()));
        }
        if directive.rules.is_empty() {
            let form = match directive.form {
                Form::Comment | Form::ForeignComment => "ignore[rule-id] reason",
                Form::Annotation | Form::Foreign => "twelvecheck.dev/ignore: rule-id, rule-id",
            };
            let noun = directive.noun();
            return Some(finding(unused, format!("the ignore {noun} names no rule: write '{form}'")));
        }
        let ids = || rules.iter().map(|rule| rule.page.id.as_str());
        let known = |word: &str| ids().any(|id| means(word, id));
        if let Some(misspelt) = directive.rules.iter().find(|word| !known(word)) {
            return Some(finding(unused, unknown("rule", misspelt, ids())));
        }
        let ran = |word: &str| active.iter().any(|rule| is_selected(word, rule));
        let words = directive.rules.iter().zip(&directive.used);
        let idle: Vec<&str> =
            words.filter(|(word, used)| !**used && ran(word)).map(|(word, _)| word.as_str()).collect();
        if !idle.is_empty() {
            let (names, verb) = (idle.join("', '"), if idle.len() == 1 { "finds" } else { "find" });
            let around = directive.around();
            let mut told =
                finding(unused, format!("nothing to ignore here: '{names}' {verb} nothing {around}"));
            if let Some(shown) = findings.iter().find(|other| shows(other, &idle, directive, sources)) {
                let (path, line) = (sources.path(shown.span.file), sources.line(shown.span));
                let rule = &shown.rule;
                let (noun, shown_here) = match directive.form {
                    Form::Comment | Form::ForeignComment => ("comment", "this line"),
                    Form::Annotation | Form::Foreign => ("annotation", "this object"),
                };
                told.message =
                    format!("'{rule}' only shows {shown_here}: the {noun} belongs to '{path}:{line}'");
                told.because(shown.span, "the finding that it is about");
            }
            return Some(told);
        }
    }
    let unreasoned = rule(UNREASONED).filter(|_| directive.reason.is_empty())?;
    Some(finding(unreasoned, format!("the ignore {} gives no reason", directive.noun())))
}

/// Whether a finding of one of the rules is reported elsewhere, but shows a line of the directive.
fn shows(finding: &Finding, rules: &[&str], directive: &Directive, sources: &Sources) -> bool {
    rules.iter().any(|rule| means(rule, &finding.rule))
        && finding.related.iter().any(|related| directive.speaks_of(related.span, sources))
}

/// Drops what is below a severity: it was not asked for, so it is not even counted.
pub fn at_least(findings: Vec<Finding>, lowest: Severity) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.severity >= lowest).collect()
}
