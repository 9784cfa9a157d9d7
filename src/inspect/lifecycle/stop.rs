//! How the containers of a pod stop.

use std::fmt::Write as _;

use serde::Serialize;

use super::super::Place;
use super::{Number, Problem, class};
use crate::app::{App, Project};
use crate::artefact::start::{HopKind, Start};
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::parse::dockerfile::Body;
use crate::source::Arg;

/// `DefaultTerminationGracePeriodSeconds`.
const DEFAULT_GRACE: i64 = 30;

/// The end of a pod.
#[derive(Serialize, Debug)]
pub(super) struct Stop<'a> {
    grace: Grace,
    containers: Vec<Stopped<'a>>,
    kill_after: Option<i64>,
}

#[derive(Serialize, Debug)]
struct Grace {
    #[serde(flatten)]
    seconds: Number,
    line: Option<u32>,
}

#[derive(Serialize, Debug)]
struct Stopped<'a> {
    container: &'a str,
    class: &'static str,
    pre_stop: Option<Hook>,
    signal: String,
    signal_from: &'static str,
    process: Option<String>,
    left: Option<i64>,
}

#[derive(Serialize, Debug)]
struct Hook {
    seconds: Option<i64>,
}

impl<'a> Stop<'a> {
    /// How a workload's pods stop, and what will not go as meant.
    pub(super) fn of(project: &'a Project, app: &'a App, workload: &'a Workload) -> (Self, Vec<Problem<'a>>) {
        let sources = &project.sources;
        let written = workload.pod.grace_period.as_ref();
        let grace = written.map_or(Some(DEFAULT_GRACE), number);
        let mains = workload.pod.main();
        let mut sidecars: Vec<&Container> =
            workload.pod.containers.iter().filter(|c| c.class == ContainerClass::Sidecar).collect();
        sidecars.reverse();
        let mut problems = Vec::new();
        let mut say =
            |span, message: String| problems.push(Problem { message, place: Place::of(sources, span) });
        if let Some(written) = written.filter(|_| grace == Some(0)) {
            say(
                written.span,
                "a grace period of 0 s kills at once: no hook and no signal comes first".to_owned(),
            );
        }
        let mut containers = Vec::new();
        for container in mains.chain(sidecars) {
            let start = start_of(app, workload, container);
            let (signal, signal_from) = signal(app, workload, container);
            let sleep = container.pre_stop.as_ref().and_then(|hook| hook.sleep.as_ref());
            let wait = sleep.and_then(number);
            // A sidecar is asked when the main containers have ended, and nobody knows when that is.
            let left = match &container.pre_stop {
                _ if container.class == ContainerClass::Sidecar => None,
                None => grace,
                Some(_) => grace.zip(wait).map(|(grace, wait)| grace.saturating_sub(wait).max(0)),
            };
            let name = &container.name.text;
            if let (Some(sleep), Some(wait), Some(grace)) = (sleep, wait, grace)
                && wait >= grace
                && grace > 0
            {
                say(
                    sleep.span,
                    format!(
                        "preStop of '{name}' sleeps {wait} s of a grace period of {grace} s: the kubelet adds 2 s once, then kills"
                    ),
                );
            }
            if let Some(hop) = start.and_then(blocker) {
                say(hop.0, format!("'{name}' does not get {signal}: {}", hop.1));
            }
            if matches!(signal.as_str(), "SIGKILL" | "KILL" | "9") {
                say(container.name.span, format!("'{name}' is stopped with SIGKILL, which it cannot handle"));
            }
            containers.push(Stopped {
                container: name,
                class: class(container.class),
                pre_stop: container.pre_stop.as_ref().map(|_| Hook { seconds: wait }),
                signal,
                signal_from,
                process: start.and_then(first_process),
                left,
            });
        }
        let line = written.map(|written| sources.line(sources.origin(written.span).written));
        let seconds = Number { value: grace, default: written.is_none() };
        (Self { grace: Grace { seconds, line }, containers, kill_after: grace }, problems)
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("    grace period: {} s, from the deletion to SIGKILL\n", self.grace.seconds);
        for stopped in &self.containers {
            let after = if stopped.class == "sidecar" { ", when the main containers have ended" } else { "" };
            let _ = writeln!(text, "    {} '{}'{after}", stopped.class, stopped.container);
            match &stopped.pre_stop {
                Some(Hook { seconds: Some(seconds) }) => {
                    let _ = writeln!(text, "       preStop: {seconds} s");
                }
                Some(Hook { seconds: None }) => {
                    text.push_str("       preStop: as long as its command takes\n");
                }
                None => {}
            }
            let process =
                stopped.process.as_ref().map_or(String::new(), |name| format!(" to '{name}' (PID 1)"));
            let from = match stopped.signal_from {
                "default" => " (default)".to_owned(),
                from => format!(" (from the {from})"),
            };
            let _ = writeln!(text, "       {}{from}{process}", stopped.signal);
            match stopped.left {
                Some(left) => {
                    let _ = writeln!(text, "       SIGKILL {left} s later");
                }
                None => text.push_str("       SIGKILL with what is left of the grace period\n"),
            }
        }
        text
    }
}

fn number(arg: &Arg) -> Option<i64> {
    arg.known()?.trim().parse().ok()
}

fn runs_own_image(app: &App, workload: &Workload, container: &Container) -> bool {
    app.containers().any(|(owner, own)| owner.span == workload.span && own.span == container.span)
}

/// The start of a container: what its fields say, or its image where that is built here.
fn start_of<'a>(app: &'a App, workload: &Workload, container: &Container) -> Option<&'a Start> {
    let own = container.command.is_some() || runs_own_image(app, workload, container);
    app.start_of(container).filter(|_| own)
}

/// The signal that asks the container to stop, and what says so.
fn signal(app: &App, workload: &Workload, container: &Container) -> (String, &'static str) {
    if let Some(signal) = &container.stop_signal {
        return (signal.text.clone(), "container");
    }
    let image = app.only_image().filter(|_| runs_own_image(app, workload, container));
    let instruction = image.and_then(|image| image.instruction(image.effective.stop_signal));
    match instruction.map(|instruction| &instruction.body) {
        Some(Body::StopSignal(signal)) => (signal.arg.text.clone(), "image"),
        _ => ("SIGTERM".to_owned(), "default"),
    }
}

/// The program that is PID 1.
fn first_process(start: &Start) -> Option<String> {
    let main = start.main()?;
    if start.init.is_some() {
        return Some("an init process".to_owned());
    }
    let between = main.via.iter().find(|hop| matches!(hop.kind, HopKind::Shell | HopKind::Runner));
    Some(match between.filter(|_| main.depth > 0).map(|hop| hop.kind) {
        Some(HopKind::Runner) => "a package manager".to_owned(),
        Some(_) => "a shell".to_owned(),
        None => main.command.name().to_owned(),
    })
}

/// What keeps the signal from the program, and where.
fn blocker(start: &Start) -> Option<(crate::source::Span, String)> {
    let main = start.main().filter(|main| main.depth > 0 && start.init.is_none() && !start.ends)?;
    let hop = main.via.iter().find(|hop| matches!(hop.kind, HopKind::Shell | HopKind::Runner))?;
    let what = if hop.kind == HopKind::Runner { "the package manager" } else { "the shell" };
    Some((hop.span, format!("{what} that starts '{}' stays in between", main.command.name())))
}
