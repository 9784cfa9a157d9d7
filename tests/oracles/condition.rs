//! Conditions under which a divergence is deliberate, asked of the objects of a row.

use twelvecheck::artefact::cluster::Service;
use twelvecheck::artefact::workload::{Container, ContainerClass, VolumeSource, Workload};

use crate::Row;
use crate::objects::Analysis;

impl Analysis {
    /// Whether some object of the row meets the condition.
    pub(crate) fn holds(&self, row: &Row, condition: &str) -> bool {
        let named = self.named(row);
        let workloads: Vec<&Workload> = named.iter().filter_map(|object| object.workload).collect();
        let containers = || workloads.iter().flat_map(|workload| &workload.pod.containers);
        let all_services = || self.project.clusters().flat_map(|cluster| &cluster.services);
        match condition {
            "agent" => workloads.iter().any(|workload| workload.is_node_agent()),
            "alone" => self.project.workloads().next().is_none(),
            "expressions" => workloads
                .iter()
                .any(|workload| workload.selector.as_ref().is_some_and(|selector| selector.expressions)),
            "headless" => all_services().filter(|service| service.is_one_of(&named)).any(is_headless),
            "idle" => containers().any(Container::is_idle),
            "init" => containers()
                .any(|container| matches!(container.class, ContainerClass::Init | ContainerClass::Ephemeral)),
            "job" => workloads.iter().any(|workload| {
                let policy = workload.pod.restart_policy.as_ref();
                workload.is_job() || policy.is_some_and(|policy| policy.text != "Always")
            }),
            "limits" => containers().any(has_limits_only),
            "no config" => self.project.clusters().all(|cluster| cluster.configs.is_empty()),
            "number" => containers().any(has_numbered_probe),
            "read-only" => workloads.iter().any(|workload| reads_host_only(workload)),
            "single" => {
                workloads.iter().all(|workload| workload.replica_count().is_none_or(|count| count <= 1))
            }
            "selectorless" => all_services()
                .filter(|service| service.is_one_of(&named))
                .any(|service| service.selector.as_ref().is_none_or(|selector| selector.labels.is_empty())),
            "unserved" => workloads.iter().any(|workload| {
                workload.pod.running().any(|container| {
                    container.ports.is_empty() && !self.project.is_served(workload, container)
                })
            }),
            "unselected" => workloads.iter().any(|workload| self.project.services_of(workload).is_empty()),
            _ => panic!("unknown condition '{condition}'"),
        }
    }
}

trait Named {
    fn is_one_of(&self, objects: &[crate::objects::Object]) -> bool;
}

impl Named for Service {
    fn is_one_of(&self, objects: &[crate::objects::Object]) -> bool {
        objects.iter().any(|object| object.span == self.meta.span)
    }
}

fn is_headless(service: &Service) -> bool {
    service.cluster_ip.as_ref().is_some_and(|address| address.text == "None")
}

/// A limit that the API server copies into the missing request.
fn has_limits_only(container: &Container) -> bool {
    container.resources.as_ref().is_some_and(|resources| {
        ["cpu", "memory"]
            .iter()
            .any(|name| resources.limit(name).is_some() && resources.request(name).is_none())
    })
}

fn has_numbered_probe(container: &Container) -> bool {
    let probes = [&container.liveness, &container.readiness, &container.startup];
    let mut handlers = probes.into_iter().flatten().flat_map(|probe| &probe.handlers);
    handlers.any(|handler| handler.port.as_ref().is_some_and(|port| port.text.parse::<u32>().is_ok()))
}

/// Whether every mount of a directory of the node is read-only.
fn reads_host_only(workload: &Workload) -> bool {
    let host = |name: &str| {
        let own = workload.pod.volumes.iter().find(|volume| volume.name.text == name);
        own.is_some_and(|volume| matches!(volume.source, VolumeSource::HostPath(_)))
    };
    let mounts = workload.pod.containers.iter().flat_map(|container| &container.mounts);
    mounts.filter(|mount| host(&mount.volume.text)).all(|mount| mount.read_only)
}
