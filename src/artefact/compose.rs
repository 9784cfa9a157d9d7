//! Services of compose files, as spanned fields.

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
    /// `build`.
    pub build: Option<Build>,
    /// `command`.
    pub command: Option<CommandField>,
    /// `entrypoint`.
    pub entrypoint: Option<CommandField>,
    /// `environment`: name, and value where one is given (`None` passes the host's value through).
    pub environment: Vec<(Arg, Option<Arg>)>,
    /// `env_file`: paths as written, relative to the compose file.
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
    /// The port on the host, if it is fixed.
    pub published: Option<Arg>,
    /// The port in the container.
    pub target: Arg,
    /// The whole entry.
    pub span: Span,
}

/// An entry of `volumes`.
#[derive(Clone, PartialEq, Debug)]
pub struct ComposeVolume {
    /// A host path or a volume's name; `None` for an anonymous volume.
    pub source: Option<Arg>,
    /// Whether `source` is a path of the host.
    pub bind: bool,
    /// The path in the container.
    pub target: Arg,
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
