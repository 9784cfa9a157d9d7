//! One file from standard input, and manifests that other tools rendered.

use crate::{FLOATING, Project};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n";

#[test]
fn a_dash_reads_one_file_that_is_alone() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    for arguments in [&["-", "-f", "concise"][..], &["check", "-f", "concise", "-"]] {
        let found = project.run_on(POD, arguments);
        assert_eq!((found.code, found.errors.as_str()), (1, ""));
        assert!(found.output.starts_with("stdin.yaml:2:7: warning[naked-pod] "), "{}", found.output);
        assert!(!found.output.contains("Dockerfile"), "{}", found.output);
    }
    let sarif = project.run_on(POD, &["-", "-f", "sarif", "--stdin-filename", "./k8s/pod.yaml"]).output;
    assert!(sarif.contains("\"uri\": \"k8s/pod.yaml\""), "{sarif}");
    let named = project.run_on(FLOATING, &["-", "--stdin-filename", "Dockerfile", "-f", "concise"]);
    assert!(named.output.starts_with("Dockerfile:1:6: warning[floating-base-image] "), "{}", named.output);
}

#[test]
fn json_is_read_too() {
    let pod = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Pod\",\n  \"spec\": {\"containers\": []}\n}\n";
    let found = Project::new(&[]).run_on(pod, &["-", "-f", "concise"]);
    assert!(found.output.starts_with("stdin.yaml:3:11: warning[naked-pod] "), "{}", found.output);
}

#[test]
fn with_a_root_the_project_around_it_counts() {
    let project = Project::new(&[("Dockerfile", FLOATING), ("k8s/pod.yaml", "# empty\n")]);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n";
    project.write("k8s/service.yaml", service.as_bytes());
    let pod = POD.replace("{name: web}\nspec", "{name: web, labels: {app: web}}\nspec");
    let arguments = ["-", "--root", ".", "--stdin-filename", "k8s/pod.yaml", "-f", "concise"];
    let found = project.run_on(&pod, &arguments);
    assert!(
        found.output.contains("k8s/pod.yaml:4:28: warning[missing-readiness-probe] "),
        "{}",
        found.output
    );
    assert!(!found.output.contains("Dockerfile"), "{}", found.output);
}

#[test]
fn what_makes_no_sense_is_said() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let refused = |arguments: &[&str]| {
        let found = project.run_on("", arguments);
        (found.code, found.errors)
    };
    let error = |message: &str| (2, format!("error: {message}\n"));
    assert_eq!(
        refused(&["-", "Dockerfile"]),
        error("'-' reads one file from standard input: no other path can be checked with it")
    );
    assert_eq!(
        refused(&["--stdin-filename", "a.yaml"]),
        error("--stdin-filename names what '-' reads: give '-' as the path")
    );
    assert_eq!(
        refused(&["-", "--stdin-filename", "../a.yaml"]),
        error("--stdin-filename ../a.yaml: not a path in the project")
    );
    assert_eq!(refused(&["-", "--root", "nowhere"]), error("nowhere: no such file or folder"));
    let empty = refused(&["-"]);
    assert_eq!(empty.0, 0);
    assert!(empty.1.starts_with("warning: standard input is empty: nothing was checked\n"), "{}", empty.1);
    let broken = project.run_on("apiVersion: v1\nkind: Pod\nmetadata: {name: [\n", &["-", "-f", "concise"]);
    assert!(broken.output.contains("stdin.yaml:3:18: note[unreadable-input] "), "{}", broken.output);
}

#[test]
fn a_rendered_manifest_shows_its_template() {
    let project = Project::new(&[
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
        (
            "charts/web/templates/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n",
        ),
    ]);
    let rendered = format!("---\n# Source: shop/templates/pod.yaml\n{POD}");
    let found =
        project.run_on(&rendered, &["-", "--root", ".", "-f", "json", "--select", "naked-pod"]).output;
    assert!(found.contains("\"rendered from\""), "{found}");
    assert!(found.contains("\"charts/web/templates/pod.yaml\""), "{found}");
}
