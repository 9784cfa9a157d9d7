//! What other linters' own tests expect, compared with what this tool says.
//!
//! The data is not part of the repository: `TWELVECHECK_ORACLES=DIR cargo test --test oracles -- --nocapture` reads
//! `DIR/kubernetes/expectations.jsonl` and the manifests below `DIR/kubernetes/inputs`. Without the variable nothing is compared.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it fails and tells what it saw"
)]

mod buildkit;
mod checks;
mod condition;
mod divergence;
mod objects;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use objects::{Analysis, Verdict};

/// One expectation.
#[derive(Deserialize)]
struct Row {
    tool: String,
    check: String,
    /// The manifest, below the folder of inputs.
    file: String,
    /// All manifests that belong to it.
    #[serde(default)]
    files: Vec<String>,
    /// `Kind/name`, `Kind.namespace.name`, or several of which one is meant; none means any.
    #[serde(default)]
    object: Option<Named>,
    /// Which of the flattened objects of the file it is.
    #[serde(default)]
    doc_index: Option<usize>,
    /// `pass`, `fail`, `skip`, `count:N`, a class of quality of service, or something that nothing can be compared with.
    expect: String,
    /// How the other tool was set up.
    #[serde(default)]
    config: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    One(String),
    Any(Vec<String>),
}

impl Row {
    fn names(&self) -> Vec<&str> {
        match &self.object {
            None => Vec::new(),
            Some(Named::One(name)) => vec![name],
            Some(Named::Any(names)) => names.iter().map(String::as_str).collect(),
        }
    }

    /// Whether the other tool was told not to ask for a part of what the check is about.
    fn switches_off(&self, rule: &str) -> bool {
        let told = |option: &str| self.config.contains(&format!("{option}: true"));
        match rule {
            "missing-cpu-limit" => told("IgnoreContainerCpuLimitRequirement"),
            "missing-memory-limit" => told("IgnoreContainerMemoryLimitRequirement"),
            _ => false,
        }
    }

    fn file_stem(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    fn title(&self) -> String {
        format!("{} {} {} {} wants {}", self.tool, self.check, self.file, self.names().join("|"), self.expect)
    }
}

#[derive(Default)]
struct Tally {
    agree: usize,
    deliberate: usize,
    disagree: usize,
    unmapped: usize,
}

#[test]
fn other_tools_expect_the_same() {
    let Some(folder) = std::env::var_os("TWELVECHECK_ORACLES") else { return };
    let folder = Path::new(&folder).join("kubernetes");
    let rows = std::fs::read_to_string(folder.join("expectations.jsonl")).unwrap();
    let divergences = divergence::written();
    let mut analyses: BTreeMap<Vec<String>, Analysis> = BTreeMap::new();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut disagreements = Vec::new();
    for row in rows.lines().filter(|line| !line.trim().is_empty()) {
        let mut row: Row = serde_json::from_str(row).unwrap();
        row.check = checks::id(&row.tool, &row.check);
        let tally = tallies.entry(row.tool.clone()).or_default();
        let files = if row.files.is_empty() { vec![row.file.clone()] } else { row.files.clone() };
        let analysis =
            analyses.entry(files).or_insert_with_key(|files| Analysis::of(&folder.join("inputs"), files));
        match analysis.judge(&row) {
            Verdict::NotComparable => tally.unmapped += 1,
            Verdict::Agrees => tally.agree += 1,
            Verdict::Differs(_)
                if divergences
                    .iter()
                    .any(|known| known.covers(&row, |condition| analysis.holds(&row, condition))) =>
            {
                tally.deliberate += 1;
            }
            Verdict::Differs(why) => {
                tally.disagree += 1;
                disagreements.push(format!("{}: {why}", row.title()));
            }
        }
    }
    for (tool, Tally { agree, deliberate, disagree, unmapped }) in &tallies {
        println!(
            "{tool}: {agree} agree, {deliberate} differ on purpose, {disagree} disagree, {unmapped} unmapped"
        );
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}
