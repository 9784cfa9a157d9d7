//! What somebody chose to live with: the only place that drops a finding.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Config, Level, is_selected, unknown};
use crate::report::{Means, Suppressed};
use crate::rule::{Finding, Rule, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

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

/// A comment that asks not to report.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Directive {
    file: FileId,
    /// The directive as written.
    span: Span,
    /// The lines it speaks of, both inclusive.
    lines: (u32, u32),
    /// Ids or globs of rules.
    rules: Vec<String>,
    reason: String,
    used: bool,
}

/// Applies levels of the configuration and comments of the files. `active` are the rules of this run.
pub fn apply(findings: Vec<Finding>, sources: &Sources, config: &Config, active: &[&Rule]) -> Outcome {
    let mut directives: Vec<Directive> = sources.iter().flat_map(|(id, file)| directives(id, file)).collect();
    let mut outcome = Outcome::default();
    for mut finding in findings {
        match level(&finding, sources, config) {
            Level::Off => {
                outcome.suppressed.push(Suppressed { finding, by: Means::Config, reason: String::new() });
                continue;
            }
            Level::At(severity) => finding.severity = severity,
            Level::On => {}
        }
        let line = sources.line(finding.span);
        let first = directives.partition_point(|directive| directive.file < finding.span.file);
        let own = directives[first..].iter_mut().take_while(|directive| directive.file == finding.span.file);
        let mut matching = own.filter(|directive| {
            (directive.lines.0..=directive.lines.1).contains(&line)
                && directive.rules.iter().any(|rule| means(rule, &finding.rule))
        });
        match matching.next() {
            Some(directive) => {
                directive.used = true;
                let reason = directive.reason.clone();
                outcome.suppressed.push(Suppressed { finding, by: Means::Comment, reason });
            }
            None => outcome.findings.push(finding),
        }
    }
    let about: Vec<Finding> = directives.iter().filter_map(|directive| judge(directive, active)).collect();
    outcome.findings.extend(about);
    crate::rule::engine::sort(&mut outcome.findings);
    outcome
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

/// What is to be said about a directive itself.
fn judge(directive: &Directive, active: &[&Rule]) -> Option<Finding> {
    let rule = |id: &str| active.iter().find(|rule| rule.page.id == id).copied();
    let finding = |rule: &Rule, message: String| Finding::new(&rule.page, directive.span, message);
    if let Some(unused) = rule(UNUSED) {
        if directive.rules.is_empty() {
            return Some(finding(
                unused,
                "the ignore comment names no rule: write 'ignore[rule-id] reason'".to_owned(),
            ));
        }
        let all = crate::rule::builtin::RULES.iter().map(|rule| rule.id);
        let known = |word: &str| {
            all.clone().chain(active.iter().map(|rule| rule.page.id.as_str())).any(|id| means(word, id))
        };
        if let Some(misspelt) = directive.rules.iter().find(|word| !known(word)) {
            return Some(finding(unused, unknown("rule", misspelt, all)));
        }
        let ran = directive.rules.iter().all(|word| active.iter().any(|rule| is_selected(word, rule)));
        if !directive.used && ran {
            let names = directive.rules.join("', '");
            return Some(finding(
                unused,
                format!("nothing to ignore here: '{names}' finds nothing on this line"),
            ));
        }
    }
    let unreasoned = rule(UNREASONED).filter(|_| directive.reason.is_empty())?;
    Some(finding(unreasoned, "the ignore comment gives no reason".to_owned()))
}

/// A comment sign and what is asked behind it.
static DIRECTIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)(?:#|//|/\*+|<!--|--|;|\{\{-?[ \t]*/\*|\{#|^[ \t]*\*)[ \t]*(twelvecheck:[ \t]*(ignore(?:-next-line|-file)?)\b[ \t]*(?:\[([^\]\n]*)\])?)([^\n]*)",
    )
    .ok()
});

/// Reads the directives of a file.
fn directives(id: FileId, file: &SourceFile) -> Vec<Directive> {
    if !file.text.contains("twelvecheck:") {
        return Vec::new();
    }
    let Some(pattern) = DIRECTIVE.as_ref() else { return Vec::new() };
    let found = pattern.captures_iter(&file.text);
    let mut last = (0, (0, 0));
    let mut next = |line: u32| {
        // Where the last directive looked across this line, both speak of the same lines.
        let (from, (first, _)) = last;
        if !(from < line && line < first) {
            last = (line, next_lines(file, line));
        }
        last.1
    };
    found
        .filter_map(|captures| {
            let (whole, directive, kind) = (captures.get(0)?, captures.get(1)?, captures.get(2)?.as_str());
            let named = captures.get(3).map_or("", |rules| rules.as_str());
            let rules =
                named.split(',').map(|rule| rule.trim().to_owned()).filter(|rule| !rule.is_empty()).collect();
            let line = file.lines.line(directive.start() as u32);
            let start = file.lines.start(line).unwrap_or(0) as usize;
            let alone = file.text[start..whole.start()].trim().is_empty();
            let lines = match kind {
                "ignore-file" => (1, u32::MAX),
                "ignore-next-line" => next(line),
                _ if alone => next(line),
                _ => (line, line),
            };
            Some(Directive {
                file: id,
                span: Span::new(id, directive.start(), directive.end()),
                lines,
                rules,
                reason: reason(captures.get(4).map_or("", |rest| rest.as_str())),
                used: false,
            })
        })
        .collect()
}

/// The reason that follows a directive, without the end of the comment.
fn reason(rest: &str) -> String {
    let rest = rest.trim().trim_end_matches("-->").trim_end_matches("*/").trim_end_matches("#}");
    rest.trim().trim_start_matches([':', '-']).trim().to_owned()
}

/// The next line that is neither blank nor a comment, with the lines that continue it.
fn next_lines(file: &SourceFile, line: u32) -> (u32, u32) {
    let mut first = line + 1;
    while first < file.lines.count() {
        let text = file.line_text(first).trim();
        let comment = ["#", "//", "/*", "*", "<!--", "--"].iter().any(|open| text.starts_with(open));
        if !text.is_empty() && !comment {
            break;
        }
        first += 1;
    }
    let mut last = first;
    while last < file.lines.count() && file.line_text(last).trim_end().ends_with('\\') {
        last += 1;
    }
    (first, last)
}

/// Drops what is below a severity: it was not asked for, so it is not even counted.
pub fn at_least(findings: Vec<Finding>, lowest: Severity) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.severity >= lowest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Directive> {
        directives(FileId(0), &SourceFile::new("a", text))
    }

    #[test]
    fn a_trailing_comment_speaks_of_its_line_and_one_alone_of_the_next() {
        let found =
            read("x = 1  # twelvecheck: ignore[a-rule] because\n// twelvecheck: ignore[b, c]\n\ny = 2\n");
        assert_eq!((found[0].lines, found[0].reason.as_str()), ((1, 1), "because"));
        assert_eq!((found[1].lines, found[1].rules.clone()), ((4, 4), vec!["b".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn continued_lines_belong_to_the_line_they_continue() {
        let found = read("# twelvecheck: ignore[x]\nRUN a && \\\n  b\nRUN c\n");
        assert_eq!(found[0].lines, (2, 3));
        assert_eq!(read("<!-- twelvecheck: ignore-file[x] old -->")[0].reason, "old");
    }

    #[test]
    fn only_comments_count() {
        assert_eq!(read("say('twelvecheck: ignore[x]')"), Vec::new());
    }
}
