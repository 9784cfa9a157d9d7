//! Requests and limits that containers lack after everything that could supply them.

use super::platform;
use crate::app::Project;
use crate::artefact::cluster::ResourceQuota;
use crate::artefact::qos::{Effective, Origin, QosClass, pod_level};
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::rule::{Finding, Pass, Severity};
use crate::source::Arg;

/// A long-running container and its effective resources.
pub(super) type Subject<'a> = (&'a Workload, &'a Container, Effective<'a>);

/// The running containers of pods that ask for something: a pod that asks for nothing at all is one finding of
/// `qos-best-effort`, not several for each of its containers.
pub(super) fn subjects<'a>(pass: &Pass<'a>) -> Vec<Subject<'a>> {
    let project = pass.project;
    let workloads = pass.app.workloads.iter().filter(|workload| asks_for_something(project, workload));
    workloads
        .flat_map(|workload| {
            let own = workload.pod.running().filter(|container| !is_injected(container));
            own.map(move |container| (workload, container, project.effective(workload, container)))
        })
        .collect()
}

fn asks_for_something(project: &Project, workload: &Workload) -> bool {
    workload.is_production() && project.qos_class(workload) != Some(QosClass::BestEffort)
}

/// Whether the container is a place holder that a service mesh completes at admission.
fn is_injected(container: &Container) -> bool {
    container.image.as_ref().is_some_and(|image| image.text == "auto")
}

/// Whether the pod itself requests or limits the resource for all its containers.
fn pod_has(workload: &Workload, resource: &str, limit_only: bool) -> bool {
    pod_level(&workload.pod).is_some_and(|resources| {
        resources.limit(resource).is_some() || (!limit_only && resources.request(resource).is_some())
    })
}

fn missing_request(pass: &mut Pass, resource: &str, example: &str) {
    for (workload, container, effective) in subjects(pass) {
        if effective.request(resource).is_some() || pod_has(workload, resource, false) {
            continue;
        }
        let neither = resource == "memory" && effective.limit(resource).is_none();
        let word = if resource == "cpu" { "CPU" } else { resource };
        let no_request = format!("no {word} request");
        let lacks = if neither { "neither a memory request nor a memory limit" } else { no_request.as_str() };
        let message = format!("container '{}' of {} has {lacks}", container.name.text, workload.title());
        let vertical = pass.project.vertical_autoscaler_of(workload);
        let quotas = pass.project.quotas_of(workload);
        let finding = pass.report(container.name.span, message);
        if let Some(resources) = &container.resources {
            finding.because(resources.span, format!("these resources say nothing of {resource}"));
        }
        if let Some(vertical) = vertical {
            finding.because(
                vertical.meta.name.span,
                "this autoscaler sets requests once it has seen the pod run",
            );
            finding.severity(Severity::Note);
        } else {
            demanded_by_quota(finding, &quotas, &[&format!("requests.{resource}"), resource]);
        }
        finding.help(format!("set `resources.requests.{resource}` to what the container uses under normal load, such as `{example}`"));
    }
}

/// Init containers without an amount that a quota makes mandatory in them too; without a quota they may do without.
fn refused(pass: &mut Pass, kind: &str, resource: &str, keys: &[&str]) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| asks_for_something(project, workload)) {
        let quotas = project.quotas_of(workload);
        let init = workload.pod.containers.iter().filter(|container| container.class == ContainerClass::Init);
        for container in init {
            let effective = project.effective(workload, container);
            let amounts = if kind == "limit" { &effective.limits } else { &effective.requests };
            if amounts.contains_key(resource) || demand(&quotas, keys).is_none() {
                continue;
            }
            let word = if resource == "cpu" { "CPU" } else { resource };
            let name = &container.name;
            let message =
                format!("init container '{}' of {} has no {word} {kind}", name.text, workload.title());
            let finding = pass.report(name.span, message);
            demanded_by_quota(finding, &quotas, keys);
            finding.help(format!("set `resources.{kind}s.{resource}`: the quota counts init containers too"));
        }
    }
}

/// A running container without an effective memory request.
pub fn missing_memory_request(pass: &mut Pass) {
    missing_request(pass, "memory", "memory: 256Mi");
    refused(pass, "request", "memory", &["requests.memory", "memory"]);
}

/// A running container without an effective CPU request.
pub fn missing_cpu_request(pass: &mut Pass) {
    missing_request(pass, "cpu", "cpu: 100m");
    refused(pass, "request", "cpu", &["requests.cpu", "cpu"]);
}

/// A running container that requests memory without an effective limit. One without either is
/// [`missing_memory_request`].
pub fn missing_memory_limit(pass: &mut Pass) {
    platform::missing_memory_limits(pass);
    for (workload, container, effective) in subjects(pass) {
        let Some(request) = effective.request("memory") else { continue };
        if pod_has(workload, "memory", true) {
            continue;
        }
        let name = &container.name.text;
        match effective.limit("memory").map(|limit| (limit.value, limit.origin)) {
            None => {
                let message = format!("container '{name}' of {} has no memory limit", workload.title());
                let quotas = pass.project.quotas_of(workload);
                let finding = pass.report(container.name.span, message);
                demanded_by_quota(finding, &quotas, &["limits.memory"]);
                finding
                    .because(request.value.span, "this much is reserved, but nothing caps it")
                    .help("set `resources.limits.memory`; equal to the request it can never be evicted for using more");
            }
            Some((value, Origin::LimitRange(range))) => {
                let message = format!(
                    "the memory limit of container '{name}' comes from LimitRange '{}' alone",
                    range.meta.name.text
                );
                pass.report(container.name.span, message)
                    .because(value.span, "the limit that admission fills in")
                    .help("write the limit beside the request, so that it holds in every namespace")
                    .severity(Severity::Note);
            }
            Some(_) => {}
        }
    }
    refused(pass, "limit", "memory", &["limits.memory"]);
}

/// A running container without an effective CPU limit.
pub fn missing_cpu_limit(pass: &mut Pass) {
    for (workload, container, effective) in subjects(pass) {
        if effective.limit("cpu").is_some() || pod_has(workload, "cpu", true) {
            continue;
        }
        let message = format!("container '{}' of {} has no CPU limit", container.name.text, workload.title());
        let quotas = pass.project.quotas_of(workload);
        let finding = pass.report(container.name.span, message);
        demanded_by_quota(finding, &quotas, &["limits.cpu"]);
        if let Some(request) = effective.request("cpu") {
            finding.because(request.value.span, "it may use more than it requests");
        }
        finding.help("set `resources.limits.cpu` if the workload must be Guaranteed or billed by its share");
    }
    refused(pass, "limit", "cpu", &["limits.cpu"]);
}

/// The entry of a quota that makes one of the fields mandatory.
fn demand<'a>(quotas: &[&'a ResourceQuota], keys: &[&str]) -> Option<&'a Arg> {
    let mut hard = quotas.iter().flat_map(|quota| &quota.hard).map(|(key, _)| key);
    hard.find(|key| keys.contains(&key.text.as_str()))
}

/// Makes a finding an error where a quota of the namespace makes the field mandatory: the API server refuses pods without.
pub(super) fn demanded_by_quota(finding: &mut Finding, quotas: &[&ResourceQuota], keys: &[&str]) {
    if let Some(key) = demand(quotas, keys) {
        finding.because(key.span, "this quota makes it mandatory: pods without it are refused");
        finding.severity(Severity::Error);
    }
}

/// The project's view of whether a pod of the workload asks for nothing.
pub(super) fn is_best_effort(project: &Project, workload: &Workload) -> bool {
    !workload.pod.containers.is_empty() && project.qos_class(workload) == Some(QosClass::BestEffort)
}
