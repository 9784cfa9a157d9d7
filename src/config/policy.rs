//! `[[qos]]`, `[workload]` and `[kubernetes]`: what a project asks of its workloads, and where they run.

use globset::{Glob, GlobMatcher};

use super::{Fault, unknown};
use crate::artefact::policy::{Demand, Release};
use crate::artefact::qos::QosClass;
use crate::artefact::quantity::Quantity;
use crate::fact::Environment;
use crate::parse::tree::Node;
use crate::source::Span;

const MATCH: [&str; 5] = ["kind", "name", "namespace", "labels", "environment"];
const ENVIRONMENTS: [&str; 4] = ["development", "test", "staging", "production"];

/// The entries of `[[qos]]`; `line` tells the place of a span as `file:line`.
pub(super) fn demands(node: Node, line: &dyn Fn(Span) -> String) -> Result<Vec<Demand>, Fault> {
    if !node.is_sequence() {
        return Err((node.span(), "expected a list of tables: write [[qos]]".to_owned()));
    }
    node.items().map(|item| demand(item, line)).collect()
}

fn demand(node: Node, line: &dyn Fn(Span) -> String) -> Result<Demand, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table with 'match' and 'require'".to_owned()));
    }
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or("");
        if !matches!(name, "match" | "require") {
            return Err((key.span(), unknown("key", name, ["match", "require"])));
        }
    }
    let require =
        node.get("require").ok_or_else(|| (node.span(), "the entry has no 'require'".to_owned()))?;
    let mut demand = Demand {
        kind: None,
        name: None,
        namespace: None,
        labels: Vec::new(),
        environment: None,
        require: class(require)?,
        place: line(require.span()),
    };
    if let Some(subject) = node.get("match") {
        limit(&mut demand, subject)?;
    }
    Ok(demand)
}

fn class(node: Node) -> Result<QosClass, Fault> {
    let name = string(node)?;
    match QosClass::from_name(name) {
        Some(QosClass::BestEffort) => {
            let message = "every pod is at least BestEffort: require Burstable or Guaranteed";
            Err((node.span(), message.to_owned()))
        }
        Some(class) => Ok(class),
        None => Err((node.span(), unknown("class", name, ["Burstable", "Guaranteed"]))),
    }
}

/// Limits a demand to some workloads.
fn limit(demand: &mut Demand, node: Node) -> Result<(), Fault> {
    if !node.is_mapping() {
        return Err((node.span(), format!("expected a table with some of: {}", MATCH.join(", "))));
    }
    for (key, value) in node.entries() {
        match key.text().unwrap_or("") {
            "kind" => demand.kind = Some(glob(value)?),
            "name" => demand.name = Some(glob(value)?),
            "namespace" => demand.namespace = Some(glob(value)?),
            "labels" if value.is_mapping() => {
                for (label, value) in value.entries() {
                    demand.labels.push((label.text().unwrap_or("").to_owned(), glob(value)?));
                }
            }
            "labels" => return Err((value.span(), "expected a table of labels".to_owned())),
            "environment" => {
                let word = string(value)?;
                let environment = Environment::from_word(word);
                demand.environment = Some(
                    environment.ok_or_else(|| (value.span(), unknown("environment", word, ENVIRONMENTS)))?,
                );
            }
            other => return Err((key.span(), unknown("key", other, MATCH))),
        }
    }
    Ok(())
}

fn glob(node: Node) -> Result<GlobMatcher, Fault> {
    let glob = Glob::new(string(node)?).map_err(|error| (node.span(), error.to_string()))?;
    Ok(glob.compile_matcher())
}

fn string(node: Node<'_>) -> Result<&str, Fault> {
    let text = node.text().filter(|_| !node.is_plain());
    text.ok_or_else(|| (node.span(), "expected a string".to_owned()))
}

/// `overcommit-ratio` of `[workload]`, in thousandths.
pub(super) fn overcommit(node: Node) -> Result<Option<u32>, Fault> {
    let mut ratio = None;
    for (key, value) in node.entries() {
        let name = key.text().unwrap_or("");
        if name != "overcommit-ratio" {
            return Err((key.span(), unknown("key", name, ["overcommit-ratio"])));
        }
        let written = value.text().filter(|text| value.is_plain() && !text.ends_with(char::is_alphabetic));
        let thousandths =
            written.and_then(|text| Quantity::parse(&format!("{text}k")).ok()).map(Quantity::units);
        let fits = thousandths.filter(|ratio| (1_000..=1_000_000).contains(ratio));
        let number = fits.and_then(|ratio| u32::try_from(ratio).ok());
        ratio = Some(number.ok_or_else(|| {
            (value.span(), "expected a number from 1 to 1000, such as 2 or 1.5".to_owned())
        })?);
    }
    Ok(ratio)
}

/// `version` of `[kubernetes]`: the release of the cluster, and the version that charts are told.
pub(super) fn cluster(node: Node) -> Result<Option<(Release, String)>, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table: write [kubernetes]".to_owned()));
    }
    let mut cluster = None;
    for (key, value) in node.entries() {
        let name = key.text().unwrap_or("");
        if name != "version" {
            return Err((key.span(), unknown("key", name, ["version"])));
        }
        let text = string(value)?;
        let Some(release) = Release::parse(text) else {
            let message = format!("'{text}' is no release of Kubernetes: write it as in '1.29'");
            return Err((value.span(), message));
        };
        let bare = text.trim_start_matches('v');
        let patch = if bare.matches('.').count() == 1 { ".0" } else { "" };
        cluster = Some((release, format!("v{bare}{patch}")));
    }
    Ok(cluster)
}
