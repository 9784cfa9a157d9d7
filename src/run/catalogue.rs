//! `twelvecheck rules` and `twelvecheck explain`: what the catalogue says of itself.

use std::fmt::Write as _;

use super::{Outcome, rules};
use crate::cli;
use crate::config::unknown;
use crate::examples;
use crate::rule::{Factor, Page, registry};

/// Lists the rules.
///
/// # Errors
/// A message where a folder of rules is faulty.
pub(super) fn list(options: &cli::Rules) -> Result<Outcome, String> {
    let rules = rules(&options.rules)?;
    let pages = || rules.iter().map(|rule| &rule.page);
    let output = if options.json {
        let list: Vec<serde_json::Value> = pages().map(describe).collect();
        serde_json::to_string_pretty(&list).map_err(|error| error.to_string())? + "\n"
    } else {
        table(&pages().collect::<Vec<_>>())
    };
    Ok(Outcome { output, ..Outcome::default() })
}

/// Runs the examples of users' own pages.
///
/// # Errors
/// A message where a folder cannot be read or a page is faulty.
pub(super) fn test(options: &cli::RulesTest) -> Result<Outcome, String> {
    let mut output = String::new();
    let (mut rules, mut examples, mut failed) = (0, 0, 0);
    for folder in &options.folders {
        for (path, rule) in registry::from_folder(folder).map_err(|error| error.to_string())? {
            rules += 1;
            examples += rule.page.examples.len();
            for failure in examples::failures(&rule, &[]) {
                failed += 1;
                let _ = writeln!(output, "{path}:{}: {failure}", failure.line);
            }
        }
    }
    let _ = match failed {
        0 => writeln!(output, "all {examples} examples of {rules} rules hold"),
        _ => writeln!(output, "{failed} of {examples} examples of {rules} rules do not hold"),
    };
    Ok(Outcome { output, messages: Vec::new(), code: u8::from(failed > 0) })
}

fn describe(page: &Page) -> serde_json::Value {
    serde_json::json!({
        "id": page.id,
        "factor": page.factor.slug(),
        "number": page.factor.number,
        "title": page.title,
        "severity": page.severity.name(),
        "pedantic": page.pedantic,
        "confidence": page.confidence.name(),
        "since": page.since,
        "summary": page.summary(),
    })
}

fn table(pages: &[&Page]) -> String {
    let mut text = String::new();
    let width = pages.iter().map(|page| page.id.len()).max().unwrap_or(0);
    for factor in Factor::ALL {
        let own: Vec<&&Page> = pages.iter().filter(|page| page.factor == *factor).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}", factor.heading());
        for page in own {
            let level = if page.pedantic { "pedantic" } else { page.severity.name() };
            let _ = writeln!(text, "  {:width$}  {level:8}  {}", page.id, page.title);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{} rules; `twelvecheck explain RULE` tells more about one.", pages.len());
    text
}

/// Explains one rule.
///
/// # Errors
/// A message where there is no such rule.
pub(super) fn explain(options: &cli::Explain) -> Result<Outcome, String> {
    let rules = rules(&options.rules)?;
    let page = rules.iter().map(|rule| &rule.page).find(|page| page.id == options.rule);
    let ids = rules.iter().map(|rule| rule.page.id.as_str());
    let page = page.ok_or_else(|| unknown("rule", &options.rule, ids))?;
    Ok(Outcome { output: text(page), ..Outcome::default() })
}

fn text(page: &Page) -> String {
    let level = if page.pedantic { "pedantic" } else { page.severity.name() };
    let mut text = format!("{} — {}\n", page.id, page.title);
    let chapter = page.factor.heading();
    let _ = writeln!(
        text,
        "{chapter} · {level} · {} confidence · since {}\n",
        page.confidence.name(),
        page.since
    );
    let _ = writeln!(text, "{}\n\nFix\n\n{}\n", page.why, page.fix);
    for example in &page.examples {
        let _ = writeln!(text, "{}\n", example.title);
        for file in &example.files {
            let _ = writeln!(text, "    {}", file.path);
            for (at, line) in file.text.lines().enumerate() {
                let mark = if file.wanted.contains(&(at as u32 + 1)) { '>' } else { ' ' };
                let _ = writeln!(text, "  {mark} | {line}");
            }
            text.push('\n');
        }
    }
    let _ = writeln!(text, "Ignore one finding: # twelvecheck: ignore[{}] reason", page.id);
    let _ = writeln!(text, "Switch it off:      [rules] {} = \"off\" in twelvecheck.toml", page.id);
    text
}
