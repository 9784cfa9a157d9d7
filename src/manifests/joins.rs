//! From one Kubernetes object to those that it names, selects or is ruled by.

use crate::app::{App, Project};
use crate::artefact::cluster::{
    Autoscaler, ConfigObject, DisruptionBudget, LimitRange, Meta, PriorityClass, Service, VerticalAutoscaler,
    same_namespace,
};
use crate::artefact::qos::{self, Effective, QosClass};
use crate::artefact::reference::ImageReference;
use crate::artefact::selector::Selector;
use crate::artefact::workload::{Claim, Container, ContainerClass, Workload};
use crate::fact::Kind;
use crate::source::{Arg, Span, name_of};

/// The priority of pods.
#[derive(Clone, Copy, Debug)]
pub struct Priority<'a> {
    /// Its value; `None` where the class is not defined here.
    pub value: Option<i64>,
    /// The class of the repository that gives it.
    pub class: Option<&'a PriorityClass>,
}

impl Project {
    /// Whether two places are part of one deployment.
    pub fn together(&self, a: Span, b: Span) -> bool {
        self.manifests.together(&self.sources, a.file, b.file)
    }

    /// Whether two places are objects of kustomizations that are deployed each by itself.
    pub fn apart(&self, a: Span, b: Span) -> bool {
        self.manifests.apart(&self.sources, a.file, b.file)
    }

    /// The limit ranges that fill in resources of a workload: those of its namespace where both name one, else those that
    /// are deployed with it.
    pub fn limit_ranges(&self, workload: &Workload) -> Vec<&LimitRange> {
        let rules = |range: &&LimitRange| self.rules_over(workload, &range.meta);
        self.index.limit_ranges(self).filter(rules).collect()
    }

    /// Whether an object of a namespace rules over a workload: both name one namespace, or they are deployed together.
    pub(super) fn rules_over(&self, workload: &Workload, ruler: &Meta) -> bool {
        let (own, other) = (workload.namespace.as_ref(), ruler.namespace.as_ref());
        let named = own.zip(other).is_some_and(|(a, b)| a.literal && b.literal);
        ruler.place.role == workload.place.role
            && same_namespace(own, other)
            && (named || self.together(workload.span, ruler.span))
    }

    /// The resources of a container after defaulting and admission.
    pub fn effective<'a>(&'a self, workload: &Workload, container: &'a Container) -> Effective<'a> {
        Effective::of(container.resources.as_ref(), &self.limit_ranges(workload))
    }

    /// The quality-of-service class of a workload's pods; `None` where it cannot be told.
    pub fn qos_class(&self, workload: &Workload) -> Option<QosClass> {
        qos::class(&workload.pod, &self.limit_ranges(workload))
    }

    /// The workloads that a Service sends requests to.
    pub fn selected(&self, service: &Service) -> Vec<&Workload> {
        let Some(selector) = service.selector.as_ref().filter(|_| !is_external(service)) else {
            return Vec::new();
        };
        self.matching(&service.meta, selector)
    }

    /// The Services that send requests to a workload: the nearest ones, unless they have workloads nearer to themselves.
    pub fn services_of(&self, workload: &Workload) -> Vec<&Service> {
        let fits = self.index.services_for(self, &workload.pod_labels).filter(|service| {
            let serves = !is_external(service) && !service.is_scraped();
            let selector = service.selector.as_ref().filter(|_| serves);
            selector.is_some_and(|selector| selector.matches(&workload.pod_labels))
        });
        let mut near =
            self.manifests.nearest(&self.sources, workload.site(), fits, |service| service.meta.site());
        near.retain(|service| self.selected(service).iter().any(|other| other.span == workload.span));
        near
    }

    /// Whether a Service sends requests to this container: it has the port, or is the only one that could.
    pub fn is_served(&self, workload: &Workload, container: &Container) -> bool {
        let ports = || container.ports.iter();
        let alone = workload.pod.main().count() == 1 && container.class == ContainerClass::Main;
        self.services_of(workload).iter().any(|service| {
            let reaches =
                service.ports.iter().filter_map(|port| port.target.as_ref().or(port.port.as_ref())).any(
                    |target| {
                        ports().any(|port| {
                            [&port.name, &port.number]
                                .into_iter()
                                .flatten()
                                .any(|known| known.text == target.text)
                        })
                    },
                );
            reaches || alone
        })
    }

    /// The disruption budgets that protect a workload.
    pub fn budgets_of(&self, workload: &Workload) -> Vec<&DisruptionBudget> {
        let all = self.index.budgets_for(self, &workload.pod_labels);
        all.filter(|budget| {
            let fits =
                budget.selector.as_ref().is_some_and(|selector| selector.matches(&workload.pod_labels));
            fits && self.together(workload.span, budget.meta.span)
                && same_namespace(workload.namespace.as_ref(), budget.meta.namespace.as_ref())
        })
        .collect()
    }

    /// The priority of a workload's pods, as the admission controller `Priority` sets it.
    pub fn priority(&self, workload: &Workload) -> Priority<'_> {
        let classes =
            || self.index.priority_classes(self).filter(|class| class.meta.place.role == workload.place.role);
        let Some(name) = &workload.pod.priority_class else {
            let default = classes().find(|class| class.global_default && class.value.is_some());
            return Priority { value: default.map_or(Some(0), PriorityClass::number), class: default };
        };
        let class = classes().find(|class| class.meta.name.text == name.text);
        let value = match name.known() {
            Some("system-node-critical") => Some(2_000_001_000),
            Some("system-cluster-critical") => Some(2_000_000_000),
            _ => class.and_then(PriorityClass::number),
        };
        Priority { value, class }
    }

    /// The workloads that a disruption budget protects.
    pub fn protected(&self, budget: &DisruptionBudget) -> Vec<&Workload> {
        let selector = budget.selector.as_ref().filter(|selector| !selector.is_empty());
        selector.map_or_else(Vec::new, |selector| self.matching(&budget.meta, selector))
    }

    fn matching(&self, meta: &Meta, selector: &Selector) -> Vec<&Workload> {
        let candidates = self.index.workloads_labelled(self, &selector.labels);
        let fits = candidates.filter(|workload| selector.matches(&workload.pod_labels));
        self.manifests.nearest(&self.sources, meta.site(), fits, Workload::site)
    }

    /// The app that a workload runs.
    pub fn owner(&self, workload: &Workload) -> Option<&App> {
        self.index.owner(self, workload.span)
    }

    /// Whether a container of a workload runs an image that is built here from the app it belongs to, as its name says.
    pub fn runs_own_code(&self, workload: &Workload) -> bool {
        let Some(app) = self.owner(workload).filter(|app| !app.images.is_empty()) else { return false };
        let built = |name: &str| {
            (app.name.len() > 2 && name.contains(&app.name))
                || app.images.iter().flat_map(|image| &image.names).any(|own| name_of(own) == name)
        };
        let mut references =
            workload.pod.main().filter_map(|container| ImageReference::parse(container.image.as_ref()?));
        references.any(|reference| built(reference.name()))
    }

    /// Whether code of a workload's app listens on a port, or on one that is not known.
    pub fn listens(&self, workload: &Workload, port: &str) -> bool {
        let listening = |app: &App| {
            let mut facts = app.production(Kind::Listen);
            facts.any(|fact| fact.known_value().is_none_or(|value| value == port))
        };
        self.owner(workload).is_some_and(listening)
    }

    /// The workloads that an autoscaler scales.
    pub fn scaled(&self, autoscaler: &Autoscaler) -> Vec<&Workload> {
        let name = autoscaler.target_name.as_ref().map_or("", |name| name.text.as_str());
        let fits = self.index.workloads_named(self, name).filter(|workload| is_target(autoscaler, workload));
        self.manifests.nearest(&self.sources, autoscaler.meta.site(), fits, Workload::site)
    }

    /// The autoscaler of a workload: the nearest one, unless it has a workload nearer to itself.
    pub fn autoscaler_of(&self, workload: &Workload) -> Option<&Autoscaler> {
        let all = self.index.autoscalers_of(self, &workload.name.text);
        let fits = all.filter(|autoscaler| is_target(autoscaler, workload));
        self.manifests
            .nearest(&self.sources, workload.site(), fits, |autoscaler| autoscaler.meta.site())
            .into_iter()
            .find(|autoscaler| self.scaled(autoscaler).iter().any(|other| other.span == workload.span))
    }

    /// What makes more than one pod of a workload run at once: its `replicas`, or an autoscaler. The place, and a note that
    /// names the number.
    pub fn scaled_out(&self, workload: &Workload) -> Option<(Span, String)> {
        if let Some(replicas) =
            workload.replicas.as_ref().filter(|_| workload.replica_count().is_some_and(|n| n > 1))
        {
            return Some((replicas.span, format!("{} pods run at once", replicas.text)));
        }
        let autoscaler = self.autoscaler_of(workload)?;
        let most = autoscaler.max_replicas.as_ref();
        if most.is_some_and(|most| matches!(most.known(), Some("0" | "1"))) {
            return None;
        }
        let place = most.map_or(autoscaler.meta.name.span, |most| most.span);
        Some((place, "an autoscaler starts more pods under load".to_owned()))
    }

    /// The vertical autoscaler that rewrites the requests of a workload.
    pub fn vertical_autoscaler_of(&self, workload: &Workload) -> Option<&VerticalAutoscaler> {
        let all = self.index.vertical_autoscalers_of(self, &workload.name.text);
        let fits = all.filter(|autoscaler| {
            names(autoscaler.target_kind.as_ref(), autoscaler.target_name.as_ref(), workload)
                && autoscaler.update_mode.as_ref().is_none_or(|mode| mode.text != "Off")
        });
        self.manifests
            .nearest(&self.sources, workload.site(), fits, |autoscaler| autoscaler.meta.site())
            .into_iter()
            .next()
    }

    /// The PersistentVolumeClaim of that name that a workload mounts.
    pub fn claim(&self, workload: &Workload, name: &Arg) -> Option<&Claim> {
        let fits = self.index.claims_named(self, &name.text);
        let found = self.manifests.nearest(&self.sources, workload.site(), fits, |claim| claim.meta.site());
        found.first().map(|claim| &claim.claim)
    }

    /// Whether two names can be one after kustomizations put prefixes and suffixes to them.
    pub fn same_name(&self, a: &str, b: &str) -> bool {
        a == b || self.other_names(b).iter().any(|name| name == a)
    }

    /// A name without the prefixes and suffixes of each kustomization, and with them.
    fn other_names(&self, name: &str) -> Vec<String> {
        let mut names = Vec::new();
        for kustomization in self.clusters().flat_map(|cluster| &cluster.kustomizations) {
            let text = |arg: &Option<Arg>| arg.as_ref().map_or(String::new(), |arg| arg.text.clone());
            let (prefix, suffix) = (text(&kustomization.name_prefix), text(&kustomization.name_suffix));
            if prefix.is_empty() && suffix.is_empty() {
                continue;
            }
            let bare = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(&suffix));
            names.extend(bare.map(str::to_owned));
            names.push(format!("{prefix}{name}{suffix}"));
        }
        names
    }

    /// The ConfigMaps and Secrets that may be called so, before or after kustomizations put prefixes and suffixes to names.
    pub fn configs_named(&self, name: &str) -> Vec<&ConfigObject> {
        let mut names = self.other_names(name);
        names.push(name.to_owned());
        self.index.configs_named(self, &names)
    }

    /// Whether the deployment around a place may have objects that are not known: those that a kustomization takes in from
    /// elsewhere, and those of charts and manifests that could not be read.
    pub fn is_open(&self, place: Span) -> bool {
        let related = |other: Span| self.manifests.related(&self.sources, place.file, other.file);
        let mut all = self.clusters().flat_map(|cluster| &cluster.kustomizations);
        all.any(|kustomization| kustomization.external && related(kustomization.span))
            || self
                .unreadable
                .iter()
                .any(|note| is_yaml(self.sources.path(note.span.file)) && related(note.span))
    }
}

fn is_yaml(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "yaml" | "yml")
}

/// Whether the Service is a name for something outside the cluster.
pub(crate) fn is_external(service: &Service) -> bool {
    service.class.as_ref().is_some_and(|class| class.text == "ExternalName")
}

fn is_target(autoscaler: &Autoscaler, workload: &Workload) -> bool {
    names(autoscaler.target_kind.as_ref(), autoscaler.target_name.as_ref(), workload)
}

/// Whether a reference by kind and name means the workload; KEDA's default kind is a Deployment.
fn names(kind: Option<&Arg>, name: Option<&Arg>, workload: &Workload) -> bool {
    kind.map_or("Deployment", |kind| kind.text.as_str()) == workload.kind.text
        && name.is_some_and(|name| name.text == workload.name.text && !name.text.is_empty())
}
