use super::*;
use crate::artefact::workload::{ContainerClass, VolumeSource, Workload};
use crate::fact::{Kind, Place};

fn harvest(path: &str, class: Class, text: &str) -> Harvest {
    let paths = [path.to_owned()];
    let place = Place::default();
    let mut harvest = Harvest::default();
    let reader = Reader::of_test(path, text, &place, &paths);
    extract(reader, class, &mut harvest);
    harvest
}

fn read(text: &str) -> Harvest {
    harvest("k8s/all.yaml", Class::Kubernetes(Format::Yaml), text)
}

fn titles(harvest: &Harvest) -> Vec<String> {
    harvest.workloads.iter().map(Workload::title).collect()
}

#[test]
fn templates_are_found_by_kind_and_by_shape() {
    let text = "\
kind: List
apiVersion: v1
items:
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c}]}}}}
- {apiVersion: batch/v1, kind: CronJob, metadata: {name: b}, spec: {schedule: '* * * * *', jobTemplate: {spec: {backoffLimit: 2, template: {spec: {containers: [{name: c}]}}}}}}
---
{apiVersion: x.io/v1, kind: Custom, metadata: {name: c}, spec: {template: {spec: {containers: [{image: c}]}}}}
---
{apiVersion: x.io/v1, kind: Custom, metadata: {name: laid-over}, spec: {template: {spec: {containers: [{name: c}]}}}}
---
{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: no}, spec: {template: {spec: {}}}}
---
{apiVersion: argoproj.io/v1, kind: Rollout, metadata: {name: d}, spec: {workloadRef: {kind: Deployment, name: a}}}
---
{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {app: a}}}
---
{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: e}, spec: {template: {spec: {containers: [{image: i}]}}}}
";
    let harvest = read(text);
    assert_eq!(titles(&harvest), ["Deployment/a", "CronJob/b", "Custom/c", "Rollout/d", "Service/e"]);
    assert_eq!(harvest.workloads[1].job.as_ref().unwrap().backoff_limit.as_ref().unwrap().text, "2");
    assert!(harvest.workloads[3].pod.containers.is_empty());
    assert_eq!(harvest.cluster.services.len(), 1);
    assert!(harvest.unreadable.is_empty());
}

#[test]
fn templates_are_found_wherever_they_are() {
    let text = "\
{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: ray}, spec: {head: {template: {spec: {containers: [{name: h, image: i}]}}}, groups: [{template: {spec: {containers: [{name: w, image: i}]}}}]}}
---
{apiVersion: x.io/v1, kind: Backup, metadata: {name: b}, spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}}
---
{apiVersion: x.io/v1, kind: Operator, metadata: {name: o}, spec: {containers: [{name: c, image: i}]}}
---
{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: p}, spec: {rules: [{validate: {pattern: {template: {spec: {containers: [{name: c, image: i}]}}}}}, {check: {spec: {containers: [{name: '*', image: '*:*'}]}}}]}}
---
{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: w}, spec: {templates: [{name: a, container: {image: i, resources: {limits: {cpu: 1}}}, sidecars: [{name: s, image: i}]}, {name: b, dag: {}}]}}
";
    let harvest = read(text);
    assert_eq!(titles(&harvest), ["RayCluster/ray", "RayCluster/ray", "Backup/b", "Workflow/w"]);
    let jobs: Vec<bool> = harvest.workloads.iter().map(Workload::is_job).collect();
    assert_eq!(jobs, [false, false, true, true]);
    let step = &harvest.workloads[3].pod;
    let names: Vec<&str> = step.containers.iter().map(|container| container.name.text.as_str()).collect();
    assert_eq!(names, ["main", "s"]);
    assert_eq!(step.running().count(), 2);
}

#[test]
fn containers_are_told_apart() {
    let text = "
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: p}}
spec:
  initContainers:
  - {name: i}
  - {name: s, restartPolicy: Always}
  containers:
  - name: m
    resources: {limits: {cpu: 1e3, memory: 1Gi}, requests: null}
    livenessProbe: {}
    lifecycle: {preStop: {sleep: {seconds: 5}}}
    env: [{name: A, value: x}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: C}]
  volumes: [{name: e}, {name: c, configMap: {name: m, items: [{key: k, path: p}]}}]
";
    let harvest = read(text);
    let pod = &harvest.workloads[0].pod;
    let classes: Vec<ContainerClass> = pod.containers.iter().map(|c| c.class).collect();
    assert_eq!(classes, [ContainerClass::Init, ContainerClass::Sidecar, ContainerClass::Main]);
    let main = &pod.containers[2];
    assert_eq!(main.resources.as_ref().unwrap().limit("cpu").unwrap().text, "1e3");
    assert!(main.liveness.as_ref().unwrap().handlers.is_empty());
    assert_eq!(main.pre_stop.as_ref().unwrap().sleep.as_ref().unwrap().text, "5");
    assert_eq!(pod.volumes[0].source, VolumeSource::EmptyDir);
    let provided: Vec<_> = harvest.facts.iter().filter(|fact| fact.kind == Kind::EnvProvide).collect();
    assert_eq!(provided[0].known_value(), Some("x"));
    assert_eq!((provided[1].api.as_str(), &provided[1].value), ("kubernetes-reference", &None));
    assert_eq!(provided[2].known_value(), Some(""));
}

#[test]
fn one_broken_document_loses_only_itself() {
    let text = "kind: Pod\napiVersion: v1\nspec: [\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: {{ name }}}\n";
    let harvest = read(text);
    assert_eq!(titles(&harvest), ["Pod/b"]);
    assert_eq!(harvest.unreadable.len(), 2);
}

#[test]
fn secrets_are_decoded_and_their_makers_known() {
    let text = "
{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {k: Zm9v, b: /w==}, stringData: {s: t}}
---
{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: b}, spec: {encryptedData: {k: Ag}}}
---
{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: c}, spec: {target: {name: d}, dataFrom: [{}]}}
";
    let configs = read(text).cluster.configs;
    let entries: Vec<_> =
        configs[0].entries.iter().map(|(k, v)| (k.text.as_str(), v.text.as_str())).collect();
    assert_eq!(entries, [("k", "foo"), ("b", "/w=="), ("s", "t")]);
    assert!(configs[0].readable && configs[0].complete);
    assert!(!configs[1].readable && configs[1].complete);
    assert_eq!((configs[2].meta.name.text.as_str(), configs[2].complete), ("d", false));
}

#[test]
fn limit_ranges_default_from_their_bounds() {
    let text = "{apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, max: {memory: 1Gi}, min: {cpu: 10m}}, {type: Pod, max: {cpu: 2}}]}}";
    let range = &read(text).cluster.limit_ranges[0];
    let of = |pairs: &[(Arg, Arg)]| {
        pairs.iter().map(|(k, v)| format!("{}={}", k.text, v.text)).collect::<Vec<_>>().join(",")
    };
    assert_eq!(of(&range.default_limits), "memory=1Gi");
    assert_eq!(of(&range.default_requests), "memory=1Gi,cpu=10m");
}

#[test]
fn autoscalers_of_every_version() {
    let text = "
{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {scaleTargetRef: {kind: Deployment, name: a}}}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: b}, spec: {metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}, {type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization, averageUtilization: 5}}}]}}
---
{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: c}, spec: {scaleTargetRef: {name: c}, triggers: [{type: cpu, metadata: {value: '60'}}, {type: memory, metricType: AverageValue, metadata: {value: '1'}}, {type: kafka}]}}
";
    let scalers = read(text).cluster.autoscalers;
    let watched: Vec<Vec<&str>> =
        scalers.iter().map(|s| s.utilization.iter().map(|arg| arg.text.as_str()).collect()).collect();
    assert_eq!(watched, [vec!["cpu"], vec![], vec!["cpu"]]);
    assert_eq!(scalers[1].container_utilization.len(), 1);
}

#[test]
fn stickiness_is_found_wherever_it_is_written() {
    let text = "
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: {nginx.ingress.kubernetes.io/affinity: cookie}}, spec: {defaultBackend: {service: {name: web}}}}
---
{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: b}, spec: {routes: [{services: [{name: web, sticky: {cookie: {}}}]}]}}
---
{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: c}, spec: {host: web, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x}}}}}
";
    let routes = read(text).cluster.routes;
    let counts: Vec<(usize, usize)> = routes.iter().map(|r| (r.services.len(), r.affinity.len())).collect();
    assert_eq!(counts, [(1, 1), (1, 1), (0, 0)]);
}
