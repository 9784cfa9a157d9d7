//! Rules as SARIF descriptors: what a reader of an alert learns about the rule.

use super::model::{Descriptor, Level, MarkdownText, RuleProperties, Text};
use super::taxonomy;
use crate::report::view::View;
use crate::rule::page::{Example, ExampleFile};
use crate::rule::{Page, Severity};

/// GitHub takes descriptions of at most 1,024 characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// The descriptor of every rule, in the order of the report: GitHub wants rules not to vary with the results.
pub(super) fn descriptors<'a>(view: &View<'a>) -> Vec<Descriptor<'a>> {
    view.report.rules.iter().map(|rule| descriptor(view, &rule.page)).collect()
}

fn descriptor<'a>(view: &View<'a>, page: &'a Page) -> Descriptor<'a> {
    let uri = view.page_uri(page);
    Descriptor {
        id: &page.id,
        name: name(&page.id),
        short_description: Text { text: sentence(&shorten(&page.title)) },
        full_description: Text { text: sentence(&shorten(&page.summary())) },
        help: MarkdownText { text: plain_help(page), markdown: markdown_help(page, uri.as_deref()) },
        help_uri: uri,
        default_configuration: Level { level: page.severity.name() },
        relationships: taxonomy::relationship(page.factor).into_iter().collect(),
        properties: RuleProperties {
            tags: tags(page),
            precision: page.confidence.name(),
            problem_severity: match page.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
            security_severity: page.security_severity.as_deref(),
        },
    }
}

fn tags(page: &Page) -> Vec<String> {
    let factor = page.factor;
    let mut tags = vec!["12factor".to_owned()];
    tags.push(if factor.number.is_empty() {
        factor.slug().to_owned()
    } else {
        format!("12factor/{}-{}", factor.number, factor.slug())
    });
    if page.pedantic {
        tags.push("pedantic".to_owned());
    }
    if page.security_severity.is_some() || page.cwe.is_some() {
        tags.push("security".to_owned());
    }
    if let Some(cwe) = page.cwe {
        tags.push(format!("external/cwe/cwe-{cwe:03}"));
    }
    tags
}

/// `some-rule` as `SomeRule`; `None` for one word, as a name may not differ from the id in its capitals alone (3.49.7).
fn name(id: &str) -> Option<String> {
    let capitalised = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    };
    id.contains('-').then(|| id.split('-').map(capitalised).collect())
}

/// The text with a full stop at its end, unless it ends like a sentence already.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_DESCRIPTION) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

fn plain_help(page: &Page) -> String {
    format!("{}\n\nHow to fix: {}\n\nHow to ignore: {}", page.why, page.fix, how_to_ignore(page))
}

fn markdown_help(page: &Page, uri: Option<&str>) -> String {
    let example = |bad: bool, heading: &str| {
        let example = page.examples.iter().find(|example| example.bad == bad);
        example.map_or_else(String::new, |example| format!("\n## {heading}\n{}", fences(page, example)))
    };
    let link = uri.map_or_else(String::new, |uri| format!("\n[More about this rule]({uri})\n"));
    format!(
        "{why}\n\n## How to fix\n\n{fix}\n{found}{not_found}\n## How to ignore\n\n{ignore}\n{link}",
        why = page.why,
        fix = page.fix,
        found = example(true, "Found"),
        not_found = example(false, "Not found"),
        ignore = how_to_ignore(page),
    )
}

fn fences(page: &Page, example: &Example) -> String {
    let fence = |file: &ExampleFile| {
        let opening = page.source.lines().nth(file.line.saturating_sub(1)).unwrap_or("");
        let language = opening.trim_start_matches('`').split_whitespace().next().unwrap_or("");
        format!("\n`{}`\n\n```{language}\n{}```\n", file.path, file.text)
    };
    example.files.iter().map(fence).collect()
}

fn how_to_ignore(page: &Page) -> String {
    format!(
        "Where the finding is deliberate, say so in a comment on its line or alone above it: `# twelvecheck: ignore[{id}] \
         reason`. To turn the rule off for the whole project, write `{id} = \"off\"` under `[rules]` in \
         `twelvecheck.toml`; `\"note\"`, `\"warning\"` and `\"error\"` there set its level.",
        id = page.id
    )
}
