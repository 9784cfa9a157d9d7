//! Kubernetes objects by name and label, so that following a reference does not mean looking at all of them.

use std::collections::BTreeMap;

use crate::app::{App, Project};
use crate::artefact::cluster::{
    Autoscaler, ConfigObject, DisruptionBudget, LimitRange, PriorityClass, ResourceQuota, Service,
    VerticalAutoscaler, VolumeClaim,
};
use crate::artefact::selector::Selector;
use crate::artefact::workload::Workload;
use crate::source::{Arg, Span};

/// Where an object is: the number of its app, and its own in the app's list.
type At = (usize, usize);

/// A label: key and value.
type Label = (String, String);

/// Kubernetes objects by what others call them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    workloads_by_span: BTreeMap<Span, At>,
    workloads_by_name: BTreeMap<String, Vec<At>>,
    workloads_by_label: BTreeMap<Label, Vec<At>>,
    workloads: Vec<At>,
    services: BySelector,
    budgets: BySelector,
    autoscalers: BTreeMap<String, Vec<At>>,
    vertical_autoscalers: BTreeMap<String, Vec<At>>,
    claims: BTreeMap<String, Vec<At>>,
    configs: BTreeMap<String, Vec<At>>,
    /// ConfigMaps and Secrets whose name is not known.
    nameless_configs: Vec<At>,
    limit_ranges: Vec<At>,
    quotas: Vec<At>,
    priority_classes: Vec<At>,
}

/// Objects by the rarest label that they select: whatever they select carries it.
#[derive(Clone, Debug, Default)]
struct BySelector {
    labelled: BTreeMap<Label, Vec<At>>,
    /// Those that select without labels.
    bare: Vec<At>,
}

impl Index {
    /// Indexes the objects of all apps.
    pub fn new(apps: &[App]) -> Self {
        let mut index = Self::default();
        for (number, app) in apps.iter().enumerate() {
            for (own, workload) in app.workloads.iter().enumerate() {
                index.add_workload((number, own), workload);
            }
        }
        for (number, app) in apps.iter().enumerate() {
            let cluster = &app.cluster;
            for (own, service) in cluster.services.iter().enumerate() {
                index.services.add(&index.workloads_by_label, (number, own), service.selector.as_ref());
            }
            for (own, budget) in cluster.budgets.iter().enumerate() {
                index.budgets.add(&index.workloads_by_label, (number, own), budget.selector.as_ref());
            }
            for (own, autoscaler) in cluster.autoscalers.iter().enumerate() {
                add(&mut index.autoscalers, autoscaler.target_name.as_ref(), (number, own));
            }
            for (own, autoscaler) in cluster.vertical_autoscalers.iter().enumerate() {
                add(&mut index.vertical_autoscalers, autoscaler.target_name.as_ref(), (number, own));
            }
            for (own, claim) in cluster.claims.iter().enumerate() {
                add(&mut index.claims, Some(&claim.claim.name), (number, own));
            }
            for (own, config) in cluster.configs.iter().enumerate() {
                let name = &config.meta.name;
                if name.literal {
                    add(&mut index.configs, Some(name), (number, own));
                } else {
                    index.nameless_configs.push((number, own));
                }
            }
            index.limit_ranges.extend((0..cluster.limit_ranges.len()).map(|own| (number, own)));
            index.quotas.extend((0..cluster.quotas.len()).map(|own| (number, own)));
            index.priority_classes.extend((0..cluster.priority_classes.len()).map(|own| (number, own)));
        }
        index
    }

    fn add_workload(&mut self, at: At, workload: &Workload) {
        self.workloads.push(at);
        self.workloads_by_span.entry(workload.span).or_insert(at);
        add(&mut self.workloads_by_name, Some(&workload.name), at);
        for label in &workload.pod_labels {
            let carriers = self.workloads_by_label.entry(owned(label)).or_default();
            if carriers.last() != Some(&at) {
                carriers.push(at);
            }
        }
    }

    /// The app of the workload that stands there.
    pub(super) fn owner<'a>(&self, project: &'a Project, span: Span) -> Option<&'a App> {
        project.apps.get(self.workloads_by_span.get(&span)?.0)
    }

    /// The workloads of that name.
    pub(super) fn workloads_named<'a>(
        &'a self,
        project: &'a Project,
        name: &str,
    ) -> impl Iterator<Item = &'a Workload> {
        listed(&self.workloads_by_name, name).iter().filter_map(|at| workload(project, *at))
    }

    /// The workloads whose pods carry the rarest of the labels; without labels all.
    pub(super) fn workloads_labelled<'a>(
        &'a self,
        project: &'a Project,
        labels: &[(Arg, Arg)],
    ) -> impl Iterator<Item = &'a Workload> {
        let carriers = |label| self.workloads_by_label.get(&owned(label)).map_or(&[][..], Vec::as_slice);
        let rarest = labels.iter().map(carriers).min_by_key(|carriers| carriers.len());
        rarest.unwrap_or(&self.workloads).iter().filter_map(|at| workload(project, *at))
    }

    /// The Services that may select pods with these labels.
    pub(super) fn services_for<'a>(
        &'a self,
        project: &'a Project,
        labels: &[(Arg, Arg)],
    ) -> impl Iterator<Item = &'a Service> {
        let found = self.services.candidates(labels).into_iter();
        found.filter_map(|(app, own)| project.apps.get(app)?.cluster.services.get(own))
    }

    /// The disruption budgets that may select pods with these labels.
    pub(super) fn budgets_for<'a>(
        &'a self,
        project: &'a Project,
        labels: &[(Arg, Arg)],
    ) -> impl Iterator<Item = &'a DisruptionBudget> {
        let found = self.budgets.candidates(labels).into_iter();
        found.filter_map(|(app, own)| project.apps.get(app)?.cluster.budgets.get(own))
    }

    /// The autoscalers whose target has that name.
    pub(super) fn autoscalers_of<'a>(
        &'a self,
        project: &'a Project,
        name: &str,
    ) -> impl Iterator<Item = &'a Autoscaler> {
        let found = listed(&self.autoscalers, name).iter();
        found.filter_map(|(app, own)| project.apps.get(*app)?.cluster.autoscalers.get(*own))
    }

    /// The vertical autoscalers whose target has that name.
    pub(super) fn vertical_autoscalers_of<'a>(
        &'a self,
        project: &'a Project,
        name: &str,
    ) -> impl Iterator<Item = &'a VerticalAutoscaler> {
        let found = listed(&self.vertical_autoscalers, name).iter();
        found.filter_map(|(app, own)| project.apps.get(*app)?.cluster.vertical_autoscalers.get(*own))
    }

    /// The PersistentVolumeClaims of that name.
    pub(super) fn claims_named<'a>(
        &'a self,
        project: &'a Project,
        name: &str,
    ) -> impl Iterator<Item = &'a VolumeClaim> {
        let found = listed(&self.claims, name).iter();
        found.filter_map(|(app, own)| project.apps.get(*app)?.cluster.claims.get(*own))
    }

    /// The ConfigMaps and Secrets that have one of the names, or one that is not known.
    pub(super) fn configs_named<'a>(&self, project: &'a Project, names: &[String]) -> Vec<&'a ConfigObject> {
        let named = names.iter().flat_map(|name| listed(&self.configs, name));
        let mut found: Vec<At> = named.chain(&self.nameless_configs).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|(app, own)| project.apps.get(app)?.cluster.configs.get(own)).collect()
    }

    /// All limit ranges.
    pub(super) fn limit_ranges<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = &'a LimitRange> {
        let all = self.limit_ranges.iter();
        all.filter_map(|(app, own)| project.apps.get(*app)?.cluster.limit_ranges.get(*own))
    }

    /// All quotas.
    pub(super) fn quotas<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = &'a ResourceQuota> {
        let all = self.quotas.iter();
        all.filter_map(|(app, own)| project.apps.get(*app)?.cluster.quotas.get(*own))
    }

    /// All priority classes.
    pub(super) fn priority_classes<'a>(
        &'a self,
        project: &'a Project,
    ) -> impl Iterator<Item = &'a PriorityClass> {
        let all = self.priority_classes.iter();
        all.filter_map(|(app, own)| project.apps.get(*app)?.cluster.priority_classes.get(*own))
    }
}

impl BySelector {
    fn add(&mut self, carriers: &BTreeMap<Label, Vec<At>>, at: At, selector: Option<&Selector>) {
        let Some(selector) = selector else { return };
        let labels = selector.labels.iter().map(owned);
        match labels.min_by_key(|label| carriers.get(label).map_or(0, Vec::len)) {
            Some(label) => self.labelled.entry(label).or_default().push(at),
            None => self.bare.push(at),
        }
    }

    /// In the order of apps and their lists.
    fn candidates(&self, labels: &[(Arg, Arg)]) -> Vec<At> {
        let labelled = labels.iter().filter_map(|label| self.labelled.get(&owned(label))).flatten();
        let mut found: Vec<At> = labelled.chain(&self.bare).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn workload(project: &Project, (app, own): At) -> Option<&Workload> {
    project.apps.get(app)?.workloads.get(own)
}

fn add(to: &mut BTreeMap<String, Vec<At>>, name: Option<&Arg>, at: At) {
    if let Some(name) = name.filter(|name| !name.text.is_empty()) {
        to.entry(name.text.clone()).or_default().push(at);
    }
}

fn listed<'a>(from: &'a BTreeMap<String, Vec<At>>, name: &str) -> &'a [At] {
    from.get(name).map_or(&[], Vec::as_slice)
}

fn owned((key, value): &(Arg, Arg)) -> Label {
    (key.text.clone(), value.text.clone())
}
