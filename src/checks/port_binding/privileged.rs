//! Ports that only some processes may open.

use super::listeners;
use super::variables::Variables;
use crate::artefact::image::Image;
use crate::artefact::workload::{Container, Workload};
use crate::checks::contracts;
use crate::parse::dockerfile::Body;
use crate::rule::{Pass, Severity};
use crate::source::{Span, name_of};

/// The capability that a process needs to open a port below [`FIRST_FREE`].
const CAPABILITY: &str = "NET_BIND_SERVICE";
/// The setting of a network that says from which port on no capability is needed.
const SYSCTL: &str = "net.ipv4.ip_unprivileged_port_start";
/// The default of that setting.
const FIRST_FREE: u16 = 1024;

/// A container that opens a port below 1024 as another user than root.
pub fn privileged_port(pass: &mut Pass) {
    let app = pass.app;
    for (workload, container) in app.running_containers().filter(|(workload, _)| workload.is_production()) {
        let security = &container.security;
        if security.adds(CAPABILITY) || security.privileged || workload.is_knative() {
            continue;
        }
        let own = app.containers().any(|(_, own)| own.span == container.span);
        let image = app.only_image().filter(|_| own);
        let Some(user) = unprivileged_user(workload, container, image) else { continue };
        let limit = first_free(workload);
        let opened = image.and_then(|image| opened(pass, container, image));
        let Some((port, at)) = opened.or_else(|| declared(container)).filter(|(port, _)| *port < limit)
        else {
            continue;
        };
        let message = format!(
            "container '{}' of {} listens on '{port}' as another user than root",
            container.name.text,
            workload.title()
        );
        let finding = pass.report(at, message);
        finding.because(user, "the user");
        if let Some(dropped) = security.drops(CAPABILITY) {
            finding.because(dropped.span, format!("{CAPABILITY} is dropped"));
        }
        if let Some(host) = &workload.pod.host_network {
            finding.because(host.span, "in the network of the node, ports below 1024 need a capability");
            finding.severity(Severity::Warning);
        }
        finding.help(
            "listen on a port from 1024 on, such as 8080, and let the Service map it; or set the pod's sysctl \
             `net.ipv4.ip_unprivileged_port_start: \"0\"`, which not every runtime does by itself",
        );
    }
}

/// What makes the container run as another user than root: `runAsUser`, else the image's USER, else that Kubernetes
/// refuses root.
fn unprivileged_user(workload: &Workload, container: &Container, image: Option<&Image>) -> Option<Span> {
    let (own, pod) = (&container.security, &workload.pod.security);
    if let Some(user) = own.run_as_user.as_ref().or(pod.run_as_user.as_ref()) {
        return user.known().is_some_and(|user| user != "0").then_some(user.span);
    }
    let instruction = image.and_then(|image| image.instruction(image.effective.user));
    if let Some((span, Body::User(user))) = instruction.map(|user| (user.span, &user.body)) {
        let name = user.known()?.split(':').next()?;
        return (!matches!(name, "root" | "0")).then_some(span);
    }
    let non_root = own.run_as_non_root.as_ref().or(pod.run_as_non_root.as_ref());
    non_root.filter(|flag| flag.known() == Some("true")).map(|flag| flag.span)
}

/// The first port that every process of the pod may open, as far as the pod says.
fn first_free(workload: &Workload) -> u16 {
    let mut sysctls = workload.pod.security.sysctls.iter();
    let set = sysctls.find(|(name, _)| name.text.replace('/', ".") == SYSCTL);
    set.map_or(FIRST_FREE, |(_, value)| value.text.parse().unwrap_or(0))
}

/// The lowest port that the app's code or server opens in the container, where nothing in its image gives programs capabilities.
fn opened(pass: &Pass, container: &Container, image: &Image) -> Option<(u16, Span)> {
    let mut words = image.runs.iter().flat_map(|run| &run.commands).flat_map(|command| &command.argv);
    if words.any(|word| name_of(&word.text) == "setcap") {
        return None;
    }
    let contracts = contracts::of_workloads(pass);
    let contract = contracts.iter().find(|contract| contract.anchor == container.name.span);
    let variables = Variables::new(pass, image, contract);
    let listeners = listeners::of(pass, pass.app.start_of(container)?, &variables)?;
    listeners.into_iter().map(|listener| (listener.port, listener.at)).min()
}

/// The lowest port that the container declares, where no program of it can have the capability: what of an image's programs
/// have it by themselves is not known.
fn declared(container: &Container) -> Option<(u16, Span)> {
    container.security.drops(CAPABILITY)?;
    let numbers = container.ports.iter().filter_map(|port| port.number.as_ref());
    numbers.filter_map(|number| Some((number.known()?.parse().ok()?, number.span))).min()
}
