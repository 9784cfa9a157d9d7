//! Ports that artefacts declare and on which nothing of the app listens.

use std::collections::BTreeMap;

use super::listeners::{self, Listener};
use super::variables::Variables;
use crate::artefact::backing;
use crate::artefact::compose::ComposeService;
use crate::artefact::image::Image;
use crate::artefact::platform::PlatformService;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::Start;
use crate::artefact::workload::{Action, Container, ContainerClass};
use crate::checks::contracts::{self, Contract};
use crate::fact::{Environment, Place, Role};
use crate::rule::Pass;
use crate::source::{Arg, Span};

/// A place that says on which port the app is to be found.
struct Declared {
    port: u16,
    at: Span,
    /// What the place is, as a message ends with it.
    what: String,
}

/// A process of the app with the ports under which it is to be found.
struct Process<'a> {
    place: &'a Place,
    image: &'a Image,
    start: Option<&'a Start>,
    contract: Option<Contract<'a>>,
    declared: Vec<Declared>,
}

/// A port that an image, workload or compose service declares, while the app listens on others only.
pub fn port_mismatch(pass: &mut Pass) {
    let mut wrong: BTreeMap<u16, (Vec<Declared>, Vec<Listener>)> = BTreeMap::new();
    let deployed: Vec<Process> =
        of_containers(pass).into_iter().chain(of_services(pass)).chain(of_platforms(pass)).collect();
    let listeners: Vec<Option<Vec<Listener>>> =
        deployed.iter().map(|process| listeners_of(pass, process)).collect();
    let served: Vec<u16> = listeners.iter().flatten().flatten().map(|listener| listener.port).collect();
    let open = deployed
        .iter()
        .zip(&listeners)
        .any(|(process, listeners)| process.place.is_production() && listeners.is_none());
    for process in of_images(pass) {
        // What a deployment makes of the image counts too.
        let other = open || process.declared.iter().any(|declared| served.contains(&declared.port));
        if !other && let Some(listeners) = listeners_of(pass, &process) {
            collect(&mut wrong, process.declared, &listeners);
        }
    }
    for (process, listeners) in deployed.into_iter().zip(listeners) {
        collect(&mut wrong, process.declared, &listeners.unwrap_or_default());
    }
    for (port, (declared, listeners)) in wrong {
        report(pass, port, &declared, &listeners);
    }
}

fn listeners_of(pass: &Pass, process: &Process) -> Option<Vec<Listener>> {
    let variables = Variables::new(pass, process.image, process.contract.as_ref());
    listeners::of(pass, process.start?, &variables)
}

/// Keeps what is declared if none of it is met.
fn collect(
    wrong: &mut BTreeMap<u16, (Vec<Declared>, Vec<Listener>)>,
    declared: Vec<Declared>,
    listeners: &[Listener],
) {
    let meets = |declared: &Declared| listeners.iter().any(|listener| listener.port == declared.port);
    if listeners.is_empty() || declared.iter().any(meets) {
        return;
    }
    for place in declared {
        let (places, known) = wrong.entry(place.port).or_default();
        places.push(place);
        known.extend(
            listeners.iter().filter(|listener| !known.contains(listener)).cloned().collect::<Vec<_>>(),
        );
    }
}

fn report(pass: &mut Pass, port: u16, declared: &[Declared], listeners: &[Listener]) {
    let Some((first, rest)) = declared.split_first() else { return };
    let mut ports: Vec<String> = listeners.iter().map(|listener| format!("'{}'", listener.port)).collect();
    ports.sort();
    ports.dedup();
    let message = format!("{} is '{port}', but the app listens on {}", first.what, ports.join(" and "));
    let finding = pass.report(first.at, message);
    for listener in listeners {
        finding.because(listener.at, format!("it listens on '{}' here", listener.port));
        if let Some(set) = listener.set {
            finding.because(set, "the port is set here");
        }
    }
    for place in rest {
        finding.because(place.at, format!("{} is '{port}' too", place.what));
    }
    let wanted = ports.first().map_or("", String::as_str);
    finding.help(format!("Say {wanted} in all of these places, or let the app listen on '{port}'."));
}

fn of_images<'a>(pass: &Pass<'a>) -> Vec<Process<'a>> {
    let app = pass.app;
    let images = app.images.iter().filter(|image| image.place.is_production());
    let process = |image: &'a Image| {
        let ports = image.effective.expose.iter().map(|(_, port)| &port.arg);
        let declared =
            all(ports.filter(|port| !port.text.ends_with("/udp")), "the port that the image exposes")?;
        let start = app.starts_of(image).next();
        Some(Process { place: &image.place, image, start, contract: None, declared })
    };
    images.filter_map(process).collect()
}

fn of_services<'a>(pass: &Pass<'a>) -> Vec<Process<'a>> {
    let app = pass.app;
    let runs = |service: &&ComposeService| {
        service.place.role == Role::Production
            && service.place.environment != Environment::Test
            && service.network_mode.is_none()
            && !service.is_partial()
    };
    let process = |service: &'a ComposeService| {
        let image = app.image_of(pass.sources, service)?;
        let set = service.command.as_ref().or(service.entrypoint.as_ref());
        let start = match set {
            Some(set) => app.starts.iter().find(|start| start.span == set.span),
            None => app.starts_of(image).next(),
        };
        let ports = service.ports.iter().filter(|port| port.protocol == "tcp").map(|port| &port.target);
        let declared = all(
            ports.chain(&service.expose),
            &format!("the port of the container that service '{}' publishes", service.name.text),
        )?;
        let contract = Some(contracts::of_service(pass, service));
        Some(Process { place: &service.place, image, start, contract, declared })
    };
    app.services.iter().filter(runs).filter_map(process).collect()
}

fn of_platforms<'a>(pass: &Pass<'a>) -> Vec<Process<'a>> {
    let app = pass.app;
    let Some(image) = app.only_image() else { return Vec::new() };
    let running = |service: &&PlatformService| service.place.role == Role::Production && !service.ends;
    let services = app.platform_services.iter().filter(running);
    let process = |service: &'a PlatformService| {
        let told: Vec<&Start> =
            app.starts.iter().filter(|start| !start.ends && service.span.contains(start.span)).collect();
        let start = match told.as_slice() {
            [] => app.starts_of(image).next(),
            [only] => Some(*only),
            _ => None,
        };
        let foreign = service.image.as_ref().is_some_and(|image| {
            ImageReference::parse(image)
                .is_none_or(|reference| backing::engine(&reference.repository.text).is_some())
        });
        let what = format!("the port on which {} looks for '{}'", service.platform.name(), service.name.text);
        let declared = all(service.ports.iter(), &what).filter(|_| !foreign)?;
        let contract = Some(contracts::of_platform(service));
        Some(Process { place: &service.place, image, start, contract, declared })
    };
    services.filter_map(process).collect()
}

fn of_containers<'a>(pass: &Pass<'a>) -> Vec<Process<'a>> {
    let app = pass.app;
    let Some(image) = app.only_image() else { return Vec::new() };
    let mut contracts = contracts::of_workloads(pass);
    let mut found = Vec::new();
    for (workload, container) in app.containers() {
        let at = contracts.iter().position(|contract| contract.anchor == container.name.span);
        let Some(contract) = at.map(|at| contracts.swap_remove(at)) else { continue };
        if workload.is_job() || workload.is_knative() || container.class == ContainerClass::Init {
            continue;
        }
        let start = app.start_of(container);
        let declared = ports_of(container, &workload.title());
        let place = &workload.place;
        found.extend(declared.map(|declared| Process {
            place,
            image,
            start,
            contract: Some(contract),
            declared,
        }));
    }
    found
}

/// The ports that a container declares, with the probes that ask them; where it declares none, those that its probes ask.
fn ports_of(container: &Container, title: &str) -> Option<Vec<Declared>> {
    let ports = container.ports.iter().filter(|port| port.protocol == "TCP");
    let numbers: Vec<&Arg> = ports.filter_map(|port| port.number.as_ref()).collect();
    let mut declared = all(numbers.into_iter(), &format!("the port that {title} declares"))?;
    let probes = [&container.liveness, &container.readiness, &container.startup].into_iter().flatten();
    let handlers = probes.flat_map(|probe| &probe.handlers);
    let asked = handlers
        .filter(|handler| handler.action != Action::Exec)
        .filter_map(|handler| handler.port.as_ref())
        .filter(|port| port.text.parse::<u16>().is_ok());
    let mut asked = all(asked, &format!("the port that a probe of {title} asks"))?;
    asked.retain(|probe| declared.is_empty() || declared.iter().any(|own| own.port == probe.port));
    declared.extend(asked);
    Some(declared)
}

/// The places with their ports; `None` where one of them is not known.
fn all<'a>(ports: impl Iterator<Item = &'a Arg>, what: &str) -> Option<Vec<Declared>> {
    let declared = |port: &Arg| {
        let number = port.known()?.split('/').next()?.parse().ok()?;
        Some(Declared { port: number, at: port.span, what: what.to_owned() })
    };
    ports.map(declared).collect()
}
