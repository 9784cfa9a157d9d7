//! Overlays as the rest of the house sees them; what they build is tested in `build`.

mod build;
mod charts;

use crate::app::Project;
use crate::artefact::workload::Workload;
use crate::discover::Tree;
use crate::fact::{Environment, Kind};

const BASE: [(&str, &str); 2] = [
    ("base/kustomization.yaml", "resources: [web.yaml]\n"),
    (
        "base/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: web\n        image: acme/web\n        env: [{name: A, value: base}]\n",
    ),
];

fn project(files: &[(&str, &str)]) -> Project {
    let all = BASE.iter().chain(files).map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    crate::analyse(&Tree::from_memory(all))
}

fn only(project: &Project) -> &Workload {
    let all: Vec<&Workload> = project.workloads().collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0]
}

fn memory_limit(workload: &Workload) -> Option<&str> {
    let limit = workload.pod.containers[0].resources.as_ref()?.limit("memory")?;
    Some(limit.text.as_str())
}

#[test]
fn patches_of_every_form_are_merged() {
    let head = "resources: [../base]\n";
    let merge = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 1Gi}}}]}}}\n";
    let json =
        "- op: add\n  path: /spec/template/spec/containers/0/resources\n  value: {limits: {memory: 1Gi}}\n";
    let target = "target: {kind: Deployment, name: w.*}";
    let inline = |text: &str| format!("    {}\n", text.trim_end().replace('\n', "\n    "));
    let kustomizations = [
        format!("{head}patches:\n- path: p.yaml\n"),
        format!("{head}patchesStrategicMerge:\n- p.yaml\n"),
        format!("{head}patches:\n- patch: |-\n{}", inline(merge)),
        format!("{head}patches:\n- {target}\n  path: j.yaml\n"),
        format!("{head}patchesJson6902:\n- {target}\n  patch: |\n{}", inline(json)),
        format!("{head}components: [../c]\n"),
    ];
    for kustomization in &kustomizations {
        let project = project(&[
            ("prod/kustomization.yaml", kustomization),
            ("prod/p.yaml", merge),
            ("prod/j.yaml", json),
            ("c/kustomization.yaml", "kind: Component\npatches: [{path: p.yaml}]\n"),
            ("c/p.yaml", merge),
        ]);
        let workload = only(&project);
        assert_eq!(memory_limit(workload), Some("1Gi"), "{kustomization}");
        assert_eq!(workload.place.environment, Environment::Production);
        let limit = workload.pod.containers[0].resources.as_ref().and_then(|r| r.limit("memory")).unwrap();
        assert_eq!(project.sources.text(limit.span), "1Gi", "{kustomization}");
    }
}

#[test]
fn overlays_set_images_replicas_and_variables() {
    let project = project(&[(
        "prod/kustomization.yaml",
        "resources: [../base]\nimages: [{name: acme/web, newTag: '2'}]\nreplicas: [{name: web, count: 3}]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: web, env: [{name: B, value: b}]}]}}}\n",
    )]);
    let workload = only(&project);
    assert_eq!(workload.replica_count(), Some(3));
    assert_eq!(workload.pod.containers[0].image.as_ref().unwrap().text, "acme/web:2");
    let names: Vec<&str> = workload.pod.containers[0].env.iter().map(|var| var.name.text.as_str()).collect();
    assert_eq!(names, ["B", "A"]);
    let facts = project.apps.iter().flat_map(|app| app.facts(Kind::EnvProvide));
    let provided: Vec<(&str, &str)> =
        facts.map(|fact| (fact.subject_text(), fact.place.environment.name())).collect();
    assert!(provided.contains(&("B", "production")), "{provided:?}");
}

#[test]
fn each_overlay_is_an_environment() {
    let project = project(&[
        ("dev/kustomization.yaml", "resources: [../base]\n"),
        ("prod/kustomization.yaml", "resources: [../base]\nreplicas: [{name: web, count: 3}]\n"),
        ("none/kustomization.yaml", "resources: [../base]\npatches: [{path: d.yaml}]\n"),
        ("none/d.yaml", "$patch: delete\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"),
    ]);
    let mut counts: Vec<(&str, Option<u64>)> =
        project.workloads().map(|w| (w.place.environment.name(), w.replica_count())).collect();
    counts.sort_unstable();
    assert_eq!(counts, [("development", Some(1)), ("production", Some(3))]);
}

#[test]
fn a_base_without_production_overlay_stands_for_itself() {
    let project = project(&[("dev/kustomization.yaml", "resources: [../base]\n")]);
    assert_eq!(project.workloads().filter(|workload| workload.is_production()).count(), 1);
}

#[test]
fn files_that_no_kustomization_lists_are_not_deployed() {
    let stray = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: stray}\nspec: {template: {spec: {containers: [{name: a}]}}}\n";
    let project = project(&[("base/stray.yaml", stray)]);
    assert_eq!(only(&project).name.text, "web");
}
