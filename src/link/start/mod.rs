//! Follows start commands from the field that sets them to the programs that run.

mod base;
mod buildpack;
mod built;
mod console;
mod faults;
mod follow;
mod locate;
mod managed;
mod managers;
mod packages;
mod recipes;
mod written;

use crate::app::App;
use crate::artefact::compose::{CommandField, ComposeService, ComposeVolume};
use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::platform::PlatformService;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::{Form, Origin, Start};
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::extract::commands;
use crate::fact::{Fact, Kind, Place};
use crate::parse::dockerfile::{Form as DockerForm, Instruction};
use crate::source::{Arg, Sources, Span};
pub(super) use built::Scripts;
use follow::Follower;
use locate::Mount;
use managed::Followed;

/// How a process is started, before its command is followed.
enum Command {
    /// Words that are executed.
    Words(Vec<Arg>),
    /// Words of a wrapper, then text for a shell.
    Shell(Vec<crate::artefact::command::Command>),
}

/// Every start of an app: its images, compose services, containers, Procfile processes and platform commands.
pub(super) fn resolve(sources: &Sources, app: &App) -> Vec<Start> {
    let mut starts: Vec<Followed> = Vec::new();
    for image in &app.images {
        starts.extend(of_image(sources, app, image));
    }
    for service in &app.services {
        starts.extend(of_service(sources, app, service));
        starts.extend(service.hooks.iter().map(|hook| of_hook(sources, app, service, hook)));
    }
    for (workload, container) in app.containers() {
        starts.extend(of_container(sources, app, workload, container));
    }
    for service in &app.platform_services {
        starts.extend(of_platform(sources, app, service));
    }
    for fact in app.facts(Kind::Start) {
        starts.extend(of_fact(sources, app, fact));
    }
    let mut starts: Vec<Start> = starts.into_iter().flat_map(Followed::all).collect();
    let built = buildpack::of_package(sources, app, &starts);
    starts.extend(built.into_iter().flat_map(Followed::all));
    starts.sort_by_key(|start| (start.span, start.origin));
    starts.dedup_by(|one, other| one.manager.is_some() && is_same(one, other));
    starts
}

/// Whether two managers start the same process in the same circumstances: that of the image, and that of a service from it.
fn is_same(one: &Start, other: &Start) -> bool {
    one.manager.is_some() == other.manager.is_some()
        && (one.span, &one.name, &one.place) == (other.span, &other.name, &other.place)
}

/// The start as a fact, for rules that only match.
pub(super) fn fact(start: &Start) -> Option<Fact> {
    let is_said = matches!(start.origin, Origin::Procfile | Origin::Platform) && start.form == Form::Shell;
    if is_said {
        return None;
    }
    let line = start.steps.iter().map(|step| step.command.line()).collect::<Vec<_>>().join(" ; ");
    let fact = Fact::new(Kind::Start, start.span, start.name.as_str(), start.place.clone());
    Some(fact.about(Arg::literal(start.origin.name(), start.span)).valued(Arg::literal(line, start.span)))
}

/// What a command runs that stands in other files below the app's folder: scripts, targets of Makefiles, scripts of packages.
pub(super) fn called(
    sources: &Sources,
    app: &App,
    command: &crate::artefact::command::Command,
) -> Vec<crate::artefact::command::Command> {
    let mut follower = Follower::new(sources, app, None);
    follower.called(command);
    let followed = follower.finish(Origin::Image, String::new(), command.span, Place::default(), Form::Exec);
    let runs = followed.start.steps.into_iter().map(|step| step.command);
    runs.filter(|inner| !command.span.contains(inner.span)).collect()
}

fn of_image(sources: &Sources, app: &App, image: &Image) -> Option<Followed> {
    let entrypoint = image.instruction(image.effective.entrypoint);
    let cmd = image.instruction(image.effective.cmd);
    let Some(shown) = entrypoint.or(cmd) else { return of_base(sources, app, image) };
    let (command, form) = match image_command(entrypoint, cmd) {
        (Command::Words(words), form) if entrypoint.is_none() => {
            let inherited = base::entrypoint(image, shown.span);
            (Command::Words(inherited.into_iter().chain(words).collect()), form)
        }
        set => set,
    };
    let mut follower = Follower::new(sources, app, Some(image));
    run(&mut follower, command, shown.span, form);
    let span = shown.command().map_or(shown.span, |command| command.span);
    Some(follower.finish(Origin::Image, name_of_image(app, image), span, image.place.clone(), form))
}

/// The start of an image that leaves all to its base.
fn of_base(sources: &Sources, app: &App, image: &Image) -> Option<Followed> {
    let (words, span) = (base::command(image)?, image.base()?.span());
    let mut follower = Follower::new(sources, app, Some(image));
    run(&mut follower, Command::Words(words), span, Form::Exec);
    Some(follower.finish(Origin::Image, name_of_image(app, image), span, image.place.clone(), Form::Exec))
}

fn name_of_image(app: &App, image: &Image) -> String {
    image.stage().alias.as_ref().map_or_else(|| app.name.clone(), |alias| alias.text.clone())
}

fn image_command(entrypoint: Option<&Instruction>, cmd: Option<&Instruction>) -> (Command, Form) {
    let words = |instruction: &Instruction| {
        instruction.command().and_then(|command| command.exec()).map(<[Arg]>::to_vec)
    };
    let broken = [entrypoint, cmd]
        .into_iter()
        .flatten()
        .filter_map(Instruction::command)
        .any(|command| command.malformed_json);
    let shell = if broken { Form::BrokenExec } else { Form::Shell };
    let text = |instruction: &Instruction| commands::of_shell_form(instruction);
    match (entrypoint, cmd) {
        (Some(entrypoint), cmd) => match words(entrypoint) {
            None => (Command::Shell(text(entrypoint)), shell),
            Some(mut words) => {
                words.extend(cmd.map(shell_words).unwrap_or_default());
                (Command::Words(words), if broken { shell } else { Form::Exec })
            }
        },
        (None, Some(cmd)) => match words(cmd) {
            Some(words) => (Command::Words(words), Form::Exec),
            None => (Command::Shell(text(cmd)), shell),
        },
        (None, None) => (Command::Words(Vec::new()), Form::Exec),
    }
}

/// A CMD as the arguments of an exec-form ENTRYPOINT: shell text arrives as `/bin/sh -c TEXT`.
fn shell_words(cmd: &Instruction) -> Vec<Arg> {
    let Some(command) = cmd.command() else { return Vec::new() };
    match &command.form {
        DockerForm::Exec(words) => words.clone(),
        DockerForm::Shell(text) => vec![
            Arg::literal("/bin/sh", command.span),
            Arg::literal("-c", command.span),
            Arg::literal(text.text.trim(), command.span),
        ],
    }
}

fn of_service(sources: &Sources, app: &App, service: &ComposeService) -> Option<Followed> {
    let entrypoint = service.entrypoint.as_ref();
    let command = service.command.as_ref();
    let shown = command.or(entrypoint)?.span;
    let image = app.image_of(sources, service);
    let mut words = match entrypoint {
        Some(entrypoint) => entrypoint.words.clone(),
        None => inherited_entrypoint(image),
    };
    words.extend(command.map(|command| command.words.clone()).unwrap_or_default());
    if is_arguments(&words) {
        return None;
    }
    let mut follower = Follower::new(sources, app, image);
    follower.init = service.init;
    follower.mounts = mounts(service);
    run(&mut follower, Command::Words(words), shown, Form::Exec);
    let name = service.name.text.clone();
    let followed = follower.finish(Origin::Compose, name, shown, service.place.clone(), Form::Exec);
    let is_whole = entrypoint.is_some() || image.is_some() || is_transparent(service.image.as_ref());
    Some(followed.map(|start| Start { ends: service.ends, is_whole, ..start }))
}

/// A command that compose runs in a container which is up already.
fn of_hook(sources: &Sources, app: &App, service: &ComposeService, hook: &CommandField) -> Followed {
    let mut follower = Follower::new(sources, app, app.image_of(sources, service));
    follower.mounts = mounts(service);
    run(&mut follower, Command::Words(hook.words.clone()), hook.span, Form::Exec);
    let name = service.name.text.clone();
    let followed = follower.finish(Origin::Compose, name, hook.span, service.place.clone(), Form::Exec);
    followed.map(|start| Start { ends: true, ..start })
}

/// Whether words are the arguments of an entrypoint that is not known: no program is called like an option.
fn is_arguments(words: &[Arg]) -> bool {
    words.first().is_some_and(|word| word.text.starts_with('-'))
}

/// Whether an image is a Docker Official Image, whose entrypoint runs what it is given.
fn is_transparent(image: Option<&Arg>) -> bool {
    let reference = image.and_then(ImageReference::parse);
    reference.is_some_and(|reference| is_official(reference.familiar()))
}

/// What of the repository a service mounts.
fn mounts(service: &ComposeService) -> Vec<Mount> {
    let bound = service.volumes.iter().filter(|volume| volume.bind);
    let mount = |volume: &ComposeVolume| {
        volume.source.as_ref()?.known()?;
        Some(Mount { source: volume.host.clone()?, target: volume.target.known()?.to_owned() })
    };
    bound.filter_map(mount).collect()
}

fn inherited_entrypoint(image: Option<&Image>) -> Vec<Arg> {
    let entrypoint = image.and_then(|image| image.instruction(image.effective.entrypoint));
    entrypoint.and_then(|entrypoint| entrypoint.command()?.exec().map(<[Arg]>::to_vec)).unwrap_or_default()
}

fn of_container(
    sources: &Sources,
    app: &App,
    workload: &Workload,
    container: &Container,
) -> Option<Followed> {
    let (command, args) = (container.command.as_ref(), container.args.as_ref());
    let shown = command.or(args)?.0;
    let image = app.images.iter().find(|image| image.place.is_production()).or_else(|| app.images.first());
    let mut words = command.map_or_else(|| inherited_entrypoint(image), |(_, words)| words.clone());
    words.extend(args.map(|(_, words)| words.clone()).unwrap_or_default());
    if is_arguments(&words) {
        return None;
    }
    let mut follower = Follower::new(sources, app, image);
    if let Some(shared) = workload.pod.share_process_namespace.as_ref().filter(|shared| shared.text == "true")
    {
        follower.init = Some(shared.span);
    }
    run(&mut follower, Command::Words(words), shown, Form::Exec);
    let name = container.name.text.clone();
    let followed = follower.finish(Origin::Kubernetes, name, shown, workload.place.clone(), Form::Exec);
    let is_whole = command.is_some() || image.is_some();
    let ends = workload.is_job() || container.class == ContainerClass::Init;
    Some(followed.map(|start| Start { ends, is_whole, ..start }))
}

/// Words that a platform puts in the place of those of the image.
fn of_platform(sources: &Sources, app: &App, service: &PlatformService) -> Option<Followed> {
    let (entrypoint, command) = (service.entrypoint.as_ref(), service.command.as_ref());
    let shown = command.or(entrypoint)?.span;
    let image = app.images.iter().find(|image| image.place.is_production());
    let mut words = entrypoint.map_or_else(|| inherited_entrypoint(image), |field| field.words.clone());
    words.extend(command.map(|field| field.words.clone()).unwrap_or_default());
    if is_arguments(&words) {
        return None;
    }
    let mut follower = Follower::new(sources, app, image);
    run(&mut follower, Command::Words(words), shown, Form::Exec);
    let name = service.name.text.clone();
    let followed = follower.finish(Origin::Platform, name, shown, service.place.clone(), Form::Exec);
    let is_whole = entrypoint.is_some() || image.is_some();
    Some(followed.map(|start| Start { ends: service.ends, is_whole, ..start }))
}

/// A Procfile or platform command: text for a shell.
fn of_fact(sources: &Sources, app: &App, fact: &Fact) -> Option<Followed> {
    let origin = match fact.subject_text() {
        "procfile" => Origin::Procfile,
        "platform" => Origin::Platform,
        _ => return None,
    };
    let value = fact.value.as_ref()?;
    let mut follower = Follower::new(sources, app, None);
    run(&mut follower, Command::Shell(commands::of_value(sources, value)), value.span, Form::Shell);
    let followed = follower.finish(origin, fact.api.clone(), value.span, fact.place.clone(), Form::Shell);
    let mut services = app.platform_services.iter();
    let ends = ends(&fact.api) || services.any(|service| service.ends && service.span.contains(value.span));
    Some(followed.map(|start| Start { ends, ..start }))
}

/// Whether a command of that name only prepares a deployment.
fn ends(name: &str) -> bool {
    matches!(
        name,
        "release"
            | "release_command"
            | "preDeployCommand"
            | "initialDeployHook"
            | "postdeploy"
            | "pr-predeploy"
            | "container_commands"
    )
}

fn run(follower: &mut Follower, command: Command, span: Span, form: Form) {
    match command {
        Command::Words(words) => follower.words(&words, span),
        Command::Shell(commands) => follower.shell_form(commands, span, form),
    }
}
