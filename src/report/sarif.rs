//! SARIF 2.1.0 as GitHub code scanning takes it, and as the standard's own validator likes it.

mod locations;
mod model;
mod results;
mod rules;
mod taxonomy;

use std::collections::BTreeMap;

use locations::{Locator, ROOT};
use model::{
    AutomationDetails, BaseLocation, Configuration, Driver, Invocation, Level, Location, Log, Notification,
    NotificationDescriptor, Override, Reference, Run, Text, Tool,
};
use results::Chosen;
use rules::sentence;

use super::redact::MASK;
use super::view::View;
use crate::rule::{Finding, Severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// GitHub refuses a run with more results.
const MOST_RESULTS: usize = 25_000;
/// The rule that reports what could not be read.
const UNREADABLE: &str = "unreadable-input";
const DROPPED: &str = "results-dropped";

pub(super) fn render(view: &View) -> String {
    render_at_most(view, MOST_RESULTS)
}

fn render_at_most(view: &View, most: usize) -> String {
    let mut chosen = chosen(view);
    let dropped = chosen.len().saturating_sub(most);
    chosen.truncate(most);

    let findings = chosen
        .iter()
        .map(|chosen| chosen.finding)
        .chain(view.report.findings.iter().filter(|finding| is_unreadable(finding)));
    let files = findings.flat_map(|finding| {
        std::iter::once(finding.span.file).chain(finding.related.iter().map(|related| related.span.file))
    });
    let locator = Locator::new(view, files);

    let category = view.style.category.as_deref();
    let run = Run {
        tool: Tool { driver: driver(view) },
        // What stands after the last slash is the id of the run, which has to differ from run to run or be empty.
        automation_details: category
            .map(|category| AutomationDetails { id: format!("{}/", category.trim_end_matches('/')) }),
        invocations: [invocation(view, &locator, dropped)],
        original_uri_base_ids: BTreeMap::from([(ROOT, base())]),
        column_kind: "utf16CodeUnits",
        redaction_tokens: if view.redaction.is_needed() || locator.hides() { vec![MASK] } else { Vec::new() },
        taxonomies: [taxonomy::factors()],
        results: results::results(view, &locator, chosen),
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    // Serialisation fails only on map keys that are no strings; there are none.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

/// The findings that become results: the most severe first, so that a limit cuts the least.
fn chosen<'a>(view: &View<'a>) -> Vec<Chosen<'a>> {
    let report = view.report;
    let (prints, suppressed_prints) = view.fingerprints();
    let live = report.findings.iter().zip(prints);
    let mut chosen: Vec<Chosen> =
        live.map(|(finding, fingerprint)| Chosen { finding, fingerprint, suppressed: None }).collect();
    chosen.sort_by_key(|chosen| std::cmp::Reverse(chosen.finding.severity));
    if view.style.include_suppressed {
        chosen.extend(report.suppressed.iter().zip(suppressed_prints).map(|(suppressed, fingerprint)| {
            Chosen {
                finding: &suppressed.finding,
                fingerprint,
                suppressed: Some((suppressed.by, suppressed.reason.as_str())),
            }
        }));
    }
    chosen
}

fn driver<'a>(view: &View<'a>) -> Driver<'a> {
    Driver {
        name: "twelvecheck",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: "https://github.com/twelvecheck/twelvecheck",
        short_description: Text {
            text: "Checks code, images and manifests of an app together against the twelve factors."
                .to_owned(),
        },
        rules: rules::descriptors(view),
        notifications: notification_descriptors(),
        supported_taxonomies: [taxonomy::reference()],
    }
}

fn notification_descriptors() -> Vec<NotificationDescriptor> {
    let text = |text: &str| Text { text: text.to_owned() };
    vec![
        NotificationDescriptor {
            id: UNREADABLE,
            name: "UnreadableInput",
            short_description: text("A file, or a part of it, could not be read."),
            full_description: text("What a file says that cannot be read is unknown to every rule."),
            help: text("Mend the file, or exclude it in `twelvecheck.toml`."),
        },
        NotificationDescriptor {
            id: DROPPED,
            name: "ResultsDropped",
            short_description: text("There are more results than one upload may hold."),
            full_description: text(
                "Code scanning refuses a run of more than 25,000 results; the least severe are left out.",
            ),
            help: text(
                "Exclude generated code in `twelvecheck.toml`, or analyse parts of the repository one by one.",
            ),
        },
    ]
}

fn base() -> BaseLocation {
    BaseLocation { description: Text { text: "The root of the analysed repository.".to_owned() } }
}

fn invocation<'a>(view: &View<'a>, locator: &Locator, dropped: usize) -> Invocation<'a> {
    let mut notifications: Vec<Notification> = view
        .report
        .findings
        .iter()
        .filter(|finding| is_unreadable(finding))
        .map(|finding| Notification {
            descriptor: Reference { id: UNREADABLE, index: Some(0) },
            associated_rule: Some(Reference { id: &finding.rule, index: view.rule_index(&finding.rule) }),
            level: "warning",
            message: Text { text: sentence(&view.line(finding, &finding.message)) },
            locations: vec![Location {
                id: None,
                message: None,
                physical_location: locator.place(finding.span),
            }],
        })
        .collect();
    if dropped > 0 {
        notifications.push(Notification {
            descriptor: Reference { id: DROPPED, index: Some(1) },
            associated_rule: None,
            level: "warning",
            message: Text {
                text: format!(
                    "The {dropped} least severe results were left out of this file: it may hold no more."
                ),
            },
            locations: Vec::new(),
        });
    }
    Invocation {
        execution_successful: true,
        exit_code: view.report.exit_code,
        rule_configuration_overrides: view
            .report
            .overrides
            .iter()
            .map(|(id, level)| Override {
                descriptor: Reference { id, index: view.rule_index(id) },
                configuration: configuration(*level),
            })
            .collect(),
        tool_execution_notifications: notifications,
    }
}

fn configuration(level: Option<Severity>) -> Configuration {
    match level {
        Some(severity) => Configuration::Level(Level { level: severity.name() }),
        None => Configuration::Enabled { enabled: false },
    }
}

fn is_unreadable(finding: &Finding) -> bool {
    finding.rule == UNREADABLE
}

#[cfg(test)]
mod tests;
