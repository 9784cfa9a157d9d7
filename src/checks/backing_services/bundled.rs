//! Backing services inside of the app's own image.

use crate::app::App;
use crate::artefact::backing;
use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::os_package::{Action, Manager, Transaction, bare_name};
use crate::artefact::reference::ImageReference;
use crate::artefact::start::Start;
use crate::rule::Pass;
use crate::source::{Span, folder_of, name_of};

/// Images that install or start a database, cache, queue or mail server of their own.
pub fn service_in_app_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for service in SERVICES {
            if !is_purpose(pass, image, service) {
                bundled(pass, image, service);
            }
        }
    }
}

fn bundled(pass: &mut Pass, image: &Image, service: &Service) {
    let installed =
        image.final_runs().flat_map(|run| &run.commands).find_map(|command| service.installed_by(command));
    let started = started(pass.app, image, service);
    let (title, kind) = (service.title, service.kind);
    let finding = match (installed, started) {
        (Some(package), started) => {
            let finding = pass.report(package, format!("the app's image brings its own {kind}, {title}"));
            if let Some(start) = started {
                finding.because(start, "it is started here, inside of the app's container");
            }
            finding
        }
        (None, Some(start)) => pass.report(start, format!("the app's image starts its own {kind}, {title}")),
        (None, None) => return,
    };
    finding.help(format!(
        "Run {title} as a service of its own, and give the app its address in the environment."
    ));
}

/// Where the image starts the service: while it is built, or when the container starts.
fn started(app: &App, image: &Image, service: &Service) -> Option<Span> {
    let built =
        image.final_runs().flat_map(|run| &run.commands).find(|command| service.is_started_by(command));
    let steps = || app.processes_of(image).flat_map(|start| &start.steps).map(|step| &step.command);
    built.or_else(|| steps().find(|command| service.is_started_by(command))).map(|command| command.span)
}

/// Whether the image is there for the service: by its base, its name, or what it starts in the end.
fn is_purpose(pass: &Pass, image: &Image, service: &Service) -> bool {
    let base = image.base().and_then(|base| ImageReference::parse(&base.arg));
    let on = base.as_ref().and_then(|base| backing::engine(base.familiar()));
    let folder = folder_of(pass.sources.path(image.file));
    let named = folder.split('/').any(|part| backing::engine(part).is_some() || part == service.engine);
    let words = [image.effective.entrypoint, image.effective.cmd];
    let words = words.into_iter().filter_map(|at| image.instruction(at)?.command()?.exec()).flatten();
    let given = words.into_iter().any(|word| service.programs.contains(&name_of(&word.text)));
    let main =
        |start: &Start| start.main().is_some_and(|main| service.programs.contains(&main.command.name()));
    on.is_some() || named || given || pass.app.starts_of(image).any(main)
}

/// A backing service as a distribution ships it.
struct Service {
    engine: &'static str,
    title: &'static str,
    /// What it is to the app.
    kind: &'static str,
    /// Packages with its server; a version may follow the name.
    packages: &'static [&'static str],
    /// Names that mean the server on Alpine, and only the client elsewhere.
    on_alpine: &'static [&'static str],
    /// Programs that run the server, and names of its system service.
    programs: &'static [&'static str],
}

const SERVICES: &[Service] = &[
    Service {
        engine: "postgres",
        title: "PostgreSQL",
        kind: "database",
        packages: &["postgresql", "postgresql-server", "postgresql-contrib"],
        on_alpine: &[],
        programs: &["postgres", "postmaster", "pg_ctl", "pg_ctlcluster", "postgresql"],
    },
    Service {
        engine: "mysql",
        title: "MySQL",
        kind: "database",
        packages: &["mysql-server", "mysql-community-server", "default-mysql-server", "mariadb-server"],
        on_alpine: &["mysql", "mariadb"],
        programs: &["mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe", "mysql.server", "mysql", "mariadb"],
    },
    Service {
        engine: "mongodb",
        title: "MongoDB",
        kind: "database",
        packages: &["mongodb", "mongodb-org", "mongodb-server", "mongodb-org-server"],
        on_alpine: &[],
        programs: &["mongod", "mongodb"],
    },
    Service {
        engine: "redis",
        title: "Redis",
        kind: "cache",
        packages: &["redis", "redis-server", "valkey", "valkey-server", "keydb-server"],
        on_alpine: &[],
        programs: &["redis-server", "valkey-server", "keydb-server", "redis"],
    },
    Service {
        engine: "memcached",
        title: "Memcached",
        kind: "cache",
        packages: &["memcached"],
        on_alpine: &[],
        programs: &["memcached"],
    },
    Service {
        engine: "rabbitmq",
        title: "RabbitMQ",
        kind: "queue",
        packages: &["rabbitmq-server"],
        on_alpine: &[],
        programs: &["rabbitmq-server"],
    },
    Service {
        engine: "elasticsearch",
        title: "Elasticsearch",
        kind: "search engine",
        packages: &["elasticsearch", "opensearch"],
        on_alpine: &[],
        programs: &["elasticsearch", "opensearch"],
    },
    Service {
        engine: "smtp",
        title: "a mail transfer agent",
        kind: "mail server",
        packages: &[
            "postfix",
            "exim4",
            "exim4-daemon-light",
            "exim4-daemon-heavy",
            "exim",
            "sendmail",
            "opensmtpd",
        ],
        on_alpine: &[],
        programs: &["postfix", "exim", "exim4", "smtpd", "sendmail"],
    },
];

impl Service {
    /// The package by which a command installs the server.
    fn installed_by(&self, command: &Command) -> Option<Span> {
        let install = Transaction::of(command).filter(|call| call.action == Action::Install)?;
        let is_server = |name: &str| {
            let bare = bare_name(name);
            // `postgresql-16`, `postgresql16-server`, `mysql-server-8.0`.
            let unversioned: String = bare.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
            let unversioned = unversioned.trim_end_matches(['-', '{', '}']);
            [bare, unversioned].iter().any(|name| {
                self.packages.contains(name)
                    || (install.manager == Manager::Apk && self.on_alpine.contains(name))
            })
        };
        install.packages.iter().find(|package| is_server(&package.text)).map(|package| package.span)
    }

    /// Whether a command starts the server, by itself or as a system service.
    fn is_started_by(&self, command: &Command) -> bool {
        let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
        let starts = words.iter().any(|word| matches!(*word, "start" | "restart"));
        match command.name() {
            "service" | "rc-service" | "systemctl" | "invoke-rc.d" => {
                starts && words.iter().any(|word| self.programs.contains(&word.trim_end_matches(".service")))
            }
            name if command.program().text.starts_with("/etc/init.d/") => {
                starts && self.programs.contains(&name)
            }
            "pg_ctl" | "pg_ctlcluster" | "postfix" => starts && self.programs.contains(&command.name()),
            // The name of the system service is that of a client, or of a tool that hands a mail over.
            "mysql" | "mariadb" | "redis" | "postgresql" | "mongodb" | "sendmail" => false,
            name => {
                self.programs.contains(&name)
                    && !command.has_flag("--version")
                    && !command.has_flag("--initialize")
            }
        }
    }
}
