//! What a project's configuration demands of its workloads.

use std::fmt;

use globset::GlobMatcher;

use super::qos::QosClass;
use super::workload::{Workload, find};
use crate::fact::{Environment, Role};

/// A release of Kubernetes, as far as its API goes: major and minor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release(pub u32, pub u32);

impl Release {
    /// Reads a version such as `1.29`, `v1.29.4` or `1.29.4-gke.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        Some(Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// What a configuration asks of workloads.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// `[[qos]]`, in the order of the file.
    pub demands: Vec<Demand>,
    /// `[kubernetes] version`: the release of the cluster.
    pub cluster: Option<Release>,
    /// `[workload] overcommit-ratio`, in thousandths.
    pub overcommit: Option<u32>,
}

/// An entry of `[[qos]]`: workloads, and the class that they must have at least.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Globs over the kind.
    pub kind: Option<GlobMatcher>,
    /// Globs over the name.
    pub name: Option<GlobMatcher>,
    /// Globs over the namespace; a workload that names none is in `default`.
    pub namespace: Option<GlobMatcher>,
    /// Labels of the object or of its pods, with globs over their values.
    pub labels: Vec<(String, GlobMatcher)>,
    /// The environment; none means whatever runs in production.
    pub environment: Option<Environment>,
    /// The lowest class that will do.
    pub require: QosClass,
    /// The place that demands it, as `file:line`.
    pub place: String,
}

impl Policy {
    /// The strictest demand on a workload; of equal ones the first.
    pub fn demand_on(&self, workload: &Workload) -> Option<&Demand> {
        let mut strictest: Option<&Demand> = None;
        for demand in self.demands.iter().filter(|demand| demand.is_for(workload)) {
            if strictest.is_none_or(|known| known.require < demand.require) {
                strictest = Some(demand);
            }
        }
        strictest
    }
}

impl Demand {
    fn is_for(&self, workload: &Workload) -> bool {
        let namespace = workload.namespace.as_ref().map_or("default", |namespace| namespace.text.as_str());
        let fits =
            |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        let runs = match &self.environment {
            None => workload.is_production(),
            Some(environment) => {
                workload.place.role == Role::Production
                    && (workload.place.environment == *environment
                        || workload.place.environment == Environment::Any)
            }
        };
        let labelled = |(key, glob): &(String, GlobMatcher)| {
            let value = find(&workload.pod_labels, key).or_else(|| find(&workload.labels, key));
            value.is_some_and(|value| glob.is_match(&value.text))
        };
        runs && fits(&self.kind, &workload.kind.text)
            && fits(&self.name, &workload.name.text)
            && fits(&self.namespace, namespace)
            && self.labels.iter().all(labelled)
    }
}
