//! Kubernetes objects around workloads: Services, autoscalers, budgets, configuration, limits.

use super::kustomize::Kustomization;
use super::selector::{Expression, Selector};
use super::workload::Claim;
use crate::fact::Place;
use crate::manifests::Site;
use crate::source::{Arg, Span};

/// What every object has.
#[derive(Clone, PartialEq, Debug)]
pub struct Meta {
    /// `apiVersion`.
    pub api_version: Option<Arg>,
    /// `kind`.
    pub kind: Arg,
    /// `metadata.name`.
    pub name: Arg,
    /// `metadata.namespace`.
    pub namespace: Option<Arg>,
    /// `metadata.annotations`.
    pub annotations: Vec<(Arg, Arg)>,
    /// The whole object.
    pub span: Span,
    /// What the manifest is for, and for which environment.
    pub place: Place,
}

impl Meta {
    /// Where it stands, for joining it with its neighbours.
    pub fn site(&self) -> Site<'_> {
        Site { span: self.span, namespace: self.namespace.as_ref(), place: &self.place }
    }

    /// `Kind/name`, as people refer to it.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind.text, self.name.text.replace("{}", "…"))
    }
}

/// A Service.
#[derive(Clone, PartialEq, Debug)]
pub struct Service {
    /// What every object has.
    pub meta: Meta,
    /// `spec.type`.
    pub class: Option<Arg>,
    /// `spec.selector`; `None` for a Service whose endpoints are kept by hand.
    pub selector: Option<Selector>,
    /// `spec.sessionAffinity`.
    pub session_affinity: Option<Arg>,
    /// `spec.clusterIP`.
    pub cluster_ip: Option<Arg>,
    /// `spec.ports`.
    pub ports: Vec<ServicePort>,
    /// Annotations that make a load balancer or router stick to one pod.
    pub affinity: Vec<Arg>,
}

impl Service {
    /// Whether it is only there for measurements to be fetched from: nobody's requests come through it.
    pub fn is_scraped(&self) -> bool {
        let measures = |port: &ServicePort| {
            let mut names = [&port.name, &port.target].into_iter().flatten();
            names.any(|name| name.text.contains("metrics"))
        };
        !self.ports.is_empty() && self.ports.iter().all(measures)
    }
}

/// An entry of a Service's `ports`.
#[derive(Clone, PartialEq, Debug)]
pub struct ServicePort {
    /// `name`.
    pub name: Option<Arg>,
    /// `port`.
    pub port: Option<Arg>,
    /// `targetPort`, a number or a name; where unset the target is `port`.
    pub target: Option<Arg>,
    /// `protocol`; `TCP` where unset.
    pub protocol: Option<Arg>,
    /// The whole entry.
    pub span: Span,
}

/// A HorizontalPodAutoscaler, or a KEDA ScaledObject.
#[derive(Clone, PartialEq, Debug)]
pub struct Autoscaler {
    /// What every object has.
    pub meta: Meta,
    /// `spec.scaleTargetRef.kind`.
    pub target_kind: Option<Arg>,
    /// `spec.scaleTargetRef.name`.
    pub target_name: Option<Arg>,
    /// `spec.minReplicas`.
    pub min_replicas: Option<Arg>,
    /// `spec.maxReplicas`.
    pub max_replicas: Option<Arg>,
    /// Resources (`cpu`, `memory`) whose utilisation it watches, at the metric's place.
    pub utilization: Vec<Arg>,
    /// Resources whose utilisation it watches in one container: the container's name and the resource.
    pub container_utilization: Vec<(Arg, Arg)>,
}

/// A PodDisruptionBudget.
#[derive(Clone, PartialEq, Debug)]
pub struct DisruptionBudget {
    /// What every object has.
    pub meta: Meta,
    /// `spec.selector`.
    pub selector: Option<Selector>,
    /// `spec.minAvailable`, a number or a percentage.
    pub min_available: Option<Arg>,
    /// `spec.maxUnavailable`, a number or a percentage.
    pub max_unavailable: Option<Arg>,
}

/// A ConfigMap or Secret, or a custom object that makes one (SealedSecret, ExternalSecret).
#[derive(Clone, PartialEq, Debug)]
pub struct ConfigObject {
    /// What every object has; for an object that makes another one, the name of what it makes.
    pub meta: Meta,
    /// Whether it is, or makes, a Secret.
    pub secret: bool,
    /// Whether values stand here in clear text or base64; `false` for sealed, encrypted and external ones.
    pub readable: bool,
    /// Whether the keys listed are all there are.
    pub complete: bool,
    /// `data` and `stringData`; values of a Secret's `data` are decoded where they are valid base64 of text.
    pub entries: Vec<(Arg, Arg)>,
}

/// A PersistentVolumeClaim.
#[derive(Clone, PartialEq, Debug)]
pub struct VolumeClaim {
    /// What every object has.
    pub meta: Meta,
    /// Its name and access modes.
    pub claim: Claim,
}

/// A LimitRange: defaults that admission fills in, per namespace.
#[derive(Clone, PartialEq, Debug)]
pub struct LimitRange {
    /// What every object has.
    pub meta: Meta,
    /// Default requests for containers.
    pub default_requests: Vec<(Arg, Arg)>,
    /// Default limits for containers.
    pub default_limits: Vec<(Arg, Arg)>,
}

/// A `ResourceQuota`: what all pods of a namespace may ask for together.
#[derive(Clone, PartialEq, Debug)]
pub struct ResourceQuota {
    /// What every object has.
    pub meta: Meta,
    /// `spec.hard`. A quota for a request or limit makes the field mandatory in every container.
    pub hard: Vec<(Arg, Arg)>,
    /// `spec.scopes` and `spec.scopeSelector`: what a pod must be for the quota to rule over it, all of it.
    pub scopes: Vec<Expression>,
}

/// A `PriorityClass`.
#[derive(Clone, PartialEq, Debug)]
pub struct PriorityClass {
    /// What every object has.
    pub meta: Meta,
    /// `value`.
    pub value: Option<Arg>,
    /// `globalDefault: true`: the class of pods that name none.
    pub global_default: bool,
}

impl PriorityClass {
    /// `value` as a number.
    pub fn number(&self) -> Option<i64> {
        self.value.as_ref()?.known()?.parse().ok()
    }
}

/// A VerticalPodAutoscaler.
#[derive(Clone, PartialEq, Debug)]
pub struct VerticalAutoscaler {
    /// What every object has.
    pub meta: Meta,
    /// `spec.targetRef.kind`.
    pub target_kind: Option<Arg>,
    /// `spec.targetRef.name`.
    pub target_name: Option<Arg>,
    /// `spec.updatePolicy.updateMode`.
    pub update_mode: Option<Arg>,
}

/// An Ingress or another router, as far as sessions are concerned.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// What every object has.
    pub meta: Meta,
    /// Names of the Services it sends requests to.
    pub services: Vec<Arg>,
    /// Annotations and fields that make it stick to one pod, each at its place.
    pub affinity: Vec<Arg>,
}

/// The objects of a project that are not workloads.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cluster {
    /// Services.
    pub services: Vec<Service>,
    /// Autoscalers.
    pub autoscalers: Vec<Autoscaler>,
    /// Disruption budgets.
    pub budgets: Vec<DisruptionBudget>,
    /// ConfigMaps and Secrets.
    pub configs: Vec<ConfigObject>,
    /// PersistentVolumeClaims.
    pub claims: Vec<VolumeClaim>,
    /// LimitRanges.
    pub limit_ranges: Vec<LimitRange>,
    /// Each `ResourceQuota`.
    pub quotas: Vec<ResourceQuota>,
    /// Each `PriorityClass`.
    pub priority_classes: Vec<PriorityClass>,
    /// VerticalPodAutoscalers.
    pub vertical_autoscalers: Vec<VerticalAutoscaler>,
    /// Ingresses and other routers.
    pub routes: Vec<Route>,
    /// Objects of which only this matters.
    pub others: Vec<Meta>,
    /// Kustomizations.
    pub kustomizations: Vec<Kustomization>,
    /// Repositories of images that a development tool builds and tags when it deploys (`build.artifacts` of Skaffold).
    pub built_images: Vec<Arg>,
}

impl Cluster {
    /// Takes over all objects of `other`.
    pub fn append(&mut self, mut other: Self) {
        self.services.append(&mut other.services);
        self.autoscalers.append(&mut other.autoscalers);
        self.budgets.append(&mut other.budgets);
        self.configs.append(&mut other.configs);
        self.claims.append(&mut other.claims);
        self.limit_ranges.append(&mut other.limit_ranges);
        self.quotas.append(&mut other.quotas);
        self.priority_classes.append(&mut other.priority_classes);
        self.vertical_autoscalers.append(&mut other.vertical_autoscalers);
        self.routes.append(&mut other.routes);
        self.others.append(&mut other.others);
        self.kustomizations.append(&mut other.kustomizations);
        self.built_images.append(&mut other.built_images);
    }

    /// Drops the objects whose place is not kept.
    pub fn retain(&mut self, keeps: impl Fn(Span) -> bool) {
        self.services.retain(|object| keeps(object.meta.span));
        self.autoscalers.retain(|object| keeps(object.meta.span));
        self.budgets.retain(|object| keeps(object.meta.span));
        self.configs.retain(|object| keeps(object.meta.span));
        self.claims.retain(|object| keeps(object.meta.span));
        self.limit_ranges.retain(|object| keeps(object.meta.span));
        self.quotas.retain(|object| keeps(object.meta.span));
        self.priority_classes.retain(|object| keeps(object.meta.span));
        self.vertical_autoscalers.retain(|object| keeps(object.meta.span));
        self.routes.retain(|object| keeps(object.meta.span));
        self.others.retain(|object| keeps(object.span));
    }

    /// What every object has, of all objects.
    pub fn metas(&self) -> impl Iterator<Item = &Meta> {
        let services = self.services.iter().map(|object| &object.meta);
        let autoscalers = self.autoscalers.iter().map(|object| &object.meta);
        let budgets = self.budgets.iter().map(|object| &object.meta);
        let configs = self.configs.iter().map(|object| &object.meta);
        let claims = self.claims.iter().map(|object| &object.meta);
        let ranges = self.limit_ranges.iter().map(|object| &object.meta);
        let quotas = self.quotas.iter().map(|object| &object.meta);
        let priorities = self.priority_classes.iter().map(|object| &object.meta);
        let verticals = self.vertical_autoscalers.iter().map(|object| &object.meta);
        let routes = self.routes.iter().map(|object| &object.meta);
        let around = services.chain(autoscalers).chain(budgets).chain(configs);
        around
            .chain(claims)
            .chain(ranges)
            .chain(quotas)
            .chain(priorities)
            .chain(verticals)
            .chain(routes)
            .chain(&self.others)
    }
}

/// Whether two objects can be in one namespace: the same one, or one of them names none.
pub fn same_namespace(a: Option<&Arg>, b: Option<&Arg>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.text == b.text || !a.literal || !b.literal,
        _ => true,
    }
}
