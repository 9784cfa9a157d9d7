//! What a command is known to do: install, build, migrate, serve for development, daemonize, supervise.

use super::command::Command;

/// Something a command does that matters to a factor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// Installs dependencies of the app.
    InstallDependencies,
    /// Compiles or bundles the app.
    Build,
    /// Changes the schema of a database, or fills it.
    Migrate,
    /// Serves with a server, watcher or mode that is made for development.
    DevelopmentServer,
    /// Goes into the background.
    Daemonize,
    /// Runs several processes under one supervisor.
    Supervise,
    /// Runs jobs by the clock.
    Cron,
    /// Lets people log in.
    RemoteLogin,
    /// Waits for another service.
    Wait,
}

type Test = fn(&Words) -> bool;

/// What a command does; empty for most.
pub fn of(command: &Command) -> Vec<Purpose> {
    let words = Words::of(command);
    let tests: [(Purpose, Test); 9] = [
        (Purpose::InstallDependencies, installs),
        (Purpose::Build, builds),
        (Purpose::Migrate, migrates),
        (Purpose::DevelopmentServer, serves_development),
        (Purpose::Daemonize, daemonizes),
        (Purpose::Supervise, supervises),
        (Purpose::Cron, schedules),
        (Purpose::RemoteLogin, logs_in),
        (Purpose::Wait, waits),
    ];
    tests.into_iter().filter(|(_, test)| test(&words)).map(|(purpose, _)| purpose).collect()
}

/// Whether a command does that.
pub fn has(command: &Command, purpose: Purpose) -> bool {
    of(command).contains(&purpose)
}

/// A command, seen as the words that decide what it does.
struct Words<'a> {
    command: &'a Command,
    /// The program's base name; for an interpreter with a script or module, that of the script or module.
    name: &'a str,
    /// The arguments that are no options, after `name`.
    plain: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn of(command: &'a Command) -> Self {
        let mut plain: Vec<&str> = command
            .arguments()
            .iter()
            .map(|arg| arg.text.as_str())
            .filter(|text| !text.starts_with('-'))
            .collect();
        let mut name = command.name();
        let interpreter =
            is_python(name) || matches!(name, "node" | "ruby" | "php" | "bundle" | "npx" | "bunx" | "exec");
        if interpreter && !plain.is_empty() {
            name = crate::source::name_of(plain.remove(0));
            if name == "exec" && !plain.is_empty() {
                name = crate::source::name_of(plain.remove(0));
            }
        }
        Self { command, name, plain }
    }

    fn first(&self) -> &str {
        self.plain.first().copied().unwrap_or("")
    }

    fn second(&self) -> &str {
        self.plain.get(1).copied().unwrap_or("")
    }

    fn has(&self, word: &str) -> bool {
        self.command.arguments().iter().any(|arg| arg.text == word)
    }

    fn flag(&self, flag: &str) -> bool {
        self.command.has_flag(flag)
    }
}

fn is_python(name: &str) -> bool {
    name.strip_prefix("python")
        .or_else(|| name.strip_prefix("pypy"))
        .is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// Whether a word is the name of a script that migrates, as people name them.
fn names_migration(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let words: Vec<&str> = lower.split([':', '-', '_', '.', '/']).collect();
    words.iter().any(|word| matches!(*word, "migrate" | "migration" | "migrations"))
        && !words
            .iter()
            .any(|word| matches!(*word, "status" | "check" | "generate" | "create" | "new" | "make" | "wait"))
}

fn installs(words: &Words) -> bool {
    match words.name {
        "npm" | "pnpm" => {
            matches!(words.first(), "install" | "i" | "ci" | "add")
                && !words.flag("-g")
                && !words.flag("--global")
        }
        "yarn" => {
            words.command.arguments().is_empty()
                || matches!(words.first(), "install" | "add")
                || (words.plain.is_empty() && !words.flag("--version") && !words.flag("-v"))
        }
        "bun" => matches!(words.first(), "install" | "add"),
        "pip" | "pip3" => matches!(words.first(), "install"),
        "poetry" | "pipenv" | "pdm" | "composer" => matches!(words.first(), "install" | "sync" | "update"),
        "uv" => words.first() == "sync" || (words.first() == "pip" && words.second() == "install"),
        "bundle" | "bundler" => matches!(words.first(), "" | "install"),
        "install" => words.command.name() == "bundle",
        "gem" | "conda" | "mamba" => words.first() == "install",
        "apt-get" | "apt" | "dnf" | "yum" | "microdnf" | "zypper" => words.has("install"),
        "apk" => words.has("add"),
        "go" => matches!((words.first(), words.second()), ("mod", "download") | ("get", _)),
        _ => false,
    }
}

fn builds(words: &Words) -> bool {
    match words.name {
        "npm" | "pnpm" | "yarn" | "bun" => {
            let script =
                if matches!(words.first(), "run" | "run-script") { words.second() } else { words.first() };
            script == "build" || script.starts_with("build:")
        }
        "go" => matches!(words.first(), "run" | "build" | "install"),
        "cargo" => matches!(words.first(), "run" | "r" | "build" | "b"),
        "mvn" | "mvnw" => {
            ["package", "install", "compile", "verify"].iter().any(|goal| words.has(goal))
                || words
                    .command
                    .arguments()
                    .iter()
                    .any(|arg| arg.text.contains("spring-boot:run") || arg.text.contains("quarkus:dev"))
        }
        "gradle" | "gradlew" => {
            ["build", "bootRun", "assemble", "bootJar", "run"].iter().any(|task| words.has(task))
        }
        "dotnet" => matches!(words.first(), "run" | "build" | "publish"),
        "tsc" | "webpack" | "rollup" | "esbuild" => !words.flag("--noEmit") && !words.flag("--version"),
        "next" | "nuxt" | "nest" | "vite" | "ng" | "remix" | "gatsby" | "astro" => words.first() == "build",
        "rake" | "rails" => words.plain.iter().any(|task| task.starts_with("assets:precompile")),
        "make" | "cmake" | "gcc" | "javac" => {
            words.name != "make" || matches!(words.first(), "" | "build" | "all")
        }
        _ => false,
    }
}

fn migrates(words: &Words) -> bool {
    if ["--check", "--plan", "--help", "--dry-run", "--list", "--show-plan"]
        .iter()
        .any(|flag| words.flag(flag))
    {
        return false;
    }
    let first = words.first();
    let script = match words.name {
        "npm" | "pnpm" | "yarn" | "bun" => {
            Some(if matches!(first, "run" | "run-script") { words.second() } else { first })
        }
        _ => None,
    };
    if let Some(script) = script {
        return names_migration(script) || first == "prisma" && words.second() == "migrate";
    }
    match words.name {
        "manage.py" | "django-admin" => {
            matches!(first, "migrate" | "syncdb" | "loaddata" | "migrate_schemas")
        }
        "alembic" => matches!(first, "upgrade" | "downgrade"),
        "flask" | "aerich" => {
            (first == "db" && words.second() == "upgrade") || (words.name == "aerich" && first == "upgrade")
        }
        "rails" | "rake" => words.plain.iter().any(|task| {
            task.strip_prefix("db:").is_some_and(|task| {
                matches!(task, "migrate" | "setup" | "seed" | "prepare" | "schema:load" | "create" | "reset")
                    || task.starts_with("migrate:")
            })
        }),
        "prisma" => {
            (first == "migrate" && matches!(words.second(), "deploy" | "dev" | "reset"))
                || (first == "db" && matches!(words.second(), "push" | "seed"))
        }
        "knex" => first.starts_with("migrate:") || first.starts_with("seed:run"),
        "sequelize" | "sequelize-cli" => first.starts_with("db:migrate") || first.starts_with("db:seed"),
        "typeorm" | "typeorm-ts-node-commonjs" | "typeorm-ts-node-esm" => {
            matches!(first, "migration:run" | "schema:sync")
        }
        "mikro-orm" => first == "migration:up" || first == "schema:update",
        "drizzle-kit" => matches!(first, "migrate" | "push"),
        "node-pg-migrate" | "db-migrate" | "migrate-mongo" => first == "up",
        "flyway" => words.has("migrate"),
        "liquibase" => words.has("update"),
        "artisan" => first.starts_with("migrate") || first == "db:seed",
        "console" => {
            first.starts_with("doctrine:migrations:migrate") || first.starts_with("doctrine:schema:update")
        }
        "goose" | "dbmate" | "sql-migrate" => {
            words.plain.iter().any(|word| matches!(*word, "up" | "migrate"))
        }
        "migrate" => words.plain.contains(&"up"),
        "atlas" => first == "migrate" && words.second() == "apply",
        "diesel" => {
            first == "migration" && words.second() == "run"
                || first == "database" && words.second() == "setup"
        }
        "sqlx" => first == "migrate" && words.second() == "run",
        "sea-orm-cli" => first == "migrate" && !matches!(words.second(), "generate" | "init" | "status"),
        "dotnet" => first == "ef" && words.second() == "database",
        "dotnet-ef" => first == "database",
        "mix" => first.starts_with("ecto.migrate") || first == "ecto.setup",
        name => names_migration(name) && !name.ends_with(".md") && name != "migrate",
    }
}

fn serves_development(words: &Words) -> bool {
    let first = words.first();
    match words.name {
        "flask" => first == "run",
        "manage.py" | "django-admin" => matches!(first, "runserver" | "runserver_plus"),
        "fastapi" => first == "dev",
        "uvicorn" | "gunicorn" | "hypercorn" | "granian" => words.flag("--reload"),
        "nodemon" | "ts-node-dev" | "tsnd" | "supervisor" | "node-dev" | "watchmedo" | "watchfiles"
        | "air" | "reflex" | "gin-bin" | "CompileDaemon" | "webpack-dev-server" | "react-scripts"
        | "live-server" | "browser-sync" => words.name != "react-scripts" || first == "start",
        "tsx" => first == "watch" || words.flag("--watch"),
        "node" => words.flag("--watch"),
        "vite" | "vue-cli-service" => matches!(first, "" | "dev" | "serve") && !words.flag("--version"),
        "next" | "nuxt" | "nuxi" | "remix" | "astro" | "wrangler" | "svelte-kit" => first == "dev",
        "webpack" => first == "serve" || first == "watch" || words.flag("--watch"),
        "ng" => first == "serve",
        "nest" => first == "start" && (words.flag("--watch") || words.flag("--debug")),
        "gatsby" => first == "develop",
        "artisan" => first == "serve",
        "symfony" => matches!(first, "serve" | "server:start"),
        "cargo" => matches!(first, "watch"),
        "dotnet" => first == "watch",
        "mvn" | "mvnw" => words.command.arguments().iter().any(|arg| arg.text.contains("quarkus:dev")),
        "rails" | "s" => {
            words.name == "rails"
                && matches!(first, "s" | "server")
                && words.command.option("-e").or_else(|| words.command.option("--environment"))
                    == Some("development")
        }
        "mix" => false,
        _ => words.command.name() == "php" && words.flag("-S"),
    }
}

fn daemonizes(words: &Words) -> bool {
    let program = words.command.name();
    match program {
        "gunicorn" | "celery" | "puma" | "unicorn" | "thin" | "sidekiq" | "rails" | "uwsgi" | "nginx"
        | "redis-server" | "apachectl" | "apache2ctl" | "httpd" | "php-fpm" | "service" | "systemctl"
        | "nohup" | "setsid" | "start-stop-daemon" | "daemon" | "daemonize" | "pm2" | "forever"
        | "mongod" | "supervisord" => {}
        _ => return false,
    }
    match program {
        // daemon(1) runs the command that follows; many programs have a subcommand of that name, which stays.
        "daemon" => !words.plain.is_empty(),
        "gunicorn" => words.flag("--daemon") || words.flag("-D"),
        "celery" => words.flag("--detach") || words.has("multi"),
        "puma" | "thin" | "sidekiq" | "rails" => {
            words.flag("--daemon") || words.flag("-d") && program != "sidekiq"
        }
        "unicorn" => words.flag("-D") || words.flag("--daemonize"),
        "uwsgi" => words.flag("--daemonize") || words.flag("-d"),
        "nginx" => {
            let line = words.command.line();
            !line.contains("daemon off")
                && (words.plain.is_empty() || words.flag("-g") && words.plain.len() == 1)
                && !words.flag("-t")
                && !words.flag("-v")
                && !words.flag("-V")
                && !words.flag("-s")
                && !words.flag("-c")
        }
        "redis-server" => words.command.option("--daemonize") == Some("yes"),
        "apachectl" | "apache2ctl" => {
            !words.has("FOREGROUND")
                && !words.flag("-DFOREGROUND")
                && matches!(words.first(), "start" | "restart" | "graceful")
                && !words.has("-D")
        }
        "httpd" => {
            words.has("start")
                || words.command.option("-k") == Some("start")
                    && !words.flag("-DFOREGROUND")
                    && !words.has("FOREGROUND")
        }
        "php-fpm" => words.flag("-D") || words.flag("--daemonize"),
        "mongod" => words.flag("--fork"),
        "service" => words.plain.get(1).is_some_and(|verb| matches!(*verb, "start" | "restart")),
        "systemctl" => matches!(words.first(), "start" | "enable" | "restart"),
        "pm2" => words.first() == "start" && !words.flag("--no-daemon"),
        "forever" => words.first() == "start",
        _ => program != "supervisord",
    }
}

fn supervises(words: &Words) -> bool {
    match words.command.name() {
        "supervisord" | "s6-svscan" | "runsvdir" | "monit" | "circusd" | "concurrently" | "my_init"
        | "procodile" | "hivemind" | "run-p" => true,
        "foreman" | "honcho" | "overmind" | "goreman" | "forego" | "nf" | "node-foreman" => {
            runs_procfile(words)
        }
        "pm2-runtime" | "pm2" => {
            words.flag("-i")
                || words.plain.iter().any(|word| {
                    let endings = [".config.js", ".config.cjs", ".config.mjs", ".json", ".yml", ".yaml"];
                    endings.iter().any(|ending| word.ends_with(ending))
                })
        }
        "npm-run-all" | "npm-run-all2" => words.flag("--parallel") || words.flag("-p"),
        _ => match words.name {
            "concurrently" | "supervisord" | "run-p" => true,
            "foreman" | "honcho" => runs_procfile(words),
            _ => false,
        },
    }
}

/// Whether a runner of Procfiles starts processes; `run` only lends a command its environment.
fn runs_procfile(words: &Words) -> bool {
    matches!(words.first(), "start" | "s") || words.has("start")
}

fn schedules(words: &Words) -> bool {
    matches!(
        words.command.name(),
        "cron" | "crond" | "anacron" | "supercronic" | "go-cron" | "fcron" | "crontab"
    ) || (words.command.name() == "service" && matches!(words.first(), "cron" | "crond"))
        || (words.command.name().ends_with("cron") && words.command.name().starts_with('/'))
}

fn logs_in(words: &Words) -> bool {
    matches!(words.command.name(), "sshd" | "dropbear")
        || (words.command.name() == "service" && matches!(words.first(), "ssh" | "sshd"))
}

fn waits(words: &Words) -> bool {
    matches!(
        words.name,
        "sleep"
            | "wait-for-it"
            | "wait-for-it.sh"
            | "wait-for"
            | "wait-for.sh"
            | "wait-for-postgres.sh"
            | "dockerize"
            | "wait-on"
            | "wait4x"
            | "wait-port"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Arg, FileId, Span};

    fn purposes(line: &str) -> Vec<Purpose> {
        let span = Span::start_of(FileId(0));
        let argv = line.split(' ').map(|word| Arg::literal(word, span)).collect();
        of(&Command::exec(argv, 0, span))
    }

    #[test]
    fn words_decide_what_a_command_does() {
        assert_eq!(purposes("python manage.py migrate --noinput"), [Purpose::Migrate]);
        assert_eq!(purposes("python -m flask run"), [Purpose::DevelopmentServer]);
        assert_eq!(purposes("npm run db:migrate"), [Purpose::Migrate]);
        assert_eq!(purposes("npm ci --omit=dev"), [Purpose::InstallDependencies]);
        assert_eq!(purposes("yarn"), [Purpose::InstallDependencies]);
        assert_eq!(purposes("go run ./cmd/server"), [Purpose::Build]);
        assert_eq!(purposes("gunicorn app:app --daemon"), [Purpose::Daemonize]);
        assert_eq!(purposes("bundle exec rake db:migrate"), [Purpose::Migrate]);
        assert_eq!(purposes("php -S 0.0.0.0:80"), [Purpose::DevelopmentServer]);
    }

    #[test]
    fn ordinary_commands_do_none_of_it() {
        for line in [
            "node server.js",
            "gunicorn app:app",
            "nginx -g daemon off;",
            "npm start",
            "yarn start",
            "python app.py",
            "uvicorn main:app",
            "rails server",
        ] {
            assert_eq!(purposes(line), [], "{line}");
        }
    }
}
