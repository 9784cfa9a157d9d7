//! What kustomizations build, concept by concept.

use crate::discover::Tree;
use crate::extract::helm::Options;
use crate::parse::yaml;
use crate::source::{FileId, Span};
use crate::{Rendered, rendered};

/// The objects that the files in `files` make of the kustomization at the root, each in flow style.
pub(super) fn built(files: &[(&str, &str)]) -> Vec<String> {
    let result = rendered(&tree(files), &Options::default(), "");
    assert_eq!(said(&result), [""; 0]);
    let show =
        |text: &str| yaml::parse(FileId(0), text).documents().map(|root| format!("{root:?}")).collect();
    result.manifests.iter().map(|manifest| show(&manifest.rendering.text)).collect()
}

pub(super) fn notes(files: &[(&str, &str)]) -> Vec<String> {
    said(&rendered(&tree(files), &Options::default(), ""))
}

fn said(result: &Rendered) -> Vec<String> {
    let path = |span: Span| result.sources.path(span.file);
    result.unreadable.iter().map(|note| format!("{}: {}", path(note.span), note.message)).collect()
}

pub(super) fn tree(files: &[(&str, &str)]) -> Tree {
    Tree::from_memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
}

const POD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: x:1}, {name: b, ports: [{containerPort: 1}], env: [{name: E, value: e}]}]}}";

/// The pod with one patch.
fn patched(patch: &str) -> String {
    let text = "resources: [p.yaml]\npatches: [{path: q.yaml, target: {kind: Pod}}]\n";
    built(&[("kustomization.yaml", text), ("p.yaml", POD), ("q.yaml", patch)]).concat()
}

#[test]
fn lists_are_merged_by_the_keys_of_their_items() {
    let merged =
        patched("{spec: {containers: [{name: b, ports: [{containerPort: 2}], env: [{name: E, value: f}]}]}}");
    let first = "{\"name\": b, \"ports\": [{\"containerPort\": 2}, {\"containerPort\": 1}], \"env\": [{\"name\": E, \"value\": f}]}";
    let plain = merged.replace('"', "");
    assert!(plain.contains(&first.replace('"', "")), "{merged}");
    let custom =
        "{apiVersion: x.dev/v1, kind: C, metadata: {name: c}, spec: {containers: [{name: a}, {name: b}]}}";
    let patch = "{apiVersion: x.dev/v1, kind: C, metadata: {name: c}, spec: {containers: [{name: b}]}}";
    let files = [
        ("kustomization.yaml", "resources: [c.yaml]\npatches: [{path: q.yaml}]"),
        ("c.yaml", custom),
        ("q.yaml", patch),
    ];
    assert!(built(&files)[0].replace('"', "").contains("containers: [{name: b}]"));
}

#[test]
fn patches_delete_and_replace() {
    let cases = [
        ("{spec: {containers: [{name: a, $patch: delete}]}}", "containers: [{name: b, "),
        ("{spec: {containers: [{$patch: replace}, {name: c}]}}", "containers: [{name: c}]"),
        ("{spec: {containers: [{name: a, image: null}]}}", "containers: [{name: a}, {name: b, "),
        ("{spec: {$patch: replace, nodeName: n}}", "spec: {nodeName: n}"),
    ];
    for (patch, expected) in cases {
        let merged = patched(patch).replace('"', "");
        assert!(merged.contains(expected), "{patch}: {merged}");
    }
    assert_eq!(patched("{$patch: delete}"), "");
}

#[test]
fn json_patches_do_all_operations() {
    let cases = [
        ("{op: add, path: /spec/containers/0/env, value: [{name: A}]}", "env: [{name: A}]"),
        ("{op: add, path: /spec/containers/1/env/-, value: {name: F}}", "{name: E, value: e}, {name: F}"),
        ("{op: add, path: /spec/containers/0, value: {name: z}}", "containers: [{name: z}, {name: a, "),
        ("{op: replace, path: /spec/containers/0/image, value: y}", "image: y"),
        ("{op: remove, path: /spec/containers/0}", "containers: [{name: b, "),
        ("{op: copy, from: /metadata/name, path: /metadata/labels, value: }", "labels: p"),
        ("{op: move, from: /spec/containers/0/image, path: /spec/i}", "containers: [{name: a}, "),
        ("{op: add, path: /metadata/a~1b~0c, value: d}", "a/b~c: d"),
        ("{op: add, path: /metadata/annotations/a~1b, value: c}", "annotations: {a/b: c}"),
        ("{op: test, path: /kind, value: Pod}", "kind: Pod"),
    ];
    for (operation, expected) in cases {
        let merged = patched(&format!("- {operation}\n")).replace('"', "");
        assert!(merged.contains(expected), "{operation}: {merged}");
    }
    let files = [
        ("kustomization.yaml", "resources: [p.yaml]\npatches: [{path: q.yaml, target: {kind: Pod}}]"),
        ("p.yaml", POD),
        ("q.yaml", "- {op: remove, path: /spec/nothing}\n"),
    ];
    assert_eq!(
        notes(&files),
        ["q.yaml: this operation is not carried out: there is nothing at '/spec/nothing'"]
    );
}

#[test]
fn generated_names_have_a_hash_that_references_follow() {
    let text = "resources: [p.yaml]\nnamePrefix: x-\nconfigMapGenerator: [{name: m, literals: [A=b, 'C=\"d\"']}]\nsecretGenerator: [{name: s, literals: [K=v], options: {disableNameSuffixHash: true}}]\n";
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{configMap: {name: m}}, {secret: {secretName: s}}, {configMap: {name: other}}]}}";
    let all = built(&[("kustomization.yaml", text), ("p.yaml", pod)]).join("\n").replace('"', "");
    assert!(all.contains("{configMap: {name: x-m-"), "{all}");
    assert!(all.contains("{secret: {secretName: x-s}}, {configMap: {name: other}}"), "{all}");
    assert!(all.contains("data: {A: b, C: d}") && all.contains("data: {K: dg==}"), "{all}");
}

#[test]
fn the_hash_is_the_one_of_kustomize() {
    let text = "configMapGenerator: [{name: m, literals: [a=b]}]\n";
    let all = built(&[("kustomization.yaml", text)]).concat().replace('"', "");
    assert!(all.contains(HASHED), "{all}");
}

const HASHED: &str = "name: m-4h2mbtbbt6";

#[test]
fn overlays_change_what_other_generators_made() {
    let all = built(&[
        (
            "base/kustomization.yaml",
            "configMapGenerator: [{name: m, literals: [a=b, c=d]}]\ngeneratorOptions: {disableNameSuffixHash: true}",
        ),
        (
            "kustomization.yaml",
            "resources: [base]\nconfigMapGenerator: [{name: m, behavior: merge, literals: [c=e]}]",
        ),
    ]);
    assert!(all.concat().replace('"', "").contains("name: m}, data: {a: b, c: e}"), "{all:?}");
}

#[test]
fn labels_reach_selectors_only_where_they_are_asked_to() {
    let deployment = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}}";
    let with = |labels: &str| {
        let text = format!("resources: [d.yaml]\n{labels}\n");
        built(&[("kustomization.yaml", &text), ("d.yaml", deployment)]).concat().replace('"', "")
    };
    let all = with("commonLabels: {t: x}");
    assert_eq!(all.matches("t: x").count(), 3, "{all}");
    assert_eq!(with("labels: [{pairs: {t: x}}]").matches("t: x").count(), 1);
    assert_eq!(with("labels: [{pairs: {t: x}, includeTemplates: true}]").matches("t: x").count(), 2);
}

#[test]
fn images_and_replicas_are_set() {
    let cases = [
        ("{name: x, newTag: '2'}", "image: x:2"),
        ("{name: x, newName: r.io:5/y}", "image: r.io:5/y:1"),
        ("{name: x, digest: 'sha256:0'}", "image: x@sha256:0"),
        ("{name: x, tagSuffix: -d}", "image: x:1-d"),
        ("{name: xx, newTag: '2'}", "image: x:1"),
    ];
    for (image, expected) in cases {
        let text = format!("resources: [p.yaml]\nimages: [{image}]\n");
        let all = built(&[("kustomization.yaml", &text), ("p.yaml", POD)]).concat().replace('"', "");
        assert!(all.contains(expected), "{image}: {all}");
    }
}

#[test]
fn namespaces_move_subjects_and_spare_what_is_in_none() {
    let objects = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: c}, subjects: [{kind: ServiceAccount, name: s}, {kind: ServiceAccount, name: default}, {kind: User, name: u}]}\n---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: s}}\n";
    let all = built(&[
        ("kustomization.yaml", "resources: [o.yaml]\nnamespace: n\nnameSuffix: -z"),
        ("o.yaml", objects),
    ]);
    let all = all.join("\n").replace('"', "");
    assert!(all.contains("subjects: [{kind: ServiceAccount, name: s-z, namespace: n}, {kind: ServiceAccount, name: default, namespace: n}, {kind: User, name: u}]"), "{all}");
    assert!(all.contains("metadata: {name: c-z}"), "{all}");
}

#[test]
fn components_change_what_is_around_them() {
    let all = built(&[
        ("kustomization.yaml", "resources: [p.yaml]\ncomponents: [c]"),
        ("p.yaml", POD),
        ("c/kustomization.yaml", "kind: Component\nimages: [{name: x, newTag: '9'}]"),
    ]);
    assert!(all.concat().contains("x:9"), "{all:?}");
}

#[test]
fn replacements_and_variables_copy_values() {
    let replaced = built(&[
        (
            "kustomization.yaml",
            "resources: [p.yaml]\nreplacements: [{source: {kind: Pod, fieldPath: metadata.name}, targets: [{select: {kind: Pod}, fieldPaths: ['spec.containers.[name=b].env.[name=E].value']}]}]",
        ),
        ("p.yaml", POD),
    ]);
    assert!(replaced.concat().replace('"', "").contains("{name: E, value: p}"), "{replaced:?}");
    let pod = POD.replace("value: e", "value: 'to $(N)'");
    let resolved = built(&[
        (
            "kustomization.yaml",
            "resources: [p.yaml]\nnamePrefix: x-\nvars: [{name: N, objref: {apiVersion: v1, kind: Pod, name: p}}]",
        ),
        ("p.yaml", &pod),
    ]);
    assert!(resolved.concat().contains("to x-p"), "{resolved:?}");
}

#[test]
fn what_cannot_be_taken_in_is_a_note() {
    let files = [
        (
            "kustomization.yaml",
            "resources: [a, missing.yaml, ../../out, 'https://example.org/x']\nhelmCharts: [{name: c}]\npatches: [{path: gone.yaml}]",
        ),
        ("a/kustomization.yaml", "resources: [../b]"),
        ("b/kustomization.yaml", "resources: [../a, .]"),
    ];
    let all = notes(&files);
    for part in [
        "takes in itself",
        "no file or folder 'missing.yaml'",
        "outside this repository",
        "not in this repository",
        "the chart 'c' is not in this repository, so its objects are not known",
        "'gone.yaml'",
    ] {
        assert!(all.iter().any(|note| note.contains(part)), "{part}: {all:?}");
    }
}

#[test]
fn every_part_knows_the_file_that_sets_it() {
    let files = [
        (
            "kustomization.yaml",
            "resources: [p.yaml]\nimages: [{name: x, newTag: '2'}]\npatches:\n- patch: |-\n    {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostNetwork: true}}\n",
        ),
        ("p.yaml", POD),
    ];
    let project = crate::analyse(&tree(&files));
    let workload = project.workloads().next().unwrap();
    let written = |span| project.sources.origin(span).written;
    let place = |span| (project.sources.path(written(span).file), project.sources.text(written(span)));
    let container = &workload.pod.containers[0];
    assert_eq!(place(container.name.span), ("p.yaml", "a"));
    assert_eq!(place(container.image.as_ref().unwrap().span), ("kustomization.yaml", "2"));
    assert_eq!(place(workload.pod.host_network.as_ref().unwrap().span), ("kustomization.yaml", "true"));
}

#[test]
fn patches_that_grow_without_end_are_stopped() {
    let doubling: String =
        (0..60).map(|at| format!("- {{op: copy, from: /spec, path: /spec/x{at}}}\n")).collect();
    let deeper: String =
        (1..400).map(|at| format!("- {{op: add, path: {}, value: {{}}}}\n", "/a".repeat(at))).collect();
    for patch in [doubling, deeper] {
        let files = [
            ("kustomization.yaml", "resources: [p.yaml]\npatches: [{path: q.yaml, target: {kind: Pod}}]"),
            ("p.yaml", POD),
            ("q.yaml", patch.as_str()),
        ];
        let notes = notes(&files);
        assert!(notes.len() == 1 && notes[0].contains("too "), "{notes:?}");
    }
}
