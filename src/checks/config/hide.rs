//! Findings about secrets: they point at the secret and hide it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::app::App;
use crate::fact::{Fact, Kind};
use crate::judge::Secret;
use crate::rule::{Finding, Pass};
use crate::source::{Arg, Sources, Span};

/// Reports `message` at the secret within a value; no output shows the secret.
pub(super) fn report<'p>(
    pass: &'p mut Pass,
    value: &Arg,
    secret: &Secret,
    message: impl Into<String>,
) -> &'p mut Finding {
    let at = place(pass.sources, value, secret.range.clone());
    let finding = pass.report(at, message);
    finding.secret(at)
}

/// A name for use in a message. It stands in quotes unless the secret is a word of it: whatever equals the secret is blotted
/// out between quotes.
pub(super) fn name(name: &str, value: &Arg, secret: &Secret) -> String {
    let text = value.text.get(secret.range.clone()).unwrap_or("");
    if !text.is_empty() && name.contains(text) { name.to_owned() } else { format!("'{name}'") }
}

/// Where a range of a value's text is written; the whole value where escapes or folding hide the range.
pub(super) fn place(sources: &Sources, value: &Arg, range: Range<usize>) -> Span {
    let written = sources.text(value.span);
    let within = |start: usize, length: usize| {
        let start = value.span.start as usize + start;
        Span::new(value.span.file, start, start + length)
    };
    if let Some(start) = written.find(value.text.as_str()).filter(|_| !value.text.is_empty()) {
        return within(start + range.start, range.len());
    }
    let text = value.text.get(range).unwrap_or("");
    match written.find(text) {
        Some(start) if !text.is_empty() && written.rfind(text) == Some(start) => within(start, text.len()),
        _ => value.span,
    }
}

/// The places of what environment reads fall back to: rules of their own judge them.
pub(super) fn defaults(app: &App) -> BTreeSet<Span> {
    app.facts(Kind::EnvRead).filter_map(|fact| Some(fact.value.as_ref()?.span)).collect()
}

/// Whether a fact's value is, or lies in, the fallback of an environment read.
pub(super) fn is_default(fact: &Fact, defaults: &BTreeSet<Span>) -> bool {
    let Some(value) = &fact.value else { return false };
    defaults.contains(&value.span) || defaults.iter().any(|span| span.contains(value.span))
}
