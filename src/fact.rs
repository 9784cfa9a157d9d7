//! The vocabulary of facts: what extractors say about a repository and rules read, word by word.

use crate::source::{Arg, Span};

/// One statement about one place of the repository.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// What is said; it decides what `subject` and `value` mean.
    pub kind: Kind,
    /// The place that says it: the call, the assignment, the field.
    pub span: Span,
    /// What it is said of.
    pub subject: Option<Arg>,
    /// The value that goes with it.
    pub value: Option<Arg>,
    /// How the place says it: the canonical callee (`logging.FileHandler`) or the field path (`spec.replicas`).
    pub api: String,
    /// [`Kind::EnvRead`]: the program cannot run without the variable. Always `false` for other kinds.
    pub required: bool,
    /// Where in the software the place stands.
    pub place: Place,
}

impl Fact {
    /// A fact of that kind at that place, said of nothing and without a value yet.
    pub fn new(kind: Kind, span: Span, api: impl Into<String>, place: Place) -> Self {
        Self { kind, span, subject: None, value: None, api: api.into(), required: false, place }
    }

    /// The same fact, said of `subject`.
    #[must_use]
    pub fn about(mut self, subject: Arg) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The same fact with a value.
    #[must_use]
    pub fn valued(mut self, value: Arg) -> Self {
        self.value = Some(value);
        self
    }

    /// The subject's text, or the empty string.
    pub fn subject_text(&self) -> &str {
        self.subject.as_ref().map_or("", |arg| arg.text.as_str())
    }

    /// The value's text, or the empty string.
    pub fn value_text(&self) -> &str {
        self.value.as_ref().map_or("", |arg| arg.text.as_str())
    }

    /// The value if it is wholly known.
    pub fn known_value(&self) -> Option<&str> {
        self.value.as_ref().and_then(Arg::known)
    }
}

/// What a fact says. The set is closed; each word is documented with the meaning of subject and value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Code reads an environment variable. Subject: its name. Value: the default used when it is unset. The `api` `compose`
    /// says that compose itself reads it where the file interpolates `${NAME}`.
    EnvRead,
    /// Code binds a string to a name, key or keyword argument. Subject: that name. Value: the string.
    Literal,
    /// Code signs or encrypts with a key that the app chose for itself. Subject: the name of the setting; none where the key
    /// is an argument without one. Value: the key.
    SigningKey,
    /// Code is a client of a backing service or HTTP peer. Subject: the kind of service (`postgres`, `mysql`, `mongodb`,
    /// `redis`, `memcached`, `amqp`, `kafka`, `nats`, `elasticsearch`, `smtp`, `s3`, `ldap`, `sqlite`, `http`, …). Value: its
    /// URL, DSN, host or file.
    Connect,
    /// Code listens on a socket. Subject: host. Value: port.
    Listen,
    /// Code serves an HTTP path. Subject: method in capitals, `ANY` for all, `PREFIX` for a mount. Value: path, parameters
    /// as `{}`.
    Route,
    /// Code asks a backing service or a peer something and waits for the answer. Subject: the kind of service, as for
    /// `connect`; `database` where it is one of unknown kind.
    Query,
    /// What answers an HTTP path makes a `query`, and fails if that does. Subject: the kind of service. Value: the path as the
    /// `route` has it, at the place of that. The span is the query's.
    RouteQuery,
    /// What answers an HTTP path that changes something writes a file to keep it, in a function that it calls. Subject: the file's
    /// path. Value: the path as the `route` has it, at the place of that; none where the handler's form alone makes it one. The span is that of the `file-write`.
    RouteWrite,
    /// Code writes a file. Subject: `durable`, `temporary` where the file system place or API says so, `upload` where
    /// a library keeps what requests bring, or `upload-fallback` where it does so unless the environment says otherwise. Value:
    /// path. Before files are joined: `named` with the name of a service for uploads as value, `disk` where the service that
    /// `api` names is the disk.
    FileWrite,
    /// Code or a logging configuration opens a destination for logs. Subject: `file`, `rotating-file`, `syslog`, `collector` or
    /// `stdout`; `print` where a line is written there and not flushed, `line-buffered` where code makes every line be. Value: path
    /// or address. `given` is a logger that the framework is given, `implied` the file that it opens where it is given none.
    /// Words of places that count where a variable is not set end in `-fallback`; an entry that is not chosen is `unchosen`.
    LogSink,
    /// Code chooses where sessions are kept. Subject: `memory`, `file`, `cookie`, `database` or the kind of the service.
    SessionStore,
    /// Code chooses where cached state is kept. Subject: as for `session-store`.
    CacheStore,
    /// Code fans messages out to clients. Subject: `memory`, or the kind of the service behind it.
    PubSub,
    /// Code limits how often a client may ask. Subject: where the counters are kept: `memory`, or the kind of the service.
    RateLimit,
    /// Code takes messages from a broker. Subject: the kind of service. Value: `early` where a message counts as done before
    /// the work on it is, else `late`.
    Consume,
    /// Code plans recurring work inside its process. Subject: the library. Value: the plan where it is written.
    Schedule,
    /// Code hands durable work to a thread or in-memory queue. Subject: the mechanism.
    BackgroundWork,
    /// A request handler changes state shared by the process. Subject: the variable.
    SharedState,
    /// Code starts another program. Subject: `argv` or `shell`. Value: the program, or the whole shell command.
    Spawn,
    /// Code turns itself into a daemon. Subject: the mechanism.
    Daemonize,
    /// Code writes a file with its process id. Value: path.
    PidFile,
    /// Code says what a signal does. Subject: its name (`SIGTERM`). Value: `handle` or `ignore`.
    Signal,
    /// Code says what becomes of an error that nothing caught. Subject: the event. Value: `exit` or `go-on`.
    Crash,
    /// Code runs a server or worker loop. Subject: the framework. Value: `graceful` where SIGTERM makes it stop by itself, else
    /// `abrupt`.
    Server,
    /// Code runs schema migrations. Subject: the tool. Value: where the function around it says no more, the call by which a
    /// function that serves comes to it.
    Migrate,
    /// An object mapper rewrites the schema when the program starts. Subject: the mapper. Value: the mode.
    SchemaSync,
    /// Code branches on the name of the environment it runs in. Subject: the variable. Value: the name compared with.
    EnvironmentBranch,
    /// Code or a manifest turns debug mode on or off. Subject: the switch. Value: `true` or `false` as far as known.
    Debug,
    /// Code uses a module of another package. Value: its canonical name.
    Import,
    /// An artefact gives a variable to a program. Subject: name. Value: the value where it is written. The `api` says by what
    /// means: `dockerfile`, `compose`, `env-file`, `kubernetes`, `kubernetes-reference`, `helm`, `procfile`, `ci`, `platform`.
    EnvProvide,
    /// The repository documents a variable, as in `.env.example`. Subject: name. Value: the sample value.
    EnvDocument,
    /// An image is built from another. Subject: repository. Value: tag or digest.
    BaseImage,
    /// An artefact deploys an image. Subject: repository. Value: tag or digest.
    Image,
    /// A program is started. Subject: the origin (`image`, `compose`, `kubernetes`, `procfile`, `platform`, `supervised`). Value: the command.
    /// The `api` is the name of the process, service or container.
    Start,
    /// An image or workload offers a port. Subject: protocol. Value: port.
    Expose,
    /// A dependency manifest names a package. Subject: its name. Value: the version wanted.
    Dependency,
    /// A file fixes the version of a language runtime. Subject: language. Value: version or range.
    Runtime,
    /// An environment runs a backing service. Subject: engine (`postgres`). Value: version.
    Backing,
    /// A CI job runs a command. Subject: the job. Value: the command.
    CiStep,
}

impl Kind {
    /// Every kind with the word that rule pages use for it, in the order of the declaration.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::EnvRead, "env-read"),
        (Self::Literal, "literal"),
        (Self::SigningKey, "signing-key"),
        (Self::Connect, "connect"),
        (Self::Listen, "listen"),
        (Self::Route, "route"),
        (Self::Query, "query"),
        (Self::RouteQuery, "route-query"),
        (Self::RouteWrite, "route-write"),
        (Self::FileWrite, "file-write"),
        (Self::LogSink, "log-sink"),
        (Self::SessionStore, "session-store"),
        (Self::CacheStore, "cache-store"),
        (Self::PubSub, "pubsub"),
        (Self::RateLimit, "rate-limit"),
        (Self::Consume, "consume"),
        (Self::Schedule, "schedule"),
        (Self::BackgroundWork, "background-work"),
        (Self::SharedState, "shared-state"),
        (Self::Spawn, "spawn"),
        (Self::Daemonize, "daemonize"),
        (Self::PidFile, "pid-file"),
        (Self::Signal, "signal"),
        (Self::Crash, "crash"),
        (Self::Server, "server"),
        (Self::Migrate, "migrate"),
        (Self::SchemaSync, "schema-sync"),
        (Self::EnvironmentBranch, "environment-branch"),
        (Self::Debug, "debug"),
        (Self::Import, "import"),
        (Self::EnvProvide, "env-provide"),
        (Self::EnvDocument, "env-document"),
        (Self::BaseImage, "base-image"),
        (Self::Image, "image"),
        (Self::Start, "start"),
        (Self::Expose, "expose"),
        (Self::Dependency, "dependency"),
        (Self::Runtime, "runtime"),
        (Self::Backing, "backing"),
        (Self::CiStep, "ci-step"),
    ];

    /// The word that rule pages use.
    pub fn name(self) -> &'static str {
        Self::WORDS[self as usize].1
    }

    /// The kind a rule page names, if there is one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, word)| *word == name).map(|(kind, _)| *kind)
    }
}

/// Where in the software a place stands, so that no rule asks again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// What the code or artefact is for.
    pub role: Role,
    /// The environment it is written for.
    pub environment: Environment,
    /// When the code runs.
    pub scope: Scope,
}

impl Place {
    /// A place of that role, for every environment.
    pub fn of(role: Role) -> Self {
        Self { role, ..Self::default() }
    }

    /// Whether the place is part of what runs in production: app code or deploy configuration, not written for another
    /// environment.
    pub fn is_production(&self) -> bool {
        self.role == Role::Production
            && matches!(self.environment, Environment::Any | Environment::Staging | Environment::Production)
    }
}

/// What a file, or a part of one, is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Role {
    /// Part of the running app or of its deployment.
    #[default]
    Production,
    /// Runs in a browser or on a device, not as a server process.
    Client,
    /// Serves local development only.
    Development,
    /// A test, or data of one.
    Test,
    /// A script, build step or generator that people or CI run.
    Tooling,
    /// A sample for readers.
    Example,
    /// Prose and its snippets.
    Documentation,
    /// Somebody else's code, copied in.
    Vendored,
    /// Written by a program.
    Generated,
}

impl Role {
    /// Whether the project wrote it to be run, by its users or by itself.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Production | Self::Client | Self::Development | Self::Tooling)
    }

    /// The word a rule page uses in `where`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Client => "client",
            Self::Development => "development",
            Self::Test => "test",
            Self::Tooling => "tooling",
            Self::Example => "example",
            Self::Documentation => "documentation",
            Self::Vendored => "vendored",
            Self::Generated => "generated",
        }
    }
}

/// The environment that a file or a part of one is written for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Environment {
    /// None is named: it serves them all.
    #[default]
    Any,
    /// A developer's machine.
    Development,
    /// Automated tests.
    Test,
    /// A rehearsal of production.
    Staging,
    /// Production.
    Production,
}

impl Environment {
    /// The environment that a word of a file name or a variable's value stands for (`prod`, `dev`, `qa`, …).
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "dev" | "devel" | "develop" | "development" | "local" | "localdev" | "debug" | "devcontainer"
            | "minikube" | "k3d" => Self::Development,
            "test" | "tests" | "testing" | "ci" | "cucumber" | "e2e" | "integration" => Self::Test,
            "stage" | "staging" | "stg" | "qa" | "uat" | "preprod" | "preview" | "sandbox" | "demo" => {
                Self::Staging
            }
            "prod" | "production" | "prd" | "live" | "release" => Self::Production,
            _ => return None,
        })
    }

    /// The environment's usual name; empty for [`Environment::Any`].
    pub fn name(&self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Development => "development",
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

/// When the code at a place runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Scope {
    /// When the module is loaded, or for artefacts: always.
    #[default]
    Module,
    /// In the program's entry function or its `if __name__ == "__main__"` block.
    Main,
    /// In some function.
    Function,
    /// While a request, message or event is handled.
    Handler,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_order_of_the_declaration() {
        for (at, (kind, word)) in Kind::WORDS.iter().enumerate() {
            assert_eq!(*kind as usize, at, "{word}");
            assert_eq!(Kind::from_name(word), Some(*kind));
        }
    }
}
