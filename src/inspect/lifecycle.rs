//! How pods start and stop: what runs after what, and how many seconds each step has.
//!
//! ```json
//! {
//!   "version": 1,                            fields may be added; a change of meaning raises it
//!   "workloads": [{
//!     "kind": "Deployment", …                as in the JSON of `qos`
//!     "start": [{                            in the order in which the kubelet starts them
//!       "container": "api", "path": …, "line": …,
//!       "class": "init",                     init, sidecar or main; main containers start together
//!       "startup":  { "seconds": 150, "asks": "GET /healthz on 8080", … },   null without the probe: started at once
//!       "readiness": { …as above… },         null without the probe: gets requests at once
//!       "liveness":  { …as above… },         null without the probe: only a crash restarts it
//!       "initial_delay": { "value": 0, "default": true }, …                 in each probe: also period, timeout, failure_threshold
//!     }],
//!     "stop": {
//!       "grace": { "value": 30, "default": true, "line": null },           seconds; value is null where it is computed
//!       "containers": [{                     main ones together, then sidecars from the last to the first
//!         "container": "api", "class": "main",
//!         "pre_stop": { "seconds": 5 },      null without the hook; seconds is null where its command does not tell
//!         "signal": "SIGTERM", "signal_from": "default",                   default, image or container
//!         "process": "npm",                  what gets the signal as PID 1; null where the image is not of the repository
//!         "left": 25                         seconds from the signal to SIGKILL; null where not known, as for sidecars
//!       }],
//!       "kill_after": 30                     seconds from the deletion to SIGKILL
//!     },
//!     "problems": [{ "message": "…", "path": …, "line": … }]
//!   }]
//! }
//! ```
//!
//! Sources: `SetDefaults_Probe` and `SetDefaults_PodSpec`, and "Termination of Pods" of the Kubernetes documentation. A probe's
//! `seconds` are those until it gives up if every attempt fails: `initialDelaySeconds + failureThreshold × periodSeconds`.

mod stop;

use std::fmt::Write as _;

use serde::Serialize;

use super::{Identity, Place, Selection};
use crate::app::{App, Project};
use crate::artefact::workload::{Action, Container, ContainerClass, Handler, Probe, Workload};
use crate::source::{Arg, Sources};
use stop::Stop;

/// The lifecycles of the workloads of a project.
#[derive(Serialize, Debug)]
pub struct Lifecycles<'a> {
    version: u32,
    workloads: Vec<Lifecycle<'a>>,
}

#[derive(Serialize, Debug)]
struct Lifecycle<'a> {
    #[serde(flatten)]
    identity: Identity<'a>,
    start: Vec<Start<'a>>,
    stop: Stop<'a>,
    problems: Vec<Problem<'a>>,
}

/// A container that starts.
#[derive(Serialize, Debug)]
struct Start<'a> {
    container: &'a str,
    class: &'static str,
    #[serde(flatten)]
    place: Place<'a>,
    startup: Option<Question>,
    readiness: Option<Question>,
    liveness: Option<Question>,
}

/// A probe.
#[derive(Serialize, Debug)]
struct Question {
    asks: String,
    seconds: Option<i64>,
    initial_delay: Number,
    period: Number,
    timeout: Number,
    failure_threshold: Number,
    line: u32,
}

/// A number that is written, or defaulted.
#[derive(Clone, Copy, Serialize, Debug)]
struct Number {
    value: Option<i64>,
    default: bool,
}

/// Something that will not go as meant.
#[derive(Serialize, Debug)]
struct Problem<'a> {
    message: String,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Lifecycles<'a> {
    /// Of the selected workloads that are called `name`, as `api` or `Deployment/api`.
    pub fn of(project: &'a Project, selection: &Selection, name: Option<&str>) -> Self {
        let named = |workload: &Workload| {
            name.is_none_or(|name| name == workload.name.text || name.eq_ignore_ascii_case(&workload.title()))
        };
        let found = selection.workloads(project).into_iter().filter(|(_, workload)| named(workload));
        Self {
            version: 1,
            workloads: found.map(|(app, workload)| Lifecycle::of(project, app, workload)).collect(),
        }
    }

    /// Whether no workload is called so.
    pub fn is_empty(&self) -> bool {
        self.workloads.is_empty()
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As text, one paragraph for each workload.
    pub fn table(&self) -> String {
        if self.is_empty() {
            return "no workloads\n".to_owned();
        }
        self.workloads.iter().map(Lifecycle::text).collect::<Vec<_>>().join("\n")
    }
}

impl<'a> Lifecycle<'a> {
    fn of(project: &'a Project, app: &'a App, workload: &'a Workload) -> Self {
        let sources = &project.sources;
        let listed = |class: ContainerClass| workload.pod.containers.iter().filter(move |c| c.class == class);
        let before = workload.pod.containers.iter();
        let before = before.filter(|c| matches!(c.class, ContainerClass::Init | ContainerClass::Sidecar));
        let start = before.chain(listed(ContainerClass::Main)).map(|container| Start::of(sources, container));
        let (stop, mut problems) = Stop::of(project, app, workload);
        problems.extend(slow_starts(sources, workload));
        Self { identity: Identity::of(project, workload), start: start.collect(), stop, problems }
    }

    fn text(&self) -> String {
        let mut text = format!("{}  {}\n", self.identity.title(), self.identity.place);
        text.push_str("  start\n");
        for (at, start) in self.start.iter().enumerate() {
            let _ = writeln!(text, "    {}. {} '{}'{}", at + 1, start.class, start.container, start.pace());
            let probes =
                [("startup", &start.startup), ("readiness", &start.readiness), ("liveness", &start.liveness)];
            for (name, question) in probes {
                if let Some(question) = question {
                    let _ = writeln!(text, "       {name}: {}", question.text());
                }
            }
        }
        text.push_str("  stop\n");
        text.push_str(&self.stop.text());
        for problem in &self.problems {
            let _ = writeln!(text, "  problem: {} ({})", problem.message, problem.place);
        }
        text
    }
}

impl<'a> Start<'a> {
    fn of(sources: &'a Sources, container: &'a Container) -> Self {
        let probe = |probe: &Option<Probe>| probe.as_ref().map(|probe| Question::of(sources, probe));
        Self {
            container: &container.name.text,
            class: class(container.class),
            place: Place::of(sources, container.name.span),
            startup: probe(&container.startup),
            readiness: probe(&container.readiness),
            liveness: probe(&container.liveness),
        }
    }

    /// What the kubelet waits for, in words.
    fn pace(&self) -> &'static str {
        match (self.class, &self.startup, &self.readiness) {
            ("init", ..) => ": runs to its end before the next starts",
            ("sidecar", Some(_), _) => ": the next starts when its startup probe has succeeded",
            ("sidecar", None, _) => ": the next starts as soon as it runs",
            (_, _, None) => ": starts with all other main containers, and is ready as soon as it has started",
            _ => ": starts with all other main containers",
        }
    }
}

fn class(class: ContainerClass) -> &'static str {
    match class {
        ContainerClass::Main => "main",
        ContainerClass::Init => "init",
        ContainerClass::Sidecar => "sidecar",
        ContainerClass::Ephemeral => "ephemeral",
    }
}

impl Question {
    fn of(sources: &Sources, probe: &Probe) -> Self {
        let number = |value: Option<i64>, written: &Option<Arg>| Number {
            value,
            default: written.as_ref().is_none_or(|arg| arg.text == "0" && value != Some(0)),
        };
        Self {
            asks: probe.handlers.first().map_or_else(|| "nothing".to_owned(), asked),
            seconds: probe.budget(),
            initial_delay: number(probe.initial_delay(), &probe.initial_delay),
            period: number(probe.period(), &probe.period),
            timeout: number(probe.timeout(), &probe.timeout),
            failure_threshold: number(probe.failure_threshold(), &probe.failure_threshold),
            line: sources.line(sources.origin(probe.span).written),
        }
    }

    fn text(&self) -> String {
        let give_up = self.seconds.map_or("?".to_owned(), |seconds| seconds.to_string());
        format!(
            "{}, first after {}, every {}, timeout {}, {} failures: gives up after {give_up} s",
            self.asks, self.initial_delay, self.period, self.timeout, self.failure_threshold
        )
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value {
            Some(value) => write!(f, "{value}{}", if self.default { " (default)" } else { "" }),
            None => f.write_str("an amount that is not known"),
        }
    }
}

/// What a probe asks, in words.
fn asked(handler: &Handler) -> String {
    let port = handler.port.as_ref().map_or("?", |port| port.text.as_str());
    match handler.action {
        Action::HttpGet => {
            format!("GET {} on {port}", handler.path.as_ref().map_or("/", |path| path.text.as_str()))
        }
        Action::TcpSocket => format!("connects to {port}"),
        Action::Grpc => format!("gRPC health on {port}"),
        Action::Exec | Action::Sleep => {
            let words: Vec<&str> = handler.command.iter().map(|word| word.text.as_str()).collect();
            format!("runs '{}'", words.join(" "))
        }
    }
}

/// Containers that liveness restarts before they could have started.
fn slow_starts<'a>(sources: &'a Sources, workload: &'a Workload) -> Vec<Problem<'a>> {
    let mut found = Vec::new();
    for container in workload.pod.running() {
        let (Some(liveness), Some(readiness)) = (&container.liveness, &container.readiness) else { continue };
        let (Some(patience), Some(delay)) = (liveness.budget(), readiness.initial_delay()) else { continue };
        if container.startup.is_none() && patience <= delay {
            found.push(Problem {
                message: format!(
                    "liveness of '{}' gives up after {patience} s, before readiness asks for the first time after {delay} s",
                    container.name.text
                ),
                place: Place::of(sources, liveness.key),
            });
        }
    }
    found
}
