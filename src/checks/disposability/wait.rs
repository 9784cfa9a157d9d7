//! How long a server waits for open requests after SIGTERM, as its command line says.

use crate::app::App;
use crate::artefact::command::Command;
use crate::artefact::compose::ComposeService;
use crate::artefact::platform::PlatformService;
use crate::artefact::start::{Origin, Start};
use crate::artefact::workload::Container;
use crate::source::{Sources, Span};

/// A wait that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    /// The command that asks for it.
    pub span: Span,
    /// The seconds.
    pub seconds: u64,
}

/// The wait of a container that runs the app's own image.
pub(super) fn of_container(app: &App, container: &Container) -> Option<Wait> {
    of_start(app.start_of(container)?)
}

/// The wait of a compose service: of the command that it sets, or of that of its image.
pub(super) fn of_service(app: &App, sources: &Sources, service: &ComposeService) -> Option<Wait> {
    let set = service.command.as_ref().or(service.entrypoint.as_ref());
    if let Some(set) = set {
        let mut own = app.starts.iter().filter(|start| start.origin == Origin::Compose);
        return own
            .find(|start| start.span == set.span && start.name == service.name.text)
            .and_then(of_start);
    }
    app.image_of(sources, service).and_then(|image| app.starts_of(image).find_map(of_start))
}

/// The longest wait of what a platform runs: of the commands that its file gives it, or of the app's only image where the file
/// describes nothing else that could run it.
pub(super) fn of_platform(app: &App, service: &PlatformService) -> Option<Wait> {
    let mut told =
        app.starts.iter().filter(|start| !start.ends && service.span.contains(start.span)).peekable();
    if told.peek().is_some() {
        return told.filter_map(of_start).max_by_key(|wait| wait.seconds);
    }
    let services = app.platform_services.iter().filter(|other| !other.ends);
    let alone = services.filter(|other| other.span.file == service.span.file).count() == 1;
    app.only_image().filter(|_| alone).and_then(|image| app.starts_of(image).find_map(of_start))
}

fn of_start(start: &Start) -> Option<Wait> {
    let command = &start.main()?.command;
    Some(Wait { span: command.span, seconds: seconds(command)? })
}

/// What the option of a server says: `graceful_timeout` of
/// <https://docs.gunicorn.org/en/stable/settings.html>,
/// `--timeout-graceful-shutdown` of <https://www.uvicorn.org/settings>, `graceful_timeout` of
/// <https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html>.
fn seconds(command: &Command) -> Option<u64> {
    let option = match command.name() {
        "gunicorn" | "hypercorn" => "--graceful-timeout",
        "uvicorn" => "--timeout-graceful-shutdown",
        _ => return None,
    };
    command.option(option)?.parse().ok()
}
