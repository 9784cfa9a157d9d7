//! Services of compose files, as spanned fields.

use std::collections::BTreeSet;

use super::reference::ImageReference;
use crate::fact::Place;
use crate::source::{Arg, Span};

/// One service of a compose file.
#[derive(Clone, PartialEq, Debug)]
pub struct ComposeService {
    /// Its key.
    pub name: Arg,
    /// Key and value.
    pub span: Span,
    /// What the file is for, and for which environment.
    pub place: Place,
    /// `image`.
    pub image: Option<Arg>,
    /// `image`, taken apart; each part is known or computed by itself.
    pub reference: Option<ImageReference>,
    /// `build`.
    pub build: Option<Build>,
    /// `command`.
    pub command: Option<CommandField>,
    /// `entrypoint`.
    pub entrypoint: Option<CommandField>,
    /// `environment`: name, and value where one is given (`None` passes the host's value through).
    pub environment: Vec<(Arg, Option<Arg>)>,
    /// `env_file`: paths as written, relative to the file that holds them.
    pub env_files: Vec<Arg>,
    /// `ports`.
    pub ports: Vec<ComposePort>,
    /// `expose`.
    pub expose: Vec<Arg>,
    /// `volumes`.
    pub volumes: Vec<ComposeVolume>,
    /// `depends_on`.
    pub depends_on: Vec<Dependency>,
    /// `healthcheck`, unless disabled.
    pub healthcheck: Option<Span>,
    /// `healthcheck` that switches the image's own check off.
    pub healthcheck_off: Option<Span>,
    /// `container_name`.
    pub container_name: Option<Arg>,
    /// `network_mode`.
    pub network_mode: Option<Arg>,
    /// `restart`, or `deploy.restart_policy.condition`.
    pub restart: Option<Arg>,
    /// `init: true`.
    pub init: Option<Span>,
    /// `stop_signal`.
    pub stop_signal: Option<Arg>,
    /// `stop_grace_period`.
    pub stop_grace_period: Option<Arg>,
    /// `deploy.replicas` or `scale`.
    pub replicas: Option<Arg>,
    /// `deploy.resources.limits` or `mem_limit`/`cpus`.
    pub limits: Option<Span>,
    /// `logging.driver`.
    pub logging_driver: Option<Arg>,
    /// `profiles`.
    pub profiles: Vec<Arg>,
    /// `working_dir`.
    pub working_dir: Option<Arg>,
    /// What shows that the file is for `docker stack deploy`: a key that only a swarm obeys (`placement`, `update_config` …).
    pub swarm: Option<Span>,
    /// Whether the image it pulls is called like its app, or like one that the app builds. Settled when apps are linked.
    pub own_image: bool,
    /// Whether it is meant to end: a service of the file waits for that (`service_completed_successfully`).
    pub ends: bool,
    /// `extends`, where it names a service of another file.
    pub extends: Option<Extends>,
    /// Keys that are tagged `!reset` or `!override`: what other files say of them does not count.
    pub replaced: Vec<String>,
    /// The services of other files that this one builds upon, nearest first; their fields are among its own.
    pub layers: Vec<Span>,
}

/// `extends` with a service of another file.
#[derive(Clone, PartialEq, Debug)]
pub struct Extends {
    /// The other file as a project path; `None` for one outside of the project.
    pub file: Option<String>,
    /// The name of its service.
    pub service: Arg,
}

impl ComposeService {
    /// A service that says nothing.
    pub fn new(name: Arg, span: Span, place: Place) -> Self {
        Self {
            name,
            span,
            place,
            image: None,
            reference: None,
            build: None,
            command: None,
            entrypoint: None,
            environment: Vec::new(),
            env_files: Vec::new(),
            ports: Vec::new(),
            expose: Vec::new(),
            volumes: Vec::new(),
            depends_on: Vec::new(),
            healthcheck: None,
            healthcheck_off: None,
            container_name: None,
            network_mode: None,
            restart: None,
            init: None,
            stop_signal: None,
            stop_grace_period: None,
            replicas: None,
            limits: None,
            logging_driver: None,
            profiles: Vec::new(),
            working_dir: None,
            swarm: None,
            own_image: false,
            ends: false,
            extends: None,
            replaced: Vec::new(),
            layers: Vec::new(),
        }
    }

    /// Whether it says neither what image it runs nor how to build one, so that another file has to.
    pub fn is_partial(&self) -> bool {
        self.image.is_none() && self.build.is_none() && self.extends.is_none()
    }

    /// How many containers it is meant to have; 1 where that is unset, `None` where it is computed.
    pub fn replica_count(&self) -> Option<u64> {
        self.replicas.as_ref().map_or(Some(1), |arg| arg.known()?.parse().ok())
    }

    /// Takes over what `base` says and this service does not, as compose merges files: single values are replaced,
    /// lists grow (13-merge.md of the Compose specification).
    pub fn build_upon(&mut self, base: &Self) {
        fn fill<T: Clone>(own: &mut Option<T>, base: Option<&T>, key: &str, replaced: &[String]) {
            if own.is_none() && !replaced.iter().any(|name| name == key) {
                *own = base.cloned();
            }
        }
        let replaced = std::mem::take(&mut self.replaced);
        let keeps = |key: &str| !replaced.iter().any(|name| name == key);
        if self.image.is_none() && keeps("image") {
            self.image.clone_from(&base.image);
            self.reference.clone_from(&base.reference);
        }
        fill(&mut self.build, base.build.as_ref(), "build", &replaced);
        fill(&mut self.command, base.command.as_ref(), "command", &replaced);
        fill(&mut self.entrypoint, base.entrypoint.as_ref(), "entrypoint", &replaced);
        fill(&mut self.container_name, base.container_name.as_ref(), "container_name", &replaced);
        fill(&mut self.network_mode, base.network_mode.as_ref(), "network_mode", &replaced);
        fill(&mut self.restart, base.restart.as_ref(), "restart", &replaced);
        fill(&mut self.init, base.init.as_ref(), "init", &replaced);
        fill(&mut self.stop_signal, base.stop_signal.as_ref(), "stop_signal", &replaced);
        fill(&mut self.stop_grace_period, base.stop_grace_period.as_ref(), "stop_grace_period", &replaced);
        fill(&mut self.replicas, base.replicas.as_ref(), "deploy", &replaced);
        fill(&mut self.limits, base.limits.as_ref(), "deploy", &replaced);
        fill(&mut self.swarm, base.swarm.as_ref(), "deploy", &replaced);
        fill(&mut self.logging_driver, base.logging_driver.as_ref(), "logging", &replaced);
        fill(&mut self.working_dir, base.working_dir.as_ref(), "working_dir", &replaced);
        self.ends |= base.ends;
        if self.healthcheck.is_none() && self.healthcheck_off.is_none() && keeps("healthcheck") {
            self.healthcheck = base.healthcheck;
            self.healthcheck_off = base.healthcheck_off;
        }
        if keeps("environment") {
            append(&mut self.environment, &base.environment, |(name, _)| name.text.clone());
        }
        if keeps("env_file") {
            append(&mut self.env_files, &base.env_files, |file| {
                format!("{}:{}", file.span.file.0, file.text)
            });
        }
        if keeps("ports") {
            append(&mut self.ports, &base.ports, ComposePort::key);
        }
        if keeps("expose") {
            append(&mut self.expose, &base.expose, |port| port.text.clone());
        }
        if keeps("volumes") {
            append(&mut self.volumes, &base.volumes, |volume| volume.target.text.clone());
        }
        if keeps("depends_on") {
            append(&mut self.depends_on, &base.depends_on, |other| other.service.text.clone());
        }
        if keeps("profiles") {
            append(&mut self.profiles, &base.profiles, |profile| profile.text.clone());
        }
        self.replaced = replaced;
        self.layers.push(base.span);
        self.layers.extend(&base.layers);
    }
}

/// Adds the entries of `base` for which there is none yet.
fn append<T: Clone>(own: &mut Vec<T>, base: &[T], key: impl Fn(&T) -> String) {
    let mut known: BTreeSet<String> = own.iter().map(&key).collect();
    own.extend(base.iter().filter(|entry| known.insert(key(entry))).cloned());
}

/// `build` of a service.
#[derive(Clone, PartialEq, Debug)]
pub struct Build {
    /// `build` as written.
    pub span: Span,
    /// The context as a project path; `None` for a remote one or one outside the project.
    pub context: Option<String>,
    /// The Dockerfile as a project path; `None` where it is inline or not known.
    pub dockerfile: Option<String>,
    /// `dockerfile_inline`.
    pub inline: Option<Span>,
    /// `target`.
    pub target: Option<Arg>,
    /// `args`.
    pub args: Vec<(Arg, Option<Arg>)>,
}

/// `command` or `entrypoint`.
#[derive(Clone, PartialEq, Debug)]
pub struct CommandField {
    /// The value as written.
    pub span: Span,
    /// Its words; compose splits a string as a shell would, without running one.
    pub words: Vec<Arg>,
}

/// An entry of `ports`.
#[derive(Clone, PartialEq, Debug)]
pub struct ComposePort {
    /// The port on the host, if it is fixed: a range for a single port in the container is not.
    pub published: Option<Arg>,
    /// The address on the host; all of them where unset.
    pub host_ip: Option<Arg>,
    /// The port in the container, or a range such as `3000-3005`.
    pub target: Arg,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The whole entry.
    pub span: Span,
}

impl ComposePort {
    /// What it claims; of two entries that claim the same one replaces the other when files are merged.
    pub fn key(&self) -> String {
        let text = |arg: &Option<Arg>| arg.as_ref().map_or(String::new(), |arg| arg.text.clone());
        format!("{}:{}:{}/{}", text(&self.host_ip), text(&self.published), self.target.text, self.protocol)
    }
}

/// An entry of `volumes`, file systems in memory left out.
#[derive(Clone, PartialEq, Debug)]
pub struct ComposeVolume {
    /// A host path or a volume's name; `None` for an anonymous volume.
    pub source: Option<Arg>,
    /// Whether `source` is a path of the host.
    pub bind: bool,
    /// The path in the container.
    pub target: Arg,
    /// Whether the container cannot write to it.
    pub read_only: bool,
    /// The whole entry.
    pub span: Span,
}

/// An entry of `depends_on`.
#[derive(Clone, PartialEq, Debug)]
pub struct Dependency {
    /// The service's name.
    pub service: Arg,
    /// `condition`; `None` for the short form.
    pub condition: Option<Arg>,
}
