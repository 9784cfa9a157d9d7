//! Services and jobs of Cloud Run as resources of Terraform.

use super::Teller;
use super::teller::{value, words};
use super::terraform::{Resource, blocks, variables};
use crate::artefact::platform::{Platform, PlatformService};
use crate::parse::tree::Node;

/// `google_cloud_run_service`: the shape of a Knative service.
pub(super) fn first(teller: &mut Teller, own: Resource) {
    let Some(template) = own.body.get("template") else { return };
    let annotations = template.at(&["metadata", "annotations"]);
    let annotation = |key: &str| annotations.and_then(|annotations| annotations.get(key)).and_then(value);
    for container in template.get("spec").into_iter().flat_map(|spec| blocks(spec, "containers")) {
        let mut service = container_of(teller, own, container);
        service.instances = annotation("autoscaling.knative.dev/minScale");
        service.most = annotation("autoscaling.knative.dev/maxScale");
        teller.service(service);
    }
}

/// `google_cloud_run_v2_service` and `google_cloud_run_v2_job`: the shape of the API.
pub(super) fn second(teller: &mut Teller, own: Resource, is_job: bool) {
    let outer = own.body.get("template");
    let template = if is_job { outer.and_then(|outer| outer.get("template")) } else { outer };
    let Some(template) = template else { return };
    for container in blocks(template, "containers") {
        let mut service = container_of(teller, own, container);
        service.instances = template.at(&["scaling", "min_instance_count"]).and_then(value);
        service.most = template.at(&["scaling", "max_instance_count"]).and_then(value);
        service.ends = is_job;
        teller.service(service);
    }
}

fn container_of(teller: &Teller, own: Resource, container: Node) -> PlatformService {
    let name = container.get("name").unwrap_or(own.name);
    let mut service = teller.blank(Platform::CloudRun, container, Some(name));
    service.image = own.managed(teller, container.get("image"), "image");
    service.entrypoint = words(container.get("command"));
    service.command = words(container.get("args"));
    (service.environment, service.more_variables) = variables(container, "env", "value");
    service.ports =
        blocks(container, "ports").filter_map(|port| port.get("container_port").and_then(value)).collect();
    let probes = ["liveness_probe", "startup_probe"];
    let asked = probes.iter().flat_map(|probe| blocks(container, probe));
    service.checks = asked.filter_map(|probe| probe.at(&["http_get", "path"]).and_then(value)).collect();
    service.memory = container.at(&["resources", "limits", "memory"]).and_then(value);
    service
}
