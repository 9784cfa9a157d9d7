//! What somebody chose to live with: the only place that drops a finding.

mod comment;
mod reach;

use crate::config::{Config, Level, is_selected, unknown};
use crate::report::{Means, Suppressed};
use crate::rule::{Finding, Rule, Severity};
use crate::source::{FileId, Sources, Span};
use comment::Directive;

/// A finding over this many lines is commented on at its first line only.
const LONGEST_FINDING: u32 = 50;

/// The rule that reports directives without effect.
pub const UNUSED: &str = "unused-suppression";
/// The rule that reports directives without a reason.
pub const UNREASONED: &str = "suppression-without-reason";

/// What is left, and what is not.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings to show.
    pub findings: Vec<Finding>,
    /// The findings dropped by comments and configuration.
    pub suppressed: Vec<Suppressed>,
}

/// Applies levels of the configuration and comments of the files. `active` are those of the `rules` that run.
pub fn apply(
    findings: Vec<Finding>,
    sources: &Sources,
    config: &Config,
    active: &[&Rule],
    rules: &[Rule],
) -> Outcome {
    let mut directives: Vec<Directive> =
        sources.iter().flat_map(|(id, file)| comment::directives(id, file)).collect();
    let mut outcome = Outcome::default();
    for finding in findings {
        let Some(finding) = levelled(finding, sources, config, &mut outcome) else { continue };
        let lines = lines(finding.span, sources);
        let first = directives.partition_point(|directive| directive.file < finding.span.file);
        let mut own =
            directives[first..].iter_mut().take_while(|directive| directive.file == finding.span.file);
        let matching = own.find_map(|directive| {
            let at = directive.rules.iter().position(|rule| means(rule, &finding.rule))?;
            directive.speaks_of(finding.span.file, lines).then_some((directive, at))
        });
        match matching {
            Some((directive, at)) => {
                directive.used[at] = true;
                let reason = directive.reason.clone();
                outcome.suppressed.push(Suppressed { finding, by: Means::Comment, reason });
            }
            None => outcome.findings.push(finding),
        }
    }
    let judged =
        directives.iter().filter_map(|directive| judge(directive, &outcome.findings, sources, active, rules));
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

impl Directive {
    /// Whether the directive speaks of one of these lines.
    fn speaks_of(&self, file: FileId, lines: (u32, u32)) -> bool {
        self.fault.is_none() && self.file == file && lines.0 <= self.lines.1 && self.lines.0 <= lines.1
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
            let message = "the ignore comment names no rule: write 'ignore[rule-id] reason'";
            return Some(finding(unused, message.to_owned()));
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
            let mut told =
                finding(unused, format!("nothing to ignore here: '{names}' {verb} nothing on this line"));
            if let Some(shown) = findings.iter().find(|other| shows(other, &idle, directive, sources)) {
                let (path, line) = (sources.path(shown.span.file), sources.line(shown.span));
                let rule = &shown.rule;
                told.message =
                    format!("'{rule}' only shows this line: the comment belongs to '{path}:{line}'");
                told.because(shown.span, "the finding that it is about");
            }
            return Some(told);
        }
    }
    let unreasoned = rule(UNREASONED).filter(|_| directive.reason.is_empty())?;
    Some(finding(unreasoned, "the ignore comment gives no reason".to_owned()))
}

/// Whether a finding of one of the rules is reported elsewhere, but shows a line of the directive.
fn shows(finding: &Finding, rules: &[&str], directive: &Directive, sources: &Sources) -> bool {
    rules.iter().any(|rule| means(rule, &finding.rule))
        && finding
            .related
            .iter()
            .any(|related| directive.speaks_of(related.span.file, lines(related.span, sources)))
}

/// Drops what is below a severity: it was not asked for, so it is not even counted.
pub fn at_least(findings: Vec<Finding>, lowest: Severity) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.severity >= lowest).collect()
}
