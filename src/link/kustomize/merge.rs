//! Puts a part of a workload into the whole, as strategic merge patches do: lists of named things are merged by name.

use crate::artefact::kustomize::Change;
use crate::artefact::workload::{Container, ContainerClass, Handler, Pod, Probe, Resources, Workload};
use crate::source::Arg;

/// Applies one change.
pub(super) fn apply(workload: &mut Workload, change: &Change) {
    match change {
        Change::Merge(part) => merge(workload, part),
        Change::Container(init, index, part) => {
            let is_init = |container: &Container| container.class != ContainerClass::Main;
            let mut list = workload.pod.containers.iter_mut().filter(|container| is_init(container) == *init);
            if let Some(container) = list.nth(*index) {
                merge_container(container, part);
            }
        }
        Change::DeleteReplicas => workload.replicas = None,
        Change::Delete(..) => {}
    }
}

fn merge(workload: &mut Workload, part: &Workload) {
    set(&mut workload.replicas, part.replicas.as_ref());
    set(&mut workload.strategy, part.strategy.as_ref());
    set(&mut workload.max_unavailable, part.max_unavailable.as_ref());
    merge_pairs(&mut workload.labels, &part.labels);
    merge_pairs(&mut workload.pod_labels, &part.pod_labels);
    merge_pairs(&mut workload.annotations, &part.annotations);
    if let (Some(selector), Some(part)) = (&mut workload.selector, &part.selector) {
        merge_pairs(&mut selector.labels, &part.labels);
    }
    if let (Some(job), Some(part)) = (&mut workload.job, &part.job) {
        set(&mut job.schedule, part.schedule.as_ref());
        set(&mut job.concurrency_policy, part.concurrency_policy.as_ref());
        set(&mut job.starting_deadline, part.starting_deadline.as_ref());
        set(&mut job.backoff_limit, part.backoff_limit.as_ref());
        set(&mut job.active_deadline, part.active_deadline.as_ref());
        set(&mut job.ttl, part.ttl.as_ref());
    }
    merge_pod(&mut workload.pod, &part.pod);
}

fn merge_pod(pod: &mut Pod, part: &Pod) {
    set(&mut pod.restart_policy, part.restart_policy.as_ref());
    set(&mut pod.grace_period, part.grace_period.as_ref());
    set(&mut pod.host_network, part.host_network.as_ref());
    set(&mut pod.share_process_namespace, part.share_process_namespace.as_ref());
    set(&mut pod.priority_class, part.priority_class.as_ref());
    merge_resources(&mut pod.resources, part.resources.as_ref());
    extend_by(&mut pod.volumes, &part.volumes, |volume| &volume.name.text);
    for own in &part.containers {
        match pod.containers.iter_mut().find(|container| container.name.text == own.name.text) {
            Some(container) => merge_container(container, own),
            None => pod.containers.push(own.clone()),
        }
    }
}

fn merge_container(container: &mut Container, part: &Container) {
    set(&mut container.image, part.image.as_ref());
    set(&mut container.command, part.command.as_ref());
    set(&mut container.args, part.args.as_ref());
    set(&mut container.lifecycle, part.lifecycle.as_ref());
    set(&mut container.pre_stop, part.pre_stop.as_ref());
    extend_by(&mut container.env, &part.env, |var| &var.name.text);
    extend_by(&mut container.mounts, &part.mounts, |mount| &mount.path.text);
    extend_by(&mut container.ports, &part.ports, |port| {
        port.number.as_ref().map_or("", |number| &number.text)
    });
    container.env_from.extend(part.env_from.iter().cloned());
    merge_resources(&mut container.resources, part.resources.as_ref());
    merge_probe(&mut container.liveness, part.liveness.as_ref());
    merge_probe(&mut container.readiness, part.readiness.as_ref());
    merge_probe(&mut container.startup, part.startup.as_ref());
}

fn merge_resources(resources: &mut Option<Resources>, part: Option<&Resources>) {
    let Some(part) = part else { return };
    match resources {
        Some(resources) => {
            merge_pairs(&mut resources.requests, &part.requests);
            merge_pairs(&mut resources.limits, &part.limits);
        }
        None => *resources = Some(part.clone()),
    }
}

/// A patch that names another handler means to replace the one there is.
fn merge_probe(probe: &mut Option<Probe>, part: Option<&Probe>) {
    let Some(part) = part else { return };
    let Some(probe) = probe else {
        *probe = Some(part.clone());
        return;
    };
    set(&mut probe.initial_delay, part.initial_delay.as_ref());
    set(&mut probe.timeout, part.timeout.as_ref());
    set(&mut probe.period, part.period.as_ref());
    set(&mut probe.success_threshold, part.success_threshold.as_ref());
    set(&mut probe.failure_threshold, part.failure_threshold.as_ref());
    set(&mut probe.grace_period, part.grace_period.as_ref());
    let Some(handler) = part.handlers.first() else { return };
    match probe.handlers.iter_mut().find(|known| known.action == handler.action) {
        Some(known) => merge_handler(known, handler),
        None => probe.handlers.clone_from(&part.handlers),
    }
}

fn merge_handler(handler: &mut Handler, part: &Handler) {
    set(&mut handler.port, part.port.as_ref());
    set(&mut handler.path, part.path.as_ref());
    set(&mut handler.service, part.service.as_ref());
    if !part.command.is_empty() {
        handler.command.clone_from(&part.command);
    }
    if !part.headers.is_empty() {
        handler.headers.clone_from(&part.headers);
    }
}

fn set<T: Clone>(field: &mut Option<T>, part: Option<&T>) {
    if let Some(value) = part {
        *field = Some(value.clone());
    }
}

fn merge_pairs(pairs: &mut Vec<(Arg, Arg)>, part: &[(Arg, Arg)]) {
    for (key, value) in part {
        match pairs.iter_mut().find(|(known, _)| known.text == key.text) {
            Some(pair) => *pair = (key.clone(), value.clone()),
            None => pairs.push((key.clone(), value.clone())),
        }
    }
}

/// Replaces the items that have the key of one in `part`, and appends the others.
fn extend_by<T: Clone>(items: &mut Vec<T>, part: &[T], key: impl Fn(&T) -> &str) {
    for new in part {
        match items.iter_mut().find(|known| key(known) == key(new)) {
            Some(known) => *known = new.clone(),
            None => items.push(new.clone()),
        }
    }
}
