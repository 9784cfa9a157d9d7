//! Kubernetes objects that carry a pod template, as spanned fields.

use super::command;
use super::security::SecurityContext;
use super::selector::{AntiAffinity, Selector};
use crate::fact::Place;
use crate::manifests::Site;
use crate::source::{Arg, Span};

/// An object with a pod template.
#[derive(Clone, PartialEq, Debug)]
pub struct Workload {
    /// `kind`.
    pub kind: Arg,
    /// `apiVersion`.
    pub api_version: Option<Arg>,
    /// `metadata.name`.
    pub name: Arg,
    /// `metadata.namespace`.
    pub namespace: Option<Arg>,
    /// The whole object.
    pub span: Span,
    /// What the manifest is for, and for which environment.
    pub place: Place,
    /// `metadata.labels`.
    pub labels: Vec<(Arg, Arg)>,
    /// `metadata.annotations`, then those of a CronJob's job template, then those of the pod template.
    pub annotations: Vec<(Arg, Arg)>,
    /// `spec.replicas`.
    pub replicas: Option<Arg>,
    /// `spec.strategy.type` or `spec.updateStrategy.type`.
    pub strategy: Option<Arg>,
    /// `spec.strategy.rollingUpdate.maxUnavailable`, a number or a percentage.
    pub max_unavailable: Option<Arg>,
    /// Whether `metadata.ownerReferences` names a controller.
    pub owned: bool,
    /// `spec.selector`.
    pub selector: Option<Selector>,
    /// Labels of the pod template (of the object itself for a Pod). Where the template is left out, those that the selector
    /// asks for.
    pub pod_labels: Vec<(Arg, Arg)>,
    /// `spec.volumeClaimTemplates`.
    pub claims: Vec<Claim>,
    /// Fields of Jobs and CronJobs.
    pub job: Option<Job>,
    /// `spec.workloadRef` of an Argo Rollout: kind and name of the object whose pod template it runs.
    pub template_from: Option<(Arg, Arg)>,
    /// The pod's specification.
    pub pod: Pod,
}

impl Workload {
    /// Where it stands, for joining it with its neighbours.
    pub fn site(&self) -> Site<'_> {
        Site { span: self.span, namespace: self.namespace.as_ref(), place: &self.place }
    }

    /// Whether it runs to an end (Job, CronJob and their like) instead of serving for ever.
    pub fn is_job(&self) -> bool {
        self.job.is_some()
    }

    /// Whether its findings matter: it runs in production, and is no test that Helm runs after an installation.
    pub fn is_production(&self) -> bool {
        self.place.is_production() && !self.is_helm_test()
    }

    /// Whether Helm runs it only to test an installation.
    pub fn is_helm_test(&self) -> bool {
        self.annotations.iter().any(|(key, value)| key.text == "helm.sh/hook" && value.text.contains("test"))
    }

    /// Whether it is a Knative Service or Configuration, which has an autoscaler and probes of its own.
    pub fn is_knative(&self) -> bool {
        self.api_version.as_ref().is_some_and(|version| version.text.starts_with("serving.knative.dev/"))
    }

    /// Whether each node runs one of its pods, or it is part of the cluster itself.
    pub fn is_node_agent(&self) -> bool {
        self.kind.text == "DaemonSet"
            || self.namespace.as_ref().is_some_and(|name| name.text == "kube-system")
    }

    /// `Kind/name`, as people refer to it.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind.text, self.name.text.replace("{}", "…"))
    }

    /// `spec.replicas` as a number; 1 where it is unset, `None` where it is computed.
    pub fn replica_count(&self) -> Option<u64> {
        self.replicas.as_ref().map_or(Some(1), |arg| arg.known()?.parse().ok())
    }
}

/// `spec.template.spec`.
#[derive(Clone, PartialEq, Debug)]
pub struct Pod {
    /// The whole specification.
    pub span: Span,
    /// Containers, init containers and sidecars, in the order of the file.
    pub containers: Vec<Container>,
    /// `volumes`.
    pub volumes: Vec<Volume>,
    /// `restartPolicy`.
    pub restart_policy: Option<Arg>,
    /// `terminationGracePeriodSeconds`, in seconds.
    pub grace_period: Option<Arg>,
    /// `hostNetwork`.
    pub host_network: Option<Arg>,
    /// `shareProcessNamespace`.
    pub share_process_namespace: Option<Arg>,
    /// `os.name`.
    pub os: Option<Arg>,
    /// `securityContext`, which holds for containers that say nothing else.
    pub security: SecurityContext,
    /// `activeDeadlineSeconds` of the pod itself, in seconds.
    pub active_deadline: Option<Arg>,
    /// `priorityClassName`.
    pub priority_class: Option<Arg>,
    /// Pod-level `resources`.
    pub resources: Option<Resources>,
    /// `topologySpreadConstraints`: which pods are spread evenly, by the selectors of the constraints.
    pub spread: Vec<Selector>,
    /// Which pods it keeps away from: the required and preferred terms of `affinity.podAntiAffinity`.
    pub apart: Vec<AntiAffinity>,
    /// Whether a term of its affinity or anti-affinity looks at pods of other namespaces.
    pub crosses_namespaces: bool,
}

impl Container {
    /// Whether its command, arguments or variables name a port, as in `--metrics-addr=:8081`.
    pub fn mentions_port(&self, port: &str) -> bool {
        let words = [&self.command, &self.args].into_iter().flatten().flat_map(|(_, words)| words);
        let values = self.env.iter().filter_map(|var| var.value.as_ref());
        words
            .chain(values)
            .any(|arg| arg.text.split(|c: char| !c.is_ascii_digit()).any(|number| number == port))
    }

    /// Whether it only waits for somebody to enter it: `sleep infinity`, `tail -f /dev/null`.
    pub fn is_idle(&self) -> bool {
        let args = [&self.command, &self.args].into_iter().flatten().flat_map(|(_, words)| words);
        command::is_idle(args)
    }
}

impl Pod {
    /// A specification of which nothing is set.
    pub fn blank(span: Span) -> Self {
        Self {
            span,
            containers: Vec::new(),
            volumes: Vec::new(),
            restart_policy: None,
            grace_period: None,
            host_network: None,
            share_process_namespace: None,
            os: None,
            security: SecurityContext::default(),
            active_deadline: None,
            priority_class: None,
            resources: None,
            spread: Vec::new(),
            apart: Vec::new(),
            crosses_namespaces: false,
        }
    }

    /// The containers that run as long as the pod: main ones and native sidecars.
    pub fn running(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|c| matches!(c.class, ContainerClass::Main | ContainerClass::Sidecar))
    }

    /// The main containers.
    pub fn main(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|c| c.class == ContainerClass::Main)
    }
}

/// What a container is in its pod.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContainerClass {
    /// Listed under `containers`.
    Main,
    /// Listed under `initContainers`, runs to an end.
    Init,
    /// Listed under `initContainers` with `restartPolicy: Always`.
    Sidecar,
    /// Listed under `ephemeralContainers`.
    Ephemeral,
}

/// One container.
#[derive(Clone, PartialEq, Debug)]
pub struct Container {
    /// `name`; where it is missing, an empty text at the container's place.
    pub name: Arg,
    /// What it is in its pod.
    pub class: ContainerClass,
    /// The whole container.
    pub span: Span,
    /// `image`.
    pub image: Option<Arg>,
    /// `command`, with the field's span.
    pub command: Option<(Span, Vec<Arg>)>,
    /// `args`, with the field's span.
    pub args: Option<(Span, Vec<Arg>)>,
    /// `env`.
    pub env: Vec<EnvVar>,
    /// `envFrom`.
    pub env_from: Vec<Reference>,
    /// `ports`.
    pub ports: Vec<Port>,
    /// `resources`.
    pub resources: Option<Resources>,
    /// `livenessProbe`.
    pub liveness: Option<Probe>,
    /// `readinessProbe`.
    pub readiness: Option<Probe>,
    /// `startupProbe`.
    pub startup: Option<Probe>,
    /// The key `lifecycle`.
    pub lifecycle: Option<Span>,
    /// `lifecycle.stopSignal`.
    pub stop_signal: Option<Arg>,
    /// `securityContext`.
    pub security: SecurityContext,
    /// `securityContext.readOnlyRootFilesystem`.
    pub read_only_root: Option<Arg>,
    /// `lifecycle.postStart` and `lifecycle.preStop`.
    pub hooks: Vec<Hook>,
    /// How long `lifecycle.preStop` waits.
    pub pre_stop: Option<PreStop>,
    /// `volumeMounts`.
    pub mounts: Vec<Mount>,
}

/// An entry of `env`.
#[derive(Clone, PartialEq, Debug)]
pub struct EnvVar {
    /// `name`.
    pub name: Arg,
    /// `value`.
    pub value: Option<Arg>,
    /// `valueFrom.configMapKeyRef` or `secretKeyRef`.
    pub reference: Option<Reference>,
    /// `valueFrom` of any kind.
    pub from: Option<Span>,
    /// The whole entry.
    pub span: Span,
}

/// A reference to a ConfigMap or Secret.
#[derive(Clone, PartialEq, Debug)]
pub struct Reference {
    /// Whether it is a Secret.
    pub secret: bool,
    /// The object's name.
    pub name: Arg,
    /// The key, where one is named.
    pub key: Option<Arg>,
    /// `items[].key` of a volume: the keys that are mounted; empty mounts all.
    pub items: Vec<Arg>,
    /// `envFrom[].prefix`.
    pub prefix: Option<Arg>,
    /// Whether the object may be absent.
    pub optional: bool,
    /// The whole reference.
    pub span: Span,
}

/// An entry of `ports`.
#[derive(Clone, PartialEq, Debug)]
pub struct Port {
    /// `name`.
    pub name: Option<Arg>,
    /// `containerPort`.
    pub number: Option<Arg>,
    /// `hostPort`.
    pub host_port: Option<Arg>,
    /// `protocol`; `TCP` where unset.
    pub protocol: String,
    /// The whole entry.
    pub span: Span,
}

/// `resources` of a container or a pod: pairs of resource name and quantity as written.
#[derive(Clone, PartialEq, Debug)]
pub struct Resources {
    /// The whole block.
    pub span: Span,
    /// `requests`.
    pub requests: Vec<(Arg, Arg)>,
    /// `limits`.
    pub limits: Vec<(Arg, Arg)>,
}

impl Resources {
    /// The request for a resource, as written.
    pub fn request(&self, resource: &str) -> Option<&Arg> {
        find(&self.requests, resource)
    }

    /// The limit of a resource, as written.
    pub fn limit(&self, resource: &str) -> Option<&Arg> {
        find(&self.limits, resource)
    }
}

/// The value that goes with a key in a list of pairs; the last one wins.
pub fn find<'a>(pairs: &'a [(Arg, Arg)], key: &str) -> Option<&'a Arg> {
    pairs.iter().rev().find(|(name, _)| name.text == key).map(|(_, value)| value)
}

/// A probe.
#[derive(Clone, PartialEq, Debug)]
pub struct Probe {
    /// The probe with its key.
    pub span: Span,
    /// The key (`livenessProbe`).
    pub key: Span,
    /// The handlers; a valid probe has exactly one.
    pub handlers: Vec<Handler>,
    /// `initialDelaySeconds`, in seconds.
    pub initial_delay: Option<Arg>,
    /// `timeoutSeconds`, in seconds.
    pub timeout: Option<Arg>,
    /// `periodSeconds`, in seconds.
    pub period: Option<Arg>,
    /// `successThreshold`.
    pub success_threshold: Option<Arg>,
    /// `failureThreshold`.
    pub failure_threshold: Option<Arg>,
    /// `terminationGracePeriodSeconds`, in seconds.
    pub grace_period: Option<Arg>,
}

impl Probe {
    /// `initialDelaySeconds`; `None` where it is computed.
    pub fn initial_delay(&self) -> Option<i64> {
        self.initial_delay.as_ref().map_or(Some(0), seconds)
    }

    /// `timeoutSeconds` after defaulting (`SetDefaults_Probe`); `None` where it is computed.
    pub fn timeout(&self) -> Option<i64> {
        defaulted(self.timeout.as_ref(), 1)
    }

    /// `periodSeconds` after defaulting.
    pub fn period(&self) -> Option<i64> {
        defaulted(self.period.as_ref(), 10)
    }

    /// `failureThreshold` after defaulting.
    pub fn failure_threshold(&self) -> Option<i64> {
        defaulted(self.failure_threshold.as_ref(), 3)
    }

    /// Seconds from the start of the container until the probe gives up, if every attempt fails.
    pub fn budget(&self) -> Option<i64> {
        let attempts = self.failure_threshold()?.checked_mul(self.period()?)?;
        self.initial_delay()?.checked_add(attempts)
    }
}

fn seconds(arg: &Arg) -> Option<i64> {
    arg.known()?.parse().ok()
}

/// An explicit zero is replaced by the default.
fn defaulted(arg: Option<&Arg>, default: i64) -> Option<i64> {
    let value = arg.map_or(Some(0), seconds)?;
    Some(if value == 0 { default } else { value })
}

/// What a probe or hook does.
#[derive(Clone, PartialEq, Debug)]
pub struct Handler {
    /// Which way it asks.
    pub action: Action,
    /// The handler with its key.
    pub span: Span,
    /// `port`, a number or a name.
    pub port: Option<Arg>,
    /// `httpGet.path`.
    pub path: Option<Arg>,
    /// `exec.command`.
    pub command: Vec<Arg>,
    /// `grpc.service`.
    pub service: Option<Arg>,
    /// `httpGet.scheme`.
    pub scheme: Option<Arg>,
    /// `sleep.seconds`.
    pub seconds: Option<Arg>,
    /// `httpGet.httpHeaders`, by name.
    pub headers: Vec<(Arg, Arg)>,
}

/// The way in which a handler asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// `exec`.
    Exec,
    /// `httpGet`.
    HttpGet,
    /// `tcpSocket`.
    TcpSocket,
    /// `grpc`.
    Grpc,
    /// `sleep` (hooks only).
    Sleep,
}

/// `lifecycle.postStart` or `lifecycle.preStop`.
#[derive(Clone, PartialEq, Debug)]
pub struct Hook {
    /// The key (`preStop`).
    pub key: Span,
    /// The name of the key.
    pub name: &'static str,
    /// The handlers; a valid hook has exactly one.
    pub handlers: Vec<Handler>,
}

/// `lifecycle.preStop`.
#[derive(Clone, PartialEq, Debug)]
pub struct PreStop {
    /// The hook with its key.
    pub span: Span,
    /// How long it is known to wait, in seconds, and where that is written.
    pub sleep: Option<Arg>,
}

/// An entry of `volumeMounts`.
#[derive(Clone, PartialEq, Debug)]
pub struct Mount {
    /// The volume's name.
    pub volume: Arg,
    /// `mountPath`.
    pub path: Arg,
    /// `readOnly: true`.
    pub read_only: bool,
    /// The whole entry.
    pub span: Span,
}

/// An entry of `volumes`.
#[derive(Clone, PartialEq, Debug)]
pub struct Volume {
    /// `name`.
    pub name: Arg,
    /// What is mounted.
    pub source: VolumeSource,
    /// The whole entry.
    pub span: Span,
}

/// What a volume is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum VolumeSource {
    /// `hostPath.path`.
    HostPath(Arg),
    /// `emptyDir`.
    EmptyDir,
    /// `persistentVolumeClaim.claimName`.
    Claim(Arg),
    /// `configMap` or `secret`.
    Config(Reference),
    /// The ConfigMaps and Secrets of `projected`.
    Projected(Vec<Reference>),
    /// Any other type, by its key.
    Other(String),
}

/// A PersistentVolumeClaim or an entry of `volumeClaimTemplates`.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    /// `metadata.name`.
    pub name: Arg,
    /// `spec.accessModes`.
    pub access_modes: Vec<Arg>,
    /// The whole object.
    pub span: Span,
}

/// Fields of Jobs and CronJobs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Job {
    /// `schedule` of a CronJob.
    pub schedule: Option<Arg>,
    /// `concurrencyPolicy` of a CronJob.
    pub concurrency_policy: Option<Arg>,
    /// `startingDeadlineSeconds` of a CronJob, in seconds.
    pub starting_deadline: Option<Arg>,
    /// `backoffLimit`.
    pub backoff_limit: Option<Arg>,
    /// `activeDeadlineSeconds`, in seconds.
    pub active_deadline: Option<Arg>,
    /// The key `podFailurePolicy`.
    pub failure_policy: Option<Span>,
    /// `ttlSecondsAfterFinished`, in seconds.
    pub ttl: Option<Arg>,
}
