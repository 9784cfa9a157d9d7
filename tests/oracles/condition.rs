//! Conditions under which a divergence is deliberate, asked of the objects of a row.

use twelvecheck::artefact::cluster::Service;
use twelvecheck::artefact::selector::Selector;
use twelvecheck::artefact::workload::{Container, ContainerClass, Volume, VolumeSource, Workload};
use twelvecheck::judge::{is_credential_name, is_placeholder};

use crate::Row;
use crate::objects::Analysis;

impl Analysis {
    /// Whether some object of the row meets the condition.
    pub(crate) fn holds(&self, row: &Row, condition: &str) -> bool {
        let named = self.named(row);
        let workloads: Vec<&Workload> = named.iter().filter_map(|object| object.workload).collect();
        let containers = || workloads.iter().flat_map(|workload| &workload.pod.containers);
        let all_services = || self.project.clusters().flat_map(|cluster| &cluster.services);
        let jobs = || workloads.iter().filter_map(|workload| workload.job.as_ref());
        let autoscalers = || self.project.clusters().flat_map(|cluster| &cluster.autoscalers);
        let budgets = || self.project.clusters().flat_map(|cluster| &cluster.budgets);
        match condition {
            "agent" => workloads.iter().any(|workload| workload.is_node_agent()),
            "alone" => self.project.workloads().next().is_none(),
            "as many" => budgets().any(|budget| {
                let least = budget.min_available.as_ref();
                autoscalers().any(|autoscaler| {
                    let fewest = autoscaler.min_replicas.as_ref();
                    least.zip(fewest).is_some_and(|(least, fewest)| least.text == fewest.text)
                })
            }),
            "bounded" => jobs().any(|job| job.backoff_limit.is_some() || job.active_deadline.is_some()),
            "cron" => jobs().any(|job| job.schedule.is_some()),
            "default minimum" => autoscalers().any(|autoscaler| autoscaler.min_replicas.is_none()),
            "ends" => workloads.iter().any(|workload| workload.is_job() || workload.kind.text == "Pod"),
            "headless" => all_services().filter(|service| service.is_one_of(&named)).any(is_headless),
            "host" => workloads.iter().any(|workload| workload.pod.volumes.iter().any(is_of_node)),
            "idle" => containers().any(Container::is_idle),
            "init" => containers()
                .any(|container| matches!(container.class, ContainerClass::Init | ContainerClass::Ephemeral)),
            "job" => workloads.iter().any(|workload| {
                let policy = workload.pod.restart_policy.as_ref();
                workload.is_job() || policy.is_some_and(|policy| policy.text != "Always")
            }),
            "limits" => containers().any(has_limits_only),
            "no config" => self.project.clusters().all(|cluster| cluster.configs.is_empty()),
            "no workload" => workloads.is_empty(),
            "no policy" => workloads.iter().any(|workload| workload.pod.restart_policy.is_none()),
            "number" => containers().any(has_numbered_probe),
            "overlap" => jobs().any(|job| {
                job.concurrency_policy.as_ref().is_none_or(|policy| policy.text == "Allow")
                    && job.active_deadline.is_none()
            }),
            "placeholder" => {
                let values = self.suspicious(row);
                !values.is_empty() && values.iter().all(|value| value.lines().any(is_placeholder))
            }
            "read-only" => workloads.iter().any(|workload| reads_host_only(workload)),
            "refused" => !workloads.iter().all(|workload| allows_its_policy(workload)),
            "several" => {
                workloads.iter().any(|workload| workload.replica_count().is_some_and(|count| count > 1))
            }
            "single" => {
                workloads.iter().all(|workload| workload.replica_count().is_none_or(|count| count <= 1))
            }
            "selectorless" => all_services()
                .filter(|service| service.is_one_of(&named))
                .any(|service| service.selector.as_ref().is_none_or(Selector::is_empty)),
            "unnamed" => self.suspicious(row).is_empty(),
            "unscaled" => {
                self.project.workloads().all(|workload| self.project.autoscaler_of(workload).is_none())
            }
            "unselected" => workloads.iter().any(|workload| self.project.services_of(workload).is_empty()),
            "unserved" => workloads.iter().any(|workload| {
                workload.pod.running().any(|container| {
                    container.ports.is_empty() && !self.project.is_served(workload, container)
                })
            }),
            _ => panic!("unknown condition '{condition}'"),
        }
    }

    /// The values of the objects of a row whose name, or whose first line, says that they are a credential.
    fn suspicious(&self, row: &Row) -> Vec<&str> {
        let named = self.named(row);
        let workloads = named.iter().filter_map(|object| object.workload);
        let variables = workloads.flat_map(|workload| &workload.pod.containers).flat_map(|own| &own.env);
        let variables = variables.filter_map(|variable| Some((&variable.name, variable.value.as_ref()?)));
        let configs = self.project.clusters().flat_map(|cluster| &cluster.configs);
        let configs = configs.filter(|config| named.iter().any(|object| object.span == config.meta.span));
        let entries = configs.flat_map(|config| &config.entries).map(|(name, value)| (name, value));
        variables
            .chain(entries)
            .filter(|(name, value)| is_credential_name(&name.text) || value.text.contains("PRIVATE KEY"))
            .map(|(_, value)| value.text.as_str())
            .collect()
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

/// Whether the API server takes the restart policy of a workload of that kind.
fn allows_its_policy(workload: &Workload) -> bool {
    let policy = workload.pod.restart_policy.as_ref().map_or("Always", |policy| policy.text.as_str());
    match workload.kind.text.as_str() {
        "Pod" => true,
        _ if workload.is_job() => policy != "Always",
        _ => policy == "Always",
    }
}

fn is_of_node(volume: &Volume) -> bool {
    matches!(volume.source, VolumeSource::HostPath(_))
}

/// Whether every mount of a directory of the node is read-only.
fn reads_host_only(workload: &Workload) -> bool {
    let host = |name: &str| {
        let own = workload.pod.volumes.iter().find(|volume| volume.name.text == name);
        own.is_some_and(is_of_node)
    };
    let mounts = workload.pod.containers.iter().flat_map(|container| &container.mounts);
    mounts.filter(|mount| host(&mount.volume.text)).all(|mount| mount.read_only)
}
