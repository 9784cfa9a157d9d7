//! Admin tasks in images: migrations while building, cron and remote login inside of the container.

use crate::artefact::backing;
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::os_package::{Action, Transaction, bare_name};
use crate::artefact::purpose::{self, Purpose};
use crate::artefact::reference::ImageReference;
use crate::artefact::start::{Start, Step};
use crate::extract::commands;
use crate::parse::dockerfile::{Body, Keyword};
use crate::rule::Pass;
use crate::source::{Span, is_below};

/// RUN instructions that change a database.
pub fn migration_in_build(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for run in image.built_runs() {
            let shipped = image.effective.chain.contains(&run.stage);
            if !shipped && is_throwaway(image, run) {
                continue;
            }
            let Some(command) = run.commands.iter().find(|command| changes_database(image, command)) else {
                continue;
            };
            let line = command.line();
            let finding = pass.report(
                command.span,
                format!("the build of the image changes a database: '{}'", line.trim()),
            );
            finding.help(
                "Run it once for each release against that release's database: in a Job, a Helm hook, a release phase or the pipeline.",
            );
        }
    }
}

fn changes_database(image: &Image, command: &Command) -> bool {
    let asks =
        ["--help", "--version", "--check", "--plan", "--dry-run"].iter().any(|flag| command.has_flag(flag));
    let loads = match command.name() {
        "psql" => {
            ["-f", "-c", "--file", "--command"].iter().any(|flag| command.has_flag(flag))
                || reads_file(command)
        }
        "mysql" | "mariadb" => command.has_flag("-e") || command.has_flag("--execute") || reads_file(command),
        "pg_restore" | "mongorestore" | "mongoimport" => true,
        _ => false,
    };
    let base = image.base().and_then(|base| ImageReference::parse(&base.arg));
    let filled = base.is_some_and(|base| backing::engine(base.familiar()).is_some());
    !asks && !filled && (loads || purpose::has(command, Purpose::Migrate))
}

fn reads_file(command: &Command) -> bool {
    command.redirects.iter().any(|redirect| !redirect.output && !redirect.target.text.starts_with('&'))
}

/// Whether a builder stage makes a database only for itself, to check queries against: it starts the server, or the database
/// is a file.
fn is_throwaway(image: &Image, run: &Run) -> bool {
    let url = image.value(run.instruction, "DATABASE_URL").is_some_and(|url| url.starts_with("sqlite"));
    let given = run.commands.iter().flat_map(|command| &command.assignments);
    let own = given
        .into_iter()
        .any(|(name, value)| name.text == "DATABASE_URL" && value.text.starts_with("sqlite"));
    let server = run.commands.iter().any(|command| {
        matches!(
            command.name(),
            "service" | "pg_ctl" | "pg_ctlcluster" | "mysqld" | "mysqld_safe" | "postgres"
        )
    });
    url || own || server
}

/// Cron inside of the app's container.
pub fn cron_in_container(pass: &mut Pass) {
    let app = pass.app;
    let dedicated = app.starts.iter().filter(|start| start.manager.is_none()).any(is_for_cron);
    for image in app.images.iter().filter(|image| image.place.is_production() && !dedicated) {
        let steps = app.processes_of(image).flat_map(|start| &start.steps);
        let started = steps.map(|step| &step.command).find(|command| purpose::has(command, Purpose::Cron));
        let installed =
            installed(image, &["cron", "cronie", "dcron", "anacron", "supercronic", "busybox-openrc"]);
        let Some((place, message)) = started
            .map(|command| {
                (
                    command.span,
                    format!("'{}' runs scheduled jobs inside of the app's container", command.name()),
                )
            })
            .or_else(|| {
                let table = crontab(image).filter(|_| !has_cron_script(pass))?;
                Some((table, "the app's image brings a crontab".to_owned()))
            })
        else {
            continue;
        };
        let finding = pass.report(place, message);
        finding.help("Run each job as a one-off process from the same image: a Kubernetes CronJob, a scheduler of the platform.");
        if let Some(package) = installed {
            finding.because(package, "cron is installed here");
        }
        if let Some(start) = app.starts_of(image).next().filter(|start| start.span != place) {
            finding.because(start.span, "this is what the container is there for");
        }
    }
}

/// Whether a process is there for cron alone.
fn is_for_cron(start: &Start) -> bool {
    let is_cron = |step: &Step| purpose::has(&step.command, Purpose::Cron);
    let runs_cron = || start.steps.iter().any(is_cron);
    let serves = |step: &Step| !step.is_small() && !is_cron(step) && step.command.name() != "tail";
    start.others.iter().any(|step| step.command.flow.exec && is_cron(step))
        || start.main().is_some_and(|main| {
            purpose::has(&main.command, Purpose::Cron) && main.command.name() != "crontab"
                || main.command.name() == "tail" && runs_cron() && !start.steps.iter().any(serves)
        })
}

/// Whether a script of the app ends as cron: a process of its own from the same image.
fn has_cron_script(pass: &Pass) -> bool {
    pass.app.files.iter().any(|file| {
        let script = commands::of_script(*file, &pass.sources.file(*file).text, &[]).unwrap_or_default();
        let last = script.iter().rfind(|command| command.flow.last);
        last.is_some_and(|last| last.flow.exec && purpose::has(last, Purpose::Cron))
    })
}

/// Where an image sets up a crontab.
fn crontab(image: &Image) -> Option<Span> {
    const FOLDERS: [&str; 5] =
        ["/etc/cron.d", "/etc/crontabs", "/var/spool/cron", "/etc/crontab", "/etc/periodic"];
    let is_table = |path: &str| FOLDERS.iter().any(|folder| is_below(path, folder));
    let commands = || image.final_runs().flat_map(|run| &run.commands);
    let loaded = commands().find(|command| {
        let written =
            command.redirects.iter().any(|redirect| redirect.output && is_table(&redirect.target.text));
        let loads = command.name() == "crontab" && !command.has_flag("-l") && !command.has_flag("-r");
        written || loads
    });
    let copied = image.instructions().filter(|copy| matches!(copy.keyword, Keyword::Copy | Keyword::Add));
    let mut tables = copied.filter_map(|copy| match &copy.body {
        Body::Copy { destination, .. } if is_table(destination.text()) => Some(destination.span()),
        _ => None,
    });
    tables.next().or(loaded.map(|command| command.span))
}

/// Images that people can log in to.
pub fn ssh_server_in_image(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let logs_in = |command: &&Command| purpose::has(command, Purpose::RemoteLogin);
        if app.starts_of(image).any(|start| start.main().is_some_and(|main| logs_in(&&main.command))) {
            continue;
        }
        let steps = app.processes_of(image).flat_map(|start| &start.steps).map(|step| &step.command);
        let mut commands = image.final_runs().flat_map(|run| &run.commands).chain(steps);
        let started = commands.find(logs_in).map(|command| command.span);
        let exposed =
            image.effective.expose.iter().find(|(_, port)| port.text().split('/').next() == Some("22"));
        let exposed = exposed.map(|(_, port)| port.span());
        // On Alpine and Arch the package of that name is client and server in one.
        let bundle = installed(image, &["openssh", "ssh"]).filter(|_| started.or(exposed).is_some());
        let server =
            installed(image, &["openssh-server", "openssh-sftp-server", "dropbear", "tinyssh"]).or(bundle);
        let Some(place) = server.or(started) else { continue };
        let finding = pass.report(place, "the image lets people log in to running containers with SSH");
        if let Some(started) = started.filter(|started| *started != place) {
            finding.because(started, "the server is started here");
        }
        if let Some(exposed) = exposed {
            finding.because(exposed, "its port is open to others");
        }
        finding.help(
            "Remove it. Run admin tasks as one-off processes from the same release, and look into a container with 'kubectl exec' or \
             'docker exec'.",
        );
    }
}

/// Where the final image installs one of the packages.
fn installed(image: &Image, names: &[&str]) -> Option<Span> {
    let installs = image.final_runs().flat_map(|run| &run.commands).filter_map(Transaction::of);
    let packages = installs.filter(|call| call.action == Action::Install).flat_map(|call| call.packages);
    packages.into_iter().find(|package| names.contains(&bare_name(&package.text))).map(|package| package.span)
}
