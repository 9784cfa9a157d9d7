//! Services of compose files, as spanned fields.

use super::command;
use super::reference::ImageReference;
use crate::fact::Place;
use crate::source::{Arg, FileId, Rendering, Sources, Span};

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
    /// The commands of `post_start` and `pre_stop`, which run beside the service's own in each of its containers.
    pub hooks: Vec<CommandField>,
    /// `environment`: name, and value where one is given (`None` passes the host's value through).
    pub environment: Vec<(Arg, Option<Arg>)>,
    /// `env_file`.
    pub env_files: Vec<EnvFile>,
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
    /// What says that it works on its host: `privileged: true`, `NET_ADMIN` among `cap_add`, or one container on each node.
    pub works_on_host: Option<Span>,
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
    /// Whether something outside of the project says what it runs: a file that it extends, or a `provider`.
    pub elsewhere: bool,
    /// The services of other files that this one builds upon, nearest first; their fields are among its own.
    pub layers: Vec<Span>,
    /// The other files that make up a project with its own: those that it is laid over, and what they include.
    pub companions: Vec<FileId>,
}

impl ComposeService {
    /// The files of the project it belongs to: its own first.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        std::iter::once(self.span.file).chain(self.companions.iter().copied())
    }

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
            hooks: Vec::new(),
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
            works_on_host: None,
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
            elsewhere: false,
            layers: Vec::new(),
            companions: Vec::new(),
        }
    }

    /// Whether it says neither what image it runs nor how to build one, so that another file has to.
    pub fn is_partial(&self) -> bool {
        self.image.is_none() && self.build.is_none() && !self.elsewhere
    }

    /// Whether it only waits for somebody to enter it.
    pub fn is_idle(&self) -> bool {
        command::is_idle(
            [&self.entrypoint, &self.command].into_iter().flatten().flat_map(|field| &field.words),
        )
    }

    /// Whether something restarts it when it ends with an error.
    pub fn is_restarted(&self) -> bool {
        let policy = self.restart.as_ref();
        policy.is_some_and(|policy| !matches!(policy.text.as_str(), "no" | "none" | "false"))
    }

    /// How many containers it is meant to have; 1 where that is unset, `None` where it is computed.
    pub fn replica_count(&self) -> Option<u64> {
        self.replicas.as_ref().map_or(Some(1), |arg| arg.known()?.parse().ok())
    }
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
    pub inline: Option<Inline>,
    /// `target`.
    pub target: Option<Arg>,
    /// `args`.
    pub args: Vec<(Arg, Option<Arg>)>,
    /// `additional_contexts`.
    pub contexts: Vec<(Arg, Option<Arg>)>,
}

impl Build {
    /// The file that holds the Dockerfile, if it is one of the project.
    pub fn file(&self, sources: &Sources) -> Option<FileId> {
        match &self.inline {
            Some(inline) => inline.file,
            None => sources.find(self.dockerfile.as_deref()?),
        }
    }
}

/// A Dockerfile that stands in the compose file.
#[derive(Clone, PartialEq, Debug)]
pub struct Inline {
    /// Its text.
    pub rendering: Rendering,
    /// Under which id it is read.
    pub file: Option<FileId>,
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
    /// That path as one of the project, where it lies in there.
    pub host: Option<String>,
    /// The path in the container.
    pub target: Arg,
    /// Whether the container cannot write to it.
    pub read_only: bool,
    /// The whole entry.
    pub span: Span,
}

/// An entry of `env_file`.
#[derive(Clone, PartialEq, Debug)]
pub struct EnvFile {
    /// The path as written.
    pub path: Arg,
    /// The path as one of the project, where it lies in there.
    pub file: Option<String>,
    /// Whether compose refuses to start without the file.
    pub required: bool,
}

/// An entry of `depends_on`.
#[derive(Clone, PartialEq, Debug)]
pub struct Dependency {
    /// The service's name.
    pub service: Arg,
    /// `condition`; `None` for the short form.
    pub condition: Option<Arg>,
}
