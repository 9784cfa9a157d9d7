//! Effective resources and the quality-of-service class of pods, as the API server and the kubelet compute them.
//!
//! Sources: `SetDefaults_Pod`, `defaultPodRequests` and `SetDefaults_ResourceList` (`pkg/apis/core/v1/defaults.go`),
//! `mergeContainerResources` (`plugin/pkg/admission/limitranger`), `ComputePodQOS` (`pkg/apis/core/helper/qos`).

use std::collections::BTreeMap;

use super::cluster::LimitRange;
use super::quantity::Quantity;
use super::workload::{Container, ContainerClass, Pod, Resources};
use crate::source::Arg;

mod obstacle;

pub use obstacle::{Lack, Obstacle, obstacles};

/// The class that decides who is evicted first when a node runs out of memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum QosClass {
    /// No container asks for anything: first to go.
    BestEffort,
    /// Something is asked for, but not everything or not exactly.
    Burstable,
    /// Every container has limits for CPU and memory, and requests equal to them: last to go.
    Guaranteed,
}

impl QosClass {
    /// The class of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::BestEffort, Self::Burstable, Self::Guaranteed].into_iter().find(|class| class.name() == name)
    }

    /// The next better class.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::BestEffort => Some(Self::Burstable),
            Self::Burstable => Some(Self::Guaranteed),
            Self::Guaranteed => None,
        }
    }

    /// The word of `status.qosClass`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BestEffort => "BestEffort",
            Self::Burstable => "Burstable",
            Self::Guaranteed => "Guaranteed",
        }
    }
}

/// The resources that count for the class.
pub const COUNTED: [&str; 2] = ["cpu", "memory"];

/// Where an effective request or limit comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// It is written.
    Written,
    /// A request that is missing equals its limit.
    Limit,
    /// Admission fills it in.
    LimitRange(&'a LimitRange),
}

/// A request or limit after defaulting.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The quantity as written somewhere.
    pub value: &'a Arg,
    /// Why it holds here.
    pub origin: Origin<'a>,
}

/// Requests and limits after defaulting, by resource.
#[derive(Clone, Debug, Default)]
pub struct Effective<'a> {
    /// Requests.
    pub requests: BTreeMap<&'a str, Setting<'a>>,
    /// Limits.
    pub limits: BTreeMap<&'a str, Setting<'a>>,
}

impl<'a> Effective<'a> {
    /// The resources of a container: what is written, then requests from limits, then what limit ranges fill in.
    pub fn of(written: Option<&'a Resources>, ranges: &[&'a LimitRange]) -> Self {
        let mut effective = Self::default();
        if let Some(resources) = written {
            let written = |value| Setting { value, origin: Origin::Written };
            effective.requests =
                resources.requests.iter().map(|(k, v)| (k.text.as_str(), written(v))).collect();
            effective.limits = resources.limits.iter().map(|(k, v)| (k.text.as_str(), written(v))).collect();
        }
        for (name, limit) in &effective.limits {
            let request = Setting { value: limit.value, origin: Origin::Limit };
            effective.requests.entry(name).or_insert(request);
        }
        for range in ranges {
            let filled = |value| Setting { value, origin: Origin::LimitRange(range) };
            for (name, value) in &range.default_limits {
                effective.limits.entry(name.text.as_str()).or_insert(filled(value));
            }
            for (name, value) in &range.default_requests {
                effective.requests.entry(name.text.as_str()).or_insert(filled(value));
            }
        }
        effective
    }

    /// The request for a resource, unless it is known to be nothing.
    pub fn request(&self, resource: &str) -> Option<Setting<'a>> {
        self.requests.get(resource).copied().filter(|setting| counts(setting.value))
    }

    /// The limit of a resource, unless it is known to be nothing.
    pub fn limit(&self, resource: &str) -> Option<Setting<'a>> {
        self.limits.get(resource).copied().filter(|setting| counts(setting.value))
    }
}

/// Whether an amount is more than nothing; what is not known is taken to be.
fn counts(value: &Arg) -> bool {
    amount(value).is_none_or(Quantity::is_positive)
}

/// The amount that a text stands for after rounding; `None` where it is computed or no quantity.
pub fn amount(value: &Arg) -> Option<Quantity> {
    Quantity::parse(value.known()?).ok().map(Quantity::rounded)
}

/// The pod-level `resources` if they count: with one of the keys that may stand there.
pub fn pod_level(pod: &Pod) -> Option<&Resources> {
    pod.resources.as_ref().filter(|resources| {
        let mut keys = resources.requests.iter().chain(&resources.limits).map(|(key, _)| key.text.as_str());
        keys.any(|key| COUNTED.contains(&key) || key.starts_with("hugepages-"))
    })
}

/// The class of a pod; `None` where it hangs on an amount that is not known.
pub fn class(pod: &Pod, ranges: &[&LimitRange]) -> Option<QosClass> {
    let mut sums = Sums::default();
    match pod_level(pod) {
        Some(resources) => sums.add(&pod_lists(pod, resources, ranges)),
        None => {
            for container in counted(pod) {
                sums.add(&lists(&Effective::of(container.resources.as_ref(), ranges)));
            }
        }
    }
    sums.class()
}

/// Ephemeral containers cannot have resources; all others count, init containers too.
pub fn counted(pod: &Pod) -> impl Iterator<Item = &Container> {
    pod.containers.iter().filter(|container| container.class != ContainerClass::Ephemeral)
}

/// An amount of a resource, or that it is not known.
type Amount = Option<Quantity>;

/// The resources that count, each with its amount; those that are nothing are left out.
#[derive(Clone, Debug, Default)]
struct Lists {
    requests: BTreeMap<&'static str, Amount>,
    limits: BTreeMap<&'static str, Amount>,
}

fn lists(effective: &Effective) -> Lists {
    let mut lists = Lists::default();
    for resource in COUNTED {
        if let Some(setting) = effective.request(resource) {
            lists.requests.insert(resource, amount(setting.value));
        }
        if let Some(setting) = effective.limit(resource) {
            lists.limits.insert(resource, amount(setting.value));
        }
    }
    lists
}

/// Pod-level lists. A request that is missing beside a limit is what the containers request together, if any does, else
/// the limit (`defaultPodRequests`). A limit that is missing beside a request is what the containers may take together, if
/// each of them has a limit (`defaultPodLimits` of newer API servers).
fn pod_lists(pod: &Pod, resources: &Resources, ranges: &[&LimitRange]) -> Lists {
    let mut lists = lists(&Effective::of(Some(resources), &[]));
    for resource in COUNTED {
        let limited = resources.request(resource).is_none() && lists.limits.contains_key(resource);
        if let Some(total) = container_requests(pod, resource, ranges).filter(|_| limited) {
            lists.requests.insert(resource, total);
        }
        let requested = resources.limit(resource).is_none() && lists.requests.contains_key(resource);
        if let Some(total) = container_limits(pod, resource, ranges).filter(|_| requested) {
            lists.limits.insert(resource, total);
        }
    }
    lists
}

/// What the containers of a pod request together; the outer `None` where no container requests the resource, the inner one
/// where an amount is not known.
pub fn container_requests(pod: &Pod, resource: &str, ranges: &[&LimitRange]) -> Option<Option<Quantity>> {
    let mut asked = false;
    let total = together(pod, |container| {
        let effective = Effective::of(container.resources.as_ref(), ranges);
        let Some(setting) = effective.requests.get(resource) else { return Some(Quantity::ZERO) };
        asked = true;
        amount(setting.value)
    });
    asked.then_some(total)
}

/// What the containers of a pod may take together. `None` where one of them has no limit for the resource.
fn container_limits(pod: &Pod, resource: &str, ranges: &[&LimitRange]) -> Option<Amount> {
    let mut bounded = true;
    let total = together(pod, |container| {
        let effective = Effective::of(container.resources.as_ref(), ranges);
        let limit = effective.limit(resource);
        bounded &= limit.is_some();
        amount(limit?.value)
    });
    bounded.then_some(total)
}

/// The amounts of the containers of a pod together (`component-helpers/resource`): the larger of all that run together and
/// each init container with the sidecars before it. `None` where one is not known.
fn together(pod: &Pod, mut amount: impl FnMut(&Container) -> Amount) -> Amount {
    let mut known = true;
    let mut running = Quantity::ZERO;
    let mut peak = Quantity::ZERO;
    for container in counted(pod) {
        let own = amount(container).unwrap_or_else(|| {
            known = false;
            Quantity::ZERO
        });
        if container.class == ContainerClass::Init {
            peak = peak.max(running.plus(own));
        } else {
            running = running.plus(own);
        }
    }
    known.then(|| running.max(peak))
}

/// The memory that a pod requests, which the kubelet compares with what it uses; `None` where an amount is not known.
pub fn memory_request(pod: &Pod, ranges: &[&LimitRange]) -> Option<Quantity> {
    match pod_level(pod) {
        Some(resources) => {
            let lists = pod_lists(pod, resources, ranges);
            lists.requests.get("memory").copied().unwrap_or(Some(Quantity::ZERO))
        }
        None => container_requests(pod, "memory", ranges).unwrap_or(Some(Quantity::ZERO)),
    }
}

/// The memory that a pod may use before the kernel kills a process of it; `None` where nothing bounds it, or it is not known.
pub fn memory_limit(pod: &Pod, ranges: &[&LimitRange]) -> Option<Quantity> {
    match pod_level(pod) {
        Some(resources) => pod_lists(pod, resources, ranges).limits.get("memory").copied().flatten(),
        None => container_limits(pod, "memory", ranges).flatten(),
    }
}

/// Sums over the containers of a pod.
#[derive(Debug, Default)]
struct Sums {
    requests: BTreeMap<&'static str, Amount>,
    limits: BTreeMap<&'static str, Amount>,
    lacks_limit: bool,
}

impl Sums {
    fn add(&mut self, lists: &Lists) {
        add_all(&mut self.requests, &lists.requests);
        add_all(&mut self.limits, &lists.limits);
        self.lacks_limit |= COUNTED.iter().any(|resource| !lists.limits.contains_key(resource));
    }

    fn class(&self) -> Option<QosClass> {
        if self.requests.is_empty() && self.limits.is_empty() {
            return Some(QosClass::BestEffort);
        }
        if self.lacks_limit || self.requests.len() != self.limits.len() {
            return Some(QosClass::Burstable);
        }
        let mut known = true;
        for (resource, request) in &self.requests {
            match (request, self.limits.get(resource)) {
                (Some(request), Some(Some(limit))) if request == limit => {}
                (None, Some(_)) | (_, Some(None)) => known = false,
                _ => return Some(QosClass::Burstable),
            }
        }
        known.then_some(QosClass::Guaranteed)
    }
}

fn add_all(sums: &mut BTreeMap<&'static str, Amount>, amounts: &BTreeMap<&'static str, Amount>) {
    for (resource, amount) in amounts {
        let sum = sums.entry(resource).or_insert(Some(Quantity::ZERO));
        *sum = sum.zip(*amount).map(|(sum, amount)| sum.plus(amount));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefact::workload::Workload;
    use crate::discover::Tree;

    fn workload(spec: &str, more: &str) -> (Workload, Vec<LimitRange>) {
        let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {spec}\n---\n{more}\n");
        let project = crate::analyse(&Tree::from_memory([("pod.yaml".to_owned(), text.into_bytes())]));
        let app = project.apps.iter().find(|app| !app.workloads.is_empty()).unwrap();
        (app.workloads[0].clone(), app.cluster.limit_ranges.clone())
    }

    fn class_of(spec: &str) -> Option<&'static str> {
        class(&workload(spec, "").0.pod, &[]).map(QosClass::name)
    }

    #[test]
    fn limits_alone_are_requests_too() {
        let both = "{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]}";
        assert_eq!(class_of(both), Some("Guaranteed"));
        let zero =
            "{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 0}}}]}";
        assert_eq!(class_of(zero), Some("Burstable"));
        let spelt = "{containers: [{name: a, resources: {limits: {cpu: 0.1, memory: 1Gi}, requests: {cpu: 100m, memory: 1073741824}}}]}";
        assert_eq!(class_of(spelt), Some("Guaranteed"));
    }

    #[test]
    fn every_container_counts() {
        let own = "{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}";
        assert_eq!(
            class_of(&format!("{{containers: [{own}], initContainers: [{{name: b}}]}}")),
            Some("Burstable")
        );
        assert_eq!(
            class_of(&format!("{{containers: [{own}], ephemeralContainers: [{{name: b}}]}}")),
            Some("Guaranteed")
        );
        assert_eq!(
            class_of("{containers: [{name: a, resources: {requests: {nvidia.com/gpu: 1, cpu: 0}}}]}"),
            Some("BestEffort")
        );
    }

    #[test]
    fn amounts_that_are_not_known_decide_nothing() {
        let both = "{containers: [{name: a, resources: {limits: {cpu: '${CPU}', memory: 1Gi}, requests: {cpu: 1, memory: 1Gi}}}]}";
        assert_eq!(class_of(both), None);
        assert_eq!(
            class_of("{containers: [{name: a, resources: {limits: {cpu: '${CPU}'}}}]}"),
            Some("Burstable")
        );
    }

    #[test]
    fn pod_level_lists_replace_those_of_containers() {
        let limits = "resources: {limits: {cpu: 2, memory: 2Gi}}";
        assert_eq!(class_of(&format!("{{{limits}, containers: [{{name: a}}]}}")), Some("Guaranteed"));
        let asks = "{name: a, resources: {requests: {cpu: 1}}}";
        assert_eq!(class_of(&format!("{{{limits}, containers: [{asks}]}}")), Some("Burstable"));
        assert_eq!(class_of(&format!("{{{limits}, containers: [{asks}, {asks}]}}")), Some("Guaranteed"));
        assert_eq!(class_of(&format!("{{resources: {{}}, containers: [{asks}]}}")), Some("Burstable"));
        assert_eq!(
            class_of(
                "{resources: {requests: {hugepages-2Mi: 2Mi}}, containers: [{name: a, resources: {limits: {cpu: 1}}}]}"
            ),
            Some("BestEffort")
        );
    }

    #[test]
    fn pod_level_limits_come_from_containers_that_all_have_them() {
        let own = |name: &str, memory: &str| {
            format!("{{name: {name}, resources: {{limits: {{cpu: 1, memory: {memory}}}}}}}")
        };
        let asks = "resources: {requests: {cpu: 2, memory: 2Gi}}";
        let (a, b) = (own("a", "1Gi"), own("b", "1Gi"));
        assert_eq!(class_of(&format!("{{{asks}, containers: [{a}, {b}]}}")), Some("Guaranteed"));
        assert_eq!(class_of(&format!("{{{asks}, containers: [{a}, {{name: b}}]}}")), Some("Burstable"));
        assert_eq!(
            class_of(&format!("{{{asks}, containers: [{a}, {}]}}", own("b", "2Gi"))),
            Some("Burstable")
        );
    }

    #[test]
    fn limit_ranges_fill_in() {
        let range = "{apiVersion: v1, kind: LimitRange, metadata: {name: r}, spec: {limits: [{type: Container, default: {cpu: 1, memory: 1Gi}}]}}";
        let (workload, ranges) = workload("{containers: [{name: a}]}", range);
        let ranges: Vec<&LimitRange> = ranges.iter().collect();
        assert_eq!(class(&workload.pod, &ranges).map(QosClass::name), Some("Guaranteed"));
        assert_eq!(class(&workload.pod, &[]).map(QosClass::name), Some("BestEffort"));
    }
}
