//! The quality of service of workloads, and who is evicted first when a node runs out of memory.
//!
//! ```json
//! {
//!   "version": 1,                            fields may be added; a change of meaning raises it
//!   "workloads": [{                          in the order of their places
//!     "kind": "Deployment", "api_version": "apps/v1", "namespace": null, "name": "api",
//!     "environment": "production",           null where the manifest serves them all
//!     "role": "production",                  what the file is for: production, development, test, example …
//!     "path": "k8s/api.yaml", "line": 4,     the name; of a rendered object where it is written
//!     "qos_class": "Burstable",              null where it hangs on an amount that is not known
//!     "next_class": "Guaranteed",            null for Guaranteed
//!     "obstacles": [{                        what keeps it from the next class
//!       "container": "api",                  null for the resources of the pod itself
//!       "field": "resources.limits.cpu", "problem": "missing",   or "differs", with "request" and "limit"
//!       "path": "k8s/api.yaml", "line": 20
//!     }],
//!     "limit_ranges": ["defaults"],          LimitRanges that fill in CPU or memory
//!     "priority_class": null, "priority": 0, priority is null where its class is not in the repository
//!     "memory_request": 268435456,           bytes; null where it is not known
//!     "exceeds_requests": "may",             always, may, never; unknown where amounts are not known
//!     "eviction_rank": 1                     from 1; equal where only use decides; null: the kubelet does not evict it
//!   }]
//! }
//! ```
//!
//! The order is that of the kubelet (`rankMemoryPressure` in `pkg/kubelet/eviction/helpers.go`): pods that use more than they
//! request, then by priority, then by how much more. Use is not known from manifests, so pods are ranked by whether they can
//! use more than they request. Pods of a system-critical priority are never evicted (`IsCriticalPod`).

use std::collections::BTreeSet;

use serde::Serialize;

use super::table::Table;
use super::{Identity, Place, Selection};
use crate::app::Project;
use crate::artefact::cluster::LimitRange;
use crate::artefact::qos::{self, COUNTED, Effective, Lack, Obstacle, Origin};
use crate::artefact::workload::{Pod, Workload};

/// `scheduling.SystemCriticalPriority`.
const SYSTEM_CRITICAL: i64 = 2_000_000_000;

/// The workloads of a project with their quality of service.
#[derive(Serialize, Debug)]
pub struct Overview<'a> {
    version: u32,
    workloads: Vec<Row<'a>>,
}

#[derive(Serialize, Debug)]
struct Row<'a> {
    #[serde(flatten)]
    identity: Identity<'a>,
    qos_class: Option<&'static str>,
    next_class: Option<&'static str>,
    obstacles: Vec<Missing<'a>>,
    limit_ranges: Vec<&'a str>,
    priority_class: Option<&'a str>,
    priority: Option<i64>,
    memory_request: Option<Bytes>,
    exceeds_requests: Exceeds,
    eviction_rank: Option<usize>,
}

#[derive(Serialize, Debug)]
struct Missing<'a> {
    container: Option<&'a str>,
    field: String,
    #[serde(flatten)]
    problem: Problem,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize, Debug)]
#[serde(tag = "problem", rename_all = "lowercase")]
enum Problem {
    Missing,
    Differs { request: String, limit: String },
}

/// Whether the pods use more memory than they request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Exceeds {
    /// They request none.
    Always,
    /// As far as they are allowed to.
    May,
    /// Amounts are not known.
    Unknown,
    /// Their limit is what they request.
    Never,
}

/// An amount of memory: a number of bytes for programs, with a unit for people.
#[derive(Clone, Copy, Serialize, Debug)]
#[serde(transparent)]
struct Bytes(u128);

impl<'a> Overview<'a> {
    /// Of the workloads that are selected.
    pub fn of(project: &'a Project, selection: &Selection) -> Self {
        let mut workloads: Vec<Row> = selection
            .workloads(project)
            .into_iter()
            .map(|(_, workload)| Row::of(project, workload))
            .collect();
        rank(&mut workloads);
        Self { version: 1, workloads }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As text: the classes, then the order of eviction.
    pub fn table(&self) -> String {
        if self.workloads.is_empty() {
            return "no workloads\n".to_owned();
        }
        let mut classes = Table::new(&[
            "WORKLOAD",
            "NAMESPACE",
            "ENVIRONMENT",
            "CLASS",
            "WHAT KEEPS IT FROM THE NEXT CLASS",
            "PLACE",
        ]);
        for row in &self.workloads {
            classes.row([
                row.identity.title(),
                row.identity.namespace.unwrap_or("").to_owned(),
                row.identity.environment.unwrap_or("").to_owned(),
                row.qos_class.unwrap_or("unknown").to_owned(),
                row.reasons(),
                row.identity.place.to_string(),
            ]);
        }
        format!("{}\n{}", classes.render(), self.order())
    }

    fn order(&self) -> String {
        let mut rows: Vec<&Row> = self.workloads.iter().collect();
        rows.sort_by_key(|row| (row.eviction_rank.is_none(), row.eviction_rank));
        let mut table = Table::new(&[
            "EVICTED",
            "WORKLOAD",
            "NAMESPACE",
            "ENVIRONMENT",
            "CLASS",
            "PRIORITY",
            "MEMORY USE ABOVE ITS REQUEST",
        ]);
        for row in rows {
            table.row([
                row.eviction_rank.map_or("never".to_owned(), |rank| rank.to_string()),
                row.identity.title(),
                row.identity.namespace.unwrap_or("").to_owned(),
                row.identity.environment.unwrap_or("").to_owned(),
                row.qos_class.unwrap_or("unknown").to_owned(),
                row.shown_priority(),
                row.shown_use(),
            ]);
        }
        format!(
            "Eviction when a node runs out of memory, first to go on top:\n\n{}\n\
             The kubelet ranks the pods of its node: those that use more memory than they request first, then by priority from \
             low to high, then by how much more they use. Manifests do not tell use: pods of one rank go by it, and a pod \
             below its request is spared until no other is left.\n",
            table.render()
        )
    }
}

impl<'a> Row<'a> {
    fn of(project: &'a Project, workload: &'a Workload) -> Self {
        let ranges = project.limit_ranges(workload);
        let class = qos::class(&workload.pod, &ranges);
        let priority = project.priority(workload);
        let written = workload.pod.priority_class.as_ref().map(|class| class.text.as_str());
        let missing = |obstacle| Missing::of(project, obstacle);
        Self {
            identity: Identity::of(project, workload),
            qos_class: class.map(qos::QosClass::name),
            next_class: class.and_then(qos::QosClass::next).map(qos::QosClass::name),
            obstacles: qos::obstacles(&workload.pod, &ranges).into_iter().map(missing).collect(),
            limit_ranges: relied_on(&workload.pod, &ranges),
            priority_class: written.or(priority.class.map(|class| class.meta.name.text.as_str())),
            priority: priority.value,
            memory_request: qos::memory_request(&workload.pod, &ranges).map(|request| Bytes(request.units())),
            exceeds_requests: exceeds(&workload.pod, &ranges),
            eviction_rank: None,
        }
    }

    fn is_critical(&self) -> bool {
        self.priority.is_some_and(|priority| priority >= SYSTEM_CRITICAL)
    }

    /// What decides, as far as manifests tell it. What is not known may exceed; a priority that is not known counts as none.
    fn key(&self) -> (Exceeds, i64) {
        let exceeds =
            if self.exceeds_requests == Exceeds::Unknown { Exceeds::May } else { self.exceeds_requests };
        (exceeds, self.priority.unwrap_or(0))
    }

    fn reasons(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut last: Option<Option<&str>> = None;
        for missing in &self.obstacles {
            let text = missing.text();
            match lines.last_mut() {
                Some(line) if last == Some(missing.container) => {
                    line.push_str(", ");
                    line.push_str(&text);
                }
                _ => lines.push(match missing.container {
                    Some(container) => format!("{container}: {text}"),
                    None => format!("pod: {text}"),
                }),
            }
            last = Some(missing.container);
        }
        if self.qos_class.is_none() {
            lines.push("an amount is not known".to_owned());
        }
        lines.extend(self.limit_ranges.iter().map(|range| format!("(relies on LimitRange {range})")));
        lines.join("\n")
    }

    fn shown_priority(&self) -> String {
        match (self.priority, self.priority_class) {
            (Some(value), Some(class)) => format!("{value} ({class})"),
            (Some(value), None) => value.to_string(),
            (None, class) => format!("unknown ({})", class.unwrap_or("")),
        }
    }

    fn shown_use(&self) -> String {
        if self.is_critical() {
            return "system-critical pods are not evicted".to_owned();
        }
        match self.exceeds_requests {
            Exceeds::Always => "always: it requests no memory".to_owned(),
            Exceeds::May => {
                let request = self.memory_request.map_or(String::new(), |request| request.to_string());
                format!("if it uses more than {request}")
            }
            Exceeds::Unknown => "not known: an amount is computed".to_owned(),
            Exceeds::Never => "never: its limit is its request".to_owned(),
        }
    }
}

impl<'a> Missing<'a> {
    fn of(project: &'a Project, obstacle: Obstacle<'a>) -> Self {
        let list = if obstacle.lack == Lack::Request { "requests" } else { "limits" };
        let resource = obstacle.resource.map_or(String::new(), |resource| format!(".{resource}"));
        Self {
            container: obstacle.container.map(|container| container.name.text.as_str()),
            field: format!("resources.{list}{resource}"),
            problem: match obstacle.lack {
                Lack::Request | Lack::Limit => Problem::Missing,
                Lack::Equality { request, limit } => Problem::Differs { request, limit },
            },
            place: Place::of(&project.sources, obstacle.span),
        }
    }

    fn text(&self) -> String {
        let field = self.field.trim_start_matches("resources.");
        let resource = field.trim_start_matches("limits.");
        match &self.problem {
            Problem::Missing => format!("no {field}"),
            Problem::Differs { request, limit } => format!("{resource} request {request}, limit {limit}"),
        }
    }
}

/// Gives every workload its rank; those that only use tells apart have the same.
fn rank(rows: &mut [Row]) {
    let keys: BTreeSet<(Exceeds, i64)> = rows.iter().filter(|row| !row.is_critical()).map(Row::key).collect();
    for row in rows.iter_mut().filter(|row| !row.is_critical()) {
        row.eviction_rank = Some(keys.range(..=row.key()).count());
    }
}

fn exceeds(pod: &Pod, ranges: &[&LimitRange]) -> Exceeds {
    match (qos::memory_request(pod, ranges), qos::memory_limit(pod, ranges)) {
        (None, _) => Exceeds::Unknown,
        (Some(request), _) if !request.is_positive() => Exceeds::Always,
        (Some(request), Some(limit)) if limit <= request => Exceeds::Never,
        (Some(_), _) => Exceeds::May,
    }
}

/// The names of the limit ranges that fill in what counts for the class.
fn relied_on<'a>(pod: &Pod, ranges: &[&'a LimitRange]) -> Vec<&'a str> {
    let mut names = BTreeSet::new();
    for container in qos::counted(pod).filter(|_| qos::pod_level(pod).is_none()) {
        let effective = Effective::of(container.resources.as_ref(), ranges);
        for list in [&effective.requests, &effective.limits] {
            for setting in COUNTED.iter().filter_map(|resource| list.get(resource)) {
                if let Origin::LimitRange(range) = setting.origin
                    && let Some(range) = ranges.iter().find(|known| known.meta.span == range.meta.span)
                {
                    names.insert(range.meta.name.text.as_str());
                }
            }
        }
    }
    names.into_iter().collect()
}

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = [("Gi", 1_u128 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
        match units.into_iter().find(|(_, size)| self.0 >= *size && self.0.is_multiple_of(*size)) {
            Some((unit, size)) => write!(f, "{}{unit}", self.0 / size),
            None => write!(f, "{}", self.0),
        }
    }
}
