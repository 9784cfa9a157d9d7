//! Charts, generators and schemas that kustomizations bring along.

use super::build::{built, notes, tree};
use crate::extract::helm::Options;
use crate::{analyse, rendered};

const CHART: [(&str, &str); 3] = [
    ("charts/c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
    ("charts/c/values.yaml", "image: {name: shop, tag: '1'}\nport: 80\n"),
    (
        "charts/c/templates/a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .Release.Name }}'}\nspec:\n  containers:\n  - name: a\n    image: {{ .Values.image.name }}:{{ .Values.image.tag }}\n    ports: [{containerPort: {{ .Values.port }}}]\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
    ),
];

fn chart(kustomization: &str) -> Vec<String> {
    let own = [("kustomization.yaml", kustomization), ("v.yaml", "port: 8080\n")];
    let files: Vec<(&str, &str)> = CHART.into_iter().chain(own).collect();
    built(&files).iter().map(|object| object.replace('"', "")).collect()
}

#[test]
fn charts_are_rendered_with_the_values_of_the_kustomization() {
    let objects = chart(
        "namePrefix: x-\nhelmCharts: [{name: c, releaseName: r, skipTests: true, valuesFile: v.yaml, valuesInline: {image: {tag: '2'}}}]\n",
    );
    assert_eq!(objects.len(), 1, "{objects:?}");
    assert!(objects[0].contains("name: x-r}"), "{objects:?}");
    assert!(objects[0].contains("image: shop:2, ports: [{containerPort: 8080}]"), "{objects:?}");
    let old = "helmChartInflationGenerator: [{chartName: c, valuesMerge: merge, valuesLocal: {port: 1}}]";
    assert!(chart(old)[0].contains("{name: release-name}"));
    assert!(chart(old)[0].contains("containerPort: 80}"));
    let replaced = "helmCharts: [{name: c, skipHooks: true, valuesMerge: replace, valuesInline: {port: 1}, additionalValuesFiles: [v.yaml]}]";
    assert!(chart(replaced)[0].contains("containerPort: 8080}"));
    let generator =
        "generators: ['{apiVersion: builtin, kind: HelmChartInflationGenerator, name: c, releaseName: g}']";
    assert!(chart(generator)[0].contains("{name: g}"));
}

#[test]
fn what_a_chart_renders_to_is_written_in_its_templates() {
    let text = "helmCharts: [{name: c, valuesInline: {image: {tag: latest}}}]\n";
    let files: Vec<(&str, &str)> = CHART.into_iter().chain([("kustomization.yaml", text)]).collect();
    let mut made = rendered(&tree(&files), &Options::default(), "");
    let rendering = made.manifests.remove(0).rendering;
    let at = rendering.text.find("shop:latest").unwrap();
    let file = made.sources.add(rendering);
    let origin = made.sources.origin(crate::source::Span::new(file, at, at + "shop:latest".len()));
    assert_eq!(made.sources.path(origin.written.file), "charts/c/templates/a.yaml");
    let values: Vec<&str> = origin.values.iter().map(|value| made.sources.text(*value)).collect();
    assert_eq!(values, ["shop", "latest"]);
    // The chart is not deployed with its default values.
    let project = analyse(&tree(&files));
    let images = project.workloads().flat_map(|workload| &workload.pod.containers);
    let images: Vec<&str> =
        images.filter_map(|container| Some(container.image.as_ref()?.text.as_str())).collect();
    assert_eq!(images, ["shop:latest"]);
}

#[test]
fn kustomize_runs_its_own_generators() {
    let generator = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: m}\nliterals: [a=b]\noptions: {disableNameSuffixHash: true}\n";
    let objects = built(&[("kustomization.yaml", "generators: [g.yaml]\n"), ("g.yaml", generator)]);
    assert!(objects[0].replace('"', "").contains("metadata: {name: m}, data: {a: b}"), "{objects:?}");
    let foreign = "apiVersion: example.org/v1\nkind: Maker\nmetadata: {name: m}\n";
    let text = "generators: [g.yaml]\nvalidators: [g.yaml]\n";
    assert_eq!(
        notes(&[("kustomization.yaml", text), ("g.yaml", foreign)]),
        [
            "kustomization.yaml: the generator 'Maker' is not run, so its objects are not known",
            "kustomization.yaml: the validator 'Maker' is not carried out"
        ]
    );
}

#[test]
fn lists_of_custom_objects_are_merged_by_the_schema_of_the_kustomization() {
    let schema = r##"{"definitions": {"C": {"x-kubernetes-group-version-kind": [{"group": "x.dev", "version": "v1", "kind": "C"}],
        "properties": {"spec": {"$ref": "#/definitions/S"}}}, "S": {"properties": {"parts": {"type": "array",
        "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name", "items": {"type": "object"}}}}}}"##;
    let custom = |parts: &str| {
        format!("{{apiVersion: x.dev/v1, kind: C, metadata: {{name: c}}, spec: {{parts: [{parts}]}}}}")
    };
    let files = [
        ("kustomization.yaml", "resources: [c.yaml]\npatches: [{path: q.yaml}]\nopenapi: {path: s.json}\n"),
        ("c.yaml", &custom("{name: a}, {name: b, x: 1}")),
        ("q.yaml", &custom("{name: b, y: 2}")),
        ("s.json", schema),
    ];
    assert!(built(&files)[0].replace('"', "").contains("parts: [{name: b, x: 1, y: 2}, {name: a}]"));
}

#[test]
fn patches_that_are_texts_are_told() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}}";
    let files = [
        ("kustomization.yaml", "resources: [p.yaml]\npatches: [q.yaml]\n"),
        ("p.yaml", pod),
        ("q.yaml", pod),
    ];
    assert_eq!(
        notes(&files),
        ["kustomization.yaml: kustomize refuses the text 'q.yaml' in 'patches': write 'path: q.yaml'"]
    );
}
