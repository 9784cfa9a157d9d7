//! Probes that ask a port which the container does not have.

use crate::artefact::workload::{Action, Container, Handler, Port, Workload};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

use super::probe_validity::probes;

/// A probe's port that is no port of the container (by name) or of the pod (by number).
pub fn probe_port_unknown(pass: &mut Pass) {
    let workloads = pass.app.workloads.iter();
    for workload in workloads.filter(|workload| workload.is_production() && !workload.is_knative()) {
        for container in workload.pod.running() {
            for (name, probe) in probes(container) {
                if let [handler] = probe.handlers.as_slice() {
                    check(pass, workload, container, name, handler);
                }
            }
        }
    }
}

fn check(pass: &mut Pass, workload: &Workload, container: &Container, probe: &str, handler: &Handler) {
    let Some(port) = handler.port.as_ref().filter(|port| port.literal && handler.action != Action::Exec)
    else {
        return;
    };
    let is_number = port.text.parse::<u16>().is_ok();
    let known = if is_number {
        is_known_number(pass, workload, container, port)
    } else {
        container
            .ports
            .iter()
            .any(|own| own.name.as_ref().is_some_and(|name| !name.literal || name.text == port.text))
    };
    if known {
        return udp_only(pass, container, probe, port);
    }
    let message = if is_number {
        format!("{probe} asks port '{}', which no container of {} declares", port.text, workload.title())
    } else {
        format!(
            "{probe} asks port '{}', but container '{}' has no port of that name",
            port.text, container.name.text
        )
    };
    let finding = pass.report(port.span, message);
    for own in &container.ports {
        finding.because(own.span, "a port that it has");
    }
    if is_number {
        finding.severity(Severity::Warning);
    }
    let names: Vec<&str> = container
        .ports
        .iter()
        .filter_map(|own| Some(own.name.as_ref().or(own.number.as_ref())?.text.as_str()))
        .collect();
    if names.is_empty() {
        finding.help(format!("declare it: `ports: [{{name: {}, containerPort: …}}]`", port.text));
    } else {
        finding.help(format!("probe `{}`, or declare the port under `ports`", names.join("` or `")));
    }
}

/// Every probe speaks TCP, but the port of that name is there for UDP alone.
fn udp_only(pass: &mut Pass, container: &Container, probe: &str, port: &Arg) {
    let mut named =
        container.ports.iter().filter(|own| own.name.as_ref().is_some_and(|name| name.text == port.text));
    let Some(own) = named.next().filter(|own| own.protocol == "UDP") else { return };
    let number = |other: &Port| other.number.as_ref().map(|number| number.text.clone());
    if container.ports.iter().any(|other| other.protocol != "UDP" && number(other) == number(own)) {
        return;
    }
    let message = format!(
        "{probe} speaks TCP to port '{}', which container '{}' has for UDP",
        port.text, container.name.text
    );
    pass.report(port.span, message)
        .because(own.span, "the port")
        .help("probe a port with `protocol: TCP`, or ask by `exec`");
}

/// Whether the port may be open though the container does not declare it: some container of the pod declares it (they share
/// their network) or is told to use it, none declares any, the app's code listens on it, or the image is somebody else's.
fn is_known_number(pass: &Pass, workload: &Workload, container: &Container, port: &Arg) -> bool {
    let all = || workload.pod.running();
    container.ports.is_empty()
        || !pass.project.runs_own_code(workload)
        || all()
            .flat_map(|container| &container.ports)
            .any(|own| own.number.as_ref().is_none_or(|number| !number.literal || number.text == port.text))
        || all().any(|container| container.mentions_port(&port.text))
        || pass.project.listens(workload, &port.text)
}
