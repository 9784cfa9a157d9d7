//! Findings as SARIF results.

use std::collections::BTreeMap;

use super::locations::Locator;
use super::model::{CodeFlow, Location, SarifResult, Suppression, Text, ThreadFlow, ThreadFlowLocation};
use super::rules::sentence;
use crate::report::view::View;
use crate::report::{Means, fingerprint};
use crate::rule::{Finding, Related};
use crate::source::FileId;

/// GitHub shows at most this many locations of a result.
const MOST_RELATED: usize = 100;
/// How many related places a message links to; more make it unreadable.
const MOST_LINKS: usize = 10;

/// A finding that becomes a result.
pub(super) struct Chosen<'a> {
    pub(super) finding: &'a Finding,
    pub(super) fingerprint: String,
    /// Why and how it was suppressed, if it was.
    pub(super) suppressed: Option<(Means, &'a str)>,
}

/// The results of `chosen`, in that order.
pub(super) fn results<'a>(
    view: &View<'a>,
    locator: &Locator,
    chosen: Vec<Chosen<'a>>,
) -> Vec<SarifResult<'a>> {
    let mut hashes: BTreeMap<FileId, Vec<String>> = BTreeMap::new();
    let mut line_hash = |finding: &Finding| {
        let file = view.sources().file(finding.span.file);
        // What is kept without its text cannot be hashed: GitHub's action does it where the file is.
        if file.text.is_empty() {
            return None;
        }
        let lines = hashes.entry(finding.span.file).or_insert_with(|| fingerprint::line_hashes(&file.text));
        lines.get(file.lines.line(view.tight(finding.span).start) as usize - 1).cloned()
    };
    let result = |chosen: Chosen<'a>| {
        let mut partial_fingerprints = BTreeMap::from([("twelvecheck/v1", chosen.fingerprint)]);
        partial_fingerprints.extend(line_hash(chosen.finding).map(|hash| ("primaryLocationLineHash", hash)));
        let suppressions = view.style.include_suppressed.then(|| {
            let suppression = |(by, reason)| suppression(view, chosen.finding, by, reason);
            chosen.suppressed.map(suppression).into_iter().collect()
        });
        result(view, locator, chosen.finding, partial_fingerprints, suppressions)
    };
    chosen.into_iter().map(result).collect()
}

fn result<'a>(
    view: &View<'a>,
    locator: &Locator,
    finding: &'a Finding,
    partial_fingerprints: BTreeMap<&'static str, String>,
    suppressions: Option<Vec<Suppression>>,
) -> SarifResult<'a> {
    let related = &finding.related[..finding.related.len().min(MOST_RELATED)];
    let location = |(at, related): (usize, &Related)| Location {
        id: Some(at + 1),
        message: Some(Text { text: sentence(&view.line(finding, &related.note)) }),
        physical_location: locator.place(related.span),
    };
    SarifResult {
        rule_id: &finding.rule,
        rule_index: view.rule_index(&finding.rule),
        level: finding.severity.name(),
        message: Text { text: message(view, finding) },
        locations: [Location { id: None, message: None, physical_location: locator.place(finding.span) }],
        related_locations: related.iter().enumerate().map(location).collect(),
        code_flows: code_flow(view, locator, finding, related).into_iter().collect(),
        partial_fingerprints,
        suppressions,
    }
}

/// The way from place to place that ends at the finding; one step is no way.
fn code_flow(view: &View, locator: &Locator, finding: &Finding, related: &[Related]) -> Option<CodeFlow> {
    if related.len() < 2 {
        return None;
    }
    let steps = related.iter().map(|related| (related.span, &related.note));
    let steps = steps.chain([(finding.span, &finding.message)]);
    let location = |(span, note): (_, &String)| ThreadFlowLocation {
        location: Location {
            id: None,
            message: Some(Text { text: sentence(&view.line(finding, note)) }),
            physical_location: locator.place(span),
        },
    };
    Some(CodeFlow { thread_flows: [ThreadFlow { locations: steps.map(location).collect() }] })
}

/// What is wrong, what to write instead, and links to the related places: GitHub shows those only where the message
/// links to them.
fn message(view: &View, finding: &Finding) -> String {
    let mut sentences = vec![sentence(&unlinked(&view.line(finding, &finding.message)))];
    if let Some(help) = &finding.help {
        sentences.push(sentence(&capitalised(&unlinked(&view.block(finding, help)))));
    }
    if !finding.related.is_empty() {
        let links = finding.related.iter().take(MOST_LINKS).enumerate();
        let mut links: Vec<String> = links
            .map(|(at, related)| format!("[{}]({})", link_text(&view.line(finding, &related.note)), at + 1))
            .collect();
        if finding.related.len() > MOST_LINKS {
            links.push(format!("and {} more", finding.related.len() - MOST_LINKS));
        }
        sentences.push(format!("See: {}.", links.join("; ")));
    }
    sentences.join(" ")
}

/// Help is written to follow a colon; here it is a sentence of its own.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().to_string() + chars.as_str())
}

/// Takes care that nothing of the analysed tree reads as an embedded link (3.11.6).
fn unlinked(text: &str) -> String {
    text.replace("](", "\\](")
}

/// The text of a link, in which brackets and backslashes are escaped (3.11.6).
fn link_text(note: &str) -> String {
    let mut text = String::with_capacity(note.len());
    for c in note.trim_end_matches('.').chars() {
        if matches!(c, '[' | ']' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

fn suppression(view: &View, finding: &Finding, by: Means, reason: &str) -> Suppression {
    Suppression {
        kind: match by {
            Means::Comment | Means::Annotation => "inSource",
            Means::Config => "external",
        },
        status: "accepted",
        justification: view.line(finding, reason),
    }
}
